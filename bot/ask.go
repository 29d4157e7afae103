package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/search"
)

// usualAnswers is how many quotes an answer shows when the request names no number: the first is what was asked for, the
// others are there for the eye.
const usualAnswers = 3

// maxQuestion bounds a question in runes; Discord messages end at 4,000.
const maxQuestion = 4_000

// ask answers a question.
func (b *Brain) ask(ctx context.Context, r Request) (Reply, error) {
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	q := search.Question{
		Text: shorten(r.Text, maxQuestion), View: v, Filter: r.Filter, Order: r.Order, Limit: r.Limit, Now: r.Now, Explain: r.Explain,
	}
	most := q.Limit
	if most <= 0 {
		most = usualAnswers
	}
	q.Limit = most + foldMore
	if r.Speaker != "" {
		q.Filter.Speaker = r.Speaker
	}
	a, err := b.Finder.Ask(ctx, q)
	if err != nil {
		return Reply{}, fmt.Errorf("answer a question: %w", err)
	}
	if a.Query.Intent == search.Random {
		return b.random(ctx, withSpeaker(r, a.Query.Speaker))
	}
	if a.Query.Intent == search.Really {
		r.Text, r.Speaker = claimed(r.Text, a.Query.Phrases), a.Query.Speaker
		return b.check(ctx, r)
	}
	if len(a.Hits) == 0 {
		return b.nothing(ctx, v, r)
	}
	reply := Reply{Outcome: Nearest, Verdict: a.Verdict}
	if a.Found {
		reply.Outcome = Found
	} else {
		reply.Note = "I have nothing that is surely that. The nearest:"
	}
	for _, c := range a.Corrected {
		reply.Note = strings.TrimSpace(reply.Note + fmt.Sprintf(" (I read “%s” as “%s”.)", c.Typed, c.Meant))
	}
	narrowed := q.Filter
	narrowed.Speaker = ""
	cards, reworded, err := b.fold(ctx, v, a.Hits, most, narrowed != quotes.Filter{})
	if err != nil {
		return Reply{}, err
	}
	reply.Cards, reply.Note = cards, strings.TrimSpace(reply.Note+" "+reworded)
	return reply, nil
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
		return b.empty(), nil
	case strings.TrimSpace(r.Text) == "":
		return Reply{Outcome: Nothing, Verdict: "nothing", Note: "Ask me for words, a person or a subject."}, nil
	default:
		return Reply{Outcome: Nothing, Verdict: "nothing", Note: "I have nothing like that here."}, nil
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
