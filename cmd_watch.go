package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"quotebot/bot"
	"quotebot/bot/watcher"
	"quotebot/quotes"
	"quotebot/quotes/watch"

	"github.com/spf13/cobra"
)

func (a *app) watchCommand() *cobra.Command {
	var now, list bool
	c := &cobra.Command{
		Use:   "watch",
		Short: "Read the sources of quotes again and tell what has changed",
		Long: `Reads the pages that quotes were taken from again, those whose time has come: after a day, three days, a week and ever less
often, for two years. It asks politely: one page at a time, with a pause for each site, as robots.txt allows, and only for what has
changed. What was kept when a page was added stays as it is; answers say what the page has done with the words since. The running
bot does this by itself when QUOTEBOT_WATCH is on.`,
		Example: "  quotebot watch\n  quotebot watch --list\n  quotebot watch --now",
		Args:    apart(takes(0, 0), "now", "list"),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.with(c.Context(), func(h *house) error {
				if list {
					return a.listWatches(c.Context(), h)
				}
				return a.watch(c.Context(), h, now)
			})
		},
	}
	c.Flags().BoolVar(&now, "now", false, "all sources, also those whose time has not come")
	c.Flags().BoolVar(&list, "list", false, "read nothing; tell what is known of every source of the library, with the words that changed")
	return c
}

// watcher is the watcher of the open library.
func (a *app) watcher(h *house) *watcher.Watcher {
	return &watcher.Watcher{Store: h.db, Pages: a.pages(h.config), Now: a.now, Log: h.log}
}

// watch reads sources again and tells of each: those that are due, or with all also the others.
func (a *app) watch(ctx context.Context, h *house, all bool) error {
	w := a.watcher(h)
	others := 0
	w.Told = func(_, r watch.Record) {
		if r.Scope != quotes.Library { // not the operator's business
			others++
			return
		}
		fmt.Fprintf(a.out, "%s\n  %s\n", r.URL, stateOf(r))
	}
	read, err := w.Pass(ctx)
	if err == nil && all {
		var more int
		more, err = a.watchRest(ctx, h, w)
		read += more
	}
	if err != nil {
		return fmt.Errorf("read the sources again: %w", err)
	}
	switch {
	case read == 0:
		fmt.Fprintln(a.out, "No source is to be read again now.")
	case others > 0:
		fmt.Fprintf(a.out, "Sources of servers and people, not shown: %d\n", others)
	}
	return nil
}

// watchRest reads the sources that were not asked for since it began.
func (a *app) watchRest(ctx context.Context, h *house, w *watcher.Watcher) (read int, err error) {
	began := a.now().Add(-time.Minute) // what the pass before has just read
	for after := int64(0); ; {
		page, err := h.db.Watches(ctx, after, listPage)
		if err != nil || len(page) == 0 {
			return read, err
		}
		after = page[len(page)-1].Article
		var rest []watch.Record
		for _, r := range page {
			if r.Asked.Before(began) {
				rest = append(rest, r)
			}
		}
		n, err := w.Read(ctx, rest)
		read += n
		if err != nil {
			return read, err
		}
	}
}

// listWatches tells what is known of every source of the library, with the quotes that are not as they were.
func (a *app) listWatches(ctx context.Context, h *house) error {
	shown := 0
	for after := int64(0); ; {
		page, err := h.db.Watches(ctx, after, listPage)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			after = r.Article
			if r.Scope != quotes.Library {
				continue
			}
			shown++
			fmt.Fprintf(a.out, "%s\n  %s%s\n", r.URL, stateOf(r), nextOf(r))
			if err := a.listChanged(ctx, h, r); err != nil {
				return err
			}
		}
	}
	if shown == 0 {
		fmt.Fprintln(a.out, "No source was ever read again. quotebot watch does it once; with QUOTEBOT_WATCH=on the running bot does.")
	}
	return nil
}

// listChanged shows the quotes of a source that do not stand in it as they were kept.
func (a *app) listChanged(ctx context.Context, h *house, r watch.Record) error {
	kept, err := h.db.Watched(ctx, r.Article)
	if err != nil {
		return err
	}
	ids := make([]int64, len(kept.Quotes))
	for i, q := range kept.Quotes {
		ids[i] = q.ID
	}
	reports, err := h.db.SourceReports(ctx, ids)
	if err != nil {
		return err
	}
	cs, err := h.db.ByID(ctx, operatorView(), ids)
	if err != nil {
		return err
	}
	for _, c := range cs {
		if report := reports[c.ID]; report.Quote == watch.Changed || report.Quote == watch.Missing {
			fmt.Fprint(a.out, a.style().Render(bot.Reply{Cards: []bot.Card{{Citation: c, Source: &report}}}))
		}
	}
	return nil
}

// stateOf says what is known of a source.
func stateOf(r watch.Record) string {
	s := "not read again yet"
	switch r.State {
	case watch.Same:
		s = "as it was"
	case watch.Changed:
		s = "words were changed"
	case watch.Missing:
		s = "a quote was taken out"
	case watch.Other:
		s = "shows another text than the one that was read"
	case watch.Gone:
		s = "gone"
	}
	if !r.Checked.IsZero() {
		s += ", seen " + r.Checked.Format(time.DateOnly)
	}
	if r.Correction != "" {
		s += "\n  correction: " + strings.Join(strings.Fields(r.Correction), " ")
	}
	if r.Problem != "" {
		s += "\n  last asked for on " + r.Asked.Format(time.DateOnly) + ": " + r.Problem
	}
	return s
}

// nextOf says when a source is read again.
func nextOf(r watch.Record) string {
	if r.Next.IsZero() {
		return "\n  not read again any more"
	}
	return "\n  next on " + r.Next.Format(time.DateOnly)
}
