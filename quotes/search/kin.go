package search

import (
	"context"
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode"

	"quotebot/quotes"
	"quotebot/quotes/words"
)

// kinTable lists words that people use for one another.
//
//go:embed kin.txt
var kinTable string

// How much of a word its relatives are worth.
const (
	sameThing = .9 // another name of the same thing
	sameRoot  = .8 // another word of the same family: "decide", "decision"
	sameSense = .6 // near in meaning
)

// relative is a word, or some words side by side, that may stand for another.
type relative struct {
	stems []string
	sim   float64
}

// kinship tells which words may stand for others, by their stems; words side by side are joined by blanks.
type kinship map[string][]relative

func readKin(table string) kinship {
	k := kinship{}
	for line := range strings.Lines(table) {
		line, sim := strings.TrimSpace(line), sameSense
		if line == "" || line[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "= "); ok {
			line, sim = rest, sameThing
		}
		var set []relative
		for _, entry := range strings.Fields(line) {
			r := relative{sim: sim}
			for _, w := range strings.Split(entry, "_") {
				r.stems = append(r.stems, words.Stem(w))
			}
			set = append(set, r)
		}
		for i, a := range set {
			name := strings.Join(a.stems, " ")
			for j, b := range set {
				if i != j && !slices.Equal(a.stems, b.stems) {
					k[name] = append(k[name], b)
				}
			}
		}
	}
	return k
}

// endings make words of one family from a root; those in grown are tried with a root. Porter's stems take off some of them only.
var (
	endings = strings.Fields(`ation ition ution ision ssion ction ption tion sion ion ment ments ance ence ancy ency able ible ative itive ive
		ity ety ness ful less ous ious al ial ical ic ist ism er or ee ly y th ing ed es s ize ise ify e`)
	grown = strings.Fields(`ation ition ion ment ance ence ancy ency able ative ive ity ness ful ous al ial ic ist ism er or y ize ify e`)
)

// turned are ends of roots that change before some endings: "decide" and "decision", "admit" and "admission".
var turned = [][2]string{{"d", "sion"}, {"t", "ssion"}, {"ceiv", "ception"}, {"scrib", "scription"}, {"duc", "duction"}, {"fy", "fication"},
	{"ply", "plication"}, {"er", "ration"}, {"at", "ation"}, {"ut", "ution"}, {"vid", "vision"}, {"t", "cy"}, {"t", "ce"}, {"nounc", "nunciation"},
	{"olv", "olution"}, {"eed", "ession"}, {"ed", "ession"}, {"end", "ension"}, {"end", "ense"}, {"pel", "pulsion"}, {"iev", "ief"}, {"se", "sis"}}

// family gives the stems of the words that may be of one family with a word. Most of them are no words at all; the library
// knows.
func family(form string) []string {
	own := words.Stem(form)
	roots := map[string]bool{}
	for _, e := range endings {
		if root, ok := strings.CutSuffix(form, e); ok && len(root) >= 4 {
			roots[root] = true
			roots[strings.TrimSuffix(root, "at")] = true
			if n := len(root); n > 4 && root[n-1] == root[n-2] {
				roots[root[:n-1]] = true
			}
			if r, ok := strings.CutSuffix(root, "i"); ok {
				roots[r+"y"] = true
			}
		}
	}
	for _, t := range turned {
		if root, ok := strings.CutSuffix(form, t[1]); ok && len(root) >= 2 {
			roots[root+t[0]] = true
		}
	}
	roots[form] = true
	var list []string
	add := func(w string) {
		if len(w) > 3 {
			if s := words.Stem(w); s != own && !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	for root := range roots {
		if len(root) < 4 {
			continue
		}
		add(root)
		for _, e := range grown {
			add(root + e)
			if r, ok := strings.CutSuffix(root, "y"); ok {
				add(r + "i" + e)
			}
		}
		for _, t := range turned {
			if r, ok := strings.CutSuffix(root, t[0]); ok {
				add(r + t[1])
			}
			if r, ok := strings.CutSuffix(root, t[0]+"e"); ok {
				add(r + t[1])
			}
		}
	}
	slices.Sort(list)
	return list
}

// relation is what a stem in a text stands for besides itself: a group of the question, when the stems in rest follow.
type relation struct {
	group int
	rest  []string
	worth float64 // as a share of the group's value
	same  bool    // it names the same thing or is of the same family
}

// longestName is how many words side by side may stand for another word.
const longestName = 3

// relate finds the relatives of the question's words that the library has, and gives their stems to look for.
func (e *Engine) relate(ctx context.Context, v quotes.View, p *pool) ([]lookupTerm, error) {
	type found struct {
		group int
		relative
	}
	var all []found
	add := func(group int, rs []relative) {
		for _, r := range rs {
			if !slices.ContainsFunc(r.stems, func(s string) bool { return p.byStem[s].sim == 1 && p.byStem[s].group == group }) {
				all = append(all, found{group, r})
			}
		}
	}
	terms := p.query.terms
	for i := range terms {
		if terms[i].weight < topicWeight || terms[i].common || !terms[i].known && len(terms[i].alternatives) > 0 {
			continue
		}
		name := ""
		for n := 1; n <= longestName && i+n <= len(terms); n++ {
			name = strings.TrimPrefix(name+" "+terms[i+n-1].stem, " ")
			if n == 1 && name == "us" && !p.query.country(i) {
				continue
			}
			for k := i; k < i+n; k++ {
				if !terms[k].common {
					add(p.terms[k], e.kin()[name])
				}
			}
		}
		for _, s := range family(terms[i].form) {
			all = append(all, found{p.terms[i], relative{[]string{s}, sameRoot}})
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	var stems []string
	at := map[string]int{}
	for _, f := range all {
		for _, s := range f.stems {
			if _, ok := at[s]; !ok {
				at[s] = len(stems)
				stems = append(stems, s)
			}
		}
	}
	n, with, cost, err := e.index.Counts(ctx, v, stems)
	if err != nil {
		return nil, err
	}
	var lookup []lookupTerm
	for _, f := range all {
		rare := 0.0
		missing := false
		for _, s := range f.stems {
			k := with[at[s]]
			if k == 0 && !words.Common(s) {
				missing = true
			}
			rare = max(rare, rarity(n, k))
		}
		if missing {
			continue
		}
		g := p.groups[f.group]
		worth := f.sim * min(1, rare/max(g.idf, 1e-9))
		p.kin[f.stems[0]] = append(p.kin[f.stems[0]], relation{f.group, f.stems[1:], worth, f.sim >= sameRoot})
		p.kinHeads.add(f.stems[0])
		if len(f.stems) == 1 && !slices.ContainsFunc(lookup, func(t lookupTerm) bool { return t.text == f.stems[0] }) {
			lookup = append(lookup, lookupTerm{text: f.stems[0], cost: cost[at[f.stems[0]]], worth: rare})
		}
	}
	return lookup, nil
}

// country says whether "us" at a word of the question is the country.
func (q *Query) country(i int) bool {
	return i > 0 && q.terms[i-1].form == "the" || q.capitals[i]
}

// kinHits gives what the word at i of a text stands for besides itself.
func (p *pool) kinHits(text string, ws []words.Word, i int) []relation {
	form := ws[i].Form
	if !p.kinHeads.may(form) {
		return nil
	}
	list, ok := p.kinForms[form]
	if !ok {
		list = p.kin[words.Stem(form)]
		p.kinForms[form] = list
	}
	if len(list) == 0 {
		return nil
	}
	if form == "us" && !upper(text[ws[i].Start:ws[i].End]) {
		return nil
	}
	return list
}

func (r relation) follows(ws []words.Word, i int) bool {
	for k, s := range r.rest {
		if i+1+k >= len(ws) || words.Stem(ws[i+1+k].Form) != s {
			return false
		}
	}
	return true
}

func upper(s string) bool {
	return strings.IndexFunc(s, unicode.IsLower) < 0
}

// measureKin measures how far relatives of the question's words stand where the words themselves do not.
func (p *pool) measureKin(d *doc) {
	n := len(p.groups)
	text, near := make([]float64, n), make([]float64, n)
	d.same, d.sameBeside = make([]bool, n), make([]bool, n)
	met := 0.0
	for i, w := range d.words {
		best := 0.0
		for _, r := range p.kinHits(d.Text, d.words, i) {
			if r.follows(d.words, i) {
				text[r.group] = max(text[r.group], r.worth)
				d.same[r.group] = d.same[r.group] || r.same
				best = max(best, r.worth)
			}
		}
		value := 1.0
		if words.Common(w.Form) {
			value = .2
		}
		met += value * max(0, best-d.hits[i].sim)
	}
	look := func(of string, ws []words.Word, fade func(i int) float64) {
		for i := range ws {
			for _, r := range p.kinHits(of, ws, i) {
				if r.follows(ws, i) {
					near[r.group] = max(near[r.group], r.worth*fade(i))
					d.sameBeside[r.group] = d.sameBeside[r.group] || r.same
				}
			}
		}
	}
	look(d.before, d.ahead, func(i int) float64 { return math.Exp(-float64(len(d.ahead)-i) / 30) })
	look(d.after, d.behind, func(i int) float64 { return math.Exp(-float64(i+1) / 30) })
	look(d.Title, d.title, func(int) float64 { return .5 })
	f := &d.features
	f[fKin], f[fKinAround] = 0, 0
	for g, group := range p.groups {
		f[fKin] += group.value * max(0, text[g]-d.best[g])
		f[fKinAround] += group.value * max(0, near[g]-max(text[g], d.anywhere[g]))
	}
	f[fKin] /= max(p.mass, 1e-9)
	f[fKinAround] /= max(p.mass, 1e-9)
	f[fKinReverse] = met / max(d.content, 1)
	what, whatMass := 0.0, 0.0
	for g, group := range p.groups {
		if !group.common && !group.who && group.weight >= topicWeight {
			what += group.value * max(d.best[g], text[g], .6*max(d.closeBy[g], near[g]))
			whatMass += group.value
		}
	}
	f[fWhat] = what / max(whatMass, 1e-9)
}

// widen adds quotes that hold relatives of the question's words, and measures all candidates by them.
func (e *Engine) widen(ctx context.Context, q Question, p *pool) error {
	terms, err := e.relate(ctx, q.View, p)
	if err != nil {
		return err
	}
	if len(terms) > 0 && !p.query.Asked { // around a question's answer stand its own words already
		g := gathering{e: e, q: q, p: p, seen: map[int64]bool{}}
		for _, d := range p.docs {
			g.seen[d.ID] = true
		}
		if err := g.relatives(ctx, terms); err != nil {
			return err
		}
	}
	for _, d := range p.docs {
		p.measureKin(d)
	}
	p.measureBearers()
	return nil
}
