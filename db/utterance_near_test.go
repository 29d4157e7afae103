package db

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// nearlyAlike are printings of one sentence that differ in small words, each of an outlet of its own.
func nearlyAlike(n int) []quotes.Citation {
	small := [][]string{{"the", "this", "that", "a"}, {"in", "at", "by", "on"}, {"will", "shall", "would", "may"}, {"of", "for", "from", "with"}, {"and", "or", "but", "so"}, {"it", "he", "she", "they"}, {"is", "are", "was", "were"}}
	cs := make([]quotes.Citation, n)
	for i := range cs {
		w, rest := make([]string, len(small)), i
		for k, list := range small {
			w[k], rest = list[rest%len(list)], rest/len(list)
		}
		cs[i] = quotes.Citation{Scope: quotes.Library, Speaker: "Ada Pike", SpeakerKind: quotes.Person, URL: fmt.Sprintf("https://example.org/%d", i),
			Text: fmt.Sprintf("Harbour bridge %s Velden stands %s rivers, engineers %s mend railings %s steel %s timber before %s freezes, winter %s near.",
				w[0], w[1], w[2], w[3], w[4], w[5], w[6]),
			Publisher: fmt.Sprint("The Post ", i), Published: quotes.DayOf(2023, 1, 20, "")}
	}
	return cs
}

// regrouped joins everything that waits and counts the pairs that are compared for it. At most that many parts may hang
// together.
func regrouped(t *testing.T, d *DB, most int) (compared int) {
	t.Helper()
	for left := 1; left > 0; {
		if err := d.within(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			g := newGrouper(ctx, tx)
			g.most = most
			if err := g.follow(stepQuotes); err != nil {
				return err
			}
			compared += g.compared
			return tx.QueryRowContext(ctx, `SELECT count(*) FROM regroup`).Scan(&left)
		}); err != nil {
			t.Fatal(err)
		}
	}
	return compared
}

// Joining costs a bounded number of comparisons a quote, however many quotes are nearly the same.
func TestRegroupIsLinear(t *testing.T) {
	const most = 20
	var each []float64
	for _, n := range []int{400, 800, 1600} {
		d := reopen(t, filepath.Join(t.TempDir(), "quotes.db"))
		mustAdd(t, d, nearlyAlike(n)...)
		each = append(each, float64(regrouped(t, d, most))/float64(n))
		together := 0
		if err := d.read.QueryRowContext(t.Context(), `SELECT max(n) FROM (SELECT count(*) AS n FROM parts WHERE hangs IS NOT NULL GROUP BY hangs)`).Scan(&together); err != nil {
			t.Fatal(err)
		}
		if together > most || together < most/2 {
			t.Errorf("%d quotes: %d hang together, want at most %d and about as many", n, together, most)
		}
	}
	t.Logf("compared, a quote: %.0f", each)
	if each[2] > 1.5*each[1] || each[1] > 2*each[0] {
		t.Errorf("comparisons a quote grow with the library: %.0f", each)
	}
}

// A library from before there was a bound, in which more hangs together, is brought within it when it is touched.
func TestRegroupMendsLargeSets(t *testing.T) {
	d := reopen(t, filepath.Join(t.TempDir(), "quotes.db"))
	mustAdd(t, d, nearlyAlike(100)...)
	regrouped(t, d, 200)
	before := sets(t, d)
	if err := d.within(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		g := newGrouper(ctx, tx)
		g.most = 20
		g.dirty[partsMost] = true
		return g.regroup()
	}); err != nil {
		t.Fatal(err)
	}
	if after := sets(t, d); slices.Max(before) < 60 || slices.Max(after) > 20 {
		t.Errorf("as many hung together: %d, and then: %d", before, after)
	}
}

// sets gives the sizes of the sets of parts that hang together.
func sets(t *testing.T, d *DB) []int {
	t.Helper()
	rows, err := d.read.QueryContext(t.Context(), `SELECT count(*) FROM parts WHERE hangs IS NOT NULL GROUP BY hangs`)
	if err != nil {
		t.Fatal(err)
	}
	list, err := all(rows, func(scan func(...any) error) (n int, err error) { return n, scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What people join is joined also where it is more than would be by itself.
func TestJoinedByHandBeyondTheBound(t *testing.T) {
	d := reopen(t, filepath.Join(t.TempDir(), "quotes.db"))
	added := mustAdd(t, d, nearlyAlike(60)...)
	regrouped(t, d, 20)
	first, last := added[0], added[len(added)-1]
	if err := d.Rule(t.Context(), everything, first.ID, last.ID, utterance.AreOne); err != nil {
		t.Fatal(err)
	}
	of, err := d.UtterancesOf(t.Context(), []int64{first.ID, last.ID})
	if err != nil || len(of[first.ID]) != 1 || !slices.Equal(of[first.ID], of[last.ID]) {
		t.Errorf("joined by hand, they are of %v, %v", of, err)
	}
}
