package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
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

// change runs f in a transaction that holds the write lock, and lets the index of words and the utterances
// follow before it ends.
func (d *DB) change(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	return d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
		waiting, err := lastNote(ctx, tx)
		if err != nil {
			return err
		}
		if err := f(ctx, tx); err != nil {
			return err
		}
		if err := d.index(ctx, tx); err != nil {
			return err
		}
		return d.utter(ctx, tx, waiting)
	})
}

// index brings the index of words up to date with what the transaction has changed: it takes out the forms that quotes
// had, and takes in those that they have.
func (d *DB) index(ctx context.Context, tx *sql.Tx) error {
	var last, newest int64
	var changed bool
	if err := tx.QueryRowContext(ctx, `
		SELECT last_id, coalesce((SELECT max(id) FROM quotes), 0), EXISTS (SELECT 1 FROM changed)
		FROM indexed`).Scan(&last, &newest, &changed); err != nil {
		return fmt.Errorf("index quotes: %w", err)
	}
	if newest <= last && !changed {
		return nil
	}
	x := &indexer{ctx: ctx, tx: tx, audiences: map[audience]int64{}, quotes: map[int64]int64{}, vocabulary: map[int64]map[string]*counted{},
		names: map[named]int64{}}
	if err := x.run(last, newest); err != nil {
		return fmt.Errorf("index quotes: %w", err)
	}
	return nil
}

type audience struct {
	scope   int64
	channel string
}

// counted is a word of an audience with how many more quotes have it now.
type counted struct {
	term string
	more int64
	last int // the entry that was counted last, so that each counts once
}

// named is a name of an audience: a speaker or an outlet.
type named struct {
	audience   int64
	kind, name string
}

// indexer gathers the counts of one transaction, so that each is written once.
type indexer struct {
	ctx        context.Context
	tx         *sql.Tx
	put, drop  *sql.Stmt
	entries    int
	audiences  map[audience]int64
	quotes     map[int64]int64               // by audience: how many more there are now
	vocabulary map[int64]map[string]*counted // by audience and word
	names      map[named]int64
}

func (x *indexer) run(last, newest int64) (err error) {
	if x.put, err = x.tx.PrepareContext(x.ctx, `
		INSERT INTO search (rowid, words, context, title, speaker) VALUES (?, ?, ?, ?, ?)`); err != nil {
		return err
	}
	defer x.put.Close()
	if x.drop, err = x.tx.PrepareContext(x.ctx, `DELETE FROM search WHERE rowid = ?`); err != nil {
		return err
	}
	defer x.drop.Close()
	for _, part := range []struct {
		gone bool
		from string
	}{
		{true, `changed AS f ORDER BY quote_id`},
		{false, `indexed_form AS f WHERE quote_id IN (SELECT quote_id FROM changed) AND quote_id <= ?1 ORDER BY quote_id`},
		{false, `indexed_form AS f WHERE quote_id > ?1 ORDER BY quote_id`},
	} {
		rows, err := x.tx.QueryContext(x.ctx, `
			SELECT quote_id, scope_id, channel, words, context, title, speaker, outlet
			FROM `+part.from, last)
		if err != nil {
			return err
		}
		err = each(rows, func(scan func(...any) error) (e entry, err error) {
			return e, scan(&e.quote, &e.scope, &e.channel, &e.words, &e.context, &e.title, &e.speaker, &e.outlet)
		}, func(e entry) error {
			e.gone = part.gone
			return x.follow(e)
		})
		if err != nil {
			return err
		}
	}
	if _, err := x.tx.ExecContext(x.ctx, `DELETE FROM changed`); err != nil {
		return err
	}
	if _, err := x.tx.ExecContext(x.ctx, `UPDATE indexed SET last_id = ?`, newest); err != nil {
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
	x.entries++
	by := int64(1)
	if e.gone {
		by = -1
	}
	known := x.vocabulary[a]
	if known == nil {
		known = map[string]*counted{}
		x.vocabulary[a] = known
	}
	count := func(word string) *counted {
		c := known[word]
		if c == nil {
			c = &counted{term: word}
			if !words.Common(word) { // common words are never looked for alone, but how common they are tells what they are worth
				c.term = words.Stem(word)
			}
			known[word] = c
		}
		if c.last != x.entries {
			c.last = x.entries
			c.more += by
		}
		return c
	}
	stem := func(word string) string { return count(word).term }
	// The paragraph repeats the quote; its words count once.
	around := strings.Replace(e.context, e.words, " ", 1)
	own := words.Cut(e.words)
	for _, w := range own {
		count(w.Form)
	}
	terms := words.Terms(own, stem)
	for _, t := range terms {
		if strings.Contains(t, "_") {
			count(t)
		}
	}
	context, title, speaker := single(around, stem), single(e.title, stem), single(e.speaker, stem)
	x.quotes[a] += by
	if e.speaker != "" {
		x.names[named{a, "speaker", e.speaker}] += by
	}
	if e.outlet != "" {
		x.names[named{a, "outlet", e.outlet}] += by
	}
	if e.gone {
		_, err = x.drop.ExecContext(x.ctx, e.quote)
		return err
	}
	_, err = x.put.ExecContext(x.ctx, e.quote, strings.Join(terms, " "), context, title, speaker)
	return err
}

// single gives the terms of the words that are not common: order tells little outside the quote itself, so pairs are
// left out.
func single(text string, stem func(string) string) string {
	var terms []string
	for _, w := range words.Cut(text) {
		if t := stem(w.Form); !words.Common(w.Form) {
			terms = append(terms, t)
		}
	}
	return strings.Join(terms, " ")
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

// count adds what was gathered to the tables of counts, in order, since neighbouring keys share a page of a table. What
// nothing is left of goes.
func (x *indexer) count() error {
	for _, a := range slices.Sorted(maps.Keys(x.quotes)) {
		if _, err := x.tx.ExecContext(x.ctx, `UPDATE audiences SET quotes = quotes + ? WHERE id = ?`, x.quotes[a], a); err != nil {
			return err
		}
		if err := x.countWords(a); err != nil {
			return err
		}
	}
	return x.countNames()
}

// countWords adds what was counted of the words of an audience. The rows of words that were there before are looked up
// all at once: an INSERT a word that falls back to UPDATE would cost several times as much.
func (x *indexer) countWords(audience int64) error {
	known := x.vocabulary[audience]
	list := slices.Sorted(maps.Keys(known))
	rows, err := x.tx.QueryContext(x.ctx, `
		SELECT w.key, v.id
		FROM json_each(:words) AS w
		CROSS JOIN vocabulary AS v ON v.audience_id = :audience AND v.word = w.value`,
		sql.Named("audience", audience), sql.Named("words", jsonOf(list)))
	if err != nil {
		return err
	}
	ids := make([]int64, len(list))
	if err := each(rows, func(scan func(...any) error) (p [2]int64, err error) { return p, scan(&p[0], &p[1]) }, func(p [2]int64) error {
		ids[p[0]] = p[1]
		return nil
	}); err != nil {
		return err
	}
	put, err := x.tx.PrepareContext(x.ctx, `INSERT INTO vocabulary (audience_id, word, term, quotes) VALUES (?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer put.Close()
	change, err := x.tx.PrepareContext(x.ctx, `UPDATE vocabulary SET quotes = quotes + ? WHERE id = ?`)
	if err != nil {
		return err
	}
	defer change.Close()
	for i, word := range list {
		c := known[word]
		switch {
		case c.more == 0:
		case ids[i] == 0 && c.more > 0:
			_, err = put.ExecContext(x.ctx, audience, word, c.term, c.more)
		case ids[i] != 0:
			_, err = change.ExecContext(x.ctx, c.more, ids[i])
		}
		if err != nil {
			return err
		}
		if c.more >= 0 {
			continue
		}
		if _, err := x.tx.ExecContext(x.ctx, `DELETE FROM vocabulary WHERE id = ? AND quotes <= 0`, ids[i]); err != nil {
			return err
		}
	}
	return nil
}

func (x *indexer) countNames() error {
	up, err := x.tx.PrepareContext(x.ctx, `
		INSERT INTO names (audience_id, kind, name, quotes) VALUES (?, ?, ?, ?)
		ON CONFLICT (audience_id, kind, name) DO UPDATE SET quotes = quotes + excluded.quotes`)
	if err != nil {
		return err
	}
	defer up.Close()
	order := slices.SortedFunc(maps.Keys(x.names), func(a, b named) int {
		return cmp.Or(cmp.Compare(a.audience, b.audience), strings.Compare(a.kind, b.kind), strings.Compare(a.name, b.name))
	})
	for _, n := range order {
		more := x.names[n]
		if more == 0 {
			continue
		}
		if _, err := up.ExecContext(x.ctx, n.audience, n.kind, n.name, more); err != nil {
			return err
		}
		if more > 0 {
			continue
		}
		if _, err := x.tx.ExecContext(x.ctx, `DELETE FROM names WHERE audience_id = ? AND kind = ? AND name = ? AND quotes <= 0`,
			n.audience, n.kind, n.name); err != nil {
			return err
		}
	}
	return nil
}
