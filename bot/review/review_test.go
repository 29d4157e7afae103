package review

import (
	"bytes"
	"strings"
	"testing"

	"quotebot/quotes"

	"golang.org/x/net/html"
)

// TestWrite holds the page to the text: whatever is marked, taken together the pieces are the article, and text that
// looks like markup stays text.
func TestWrite(t *testing.T) {
	text := "“Mend <b>it</b>,” said Ada Brook of the “people’s ferry”."
	at := func(s string) quotes.Span {
		i := strings.Index(text, s)
		return quotes.Span{Start: i, End: i + len(s)}
	}
	x := quotes.Extraction{
		Quotes: []quotes.Quote{{Kind: quotes.Direct, Segments: []quotes.Span{at("Mend <b>it</b>,")}, Mention: at("Ada Brook"), Cue: at("said"),
			Speaker: quotes.Speaker{Name: "Ada Brook", Kind: quotes.Person}, Rule: "cue after"}},
		Rejected: []quotes.Rejected{{Span: at("people’s ferry"), Reason: "scare quote"}},
	}
	var out bytes.Buffer
	if err := Write(&out, quotes.Article{Title: "<script>alert(1)</script>", Text: text}, x); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	scripts := 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" || n.Data == "b" {
			scripts++
		}
		for _, a := range n.Attr {
			if a.Key == "class" {
				got[a.Val] += textOf(n)
			}
		}
	}
	if scripts > 0 {
		t.Error("the article's markup became markup")
	}
	for class, want := range map[string]string{"text": text, "words": "Mend <b>it</b>,", "mention": "Ada Brook", "cue": "said", "rejected": "people’s ferry", "who": "Ada Brook"} {
		if got[class] != want {
			t.Errorf("%s is %q, want %q", class, got[class], want)
		}
	}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
