package utterance_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// shown writes changes as people see them: [-struck-] and {+added+}.
func shown(cs []utterance.Change, real, asked string) string {
	var b strings.Builder
	for _, c := range cs {
		switch c.Op {
		case utterance.Kept:
			b.WriteString(c.Real.In(real))
		case utterance.Struck:
			b.WriteString("[-" + c.Real.In(real) + "-]")
		case utterance.Added:
			b.WriteString("{+" + c.Asked.In(asked) + "+}")
		}
	}
	return b.String()
}

func TestDiff(t *testing.T) {
	for _, c := range []struct{ name, real, asked, want string }{
		{"equal", "The bridge is safe.", "“the BRIDGE is safe”", "The bridge is safe."},
		{"one word", "The bridge is safe today.", "The bridge is closed today.", "The bridge is [-safe -]{+closed +}today."},
		{"a contraction written out", "It isn't safe, they can't deny it.", "It is not safe; they cannot deny it.", "It isn't safe, they can't deny it."},
		{"a lost n't", "They can't deny it.", "They can deny it.", "They ca[-n't -]deny it."},
		{"a scattered word is not kept", "we praise the mayor of Selby", "they curse the council from Velden",
			"[-we praise the mayor of Selby-]{+they curse the council from Velden+}"},
		{"nothing asked", "The bridge.", "", "[-The bridge.-]"},
		{"numbers", "Twenty-one of 1,000 per cent", "21 of 1000%", "Twenty-one of 1,000 per cent"},
		{"umlauts", "Die Brücke hält nicht.", "die brucke halt", "Die Brücke hält [-nicht.-]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, shown(utterance.Diff(c.real, c.asked), c.real, c.asked)); d != "" {
				t.Error(d)
			}
		})
	}
}

// FuzzDiff holds that the spans give both texts back byte for byte, and that a text does not differ from itself.
func FuzzDiff(f *testing.F) {
	f.Add("It isn't [the] bridge’s “end” … 3,5 %", "It is not the end\xff of U.S. cafe\u0301s")
	f.Add("won't n't ' 't can't", "wont cant lets")
	f.Fuzz(func(t *testing.T, real, asked string) {
		r, a := "", ""
		for _, c := range utterance.Diff(real, asked) {
			r, a = r+c.Real.In(real), a+c.Asked.In(asked)
		}
		if r != real || a != asked {
			t.Fatalf("%q and %q came back as %q and %q", real, asked, r, a)
		}
		for _, c := range utterance.Diff(real, real) {
			if c.Op != utterance.Kept {
				t.Fatalf("%q differs from itself: %v", real, c)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	cite := func(id int64, speaker, text string) quotes.Citation {
		return quotes.Citation{ID: id, Speaker: speaker, Text: text, Publisher: "Velden Post"}
	}
	real := cite(10, "Tilda Marrow", "There will be no agreement before the summer.")
	library := []utterance.Known{
		{Citation: cite(1, "Mara Lindqvist", "The harbour belongs to the people who work in it. I told the board in January that the cranes were too old. They did not listen.")},
		{Citation: cite(2, "Mara Lindqvist", "I do not believe that we will close the dry dock this year.")},
		{Citation: cite(3, "Mara Lindqvist", "Children will be allowed to climb the old crane on Sundays.")},
		{Citation: cite(4, "Enid Tolliver", "A city that cannot run a tram cannot run a school.")},
		{Citation: cite(5, "Lorenz Hufnagel", "Ich glaube nicht, dass die Brücke in diesem Jahr fertig wird.")},
		{Citation: real},
		{Citation: cite(11, "Tilda Marrow", "Before summer arrives, a deal will not be reached."), Rewords: &utterance.Wording{Citation: real, Part: quotes.Span{End: len(real.Text)}}},
		{Citation: cite(6, "Mara Lindqvist", "Those cranes were unsafe on the day when they were delivered.")},
		{Citation: cite(7, "Enid Tolliver", "We close the line on Sunday, not the station.")},
	}
	for _, c := range []struct {
		name, text, speaker string
		want                utterance.Verdict
		id                  int64
		lost, added         string
		shown               string
	}{
		{"exact", "A city that cannot run a tram cannot run a school.", "", utterance.Exact, 4, "", "", ""},
		{"one whole sentence of more", "I told the board in January that the cranes were too old.", "Lindqvist", utterance.Exact, 1, "", "", ""},
		{"marks", "a city that can't run a tram can't run a school", "Tolliver", utterance.ExactMarks, 4, "", "", ""},
		{"shortened", "I told the board that the cranes were too old", "", utterance.Shortened, 1, "", "",
			"I told the board [-in January -]that the cranes were too old."},
		{"two sentences with one between left out", "The harbour belongs to the people who work in it. They did not listen.", "", utterance.Shortened, 1, "", "", ""},
		{"what is left out has a not", "We close the line on Sunday", "", utterance.Shortened, 7, "not", "", ""},
		{"cut out of context", "we will close the dry dock this year", "Mara Lindqvist", utterance.OutOfContext, 2, "not", "",
			"[-I do not believe that -]we will close the dry dock this year."},
		{"cut out of context in German", "die Brücke wird in diesem Jahr fertig", "", utterance.Altered, 5, "nicht", "", ""},
		{"a not lost within", "A city that can run a tram cannot run a school.", "", utterance.OutOfContext, 4, "not", "", ""},
		{"a not added", "Children will not be allowed to climb the old crane on Sundays.", "", utterance.Altered, 3, "", "not",
			"Children will {+not +}be allowed to climb the old crane on Sundays."},
		{"a prefix lost", "Those cranes were safe on the day when they were delivered.", "", utterance.Altered, 6, "unsafe", "", ""},
		{"altered", "A city that cannot run a bus cannot run a hospital.", "", utterance.Altered, 4, "", "",
			"A city that cannot run a [-tram -]{+bus +}cannot run a [-school.-]{+hospital.+}"},
		{"joined from two", "The harbour belongs to the people who work in it and children will be allowed to climb the old crane.", "", utterance.JoinedFromTwo, 1, "", "", ""},
		{"joined from two, one of them cut", "I told the board that the cranes were too old, and children will be allowed to climb the old crane on Sundays.", "", utterance.JoinedFromTwo, 1, "", "", ""},
		{"in another order", "the cranes were too old, the harbour belongs to the people who work in it", "", utterance.JoinedFromTwo, 1, "", "", ""},
		{"reworded copy", "Before summer arrives, a deal will not be reached.", "Marrow", utterance.RewordedCopy, 10, "", "", ""},
		{"part of a reworded copy", "summer arrives, a deal will not", "", utterance.RewordedCopy, 10, "", "", ""},
		{"another speaker", "A city that cannot run a tram cannot run a school.", "Mara Lindqvist", utterance.OtherSpeaker, 4, "", "", ""},
		{"not here, with the nearest", "The harbour is a place for rich people and their yachts.", "", utterance.NotHere, 1, "", "", ""},
		{"not here at all", "Penguins dislike trombones.", "", utterance.NotHere, 0, "", "", ""},
		{"too short", "the", "", utterance.NotHere, 0, "", "", ""},
		{"empty", "", "", utterance.NotHere, 0, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := utterance.Check(c.text, c.speaker, library)
			if f.Verdict != c.want {
				t.Fatalf("verdict %q, want %q: %+v", f.Verdict, c.want, f)
			}
			if f.TooShort != (c.id == 0 && len(c.text) < 4) {
				t.Errorf("too short: %t", f.TooShort)
			}
			if c.id == 0 {
				if len(f.Matches) > 0 {
					t.Errorf("matches %+v", f.Matches)
				}
				return
			}
			m := f.Matches[0]
			if m.ID != c.id || m.Lost != c.lost || m.Added != c.added {
				t.Errorf("match %d lost %q added %q, want %d %q %q", m.ID, m.Lost, m.Added, c.id, c.lost, c.added)
			}
			if got := shown(m.Changes, m.Text, c.text); c.shown != "" && got != c.shown {
				t.Errorf("shown %s, want %s", got, c.shown)
			}
		})
	}
}

// FuzzCheck holds that every match lies in its quote, and that a quote of telling words is found exactly as it is.
func FuzzCheck(f *testing.F) {
	f.Add("We never said that the bridge is safe. Not once.", "the bridge is safe")
	f.Fuzz(func(t *testing.T, real, asked string) {
		library := []utterance.Known{{Citation: quotes.Citation{ID: 1, Text: real}}}
		for _, m := range utterance.Check(asked, "", library).Matches {
			joined := ""
			for _, c := range m.Changes {
				joined += c.Real.In(m.Text)
				if c.Asked.End > len(asked) {
					t.Fatalf("span %v outside of %q", c.Asked, asked)
				}
			}
			if joined != m.Window.In(m.Text) {
				t.Fatalf("%q instead of %q", joined, m.Window.In(m.Text))
			}
		}
		own := utterance.Check(real, "", library)
		if len(own.Matches) > 0 && own.Matches[0].Share == 1 && own.Verdict != utterance.Exact && own.Verdict != utterance.ExactMarks {
			t.Fatalf("%q is %s to itself", real, own.Verdict)
		}
	})
}

func TestTimeline(t *testing.T) {
	said := func(id int64, day, published, text string) quotes.Citation {
		return quotes.Citation{ID: id, Text: text, Said: date(t, day), Published: date(t, published)}
	}
	got := utterance.Timeline([]quotes.Citation{
		said(1, "", "", "Casinos are a matter for poets."),
		said(2, "2031-03-04", "2031-03-05", "We will not build a casino at the lake."),
		said(3, "", "2030-05", "We will build a casino at the lake."),
		said(4, "2032-01-01", "", "We will not build a casino at the lake."),
		said(5, "2031-06-01", "", "The lake is too cold for swimming."),
	})
	var lines []string
	for _, e := range got {
		line := e.Day.String()
		if e.Printed {
			line += " printed"
		}
		if e.Repeated {
			line += " repeated"
		}
		if e.Since >= 0 {
			line += " " + shown(e.Changes, got[e.Since].Text, e.Text)
		} else {
			line += " " + e.Text
		}
		lines = append(lines, strings.Join(strings.Fields(line+" "+e.Lost+" "+e.Added), " "))
	}
	want := []string{
		"2030-05 printed We will build a casino at the lake.",
		"2031-03-04 We will {+not +}build a casino at the lake. not",
		"2031-06-01 The lake is too cold for swimming.",
		"2032-01-01 repeated We will not build a casino at the lake.",
		"Casinos are a matter for poets.",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
}
