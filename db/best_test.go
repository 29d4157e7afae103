package db

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

func TestBestFirst(t *testing.T) {
	inTitle := uttered(quotes.Library, "", "", "Nothing of it is in here.")
	inTitle.Title, inTitle.URL = "The ferry", "https://example.org/ferry"
	inTitle.Kind = quotes.Direct
	d := library(t,
		uttered(quotes.Library, "", "", "The ferry sank at noon."),
		inTitle,
		uttered(quotes.Library, "", "", "The ferry is late."),
		uttered(quotes.Library, "", "", "A lighthouse stands there."),
	)
	got, err := d.Candidates(context.Background(), operatorView, quotes.Filter{},
		quotes.Wanted{Any: []string{"ferri", "lighthous", "sank"}, Worth: []float64{2, 3, 4}}, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"The ferry sank at noon.",    // both terms, 6
		"A lighthouse stands there.", // 3
		"The ferry is late.",         // 2
		"Nothing of it is in here.",  // 2, but in the title
	}
	if diff := cmp.Diff(want, candidateTexts(got)); diff != "" {
		t.Error(diff)
	}
}

// However many are hidden before them, those that the view shows are found, the best first.
func TestBestBehindManyHidden(t *testing.T) {
	var cs []quotes.Citation
	for i := range 300 {
		cs = append(cs, uttered(quotes.GuildScope("other"), "", "", fmt.Sprintf("The kettle whistles, take %d.", i)))
	}
	cs = append(cs, uttered(quotes.Library, "", "", "A kettle."), uttered(quotes.Library, "", "", "It whistles like a kettle."))
	for i := range 300 {
		cs = append(cs, uttered(quotes.GuildScope("other"), "", "", fmt.Sprintf("A kettle whistles, take %d.", i)))
	}
	d := library(t, cs...)
	got, err := d.Candidates(context.Background(), operatorView, quotes.Filter{}, quotes.Wanted{Any: []string{"kettl", "whistl"}}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"It whistles like a kettle.", "A kettle."}, candidateTexts(got)); diff != "" {
		t.Error(diff)
	}
}

// Split and merge give what sorting a map of sums gives.
func TestBestAreMergedAndSplit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		sums := map[int64]float64{}
		var found []worthy
		for range random.IntN(5) {
			worth := float64(random.IntN(3))
			var ids []int64
			for id := range int64(60) {
				if random.IntN(4) == 0 {
					ids = append(ids, id)
					sums[id] += worth
				}
			}
			found = merge(found, ids, worth)
		}
		if len(found) != len(sums) {
			t.Fatalf("%d are found of %d", len(found), len(sums))
		}
		for i, f := range found {
			if f.worth != sums[f.id] || i > 0 && found[i-1].id >= f.id {
				t.Fatalf("%v has the place %d and is worth %v", f, i, sums[f.id])
			}
		}
		rest := found
		var all []worthy
		for size := 1 + random.IntN(4); len(rest) > 0; size *= 2 {
			var best []worthy
			if best, rest = split(rest, size); len(best) > size || len(best) < size && len(rest) > 0 {
				t.Fatalf("%d are the best %d, with %d left", len(best), size, len(rest))
			}
			all = append(all, best...)
		}
		for i, f := range all {
			if i > 0 && (all[i-1].worth < f.worth || all[i-1].worth == f.worth && all[i-1].id <= f.id) {
				t.Fatalf("%v comes before %v", all[i-1], f)
			}
		}
		if len(all) != len(sums) {
			t.Fatalf("%d of %d are left", len(all), len(sums))
		}
	}
}
