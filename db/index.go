package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quotebot/quotes/words"
)

// entry is what the index knows of one quote.
type entry struct {
	quote, scope          int64
	channel               string
	words, context, title string
	speaker, outlet       string
	gone                  bool // to be taken out, not in
}

// change runs f in a transaction that holds the write lock, and lets the index of words follow before it ends.
func (d *DB) change(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	return d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := f(ctx, tx); err != nil {
			return err
		}
		return d.index(ctx, tx)
	})
}

// index brings the index of words up to date with what the transaction has changed.
func (d *DB) index(ctx context.Context, tx *sql.Tx) error {
	var any bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM changed)`).Scan(&any); err != nil || !any {
		return err
	}
	x := &indexer{ctx: ctx, tx: tx, audiences: map[audience]int64{}, quotes: map[int64]int64{}, stems: map[string]string{},
		terms: map[counted]int64{}, words: map[counted]int64{}, names: map[counted]int64{}}
	if err := x.run(); err != nil {
		return fmt.Errorf("index quotes: %w", err)
	}
	return nil
}

type audience struct {
	scope   int64
	channel string
}

// counted is a term, a word or a name (with its kind) of an audience.
type counted struct {
	audience   int64
	kind, name string
}

// indexer gathers the counts of one transaction, so that each is written once.
type indexer struct {
	ctx                 context.Context
	tx                  *sql.Tx
	put, drop           *sql.Stmt
	audiences           map[audience]int64
	quotes              map[int64]int64 // by audience: how many more there are now
	terms, words, names map[counted]int64
	stems               map[string]string
	seen                map[string]bool // scratch of count
}

func (x *indexer) run() (err error) {
	if x.put, err = x.tx.PrepareContext(x.ctx, `
		INSERT INTO search (rowid, audience, words, context, title, speaker) VALUES (?, ?, ?, ?, ?, ?)`); err != nil {
		return err
	}
	defer x.put.Close()
	if x.drop, err = x.tx.PrepareContext(x.ctx, `DELETE FROM search WHERE rowid = ?`); err != nil {
		return err
	}
	defer x.drop.Close()
	rows, err := x.tx.QueryContext(x.ctx, `
		SELECT
		  c.quote_id,
		  c.words IS NOT NULL,
		  coalesce(c.scope_id, q.scope_id),
		  coalesce(c.channel, q.channel),
		  coalesce(c.words, q.words),
		  coalesce(c.context, q.role || ' ' || coalesce(p.text, '')),
		  coalesce(c.title, a.title, ''),
		  coalesce(c.speaker, s.name, ''),
		  coalesce(c.outlet, o.name, '')
		FROM changed c
		LEFT JOIN quotes   q ON q.id = c.quote_id AND c.words IS NULL
		LEFT JOIN passages p ON p.id = q.passage_id
		LEFT JOIN articles a ON a.id = q.article_id
		LEFT JOIN sources  o ON o.id = a.source_id
		LEFT JOIN speakers s ON s.id = q.speaker_id
		WHERE coalesce(c.words, q.words) IS NOT NULL
		ORDER BY c.id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.quote, &e.gone, &e.scope, &e.channel, &e.words, &e.context, &e.title, &e.speaker, &e.outlet); err != nil {
			return err
		}
		if err := x.follow(e); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if _, err := x.tx.ExecContext(x.ctx, `DELETE FROM changed`); err != nil {
		return err
	}
	return x.count()
}

// follow takes one quote in or out.
func (x *indexer) follow(e entry) error {
	a, err := x.audience(audience{e.scope, e.channel})
	if err != nil {
		return err
	}
	by := int64(1)
	if e.gone {
		by = -1
	}
	// The paragraph repeats the quote; its words count once.
	around := strings.Replace(e.context, e.words, " ", 1)
	own, context, title, speaker := words.Cut(e.words), words.Cut(around), words.Cut(e.title), words.Cut(e.speaker)
	fields := [][]string{words.Terms(own, x.stem), x.single(context), x.single(title), x.single(speaker)}
	clear(x.seen)
	if x.seen == nil {
		x.seen = map[string]bool{}
	}
	for _, terms := range fields {
		for _, t := range terms {
			if !x.seen[t] {
				x.seen[t] = true
				x.terms[counted{a, "", t}] += by
			}
		}
	}
	clear(x.seen)
	for _, ws := range [][]words.Word{own, context, title, speaker} {
		for _, w := range ws {
			if !x.seen[w.Form] {
				x.seen[w.Form] = true
				x.words[counted{a, "", w.Form}] += by
				if words.Common(w.Form) { // not looked for alone, but how common it is tells what it is worth
					x.terms[counted{a, "", w.Form}] += by
				}
			}
		}
	}
	x.quotes[a] += by
	if e.speaker != "" {
		x.names[counted{a, "speaker", e.speaker}] += by
	}
	if e.outlet != "" {
		x.names[counted{a, "outlet", e.outlet}] += by
	}
	if e.gone {
		_, err = x.drop.ExecContext(x.ctx, e.quote)
		return err
	}
	_, err = x.put.ExecContext(x.ctx, e.quote, audienceTerm(a), strings.Join(fields[0], " "), strings.Join(fields[1], " "),
		strings.Join(fields[2], " "), strings.Join(fields[3], " "))
	return err
}

// single gives the stems of the words that are not common: order tells little outside the quote itself, so pairs are
// left out.
func (x *indexer) single(ws []words.Word) []string {
	var terms []string
	for _, w := range ws {
		if !words.Common(w.Form) {
			terms = append(terms, x.stem(w.Form))
		}
	}
	return terms
}

func (x *indexer) stem(form string) string {
	s, ok := x.stems[form]
	if !ok {
		s = words.Stem(form)
		x.stems[form] = s
	}
	return s
}

// audience gives the id of an audience, which is made when it is new.
func (x *indexer) audience(a audience) (int64, error) {
	if id, ok := x.audiences[a]; ok {
		return id, nil
	}
	var id int64
	err := x.tx.QueryRowContext(x.ctx, `
		INSERT INTO audiences (scope_id, channel) VALUES (?, ?)
		ON CONFLICT (scope_id, channel) DO UPDATE SET quotes = quotes
		RETURNING id`, a.scope, a.channel).Scan(&id)
	x.audiences[a] = id
	return id, err
}

// count adds what was gathered to the tables of counts; what nothing is left of goes.
func (x *indexer) count() error {
	for a, by := range x.quotes {
		if _, err := x.tx.ExecContext(x.ctx, `UPDATE audiences SET quotes = quotes + ? WHERE id = ?`, by, a); err != nil {
			return err
		}
	}
	for _, t := range []struct {
		gathered map[counted]int64
		upsert   string
		gone     string
	}{
		{x.terms, `INSERT INTO terms (audience_id, term, quotes) VALUES (?1, ?3, ?4)
			ON CONFLICT (audience_id, term) DO UPDATE SET quotes = quotes + excluded.quotes`,
			`DELETE FROM terms WHERE audience_id = ?1 AND term = ?3 AND quotes <= 0`},
		{x.words, `INSERT INTO vocabulary (audience_id, word, quotes) VALUES (?1, ?3, ?4)
			ON CONFLICT (audience_id, word) DO UPDATE SET quotes = quotes + excluded.quotes`,
			`DELETE FROM vocabulary WHERE audience_id = ?1 AND word = ?3 AND quotes <= 0`},
		{x.names, `INSERT INTO names (audience_id, kind, name, quotes) VALUES (?1, ?2, ?3, ?4)
			ON CONFLICT (audience_id, kind, name) DO UPDATE SET quotes = quotes + excluded.quotes`,
			`DELETE FROM names WHERE audience_id = ?1 AND kind = ?2 AND name = ?3 AND quotes <= 0`},
	} {
		if err := x.write(t.gathered, t.upsert, t.gone); err != nil {
			return err
		}
	}
	return nil
}

// write adds one kind of counts, in order: neighbouring keys share a page of the table.
func (x *indexer) write(gathered map[counted]int64, upsert, gone string) error {
	up, err := x.tx.PrepareContext(x.ctx, upsert)
	if err != nil {
		return err
	}
	defer up.Close()
	keys := make([]counted, 0, len(gathered))
	for k := range gathered {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b counted) int {
		if a.audience != b.audience {
			return int(a.audience - b.audience)
		}
		if c := strings.Compare(a.kind, b.kind); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
	for _, k := range keys {
		by := gathered[k]
		if by == 0 {
			continue
		}
		if _, err := up.ExecContext(x.ctx, k.audience, k.kind, k.name, by); err != nil {
			return err
		}
		if by < 0 {
			if _, err := x.tx.ExecContext(x.ctx, gone, k.audience, k.kind, k.name); err != nil {
				return err
			}
		}
	}
	return nil
}

func audienceTerm(id int64) string { return "a" + strconv.FormatInt(id, 10) }
