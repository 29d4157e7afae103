package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"time"

	"quotebot/quotes"
)

// Bounds of a transaction of an import. A long one costs less a quote, because many quotes change the same pages. It ends
// as soon as anybody else in this program waits for the writer; other programs wait for its end, 5 seconds at most (the
// busy_timeout in writerSettings).
const (
	importMost    = 100_000
	importLongest = 3 * time.Second
	importIdle    = 100 * time.Millisecond // how long it waits for more
)

// How many bytes the write-ahead log may have before they go into the file: usually, and during an import, which changes
// the same pages again soon.
const (
	usualLog  = 4 << 20
	importLog = 64 << 20
)

// muchImported is how many quotes an import has that gives its memory back at its end.
const muchImported = 10_000

// mostCounted bounds the words and names of which an import remembers their rows, those of each audience by themselves.
const mostCounted = 450_000

// Import keeps quotes as AddCitations does, many batches in a transaction, and makes the next ones ready while one is
// written. A batch is never parted by transactions. stored is told how many quotes every transaction has added and how
// many were there already; what it has been told of is on the disk. The first error ends the import: that of a batch
// that cannot be taken leaves what was stored before it. Import does not wait for batches to return after an error of
// its own.
func (d *DB) Import(ctx context.Context, batches iter.Seq2[[]quotes.Citation, error], stored func(fresh, already int)) error {
	err := d.foldAt(ctx, importLog)
	if err == nil {
		n := 0
		err = errors.Join(d.importAll(ctx, importLongest, batches, func(fresh, already int) {
			n += fresh + already
			stored(fresh, already)
		}), d.foldAt(context.WithoutCancel(ctx), usualLog))
		if n > muchImported { // what so many have needed would stay with a program that may run for months
			_, shrunk := d.write.ExecContext(context.WithoutCancel(ctx), `PRAGMA shrink_memory`)
			err = errors.Join(err, shrunk)
			debug.FreeOSMemory()
		}
	}
	if err != nil {
		return fmt.Errorf("import quotes: %w", ours(err))
	}
	return nil
}

// foldAt sets how many bytes the log may have.
func (d *DB) foldAt(ctx context.Context, bytes int) error {
	var page int // older libraries have smaller ones
	err := d.write.QueryRowContext(ctx, `PRAGMA page_size`).Scan(&page)
	if err == nil {
		_, err = d.write.ExecContext(ctx, fmt.Sprintf(`PRAGMA wal_autocheckpoint = %d`, bytes/page))
	}
	return err
}

// importAll imports in transactions that last no longer than longest, as far as batches allow.
func (d *DB) importAll(ctx context.Context, longest time.Duration, batches iter.Seq2[[]quotes.Citation, error], stored func(fresh, already int)) error {
	ready, stop := make(chan prepared, 1), make(chan struct{})
	defer close(stop)
	go func() {
		defer close(ready)
		l := newLexicon()
		for cs, err := range batches {
			var p prepared
			if err == nil {
				if l.full() {
					l = newLexicon()
				}
				p, err = prepare(cs, l)
			}
			p.err = err
			select {
			case ready <- p:
			case <-stop:
				return
			}
		}
	}()
	s := &session{pool: d.write, waits: d.write.Stats().WaitCount, longest: longest}
	for p := range ready {
		for p.rows != nil {
			var fresh, already int
			err := d.changing(ctx, s, func(w writing) (err error) {
				b := s.batch(w)
				defer b.close()
				p, fresh, already, err = b.importSome(ctx, s, p, ready)
				if err != nil {
					return err
				}
				return b.finish()
			})
			if err != nil {
				return err
			}
			stored(fresh, already)
		}
		if p.err != nil {
			return p.err
		}
	}
	return nil
}

// importSome writes a batch and those that are ready soon after it, within the bounds of a transaction. It gives the one
// that it left: without rows when there is none.
func (b *batch) importSome(ctx context.Context, s *session, p prepared, ready <-chan prepared) (left prepared, fresh, already int, err error) {
	idle := time.NewTimer(importIdle)
	defer idle.Stop()
	for began := time.Now(); p.err == nil && p.rows != nil; {
		if err := b.fill(len(p.rows)); err != nil {
			return p, 0, 0, err
		}
		if err := b.addPrepared(p, func(_ *row, there int64) error {
			if there != 0 {
				already++
			} else {
				fresh++
			}
			return nil
		}); err != nil {
			return p, 0, 0, err
		}
		p = prepared{}
		if fresh+already >= importMost || time.Since(began) > s.longest || s.wanted() || ctx.Err() != nil {
			break
		}
		idle.Reset(importIdle)
		select {
		case p = <-ready:
		case <-idle.C:
		}
	}
	return p, fresh, already, nil
}

// session is what an import remembers from one transaction to the next, as long as nobody else writes in between.
type session struct {
	pool    *sql.DB
	waits   int64         // how often anybody had to wait for the writer by the end of the last transaction
	longest time.Duration // that a transaction may last

	version, changes int64 // of the library when the last transaction ended
	last             *batch
	index            *indexer
}

// wanted says whether somebody else waits for the writer, or had it just now so that we waited: then there may be more of
// them.
func (s *session) wanted() bool { return s.pool.Stats().WaitCount != s.waits }

// begin looks whether what is remembered still holds.
func (s *session) begin(w writing) error {
	version, changes, err := s.state(w)
	if err == nil && s.last != nil && (version != s.version || changes != s.changes) {
		s.last = nil
	}
	if err == nil && s.last != nil {
		w.index.remember(s.index)
	}
	return err
}

func (s *session) state(w writing) (version, changes int64, err error) {
	if version, err = w.fast.id(`PRAGMA data_version`); err != nil { // changes by other connections
		return 0, 0, err
	}
	changes, err = w.fast.id(`SELECT total_changes()`) // and by this one
	return version, changes, err
}

// batch makes the batch of a transaction.
func (s *session) batch(w writing) *batch {
	b := newBatch(w)
	if s.last != nil {
		b.remember(s.last)
	}
	s.last, s.index = b, w.index
	return b
}

func (s *session) end(w writing) (err error) {
	s.waits = s.pool.Stats().WaitCount
	s.version, s.changes, err = s.state(w)
	return err
}

// remember takes over what an earlier batch knew of rows that it does not change.
func (b *batch) remember(last *batch) {
	b.ids, b.bloom, b.sources, b.speakers, b.voices, b.articles = last.ids, last.bloom, last.sources, last.speakers, last.voices, last.articles
}

// remember takes over which rows words have, unless there are too many: each audience has rows of its own.
func (x *indexer) remember(last *indexer) {
	x.audiences = last.audiences
	n := 0
	for _, t := range last.tallies {
		n += len(t.counts)
	}
	if n <= mostCounted {
		x.lexicon, x.words, x.tallies = last.lexicon, last.words, last.tallies
	}
}
