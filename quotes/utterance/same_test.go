package utterance_test

import (
	"testing"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// TestSameIsSymmetric holds that it does not matter which printing comes first, but that shorter and longer change places.
func TestSameIsSymmetric(t *testing.T) {
	mirror := map[utterance.Relation]utterance.Relation{utterance.Shorter: utterance.Longer, utterance.Longer: utterance.Shorter}
	for _, p := range append(singlePairs(t), storyPairs(t)...) {
		there, back := utterance.Same(p.a, p.b), utterance.Same(p.b, p.a)
		want := there.Relation
		if m, ok := mirror[want]; ok {
			want = m
		}
		if back.Relation != want || back.Strength != there.Strength || back.Never != there.Never || back.Lost != there.Lost {
			t.Errorf("%s: %+v, the other way %+v\n\t%s\n\t%s", p.where, there, back, p.a.Text, p.b.Text)
		}
	}
}

// FuzzSame holds the same for any texts, that a text is itself, and that other scopes are never joined.
func FuzzSame(f *testing.F) {
	f.Add("The harbour belongs to the people who work in it.", "The harbor does not belong to those people.")
	f.Add("[He] can't", "He can … not 3,000 of 5 %")
	f.Fuzz(func(t *testing.T, x, y string) {
		who := quotes.Speaker{Name: "Mara Lindqvist"}
		day := quotes.DayOf(2031, 3, 4, "")
		a := utterance.Printing{Key: "a", Scope: quotes.Library, Text: x, Speaker: who, Said: day}
		b := utterance.Printing{Key: "b", Scope: quotes.Library, Text: y, Speaker: who, Said: day}
		there, back := utterance.Same(a, b), utterance.Same(b, a)
		if (there.Relation == utterance.Apart) != (back.Relation == utterance.Apart) || there.Never != back.Never || there.Strength != back.Strength {
			t.Fatalf("%q and %q: %+v, the other way %+v", x, y, there, back)
		}
		self := a
		self.Key = "c"
		if d := utterance.Same(a, self); d.Relation != utterance.Identical && len(utterance.Shingles(x)) > 0 {
			t.Fatalf("%q is %s to itself", x, d.Relation)
		}
		b.Scope = quotes.GuildScope("1")
		if d := utterance.Same(a, b); !d.Never {
			t.Fatalf("%q and %q of two scopes: %+v", x, y, d)
		}
	})
}
