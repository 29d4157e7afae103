package extract

import (
	"testing"

	"quotebot/quotes"
)

// TestSaid shows which days words of the text mean, for an article of Saturday 4 May 2024 and for one without a day.
func TestSaid(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]struct{ dated, undated string }{
		"on Friday":              {"2024-05-03", ""},
		"on Saturday":            {"2024-05-04", ""},
		"on Sunday":              {"2024-04-28", ""},
		"last Saturday":          {"2024-04-27", ""},
		"late Monday":            {"2024-04-29", ""},
		"yesterday":              {"2024-05-03", ""},
		"on April 2":             {"2024-04-02", ""},
		"on Dec. 31":             {"2023-12-31", ""},
		"on April 2, 2019":       {"2019-04-02", "2019-04-02"},
		"on 2 April 2019":        {"2019-04-02", "2019-04-02"},
		"in November":            {"2023-11", ""},
		"in November 2021":       {"2021-11", "2021-11"},
		"in 2013":                {"2013", "2013"},
		"last month":             {"2024-04", ""},
		"last year":              {"2023", ""},
		"since Friday":           {"", ""},
		"before Monday's debate": {"", ""},
		"at Monday's debate":     {"2024-04-29", ""},
		"next Friday":            {"", ""},
	} {
		t.Run(words, func(t *testing.T) {
			text := "Odalys Brandt said " + words + ": “We will keep the bridge open all night.”"
			for published, want := range map[string]string{"2024-05-04": want.dated, "": want.undated} {
				d, err := quotes.ParseDate(published)
				if err != nil {
					t.Fatal(err)
				}
				x := e.Extract(quotes.Article{Text: text, Language: "en", Published: d}, Options{})
				if len(x.Quotes) != 1 {
					t.Fatalf("%d quotes", len(x.Quotes))
				}
				if got := x.Quotes[0].Said.String(); got != want {
					t.Errorf("published %q: got %q, want %q", published, got, want)
				}
			}
		})
	}
}
