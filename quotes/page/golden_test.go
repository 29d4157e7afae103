package page

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"quotebot/quotes"
)

var update = flag.Bool("update", false, "write what comes out into the golden files; read the diff")

// TestPages reads each page in testdata/pages. A file's comment says what it shows and may give the page's address.
func TestPages(t *testing.T) {
	golden(t, "testdata/pages/*.txtar", func(t *testing.T, ar *txtar.Archive) quotes.Article {
		var base *url.URL
		if _, address, ok := strings.Cut(string(ar.Comment), "\nurl: "); ok {
			var err error
			if base, err = url.Parse(strings.TrimSpace(address)); err != nil {
				t.Fatal(err)
			}
		}
		a, err := Parse(strings.NewReader(string(ar.Files[0].Data)), base, "text/html; charset=utf-8")
		if err != nil {
			t.Fatal(err)
		}
		return a
	})
}

// TestTexts reads each pasted text in testdata/texts, which must come out as it went in.
func TestTexts(t *testing.T) {
	golden(t, "testdata/texts/*.txtar", func(t *testing.T, ar *txtar.Archive) quotes.Article {
		a := ParseText(string(ar.Files[0].Data))
		if a.Text != string(ar.Files[0].Data) {
			t.Error("the text was altered")
		}
		a.Text = "as above"
		return a
	})
}

func golden(t *testing.T, pattern string, read func(*testing.T, *txtar.Archive) quotes.Article) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := printed(read(t, ar))
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(ar.Files[1].Data), got); diff != "" {
				t.Errorf("not as in the file (-file +got):\n%s", diff)
			}
		})
	}
}

// printed writes an article for people to compare: facts that are there, then the text.
func printed(a quotes.Article) string {
	var b strings.Builder
	for _, f := range []struct{ name, value string }{
		{"url", a.URL},
		{"source", strings.TrimSpace(a.Source.Name + " @ " + a.Source.Host)},
		{"agency", a.Agency},
		{"title", a.Title},
		{"byline", strings.Join(a.Byline, " | ")},
		{"dateline", a.Dateline},
		{"published", dated(a.Published)},
		{"updated", dated(a.Updated)},
		{"language", a.Language},
	} {
		if f.value != "" && f.value != "@" {
			fmt.Fprintf(&b, "%s: %s\n", f.name, f.value)
		}
	}
	return b.String() + "\n" + strings.TrimRight(a.Text, "\n") + "\n"
}

func dated(d quotes.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s (%s)", d, d.Words)
}
