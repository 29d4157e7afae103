package db_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// report is an article of a story with the quotes that stand in it between marks, all of one speaker.
type report struct{ outlet, agency, published, text string }

const speakerOfStory = "Tilda Marrow"

// harbourStory is one event as an agency, a reprint, a rewording copy, and two outlets of their own report it.
var harbourStory = []report{
	{"Selby Courier", "Northwire", "2031-03-14", `SELBY (Northwire) - The governor of Ostmark said on Friday that talks with the dockers' union had broken down, and ruled out any quick end to the strike that has closed Port Selby since January.

“The negotiations have collapsed and I see nobody who wants to revive them,” Governor Tilda Marrow told reporters at the Old Customs House. “There will be no agreement before the summer.”

The strike has kept 41 freighters waiting in the roads, among them the Corvina and the Lady Ashgrove, and cost the province an estimated 90 million crowns. Union leader Piet Hallam walked out of the talks on Wednesday after the port company Brightwater refused to withdraw its rota. Brightwater has hired drivers from Kessin.`},
	{"Ostmark Today", "Northwire", "2031-03-15", `The governor of Ostmark said on Friday that talks with the dockers' union had broken down, and ruled out any quick end to the strike that has closed Port Selby since January.

“The negotiations have collapsed and I see nobody who wants to revive them,” Governor Tilda Marrow told reporters at the Old Customs House. “There will be no agreement before the summer.”

The strike has kept 41 freighters waiting in the roads, among them the Corvina and the Lady Ashgrove, and cost the province an estimated 90 million crowns. Union leader Piet Hallam walked out of the talks on Wednesday after the port company Brightwater refused to withdraw its rota.`},
	{"Shipping Buzz", "", "", `Ostmark's governor announced on Friday that discussions with the union of dock workers had failed, and excluded a fast conclusion of the walkout which has shut down Port Selby since the month of January.

“The discussions have fallen apart, and nobody appears interested in bringing them back to life,” Governor Tilda Marrow informed journalists at the Old Customs House. “Before summer arrives, a deal will not be reached.”

41 cargo vessels, including the Corvina and the Lady Ashgrove, have been waiting outside, and the region has lost roughly 90 million crowns. On Wednesday the union chief Piet Hallam abandoned the meeting when Brightwater declined to take back its schedule. Brightwater has employed truckers from Kessin.`},
	{"Velden Post", "", "2031-03-14", `Tilda Marrow has stopped hoping. At a short appearance in Selby on Friday the governor folded her notes.

“There will be no agreement before summer.” Then she left. Farmers fear for the strawberry harvest.

“We are going to need refrigerated wagons in May,” Marrow added when she was asked about them.`},
	{"Velden Post", "", "2031-04-02", `Two weeks after the talks broke down Governor Tilda Marrow sees no movement.

“There will be no agreement before the summer,” she said on Wednesday for the third time.`},
}

// said is the day that the reports of a story give to its quotes.
func (r report) said(t *testing.T) quotes.Date {
	if r.published == "" {
		return quotes.Date{}
	}
	d := mustDate(t, r.published)
	if r.published == "2031-03-15" {
		d = mustDate(t, "2031-03-14")
	}
	return d
}

func mustDate(t testing.TB, s string) quotes.Date {
	t.Helper()
	d, err := quotes.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// addReport adds a report with a quote for each pair of marks, and gives their ids.
func addReport(t *testing.T, d *db.DB, scope quotes.Scope, r report) []int64 {
	t.Helper()
	a := quotes.Article{URL: "https://" + strings.ToLower(strings.ReplaceAll(r.outlet, " ", "-")) + ".example/" + r.published, Source: quotes.Source{Name: r.outlet},
		Agency: r.agency, Text: r.text, Language: "en"}
	if r.published != "" {
		a.Published = mustDate(t, r.published)
	}
	var qs []quotes.Quote
	for at := 0; ; {
		open := strings.Index(r.text[at:], "“")
		if open < 0 {
			break
		}
		start := at + open + len("“")
		end := start + strings.Index(r.text[start:], "”")
		qs = append(qs, quotes.Quote{Kind: quotes.Direct, Segments: []quotes.Span{{Start: start, End: end}},
			Speaker: quotes.Speaker{Name: speakerOfStory, Kind: quotes.Person}, Said: r.said(t)})
		at = end
	}
	added, err := d.AddArticle(t.Context(), scope, a, qs, quotes.Adder{At: time.Unix(1e9, 0)})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, a := range added {
		ids = append(ids, a.ID)
	}
	return ids
}

func openUtterances(t testing.TB) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), filepath.Join(t.TempDir(), "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// story lists the utterances of several printings as "words: outlet=wording ...", sorted.
func storyLines(t *testing.T, d *db.DB, scope quotes.Scope) []string {
	t.Helper()
	us, next, err := d.Utterances(t.Context(), quotes.View{Scopes: []quotes.Scope{scope}, All: true}, 0, 100)
	if err != nil || next != 0 {
		t.Fatal(next, err)
	}
	var lines []string
	for _, u := range us {
		line := fmt.Sprintf("%d", u.Reports)
		for _, v := range u.Variants {
			line += fmt.Sprintf(" %s=%s", v.Publisher, v.Wording)
		}
		lines = append(lines, u.Variants[0].Part.In(u.Variants[0].Text)+" "+line)
	}
	slices.Sort(lines)
	return lines
}

var harbourUtterances = []string{
	"The negotiations have collapsed and I see nobody who wants to revive them, 1 Selby Courier=identical Ostmark Today=identical Shipping Buzz=reworded",
	"There will be no agreement before the summer. 2 Selby Courier=identical Velden Post=near Ostmark Today=identical Shipping Buzz=reworded",
}

func TestUtterancesInAnyOrder(t *testing.T) {
	for seed := range uint64(8) {
		order := rand.New(rand.NewPCG(seed, 3)).Perm(len(harbourStory))
		d := openUtterances(t)
		for _, i := range order {
			addReport(t, d, quotes.Library, harbourStory[i])
		}
		if diff := cmp.Diff(harbourUtterances, storyLines(t, d, quotes.Library)); diff != "" {
			t.Fatalf("order %v: %s", order, diff)
		}
		if seed > 0 {
			continue
		}
		if err := d.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(harbourUtterances, storyLines(t, d, quotes.Library)); diff != "" {
			t.Fatal("after a rebuild:", diff)
		}
	}
}

// TestUtterancesFollowChanges takes the agency's printings out, brings them back, and corrects a reprint's date and speaker.
func TestUtterancesFollowChanges(t *testing.T) {
	d := openUtterances(t)
	for _, r := range harbourStory {
		addReport(t, d, quotes.Library, r)
	}
	by := quotes.Adder{ID: "1", At: time.Unix(1e9, 0)}
	if n, err := d.Remove(t.Context(), quotes.Library, []int64{1, 2, 3}, quotes.Removal{State: quotes.Trashed, By: by.ID, At: by.At}); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	// What is left of the agency's report was printed a day later than the outlet's own.
	want := []string{"There will be no agreement before summer. 2 Velden Post=identical Ostmark Today=near Shipping Buzz=reworded"}
	if diff := cmp.Diff(want, storyLines(t, d, quotes.Library)); diff != "" {
		t.Error("without the agency's report:", diff)
	}
	if _, err := d.Restore(t.Context(), quotes.Library, []int64{1, 2, 3}, by); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(harbourUtterances, storyLines(t, d, quotes.Library)); diff != "" {
		t.Error("restored:", diff)
	}
	said, back := mustDate(t, "2031-03-20"), mustDate(t, "2031-03-14")
	for _, e := range []quotes.Edit{{Said: &said}, {Speaker: &quotes.Speaker{Name: "Piet Hallam", Kind: quotes.Person}}} {
		before := harbourUtterances[1]
		if _, err := d.EditQuotes(t.Context(), quotes.Library, []int64{4}, e, quotes.WasEdited, by); err != nil {
			t.Fatal(err)
		}
		if lines := storyLines(t, d, quotes.Library); slices.Contains(lines, before) {
			t.Errorf("after %+v: %v", e, lines)
		}
		if _, err := d.EditQuotes(t.Context(), quotes.Library, []int64{4}, quotes.Edit{Said: &back,
			Speaker: &quotes.Speaker{Name: speakerOfStory, Kind: quotes.Person}}, quotes.WasEdited, by); err != nil {
			t.Fatal(err)
		}
		if lines := storyLines(t, d, quotes.Library); !slices.Contains(lines, before) {
			t.Errorf("after taking %+v back: %v", e, lines)
		}
	}
}

func TestUtterancesOfScopes(t *testing.T) {
	d := openUtterances(t)
	addReport(t, d, quotes.Library, harbourStory[0])
	for _, r := range harbourStory {
		addReport(t, d, quotes.GuildScope("7"), r)
	}
	if lines := storyLines(t, d, quotes.Library); len(lines) > 0 {
		t.Errorf("the library has %v", lines)
	}
	if diff := cmp.Diff(harbourUtterances, storyLines(t, d, quotes.GuildScope("7"))); diff != "" {
		t.Error(diff)
	}
}

func TestVariants(t *testing.T) {
	d := openUtterances(t)
	var first [][]int64
	for _, r := range harbourStory {
		first = append(first, addReport(t, d, quotes.Library, r))
	}
	view := quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}
	agency, copied := first[0][1], first[2][1]
	got, err := d.Variants(t.Context(), view, copied)
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	if o := got[0].Variants[0]; o.ID != agency || len(got[0].Variants) != 4 || len(got[0].Why) == 0 {
		t.Errorf("original %d of %d, %v", o.ID, len(got[0].Variants), got[0].Why)
	}
	if _, err := d.Variants(t.Context(), quotes.View{Scopes: []quotes.Scope{quotes.GuildScope("7")}}, copied); !errors.Is(err, quotes.ErrNotFound) {
		t.Error("from another scope:", err)
	}
	alone, err := d.Variants(t.Context(), view, first[3][1])
	if err != nil || len(alone) != 1 || len(alone[0].Variants) != 1 {
		t.Error(alone, err)
	}

	of, err := d.UtterancesOf(t.Context(), []int64{agency, copied, first[3][1]})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(of[agency], of[copied]) || slices.Equal(of[agency], of[first[3][1]]) {
		t.Error(of)
	}

	known, err := d.Known(t.Context(), view, []int64{copied, first[3][1]})
	if err != nil {
		t.Fatal(err)
	}
	finding := utterance.Check("Before summer arrives, a deal will not be reached.", "", known)
	if finding.Verdict != utterance.RewordedCopy || finding.Matches[0].ID != agency {
		t.Errorf("%+v", finding)
	}

	page, _, err := d.List(t.Context(), view, quotes.Filter{Once: true}, quotes.ByAdded, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var shown []int64
	for _, c := range page {
		shown = append(shown, c.ID)
	}
	slices.Sort(shown)
	if want := []int64{first[0][0], first[0][1], first[3][1], first[4][0]}; !slices.Equal(shown, want) {
		t.Errorf("listed %v, want %v", shown, want)
	}

	reprints, err := d.Reprints(t.Context(), view)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]db.Reprints{{"Ostmark Today", 0, 2, 0}, {"Shipping Buzz", 0, 2, 2}, {"Velden Post", 0, 1, 0}, {"Selby Courier", 2, 0, 0}}, reprints); diff != "" {
		t.Error(diff)
	}
}

func TestRulings(t *testing.T) {
	d := openUtterances(t)
	var first [][]int64
	for _, r := range harbourStory {
		first = append(first, addReport(t, d, quotes.Library, r))
	}
	other := addReport(t, d, quotes.GuildScope("7"), harbourStory[0])
	view := quotes.View{Scopes: []quotes.Scope{quotes.Library, quotes.GuildScope("7")}, All: true}
	count := func(id int64) int {
		t.Helper()
		s, err := d.Variants(t.Context(), view, id)
		if err != nil {
			t.Fatal(err)
		}
		return len(s[0].Variants)
	}
	rule := func(a, b int64, r utterance.Ruling) {
		t.Helper()
		if err := d.Rule(t.Context(), view, a, b, r); err != nil {
			t.Fatal(err)
		}
	}
	later := first[4][0]
	rule(later, first[0][1], utterance.AreOne)
	if n := count(later); n != 5 { // whole utterances are joined, whatever the rules say of the days
		t.Errorf("%d variants after joining", n)
	}
	rule(later, first[0][1], utterance.ByRules)
	if n := count(first[0][1]); n != 4 {
		t.Errorf("%d variants after taking it back", n)
	}
	for _, id := range []int64{first[1][1], first[2][1], first[3][0]} {
		rule(first[0][1], id, utterance.AreTwo)
	}
	for range 2 {
		if n, rest := count(first[0][1]), count(first[1][1]); n != 1 || rest != 3 {
			t.Errorf("%d and %d variants after splitting", n, rest)
		}
		if err := d.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Rule(t.Context(), view, first[0][0], other[0], utterance.AreOne); !errors.Is(err, quotes.ErrApart) {
		t.Error("across scopes:", err)
	}
	if err := d.Rule(t.Context(), view, first[0][0], 1<<40, utterance.AreOne); !errors.Is(err, quotes.ErrNotFound) {
		t.Error("of nothing:", err)
	}
}

// TestLargeImport holds that the printings of a large import wait for Regroup and are then joined.
func TestLargeImport(t *testing.T) {
	d := openUtterances(t)
	var cs []quotes.Citation
	for i := range 300 {
		cs = append(cs, quotes.Citation{Scope: quotes.Library, Kind: quotes.Direct, Speaker: speakerOfStory, SpeakerKind: quotes.Person,
			Text: fmt.Sprintf("We counted %d herons on the island and not a single fox.", i/3), Said: mustDate(t, "2031-05-01"),
			Publisher: fmt.Sprintf("Paper %d", i%3), URL: fmt.Sprintf("https://paper%d.example/%d", i%3, i)})
	}
	if _, err := d.AddCitations(t.Context(), cs); err != nil {
		t.Fatal(err)
	}
	view := quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}
	if us, _, err := d.Utterances(t.Context(), view, 0, 1000); err != nil || len(us) > 0 {
		t.Fatal(len(us), err)
	}
	addReport(t, d, quotes.Library, harbourStory[3])
	if us, _, err := d.Utterances(t.Context(), view, 0, 1000); err != nil || len(us) == 0 {
		t.Error("a small change catches nothing up:", len(us), err)
	}
	var told []int64
	if err := d.Regroup(t.Context(), func(left int64) { told = append(told, left) }); err != nil {
		t.Fatal(err)
	}
	us, _, err := d.Utterances(t.Context(), view, 0, 1000)
	if err != nil || len(us) != 100 || len(us[7].Variants) != 3 {
		t.Error(len(us), err)
	}
	if !slices.Equal(told, []int64{0}) {
		t.Error(told)
	}
}

// TestUtterancesOfAPress adds a few hundred quotes of the benchmark's press in several orders and portions, takes some out
// and adds them again: the utterances are the same.
func TestUtterancesOfAPress(t *testing.T) {
	p := newPress()
	var cs []quotes.Citation
	for range 400 {
		cs = append(cs, p.quote())
	}
	var want []string
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 9))
		order := slices.Clone(cs)
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		d := openUtterances(t)
		portion := 1 + r.IntN(40)
		for rest := order; len(rest) > 0; rest = rest[min(portion, len(rest)):] {
			if _, err := d.AddCitations(t.Context(), rest[:min(portion, len(rest))]); err != nil {
				t.Fatal(err)
			}
		}
		got := partition(t, d)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) < 50 {
			t.Fatalf("order %d, portions of %d, %d utterances: %s", seed, portion, len(got), diff)
		}
		var numbers []int64
		for n := int64(1); n < 400; n += 7 {
			numbers = append(numbers, n)
		}
		by := quotes.Adder{ID: "1", At: time.Unix(1e9, 0)}
		if _, err := d.Remove(t.Context(), quotes.Library, numbers, quotes.Removal{State: quotes.Trashed, By: by.ID, At: by.At}); err != nil {
			t.Fatal(err)
		}
		if slices.Equal(want, partition(t, d)) {
			t.Error("taking quotes out changed nothing")
		}
		if _, err := d.Restore(t.Context(), quotes.Library, numbers, by); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, partition(t, d)); diff != "" {
			t.Fatalf("order %d, taken out and in again: %s", seed, diff)
		}
	}
}

// partition lists the utterances of several printings by address and words, whatever the order of adding.
func partition(t *testing.T, d *db.DB) []string {
	t.Helper()
	us, _, err := d.Utterances(t.Context(), quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, u := range us {
		var printings []string
		for _, v := range u.Variants {
			printings = append(printings, fmt.Sprintf("%s %s %s", v.URL, v.Wording, v.Part.In(v.Text)))
		}
		lines = append(lines, strings.Join(printings, "\n"))
	}
	slices.Sort(lines)
	return lines
}
