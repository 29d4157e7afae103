package watch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quotebot/quotes"
	"quotebot/quotes/extract"
	"quotebot/quotes/page"
	"quotebot/quotes/words"
)

// realPages are pages of outlets, which lie outside of the repository.
const realPages = "../../../shared/eval/wild/html/*.html"

// TestRealPages takes the quotes of real pages and changes the pages: not at all, by one word in the middle of a quote, and
// by taking it out. Quotes that the page has twice are left out of the changes.
func TestRealPages(t *testing.T) {
	files, err := filepath.Glob(realPages)
	if err != nil || len(files) == 0 {
		t.Skip("the pages are not here")
	}
	x, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	var all, same, tried, seen, told int
	for _, file := range files {
		kept, spans := readReal(t, x, file)
		_, found, _ := compare(kept, kept.Text)
		for i, f := range found {
			all++
			if f.State == Same {
				same++
			}
			pieces, at := kept.Quotes[i].pieces(), spans[i]
			ws := words.Cut(pieces[0])
			if len(ws) < 4 || cut(kept.Text[:at[0].Start]).holds(pieces[:1]) || cut(kept.Text[at[0].End:]).holds(pieces[:1]) {
				continue
			}
			tried++
			middle := ws[len(ws)/2]
			one := Kept{Text: kept.Text, Quotes: kept.Quotes[i : i+1]}
			_, changed, _ := compare(one, kept.Text[:at[0].Start+middle.Start]+"zebra"+kept.Text[at[0].Start+middle.End:])
			if changed[0].State == Changed && strings.Contains(changed[0].Now, "zebra") {
				seen++
			}
			_, gone, _ := compare(one, kept.Text[:at[0].Start]+kept.Text[at[len(at)-1].End:])
			if gone[0].State == Missing {
				told++
			}
		}
	}
	t.Logf("%d pages: %d of %d quotes found as they were, %d of %d changed words shown, %d of %d quotes told as taken out", len(files), same, all, seen, tried, told, tried)
	if same != all || seen*100 < tried*95 || told*100 < tried*95 {
		t.Error("fewer than nineteen in twenty")
	}
}

// readReal reads a page and its quotes, with the places of their pieces.
func readReal(t *testing.T, x *extract.Extractor, file string) (Kept, [][]quotes.Span) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	a, err := page.Parse(f, nil, "text/html")
	if err != nil {
		t.Fatal(err)
	}
	kept := Kept{Text: a.Text}
	var spans [][]quotes.Span
	for i, q := range x.Extract(a, extract.Options{}).Quotes {
		kept.Quotes = append(kept.Quotes, Quote{ID: int64(i + 1), Words: q.Words(a.Text), Segments: q.Printed(a.Text)})
		spans = append(spans, q.Segments)
	}
	return kept, spans
}
