package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"quotebot/quotes"
)

// maxNumber is the highest number that an import may bring along, so that a hostile file cannot use the numbers up.
const maxNumber = 1_000_000_000

// What is taken of one quote, in bytes. It keeps a single quote from filling an answer, and an exported line from growing
// beyond what package exchange reads.
const (
	maxWords   = 100_000
	maxContext = 200_000
	maxFact    = 10_000
	maxAlias   = 200 // of one other name of a speaker; longer ones are no names and are passed over
	maxAliases = 40  // of one speaker, as a number
)

// undated stands in the since and until columns where no date is known: before every date that quotes.ParseDate reads.
var undated = time.Time{}.Unix()

// AddCitations keeps quotes that come without a kept article: imports, typed-in quotes, chat messages. All of them are
// added in one transaction, or none. A quote whose words, speaker and place of printing are in its scope already is not
// added again and comes back as it is stored, with Already. A Number above every number that its scope ever gave (and
// not above 1,000,000,000) is kept, any other is replaced by the next one. The ID of what is given does not matter.
func (d *DB) AddCitations(ctx context.Context, cs []quotes.Citation) ([]quotes.Added, error) {
	added := make([]quotes.Added, 0, len(cs))
	err := d.change(ctx, func(inner context.Context, tx *sql.Tx) error {
		b := newBatch(inner, tx)
		defer b.close()
		for i, c := range cs {
			if err := ctx.Err(); err != nil {
				return err
			}
			a, err := b.addCitation(c)
			if err != nil {
				return fmt.Errorf("quote %d of %d: %w", i+1, len(cs), err)
			}
			added = append(added, a)
		}
		return b.finish()
	})
	if err != nil {
		return nil, fmt.Errorf("add quotes: %w", ours(err))
	}
	return added, nil
}

// batch is the work of one adding transaction: prepared statements, and the rows that were already looked up or made in
// it. Scopes' counters are written back once, by finish.
type batch struct {
	ctx      context.Context
	tx       *sql.Tx
	stmts    map[string]*sql.Stmt
	scopes   map[quotes.Scope]*scopeState
	sources  map[quotes.Source]int64
	speakers map[speakerKey]int64
	articles map[articleKey]int64
	passages map[passageKey]int64
	aliases  map[aliasKey]bool
}

type scopeState struct {
	id, last int64
	changed  bool
}

type speakerKey struct {
	scope int64
	name  string
	kind  quotes.SpeakerKind
}

type articleKey struct{ scope, facts int64 }

type passageKey struct {
	article int64
	text    string
}

type aliasKey struct {
	speaker int64
	name    string
}

func newBatch(ctx context.Context, tx *sql.Tx) *batch {
	return &batch{
		ctx: ctx, tx: tx,
		stmts:    map[string]*sql.Stmt{},
		scopes:   map[quotes.Scope]*scopeState{},
		sources:  map[quotes.Source]int64{},
		speakers: map[speakerKey]int64{},
		articles: map[articleKey]int64{},
		passages: map[passageKey]int64{},
		aliases:  map[aliasKey]bool{},
	}
}

// close lets go of the prepared statements. What they could still report does not matter after commit or rollback.
func (b *batch) close() {
	for _, s := range b.stmts {
		_ = s.Close()
	}
}

// prepared gives the statement for a query, prepared once a batch.
func (b *batch) prepared(query string) (*sql.Stmt, error) {
	if s, ok := b.stmts[query]; ok {
		return s, nil
	}
	s, err := b.tx.PrepareContext(b.ctx, query)
	if err != nil {
		return nil, err
	}
	b.stmts[query] = s
	return s, nil
}

// insert runs an INSERT and gives the new row's id.
func (b *batch) insert(query string, args ...any) (int64, error) {
	s, err := b.prepared(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(b.ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

// find gives the id that a query selects, or 0 when it selects nothing. Ids begin at 1.
func (b *batch) find(query string, args ...any) (int64, error) {
	s, err := b.prepared(query)
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.QueryRowContext(b.ctx, args...).Scan(&id)
	return id, ignore(err, sql.ErrNoRows)
}

// addCitation adds one quote without spans.
func (b *batch) addCitation(c quotes.Citation) (quotes.Added, error) {
	c, err := tidy(c)
	if err != nil {
		return quotes.Added{}, err
	}
	scope, err := b.scope(c.Scope)
	if err != nil {
		return quotes.Added{}, err
	}
	mark := fingerprint(c)
	if id, err := b.find(`SELECT id FROM quotes WHERE scope_id = :scope AND fingerprint = :mark`,
		sql.Named("scope", scope.id), sql.Named("mark", mark)); err != nil {
		return quotes.Added{}, err
	} else if id != 0 {
		return b.stored(id)
	}
	article, err := b.factsOf(scope, c)
	if err != nil {
		return quotes.Added{}, err
	}
	return b.addQuote(scope, row{Citation: c, fingerprint: mark, article: article})
}

// row is a quote about to be written: its citation and what only the tables know.
type row struct {
	quotes.Citation
	fingerprint int64
	article     int64        // 0: none
	start       int          // of the context in the kept text; below 0 when that is not known
	at          quotes.Quote // its spans; no segments when it has no place in a kept text
}

// addQuote writes a quote that is not there yet, gives it its number and fills in what it is stored as.
func (b *batch) addQuote(scope *scopeState, r row) (quotes.Added, error) {
	speaker, err := b.speaker(scope, r.Speaker, r.SpeakerKind, r.Aliases)
	if err != nil {
		return quotes.Added{}, err
	}
	own := r.Context == r.Text && len(r.at.Segments) == 0
	var passage int64
	if r.Context != "" && !own {
		if passage, err = b.passage(r); err != nil {
			return quotes.Added{}, err
		}
	}
	if r.Number <= scope.last || r.Number > maxNumber {
		r.Number = scope.last + 1
	}
	since, until := bounds(r.Said, r.Published)
	r.ID, err = b.insert(`
		INSERT INTO quotes (
			scope_id, number, fingerprint, kind, words, article_id, passage_id, own_context, speaker_id,
			mention, role, via, cue, rule, confidence, said, said_words, since, until,
			channel, message, added_by, added_at,
			reported_start, reported_end, mention_start, mention_end, cue_start, cue_end
		) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		scope.id, r.Number, r.fingerprint, string(r.Kind), r.Text, orNull(r.article), orNull(passage), own, orNull(speaker),
		r.Mention, r.Role, r.Via, r.Cue, r.Rule, r.Confidence, r.Said.String(), r.Said.Words, since, until,
		r.Channel, r.Message, r.AddedBy, seconds(r.AddedAt),
		startOf(r.at.Reported), endOf(r.at.Reported), startOf(r.at.Mention), endOf(r.at.Mention), startOf(r.at.Cue), endOf(r.at.Cue))
	if err != nil {
		return quotes.Added{}, err
	}
	scope.last, scope.changed = r.Number, true
	return quotes.Added{Citation: r.Citation}, b.segments(r)
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

// stored is the answer for a quote that was there before.
func (b *batch) stored(id int64) (quotes.Added, error) {
	c, err := one(b.tx.QueryContext(b.ctx, selectCitation+` WHERE q.id = ?`, id))
	return quotes.Added{Citation: c, Already: true}, err
}

// scope gives the row of a scope, made on first use.
func (b *batch) scope(name quotes.Scope) (*scopeState, error) {
	if s, ok := b.scopes[name]; ok {
		return s, nil
	}
	if err := name.Valid(); err != nil {
		return nil, err
	}
	s := &scopeState{}
	err := b.tx.QueryRowContext(b.ctx, `
		INSERT INTO scopes (name) VALUES (:name)
		ON CONFLICT (name) DO UPDATE SET last_number = last_number
		RETURNING id, last_number`, sql.Named("name", string(name))).Scan(&s.id, &s.last)
	if err != nil {
		return nil, err
	}
	b.scopes[name] = s
	return s, nil
}

// finish writes the counters of the scopes back.
func (b *batch) finish() error {
	for _, s := range b.scopes {
		if !s.changed {
			continue
		}
		if _, err := b.tx.ExecContext(b.ctx, `UPDATE scopes SET last_number = ? WHERE id = ?`, s.last, s.id); err != nil {
			return err
		}
	}
	return nil
}

// source gives the id of a publication, made on first use.
func (b *batch) source(s quotes.Source) (int64, error) {
	if id, ok := b.sources[s]; ok {
		return id, nil
	}
	id, err := b.find(`SELECT id FROM sources WHERE name = ? AND host = ?`, s.Name, s.Host)
	if err == nil && id == 0 {
		id, err = b.insert(`INSERT INTO sources (name, host) VALUES (?, ?)`, s.Name, s.Host)
	}
	if err != nil {
		return 0, err
	}
	b.sources[s] = id
	return id, nil
}

// speaker gives the id of a speaker, made on first use, and adds the aliases that are new. Nobody is 0.
func (b *batch) speaker(scope *scopeState, name string, kind quotes.SpeakerKind, aliases []string) (int64, error) {
	if name == "" && kind == quotes.Nobody {
		return 0, nil
	}
	key := speakerKey{scope.id, name, kind}
	id, ok := b.speakers[key]
	if !ok {
		var err error
		id, err = b.find(`SELECT id FROM speakers WHERE scope_id = ? AND name = ? AND kind = ?`, scope.id, name, string(kind))
		if err == nil && id == 0 {
			id, err = b.insert(`INSERT INTO speakers (scope_id, name, kind, folded) VALUES (?, ?, ?, ?)`,
				scope.id, name, string(kind), foldName(name))
		}
		if err != nil {
			return 0, err
		}
		b.speakers[key] = id
	}
	for _, alias := range aliases {
		if alias == "" || alias == name || len(alias) > maxAlias || b.aliases[aliasKey{id, alias}] {
			continue
		}
		b.aliases[aliasKey{id, alias}] = true
		if _, err := b.insert(`
			INSERT INTO aliases (speaker_id, name, folded)
			SELECT :speaker, :name, :folded WHERE (SELECT count(*) FROM aliases WHERE speaker_id = :speaker) < :most
			ON CONFLICT DO NOTHING`, sql.Named("speaker", id), sql.Named("name", alias), sql.Named("folded", foldName(alias)),
			sql.Named("most", maxAliases)); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// factsOf gives the article row that holds what an imported quote tells of its article, made on first use; 0 when it
// tells nothing.
func (b *batch) factsOf(scope *scopeState, c quotes.Citation) (int64, error) {
	if c.URL == "" && c.Publisher == "" && c.Title == "" && c.Agency == "" && c.Byline == "" && c.Language == "" &&
		c.Published == (quotes.Date{}) && c.Updated == (quotes.Date{}) {
		return 0, nil
	}
	a := quotes.Article{
		URL: c.URL, Source: quotes.Source{Name: c.Publisher, Host: quotes.HostOf(c.URL)}, Agency: c.Agency, Title: c.Title,
		Published: c.Published, Updated: c.Updated, Language: c.Language,
	}
	if c.Byline != "" {
		a.Byline = []string{c.Byline}
	}
	return b.facts(scope, a)
}

// facts gives the article row with exactly these facts, made without a text on first use.
func (b *batch) facts(scope *scopeState, a quotes.Article) (int64, error) {
	key := articleKey{scope.id, factsHash(a)}
	if id, ok := b.articles[key]; ok {
		return id, nil
	}
	id, err := b.find(`SELECT id FROM articles WHERE scope_id = ? AND facts_hash = ? ORDER BY id LIMIT 1`, key.scope, key.facts)
	if err == nil && id == 0 {
		id, err = b.article(scope, a, false)
	}
	if err != nil {
		return 0, err
	}
	b.articles[key] = id
	return id, nil
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
		scope.id, source, factsHash(a), a.URL, pageKey(a.URL), a.Agency, a.Title, strings.Join(a.Byline, "\n"), a.Dateline,
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

// tidy checks a citation and brings it to the form in which it is stored.
func tidy(c quotes.Citation) (quotes.Citation, error) {
	if len(c.Segments) > 0 {
		joined := strings.Join(c.Segments, quotes.Ellipsis)
		if c.Text != "" && c.Text != joined {
			return c, errors.New("db: the segments of a quote do not make up its text")
		}
		c.Text = joined
	}
	if len(c.Segments) == 1 {
		c.Segments = nil
	}
	if strings.TrimSpace(c.Text) == "" {
		return c, quotes.ErrEmpty
	}
	if err := checkTexts(c); err != nil {
		return c, err
	}
	if err := tidyDates(&c); err != nil {
		return c, err
	}
	if c.URL != "" {
		var err error
		if c.URL, err = quotes.CleanURL(c.URL); err != nil {
			return c, err
		}
	}
	if c.Kind == "" {
		c.Kind = quotes.Entered
	}
	c.Number = max(c.Number, 0)
	return c, nil
}

// checkTexts refuses texts that are too long, hold a NUL (where SQLite's own functions would end them) or are not UTF-8.
func checkTexts(c quotes.Citation) error {
	if len(c.Aliases) > maxAliases {
		c.Aliases = c.Aliases[:maxAliases]
	}
	for i, s := range []string{c.Text, c.Context, c.Speaker, string(c.SpeakerKind), c.Mention, c.Role, c.Via, c.Cue, c.Rule, c.Said.Words,
		c.Published.Words, c.Updated.Words, c.Title, c.Publisher, c.Agency, c.Byline, c.URL, c.Language, c.Channel, c.Message,
		c.AddedBy, strings.Join(c.Aliases, "")} {
		most := maxFact
		switch i {
		case 0:
			most = maxWords
		case 1:
			most = maxContext
		}
		switch {
		case len(s) > most:
			return quotes.ErrTooLong
		case strings.IndexByte(s, 0) >= 0:
			return errors.New("db: a quote must not hold a NUL character")
		case !utf8.ValidString(s):
			return errors.New("db: a quote must be valid UTF-8")
		}
	}
	return nil
}

// tidyDates brings dates to the form that they have when they are read again, and refuses those that could not be read.
func tidyDates(c *quotes.Citation) error {
	for _, d := range []*quotes.Date{&c.Said, &c.Published, &c.Updated} {
		if d.IsZero() {
			*d = quotes.Date{Words: d.Words}
			continue
		}
		words := d.Words
		var err error
		if *d, err = quotes.ParseDate(d.String()); err != nil {
			return err
		}
		d.Words = words
	}
	if c.AddedAt.IsZero() {
		c.AddedAt = time.Time{}
	} else {
		c.AddedAt = c.AddedAt.UTC().Truncate(time.Second)
	}
	return nil
}

// fingerprint is the same for quotes that should be kept once in a scope: the same words by the same speaker on the same
// page or, without an address, of the same dates; for a chat message, the same message.
func fingerprint(c quotes.Citation) int64 {
	if c.Message != "" {
		return digest("message", c.Channel, c.Message, c.Text)
	}
	if c.URL != "" {
		return digest("page", pageOrURL(c.URL), c.Text, c.Speaker)
	}
	return digest("words", c.Published.String(), c.Said.String(), c.Text, c.Speaker)
}

func pageOrURL(url string) string {
	if key := pageKey(url); key != "" {
		return key
	}
	return url
}

// factsHash is the same for articles of which the same is known, the text apart.
func factsHash(a quotes.Article) int64 {
	return digest(a.URL, a.Source.Name, a.Source.Host, a.Agency, a.Title, strings.Join(a.Byline, "\n"), a.Dateline,
		a.Published.String(), a.Published.Words, a.Updated.String(), a.Updated.Words, a.Language)
}

// digest is 64 bits of SHA-256 over the parts, each with its length in front. With a million rows in a scope, two
// different ones meet with a chance of one in 10^7.
func digest(parts ...string) int64 {
	var buf []byte
	for _, p := range parts {
		buf = binary.AppendUvarint(buf, uint64(len(p)))
		buf = append(buf, p...)
	}
	sum := sha256.Sum256(buf)
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

func textHash(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// pageKey is quotes.PageKey, or empty for what is no web address.
func pageKey(url string) string {
	key, err := quotes.PageKey(url)
	if err != nil {
		return ""
	}
	return key
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
