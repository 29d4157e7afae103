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
// added in one transaction, or none. A quote whose words, speaker and place of printing are in its scope already is not
// added again and comes back as it is stored, with Already. A Number above every number that its scope ever gave (and
// not above 1,000,000,000) is kept, any other is replaced by the next one. The ID of what is given does not matter.
func (d *DB) AddCitations(ctx context.Context, cs []quotes.Citation) ([]quotes.Added, error) {
	var added []quotes.Added
	err := d.batch(ctx, func(b *batch) (err error) {
		added, err = b.addCitations(ctx, cs)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add quotes: %w", ours(err))
	}
	return added, nil
}

// addCitations adds quotes as long as ctx lasts.
func (b *batch) addCitations(ctx context.Context, cs []quotes.Citation) ([]quotes.Added, error) {
	added := make([]quotes.Added, 0, len(cs))
	rows, err := b.prepare(cs)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, err := b.addCitation(r)
		if err != nil {
			return nil, err
		}
		added = append(added, a)
	}
	return added, nil
}

// prepare checks quotes without spans and looks up, for all of them at once, which are there already and which of their
// articles and speakers: a query a quote would take longer than writing it.
func (b *batch) prepare(cs []quotes.Citation) ([]row, error) {
	rows := make([]row, len(cs))
	marks, facts, names := map[int64][]int64{}, map[int64][]int64{}, map[int64][]string{} // by scope
	for i, c := range cs {
		c, err := tidy(c)
		var scope *scopeState
		if err == nil {
			scope, err = b.scope(c.Scope)
		}
		if err != nil {
			return nil, fmt.Errorf("quote %d of %d: %w", i+1, len(cs), err)
		}
		rows[i] = row{Citation: c, scope: scope, fingerprint: fingerprint(c), facts: factsOf(c)}
		rows[i].factsHash = factsHash(rows[i].facts)
		marks[scope.id] = append(marks[scope.id], rows[i].fingerprint)
		facts[scope.id] = append(facts[scope.id], rows[i].factsHash)
		if key := (speakerKey{scope.id, c.Speaker, c.SpeakerKind}); c.Speaker != "" {
			if _, ok := b.speakers[key]; !ok {
				b.speakers[key] = 0
				names[scope.id] = append(names[scope.id], c.Speaker)
			}
		}
	}
	if err := b.lookUpSpeakers(names); err != nil {
		return nil, err
	}
	if err := b.lookUp(b.quotes, marks, `
		SELECT fingerprint, id FROM quotes
		WHERE scope_id = :scope AND fingerprint IN (SELECT value FROM json_each(:hashes))`); err != nil {
		return nil, err
	}
	err := b.lookUp(b.articles, facts, `
		SELECT facts_hash, min(id) FROM articles
		WHERE scope_id = :scope AND facts_hash IN (SELECT value FROM json_each(:hashes))
		GROUP BY facts_hash`)
	return rows, err
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

// addCitation adds one quote that prepare has looked up.
func (b *batch) addCitation(r row) (quotes.Added, error) {
	mark := hashKey{r.scope.id, r.fingerprint}
	if id := b.quotes[mark]; id != 0 {
		return b.stored(id)
	}
	if r.facts != nil {
		key := hashKey{r.scope.id, r.factsHash}
		if b.articles[key] == 0 {
			id, err := b.article(r.scope, *r.facts, false)
			if err != nil {
				return quotes.Added{}, err
			}
			b.articles[key] = id
		}
		r.article = b.articles[key]
	}
	a, err := b.addQuote(r)
	if err == nil {
		b.quotes[mark] = a.ID
	}
	return a, err
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
}

// addQuote writes a quote that is not there yet, gives it its number and fills in what it is stored as.
func (b *batch) addQuote(r row) (quotes.Added, error) {
	if r.Number <= r.scope.last || r.Number > maxNumber {
		r.Number = r.scope.last + 1
	}
	r.scope.last, r.scope.changed = r.Number, true
	return b.writeQuote(r)
}

// writeQuote writes a quote under the number that it has.
func (b *batch) writeQuote(r row) (quotes.Added, error) {
	refs, err := b.references(r)
	if err != nil {
		return quotes.Added{}, err
	}
	since, until := bounds(r.Said, r.Published)
	r.ID, err = b.insert(`
		INSERT INTO quotes (
			scope_id, number, fingerprint, kind, words, article_id, passage_id, own_context, speaker_id, named_id,
			mention, role, via, cue, rule, confidence, said, said_words, since, until,
			channel, message, author, added_by, added_at, edited_at, original,
			reported_start, reported_end, mention_start, mention_end, cue_start, cue_end
		) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.scope.id, r.Number, r.fingerprint, string(r.Kind), r.Text, orNull(r.article), orNull(refs.passage), refs.own,
		orNull(refs.speaker), orNull(refs.named),
		r.Mention, r.Role, r.Via, r.Cue, r.Rule, r.Confidence, r.Said.String(), r.Said.Words, since, until,
		r.Channel, r.Message, r.SpeakerID, r.AddedBy, seconds(r.AddedAt), seconds(r.EditedAt), string(r.Original),
		startOf(r.at.Reported), endOf(r.at.Reported), startOf(r.at.Mention), endOf(r.at.Mention), startOf(r.at.Cue), endOf(r.at.Cue))
	if err != nil {
		return quotes.Added{}, err
	}
	b.fresh = append(b.fresh, r.ID)
	return quotes.Added{Citation: r.Citation}, b.segments(r)
}

// references is what a quote's row refers to.
type references struct {
	passage int64
	own     bool  // the context is the words themselves
	speaker int64 // as the name is known now
	named   int64 // as the name was printed, where that is another row
}

// references gives the rows that a quote's row refers to, made where they are new.
func (b *batch) references(r row) (refs references, err error) {
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
func (b *batch) segments(r row) error {
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
	return b.insert(`
		INSERT INTO articles (
			scope_id, source_id, facts_hash, url, page_key, agency, title, byline, dateline,
			published, published_words, updated, updated_words, language, text_hash, text
		) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		scope.id, source, factsHash(&a), a.URL, pageKey(a.URL), a.Agency, a.Title, strings.Join(a.Byline, "\n"), a.Dateline,
		a.Published.String(), a.Published.Words, a.Updated.String(), a.Updated.Words, a.Language, hash, text)
}

// passage gives the row of a quote's context. Quotes of one article share it; a quote without an article has its own.
func (b *batch) passage(r row) (int64, error) {
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
		start = r.start
	}
	id, err := b.insert(`INSERT INTO passages (article_id, hash, start_byte, text) VALUES (?, ?, ?, ?)`,
		orNull(r.article), hash, start, r.Context)
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

// orNull is NULL for no id.
func orNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func startOf(s quotes.Span) any {
	if s.IsZero() {
		return nil
	}
	return s.Start
}

func endOf(s quotes.Span) any {
	if s.IsZero() {
		return nil
	}
	return s.End
}
