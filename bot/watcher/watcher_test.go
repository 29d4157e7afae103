package watcher

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/page"
	"quotebot/quotes/watch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var start = time.Date(2025, time.March, 3, 12, 0, 0, 0, time.UTC)

// paper is an outlet's server on loopback that a test can change between readings.
type paper struct {
	*httptest.Server
	mu     sync.Mutex
	pages  map[string]func(w http.ResponseWriter, r *http.Request)
	asked  []string // paths, in order
	at     []time.Time
	now    func() time.Time
	robots string
}

func newPaper(t *testing.T, c *clock) *paper {
	p := &paper{pages: map[string]func(http.ResponseWriter, *http.Request){}, now: c.now}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked, p.at = append(p.asked, r.URL.Path), append(p.at, p.now())
		switch serve := p.pages[r.URL.Path]; {
		case serve != nil:
			serve(w, r)
		case r.URL.Path == "/robots.txt" && p.robots != "":
			io.WriteString(w, p.robots)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(p.Close)
	return p
}

// serve sets what a path answers.
func (p *paper) serve(path string, f func(w http.ResponseWriter, r *http.Request)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages[path] = f
}

// requests gives the paths that were asked for since the last call.
func (p *paper) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := p.asked
	p.asked = nil
	return asked
}

const (
	mend  = "We can mend it now or we can fish it out of the river later,"
	ferry = "The ferry will run twice an hour until the work is done."
)

// story is a page of our own writing.
func story(title string) string {
	return "<html lang=en><title>" + title + "</title><body><article><h1>" + title + "</h1>" +
		"<p>The old bridge of Port Ellery will close in spring, the council decided on Tuesday after a long debate in the town hall.</p>" +
		"<p>“" + mend + "” said Ada Brook, the mayor. “" + ferry + "”</p>" +
		"<p>The work is to cost two million crowns, according to the council, and nobody knows yet who is going to pay for all of it.</p></article></body></html>"
}

func printed(html string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, html) }
}

func status(code int, header ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.set(c.now().Add(d))
	return ctx.Err()
}

// room is a library with papers and a watcher.
type room struct {
	*testing.T
	clock *clock
	path  string
	db    *db.DB
	w     *Watcher
	pages *page.Client
}

func newRoom(t *testing.T) *room {
	r := &room{T: t, clock: &clock{t: start}, path: filepath.Join(t.TempDir(), "quotes.db")}
	r.open()
	t.Cleanup(func() { r.close() })
	return r
}

func (r *room) open() {
	r.Helper()
	var err error
	if r.db, err = db.Open(context.Background(), r.path); err != nil {
		r.Fatal(err)
	}
	r.pages = page.NewClient(page.Options{Allow: []string{"127.0.0.0/8"}, UserAgent: "ellery-reader/1", Timeout: 5 * time.Second})
	r.w = &Watcher{Store: r.db, Pages: r.pages, Now: r.clock.now, Sleep: r.clock.sleep, Log: slog.New(slog.DiscardHandler)}
}

func (r *room) close() {
	r.Helper()
	if err := r.db.Close(); err != nil {
		r.Error(err)
	}
}

// add keeps the story at an address with its two quotes, as reading it for the first time does.
func (r *room) add(p *paper, path string) []int64 {
	r.Helper()
	p.serve(path, printed(story("Bridge "+path)))
	a, err := r.pages.Read(r.Context(), p.URL+path)
	if err != nil {
		r.Fatal(err)
	}
	var qs []quotes.Quote
	for _, words := range []string{mend, ferry} {
		i := strings.Index(a.Text, words)
		qs = append(qs, quotes.Quote{Kind: quotes.Direct, Segments: []quotes.Span{{Start: i, End: i + len(words)}}, Speaker: quotes.Speaker{Name: "Ada Brook"}})
	}
	added, err := r.db.AddArticle(r.Context(), quotes.Library, a, qs, quotes.Adder{At: r.clock.now()})
	if err != nil {
		r.Fatal(err)
	}
	p.requests()
	return []int64{added[0].ID, added[1].ID}
}

// pass makes a pass at so many days after the start and wants it to ask for so many sources.
func (r *room) pass(days float64, want int) {
	r.Helper()
	r.clock.set(start.Add(time.Duration(days * 24 * float64(time.Hour))))
	if n, err := r.w.Pass(r.Context()); err != nil || n != want {
		r.Fatalf("day %v: %d sources asked for, want %d: %v", days, n, want, err)
	}
}

func (r *room) report(id int64) watch.Report {
	r.Helper()
	reports, err := r.db.SourceReports(r.Context(), []int64{id})
	if err != nil {
		r.Fatal(err)
	}
	return reports[id]
}

// record is what is kept of the only watched source.
func (r *room) record() watch.Record {
	r.Helper()
	list, err := r.db.Watches(r.Context(), 0, 2)
	if err != nil || len(list) != 1 {
		r.Fatalf("%d sources, %v", len(list), err)
	}
	return list[0]
}

// TestUnchanged follows a page that knows validators: read whole once, then asked for conditionally.
func TestUnchanged(t *testing.T) {
	r := newRoom(t)
	p := newPaper(t, r.clock)
	ids := r.add(p, "/bridge")
	conditional := 0
	p.serve("/bridge", func(w http.ResponseWriter, q *http.Request) {
		if agent := q.Header.Get("User-Agent"); agent != "ellery-reader/1" {
			t.Errorf("asked as %q", agent)
		}
		w.Header().Set("ETag", `"1"`)
		if q.Header.Get("If-None-Match") == `"1"` {
			conditional++
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, story("Bridge /bridge"))
	})
	r.pass(0.01, 0)
	r.pass(1.5, 1)
	if got := r.report(ids[0]); got.Page != watch.Same || got.Quote != watch.Same || got.Checked.IsZero() {
		t.Errorf("%+v", got)
	}
	r.pass(1.6, 0)
	r.close()
	r.open() // a restart: everything is in the library
	r.pass(4, 1)
	r.pass(8, 1)
	if conditional != 2 {
		t.Errorf("%d conditional answers, want 2", conditional)
	}
	if got := r.report(ids[1]); got.Quote != watch.Same || got.Checked.Before(start.Add(8*24*time.Hour)) {
		t.Errorf("after 304: %+v", got)
	}
	if diff := cmp.Diff([]string{"/robots.txt", "/bridge", "/robots.txt", "/bridge", "/robots.txt", "/bridge"}, p.requests()); diff != "" {
		t.Errorf("requests:\n%s", diff)
	}
	r.pass(900, 1) // the last one, late
	r.pass(2000, 0)
}

func TestWhatPagesShow(t *testing.T) {
	const page1 = "Bridge /bridge"
	full := story(page1)
	for _, tt := range []struct {
		name        string
		serve       func(http.ResponseWriter, *http.Request)
		page        watch.State
		mend, ferry watch.State
		now         string
		correction  string
		problem     string
	}{
		{name: "as it was", serve: printed(full), page: watch.Same, mend: watch.Same, ferry: watch.Same},
		{name: "words changed", serve: printed(strings.Replace(full, "twice an hour", "every two hours", 1)), page: watch.Changed, mend: watch.Same, ferry: watch.Changed,
			now: "The ferry will run every two hours until the work is done."},
		{name: "quote gone", serve: printed(strings.Replace(full, "“"+ferry+"”", "", 1)), page: watch.Missing, mend: watch.Same, ferry: watch.Missing},
		{name: "correction", serve: printed(strings.Replace(full, "</article>", "<p>Correction: An earlier version of this article gave a wrong price.</p></article>", 1)),
			page: watch.Same, mend: watch.Same, ferry: watch.Same, correction: "Correction: An earlier version of this article gave a wrong price."},
		{name: "gone for good", serve: status(http.StatusGone), page: watch.Gone},
		{name: "not found once", serve: status(http.StatusNotFound), problem: "the server did not find the page; asked again before it counts as gone"},
		{name: "forbidden by the server", serve: status(http.StatusForbidden), problem: "the server answered with status 403"},
		{name: "broken", serve: status(http.StatusBadGateway), problem: "the server answered with status 502"},
		{name: "an empty shell", serve: printed("<html><body><script>go()</script></body></html>"), problem: "no article text was found in the page"},
		{name: "a notice", serve: printed("<html><body><article><p>Please log in to read on. It is free, it takes a minute, and it helps us to pay for this paper.</p></article></body></html>"),
			page: watch.Other},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRoom(t)
			p := newPaper(t, r.clock)
			ids := r.add(p, "/bridge")
			p.serve("/bridge", tt.serve)
			r.pass(0, 0)
			r.pass(1.5, 1)
			got, second, rec := r.report(ids[0]), r.report(ids[1]), r.record()
			if got.Page != tt.page || got.Quote != tt.mend || second.Quote != tt.ferry || second.Now != tt.now || second.Correction != tt.correction {
				t.Errorf("reports %+v, %+v", got, second)
			}
			if rec.Problem != tt.problem || !rec.Next.After(r.clock.now()) {
				t.Errorf("record %+v", rec)
			}
		})
	}
}

func TestNotFoundTwice(t *testing.T) {
	r := newRoom(t)
	p := newPaper(t, r.clock)
	ids := r.add(p, "/bridge")
	p.serve("/bridge", status(http.StatusNotFound))
	r.pass(0, 0)
	r.pass(1.5, 1)
	r.pass(2, 0)
	r.pass(3, 1)
	if got := r.report(ids[0]); got.Page != watch.Gone || !got.Since.Equal(got.Checked) {
		t.Errorf("%+v", got)
	}
	p.serve("/bridge", printed(story("Bridge /bridge")))
	r.pass(9, 1)
	if got := r.report(ids[0]); got.Page != watch.Same || got.Quote != watch.Same {
		t.Errorf("back again: %+v", got)
	}
}

// TestBusyHost: a host that asks for time gets it, for all of its pages and over a restart; another host is read meanwhile.
func TestBusyHost(t *testing.T) {
	r := newRoom(t)
	busy, other := newPaper(t, r.clock), newPaper(t, r.clock)
	for i := range 3 {
		r.add(busy, fmt.Sprint("/", i))
		busy.serve(fmt.Sprint("/", i), status(http.StatusTooManyRequests, "Retry-After", "172800"))
	}
	r.add(other, "/bridge")
	r.pass(0, 0)
	r.pass(1.5, 2)
	if got := busy.requests(); len(got) != 2 || got[0] != "/robots.txt" {
		t.Errorf("the busy host was asked for %v", got)
	}
	r.close()
	r.open()
	r.pass(3, 0)
	if got := busy.requests(); len(got) != 0 {
		t.Errorf("within the time it asked for: %v", got)
	}
	for i := range 3 {
		busy.serve(fmt.Sprint("/", i), printed(story(fmt.Sprint("Bridge /", i))))
	}
	r.pass(6, 4)
}

func TestRobotsAreObeyed(t *testing.T) {
	r := newRoom(t)
	p := newPaper(t, r.clock)
	p.robots = "User-agent: ellery-reader\nDisallow: /closed\nCrawl-delay: 60"
	closed := r.add(p, "/closed/bridge")
	open := r.add(p, "/open")
	r.pass(0, 0)
	r.pass(1.5, 2)
	if got := p.requests(); slices.Contains(got, "/closed/bridge") || !slices.Contains(got, "/open") {
		t.Errorf("asked for %v", got)
	}
	if got := r.report(closed[0]); got.Page != watch.Unknown {
		t.Errorf("a page that was not read: %+v", got)
	}
	if got := r.report(open[0]); got.Quote != watch.Same {
		t.Errorf("%+v", got)
	}
}

// TestRulesThatCannotBeHad: then nothing may be read (RFC 9309, 2.3.1.4).
func TestRulesThatCannotBeHad(t *testing.T) {
	r := newRoom(t)
	p := newPaper(t, r.clock)
	r.add(p, "/bridge")
	p.serve("/robots.txt", status(http.StatusServiceUnavailable))
	r.pass(0, 0)
	r.pass(1.5, 0)
	r.pass(1.6, 0)
	if diff := cmp.Diff([]string{"/robots.txt"}, p.requests()); diff != "" {
		t.Error(diff)
	}
	if rec := r.record(); rec.Problem == "" || rec.State != watch.Unknown {
		t.Errorf("%+v", rec)
	}
	p.serve("/robots.txt", nil)
	r.pass(2.5, 1)
	if rec := r.record(); rec.Problem != "" || rec.State != watch.Same {
		t.Errorf("%+v", rec)
	}
}

// TestPause: between two requests to one host lies the pause, or the longer one that its robots.txt asks for.
func TestPause(t *testing.T) {
	r := newRoom(t)
	quick, slow := newPaper(t, r.clock), newPaper(t, r.clock)
	slow.robots = "User-agent: *\nCrawl-delay: 60"
	for i := range 4 {
		r.add(quick, fmt.Sprint("/", i))
		r.add(slow, fmt.Sprint("/", i))
	}
	quick.at, slow.at = nil, nil
	r.pass(0, 0)
	r.pass(1.5, 8)
	for _, p := range []struct {
		*paper
		first int // request after which the pause is kept: that of robots.txt comes before its rules are known
		least time.Duration
	}{{quick, 2, DefaultPause}, {slow, 1, time.Minute}} {
		if len(p.at) != 5 {
			t.Fatalf("%d requests", len(p.at))
		}
		for i := p.first; i < len(p.at); i++ {
			if gap := p.at[i].Sub(p.at[i-1]); gap < p.least {
				t.Errorf("a pause of %v, want %v at least", gap, p.least)
			}
		}
	}
}

// TestStopped: what was read before the watcher was stopped is kept, and the rest is read later.
func TestStopped(t *testing.T) {
	r := newRoom(t)
	p := newPaper(t, r.clock)
	for i := range 3 {
		r.add(p, fmt.Sprint("/", i))
	}
	r.pass(0, 0)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r.w.Told = func(_, _ watch.Record) { stop() }
	r.clock.set(start.Add(36 * time.Hour))
	if n, err := r.w.Pass(ctx); n != 1 || !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped: %d sources, %v", n, err)
	}
	r.w.Told = nil
	r.pass(1.6, 2)
}

// TestRun runs in the background until it is stopped.
func TestRun(t *testing.T) {
	r := newRoom(t)
	p := newPaper(t, r.clock)
	r.add(p, "/bridge")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r.w.Told = func(_, after watch.Record) {
		if after.State == watch.Same {
			stop()
		}
	}
	r.w.Run(ctx) // the clock runs as fast as it sleeps, so the first reading comes at once
	if rec := r.record(); rec.State != watch.Same {
		t.Errorf("%+v", rec)
	}
}
