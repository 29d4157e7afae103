package utterance_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

func TestParts(t *testing.T) {
	for _, c := range []struct {
		name     string
		segments []string
		want     []string
	}{
		{"one sentence", []string{"The bridge is safe."}, []string{"The bridge is safe."}},
		{"two sentences", []string{"The bridge is safe. Nobody will close it!"}, []string{"The bridge is safe.", "Nobody will close it!"}},
		{"interrupted sentence", []string{"The bridge,", "is as safe as ever."}, []string{"The bridge, … is as safe as ever."}},
		{"interrupted between sentences", []string{"The bridge is perfectly safe,", "Nobody will close it."},
			[]string{"The bridge is perfectly safe,", "Nobody will close it."}},
		{"a short sentence goes with the next", []string{"No. We will not close it."}, []string{"No. We will not close it."}},
		{"a short sentence at the end", []string{"We will not close it. Never."}, []string{"We will not close it. Never."}},
		{"abbreviations and initials", []string{"Ask Dr. Penn of the U.S. Navy, or J. Roe."}, []string{"Ask Dr. Penn of the U.S. Navy, or J. Roe."}},
		{"numbers", []string{"It cost 3.5 million in the year 2030. Nobody paid for it."}, []string{"It cost 3.5 million in the year 2030.", "Nobody paid for it."}},
		{"printed ellipsis", []string{"It was ... a very long night. Then it rained hard."}, []string{"It was ... a very long night.", "Then it rained hard."}},
		{"no words", []string{"..."}, []string{"..."}},
		{"nothing", []string{" "}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Join(c.segments, quotes.Ellipsis)
			var got []string
			for _, s := range utterance.Parts(text) {
				got = append(got, s.In(text))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// FuzzParts holds that parts are valid, in order, and that no word is outside of them.
func FuzzParts(f *testing.F) {
	f.Add("The bridge,", "is safe. Nobody. Ever! \"Yes.\" She")
	f.Add("Ä. Ö. B", "\xff. C d e f. ")
	f.Fuzz(func(t *testing.T, a, b string) {
		text := a + quotes.Ellipsis + b
		end, kept := 0, 0
		for _, s := range utterance.Parts(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("bad span %v after %d in %q", s, end, text)
			}
			end = s.End
			kept += len(strings.Fields(s.In(text)))
		}
		if all := len(strings.Fields(text)); kept < all-1 {
			t.Fatalf("%d of %d words in the parts of %q", kept, all, text)
		}
	})
}
