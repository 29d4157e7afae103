package utterance

import (
	"cmp"
	"slices"
	"strings"
)

// Utterance is one act of speaking with all its printings.
type Utterance struct {
	ID      string   // the smallest key of its printings
	Members []Member // the original first; then what prints the speaker's words, by day; then other wordings
	Why     []string // why the first is the original, in words for people
	Outlets int      // how many outlets print it
	Hangs   string   // the smallest key of all printings that hang together with these, also where a clash keeps them apart
	Reports int      // how many reports they rest on: the printings of one agency's report, and copies, count once
}

// Member is one printing of an utterance.
type Member struct {
	Printing
	// Wording relates its words to those of the original: Reworded ones are not the speaker's, though this article
	// prints them between marks.
	Wording Relation
	Lost    string // the "not" that this cut leaves out; empty when there is none
}

// Hand holds what people decided about pairs of printings, by key. It wins over every rule, but never joins scopes.
type Hand struct {
	Joined [][2]string
	Split  [][2]string
}

// Group finds the utterances of a set of printings. The result depends on the set alone: not on its order, nor on what
// was grouped before. Printings with one key are taken once. The work grows with the square of the number of different
// sentences, so a store calls it on printings that may hang together.
func Group(ps []Printing, hand Hand) []Utterance {
	ps = slices.Clone(ps)
	slices.SortFunc(ps, func(a, b Printing) int { return strings.Compare(a.Key, b.Key) })
	ps = slices.CompactFunc(ps, func(a, b Printing) bool { return a.Key == b.Key })
	g := newGrouping(ps, hand)
	g.join()
	var out []Utterance
	for _, c := range g.clusters() {
		out = append(out, g.utterance(c))
	}
	slices.SortFunc(out, func(a, b Utterance) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// form is a set of printings that no rule can tell apart by words, speaker and day. Twenty reprints of a report are one
// form, so that they cost little.
type form struct {
	members  []*Prepared // in the order of their keys
	articles map[string]bool
	cluster  int
	hangs    int // the first form of those that hang together with it
}

// evidenceMost is how many printings of a form are asked for their surroundings.
const evidenceMost = 4

type grouping struct {
	forms     []*form
	decisions []Decision         // of forms i < j at i*len(forms)+j
	hand      map[[2]string]bool // true: joined, false: split; both directions
}

func newGrouping(ps []Printing, hand Hand) *grouping {
	g := &grouping{hand: make(map[[2]string]bool)}
	byHand := make(map[string]bool)
	for _, set := range []struct {
		pairs  [][2]string
		joined bool
	}{{hand.Joined, true}, {hand.Split, false}} { // what was split by hand stays split though somebody joined it too
		for _, p := range set.pairs {
			g.hand[p], g.hand[[2]string{p[1], p[0]}] = set.joined, set.joined
			byHand[p[0]], byHand[p[1]] = true, true
		}
	}
	index := make(map[string]*form)
	for i := range ps {
		p := Prepare(ps[i])
		key := formKey(p)
		f := index[key]
		// Equal words can still be too few to be one utterance ("No comment."), and what people ruled on stands alone.
		if byHand[p.Key] || f != nil && !decide(f.members[0], p).Relation.Verbatim() {
			key += "\x00" + p.Key
			f = nil
		}
		if f == nil {
			f = &form{articles: make(map[string]bool), cluster: len(g.forms), hangs: len(g.forms)}
			index[key], g.forms = f, append(g.forms, f)
		}
		f.members = append(f.members, p)
		f.articles[p.Article.Key] = true
	}
	return g
}

// formKey is what the rules look at, but for the surroundings.
func formKey(p *Prepared) string {
	day := "said " + p.Said.Day()
	if p.Said.IsZero() {
		day = "printed " + p.Article.Published.Day()
	}
	forms := make([]string, 0, len(p.tokens)+8)
	for _, t := range p.tokens {
		forms = append(forms, t.form)
	}
	forms = append(forms, "\x00", string(p.Scope), day, string(p.Speaker.Kind), p.Speaker.Name)
	if len(p.tokens) == 0 {
		forms = append(forms, p.Key)
	}
	return strings.Join(append(forms, p.Speaker.Aliases...), "\x01")
}

// join decides all pairs of forms and joins them from the strongest decision to the weakest, leaving out joins that
// would put two printings together which can't be one utterance. That is what keeps a cut that fits two sentences from
// drawing both into one. What people joined comes last and joins whole utterances, but for what people split.
func (g *grouping) join() {
	n := len(g.forms)
	g.decisions = make([]Decision, n*n)
	c := newClusters(n)
	type edge struct {
		i, j     int
		strength float64
		ruled    bool
		brief    bool
	}
	var edges []edge
	for i := range n {
		for j := i + 1; j < n; j++ {
			d := g.decideForms(g.forms[i], g.forms[j])
			g.decisions[i*n+j] = d
			c.keepApart(i, j, d)
			if d.Relation != Apart {
				edges = append(edges, edge{i, j, d.Strength, d.ruled, d.brief})
			}
		}
	}
	slices.SortStableFunc(edges, func(a, b edge) int {
		return cmp.Or(compareBool(a.ruled, b.ruled), cmp.Compare(b.strength, a.strength))
	})
	for _, e := range edges {
		g.hang(e.i, e.j)
		x, y := g.forms[e.i].cluster, g.forms[e.j].cluster
		// A brief cut ("a great success") fits many sentences, and must not join two of them.
		if x == y || c.clash(x, y, e.ruled) || e.brief && g.decision(c.longest[x], c.longest[y]).Relation == Apart {
			continue
		}
		for _, k := range c.join(x, y, g.longer) {
			g.forms[k].cluster = x
		}
	}
}

// longer gives the longer one of two forms, of equally long ones the first.
func (g *grouping) longer(i, j int) int {
	if d := cmp.Compare(len(g.forms[i].members[0].tokens), len(g.forms[j].members[0].tokens)); d < 0 || d == 0 && j < i {
		return j
	}
	return i
}

// clusters is what joining knows of the sets of forms joined so far, each named for its first one. What keeps two of them
// apart is kept up as they grow: looking for it among all pairs of their forms would take the square of their sizes, for
// every join that is tried.
type clusters struct {
	members [][]int
	longest []int  // form
	apart   []bool // at x*n+y: they hold a pair that can't be one utterance
	split   []bool // and one that people split
}

func newClusters(n int) *clusters {
	c := &clusters{members: make([][]int, n), longest: make([]int, n), apart: make([]bool, n*n), split: make([]bool, n*n)}
	for i := range n {
		c.members[i], c.longest[i] = []int{i}, i
	}
	return c
}

// keepApart notes what is decided of two forms that are not joined with any yet.
func (c *clusters) keepApart(i, j int, d Decision) {
	n := len(c.members)
	c.apart[i*n+j], c.apart[j*n+i] = d.Never, d.Never
	c.split[i*n+j], c.split[j*n+i] = d.Never && d.ruled, d.Never && d.ruled
}

// clash says whether two clusters hold a pair that can't be one utterance; for a join by hand, one that people split.
func (c *clusters) clash(x, y int, byHand bool) bool {
	if byHand {
		return c.split[x*len(c.members)+y]
	}
	return c.apart[x*len(c.members)+y]
}

// join puts the forms of y into x and gives them.
func (c *clusters) join(x, y int, longer func(i, j int) int) []int {
	n, joined := len(c.members), c.members[y]
	c.members[x], c.members[y] = append(c.members[x], joined...), nil
	c.longest[x] = longer(c.longest[x], c.longest[y])
	for _, m := range [][]bool{c.apart, c.split} {
		for z := range n {
			if m[y*n+z] {
				m[x*n+z], m[z*n+x] = true, true
			}
		}
	}
	return joined
}

// hang notes that two forms hang together.
func (g *grouping) hang(i, j int) {
	x, y := g.root(i), g.root(j)
	g.forms[max(x, y)].hangs = min(x, y)
}

// root is the first of the forms that hang together with form i; forms stand in the order of their smallest keys.
func (g *grouping) root(i int) int {
	for g.forms[i].hangs != i {
		g.forms[i].hangs = g.forms[g.forms[i].hangs].hangs // the way gets shorter each time
		i = g.forms[i].hangs
	}
	return i
}

// decision is that of two different forms, seen from the first.
func (g *grouping) decision(i, j int) Decision {
	if i < j {
		return g.decisions[i*len(g.forms)+j]
	}
	return g.decisions[j*len(g.forms)+i].mirrored()
}

// decideForms takes the strongest decision of a few printings of either, because only some may have their surroundings
// or stand in much the same article.
func (g *grouping) decideForms(f, h *form) Decision {
	if f.members[0].Scope != h.members[0].Scope {
		return never("they belong to different scopes")
	}
	if joined, ok := g.hand[[2]string{f.members[0].Key, h.members[0].Key}]; ok && joined {
		return Decision{Relation: Near, Strength: 1, Why: []string{"joined by hand"}, ruled: true}
	} else if ok {
		return Decision{Relation: Apart, Never: true, Why: []string{"split by hand"}, ruled: true}
	}
	best := decide(f.members[0], h.members[0])
	if best.Relation.Verbatim() || best.Never {
		return best
	}
	for _, a := range f.members[:min(len(f.members), evidenceMost)] {
		for _, b := range h.members[:min(len(h.members), evidenceMost)] {
			if d := decide(a, b); d.Strength > best.Strength {
				best = d
			}
		}
	}
	for article := range f.articles {
		if article != "" && h.articles[article] {
			return never("two sentences of one article")
		}
	}
	return best
}

// clusters lists the forms of each utterance, in the order of their keys.
func (g *grouping) clusters() [][]int {
	at := make(map[int]int)
	var out [][]int
	for i, f := range g.forms {
		k, ok := at[f.cluster]
		if !ok {
			k = len(out)
			at[f.cluster] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], i)
	}
	return out
}
