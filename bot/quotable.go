package bot

import (
	"context"
	"fmt"
	"slices"

	"quotebot/quotes"
)

// OptOuts knows who has opted out of being quoted.
type OptOuts interface {
	OptedOut(ctx context.Context, people []string) ([]string, error)
}

// Quotable gives for each quote nil when it may be kept, else why not: whoever said it has opted out of being quoted.
func Quotable(ctx context.Context, o OptOuts, cs []quotes.Citation) ([]error, error) {
	why := make([]error, len(cs))
	var people []string
	for _, c := range cs {
		if c.SpeakerID != "" {
			people = append(people, c.SpeakerID)
		}
	}
	if len(people) == 0 {
		return why, nil
	}
	slices.Sort(people)
	out, err := o.OptedOut(ctx, slices.Compact(people))
	if err != nil {
		return nil, fmt.Errorf("look whom nobody may quote: %w", err)
	}
	for i, c := range cs {
		if c.SpeakerID != "" && slices.Contains(out, c.SpeakerID) {
			why[i] = quotes.Faultf("whoever said that does not want to be quoted")
		}
	}
	return why, nil
}
