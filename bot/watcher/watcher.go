// Package watcher reads the sources of stored quotes again when their plan says so (package quotes/watch), one request at
// a time and politely: it obeys robots.txt, pauses between two requests to a host, leaves a host alone as long as it asks
// for, and asks only for what has changed since the last time.
package watcher

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"quotebot/quotes"
	"quotebot/quotes/page"
	"quotebot/quotes/watch"
)

// Store keeps the plan and what was seen. Package db is one.
type Store interface {
	Enrol(ctx context.Context, now time.Time, most int) (int, error)
	DueWatches(ctx context.Context, now time.Time, most int) ([]watch.Record, error)
	HeldHosts(ctx context.Context, now time.Time) (map[string]time.Time, error)
	HoldHost(ctx context.Context, host string, until, now time.Time) error
	Watched(ctx context.Context, article int64) (watch.Kept, error)
	KeepWatch(ctx context.Context, r watch.Record, kept watch.Kept, found []watch.Finding) error
}

// Pages fetches pages and the rules of sites. Package page has one.
type Pages interface {
	ReadIf(ctx context.Context, rawURL string, v page.Validators) (page.Reading, error)
	Robots(ctx context.Context, rawURL string) (page.Robots, error)
}

// What the watcher allows itself.
const (
	// DefaultPause is the least time between two requests to one host. No reader of an outlet would notice it.
	DefaultPause = 10 * time.Second

	mostAtOnce   = 50               // sources of one pass
	mostEnrolled = 500              // sources taken into the plan before a pass
	between      = 10 * time.Minute // from the end of a pass to the next
	rulesLast    = 24 * time.Hour   // before robots.txt is read again (RFC 9309, 2.4)
	longestPause = 5 * time.Minute  // a host that asks for a longer one is held, as after "too many requests"
	holdBusy     = time.Hour        // for a host that is busy and does not say how long
	holdUnruly   = 6 * time.Hour    // for a host whose robots.txt can't be had
	longestHold  = 30 * 24 * time.Hour
	forbidden    = 7 * 24 * time.Hour // before a forbidden page is looked at again
)

// Watcher reads sources again. Store, Pages, Now and Log must be set. It is for one goroutine.
type Watcher struct {
	Store Store
	Pages Pages
	Now   func() time.Time
	Log   *slog.Logger
	Pause time.Duration                                    // between two requests to one host; 0 means DefaultPause
	Sleep func(ctx context.Context, d time.Duration) error // nil: by the clock
	Told  func(before, after watch.Record)                 // is told of each source that was asked for; may be nil

	hosts map[string]*host
}

// host is what the watcher knows of a host.
type host struct {
	free   time.Time // when the next request may be made
	rules  page.Robots
	expire time.Time // when the rules must be read again; zero: they never were
}

// Run makes passes until ctx ends. What fails is logged, and tried again in the next pass.
func (w *Watcher) Run(ctx context.Context) {
	for {
		n, err := w.Pass(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			w.Log.Error("re-reading sources failed; trying again later", "error", err)
		} else if n > 0 {
			w.Log.Info("re-read sources", "sources", n)
		}
		if err := w.sleep(ctx, between); err != nil {
			return
		}
	}
}

// Pass takes new sources into the plan, reads those that are due, at most fifty, and answers how many it asked for. Each
// is kept before the next is asked for. Errors are the store's, or that of ctx.
func (w *Watcher) Pass(ctx context.Context) (int, error) {
	if _, err := w.Store.Enrol(ctx, w.Now(), mostEnrolled); err != nil {
		return 0, err
	}
	due, err := w.Store.DueWatches(ctx, w.Now(), mostAtOnce)
	if err != nil {
		return 0, err
	}
	return w.Read(ctx, due)
}

// Read reads these sources now, as fast as their hosts may be asked, and answers how many it asked for. Sources of hosts
// that must be left alone are passed over.
func (w *Watcher) Read(ctx context.Context, sources []watch.Record) (int, error) {
	held, err := w.Store.HeldHosts(ctx, w.Now())
	if err != nil {
		return 0, err
	}
	w.forget()
	asked := 0
	for len(sources) > 0 {
		i := w.soonest(sources)
		r := sources[i]
		if until, ok := held[r.Host]; ok && until.After(w.Now()) {
			sources = append(sources[:i:i], sources[i+1:]...)
			continue
		}
		h := w.host(r.Host)
		if err := w.sleep(ctx, h.free.Sub(w.Now())); err != nil {
			return asked, err
		}
		if h.expire.Before(w.Now()) {
			hold := w.readRules(ctx, h, r)
			if err := ctx.Err(); err != nil {
				return asked, err
			}
			if hold > 0 {
				if err := w.keep(ctx, r, watch.Answer{Outcome: watch.Later, Problem: "the site's robots.txt could not be read", Wait: hold}); err != nil {
					return asked, err
				}
				if err := w.hold(ctx, held, r.Host, hold); err != nil {
					return asked, err
				}
			}
			continue // the page comes in its turn, after the pause that the rules ask for
		}
		sources = append(sources[:i:i], sources[i+1:]...)
		asked++
		a, hold := w.ask(ctx, h, r)
		if err := ctx.Err(); err != nil {
			return asked, err
		}
		if err := w.keep(ctx, r, a); err != nil {
			return asked, err
		}
		if hold > 0 {
			if err := w.hold(ctx, held, r.Host, hold); err != nil {
				return asked, err
			}
		}
	}
	return asked, nil
}

// soonest is the place of the first source whose host may be asked first.
func (w *Watcher) soonest(sources []watch.Record) int {
	best := 0
	for i, r := range sources {
		if w.host(r.Host).free.Before(w.host(sources[best].Host).free) {
			best = i
		}
	}
	return best
}

// readRules fetches the rules of a host and answers for how long to leave it alone, 0 when it may be asked.
func (w *Watcher) readRules(ctx context.Context, h *host, r watch.Record) time.Duration {
	rules, err := w.Pages.Robots(ctx, r.URL)
	if err != nil {
		return max(holdUnruly, min(retryAfter(err), longestHold))
	}
	h.rules, h.expire = rules, w.Now().Add(rulesLast)
	h.free = w.Now().Add(min(rules.Delay, longestPause))
	return 0
}

// ask asks for a page, and answers for how long its host is to be left alone.
func (w *Watcher) ask(ctx context.Context, h *host, r watch.Record) (a watch.Answer, hold time.Duration) {
	if !h.rules.Allows(r.URL) {
		return watch.Answer{Outcome: watch.Later, Problem: "the site's robots.txt forbids reading it", Wait: forbidden}, 0
	}
	got, err := w.Pages.ReadIf(ctx, r.URL, page.Validators{ETag: r.ETag, LastModified: r.LastModified})
	pause := max(w.pause(), h.rules.Delay)
	h.free = w.Now().Add(min(pause, longestPause))
	if pause > longestPause {
		hold = pause
	}
	if err == nil {
		a = watch.Answer{Article: got.Article, ETag: got.Validators.ETag, LastModified: got.Validators.LastModified}
		if got.Unchanged {
			a.Outcome = watch.Unchanged
		}
		return a, hold
	}
	a = watch.Answer{Outcome: watch.Later, Problem: problem(err)}
	var status *page.StatusError
	if !errors.As(err, &status) {
		return a, hold
	}
	switch status.Code {
	case http.StatusNotFound:
		a.Outcome = watch.NotFound
	case http.StatusGone:
		a.Outcome = watch.Ended
	case http.StatusTooManyRequests:
		hold = max(hold, holdBusy)
	}
	hold = max(hold, min(status.RetryAfter, longestHold))
	a.Wait = hold
	return a, hold
}

// keep judges an answer and stores what is known then. An article that was removed meanwhile is passed over.
func (w *Watcher) keep(ctx context.Context, r watch.Record, a watch.Answer) error {
	kept, err := w.Store.Watched(ctx, r.Article)
	if errors.Is(err, quotes.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	after, found := watch.Judge(r, kept, a, w.Now())
	if err := w.Store.KeepWatch(ctx, after, kept, found); err != nil {
		return err
	}
	if w.Told != nil {
		w.Told(r, after)
	}
	return nil
}

// hold leaves a host alone, in this pass and in later ones.
func (w *Watcher) hold(ctx context.Context, held map[string]time.Time, name string, d time.Duration) error {
	held[name] = w.Now().Add(d)
	return w.Store.HoldHost(ctx, name, held[name], w.Now())
}

func (w *Watcher) host(name string) *host {
	if w.hosts == nil {
		w.hosts = map[string]*host{}
	}
	if w.hosts[name] == nil {
		w.hosts[name] = &host{}
	}
	return w.hosts[name]
}

// forget drops what is known of hosts that were not asked for a day.
func (w *Watcher) forget() {
	for name, h := range w.hosts {
		if h.expire.Before(w.Now()) && h.free.Before(w.Now()) {
			delete(w.hosts, name)
		}
	}
}

func (w *Watcher) pause() time.Duration {
	if w.Pause == 0 {
		return DefaultPause
	}
	return w.Pause
}

func (w *Watcher) sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	if w.Sleep != nil {
		return w.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// retryAfter is how long the server that gave an error asks to wait.
func retryAfter(err error) time.Duration {
	var status *page.StatusError
	if errors.As(err, &status) {
		return status.RetryAfter
	}
	return 0
}

// problem says in words for people why a page gave no verdict.
func problem(err error) string {
	var status *page.StatusError
	switch {
	case errors.As(err, &status):
		return fmt.Sprintf("the server answered with status %d", status.Code)
	case errors.Is(err, page.ErrTooSlow):
		return "the page took too long to arrive"
	case errors.Is(err, page.ErrTooLarge):
		return "the page is larger than what is read"
	case errors.Is(err, page.ErrRefused), errors.Is(err, page.ErrBadURL):
		return "the address is not one of a public page"
	case errors.Is(err, page.ErrRedirects):
		return "the address leads on and on"
	case errors.Is(err, page.ErrUnreachable):
		return "the site could not be reached"
	default:
		return "no article text was found in the page"
	}
}
