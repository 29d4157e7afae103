package page

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"quotebot/quotes"
)

// textualMarkup matches what lets a page print markup as words: character references, and elements that hold raw text.
var textualMarkup = regexp.MustCompile(`(?i)&|\x00|<(?:xmp|plaintext|title|textarea|style|script|iframe|noembed|noframes|noscript|!\[CDATA)`)

// FuzzParse holds that whatever a server sends ends in an error or in an article that is valid: UTF-8, no control
// characters, no longer than the page, dates and addresses that can be stored.
func FuzzParse(f *testing.F) {
	seed(f, "testdata/pages/*.txtar")
	base, _ := url.Parse("https://www.example.org/2023/01/20/bridge")
	f.Fuzz(func(t *testing.T, page string) {
		a, err := Parse(strings.NewReader(page), base, "text/html")
		if err != nil {
			return
		}
		checkFacts(t, a)
		// Entities that stand for two letters and the marks of q elements can make a text longer, but not by much.
		if len(a.Text) > 8*len(page) {
			t.Errorf("a page of %d bytes became a text of %d", len(page), len(a.Text))
		}
		if strings.ContainsFunc(a.Text, func(r rune) bool { return r < ' ' && r != '\n' }) {
			t.Errorf("control characters in %q", a.Text)
		}
		for line := range strings.Lines(a.Text) {
			if strings.TrimSpace(line) != strings.TrimSuffix(line, "\n") || line == "\n" {
				t.Errorf("the line %q is empty or not trimmed", line)
			}
		}
		if !textualMarkup.MatchString(page) && strings.Contains(a.Text, "</p>") {
			t.Errorf("markup left in %q", a.Text)
		}
	})
}

// FuzzParseText holds that a pasted text is never altered, and that its facts are valid.
func FuzzParseText(f *testing.F) {
	seed(f, "testdata/texts/*.txtar")
	f.Fuzz(func(t *testing.T, text string) {
		a := ParseText(text)
		if utf8.ValidString(text) && a.Text != text {
			t.Errorf("%q became %q", text, a.Text)
		}
		checkFacts(t, a)
	})
}

func seed(f *testing.F, pattern string) {
	files, err := filepath.Glob(pattern)
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(ar.Files[0].Data))
	}
}

func checkFacts(t *testing.T, a quotes.Article) {
	t.Helper()
	for _, s := range append([]string{a.Text, a.Title, a.Source.Name, a.Source.Host, a.Agency, a.Dateline, a.Language}, a.Byline...) {
		if !utf8.ValidString(s) {
			t.Errorf("not UTF-8: %q", s)
		}
	}
	if a.URL != "" {
		if again, err := quotes.CleanURL(a.URL); err != nil || again != a.URL {
			t.Errorf("the address %q is not clean: %q, %v", a.URL, again, err)
		}
	}
	for _, d := range []quotes.Date{a.Published, a.Updated} {
		if _, err := quotes.ParseDate(d.String()); err != nil {
			t.Errorf("the date %q cannot be stored: %v", d, err)
		}
	}
	if strings.Contains(a.Title, "\n") || len(a.Title) > maxTitle || len(a.Byline) > maxAuthors {
		t.Errorf("title or byline out of bounds: %q, %q", a.Title, a.Byline)
	}
}
