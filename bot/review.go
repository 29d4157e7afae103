package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/page"
)

// drafts is what a store must know for reviewing.
type drafts interface {
	// TryArticle and TryCitations tell what adding would answer, and keep nothing.
	TryArticle(ctx context.Context, scope quotes.Scope, a quotes.Article, qs []quotes.Quote, by quotes.Adder) ([]quotes.Added, error)
	TryCitations(ctx context.Context, cs []quotes.Citation) ([]quotes.Added, error)
	// NotQuotes says of which of these people have said that they are no quotes.
	NotQuotes(ctx context.Context, scope quotes.Scope, cs []quotes.Citation) ([]bool, error)
}

// draft is what was found in a source, until somebody has chosen what to keep of it. It has either an article with its
// quotes or, from a file of quotes, citations.
type draft struct {
	Article   quotes.Article
	Quotes    []quotes.Quote
	Rejected  []quotes.Rejected
	Citations []quotes.Citation
	Imported  Imported
	Chosen    []bool // by the place of the quote, or of the citation
	Taken     []bool // by the place of the rejected marks
}

// cite makes what is shown of each entry.
func (d draft) cite() []quotes.Citation {
	if len(d.Citations) > 0 {
		return d.Citations
	}
	cs := make([]quotes.Citation, len(d.Quotes))
	for i, q := range d.Quotes {
		cs[i] = quotes.Cite(d.Article, q)
	}
	return cs
}

// begin keeps a draft of an article in which everything that is new is chosen.
func (b *Brain) begin(ctx context.Context, r Request, a quotes.Article, found quotes.Extraction) (Reply, error) {
	d := draft{Article: a, Quotes: found.Quotes, Rejected: found.Rejected, Taken: make([]bool, len(found.Rejected))}
	added, err := b.try(ctx, r, d)
	if err != nil {
		return Reply{}, err
	}
	for _, ad := range added {
		d.Chosen = append(d.Chosen, !ad.Already)
	}
	return b.showDraft(ctx, r, "", d, added)
}

// try tells what is there already of a draft.
func (b *Brain) try(ctx context.Context, r Request, d draft) ([]quotes.Added, error) {
	var added []quotes.Added
	var err error
	if len(d.Citations) > 0 {
		added, err = b.Store.TryCitations(ctx, d.Citations)
	} else {
		added, err = b.Store.TryArticle(ctx, r.Asker.home(), d.Article, d.Quotes, quotes.Adder{ID: r.Asker.User, At: r.Now})
	}
	if err != nil {
		return nil, fmt.Errorf("look what is here already: %w", err)
	}
	return added, nil
}

// showDraft keeps a draft under a token (a new one when it is empty) and shows it.
func (b *Brain) showDraft(ctx context.Context, r Request, token string, d draft, added []quotes.Added) (Reply, error) {
	token, until, err := b.hand(ctx, r, token, slipDraft, draftTime, d)
	if err != nil {
		return Reply{}, err
	}
	reply := Reply{Outcome: Done, Article: d.Article, Draft: token, Until: until, Private: true}
	chosen := 0
	for i, c := range d.cite() {
		k := card(c)
		k.Already, k.Chosen = added[i].Already, d.Chosen[i]
		if k.Already {
			k.Number, k.Scope = added[i].Number, added[i].Scope
		}
		if k.Chosen {
			chosen++
		}
		reply.Cards = append(reply.Cards, k)
	}
	for i, m := range d.Rejected {
		reply.Rejected = append(reply.Rejected, Marks{Words: m.Span.In(d.Article.Text), Reason: r.text(m.Reason), Chosen: d.Taken[i]})
		if d.Taken[i] {
			chosen++
		}
	}
	if len(d.Citations) > 0 {
		reply.Import = &d.Imported
	}
	reply.Note = r.say("%s in %s, %d of them chosen. Nothing is stored yet.", r.quotes(len(d.Chosen)), d.name(r), chosen)
	return reply, nil
}

// name says where a draft is from, for people.
func (d draft) name(r Request) string {
	if len(d.Citations) > 0 {
		return d.Imported.Format
	}
	return nameOf(r, d.Article)
}

// opened reads the draft that a token stands for.
func (b *Brain) opened(ctx context.Context, r Request) (draft, denial, error) {
	var d draft
	_, no, err := b.take(ctx, r, r.Token, slipDraft, &d)
	return d, no, err
}

// review shows a draft again.
func (b *Brain) review(ctx context.Context, r Request) (Reply, error) {
	return b.choosing(ctx, r, func(draft) {})
}

// choose notes which entries of a draft are to be kept.
func (b *Brain) choose(ctx context.Context, r Request) (Reply, error) {
	return b.choosing(ctx, r, func(d draft) {
		for i := max(r.Offset, 0); i < min(r.Offset+r.Count, len(d.Chosen)); i++ {
			d.Chosen[i] = slices.Contains(r.Chosen, i)
		}
		if r.Taken != nil {
			for i := range d.Taken {
				d.Taken[i] = slices.Contains(r.Taken, i)
			}
		}
	})
}

func (b *Brain) choosing(ctx context.Context, r Request, change func(draft)) (Reply, error) {
	d, no, err := b.opened(ctx, r)
	if err != nil || no != (denial{}) {
		return no.reply(), err
	}
	change(d)
	added, err := b.try(ctx, r, d)
	if err != nil {
		return Reply{}, err
	}
	return b.showDraft(ctx, r, r.Token, d, added)
}

// cancel throws a draft away.
func (b *Brain) cancel(ctx context.Context, r Request) (Reply, error) {
	if _, no, err := b.opened(ctx, r); err != nil || no != (denial{}) {
		return no.reply(), err
	}
	if err := b.Store.DropSlip(ctx, r.Token); err != nil {
		return Reply{}, fmt.Errorf("drop a draft: %w", err)
	}
	return Reply{Outcome: Done, Note: r.say("Cancelled. Nothing was stored."), Private: true}, nil
}

// keepDraft stores what is chosen in a draft. A second request finds the draft gone, or everything there already.
func (b *Brain) keepDraft(ctx context.Context, r Request) (Reply, error) {
	d, no, err := b.opened(ctx, r)
	if err != nil || no != (denial{}) {
		return no.reply(), err
	}
	needs := toAdd
	if len(d.Citations) > 0 {
		needs = toImport
	}
	if note, err := b.may(ctx, r, needs); err != nil || note != "" {
		return refusal(note), err
	}
	var reply Reply
	if len(d.Citations) > 0 {
		var cs []quotes.Citation
		for i, c := range d.Citations {
			if d.Chosen[i] {
				cs = append(cs, c)
			}
		}
		reply, err = b.storeImport(ctx, r, d.Imported, cs)
	} else {
		reply, err = b.storeArticle(ctx, r, d.Article, d.picked())
	}
	if err != nil || reply.Outcome != Done {
		return reply, err
	}
	if err := b.Store.DropSlip(ctx, r.Token); err != nil {
		return Reply{}, fmt.Errorf("drop a draft: %w", err)
	}
	return reply, nil
}

// picked gives the chosen quotes and the marks that are to be taken all the same, in the order of the text.
func (d draft) picked() []quotes.Quote {
	var qs []quotes.Quote
	for i, q := range d.Quotes {
		if d.Chosen[i] {
			qs = append(qs, q)
		}
	}
	for i, m := range d.Rejected {
		if d.Taken[i] {
			qs = append(qs, quotes.Quote{Kind: quotes.Direct, Segments: []quotes.Span{m.Span}, Rule: "taken by hand"})
		}
	}
	slices.SortStableFunc(qs, func(x, y quotes.Quote) int { return x.Segments[0].Start - y.Segments[0].Start })
	return qs
}

// storeArticle keeps quotes of an article and says what became of them.
func (b *Brain) storeArticle(ctx context.Context, r Request, a quotes.Article, qs []quotes.Quote) (Reply, error) {
	if len(qs) == 0 {
		return r.refuse("Nothing is chosen. Choose at least one quote, or cancel."), nil
	}
	added, err := b.Store.AddArticle(ctx, r.Asker.home(), a, qs, quotes.Adder{ID: r.Asker.User, At: r.Now})
	if err != nil {
		return Reply{}, fmt.Errorf("keep an article: %w", err)
	}
	reply, already := Reply{Outcome: Done, Article: a}, 0
	for _, ad := range added {
		k := card(ad.Citation)
		k.Already, k.Editable = ad.Already, !ad.Already
		if ad.Already {
			already++
		}
		reply.Cards = append(reply.Cards, k)
	}
	switch {
	case already == 0:
		reply.Note = r.say("%s added from %s.", r.quotes(len(added)), nameOf(r, a))
	case already == len(added) && already == 1:
		reply.Note = r.say("The one quote of %s was here already.", nameOf(r, a))
	case already == len(added):
		reply.Note = r.say("All %s of %s were here already.", r.quotes(already), nameOf(r, a))
	default:
		reply.Note = r.say("%s added from %s; %d here already.", r.quotes(len(added)-already), nameOf(r, a), already)
	}
	return b.undoable(ctx, r, reply, added)
}

// undoable hands out the token by which what was just added can be taken back.
func (b *Brain) undoable(ctx context.Context, r Request, reply Reply, added []quotes.Added) (Reply, error) {
	var u undoing
	for _, ad := range added {
		if !ad.Already {
			u.Numbers = append(u.Numbers, ad.Number)
		}
	}
	if len(u.Numbers) == 0 || r.Asker.Operator {
		return reply, nil
	}
	var err error
	reply.Undo, reply.Until, err = b.hand(ctx, r, "", slipUndo, undoTime, u)
	return reply, err
}

// undoing is what an undo takes back.
type undoing struct {
	Numbers []int64
	Parts   []int64 // what a join made one quote of; it comes back
}

// undo takes back what the asker has just added: all of it or, with a number, one of it. The words are forgotten, because
// they were not meant to be kept.
func (b *Brain) undo(ctx context.Context, r Request) (Reply, error) {
	var u undoing
	slip, no, err := b.take(ctx, r, r.Token, slipUndo, &u)
	if err != nil || no != (denial{}) {
		return no.reply(), err
	}
	numbers := u.Numbers
	if r.Number != 0 {
		if !slices.Contains(numbers, r.Number) {
			return r.refuse("#%d is not among what you have just added.", r.Number), nil
		}
		numbers = []int64{r.Number}
	}
	if len(u.Parts) > 0 {
		if note, err := b.part(ctx, r, slip.Scope, u.Parts); err != nil || note != "" {
			return refusal(note), err
		}
	}
	n, err := b.Store.Remove(ctx, slip.Scope, numbers, quotes.Removal{State: quotes.Forgotten, Cause: quotes.OfUndo, By: r.Asker.User, At: r.Now})
	if err != nil {
		return Reply{}, fmt.Errorf("undo: %w", err)
	}
	if n == 0 {
		return r.refuse("That was taken back already."), nil
	}
	refs := make([]string, len(numbers))
	for i, number := range numbers {
		refs[i] = quotes.Citation{Number: number, Scope: slip.Scope}.Ref()
	}
	return Reply{Outcome: Done, Private: true, Note: r.say("Taken back: %s. The words are gone; the numbers are not given again.", someOf(refs))}, nil
}

// someOf joins references, and only counts the rest of a long list.
func someOf(refs []string) string {
	const most = 10
	if len(refs) <= most {
		return strings.Join(refs, ", ")
	}
	return fmt.Sprintf("%s … (%d)", strings.Join(refs[:most], ", "), len(refs))
}

// refusedHere is the reason of words that somebody has said to be no quote.
const refusedHere = "somebody here said that this is no quote"

// accept leaves out of an extraction what people have said to be no quotes of that page.
func (b *Brain) accept(ctx context.Context, r Request, a quotes.Article, found quotes.Extraction) (quotes.Extraction, error) {
	cs := draft{Article: a, Quotes: found.Quotes}.cite()
	no, err := b.Store.NotQuotes(ctx, r.Asker.home(), cs)
	if err != nil {
		return found, fmt.Errorf("look for what is no quote: %w", err)
	}
	if !slices.Contains(no, true) {
		return found, nil
	}
	var qs []quotes.Quote
	for i, q := range found.Quotes {
		if !no[i] {
			qs = append(qs, q)
			continue
		}
		for _, s := range q.Segments {
			found.Rejected = append(found.Rejected, quotes.Rejected{Span: s, Reason: refusedHere})
		}
	}
	found.Quotes = qs
	slices.SortStableFunc(found.Rejected, func(x, y quotes.Rejected) int { return x.Span.Start - y.Span.Start })
	return found, nil
}

// facts lays what the request knows about the source over what was read of it.
func facts(r Request, a quotes.Article) (quotes.Article, error) {
	return page.Known{URL: r.URL, Title: r.Title, Publisher: r.Publisher, Byline: r.Byline, Published: r.Published}.Over(a)
}
