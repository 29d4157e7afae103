package utterance

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// cellsMost bounds the table of an alignment (4 bytes a cell, two tables); beyond it the middle counts as replaced.
const cellsMost = 4 << 20

// hunk is a run of tokens that two texts share, or that one or both have for themselves.
type hunk struct {
	equal          bool
	a0, a1, b0, b1 int // tokens a[a0:a1] and b[b0:b1]
}

// hunks aligns two token lists. It maximises the words in common, those that tell something counting double and
// unbroken runs counting more, so that a scattered "the" does not tear a replaced passage apart. same says which tokens
// count as equal.
func hunks(a, b []token, same func(x, y *token) bool) []hunk {
	head := 0
	for head < len(a) && head < len(b) && same(&a[head], &b[head]) {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && same(&a[len(a)-1-tail], &b[len(b)-1-tail]) {
		tail++
	}
	ma, mb := a[head:len(a)-tail], b[head:len(b)-tail]
	var pairs [][2]int
	for i := range head {
		pairs = append(pairs, [2]int{i, i})
	}
	for _, p := range matchMiddle(ma, mb, same) {
		pairs = append(pairs, [2]int{p[0] + head, p[1] + head})
	}
	for i := tail; i > 0; i-- {
		pairs = append(pairs, [2]int{len(a) - i, len(b) - i})
	}
	return withoutSpecks(collect(pairs, len(a), len(b)), a)
}

// matchMiddle pairs the tokens of the best alignment: cell (i, j) of best holds the most that a[i:] and b[j:] can reach,
// the one of run the most when a[i] and b[j] are paired.
func matchMiddle(a, b []token, same func(x, y *token) bool) [][2]int {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > cellsMost {
		return nil
	}
	w := len(b) + 1
	best := make([]int32, (len(a)+1)*w)
	run := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			at := i*w + j
			best[at] = max(best[at+1], best[at+w])
			if same(&a[i], &b[j]) {
				weight := int32(4)
				if a[i].common {
					weight = 2
				}
				after := best[at+w+1]
				if next := run[at+w+1]; next > 0 {
					after = max(after, next+1)
				}
				run[at] = weight + after
				best[at] = max(best[at], run[at])
			}
		}
	}
	var pairs [][2]int
	for i, j, inRun := 0, 0, false; i < len(a) && j < len(b); {
		at := i*w + j
		next := at + w + 1
		switch {
		case run[at] > 0 && (inRun || run[at] == best[at]):
			pairs = append(pairs, [2]int{i, j})
			inRun = run[next] > 0 && run[next]+1 >= best[next]
			i, j = i+1, j+1
		case best[at] == best[at+w]:
			i, inRun = i+1, false
		default:
			j, inRun = j+1, false
		}
	}
	return pairs
}

// collect makes hunks of pairs, which are in order.
func collect(pairs [][2]int, na, nb int) []hunk {
	var out []hunk
	i, j := 0, 0
	for k := 0; k < len(pairs); {
		if p := pairs[k]; p[0] > i || p[1] > j {
			out = append(out, hunk{false, i, p[0], j, p[1]})
			i, j = p[0], p[1]
		}
		h := hunk{true, i, i, j, j}
		for ; k < len(pairs) && pairs[k] == [2]int{h.a1, h.b1}; k++ {
			h.a1, h.b1 = h.a1+1, h.b1+1
		}
		out = append(out, h)
		i, j = h.a1, h.b1
	}
	if i < na || j < nb {
		out = append(out, hunk{false, i, na, j, nb})
	}
	return out
}

// withoutSpecks turns a single shared function word between two longer replaced passages into a part of them: people
// read "struck three words, added three" more easily than three changes around a kept "the".
func withoutSpecks(hs []hunk, a []token) []hunk {
	speck := func(i int) bool {
		h := hs[i]
		if !h.equal || i == 0 || i == len(hs)-1 || h.a1-h.a0 > 1 || !a[h.a0].common || a[h.a0].negates {
			return false
		}
		for _, n := range []hunk{hs[i-1], hs[i+1]} {
			if n.a1-n.a0 < 2 || n.b1-n.b0 < 2 {
				return false
			}
		}
		return true
	}
	out := make([]hunk, 0, len(hs))
	for i, h := range hs {
		if speck(i) {
			h.equal = false
		}
		if n := len(out); n > 0 && !out[n-1].equal && !h.equal {
			out[n-1].a1, out[n-1].b1 = h.a1, h.b1
			continue
		}
		out = append(out, h)
	}
	return out
}

// strictly is equality for people who want to see each changed letter.
func strictly(x, y *token) bool { return x.id == y.id && x.form == y.form }

// loosely also takes words for equal that are one letter apart ("harbour" and "harbor"), unless that letter turns the
// meaning round; of short words only the singular and the plural.
func loosely(x, y *token) bool {
	if strictly(x, y) {
		return true
	}
	if len(x.form) > 2 && len(y.form) > 2 && !x.common && !y.common && (x.form == y.form+"s" || y.form == x.form+"s") {
		return true
	}
	if x.number || y.number || x.negates || y.negates || len(x.form) < 5 || len(y.form) < 5 || opposite(x, y) {
		return false
	}
	return oneApart(x.form, y.form)
}

// opposite says whether one word is the other with a negative prefix: "safe" and "unsafe".
func opposite(x, y *token) bool {
	return strings.HasSuffix(x.form, y.form) && slices.Contains(negativePrefixes, x.form[:len(x.form)-len(y.form)]) ||
		strings.HasSuffix(y.form, x.form) && slices.Contains(negativePrefixes, y.form[:len(y.form)-len(x.form)])
}

// oneApart says whether one letter put in, left out, changed or swapped with the next makes a of b.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if utf8.RuneCountInString(b)-utf8.RuneCountInString(a) > 1 || len(b)-len(a) > utf8.UTFMax {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	ra, rb := a[i:len(a)-j], b[i:len(b)-j]
	if utf8.RuneCountInString(ra) <= 1 && utf8.RuneCountInString(rb) <= 1 {
		return true
	}
	return len(ra) == 2 && len(rb) == 2 && ra[0] == rb[1] && ra[1] == rb[0]
}
