package utterance

import (
	"cmp"
	"slices"

	"quotebot/quotes"
)

// Entry is one line of a timeline.
type Entry struct {
	quotes.Citation
	Day     quotes.Date // when it was said, else when it was printed; zero when neither is known
	Printed bool        // Day is the day of printing
	// Since is the index of the latest earlier entry that says much the same, -1 when none does; Changes lay this
	// entry's words (Asked) against that one's (Real). Repeated says that they are the same words.
	Since    int
	Changes  []Change
	Repeated bool
	Lost     string // a negation that stood in the earlier entry only
	Added    string // one that stands in this entry only
}

// sameTopic is the share of the telling words of the shorter text from which two entries count as one sentence said anew.
const sameTopic = 0.5

// Timeline puts quotes in the order of the days on which they were said, those without a day last, and marks where a
// speaker's wording changed. The caller gives one quote for each utterance, of one speaker and topic.
func Timeline(cs []quotes.Citation) []Entry {
	out := make([]Entry, len(cs))
	for i, c := range cs {
		out[i] = Entry{Citation: c, Day: c.Said, Since: -1}
		if c.Said.IsZero() {
			out[i].Day, out[i].Printed = c.Published, !c.Published.IsZero()
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(compareBool(a.Day.IsZero(), b.Day.IsZero()), days(a.Day).from.Compare(days(b.Day).from), cmp.Compare(a.ID, b.ID))
	})
	tokens := make([][]token, len(out))
	bags := make([]map[string]bool, len(out))
	for i := range out {
		tokens[i] = fold(out[i].Text)
		bags[i] = stems(tokens[i])
		for j := i - 1; j >= 0; j-- {
			if shared(bags[i], bags[j]) < 2 || bagOverlap(bags[i], bags[j]) < sameTopic {
				continue
			}
			hs := hunks(tokens[j], tokens[i], strictly)
			e := &out[i]
			e.Since, e.Repeated = j, len(hs) == 1 && hs[0].equal
			e.Changes = changes(hs, tokens[j], tokens[i], len(out[j].Text), len(e.Text))
			e.Lost, e.Added = turnedIn(hs, tokens[j], tokens[i])
			break
		}
	}
	return out
}
