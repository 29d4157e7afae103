package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/search"
)

// lists is what a store must know for listing.
type lists interface {
	List(ctx context.Context, v quotes.View, f quotes.Filter, o quotes.Order, after string, limit int) (page []quotes.Citation, next string, err error)
	CountWith(ctx context.Context, v quotes.View, f quotes.Filter) (int64, error)
	Stats(ctx context.Context, v quotes.View, f quotes.Filter, limit int) (quotes.Figures, error)
	Article(ctx context.Context, v quotes.View, citationID int64) (quotes.Article, quotes.Quote, error)
}

// usualPage is how many quotes a page of a list has when the request names no number, and longestPage the most.
const (
	usualPage   = 5
	longestPage = 25
)

// listing is a list or a search that can be turned like pages. A page of a list begins after a place that the page before
// it ended at, so that what is added in between neither repeats nor hides a quote; Starts has these places. A search is
// ranked, and its pages are counted off.
type listing struct {
	Search  bool
	Text    string
	Filter  quotes.Filter
	Order   quotes.Order
	Limit   int
	Offset  int
	Starts  []string // by page; of the first it is empty
	Explain bool
}

// list shows the first page of a list.
func (b *Brain) list(ctx context.Context, r Request) (Reply, error) {
	l := listing{Filter: r.narrowed(), Order: r.Order, Limit: r.Limit, Starts: []string{""}}
	if l.Filter.Outlet == "" && l.Filter.Host == "" {
		l.Filter.Once = true // one line an utterance, unless an outlet's own printings are asked for
	}
	if l.Limit <= 0 {
		l.Limit = usualPage
	}
	l.Limit = min(l.Limit, longestPage)
	if l.Order != quotes.BySaid {
		l.Order = quotes.ByAdded
	}
	return b.page(ctx, r, "", l, 0)
}

// turn shows another page of what the asker is reading.
func (b *Brain) turn(ctx context.Context, r Request) (Reply, error) {
	token, number, _ := strings.Cut(r.Token, ".")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return gone(r, slipList).reply(), nil
	}
	var l listing
	_, no, err := b.take(ctx, r, token, slipList, &l)
	if err != nil || no != (denial{}) {
		return no.reply(), err
	}
	if l.Search {
		return b.hits(ctx, r, token, l, n)
	}
	if n >= len(l.Starts) {
		return gone(r, slipList).reply(), nil
	}
	return b.page(ctx, r, token, l, n)
}

// page shows a page of a list, counted from 0, and keeps the list under a token when there is more than one page.
func (b *Brain) page(ctx context.Context, r Request, token string, l listing, n int) (Reply, error) {
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	found, next, err := b.Store.List(ctx, v, l.Filter, l.Order, l.Starts[n], l.Limit)
	if err != nil {
		return Reply{}, fmt.Errorf("list quotes: %w", err)
	}
	if len(found) == 0 && n == 0 {
		return b.unlisted(ctx, r, v, l.Filter)
	}
	total, err := b.Store.CountWith(ctx, v, l.Filter)
	if err != nil {
		return Reply{}, fmt.Errorf("count quotes: %w", err)
	}
	// The total counts quotes of every channel that the asker reads, also when none of them is on this page.
	reply := Reply{Outcome: Done, Private: b.private(ctx, r.Asker, v.Channels)}
	for _, c := range found {
		k, err := b.printed(ctx, v, card(c))
		if err != nil {
			return Reply{}, err
		}
		reply.Cards = append(reply.Cards, k)
	}
	reply.Paging = Paging{First: n*l.Limit + 1, Total: total}
	if next != "" && n+1 == len(l.Starts) {
		l.Starts = append(l.Starts, next)
		if token, _, err = b.hand(ctx, r, token, slipList, listTime, l); err != nil {
			return Reply{}, err
		}
	}
	reply.Paging.Prev, reply.Paging.Next = pageTokens(token, n, next != "")
	return reply, nil
}

// pageTokens gives the tokens of the pages beside page n.
func pageTokens(token string, n int, more bool) (prev, next string) {
	if n > 0 {
		prev = token + "." + strconv.Itoa(n-1)
	}
	if more {
		next = token + "." + strconv.Itoa(n+1)
	}
	return prev, next
}

// unlisted is the reply to a list without quotes.
func (b *Brain) unlisted(ctx context.Context, r Request, v quotes.View, f quotes.Filter) (Reply, error) {
	n, err := b.Store.Count(ctx, v)
	switch {
	case err != nil:
		return Reply{}, fmt.Errorf("count quotes: %w", err)
	case n == 0:
		return b.empty(r), nil
	case f.Speaker != "":
		return Reply{Outcome: Nothing, Note: r.say("There is no quote by %s here.", f.Speaker)}, nil
	}
	return Reply{Outcome: Nothing, Note: r.say("There is no quote here that fits.")}, nil
}

// mostHits is how deep a search can be turned, in cards.
const mostHits = 200

// hits shows a page of what a question finds. Printings of one utterance share a card, so every page is counted off from
// the first.
func (b *Brain) hits(ctx context.Context, r Request, token string, l listing, n int) (Reply, error) {
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	start := min(l.Offset+n*l.Limit, mostHits)
	end := min(start+l.Limit, mostHits)
	a, err := b.Finder.Ask(ctx, search.Question{
		Text: l.Text, View: v, Filter: l.Filter, Order: l.Order, Limit: end + foldMore, Now: r.Now, Explain: l.Explain,
	})
	if err != nil {
		return Reply{}, fmt.Errorf("answer a question: %w", err)
	}
	r.Text, r.Filter = l.Text, l.Filter
	switch {
	case a.Query.Intent == search.Random:
		return b.random(ctx, withSpeaker(r, a.Query.Speaker))
	case a.Query.Intent == search.Really:
		r.Text, r.Speaker = claimed(l.Text, a.Query.Phrases), a.Query.Speaker
		return b.check(ctx, r)
	case len(a.Hits) == 0:
		return b.nothing(ctx, v, r)
	}
	narrowed := l.Filter
	narrowed.Speaker = ""
	cards, reworded, err := b.fold(ctx, v, a.Hits, end+1, narrowed != quotes.Filter{}) // one more tells whether there is another page
	if err != nil {
		return Reply{}, err
	}
	more := len(cards) > end && end < mostHits
	reply := Reply{Outcome: Nearest, Verdict: a.Verdict, Cards: cards[min(start, len(cards)):min(end, len(cards))]}
	var notes []string
	switch {
	case a.Found:
		reply.Outcome = Found
	case a.Query.Speaker != "" && len(reply.Cards) > 0 && reply.Cards[0].Speaker == a.Query.Speaker:
		notes = append(notes, r.say("I am not sure which words of %s you mean. The nearest:", a.Query.Speaker))
	default:
		notes = append(notes, r.say("I have nothing that is surely that. The nearest:"))
	}
	for _, c := range a.Corrected {
		notes = append(notes, r.say("(I read “%s” as “%s”.)", c.Typed, c.Meant))
	}
	if n == 0 && reworded != nil {
		notes = append(notes, reworded.note(r))
	}
	reply.Note = strings.Join(notes, " ")
	if len(reply.Cards) == 0 {
		return Reply{Outcome: Nothing, Verdict: a.Verdict, Note: r.say("There is nothing more.")}, nil
	}
	if more && token == "" && !r.Asker.Operator { // at the terminal nobody turns pages, and a token is a write
		if token, _, err = b.hand(ctx, r, "", slipList, listTime, l); err != nil {
			return Reply{}, err
		}
	}
	if more || n > 0 {
		reply.Paging.First = start + 1
		reply.Paging.Prev, reply.Paging.Next = pageTokens(token, n, more)
	}
	return reply, nil
}

// wideRunes is how much of the printed text Context shows on each side of the words when the request names no number.
const wideRunes = 900

// context shows a quote with more of the printed text around it than an answer has room for.
func (b *Brain) context(ctx context.Context, r Request) (Reply, error) {
	c, v, reply, ok, err := b.meant(ctx, r)
	if err != nil || !ok {
		return reply, err
	}
	a, q, err := b.Store.Article(ctx, v, c.ID)
	if err != nil {
		return Reply{}, fmt.Errorf("read the article of quote %d: %w", c.Number, err)
	}
	limit := r.Limit
	if limit <= 0 {
		limit = wideRunes
	}
	whole := c
	if len(q.Segments) > 0 && q.Valid(a.Text) == nil {
		whole.Context = surroundings(a.Text, q, limit)
	}
	k := card(c)
	k.Before, k.After = whole.Around(limit)
	reply = Reply{Outcome: Done, Cards: []Card{k}}
	if k.Before == "" && k.After == "" {
		reply.Note = r.say("Nothing is kept around these words.")
	}
	return reply, nil
}

// surroundings is the part of an article that reaches limit runes beyond the words of a quote on each side: so little of
// it that the words stand in it only once, unless they are repeated right there.
func surroundings(text string, q quotes.Quote, limit int) string {
	start, end := q.Segments[0].Start, q.Segments[len(q.Segments)-1].End
	before, after := []rune(text[:start]), []rune(text[end:])
	// A rune more than is shown, so that Around sees that something was cut.
	return string(before[max(0, len(before)-limit-1):]) + text[start:end] + string(after[:min(len(after), limit+1)])
}
