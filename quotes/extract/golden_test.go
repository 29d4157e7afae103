package extract

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"quotebot/quotes"
)

var update = flag.Bool("update", false, "write what the extractor finds into the golden files")

// TestGolden runs the extractor over articles of our own writing and compares what it finds with what stands beside them.
// Each file shows one phenomenon. After -update a person reads the difference.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no golden articles")
	}
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if len(ar.Files) == 0 || ar.Files[0].Name != "article" {
				t.Fatal("the first part must be the article")
			}
			a := readArticle(t, string(ar.Files[0].Data))
			x := e.Extract(a, Options{Indirect: strings.Contains(string(ar.Comment), "indirect: on")})
			for i, q := range x.Quotes {
				if err := q.Valid(a.Text); err != nil {
					t.Errorf("quote %d: %v", i+1, err)
				}
			}
			got := describe(a, x)
			if *update {
				ar.Files = []txtar.File{ar.Files[0], {Name: "quotes", Data: []byte(got)}}
				if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want := ""
			if len(ar.Files) > 1 {
				want = string(ar.Files[1].Data)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		})
	}
}

// readArticle reads the headers and the text of a golden article.
func readArticle(t *testing.T, s string) quotes.Article {
	t.Helper()
	head, text, ok := "", strings.TrimPrefix(s, "\n"), true
	if text == s {
		if head, text, ok = strings.Cut(s, "\n\n"); !ok {
			t.Fatal("a blank line must part headers and text")
		}
	}
	a := quotes.Article{Text: text}
	lines := bufio.NewScanner(strings.NewReader(head))
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch key {
		case "title":
			a.Title = value
		case "byline":
			a.Byline = []string{value}
		case "language":
			a.Language = value
		case "published":
			d, err := quotes.ParseDate(value)
			if err != nil {
				t.Fatal(err)
			}
			a.Published = d
		default:
			t.Fatalf("no such header: %q", key)
		}
	}
	return a
}

// describe writes an extraction for people: kind | words | cue | mention -> speaker | rule | said.
func describe(a quotes.Article, x quotes.Extraction) string {
	var b strings.Builder
	cut := func(s quotes.Span) string {
		if s.IsZero() {
			return "-"
		}
		return s.In(a.Text)
	}
	for _, q := range x.Quotes {
		speaker := "nobody"
		if q.Speaker.Kind != quotes.Nobody {
			speaker = fmt.Sprintf("%s (%s", q.Speaker.Name, q.Speaker.Kind)
			if q.Speaker.Role != "" {
				speaker += ", " + q.Speaker.Role
			}
			speaker += ")"
		}
		fmt.Fprintf(&b, "%s | %s | %s | %s -> %s | %s", q.Kind, q.Words(a.Text), cut(q.Cue), cut(q.Mention), speaker, q.Rule)
		if !q.Said.IsZero() {
			fmt.Fprintf(&b, " | said %s (%s)", q.Said, q.Said.Words)
		}
		if q.Via.Name != "" {
			fmt.Fprintf(&b, " | via %s", q.Via.Name)
		}
		b.WriteByte('\n')
	}
	for _, r := range x.Rejected {
		fmt.Fprintf(&b, "not a quote | %s | %s\n", r.Span.In(a.Text), r.Reason)
	}
	return b.String()
}
