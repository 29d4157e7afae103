package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quotebot/quotes"
)

// usualAnswers is how many quotes an answer shows when the request names no number: the first is what was asked for, the
// others are there for the eye.
const usualAnswers = 3

// maxQuestion bounds a question in runes; Discord messages end at 4,000.
const maxQuestion = 4_000

// ask answers a question. An answer that has more hits than it shows can be turned like pages.
func (b *Brain) ask(ctx context.Context, r Request) (Reply, error) {
	l := listing{Search: true, Text: shorten(r.Text, maxQuestion), Filter: r.narrowed(), Order: r.Order, Limit: r.Limit, Offset: max(r.Offset, 0), Explain: r.Explain}
	if l.Limit <= 0 {
		l.Limit = usualAnswers
	}
	return b.hits(ctx, r, "", l, 0)
}

// narrowed is the filter of a request with the speaker that it names besides.
func (r Request) narrowed() quotes.Filter {
	f := r.Filter
	if s := strings.TrimSpace(r.Speaker); s != "" {
		f.Speaker = s
	}
	return f
}

func withSpeaker(r Request, name string) Request {
	r.Speaker = name
	return r
}

// nothing is the reply to a question that no quote has anything to do with.
func (b *Brain) nothing(ctx context.Context, v quotes.View, r Request) (Reply, error) {
	n, err := b.Store.Count(ctx, v)
	switch {
	case err != nil && !errors.Is(err, quotes.ErrNotFound):
		return Reply{}, fmt.Errorf("count the quotes: %w", err)
	case n == 0:
		return b.empty(r), nil
	case strings.TrimSpace(r.Text) == "":
		return Reply{Outcome: Nothing, Verdict: "nothing", Note: r.say("Ask me for words, a person or a subject.")}, nil
	default:
		return Reply{Outcome: Nothing, Verdict: "nothing", Note: r.say("I have nothing like that here.")}, nil
	}
}

// shorten cuts s after at most n runes.
func shorten(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
