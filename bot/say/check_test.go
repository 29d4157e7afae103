package say

import (
	"testing"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

func TestFinding(t *testing.T) {
	of := func(id int64, speaker string) utterance.Match {
		return utterance.Match{Citation: quotes.Citation{ID: id, Speaker: speaker}}
	}
	turned := of(1, "Mara Quill")
	turned.Lost = "not"
	both := turned
	both.Added = "never"
	other := of(1, "")
	other.Other = true
	copied := of(1, "Mara Quill")
	copied.Copied = "The Post"
	for _, tt := range []struct {
		name    string
		verdict utterance.Verdict
		matches []utterance.Match
		want    string
	}{
		{"nothing near", utterance.NotHere, nil, "The library has no such words. They may still have been said: it only knows what was added to it."},
		{"something near", utterance.NotHere, []utterance.Match{of(1, "")},
			"The library has no such words. They may still have been said: it only knows what was added to it. The nearest that it has:"},
		{"exact", utterance.Exact, []utterance.Match{of(1, "")}, "The library has exactly these words."},
		{"shortened", utterance.Shortened, []utterance.Match{of(1, "")}, "The library has these words as a part of more; what is missing is shown."},
		{"shortened by a negation", utterance.Shortened, []utterance.Match{turned},
			"The library has these words as a part of more; what is missing is shown. What was left out has a “not”."},
		{"out of context", utterance.OutOfContext, []utterance.Match{turned},
			"The library has these words in a sentence that says something else. “not” is missing here: that can turn the meaning round."},
		{"altered", utterance.Altered, []utterance.Match{both},
			"The library has this in other words; the changes are shown. “not” is missing and “never” is added: that can turn the meaning round."},
		{"another speaker", utterance.OtherSpeaker, []utterance.Match{other}, "The library has these words. It has them from somebody who is not named, not from Bo Lund."},
		{"a copy", utterance.RewordedCopy, []utterance.Match{copied}, "This wording is a rewording printed by The Post. The words that the library has from the speaker:"},
		{"a copy of nobody", utterance.RewordedCopy, []utterance.Match{of(1, "")},
			"This wording is a rewording printed by an article without a name. The words that the library has from the speaker:"},
		{"one quote", utterance.JoinedFromTwo, []utterance.Match{of(1, "Mara Quill"), of(1, "Mara Quill")},
			"The library has the two parts of this in one quote, but not in this order."},
		{"one speaker", utterance.JoinedFromTwo, []utterance.Match{of(1, "Mara Quill"), of(2, "Mara Quill")},
			"The library has the two parts of this in two quotes, not as one."},
		{"two speakers", utterance.JoinedFromTwo, []utterance.Match{of(1, "Mara Quill"), of(2, "Bo Lund")},
			"The library has the two parts of this in two quotes, of Mara Quill and of Bo Lund."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := english().Finding(utterance.Finding{Verdict: tt.verdict, Matches: tt.matches}, "Bo Lund"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	if got := english().Finding(utterance.Finding{Verdict: utterance.NotHere, TooShort: true}, ""); got != "That is too short to check: give at least a few telling words." {
		t.Errorf("too short: %q", got)
	}
}

func TestFault(t *testing.T) {
	german := &Tongue{Texts: map[string]string{"%q is no time": "%q ist keine Zeit"}}
	if got := german.Fault(quotes.Faultf("%q is no time", "noon")); got != `"noon" ist keine Zeit` {
		t.Errorf("in German: %s", got)
	}
	if got := german.Fault(quotes.ErrEmpty); got != quotes.ErrEmpty.Error() {
		t.Errorf("what is no fault: %s", got)
	}
}
