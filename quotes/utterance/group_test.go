package utterance_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// printings are all labelled quotes of a story, article by article.
func printings(t *testing.T, file string) [][]utterance.Printing {
	var out [][]utterance.Printing
	for _, quoted := range story(t, file) {
		var ps []utterance.Printing
		for _, q := range quoted {
			ps = append(ps, q.Printing)
		}
		out = append(out, ps)
	}
	return out
}

// outline says of each utterance which keys it has, how each is worded, and why the first is first.
func outline(us []utterance.Utterance) []string {
	var out []string
	for _, u := range us {
		var b strings.Builder
		for _, m := range u.Members {
			fmt.Fprintf(&b, "%s=%s%s ", filepath.Base(m.Key), m.Wording, m.Lost)
		}
		fmt.Fprintf(&b, "%v %d/%d", u.Why, u.Outlets, u.Reports)
		out = append(out, b.String())
	}
	return out
}

func TestGroupStory(t *testing.T) {
	got := outline(utterance.Group(slices.Concat(printings(t, "testdata/stories/harbour.txt")...), utterance.Hand{}))
	want := []string{
		"agency#a=identical own#a=shorter reprint#a=identical spun#a=reworded [words of the agency's report the agency's report printed first] 4/2",
		"agency#b=identical own#b=near reprint#b=identical spun#b=reworded [words of the agency's report the agency's report printed first] 4/2",
		"agency#c=identical reprint#c=shorter spun#c=reworded [words of the agency's report the agency's report printed first] 3/1",
		"followup#f=identical [the only printing of these words] 1/1",
		"followup#g=identical [the only printing of these words] 1/1",
		"own#d=identical [the only printing of these words] 1/1",
		"own#e=identical [the only printing of these words] 1/1",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// incremental groups printings that come one by one, as a store does: each is compared with what is there, and only what
// hangs together with it is grouped again.
type incremental struct {
	hand       utterance.Hand
	components [][]*utterance.Prepared
}

func (s *incremental) add(p *utterance.Prepared) {
	merged := []*utterance.Prepared{p}
	var rest [][]*utterance.Prepared
	for _, c := range s.components {
		if slices.ContainsFunc(c, func(q *utterance.Prepared) bool { return p.Same(q).Relation != utterance.Apart }) {
			merged = append(merged, c...)
		} else {
			rest = append(rest, c)
		}
	}
	s.components = append(rest, merged)
}

func (s *incremental) remove(key string) {
	all := slices.Concat(s.components...)
	s.components = nil
	for _, p := range all {
		if p.Key != key {
			s.add(p)
		}
	}
}

func (s *incremental) utterances() []utterance.Utterance {
	var out []utterance.Utterance
	for _, c := range s.components {
		var ps []utterance.Printing
		for _, p := range c {
			ps = append(ps, *p.Printing)
		}
		out = append(out, utterance.Group(ps, s.hand)...)
	}
	slices.SortFunc(out, func(a, b utterance.Utterance) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func prepared(articles [][]utterance.Printing) [][]*utterance.Prepared {
	out := make([][]*utterance.Prepared, len(articles))
	for i, ps := range articles {
		for _, p := range ps {
			out[i] = append(out[i], utterance.Prepare(p))
		}
	}
	return out
}

// TestOrderOfAdding adds the five articles of each story in all 120 orders.
func TestOrderOfAdding(t *testing.T) {
	for _, file := range files(t, "testdata/stories/*.txt") {
		articles := printings(t, file)
		want := outline(utterance.Group(slices.Concat(articles...), utterance.Hand{}))
		ready := prepared(articles)
		orders := permutations(len(articles))
		if len(orders) != 120 {
			t.Fatalf("%s: %d orders", file, len(orders))
		}
		for _, order := range orders {
			var s incremental
			for _, i := range order {
				for _, p := range ready[i] {
					s.add(p)
				}
			}
			if d := cmp.Diff(want, outline(s.utterances())); d != "" {
				t.Fatalf("%s in order %v: %s", file, order, d)
			}
		}
	}
}

// TestRandomOrders mixes all stories and pairs, in random orders, with a printing that goes and comes back.
func TestRandomOrders(t *testing.T) {
	var all []utterance.Printing
	for _, file := range files(t, "testdata/stories/*.txt") {
		all = append(all, slices.Concat(printings(t, file)...)...)
	}
	for _, p := range singlePairs(t) {
		all = append(all, p.a, p.b)
	}
	want := outline(utterance.Group(all, utterance.Hand{}))
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 1))
		shuffled := slices.Clone(all)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if d := cmp.Diff(want, outline(utterance.Group(shuffled, utterance.Hand{}))); d != "" {
			t.Fatalf("seed %d: %s", seed, d)
		}
	}
	var s incremental
	for _, p := range prepared(printings(t, "testdata/stories/harbour.txt")) {
		for _, q := range p {
			s.add(q)
		}
	}
	before := outline(s.utterances())
	gone := s.components[0][0]
	s.remove(gone.Key)
	if slices.Equal(before, outline(s.utterances())) {
		t.Error("taking a printing away changed nothing")
	}
	s.add(gone)
	if d := cmp.Diff(before, outline(s.utterances())); d != "" {
		t.Error("after coming back:", d)
	}
}

func TestScopesStayApart(t *testing.T) {
	one := printing(t, "a", "Mara Lindqvist | 2031-03-04 | 2031-03-05 | The harbour belongs to the people who work in it.")
	other := one
	other.Key, other.Scope = "b", quotes.GuildScope("7")
	for _, hand := range []utterance.Hand{{}, {Joined: [][2]string{{"a", "b"}}}} {
		if us := utterance.Group([]utterance.Printing{one, other}, hand); len(us) != 2 {
			t.Errorf("hand %v: %v", hand, outline(us))
		}
	}
}

func TestEqualWordsApart(t *testing.T) {
	var ps []utterance.Printing
	for i, line := range []string{
		" | | 2027-08-11 | It was very loud.", " | | 2027-08-11 | It was very loud.", " | | 2027-08-11 | It was very loud.",
		"Corin Ashdale | | | No comment.", "Corin Ashdale | | | No comment.",
	} {
		ps = append(ps, printing(t, fmt.Sprint(i), line))
	}
	if us := utterance.Group(ps, utterance.Hand{}); len(us) != len(ps) {
		t.Error(outline(us))
	}
}

func TestByHand(t *testing.T) {
	a := printing(t, "a", "Mara Lindqvist | 2031-03-04 | 2031-03-05 | The harbour belongs to the people who work in it.")
	b, c := a, printing(t, "c", "Mara Lindqvist | 2031-03-04 | 2031-03-05 | Something else entirely was printed here.")
	b.Key = "b"
	for _, k := range []struct {
		name string
		hand utterance.Hand
		want []string
	}{
		{"nothing", utterance.Hand{}, []string{"a b", "c"}},
		{"split", utterance.Hand{Split: [][2]string{{"b", "a"}}}, []string{"a", "b", "c"}},
		{"joined", utterance.Hand{Joined: [][2]string{{"c", "a"}}}, []string{"a b c"}},
		{"joined and split", utterance.Hand{Joined: [][2]string{{"c", "b"}}, Split: [][2]string{{"a", "b"}}}, []string{"a", "b c"}},
	} {
		t.Run(k.name, func(t *testing.T) {
			var got []string
			for _, u := range utterance.Group([]utterance.Printing{c, b, a}, k.hand) {
				var keys []string
				for _, m := range u.Members {
					keys = append(keys, m.Key)
				}
				slices.Sort(keys)
				got = append(got, strings.Join(keys, " "))
			}
			if d := cmp.Diff(k.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestOriginal(t *testing.T) {
	words := "The harbour belongs to the people who work in it"
	for _, c := range []struct {
		name       string
		want, why  string
		candidates map[string]utterance.Article
		texts      map[string]string
	}{
		{"the agency before who reprints it", "n", "[the agency's report printed by the agency itself]", map[string]utterance.Article{
			"a": {Publisher: "Echo", Agency: "Northwire", Published: date(t, "2031-03-04")},
			"n": {Publisher: "Northwire", Agency: "Northwire", Published: date(t, "2031-03-05")}}, nil},
		{"an own report from the day before", "z", "[printed first]", map[string]utterance.Article{
			"a": {Publisher: "Echo", Agency: "Northwire", Published: date(t, "2031-03-05")},
			"z": {Publisher: "Post", Published: date(t, "2031-03-04")}}, nil},
		{"the outlet of the interview", "z", "[the outlet that did the interview]", map[string]utterance.Article{
			"a": {Publisher: "Echo", Agency: "Northwire", Published: date(t, "2031-03-05")},
			"z": {Publisher: "Post", Published: date(t, "2031-03-05"), Interview: true}}, nil},
		{"the dated one", "z", "[dated]", map[string]utterance.Article{"a": {Publisher: "Echo"}, "z": {Publisher: "Post", Published: date(t, "2031-03-05")}}, nil},
		{"the longest", "z", "[the longest form]", map[string]utterance.Article{
			"a": {Publisher: "Echo", Published: date(t, "2031-03-05")}, "z": {Publisher: "Post", Published: date(t, "2031-03-05")}},
			map[string]string{"z": words + " and to nobody else."}},
		{"equal", "a", "[one of several that are equal in all this]", map[string]utterance.Article{
			"a": {Publisher: "Echo", Published: date(t, "2031-03-05")}, "z": {Publisher: "Post", Published: date(t, "2031-03-05")}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var ps []utterance.Printing
			for key, a := range c.candidates {
				a.Key = key
				p := utterance.Printing{Key: key, Text: words, Speaker: quotes.Speaker{Name: "Mara Lindqvist"}, Said: date(t, "2031-03-04"), Article: a}
				if text, ok := c.texts[key]; ok {
					p.Text = text
				}
				ps = append(ps, p)
			}
			us := utterance.Group(ps, utterance.Hand{})
			if len(us) != 1 || us[0].Members[0].Key != c.want || fmt.Sprint(us[0].Why) != c.why {
				t.Errorf("got %v", outline(us))
			}
		})
	}
}

func TestInterviewed(t *testing.T) {
	for _, c := range []struct {
		around, publisher string
		want              bool
	}{
		{"Marrow told The Velden Post on Friday.", "Velden Post", true},
		{"Marrow told the Selby Courier on Friday.", "Velden Post", false},
		{"she said in an interview with the Velden Post", "The Velden Post", true},
		{"„…“, sagte sie dieser Zeitung. Marrow sagte dieser Zeitung", "Marnsfelder Zeitung", true},
		{"Marrow told reporters", "", false},
	} {
		if got := utterance.Interviewed(c.around, c.publisher); got != c.want {
			t.Errorf("%q, %q: %v", c.around, c.publisher, got)
		}
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var out [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			out = append(out, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return out
}

// TestSeeds runs the five printings of one event that are kept beside the project, in all 120 orders: each sentence is
// one utterance, the agency's report its original, and the copies are marked.
func TestSeeds(t *testing.T) {
	dir := "../../../shared/eval/seeds"
	gold, err := os.ReadFile(filepath.Join(dir, "gold.jsonl"))
	if err != nil {
		t.Skip("the seeds are not here:", err)
	}
	var articles [][]utterance.Printing
	for _, line := range strings.Split(strings.TrimSpace(string(gold)), "\n") {
		articles = append(articles, seed(t, dir, line))
	}
	want := outline(utterance.Group(slices.Concat(articles...), utterance.Hand{}))
	for _, l := range want {
		t.Log(l)
	}
	var shape []string
	for _, u := range utterance.Group(slices.Concat(articles...), utterance.Hand{}) {
		kinds := ""
		for _, m := range u.Members {
			kinds += m.Article.Key + string(m.Wording[0])
		}
		shape = append(shape, kinds)
	}
	slices.Sort(shape)
	if d := cmp.Diff([]string{"0i0s2i1r3r", "0i2i4i1r3r", "0i2i4t", "4i", "4i", "4i"}, shape); d != "" {
		t.Error(d)
	}
	ready := prepared(articles)
	for _, order := range permutations(len(articles)) {
		var s incremental
		for _, i := range order {
			for _, p := range ready[i] {
				s.add(p)
			}
		}
		if d := cmp.Diff(want, outline(s.utterances())); d != "" {
			t.Fatalf("order %v: %s", order, d)
		}
	}
}

func seed(t *testing.T, dir, line string) []utterance.Printing {
	var g struct {
		Name, Published, Publisher string
		Quotes                     []struct {
			Segments [][2]int
			Speaker  string
			SaidOn   string `json:"said_on"`
		}
	}
	if err := json.Unmarshal([]byte(line), &g); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "articles", g.Name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	text := []rune(string(data))
	agency := ""
	if g.Publisher == "Reuters" {
		agency = g.Publisher
	}
	a := utterance.Article{Key: strings.TrimLeft(g.Name[:3], "0"), Agency: agency, Published: date(t, g.Published), Sketch: utterance.SketchOf(string(data))}
	if a.Key == "" {
		a.Key = "0"
	}
	var out []utterance.Printing
	for _, q := range g.Quotes {
		var segments []string
		var ats []quotes.Span
		for _, s := range q.Segments {
			words := string(text[s[0]:s[1]])
			start := len(string(text[:s[0]]))
			segments, ats = append(segments, words), append(ats, quotes.Span{Start: start, End: start + len(words)})
		}
		whole := strings.Join(segments, quotes.Ellipsis)
		for _, part := range utterance.Parts(whole) {
			at := utterance.InText(part, segments, ats)
			before, after := utterance.Around(string(data), at)
			out = append(out, utterance.Printing{Key: fmt.Sprintf("%s#%d", a.Key, len(out)), Scope: quotes.Library, Text: part.In(whole),
				Speaker: quotes.Speaker{Name: q.Speaker}, Said: date(t, q.SaidOn), Article: a, Before: before, After: after})
		}
	}
	return out
}
