package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quotebot/quotes"
)

// held makes callers wait for the writer until the returned function is called, and waits until so many of them do.
func held(t *testing.T, d *DB) (gathered func(n int), release func()) {
	t.Helper()
	holding, free, over := make(chan bool), make(chan bool), make(chan error, 1)
	go func() {
		over <- d.within(context.Background(), func(context.Context, *sql.Tx) error {
			close(holding)
			<-free
			return nil
		})
	}()
	<-holding
	return func(n int) {
			for {
				d.adding.mu.Lock()
				enough := len(d.adding.waiting) >= n
				d.adding.mu.Unlock()
				if enough {
					return
				}
				time.Sleep(time.Millisecond)
			}
		}, sync.OnceFunc(func() {
			close(free)
			if err := <-over; err != nil {
				t.Error(err)
			}
		})
}

// Those who wait for the writer at the same time are added by one transaction, and each is told what became of its own.
func TestAddTogether(t *testing.T) {
	const callers = 50
	d, ctx := openTemp(t), t.Context()
	gathered, release := held(t, d)
	defer release()
	added, errs := make([][]quotes.Added, callers), make([]error, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			added[i], errs[i] = d.AddCitations(ctx, []quotes.Citation{typed("First of %d", i), typed("Second of %d", i)})
		})
	}
	gathered(callers)
	// A reader sees none of them or all of them, because they come in one transaction.
	var over atomic.Bool
	var between []int64
	wg.Go(func() {
		for !over.Load() {
			n, err := d.Count(ctx, quotes.View{Scopes: []quotes.Scope{quotes.Library}})
			if err != nil {
				t.Error(err)
				return
			}
			if n != 0 && n != 2*callers {
				between = append(between, int64(n))
			}
			over.Store(n == 2*callers)
		}
	})
	release()
	wg.Wait()
	if len(between) > 0 {
		t.Errorf("so many were seen meanwhile: %v", between)
	}
	numbers := map[int64]bool{}
	for i := range callers {
		if errs[i] != nil || len(added[i]) != 2 || added[i][0].Text != fmt.Sprint("First of ", i) || added[i][1].Text != fmt.Sprint("Second of ", i) {
			t.Fatalf("caller %d: %v, %+v", i, errs[i], added[i])
		}
		numbers[added[i][0].Number], numbers[added[i][1].Number] = true, true
	}
	if len(numbers) != 2*callers {
		t.Errorf("%d numbers for %d quotes", len(numbers), 2*callers)
	}
}

// What cannot be added harms nobody who waits beside it, nor does somebody who gives up.
func TestAddTogetherEachForItself(t *testing.T) {
	d, ctx := openTemp(t), t.Context()
	gathered, release := held(t, d)
	defer release()
	var wg sync.WaitGroup
	var good, same []quotes.Added
	var goodErr, badErr, sameErr, goneErr error
	wg.Go(func() { good, goodErr = d.AddCitations(ctx, []quotes.Citation{typed("Good")}) })
	gathered(1)
	wg.Go(func() { _, badErr = d.AddCitations(ctx, []quotes.Citation{typed("Never stored"), typed(" ")}) })
	wg.Go(func() { same, sameErr = d.AddCitations(ctx, []quotes.Citation{typed("Good")}) })
	gathered(3)
	leaving, leave := context.WithCancel(ctx)
	wg.Go(func() {
		_, goneErr = d.AddCitations(leaving, []quotes.Citation{typed("Given up")})
		release()
	})
	gathered(4)
	leave()
	wg.Wait()
	if goodErr != nil || sameErr != nil || len(good) != 1 || len(same) != 1 || good[0].Number != same[0].Number || good[0].Already || !same[0].Already {
		t.Errorf("good: %v %+v; the same: %v %+v", goodErr, good, sameErr, same)
	}
	if !errors.Is(badErr, quotes.ErrEmpty) {
		t.Errorf("bad: %v", badErr)
	}
	if !errors.Is(goneErr, context.Canceled) {
		t.Errorf("given up: %v", goneErr)
	}
	if n, err := d.Count(ctx, quotes.View{Scopes: []quotes.Scope{quotes.Library}}); n != 1 || err != nil {
		t.Errorf("%d quotes, %v", n, err)
	}
	mustAdd(t, d, typed("Afterwards"))
}
