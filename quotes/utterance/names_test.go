package utterance_test

import (
	"testing"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

func TestSameSpeaker(t *testing.T) {
	for _, c := range []struct {
		typed string
		who   quotes.Speaker
		want  bool
	}{
		{"Marrow", quotes.Speaker{Name: "Tilda Marrow"}, true},
		{"governor tilda marrow", quotes.Speaker{Name: "Tilda Marrow"}, true},
		{"T. Marrow", quotes.Speaker{Name: "Tilda Marrow"}, true},
		{"Otto Marrow", quotes.Speaker{Name: "Tilda Marrow"}, false},
		{"Tilda", quotes.Speaker{Name: "Tilda Marrow"}, false},
		{"Tilda Marrow", quotes.Speaker{Name: "Tilda J. Marrow Jr."}, true},
		{"Tilda Marrow (D-Ost)", quotes.Speaker{Name: "Marrow"}, true},
		{"José Ibarra", quotes.Speaker{Name: "Jose Ibarra"}, true},
		{"Vasquez-Moore", quotes.Speaker{Name: "Pell Vasquez-Moore"}, true},
		{"Bill Ashdale", quotes.Speaker{Name: "Corin Ashdale", Aliases: []string{"Bill Ashdale"}}, true},
		{"the Kremlin", quotes.Speaker{Name: "Kremlin", Kind: quotes.Organisation}, true},
		{"a senior official", quotes.Speaker{Name: "a senior official", Kind: quotes.Unnamed}, false},
		{"", quotes.Speaker{Name: "Tilda Marrow"}, false},
	} {
		if got := utterance.SameSpeaker(c.typed, c.who); got != c.want {
			t.Errorf("%q for %q: %v", c.typed, c.who.Name, got)
		}
	}
}

func TestShingles(t *testing.T) {
	long := "We counted the herons on the island at dawn and at dusk and we never saw more than forty of them in one place"
	cut := "at dawn and at dusk and we never saw more than forty of them"
	shared := 0
	for _, k := range utterance.Shingles(cut) {
		for _, l := range utterance.Shingles(long) {
			if k == l {
				shared++
			}
		}
	}
	if shared == 0 {
		t.Error("a cut of thirteen words shares no key with its sentence")
	}
	if keys := utterance.Shingles("too few words"); keys != nil {
		t.Errorf("three words have the keys %v", keys)
	}
	if n := len(utterance.Shingles(long)); n > 8 {
		t.Errorf("%d keys for %d words", n, 22)
	}
}
