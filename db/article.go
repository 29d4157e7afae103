package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"quotebot/quotes"
)

// AddArticle keeps an article and the quotes found in it, all in one transaction, and answers for each quote, in their
// order, what is stored of it.
//
// A page is kept once in a scope, by its page key. A text without an address is the article that has the same text, with
// an address or without: a page that is handed in again as a file must not double its quotes. When the article is there
// already, its text stays as first read. Of the quotes given then, those that lie on stored ones (same text) or have the
// words of one (changed text) come back with Already, as they are stored; others are added, so that a better extractor
// or a page that grew loses nothing. Those of a changed text have their context but no place in the kept text.
func (d *DB) AddArticle(ctx context.Context, scope quotes.Scope, a quotes.Article, qs []quotes.Quote, by quotes.Adder) ([]quotes.Added, error) {
	var added []quotes.Added
	err := d.batch(ctx, func(b *batch) (err error) {
		added, err = b.addArticle(scope, a, qs, by)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add article: %w", ours(err))
	}
	return added, nil
}

func (b *batch) addArticle(scope quotes.Scope, a quotes.Article, qs []quotes.Quote, by quotes.Adder) ([]quotes.Added, error) {
	added := make([]quotes.Added, 0, len(qs))
	in, err := b.reading(scope, a)
	if err != nil {
		return nil, err
	}
	for i, q := range qs {
		r, err := in.add(q, by)
		if err != nil {
			return nil, fmt.Errorf("quote %d of %d: %w", i+1, len(qs), err)
		}
		added = append(added, r)
	}
	return added, nil
}

// reading is one article being added, against what is kept of it.
type reading struct {
	*batch
	scope   *scopeState
	name    quotes.Scope
	article quotes.Article
	id      int64
	same    bool     // the kept text is the article's
	there   []placed // the quotes kept before

	// Where to look among them, as places in there, in order: by words, and by the blocks of the text in which the first
	// segment stands. A page has a hundred thousand quotes when somebody wants to keep the writer busy.
	byWords map[string][]int
	byBlock map[int][]int
}

// block is how many bytes of a text a block has.
const block = 1024

// placed is a stored quote with the place of its first segment in the kept text.
type placed struct {
	id            int64
	text, speaker string
	at            quotes.Span // zero: not known
}

// reading finds the article in its scope, or keeps it.
func (b *batch) reading(name quotes.Scope, a quotes.Article) (*reading, error) {
	if strings.TrimSpace(a.Text) == "" {
		return nil, quotes.ErrEmpty
	}
	a, err := tidyArticle(a)
	if err != nil {
		return nil, err
	}
	scope, err := b.scope(name)
	if err != nil {
		return nil, err
	}
	if a.Source.Host == "" {
		a.Source.Host = quotes.HostOf(a.URL)
	}
	in := &reading{batch: b, scope: scope, name: name, article: a}
	if key := pageKey(a.URL); key != "" {
		in.id, err = b.find(`SELECT id FROM articles WHERE scope_id = ? AND page_key = ? AND page_key <> '' AND text IS NOT NULL`,
			scope.id, key)
	} else {
		in.id, err = b.find(`SELECT id FROM articles WHERE scope_id = ? AND text_hash = ? AND text IS NOT NULL ORDER BY page_key <> '', id`,
			scope.id, textHash(a.Text))
	}
	switch {
	case err != nil:
		return nil, err
	case in.id == 0:
		in.same = true
		if in.id, err = b.article(scope, a, true); err != nil {
			return nil, err
		}
		return in, b.people(in.id, a.People)
	}
	return in, in.compare()
}

// compare reads what is kept of an article that was added before. New quotes of it get the facts as first read.
func (in *reading) compare() error {
	kept, err := articleByID(in.ctx, in.tx, in.id)
	if err != nil {
		return err
	}
	in.same = kept.Text == in.article.Text
	kept.Text = in.article.Text
	in.article = kept
	rows, err := in.tx.QueryContext(in.ctx, `
		SELECT q.id, q.words, coalesce(p.name, ''), coalesce(s.start_byte, 0), coalesce(s.end_byte, 0)
		FROM quotes AS q
		LEFT JOIN speakers AS p ON p.id = q.speaker_id
		LEFT JOIN segments AS s ON s.quote_id = q.id AND s.position = 0
		WHERE q.article_id = ?
		ORDER BY q.id`, in.id)
	if err != nil {
		return err
	}
	in.there, err = all(rows, func(scan func(...any) error) (p placed, err error) {
		return p, scan(&p.id, &p.text, &p.speaker, &p.at.Start, &p.at.End)
	})
	in.byWords, in.byBlock = map[string][]int{}, map[int][]int{}
	for i, p := range in.there {
		if !in.same || p.at.IsZero() {
			in.byWords[p.text] = append(in.byWords[p.text], i)
			continue
		}
		for k := p.at.Start / block; k <= p.at.End/block; k++ {
			in.byBlock[k] = append(in.byBlock[k], i)
		}
	}
	return err
}

// add keeps one quote of the article unless it is there.
func (in *reading) add(q quotes.Quote, by quotes.Adder) (quotes.Added, error) {
	text := in.article.Text
	if err := q.Valid(text); err != nil {
		return quotes.Added{}, err
	}
	if id := in.kept(q); id != 0 {
		return in.stored(id)
	}
	c := quotes.Cite(in.article, q)
	c.Scope, c.AddedBy, c.AddedAt = in.name, by.ID, by.At
	c, err := tidy(c)
	if err != nil {
		return quotes.Added{}, err
	}
	r := row{Citation: c, scope: in.scope, fingerprint: fingerprint(c), article: in.id, start: q.Context(text).Start}
	if in.same {
		r.at = q
	}
	if id, err := in.find(`SELECT id FROM quotes WHERE scope_id = ? AND fingerprint = ?`, in.scope.id, r.fingerprint); err != nil {
		return quotes.Added{}, err
	} else if id != 0 {
		return in.stored(id)
	}
	err = in.addQuote(&r)
	return quotes.Added{Citation: r.Citation}, err
}

// kept gives the id of the stored quote that a quote of an article added again stands for, or 0: the first that lies on
// it or has its words and speaker, else the first that has its words.
func (in *reading) kept(q quotes.Quote) int64 {
	first, alike := len(in.there), len(in.there)
	at := q.Segments[0]
	for k := at.Start / block; k <= at.End/block; k++ {
		for _, i := range in.byBlock[k] {
			if i < first && in.there[i].at.Overlaps(at) {
				first = i
				break
			}
		}
	}
	if len(in.byWords) > 0 {
		for _, i := range in.byWords[q.Words(in.article.Text)] {
			if in.there[i].speaker == q.Speaker.Name { // the same words, with the speaker seen otherwise, come after
				first = min(first, i)
				break
			}
			alike = min(alike, i)
		}
	}
	if first < len(in.there) {
		return in.there[first].id
	}
	if alike < len(in.there) {
		return in.there[alike].id
	}
	return 0
}

// Article gives the article that a citation was taken from, and the citation as a quote in it, so that it can be shown
// where it stands. An article that is not kept has no Text, and the quote then no segments. A citation that the view does
// not allow is ErrNotFound.
func (d *DB) Article(ctx context.Context, v quotes.View, citationID int64) (quotes.Article, quotes.Quote, error) {
	a, q, err := d.article(ctx, v, citationID)
	if err != nil {
		return a, q, fmt.Errorf("read article of quote: %w", ours(err))
	}
	return a, q, nil
}

func (d *DB) article(ctx context.Context, v quotes.View, citationID int64) (quotes.Article, quotes.Quote, error) {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return quotes.Article{}, quotes.Quote{}, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	c, err := one(tx.QueryContext(ctx, selectCitation+` WHERE q.id = :id AND `+visible, append(viewArgs(v), sql.Named("id", citationID))...))
	if err != nil {
		return quotes.Article{}, quotes.Quote{}, err
	}
	q := quotes.Quote{
		Kind: c.Kind, Said: c.Said, Rule: c.Rule, Confidence: c.Confidence, Via: quotes.Speaker{Name: c.Via},
		Speaker: quotes.Speaker{Name: c.Speaker, Kind: c.SpeakerKind, Role: c.Role, Aliases: c.Aliases},
	}
	var article sql.NullInt64
	err = tx.QueryRowContext(ctx, `
		SELECT article_id, coalesce(reported_start, 0), coalesce(reported_end, 0), coalesce(mention_start, 0),
			coalesce(mention_end, 0), coalesce(cue_start, 0), coalesce(cue_end, 0)
		FROM quotes WHERE id = ?`, c.ID).Scan(&article, &q.Reported.Start, &q.Reported.End, &q.Mention.Start, &q.Mention.End,
		&q.Cue.Start, &q.Cue.End)
	if err != nil || !article.Valid {
		return quotes.Article{}, q, err
	}
	a, err := articleByID(ctx, tx, article.Int64)
	if err != nil {
		return quotes.Article{}, q, err
	}
	q.Segments, err = segmentsOf(ctx, tx, c.ID)
	return a, q, err
}

// segmentsOf is where the pieces of a quote stand in the kept article; nil when that is not known.
func segmentsOf(ctx context.Context, tx *sql.Tx, quote int64) ([]quotes.Span, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT start_byte, end_byte FROM segments
		WHERE quote_id = ? AND start_byte IS NOT NULL
		ORDER BY position`, quote)
	if err != nil {
		return nil, err
	}
	return all(rows, func(scan func(...any) error) (s quotes.Span, err error) {
		return s, scan(&s.Start, &s.End)
	})
}

// articleByID reads one article with the text that is kept of it.
func articleByID(ctx context.Context, tx *sql.Tx, id int64) (quotes.Article, error) {
	var a quotes.Article
	var byline string
	var published, updated dateColumns
	err := tx.QueryRowContext(ctx, `
		SELECT a.url, s.name, s.host, a.agency, a.title, a.byline, a.dateline, a.published, a.published_words,
			a.updated, a.updated_words, a.language, coalesce(a.text, '')
		FROM articles AS a
		JOIN sources AS s ON s.id = a.source_id
		WHERE a.id = ?`, id).Scan(&a.URL, &a.Source.Name, &a.Source.Host, &a.Agency, &a.Title, &byline, &a.Dateline,
		&published.date, &published.words, &updated.date, &updated.words, &a.Language, &a.Text)
	if err != nil {
		return a, err
	}
	if byline != "" {
		a.Byline = strings.Split(byline, "\n")
	}
	var errs [2]error
	a.Published, errs[0] = published.value()
	a.Updated, errs[1] = updated.value()
	return a, errors.Join(errs[:]...)
}
