package search_test

import (
	"strings"
	"testing"

	"quotebot/quotes"
	"quotebot/quotes/search"
)

// TestOtherWords asks in words that the quotes do not have.
func TestOtherWords(t *testing.T) {
	page := func(url, around string) func(*quotes.Citation) {
		return func(c *quotes.Citation) {
			c.URL, c.Title, c.Context = url, "A report", strings.Replace(around, "…", "“"+c.Text+"”", 1)
		}
	}
	ties := said("Oleg Brandt", "Our relations have never been as cold as they are this winter.",
		page("https://news.example/ties", "Brandt spoke of the United States. …"))
	all := []quotes.Citation{
		said("Ada Pike", "The physician was dismissed without a word of thanks."),
		said("Tom Reed", "They told us that the quay would be ready by spring."),
		said("Lena Holm", "American ships may anchor here whenever they like.", page("https://news.example/ships", "… said Holm.")),
		ties,
		said("Oleg Brandt", "We shall paint the fences green.", page("https://news.example/fence", "… said Brandt.")),
	}
	e, _ := newEngine(t, all)
	for _, c := range []struct {
		why, question, first, verdict string
	}{
		{"near in meaning: found, never claimed", "doctor got fired", "The physician", search.Nearest},
		{"one family", "readiness of the quay", "They told us", ""},
		{"us in small letters is no country", "ships of america", "American ships", ""},
		{"the United States beside the quote, its relations in it", "what did brandt say about relations with the us", "Our relations", search.Found},
		{"what is missing is missing", "what did brandt say about relations with snails", "Our relations", search.Nearest},
		{"somebody else said it", "what did holm say about relations with the us", "", search.Nearest},
		{"beside it alone is not said", "what did brandt say about the us", "", search.Nearest},
	} {
		a := ask(t, e, search.Question{Text: c.question})
		if len(a.Hits) == 0 || !strings.HasPrefix(a.Hits[0].Text, c.first) || c.verdict != "" && a.Verdict != c.verdict {
			t.Errorf("%s: %q: %s, %v", c.why, c.question, a.Verdict, a.Hits)
		}
	}
	for _, h := range ask(t, e, search.Question{Text: "america"}).Hits {
		if strings.HasPrefix(h.Text, "They told us") {
			t.Error("the word us is taken for the country")
		}
	}
	if a := ask(t, e, search.Question{Text: "zebra crossings"}); a.Verdict != search.Nothing {
		t.Errorf("nothing has a word of it, but it is %s", a.Verdict)
	}
}
