package page

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// Hostile pages end with an answer or one of our errors. That none of them takes long or much memory is what the
// test's own time limit and the limits in the code stand for; how long the worst take is shown with -v.
func TestHostilePages(t *testing.T) {
	prose := strings.Repeat("<p>The council of Oldford met on Monday and talked about the bridge, which has been closed for a year.</p>", 20)
	fonts := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "<font color=%d>", i)
		}
		return b.String()
	}
	for _, tt := range []struct {
		name string
		page string
		want error // nil: the page can be read
	}{
		{"a million nested tags", strings.Repeat("<div>", 1_000_000), ErrUnreadable},
		{"six hundred nested tags", strings.Repeat("<div>", 600) + prose, ErrUnreadable},
		{"a million paragraphs", strings.Repeat("<p>x", 1_000_000), ErrUnreadable},
		{"formatting opened again in every paragraph", fonts(400) + strings.Repeat("<p>x", 100_000), ErrUnreadable},
		{"the same formatting opened again", strings.Repeat("<b>", 300) + strings.Repeat("<p>x", 20_000), ErrUnreadable},
		{"long text deep in the page", strings.Repeat("<div>", 480) + strings.Repeat(prose, 1000), ErrUnreadable},
		{"a class of three megabytes", "<div class='" + strings.Repeat("aB ", 1_000_000) + "'>" + prose, nil},
		{"a hundred thousand line breaks", "<div>" + strings.Repeat("words, <br>", 100_000), nil},
		{"misnested tables", strings.Repeat("<table><a>", 100_000), ErrUnreadable},
		{"forty thousand attributes", "<p " + strings.Repeat("a ", 40_000) + ">" + prose, nil},
		{"attributes on html and body again and again", strings.Repeat("<body a=1><html b=2>", 50_000) + prose, nil},
		{"a paragraph of a megabyte", "<p>" + strings.Repeat("word ", 200_000) + "</p>", nil},
		{"linked data of absurd depth", `<script type="application/ld+json">` + strings.Repeat(`{"a":[`, 200_000) + `</script>` + prose, nil},
		{"linked data of a hundred thousand objects", `<script type="application/ld+json">[` + strings.Repeat(`{"@type":"NewsArticle","url":"/a"},`, 100_000) + `{}]</script>` + prose, nil},
		{"linked data that refers to itself", `<script type="application/ld+json">{"@id":"#a","@type":"NewsArticle","author":{"@id":"#a"}}</script>` + prose, nil},
		{"ten thousand meta elements", strings.Repeat(`<meta name="author" content="Ann Example">`, 10_000) + prose, nil},
		{"ten thousand bylines", strings.Repeat(`<span class="byline">By Ann Example</span>`, 10_000) + prose, nil},
		{"ten thousand headings", strings.Repeat("<h1>Bridge</h1>", 10_000) + prose, nil},
		{"unclosed comment", "<p>x</p><!--" + strings.Repeat("-", 1_000_000), ErrNoText},
		{"nothing", "", ErrNoText},
		{"NUL bytes", strings.Repeat("\x00", 100_000), ErrNoText},
		{"a shell that needs scripts", `<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>`, ErrNoText},
		{"too many bytes", strings.Repeat("x", DefaultMaxBytes+1), ErrTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := Parse(strings.NewReader(tt.page), nil, "text/html")
			if !errors.Is(err, tt.want) {
				t.Fatalf("got error %v, want %v", err, tt.want)
			}
			if err == nil && !hasText(a.Text) {
				t.Error("neither an error nor a text")
			}
		})
	}
}
