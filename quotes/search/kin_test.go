package search

import (
	"slices"
	"strings"
	"testing"

	"quotebot/quotes/words"
)

// TestKinTable holds the table to its form: a slip in it would go unseen otherwise.
func TestKinTable(t *testing.T) {
	for line := range strings.Lines(kinTable) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		set := strings.Fields(strings.TrimPrefix(line, "= "))
		if len(set) < 2 {
			t.Errorf("%q relates nothing", line)
		}
		for i, entry := range set {
			if slices.Contains(set[:i], entry) {
				t.Errorf("%q stands twice in %q", entry, line)
			}
			if n := strings.Count(entry, "_") + 1; n > longestName {
				t.Errorf("%q: %d words are not looked for side by side", entry, n)
			}
			for _, w := range strings.Split(entry, "_") {
				if cut := words.Cut(w); len(cut) != 1 || cut[0].Form != w {
					t.Errorf("%q in %q is not in the form in which words are compared", w, line)
				}
			}
		}
	}
	kin := readKin("# a note\n\n= us united_states\nbig large\n")
	if got := kin["us"]; len(got) != 1 || strings.Join(got[0].stems, " ") != "unit state" || got[0].sim != sameThing {
		t.Errorf("us stands for %v", got)
	}
	if got := kin["unit state"]; len(got) != 1 || got[0].stems[0] != "us" {
		t.Errorf("united states stands for %v", got)
	}
	if got := kin["larg"]; len(got) != 1 || got[0].sim != sameSense {
		t.Errorf("large stands for %v", got)
	}
}

func TestFamily(t *testing.T) {
	for _, c := range []struct{ word, of string }{
		{"decide", "decision"}, {"decision", "decide"}, // d becomes s
		{"admit", "admission"}, {"permission", "permit"},
		{"produce", "production"}, {"describe", "description"},
		{"perception", "perceive"},
		{"pirate", "piracy"}, {"distance", "distant"},
		{"solve", "solution"},
		{"ally", "alliance"}, {"believe", "belief"},
	} {
		if got := family(c.word); !slices.Contains(got, words.Stem(c.of)) {
			t.Errorf("%s is not related to %s, only to %v", c.word, c.of, got)
		}
	}
	if slices.Contains(family("harbour"), words.Stem("harbours")) {
		t.Error("a word is its own relative")
	}
}

// TestHeads compares the short way past words that cannot be meant with stemming them.
func TestHeads(t *testing.T) {
	for _, form := range []string{"voting", "tying", "a", "x", "éclair", "us", "dying", "河边", "1st"} {
		var h heads
		h.add(words.Stem(form))
		if !h.may(form) {
			t.Errorf("%q is passed over though its stem is %q", form, words.Stem(form))
		}
	}
	var h heads
	h.add("vote")
	if h.may("harbour") {
		t.Error("every word is looked up")
	}
}
