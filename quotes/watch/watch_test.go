package watch

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

// before is an article of our own writing, as it was kept.
const before = `Old bridge to close in spring

PORT ELLERY — The old bridge of Port Ellery will close in spring, the council decided on Tuesday after a long debate.

“We can mend it now or we can fish it out of the river later,” said Ada Brook, the mayor. “The ferry will run twice an hour until the work is done.”

Tom Reed, who keeps the inn at the north end, was not pleased. “Nobody asked us,” he said. “My guests come over that bridge, and they will not come by ferry in the rain.”

The work is to cost two million crowns, according to the council.`

func kept(wordsOf ...string) Kept {
	k := Kept{Text: before}
	for i, w := range wordsOf {
		k.Quotes = append(k.Quotes, Quote{ID: int64(i + 1), Words: w})
	}
	return k
}

const (
	mend   = "We can mend it now or we can fish it out of the river later,"
	ferry  = "The ferry will run twice an hour until the work is done."
	guests = "My guests come over that bridge, and they will not come by ferry in the rain."
)

func TestCompare(t *testing.T) {
	with := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(before) }
	for _, tt := range []struct {
		name       string
		quotes     []string
		now        string
		state      State
		findings   []Finding
		correction string
	}{
		{name: "as it was", quotes: []string{mend, ferry}, now: before, state: Same, findings: []Finding{{Quote: 1, State: Same}, {Quote: 2, State: Same}}},
		{name: "other marks and case", quotes: []string{mend}, now: with("“", `"`, "”", `"`, "We can mend", "we can mend"), state: Same,
			findings: []Finding{{Quote: 1, State: Same}}},
		{name: "another paragraph was changed", quotes: []string{mend}, now: with("two million", "three million"), state: Same,
			findings: []Finding{{Quote: 1, State: Same}}},
		{name: "interrupted now", quotes: []string{ferry}, now: with("run twice an hour until", "run twice an hour,” she added, “until"), state: Same,
			findings: []Finding{{Quote: 1, State: Same}}},
		{name: "a word was changed", quotes: []string{mend, ferry}, now: with("twice an hour", "once an hour"), state: Changed,
			findings: []Finding{{Quote: 1, State: Same},
				{Quote: 2, State: Changed, Part: quotes.Span{End: len(ferry)}, Now: "The ferry will run once an hour until the work is done."}}},
		{name: "a not was taken out", quotes: []string{guests}, now: with("will not come", "will come"), state: Changed,
			findings: []Finding{{Quote: 1, State: Changed, Part: quotes.Span{End: len(guests)}, Now: "My guests come over that bridge, and they will come by ferry in the rain."}}},
		{name: "taken out", quotes: []string{mend, guests}, now: with(" “"+guests+"”", ""), state: Missing,
			findings: []Finding{{Quote: 1, State: Same}, {Quote: 2, State: Missing}}},
		{name: "one of two sentences was taken out", quotes: []string{mend + quotes.Ellipsis + ferry}, now: with(" “"+ferry+"”", ""), state: Changed,
			findings: []Finding{{Quote: 1, State: Changed, Part: quotes.Span{Start: len(mend + quotes.Ellipsis), End: len(mend + quotes.Ellipsis + ferry)}}}},
		{name: "reported now in few of its words", quotes: []string{guests}, now: with("“"+guests+"”", "He fears for his guests."), state: Missing,
			findings: []Finding{{Quote: 1, State: Missing}}},
		{name: "only the first paragraph", quotes: []string{mend, guests}, now: strings.Join(strings.Split(before, "\n")[:3], "\n"), state: Other,
			findings: []Finding{{Quote: 1}, {Quote: 2}}},
		{name: "a notice", quotes: []string{mend}, now: "Please log in to go on reading this page.", state: Other, findings: []Finding{{Quote: 1}}},
		{name: "empty", quotes: []string{mend}, state: Other, findings: []Finding{{Quote: 1}}},
		{name: "a correction at the end", quotes: []string{mend}, now: before + "\n\nCorrection: The cost was given in the wrong currency.", state: Same,
			findings: []Finding{{Quote: 1, State: Same}}, correction: "Correction: The cost was given in the wrong currency."},
		{name: "a heading and its note", quotes: []string{mend}, now: before + "\nCorrection\nThe cost was wrong.", state: Same,
			findings: []Finding{{Quote: 1, State: Same}}, correction: "Correction The cost was wrong."},
		{name: "an update in German", quotes: []string{mend}, now: before + "\nAnmerkung der Redaktion: In einer früheren Fassung stand ein falscher Betrag.", state: Same,
			findings: []Finding{{Quote: 1, State: Same}}, correction: "Anmerkung der Redaktion: In einer früheren Fassung stand ein falscher Betrag."},
		{name: "an update in French", quotes: []string{mend}, now: "Mise à jour : le montant a changé.\n" + before, state: Same,
			findings: []Finding{{Quote: 1, State: Same}}, correction: "Mise à jour : le montant a changé."},
		{name: "no correction", quotes: []string{mend}, now: before + "\nCorrections officers were at the bridge.", state: Same,
			findings: []Finding{{Quote: 1, State: Same}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			state, findings, correction := compare(kept(tt.quotes...), tt.now)
			if state != tt.state || correction != tt.correction {
				t.Errorf("state %q, correction %q", state, correction)
			}
			if diff := cmp.Diff(tt.findings, findings); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
	old := Kept{Text: before + "\nCorrection: a name was wrong.", Quotes: kept(mend).Quotes}
	if _, _, note := compare(old, old.Text); note != "" {
		t.Errorf("a note that was there when it was kept counts as new: %q", note)
	}
}

var added = time.Date(2025, time.March, 3, 12, 0, 0, 0, time.UTC)

func TestJudge(t *testing.T) {
	const retry = "the server did not answer"
	read := Record{Article: 7, Added: added, State: Same, Since: added.Add(day), Checked: added.Add(day), ETag: "a", LastModified: "b"}
	with := func(change func(r *Record)) Record {
		r := read
		change(&r)
		return r
	}
	now := added.Add(3 * day)
	for _, tt := range []struct {
		name     string
		r        Record
		a        Answer
		want     Record // Asked and Next aside
		findings int
		verdict  bool
	}{
		{"unchanged", read, Answer{Outcome: Unchanged, ETag: "c"}, with(func(r *Record) { r.ETag, r.LastModified, r.Checked = "c", "", now }), 0, true},
		{"read as it was", read, Answer{Outcome: Read, Article: quotes.Article{Text: before}, ETag: "c"},
			with(func(r *Record) { r.ETag, r.LastModified, r.Checked = "c", "", now }), 1, true},
		{"read for the first time", Record{Article: 7, Added: added}, Answer{Article: quotes.Article{Text: before}},
			Record{Article: 7, Added: added, State: Same, Since: now, Checked: now}, 1, true},
		{"quote gone", read, Answer{Article: quotes.Article{Text: strings.ReplaceAll(before, mend, "")}},
			with(func(r *Record) { r.ETag, r.LastModified, r.State, r.Since, r.Checked = "", "", Missing, now, now }), 1, true},
		{"a notice keeps the note", with(func(r *Record) { r.Correction = "note" }), Answer{Article: quotes.Article{Text: "log in"}},
			with(func(r *Record) {
				r.ETag, r.LastModified, r.State, r.Since, r.Checked, r.Correction = "", "", Other, now, now, "note"
			}), 1, true},
		{"gone for good", read, Answer{Outcome: Ended}, with(func(r *Record) { r.ETag, r.LastModified, r.State, r.Since, r.Checked = "", "", Gone, now, now }), 0, true},
		{"not found once", read, Answer{Outcome: NotFound}, with(func(r *Record) { r.Tries, r.Problem = 1, notFound }), 0, false},
		{"not found twice", with(func(r *Record) { r.Tries, r.Problem = 1, notFound }), Answer{Outcome: NotFound},
			with(func(r *Record) { r.ETag, r.LastModified, r.State, r.Since, r.Checked = "", "", Gone, now, now }), 0, true},
		{"still gone", with(func(r *Record) { r.State = Gone }), Answer{Outcome: NotFound},
			with(func(r *Record) { r.ETag, r.LastModified, r.State, r.Checked = "", "", Gone, now }), 0, true},
		{"not now", read, Answer{Outcome: Later, Problem: retry}, with(func(r *Record) { r.Tries, r.Problem = 1, retry }), 0, false},
		{"there again", with(func(r *Record) { r.Tries, r.Problem = 3, retry }), Answer{Outcome: Unchanged, ETag: "a", LastModified: "b"},
			with(func(r *Record) { r.Checked = now }), 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, findings := Judge(tt.r, kept(mend), tt.a, now)
			if !got.Asked.Equal(now) || !got.Next.After(now) {
				t.Errorf("asked %v, next %v", got.Asked, got.Next)
			}
			if tt.verdict && got.Next.Before(now.Add(leastGap)) {
				t.Errorf("next after a verdict is %v", got.Next)
			}
			tt.want.Asked, tt.want.Next = got.Asked, got.Next
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("record (-want +got):\n%s", diff)
			}
			if len(findings) != tt.findings {
				t.Errorf("%d findings", len(findings))
			}
		})
	}
}

// TestPlan follows articles through their two years: the gaps grow, then it ends.
func TestPlan(t *testing.T) {
	for article := range int64(200) {
		at := First(article, added, added.Add(time.Minute))
		if at.Before(added.Add(day*9/10)) || at.After(added.Add(day*11/10)) {
			t.Fatalf("article %d is first read at %v", article, at)
		}
		r := Record{Article: article, Added: added}
		readings, gap := 0, time.Duration(0)
		for !at.IsZero() {
			readings++
			r, _ = Judge(r, Kept{}, Answer{Outcome: Unchanged}, at)
			if !r.Next.IsZero() && r.Next.Sub(at) < gap/2 {
				t.Errorf("article %d: a gap of %v after one of %v", article, r.Next.Sub(at), gap)
			}
			gap, at = r.Next.Sub(at), r.Next
		}
		if readings != len(ages) {
			t.Errorf("article %d is read %d times", article, readings)
		}
	}
}

func TestPlanOfALateWatch(t *testing.T) {
	for _, tt := range []struct {
		age        time.Duration
		from, till time.Duration // after now; both 0: never
	}{{2 * day, 0, day}, {400 * day, 0, day}, {900 * day, 0, 0}} {
		now := added.Add(tt.age)
		at := First(3, added, now)
		if tt.till == 0 {
			if !at.IsZero() {
				t.Errorf("an article of %v is read at %v", tt.age, at)
			}
		} else if at.Before(now.Add(tt.from)) || at.After(now.Add(tt.till)) {
			t.Errorf("an article of %v is read %v later", tt.age, at.Sub(now))
		}
	}
}

// TestPlanOfTrouble asks again and again for a page that gives no verdict: ever less often, never before the server's own
// time, and not without end.
func TestPlanOfTrouble(t *testing.T) {
	r := Record{Article: 9, Added: added, Next: added.Add(day)}
	asked := 0
	for gap := time.Duration(0); !r.Next.IsZero(); asked++ {
		now := r.Next
		r, _ = Judge(r, Kept{}, Answer{Outcome: Later, Problem: "busy", Wait: time.Hour}, now)
		if !r.Next.IsZero() && (r.Next.Sub(now) < time.Hour || asked < mostTries && r.Next.Sub(now) < gap) {
			t.Errorf("asked again after %v", r.Next.Sub(now))
		}
		gap = r.Next.Sub(now)
		if asked > 100 {
			t.Fatal("it never ends")
		}
	}
	if r2, _ := Judge(Record{Article: 9, Added: added}, Kept{}, Answer{Outcome: Later, Wait: 30 * day}, added.Add(day)); r2.Next.Before(added.Add(31 * day)) {
		t.Errorf("asked before the server wants it: %v", r2.Next)
	}
}

// FuzzCompare: words cut out of a text are found in it, a finding's part fits its quote, and what stands in its place is
// printed on the page.
func FuzzCompare(f *testing.F) {
	f.Add(before, 120, 180, before)
	f.Add("a “b» c", 0, 5, "„b“ «c» d.e! f")
	f.Fuzz(func(t *testing.T, text string, start, end int, other string) {
		cutOut := quotes.Span{Start: start, End: end}
		if !utf8.ValidString(text+other) || !cutOut.Valid(text) || len(text) > 4000 || len(other) > 4000 || strings.Contains(cutOut.In(text), strings.TrimSpace(quotes.Ellipsis)) {
			return
		}
		border := func(i int) bool {
			return i == 0 || i == len(text) || text[i-1] == '\n' || text[i-1] == ' ' || text[i] == '\n' || text[i] == ' '
		}
		k := Kept{Text: text, Quotes: []Quote{{ID: 1, Words: cutOut.In(text)}}}
		if _, found, _ := compare(k, text); border(start) && border(end) && found[0].State != Same {
			t.Errorf("%q is not found where it was cut out: %+v", cutOut.In(text), found)
		}
		_, found, _ := compare(k, other)
		if found[0].State == Changed && (!found[0].Part.Valid(k.Quotes[0].Words) || !strings.Contains(other, found[0].Now) && !strings.Contains(spokenIn(other), found[0].Now)) {
			t.Errorf("finding %+v", found[0])
		}
	})
}
