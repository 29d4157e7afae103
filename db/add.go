package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"quotebot/quotes"
)

// maxNumber is the highest number that an import may bring along, so that a hostile file cannot use the numbers up.
const maxNumber = 1_000_000_000

// mostBeside bounds the articles and the contexts, a paragraph each, that a batch remembers: quotes of one article come
// together as a rule.
const mostBeside = 2_000

// mostSpeakers and mostSources bound the speakers and publications that a batch remembers by their names; for speakers of a
// lexicon it has voices.
const (
	mostSpeakers = 10_000
	mostSources  = 10_000
)

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
	p, err := prepare(cs, l)
	if err != nil {
		return nil, err
	}
	added := make([]quotes.Added, 0, len(cs))
	err = b.addPrepared(p, func(r *row, there int64) error {
		a := quotes.Added{Citation: r.Citation}
		if there != 0 {
			var err error
			if a, err = b.stored(there); err != nil {
				return err
			}
		}
		added = append(added, a)
		return ctx.Err()
	})
	return added, err
}

// addPrepared adds quotes, tells of each the id of the same one that was there before, or 0, and counts the words of the new ones.
func (b *batch) addPrepared(p prepared, told func(r *row, there int64) error) error {
	taken := 0
	for i := range p.rows {
		r := &p.rows[i]
		there, err := b.addCitation(r)
		if err == nil {
			err = told(r, there)
		}
		if err != nil {
			return err
		}
		if r.taken {
			taken++
		}
	}
	if p.counts != nil && taken == len(p.rows) {
		return b.index.countTogether(p)
	}
	for i := range p.rows {
		if r := &p.rows[i]; r.taken {
			if err := b.index.tally(r.audience(), r.form, p.lexicon, p.known, 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// prepared are quotes that are ready to be written.
type prepared struct {
	rows    []row
	lexicon *lexicon  // that their forms are about; nil: they are left to the end of the transaction
	known   []lexeme  // its words so far
	counts  []counted // of the words of all of them; nil: they are not of one audience
	err     error     // why there are none
}

// prepare checks quotes without spans and works out what they are stored and indexed as, as far as that takes no look
// at the library: it may run while another transaction is being written.
func prepare(cs []quotes.Citation, l *lexicon) (prepared, error) {
	p := prepared{rows: make([]row, len(cs)), lexicon: l}
	together := len(cs) > 0
	for i, c := range cs {
		c, err := tidy(c)
		if err == nil {
			err = c.Scope.Valid()
		}
		if err != nil {
			return prepared{}, fmt.Errorf("quote %d of %d: %w", i+1, len(cs), err)
		}
		r := &p.rows[i]
		*r = row{Citation: c, fingerprint: fingerprint(c), facts: factsOf(c), lexicon: l}
		r.factsHash = factsHash(r.facts)
		if l == nil {
			continue
		}
		context := c.Context
		if context == c.Text {
			context = "" // it is kept as the words themselves
		}
		r.form = l.form(entry{words: c.Text, context: c.Role + " " + context, title: c.Title, speaker: c.Speaker, outlet: c.Publisher})
		together = together && c.Scope == cs[0].Scope && c.Channel == cs[0].Channel
	}
	if l != nil {
		p.known = l.words
	}
	if l != nil && together {
		p.counts = l.sum(p.rows)
	}
	return p, nil
}

// addCitation adds one quote, or gives the id of the same one that is there.
func (b *batch) addCitation(r *row) (there int64, err error) {
	if r.scope, err = b.scope(r.Scope); err != nil {
		return 0, err
	}
	mark := quoteKey(r.scope.id, r.fingerprint)
	if b.bloom.mayHave(mark) {
		there, err = b.fast.id(`SELECT id FROM quotes WHERE scope_id = ? AND fingerprint = ?`, r.scope.id, r.fingerprint)
		if err != nil || there != 0 {
			return there, err
		}
	}
	if r.facts != nil {
		if r.article, err = b.articleOf(r.scope, *r.facts, r.factsHash); err != nil {
			return 0, err
		}
	}
	if err := b.addQuote(r); err != nil {
		return 0, err
	}
	b.bloom.add(mark)
	return 0, nil
}

// articleOf gives the article of which just this is known, which is made when it is new.
func (b *batch) articleOf(scope *scopeState, facts quotes.Article, hash int64) (id int64, err error) {
	key := hashKey{scope.id, hash}
	if id, ok := b.articles[key]; ok {
		return id, nil
	}
	mark := articleKey(scope.id, hash)
	if b.bloom.mayHave(mark) {
		// min: NULL, and so 0, where there is none
		id, err = b.fast.id(`SELECT min(id) FROM articles WHERE scope_id = ? AND facts_hash = ?`, scope.id, hash)
	}
	if err == nil && id == 0 {
		id, err = b.article(scope, facts, false)
		b.bloom.add(mark)
	}
	if err == nil {
		rememberIn(b.articles, mostBeside, key, id)
	}
	return id, err
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
	taken       bool         // into the index
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
	r.taken = true
	return b.index.take(r.ID, r.form.terms)
}

// audience is who may see the quote.
func (r *row) audience() audience { return audience{r.scope.id, r.Channel} }

// references is what a quote's row refers to.
type references struct {
	passage int64
	own     bool  // the context is the words themselves
	speaker int64 // as the name is known now
	named   int64 // as the name was printed, where that is another row
}

// references gives the rows that a quote's row refers to, made where they are new.
func (b *batch) references(r *row) (refs references, err error) {
	s, err := b.voice(r)
	if err != nil {
		return refs, err
	}
	if refs.speaker = s.known; s.named != s.known {
		refs.named = s.named
	}
	refs.own = r.Context == r.Text && len(r.at.Segments) == 0
	if r.Context != "" && !refs.own {
		refs.passage, err = b.passage(r)
	}
	return refs, err
}

// voice gives the rows of the speaker.
func (b *batch) voice(r *row) (spoken, error) {
	if r.form.speaks == 0 {
		return b.speaker(r.scope, r.Speaker, r.SpeakerKind, r.Aliases)
	}
	v := b.voices.of(r.lexicon, r.form.speaks)
	if v.named != 0 && v.scope == r.scope.id && v.kind == r.SpeakerKind && len(r.Aliases) == 0 {
		return v.spoken, nil
	}
	s, err := b.speaker(r.scope, r.Speaker, r.SpeakerKind, r.Aliases)
	if err == nil {
		*v = voice{r.scope.id, r.SpeakerKind, s}
	}
	return s, err
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
			rememberIn(b.passages, mostBeside, key, id)
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
		rememberIn(b.passages, mostBeside, key, id)
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
