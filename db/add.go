package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"quotebot/quotes"
)

// maxNumber is the highest number that an import may bring along, so that a hostile file cannot use the numbers up.
const maxNumber = 1_000_000_000

// undated stands in the since and until columns where no date is known: before every date that quotes.ParseDate reads.
var undated = time.Time{}.Unix()

// AddCitations keeps quotes that come without a kept article: imports, typed-in quotes, chat messages. All of them are
// added in one transaction, or none; a few share it with those of other callers who wait at the same time. A quote whose
// words, speaker and place of printing are in its scope already is not added again and comes back as it is stored, with
// Already. A Number above every number that its scope ever gave (and not above 1,000,000,000) is kept, any other is
// replaced by the next one. The ID of what is given does not matter.
func (d *DB) AddCitations(ctx context.Context, cs []quotes.Citation) ([]quotes.Added, error) {
	var added []quotes.Added
	var err error
	if len(cs) <= togetherMost {
		added, err = d.addTogether(ctx, cs)
	} else {
		err = d.batch(ctx, func(b *batch) (err error) {
			added, err = b.addCitations(ctx, cs, newLexicon())
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("add quotes: %w", ours(err))
	}
	return added, nil
}

// addCitations adds quotes as long as ctx lasts. With a lexicon they go into the index at once.
func (b *batch) addCitations(ctx context.Context, cs []quotes.Citation, l *lexicon) ([]quotes.Added, error) {
	rows, err := prepare(cs, l)
	if err != nil {
		return nil, err
	}
	if err := b.lookUpAll(rows); err != nil {
		return nil, err
	}
	added := make([]quotes.Added, 0, len(cs))
	for i := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		there, err := b.addCitation(&rows[i])
		a := quotes.Added{Citation: rows[i].Citation}
		if err == nil && there != 0 {
			a, err = b.stored(there)
		}
		if err != nil {
			return nil, err
		}
		added = append(added, a)
	}
	return added, nil
}

// prepare checks quotes without spans and works out what they are stored and indexed as, as far as that takes no look
// at the library: it may run while another transaction is being written.
func prepare(cs []quotes.Citation, l *lexicon) ([]row, error) {
	rows := make([]row, len(cs))
	for i, c := range cs {
		c, err := tidy(c)
		if err == nil {
			err = c.Scope.Valid()
		}
		if err != nil {
			return nil, fmt.Errorf("quote %d of %d: %w", i+1, len(cs), err)
		}
		r := &rows[i]
		*r = row{Citation: c, fingerprint: fingerprint(c), facts: factsOf(c)}
		r.factsHash = factsHash(r.facts)
		if l == nil {
			continue
		}
		context := c.Context
		if context == c.Text {
			context = "" // it is kept as the words themselves
		}
		r.lexicon, r.form = l, l.form(c.Text, c.Role+" "+context, c.Title, c.Speaker)
		r.known = l.words
	}
	return rows, nil
}

// lookUpAll looks up, for all quotes at once, which are there already and which of their articles and speakers: a query a
// quote would take longer than writing it.
func (b *batch) lookUpAll(rows []row) error {
	marks, facts, names := map[int64][]int64{}, map[int64][]int64{}, map[int64][]string{} // by scope
	for i := range rows {
		r := &rows[i]
		var err error
		if r.scope, err = b.scope(r.Scope); err != nil {
			return err
		}
		scope := r.scope.id
		marks[scope] = append(marks[scope], r.fingerprint)
		if key := (hashKey{scope, r.factsHash}); r.facts != nil {
			if _, ok := b.articles[key]; !ok {
				b.articles[key] = 0
				facts[scope] = append(facts[scope], r.factsHash)
			}
		}
		if key := (speakerKey{scope, r.Speaker, r.SpeakerKind}); r.Speaker != "" {
			if _, ok := b.speakers[key]; !ok {
				b.speakers[key] = 0
				names[scope] = append(names[scope], r.Speaker)
			}
		}
	}
	if err := b.lookUpSpeakers(names); err != nil {
		return err
	}
	if err := b.lookUp(b.quotes, marks, `
		SELECT fingerprint, id FROM quotes
		WHERE scope_id = :scope AND fingerprint IN (SELECT value FROM json_each(:hashes))`); err != nil {
		return err
	}
	return b.lookUp(b.articles, facts, `
		SELECT facts_hash, min(id) FROM articles
		WHERE scope_id = :scope AND facts_hash IN (SELECT value FROM json_each(:hashes))
		GROUP BY facts_hash`)
}

// lookUp puts the ids that a query finds for hashes into a map.
func (b *batch) lookUp(found map[hashKey]int64, hashes map[int64][]int64, query string) error {
	for scope, list := range hashes { // the order does not matter: they end in a map
		rows, err := b.tx.QueryContext(b.ctx, query, sql.Named("scope", scope), sql.Named("hashes", jsonOf(list)))
		if err != nil {
			return err
		}
		type pair struct{ hash, id int64 }
		if err := each(rows, func(scan func(...any) error) (p pair, err error) {
			return p, scan(&p.hash, &p.id)
		}, func(p pair) error {
			found[hashKey{scope, p.hash}] = p.id
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// lookUpSpeakers finds the speakers with these names, by scope, and those that they are known as.
func (b *batch) lookUpSpeakers(names map[int64][]string) error {
	for scope, list := range names { // the order does not matter: they end in a map
		rows, err := b.tx.QueryContext(b.ctx, `
			SELECT s.id, s.name, s.kind, s.merged_into IS NULL
			FROM json_each(:names) AS w
			CROSS JOIN speakers AS s ON s.scope_id = :scope AND s.name = w.value`,
			sql.Named("names", jsonOf(list)), sql.Named("scope", scope))
		if err != nil {
			return err
		}
		type found struct {
			id   int64
			name string
			kind quotes.SpeakerKind
			own  bool // it is known by this name
		}
		if err := each(rows, func(scan func(...any) error) (f found, err error) {
			return f, scan(&f.id, &f.name, &f.kind, &f.own)
		}, func(f found) error {
			b.speakers[speakerKey{scope, f.name, f.kind}] = f.id
			if f.own {
				b.known[f.id] = f.id
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// addCitation adds one quote that lookUpAll has looked up, or gives the id of the same one that is there.
func (b *batch) addCitation(r *row) (there int64, err error) {
	mark := hashKey{r.scope.id, r.fingerprint}
	if id := b.quotes[mark]; id != 0 {
		return id, nil
	}
	if r.facts != nil {
		key := hashKey{r.scope.id, r.factsHash}
		if b.articles[key] == 0 {
			id, err := b.article(r.scope, *r.facts, false)
			if err != nil {
				return 0, err
			}
			b.articles[key] = id
		}
		r.article = b.articles[key]
	}
	if err := b.addQuote(r); err != nil {
		return 0, err
	}
	b.quotes[mark] = r.ID
	return 0, nil
}

// row is a quote about to be written: its citation and what only the tables know.
type row struct {
	quotes.Citation
	scope       *scopeState
	fingerprint int64
	facts       *quotes.Article // what it tells of an article that is not kept; nil: nothing
	factsHash   int64
	article     int64        // 0: none
	start       int          // of the context in the kept text; below 0 when that is not known
	at          quotes.Quote // its spans; no segments when it has no place in a kept text
	form        form         // as it is indexed; no words when that is left to the end of the transaction
	lexicon     *lexicon     // that the form is about, nil without one
	known       []lexeme     // its words so far
}

// addQuote writes a quote that is not there yet, gives it its number and fills in what it is stored as.
func (b *batch) addQuote(r *row) error {
	if r.Number <= r.scope.last || r.Number > maxNumber {
		r.Number = r.scope.last + 1
	}
	r.scope.last, r.scope.changed = r.Number, true
	return b.writeQuote(r)
}

// writeQuote writes a quote under the number that it has.
func (b *batch) writeQuote(r *row) error {
	refs, err := b.references(r)
	if err != nil {
		return err
	}
	if r.ID, err = b.id("quotes"); err != nil {
		return err
	}
	since, until := bounds(r.Said, r.Published)
	if err := b.fast.insert("quotes", 8, []cell{
		{"id", r.ID}, {"scope_id", r.scope.id}, {"number", r.Number}, {"fingerprint", r.fingerprint}, {"kind", string(r.Kind)}, {"words", r.Text},
		{"since", since}, {"until", until},
		{"article_id", orNull(r.article)}, {"passage_id", orNull(refs.passage)}, {"own_context", orNull(refs.own)},
		{"speaker_id", orNull(refs.speaker)}, {"named_id", orNull(refs.named)},
		{"mention", r.Mention}, {"role", r.Role}, {"via", r.Via}, {"cue", r.Cue}, {"rule", r.Rule}, {"confidence", orNull(r.Confidence)},
		{"said", r.Said.String()}, {"said_words", r.Said.Words},
		{"channel", r.Channel}, {"message", r.Message}, {"author", r.SpeakerID}, {"added_by", r.AddedBy},
		{"added_at", orNull(seconds(r.AddedAt))}, {"edited_at", orNull(seconds(r.EditedAt))}, {"original", string(r.Original)},
		{"reported_start", startOf(r.at.Reported)}, {"reported_end", endOf(r.at.Reported)},
		{"mention_start", startOf(r.at.Mention)}, {"mention_end", endOf(r.at.Mention)},
		{"cue_start", startOf(r.at.Cue)}, {"cue_end", endOf(r.at.Cue)},
	}); err != nil {
		return err
	}
	b.fresh = append(b.fresh, r.ID)
	// The index has quotes by the name that their speaker is known as now: where that is another, it reads it by itself.
	if err := b.segments(r); err != nil || r.lexicon == nil || refs.named != 0 {
		return err
	}
	e := entry{quote: r.ID, scope: r.scope.id, channel: r.Channel, speaker: r.Speaker, outlet: r.Publisher}
	return b.index.take(e, r.form, r.lexicon, r.known)
}

// references is what a quote's row refers to.
type references struct {
	passage int64
	own     bool  // the context is the words themselves
	speaker int64 // as the name is known now
	named   int64 // as the name was printed, where that is another row
}

// references gives the rows that a quote's row refers to, made where they are new.
func (b *batch) references(r *row) (refs references, err error) {
	if refs.named, err = b.speaker(r.scope, r.Speaker, r.SpeakerKind, r.Aliases); err != nil {
		return refs, err
	}
	if refs.speaker, err = b.knownAs(refs.named); err != nil {
		return refs, err
	}
	if refs.named == refs.speaker {
		refs.named = 0
	}
	refs.own = r.Context == r.Text && len(r.at.Segments) == 0
	if r.Context != "" && !refs.own {
		refs.passage, err = b.passage(r)
	}
	return refs, err
}

// knownAs is merged, remembered: within a batch of new quotes no names are merged.
func (b *batch) knownAs(speaker int64) (int64, error) {
	if id, ok := b.known[speaker]; ok {
		return id, nil
	}
	id, err := b.merged(speaker)
	if err == nil {
		b.known[speaker] = id
	}
	return id, err
}

// segments writes the pieces of a quote that is split or has its place in a kept text.
func (b *batch) segments(r *row) error {
	const insert = `INSERT INTO segments (quote_id, position, words, start_byte, end_byte) VALUES (?, ?, ?, ?, ?)`
	if len(r.Segments) == 0 && len(r.at.Segments) == 1 {
		_, err := b.insert(insert, r.ID, 0, nil, r.at.Segments[0].Start, r.at.Segments[0].End)
		return err
	}
	for i, words := range r.Segments {
		var start, end any
		if i < len(r.at.Segments) {
			start, end = r.at.Segments[i].Start, r.at.Segments[i].End
		}
		if _, err := b.insert(insert, r.ID, i, words, start, end); err != nil {
			return err
		}
	}
	return nil
}

// factsOf is what a quote without a kept article tells of its article, or nil when it tells nothing.
func factsOf(c quotes.Citation) *quotes.Article {
	if c.URL == "" && c.Publisher == "" && c.Title == "" && c.Agency == "" && c.Byline == "" && c.Language == "" &&
		c.Published == (quotes.Date{}) && c.Updated == (quotes.Date{}) {
		return nil
	}
	a := &quotes.Article{
		URL: c.URL, Source: quotes.Source{Name: c.Publisher, Host: quotes.HostOf(c.URL)}, Agency: c.Agency, Title: c.Title,
		Published: c.Published, Updated: c.Updated, Language: c.Language,
	}
	if c.Byline != "" {
		a.Byline = []string{c.Byline}
	}
	return a
}

// article writes an article, with or without its text.
func (b *batch) article(scope *scopeState, a quotes.Article, keepText bool) (int64, error) {
	source, err := b.source(a.Source)
	if err != nil {
		return 0, err
	}
	var text, hash any
	if keepText {
		text, hash = a.Text, textHash(a.Text)
	}
	id, err := b.id("articles")
	if err != nil {
		return 0, err
	}
	return id, b.fast.insert("articles", 6, []cell{
		{"id", id}, {"scope_id", scope.id}, {"source_id", source}, {"facts_hash", factsHash(&a)}, {"text_hash", hash}, {"text", text},
		{"url", a.URL}, {"page_key", pageKey(a.URL)}, {"agency", a.Agency}, {"title", a.Title},
		{"byline", strings.Join(a.Byline, "\n")}, {"dateline", a.Dateline},
		{"published", a.Published.String()}, {"published_words", a.Published.Words},
		{"updated", a.Updated.String()}, {"updated_words", a.Updated.Words}, {"language", a.Language},
	})
}

// passage gives the row of a quote's context. Quotes of one article share it; a quote without an article has its own.
func (b *batch) passage(r *row) (int64, error) {
	key := passageKey{r.article, r.Context}
	hash := digest(r.Context)
	if r.article != 0 {
		if id, ok := b.passages[key]; ok {
			return id, nil
		}
		id, err := b.find(`SELECT id FROM passages WHERE article_id = ? AND hash = ? AND text = ?`, r.article, hash, r.Context)
		if err != nil {
			return 0, err
		}
		if id != 0 {
			b.passages[key] = id
			return id, nil
		}
	}
	var start any
	if len(r.at.Segments) > 0 {
		start = int64(r.start)
	}
	id, err := b.id("passages")
	if err == nil {
		err = b.fast.run(`INSERT INTO passages (id, article_id, hash, start_byte, text) VALUES (?, ?, ?, ?, ?)`,
			id, orNull(r.article), hash, start, r.Context)
	}
	if err == nil && r.article != 0 {
		b.passages[key] = id
	}
	return id, err
}

// bounds gives the seconds between which the words were said or, when that is not known, published.
func bounds(said, published quotes.Date) (since, until int64) {
	d := said
	if d.IsZero() {
		d = published
	}
	if d.IsZero() {
		return undated, undated
	}
	from, to := d.Bounds()
	return from.Unix(), to.Unix()
}

func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// orNull is NULL for no id, no time and whatever else is zero.
func orNull[T comparable](value T) any {
	var none T
	if value == none {
		return nil
	}
	return value
}

func startOf(s quotes.Span) any {
	if s.IsZero() {
		return nil
	}
	return int64(s.Start)
}

func endOf(s quotes.Span) any {
	if s.IsZero() {
		return nil
	}
	return int64(s.End)
}
