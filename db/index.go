package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// entry is what the index knows of one quote.
type entry struct {
	quote, scope          int64
	channel               string
	words, context, title string
	speaker, outlet       string
}

// change runs f in a transaction that holds the write lock, and lets the index of words and the utterances
// follow before it ends.
func (d *DB) change(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	return d.changing(ctx, nil, func(w writing) error { return f(w.ctx, w.tx) })
}

// writing is a transaction that holds the write lock, and the index that follows it.
type writing struct {
	ctx   context.Context
	tx    *sql.Tx
	fast  *direct
	index *indexer
}

// changing is change for those who hand quotes to the index themselves, and may remember its words for the next time.
func (d *DB) changing(ctx context.Context, s *session, f func(w writing) error) error {
	return d.withinDirect(ctx, func(ctx context.Context, tx *sql.Tx, fast *direct) error {
		defer fast.close()
		waiting, err := lastNote(ctx, tx)
		if err != nil {
			return err
		}
		w := writing{ctx, tx, fast, newIndexer(ctx, tx, fast)}
		if s != nil {
			if err := s.begin(w); err != nil {
				return err
			}
		}
		if err := f(w); err != nil {
			return err
		}
		if err := w.index.finish(); err != nil {
			return fmt.Errorf("index quotes: %w", err)
		}
		if err := d.utter(ctx, tx, waiting); err != nil || s == nil {
			return err
		}
		return s.end(w)
	})
}

type audience struct {
	scope   int64
	channel string
}

// tally counts the words and names of an audience.
type tally struct {
	places places
	counts []counted
}

// of gives the count of a word or name.
func (t *tally) of(word uint32) *counted {
	i := t.places.of(word)
	if i == len(t.counts) {
		t.counts = append(t.counts, counted{word: word})
	}
	return &t.counts[i]
}

// counted is a word or name with how many more quotes have it now.
type counted struct {
	word uint32
	more int32
	row  int64 // in the vocabulary or, below 0, minus that in the table of names; 0: not known
}

// places gives those words of a lexicon that are met places in a list, in the order in which they are met.
type places struct {
	list []int32          // by word: its place, from 1
	byID map[uint32]int32 // the same, where there are so many audiences that lists would take too much room
	n    int32
}

// withLists is how many audiences have lists, which are several times as fast as maps.
const withLists = 4

// of gives the place of a word, from 0.
func (p *places) of(word uint32) int {
	if p.byID != nil {
		i, ok := p.byID[word]
		if !ok {
			i = p.n
			p.byID[word] = i
			p.n++
		}
		return int(i)
	}
	if int(word) >= len(p.list) {
		p.list = append(p.list, make([]int32, int(word)+1-len(p.list))...)
	}
	if p.list[word] == 0 {
		p.n++
		p.list[word] = p.n
	}
	return int(p.list[word]) - 1
}

// queued is a new quote that waits for the index.
type queued struct {
	quote int64
	terms terms
}

// mostQueued bounds the quotes that wait for the index. What the index changes for one quote lies all over the memory, as
// do the pages of the quotes' own rows; a few thousand of the one and then of the other find more of it in the
// processor's cache than each in turn.
const mostQueued = 4_000

// indexer gathers the counts of one transaction, so that each is written once.
type indexer struct {
	ctx       context.Context
	tx        *sql.Tx
	fast      *direct
	taken     []int64  // the new quotes that were handed to it, in ascending order
	queue     []queued // those of them that it has still to take in
	audiences map[audience]int64
	quotes    map[int64]int64  // by audience: how many more there are now
	own       *lexicon         // of the quotes that it reads itself
	lexicon   *lexicon         // that the tallies are about
	words     []lexeme         // what it knew when the last quote was counted
	tallies   map[int64]*tally // by audience
}

func newIndexer(ctx context.Context, tx *sql.Tx, fast *direct) *indexer {
	return &indexer{ctx: ctx, tx: tx, fast: fast, audiences: map[audience]int64{}, quotes: map[int64]int64{},
		tallies: map[int64]*tally{}}
}

// finish brings the index of words up to date with what the transaction has changed: it takes out the forms that quotes
// had, and takes in those that they have.
func (x *indexer) finish() error {
	if err := x.takeQueued(); err != nil {
		return err
	}
	var last, newest, fresh int64
	var changed bool
	if err := x.tx.QueryRowContext(x.ctx, `
		SELECT last_id, coalesce((SELECT max(id) FROM quotes), 0), (SELECT count(*) FROM quotes WHERE id > last_id), EXISTS (SELECT 1 FROM changed)
		FROM indexed`).Scan(&last, &newest, &fresh, &changed); err != nil {
		return err
	}
	if newest <= last && !changed {
		return nil
	}
	if changed {
		if err := x.read(`changed AS f ORDER BY quote_id`, last, true); err != nil {
			return err
		}
		if err := x.read(`indexed_form AS f WHERE quote_id IN (SELECT quote_id FROM changed) AND quote_id <= ?1 ORDER BY quote_id`, last, false); err != nil {
			return err
		}
		if _, err := x.tx.ExecContext(x.ctx, `DELETE FROM changed`); err != nil {
			return err
		}
	}
	if fresh > int64(len(x.taken)) {
		if err := x.read(`indexed_form AS f WHERE quote_id > ?1 ORDER BY quote_id`, last, false); err != nil {
			return err
		}
	}
	if _, err := x.tx.ExecContext(x.ctx, `UPDATE indexed SET last_id = ?`, newest); err != nil {
		return err
	}
	return x.count()
}

// read reads forms of quotes and takes them in or out.
func (x *indexer) read(from string, last int64, gone bool) error {
	rows, err := x.tx.QueryContext(x.ctx, `
		SELECT quote_id, scope_id, channel, words, context, title, speaker, outlet
		FROM `+from, last)
	if err != nil {
		return err
	}
	return each(rows, func(scan func(...any) error) (e entry, err error) {
		return e, scan(&e.quote, &e.scope, &e.channel, &e.words, &e.context, &e.title, &e.speaker, &e.outlet)
	}, func(e entry) error {
		if _, taken := slices.BinarySearch(x.taken, e.quote); taken {
			return nil
		}
		if x.own == nil || x.own.full() {
			x.own = newLexicon()
		}
		f := x.own.form(e)
		by := int32(1)
		if gone {
			by = -1
		}
		if err := x.tally(audience{e.scope, e.channel}, f, x.own, x.own.words, by); err != nil {
			return err
		}
		if gone {
			return x.fast.run(`DELETE FROM search WHERE rowid = ?`, e.quote)
		}
		return x.write(e.quote, f.terms)
	})
}

// take takes the words of a new quote in. They are yet to be counted.
func (x *indexer) take(quote int64, t terms) error {
	x.taken = append(x.taken, quote)
	x.queue = append(x.queue, queued{quote, t})
	if len(x.queue) < mostQueued {
		return nil
	}
	return x.takeQueued()
}

// takeQueued takes in the quotes that wait.
func (x *indexer) takeQueued() error {
	for _, q := range x.queue {
		if err := x.write(q.quote, q.terms); err != nil {
			return err
		}
	}
	clear(x.queue)
	x.queue = x.queue[:0]
	return nil
}

// write writes the terms of a quote into the index.
func (x *indexer) write(quote int64, t terms) error {
	return x.fast.run(`INSERT INTO search (rowid, words, context, title, speaker) VALUES (?, ?, ?, ?, ?)`,
		quote, t.words, t.context, t.title, t.speaker)
}

// tally counts the words and names of a quote, by 1 or -1.
func (x *indexer) tally(of audience, f form, l *lexicon, known []lexeme, by int32) error {
	a, t, err := x.tallyOf(of, l, known)
	if err != nil {
		return err
	}
	for _, w := range f.has {
		t.of(w).more += by
	}
	x.quotes[a] += int64(by)
	return nil
}

// countTogether counts the words and names of new quotes of one audience.
func (x *indexer) countTogether(p prepared) error {
	a, t, err := x.tallyOf(p.rows[0].audience(), p.lexicon, p.known)
	if err != nil {
		return err
	}
	for _, c := range p.counts {
		t.of(c.word).more += c.more
	}
	x.quotes[a] += int64(len(p.rows))
	return nil
}

// tallyOf gives an audience and its tally.
func (x *indexer) tallyOf(of audience, l *lexicon, known []lexeme) (int64, *tally, error) {
	a, err := x.audience(of)
	if err != nil {
		return 0, nil, err
	}
	if x.lexicon != l {
		if err := x.countWords(); err != nil {
			return 0, nil, err
		}
		x.lexicon, x.tallies = l, map[int64]*tally{}
	}
	x.words = known
	t := x.tallies[a]
	if t == nil {
		t = &tally{}
		if len(x.tallies) >= withLists {
			t.places.byID = map[uint32]int32{}
		}
		x.tallies[a] = t
	}
	return a, t, nil
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

// count adds what was gathered to the tables of counts. What nothing is left of goes.
func (x *indexer) count() error {
	for _, a := range slices.Sorted(maps.Keys(x.quotes)) {
		if err := x.fast.run(`UPDATE audiences SET quotes = quotes + ? WHERE id = ?`, x.quotes[a], a); err != nil {
			return err
		}
	}
	clear(x.quotes)
	return x.countWords()
}

// countWords adds what was counted of words and names. What has no row yet is written in order, since neighbouring keys
// share a page of an index.
func (x *indexer) countWords() error {
	for _, a := range slices.Sorted(maps.Keys(x.tallies)) {
		var known, fresh []int
		t := x.tallies[a]
		for i := range t.counts {
			c := &t.counts[i]
			if c.more == 0 {
				continue
			}
			if c.row == 0 {
				var err error
				if c.row, err = x.rowOf(a, x.words[c.word]); err != nil {
					return err
				}
			}
			if c.row == 0 {
				fresh = append(fresh, i)
			} else {
				known = append(known, i)
			}
		}
		if err := x.recount(t, known); err != nil {
			return err
		}
		if err := x.newWords(a, t, fresh); err != nil {
			return err
		}
	}
	return nil
}

// rowOf gives the row of a word or name as counted has it.
func (x *indexer) rowOf(audience int64, w lexeme) (int64, error) {
	if w.names != nobody {
		return x.fast.id(`SELECT -id FROM names WHERE audience_id = ? AND kind = ? AND name = ?`, audience, w.names.column(), w.word)
	}
	return x.fast.id(`SELECT id FROM vocabulary WHERE audience_id = ? AND word = ?`, audience, w.word)
}

// recount changes the counts of words and names that have a row.
func (x *indexer) recount(t *tally, places []int) error {
	slices.SortFunc(places, func(i, j int) int { return cmp.Compare(t.counts[i].row, t.counts[j].row) })
	for _, i := range places {
		c := &t.counts[i]
		change, drop := `UPDATE vocabulary SET quotes = quotes + ? WHERE id = ?`, `DELETE FROM vocabulary WHERE id = ? AND quotes <= 0`
		if c.row < 0 {
			change, drop = `UPDATE names SET quotes = quotes + ? WHERE id = -?`, `DELETE FROM names WHERE id = -? AND quotes <= 0`
		}
		if err := x.fast.run(change, int64(c.more), c.row); err != nil {
			return err
		}
		if c.more < 0 {
			if err := x.fast.run(drop, c.row); err != nil {
				return err
			}
			c.row = 0 // it may be gone
		}
		c.more = 0
	}
	return nil
}

// newWords gives words and names a row.
func (x *indexer) newWords(audience int64, t *tally, places []int) error {
	slices.SortFunc(places, func(i, j int) int {
		v, w := x.words[t.counts[i].word], x.words[t.counts[j].word]
		return cmp.Or(cmp.Compare(v.names, w.names), strings.Compare(v.word, w.word))
	})
	for _, i := range places {
		c := &t.counts[i]
		if c.more > 0 {
			w := x.words[c.word]
			table, row := `INSERT INTO vocabulary (audience_id, word, term, quotes) VALUES (?, ?, ?, ?)`, `SELECT last_insert_rowid()`
			first, second := w.word, w.term
			if w.names != nobody {
				table, row = `INSERT INTO names (audience_id, kind, name, quotes) VALUES (?, ?, ?, ?)`, `SELECT -last_insert_rowid()`
				first, second = w.names.column(), w.word
			}
			if err := x.fast.run(table, audience, first, second, int64(c.more)); err != nil {
				return err
			}
			var err error
			if c.row, err = x.fast.id(row); err != nil {
				return err
			}
		}
		c.more = 0
	}
	return nil
}
