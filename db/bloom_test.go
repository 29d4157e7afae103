package db

import (
	"fmt"
	"path/filepath"
	"testing"

	"quotebot/quotes"
)

// A filter has all that was put into it, also when it had to grow, and little else.
func TestBloom(t *testing.T) {
	var unknown *bloom
	if !unknown.mayHave(1) || !(&bloom{}).mayHave(1) {
		t.Error("a filter that knows nothing says that something is not there")
	}
	f := &bloom{}
	f.grow(100)
	const n = 10_000
	for i := range int64(n) {
		f.add(quoteKey(i%3+1, digest("quote", fmt.Sprint(i))))
	}
	wrong := 0
	for i := range int64(n) {
		if !f.mayHave(quoteKey(i%3+1, digest("quote", fmt.Sprint(i)))) {
			t.Fatalf("number %d is not in it", i)
		}
		if f.mayHave(quoteKey(i%3+2, digest("quote", fmt.Sprint(i)))) { // of another scope
			wrong++
		}
		if f.mayHave(articleKey(i%3+1, digest("quote", fmt.Sprint(i)))) { // an article
			wrong++
		}
	}
	if len(f.layers) < 2 || wrong > 2*n/100 {
		t.Errorf("%d layers, and %d of %d that are not in it are taken to be", len(f.layers), wrong, 2*n)
	}
}

// An import into a library that has quotes finds every one of them again, before the filter is made and after.
func TestBloomKnowsTheLibrary(t *testing.T) {
	d := reopen(t, filepath.Join(t.TempDir(), "quotes.db"))
	var cs []quotes.Citation
	for i := range 3_000 {
		cs = append(cs, quotes.Citation{Scope: quotes.Library, Text: fmt.Sprintf("Number %d.", i), URL: fmt.Sprintf("https://example.org/%d", i/3), Title: "Numbers"})
	}
	mustAdd(t, d, cs...)
	var fresh, already int
	if err := d.Import(t.Context(), parcels(append(cs, cs[:10]...), 100, nil), func(f, a int) { fresh, already = fresh+f, already+a }); err != nil {
		t.Fatal(err)
	}
	if fresh != 0 || already != len(cs)+10 {
		t.Errorf("%d quotes were taken for new and %d found", fresh, already)
	}
	// New quotes of articles that are there get no second article.
	for i := range cs {
		cs[i].Text += " Again."
	}
	if err := d.Import(t.Context(), parcels(cs, 100, nil), func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	var articles, printed int
	if err := d.read.QueryRowContext(t.Context(), `SELECT count(*), (SELECT count(*) FROM quotes) FROM articles`).Scan(&articles, &printed); err != nil {
		t.Fatal(err)
	}
	if articles != len(cs)/3 || printed != 2*len(cs) {
		t.Errorf("%d articles of %d quotes", articles, printed)
	}
}
