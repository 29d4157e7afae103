package words_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes/words"
)

func TestCut(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"case and marks", "“We shall, Sir!”", "we shall sir"},
		{"accents, composed and not", "Žižek cafe\u0301 Çelik", "zizek cafe celik"},
		{"letters with strokes", "Łódź Straße Ærø", "lodz strasse aero"},
		{"initials", "the U.S. and E.P.A. rules, U.S", "the us and epa rules us"},
		{"an initial in a name", "John F. Miller", "john f miller"},
		{"an abbreviation", "e.g.this", "e g this"},
		{"possessive", "Miller's mill, the Millers’ mill", "miller mill the millers mill"},
		{"contractions with a mark", "we're I’ll isn't", "we i not"},
		{"contractions without", "dont theres gonna", "not there going to"},
		{"inserted letters", "[W]e want the word[s]", "we want the words"},
		{"numbers", "1,000 in 3,4 of 8.8", "1000 in 3 4 of 8 8"},
		{"hyphen", "off-ramp", "off ramp"},
		{"soft hyphen", "un\u00adseen", "unseen"},
		{"no blanks between words", "我们的家", "我们 们的 的家"},
		{"one sign", "水", "水"},
		{"right to left", "שלום לכם", "שלום לכם"},
		{"nothing", " \x00—🙂 ", ""},
		{"broken bytes", "a\xffb\xc3", "a b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var forms []string
			for _, w := range words.Cut(c.text) {
				forms = append(forms, w.Form)
			}
			if d := cmp.Diff(c.want, strings.Join(forms, " ")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTerms(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"stems, pairs of common words", "It is what the voters wanted", "it_is is_what what_the voter want"},
		{"one common word alone", "No!", "no"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, strings.Join(words.Terms(words.Cut(c.text), words.Stem), " ")); d != "" {
				t.Error(d)
			}
		})
	}
}

// A line of dotted letters is read once: each letter looks ahead no further than a word is long.
func TestDottedLettersGrow(t *testing.T) {
	const letters = 2000
	text := strings.Repeat("a.", letters) + "ab"
	if n := len(words.Cut(text)); n != letters+1 {
		t.Errorf("%d words, want %d", n, letters+1)
	}
	if n := testing.AllocsPerRun(1, func() { words.Cut(text) }); n > 3*letters {
		t.Errorf("%v allocations for %d letters", n, letters)
	}
}

// Package search looks at the head of a word before it stems it.
func TestStemKeepsTheHead(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	endings := []string{"", "s", "es", "ies", "ed", "ing", "y", "ly", "ational", "ation", "ness", "ment"}
	for range 100_000 {
		form := ""
		for range 1 + r.IntN(5) {
			form += string(rune('a' + r.IntN(26)))
		}
		form += endings[r.IntN(len(endings))]
		stem := words.Stem(form)
		if len(form) > 1 && len(stem) > 1 && form[1] == 'y' && stem[1] == 'i' {
			form = form[:1] + "i" + form[2:]
		}
		if stem == "" || len(stem) == 1 && stem[0] != form[0] || len(stem) > 1 && !strings.HasPrefix(form, stem[:2]) {
			t.Fatalf("%q has the stem %q", form, stem)
		}
	}
}

// FuzzCut holds that the words lie in the text in order, and that terms have only signs that the index takes.
func FuzzCut(f *testing.F) {
	for _, s := range []string{"U.S. don't", "a\x00b", "e\u0301\u0301", "1,000", "我们 ー", "n't 's [W]e", "%_*\"", "ʼn ŉ ﷺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ws, last := words.Cut(text), 0
		for _, w := range ws {
			if w.Start < last || w.End <= w.Start || w.End > len(text) || w.Form == "" || !utf8.ValidString(w.Form) {
				t.Fatalf("%q: bad word %+v after %d", text, w, last)
			}
			last = w.Start
		}
		for _, term := range words.Terms(ws, words.Stem) {
			if i := strings.IndexFunc(term, func(r rune) bool {
				return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
			}); i >= 0 {
				t.Fatalf("%q: term %q", text, term)
			}
		}
	})
}
