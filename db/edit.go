package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"quotebot/quotes"
)

// byHand is the rule of an attribution that a person has given.
const byHand = "set by hand"

// EditQuotes changes the quotes with these numbers, all in one transaction, notes it in their history as what, and gives
// them as they are then. Words of a quote from an article can only become other words of that article, in the form of
// quotes.Ellipsis where they are in several pieces: else quotes.ErrNotPrinted. A saved message keeps its words and its
// address (quotes.ErrAsWritten). A new address is that of the article, so all its quotes get it; quotes.ErrPageTaken says
// that another text is kept under it, a *quotes.DuplicateError that the change would make two quotes the same.
func (d *DB) EditQuotes(ctx context.Context, scope quotes.Scope, numbers []int64, e quotes.Edit, what quotes.What, by quotes.Adder) ([]quotes.Citation, error) {
	var edited []quotes.Citation
	err := d.batch(ctx, func(b *batch) error {
		s, err := b.scope(scope)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			id, err := b.find(`SELECT id FROM quotes WHERE scope_id = ? AND number = ?`, s.id, n)
			if err == nil && id == 0 {
				err = quotes.ErrNotFound
			}
			if err != nil {
				return err
			}
			c, err := b.edit(s, id, e, what, by)
			if err != nil {
				return err
			}
			edited = append(edited, c)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("edit quotes: %w", ours(err))
	}
	return edited, nil
}

// editing is a quote while it is being changed.
type editing struct {
	row
	b       *batch
	named   quotes.Speaker // the speaker as attributed
	text    string         // of the kept article; empty when there is none
	changes []quotes.FieldChange
}

func (b *batch) edit(scope *scopeState, id int64, e quotes.Edit, what quotes.What, by quotes.Adder) (quotes.Citation, error) {
	a, err := b.archived(id)
	if err != nil {
		return quotes.Citation{}, err
	}
	x := &editing{b: b, named: a.Named, row: row{Citation: a.Citation, scope: scope, fingerprint: a.Fingerprint, article: a.Article, start: a.Start, at: a.Place}}
	if a.Article != 0 {
		kept, err := articleByID(b.ctx, b.tx, a.Article)
		if err != nil {
			return quotes.Citation{}, err
		}
		x.text = kept.Text
	}
	for _, step := range []func(quotes.Edit) error{x.setText, x.setSpeaker, x.setSaid, x.setURL} {
		if err := step(e); err != nil {
			return quotes.Citation{}, err
		}
	}
	if len(x.changes) == 0 {
		return a.Citation, nil
	}
	if x.Citation, err = tidy(x.Citation); err != nil {
		return quotes.Citation{}, err
	}
	x.EditedAt = by.At
	if err := x.write(); err != nil {
		return quotes.Citation{}, err
	}
	if err := b.dropSpeakers(scope.id, a.Citation.Speaker, a.Named.Name); err != nil {
		return quotes.Citation{}, err
	}
	if err := b.note(scope.id, x.Number, what, by, x.changes...); err != nil {
		return quotes.Citation{}, err
	}
	return one(b.tx.QueryContext(b.ctx, selectCitation+` WHERE q.id = ?`, id))
}

func (x *editing) change(field, before, after string) {
	x.changes = append(x.changes, quotes.FieldChange{Field: field, Before: before, After: after})
}

// setText changes the words.
func (x *editing) setText(e quotes.Edit) error {
	if e.Text == nil || *e.Text == x.Text {
		return nil
	}
	if x.Message != "" {
		return quotes.ErrAsWritten
	}
	text := *e.Text
	if strings.TrimSpace(text) == "" {
		return quotes.ErrEmpty
	}
	printed := x.Kind == quotes.Direct || x.Kind == quotes.Mixed || x.Kind == quotes.Indirect
	pieces := []string{text}
	if printed {
		pieces = strings.Split(text, quotes.Ellipsis)
	}
	switch {
	case printed && x.text != "":
		spans := x.find(pieces)
		if spans == nil {
			return quotes.ErrNotPrinted
		}
		x.at.Segments = spans
		around := x.at.Context(x.text)
		x.Context, x.start = around.In(x.text), around.Start
	case printed && x.Context != "" && x.Context != x.Text && find(x.Context, pieces, 0) == nil:
		return quotes.ErrNotPrinted
	default:
		if x.Context == x.Text {
			x.Context = text
		}
		x.at.Segments = nil
	}
	x.Segments = nil
	if len(pieces) > 1 {
		x.Segments = pieces
	}
	x.change("text", x.Text, text)
	x.Text = text
	return nil
}

// find gives the place of the pieces in the kept article: in the paragraph of the quote as it was or, failing that,
// anywhere.
func (x *editing) find(pieces []string) []quotes.Span {
	if x.start >= 0 && x.start <= len(x.text) {
		if spans := find(x.text, pieces, x.start); spans != nil {
			return spans
		}
	}
	return find(x.text, pieces, 0)
}

// find gives the first place of each piece behind the one before it, from a byte of the text on, or nil.
func find(text string, pieces []string, from int) []quotes.Span {
	var spans []quotes.Span
	for _, p := range pieces {
		i := strings.Index(text[from:], p)
		if p == "" || i < 0 {
			return nil
		}
		spans = append(spans, quotes.Span{Start: from + i, End: from + i + len(p)})
		from += i + len(p)
	}
	return spans
}

// setSpeaker changes who said it.
func (x *editing) setSpeaker(e quotes.Edit) error {
	if e.Speaker == nil || e.Speaker.Name == x.Speaker && e.Speaker.Kind == x.SpeakerKind {
		return nil
	}
	s := *e.Speaker
	if s.Kind == quotes.Nobody && s.Name != "" {
		s.Kind = quotes.Person
	}
	x.change("speaker", x.Speaker, s.Name)
	if x.Role != s.Role {
		x.change("role", x.Role, s.Role)
	}
	x.Speaker, x.SpeakerKind, x.Role, x.Aliases = s.Name, s.Kind, s.Role, nil
	x.Rule, x.Confidence = byHand, 0
	x.named = quotes.Speaker{Name: s.Name, Kind: s.Kind}
	return nil
}

// setSaid changes the day.
func (x *editing) setSaid(e quotes.Edit) error {
	if e.Said == nil || e.Said.String() == x.Said.String() {
		return nil
	}
	x.change("said", x.Said.String(), e.Said.String())
	x.Said = *e.Said
	return nil
}

// setURL changes the address of the article, which is kept once for all its quotes.
func (x *editing) setURL(e quotes.Edit) error {
	if e.URL == nil || *e.URL == x.URL {
		return nil
	}
	if x.Message != "" {
		return quotes.ErrAsWritten
	}
	url := *e.URL
	if url != "" {
		var err error
		if url, err = quotes.CleanURL(url); err != nil {
			return err
		}
	}
	x.change("source", x.URL, url)
	x.URL = url
	if x.text == "" {
		return x.otherFacts()
	}
	key := pageKey(url)
	taken, err := x.b.find(`SELECT id FROM articles WHERE scope_id = ? AND page_key = ? AND page_key <> '' AND text IS NOT NULL AND id <> ?`, x.scope.id, key, x.article)
	if err != nil {
		return err
	}
	if taken != 0 {
		return quotes.ErrPageTaken
	}
	_, err = x.b.insert(`UPDATE articles SET url = ?, page_key = ? WHERE id = ?`, url, key, x.article)
	return err
}

// otherFacts gives a quote without a kept article another article that has its facts.
func (x *editing) otherFacts() error {
	facts := factsOf(x.Citation)
	x.article = 0
	if facts == nil {
		return nil
	}
	id, err := x.b.find(`SELECT id FROM articles WHERE scope_id = ? AND facts_hash = ? AND text IS NULL`, x.scope.id, factsHash(facts))
	if err == nil && id == 0 {
		id, err = x.b.article(x.scope, *facts, false)
	}
	x.article = id
	return err
}

// write stores the changed quote. The row is written once, because each writing of it is followed by the index.
func (x *editing) write() error {
	x.Speaker, x.SpeakerKind = x.named.Name, x.named.Kind
	x.fingerprint = fingerprint(x.Citation)
	if err := x.b.free(x.scope.id, x.fingerprint, x.ID); err != nil {
		return err
	}
	before, err := x.b.find(`SELECT coalesce(passage_id, 0) FROM quotes WHERE id = ?`, x.ID)
	if err != nil {
		return err
	}
	refs, err := x.b.references(&x.row)
	if err != nil {
		return err
	}
	since, until := bounds(x.Said, x.Published)
	if _, err := x.b.insert(`
		UPDATE quotes
		SET fingerprint = :fingerprint, words = :words, article_id = :article, passage_id = :passage, own_context = :own,
			speaker_id = :speaker, named_id = :named, role = :role, rule = :rule, confidence = :confidence,
			said = :said, said_words = :said_words, since = :since, until = :until, edited_at = :edited
		WHERE id = :id`,
		sql.Named("fingerprint", x.fingerprint), sql.Named("words", x.Text), sql.Named("article", orNull(x.article)),
		sql.Named("passage", orNull(refs.passage)), sql.Named("own", refs.own), sql.Named("speaker", orNull(refs.speaker)),
		sql.Named("named", orNull(refs.named)), sql.Named("role", x.Role), sql.Named("rule", x.Rule), sql.Named("confidence", x.Confidence),
		sql.Named("said", x.Said.String()), sql.Named("said_words", x.Said.Words), sql.Named("since", since), sql.Named("until", until),
		sql.Named("edited", x.EditedAt.Unix()), sql.Named("id", x.ID)); err != nil {
		return err
	}
	if _, err := x.b.insert(`DELETE FROM segments WHERE quote_id = ?`, x.ID); err != nil {
		return err
	}
	if _, err := x.b.insert(dropPassage, before); err != nil {
		return err
	}
	return x.b.segments(&x.row)
}
