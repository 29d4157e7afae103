package db

import (
	"context"
	"errors"
	"sync"

	"quotebot/quotes"
)

// togetherMost is how many quotes are added by one transaction on behalf of several callers: as many as the utterances
// follow at once.
const togetherMost = atOnce

// assembly gathers small adds that wait for the writer at the same time, so that one transaction, one run of the indexes
// and one wait for the disk do for all of them. Without it a slow disk would let through as many adds a second as it can
// be synced, and those behind would wait longer than anybody waits for an answer.
type assembly struct {
	mu      sync.Mutex
	waiting []*waiting
	led     bool           // somebody is adding for those who wait
	leader  sync.WaitGroup // that one
}

// waiting is one caller's quotes.
type waiting struct {
	quotes []quotes.Citation
	begun  bool // it can't be given up any more
	added  []quotes.Added
	err    error
	done   chan struct{}
}

// addTogether adds quotes with those of other callers, all of its own or none.
func (d *DB) addTogether(ctx context.Context, cs []quotes.Citation) ([]quotes.Added, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &waiting{quotes: cs, done: make(chan struct{})}
	d.adding.mu.Lock()
	d.adding.waiting = append(d.adding.waiting, w)
	lead := !d.adding.led
	d.adding.led = true
	d.adding.mu.Unlock()
	if lead {
		// Not the caller itself: its context may end while others still wait.
		d.adding.leader.Go(func() { d.addWaiting(context.WithoutCancel(ctx)) })
	}
	select {
	case <-w.done:
	case <-ctx.Done():
		if d.adding.leave(w) {
			return nil, ctx.Err()
		}
		<-w.done
	}
	return w.added, w.err
}

// leave takes a caller out who does not want to wait, unless its quotes are being added already.
func (a *assembly) leave(w *waiting) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if w.begun {
		return false
	}
	for i, other := range a.waiting {
		if other == w {
			a.waiting = append(a.waiting[:i], a.waiting[i+1:]...)
			break
		}
	}
	return true
}

// take gives those whose turn it is, in the order they came.
func (a *assembly) take() []*waiting {
	a.mu.Lock()
	defer a.mu.Unlock()
	n, room := 0, togetherMost
	for ; n < len(a.waiting) && (n == 0 || len(a.waiting[n].quotes) <= room); n++ {
		room -= len(a.waiting[n].quotes)
		a.waiting[n].begun = true
	}
	group := a.waiting[:n:n]
	a.waiting = a.waiting[n:]
	return group
}

// more says whether somebody waits. If not, the next who comes has to lead.
func (a *assembly) more() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.led = len(a.waiting) > 0
	return a.led
}

// addWaiting adds for those who wait until there are none.
func (d *DB) addWaiting(ctx context.Context) {
	for more := true; more; {
		var group []*waiting
		err := d.changing(ctx, nil, func(tx writing) error {
			group = d.adding.take() // only now that the writer is ours: until then more may come
			return addAll(tx, group)
		})
		if group == nil && err != nil { // the writer could not be had, which is so for all
			group = d.adding.take()
		}
		alone := err != nil && len(group) > 1 && !general(err) // one of them can't be added: each for itself
		for _, w := range group {
			if w.err = err; alone {
				w.err = d.changing(ctx, nil, func(tx writing) error { return addAll(tx, []*waiting{w}) })
			}
		}
		more = d.adding.more()
		for _, w := range group { // only now, so that whoever closes the library next finds nobody at work
			close(w.done)
		}
	}
}

// addAll adds the quotes of all of a group and deals out what became of them.
func addAll(tx writing, group []*waiting) error {
	var all []quotes.Citation
	for _, w := range group {
		all = append(all, w.quotes...)
	}
	b := newBatch(tx)
	defer b.close()
	added, err := b.addCitations(tx.ctx, all, newLexicon())
	if err != nil {
		return err
	}
	for _, w := range group {
		n := len(w.quotes)
		w.added, added = added[:n:n], added[n:]
	}
	return b.finish()
}

// general says whether an error is about the library and not about what was to be added.
func general(err error) bool {
	err = ours(err)
	for _, e := range []error{quotes.ErrBusy, quotes.ErrFull, quotes.ErrReadOnly, ErrDamaged} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
