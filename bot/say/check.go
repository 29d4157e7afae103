package say

import (
	"cmp"
	"slices"
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// Finding says in a sentence or two what a check of remembered words has shown. It never says more than what is in the
// library. speaker is who was thought to have said them, or empty.
func (t *Tongue) Finding(f utterance.Finding, speaker string) string {
	switch {
	case f.TooShort:
		return t.Say("That is too short to check: give at least a few telling words.")
	case len(f.Matches) == 0:
		return t.Say("The library has no such words. They may still have been said: it only knows what was added to it.")
	case f.Verdict == utterance.NotHere:
		return sentences(t.Say("The library has no such words. They may still have been said: it only knows what was added to it."), t.Say("The nearest that it has:"))
	case f.Verdict == utterance.JoinedFromTwo && len(f.Matches) > 1:
		return t.parts(f.Matches[0].Citation, f.Matches[1].Citation)
	}
	m := f.Matches[0]
	other := ""
	if m.Other {
		other = t.Say("It has them from %s, not from %s.", t.somebody(m.Speaker), speaker)
	}
	switch f.Verdict {
	case utterance.Exact:
		return t.Say("The library has exactly these words.")
	case utterance.ExactMarks:
		return t.Say("The library has these words; only marks, case or the writing of a word differ.")
	case utterance.Shortened:
		without := ""
		if m.Lost != "" {
			without = t.Say("What was left out has a “%s”.", m.Lost)
		}
		return sentences(t.Say("The library has these words as a part of more; what is missing is shown."), without)
	case utterance.OutOfContext:
		return sentences(t.Say("The library has these words in a sentence that says something else."), t.turn(m))
	case utterance.RewordedCopy:
		return t.Say("This wording is a rewording printed by %s. The words that the library has from the speaker:", cmp.Or(m.Copied, t.Say("an article without a name")))
	case utterance.Altered:
		return sentences(t.Say("The library has this in other words; the changes are shown."), t.turn(m), other)
	case utterance.OtherSpeaker:
		return sentences(t.Say("The library has these words."), other)
	}
	return ""
}

// turn says that a negation is missing or added.
func (t *Tongue) turn(m utterance.Match) string {
	switch {
	case m.Lost != "" && m.Added != "":
		return t.Say("“%s” is missing and “%s” is added: that can turn the meaning round.", m.Lost, m.Added)
	case m.Lost != "":
		return t.Say("“%s” is missing here: that can turn the meaning round.", m.Lost)
	case m.Added != "":
		return t.Say("“%s” is added here: that can turn the meaning round.", m.Added)
	}
	return ""
}

// parts says where the two parts of joined words stand.
func (t *Tongue) parts(a, b quotes.Citation) string {
	switch {
	case a.ID == b.ID:
		return t.Say("The library has the two parts of this in one quote, but not in this order.")
	case utterance.SameSpeaker(a.Speaker, quotes.Speaker{Name: b.Speaker, Aliases: b.Aliases}):
		return t.Say("The library has the two parts of this in two quotes, not as one.")
	}
	return t.Say("The library has the two parts of this in two quotes, of %s and of %s.", t.somebody(a.Speaker), t.somebody(b.Speaker))
}

func (t *Tongue) somebody(name string) string {
	return cmp.Or(name, t.Say("somebody who is not named"))
}

// sentences puts sentences one behind the other, those left out that are empty.
func sentences(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " ")
}
