package extract

import (
	"strings"
	"testing"
)

func TestSignsAreNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for s, name := range signNames {
		if name == "" || seen[name] {
			t.Errorf("sign %d has the name %q, which is empty or another's", s, name)
		}
		seen[name] = true
	}
	if signCount > 64 {
		t.Errorf("%d signs do not fit the bits of a candidate", signCount)
	}
}

func TestReadSigns(t *testing.T) {
	w, err := readSigns("# comment\n\nact 1\t0.5\ngoes on\t-1\n")
	if err != nil || w[act+1] != 0.5 || w[goesOn] != -1 {
		t.Errorf("got %v, %v, %v", w[act+1], w[goesOn], err)
	}
	for _, text := range []string{"no such sign\t1\n", "act 1\tmuch\n", "act 1\n"} {
		if _, err := readSigns(text); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: got error %v, want one with the line", text, err)
		}
	}
}
