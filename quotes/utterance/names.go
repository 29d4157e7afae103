package utterance

import (
	"strings"

	"quotebot/quotes"
)

// acquaintance tells whether two printings name the same speaker.
type acquaintance int

const (
	sameSpeaker acquaintance = iota
	unknownSpeaker
	otherSpeaker
)

// compareSpeakers compares all names of two speakers. Somebody without a name ("a senior official") may be anybody.
func compareSpeakers(a, b quotes.Speaker) acquaintance {
	return compareNames(namesOf(a), namesOf(b))
}

func compareNames(an, bn [][]string) acquaintance {
	if len(an) == 0 || len(bn) == 0 {
		return unknownSpeaker
	}
	for _, x := range an {
		for _, y := range bn {
			if sameName(x, y) {
				return sameSpeaker
			}
		}
	}
	return otherSpeaker
}

// SameSpeaker says whether a name as a person types it may mean the speaker: "Marrow" or "Gov. T. Marrow" for
// "Tilda Marrow".
func SameSpeaker(typed string, s quotes.Speaker) bool {
	return compareSpeakers(quotes.Speaker{Name: typed}, s) == sameSpeaker
}

// SpeakerKey is the folded last word of a name: two speakers whom Same may take for one have it in common, but for
// aliases. Speakers without a name have none.
func SpeakerKey(name string) string {
	if n := nameTokens(name); len(n) > 0 {
		return n[len(n)-1]
	}
	return ""
}

func namesOf(s quotes.Speaker) [][]string {
	if s.Kind == quotes.Unnamed {
		return nil
	}
	var out [][]string
	for i, name := range append([]string{s.Name}, s.Aliases...) {
		// A first name or a role among the aliases would make one of many people: only the name itself may be one word.
		if n := nameTokens(name); len(n) > 1 || len(n) == 1 && (i == 0 || isLastOf(n[0], s.Name)) {
			out = append(out, n)
		}
	}
	return out
}

func isLastOf(word, name string) bool { return SpeakerKey(name) == word }

// nameTokens are the folded words of a name without titles in front, what stands in brackets or after a comma ("(D-Ost)",
// ", 51"), and "junior".
func nameTokens(name string) []string {
	if i := strings.IndexAny(name, "(,"); i > 0 {
		name = name[:i]
	}
	words := strings.Fields(plainName(name))
	for len(words) > 1 && generations[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	for len(words) > 1 && titles[words[0]] {
		words = words[1:]
	}
	return words
}

func plainName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case wordSign(r):
			b.WriteString(plain(r))
		case !isApostrophe(r):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// sameName says whether the shorter name can be a short form of the longer: the same last word, and the others, or
// their initials, in the same order.
func sameName(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a[len(a)-1] != b[len(b)-1] {
		return false
	}
	i := 0
	for _, w := range b {
		if i < len(a) && (w == a[i] || len(a[i]) == 1 && strings.HasPrefix(w, a[i]) || len(w) == 1 && strings.HasPrefix(a[i], w)) {
			i++
		}
	}
	return i == len(a)
}
