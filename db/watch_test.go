package db

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
	"quotebot/quotes/watch"
)

var watchDay = time.Date(2025, time.March, 3, 12, 0, 0, 0, time.UTC)

// watchedArticle adds an article of two quotes and gives their ids.
func watchedArticle(t *testing.T, d *DB, address string) []int64 {
	t.Helper()
	text := "“The bridge is safe,” said Ada Brook.\n“It will stay so for a hundred years.” " + address
	var qs []quotes.Quote
	for _, words := range []string{"The bridge is safe,", "It will stay so for a hundred years."} {
		i := strings.Index(text, words)
		qs = append(qs, quotes.Quote{Kind: quotes.Direct, Segments: []quotes.Span{{Start: i, End: i + len(words)}}, Speaker: quotes.Speaker{Name: "Ada Brook"}})
	}
	added, err := d.AddArticle(t.Context(), quotes.Library, quotes.Article{URL: address, Text: text}, qs, quotes.Adder{At: watchDay})
	if err != nil {
		t.Fatal(err)
	}
	return []int64{added[0].ID, added[1].ID}
}

func mustEnrol(t *testing.T, d *DB, now time.Time, want int) {
	t.Helper()
	if n, err := d.Enrol(t.Context(), now, 100); err != nil || n != want {
		t.Fatalf("%d sources enrolled, want %d: %v", n, want, err)
	}
}

func mustBeDue(t *testing.T, d *DB, now time.Time, want int) []watch.Record {
	t.Helper()
	due, err := d.DueWatches(t.Context(), now, 10)
	if err != nil || len(due) != want {
		t.Fatalf("%d are due, want %d: %v %+v", len(due), want, err, due)
	}
	return due
}

func TestWatch(t *testing.T) {
	d := openTemp(t)
	ids := watchedArticle(t, d, "https://example.org/bridge")
	watchedArticle(t, d, "https://other.example:8080/bridge")
	watchedArticle(t, d, "") // has no address
	mustAdd(t, d, quotes.Citation{Scope: quotes.Library, Text: "An imported one.", URL: "https://example.org/other"})
	mustEnrol(t, d, watchDay.Add(time.Hour), 2)
	mustEnrol(t, d, watchDay.Add(time.Hour), 0)
	mustBeDue(t, d, watchDay.Add(2*time.Hour), 0)
	now := watchDay.Add(36 * time.Hour)
	due := mustBeDue(t, d, now, 2)
	r := due[slices.IndexFunc(due, func(r watch.Record) bool { return r.Host == "example.org" })]
	if reports, err := d.SourceReports(t.Context(), ids); err != nil || len(reports) != 0 {
		t.Errorf("reports before anything was read: %v, %v", reports, err)
	}

	if err := d.HoldHost(t.Context(), "other.example:8080", now.Add(time.Hour), now); err != nil {
		t.Fatal(err)
	}
	mustBeDue(t, d, now, 1)
	mustBeDue(t, d, now.Add(2*time.Hour), 2)

	kept, err := d.Watched(t.Context(), r.Article)
	if err != nil || len(kept.Quotes) != 2 || kept.Quotes[1].Words != "It will stay so for a hundred years." {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	page := strings.Replace(kept.Text, "a hundred", "ten", 1) + "\nCorrection: the years were wrong."
	r, found := watch.Judge(r, kept, watch.Answer{Article: quotes.Article{Text: page}, ETag: `"1"`, LastModified: "then"}, now)
	if err := d.KeepWatch(t.Context(), r, kept, found); err != nil {
		t.Fatal(err)
	}
	want := map[int64]watch.Report{
		ids[0]: {Page: watch.Changed, Quote: watch.Same, Since: now, Checked: now, Correction: "Correction: the years were wrong."},
		ids[1]: {Page: watch.Changed, Quote: watch.Changed, Since: now, Checked: now, Part: quotes.Span{End: len(kept.Quotes[1].Words)},
			Now: "It will stay so for ten years.", Correction: "Correction: the years were wrong."},
	}
	reports, err := d.SourceReports(t.Context(), append(ids, 999))
	if diff := cmp.Diff(want, reports); diff != "" || err != nil {
		t.Errorf("reports (-want +got):\n%s%v", diff, err)
	}
	list, err := d.Watches(t.Context(), 0, 10)
	if err != nil || len(list) != 2 || !cmp.Equal(list[0], r) {
		t.Errorf("the record is %+v, want %+v, %v", list, r, err)
	}

	// The same again two days later: since when is kept.
	later := now.Add(48 * time.Hour)
	r, found = watch.Judge(r, kept, watch.Answer{Article: quotes.Article{Text: page}, ETag: `"1"`}, later)
	if err := d.KeepWatch(t.Context(), r, kept, found); err != nil {
		t.Fatal(err)
	}
	reports, err = d.SourceReports(t.Context(), ids)
	if err != nil || !reports[ids[1]].Since.Equal(now) || !reports[ids[1]].Checked.Equal(later) {
		t.Errorf("the second time: %+v, %v", reports, err)
	}

	c, _, err := d.Article(t.Context(), everything, ids[1])
	if err != nil || c.Text != kept.Text {
		t.Errorf("the kept text was changed: %q, %v", c.Text, err)
	}
}

// What is known of words ends with them, and a quote that was not looked at makes the page be read whole.
func TestWatchFollowsTheQuotes(t *testing.T) {
	d := openTemp(t)
	ids := watchedArticle(t, d, "https://example.org/bridge")
	mustEnrol(t, d, watchDay, 1)
	now := watchDay.Add(36 * time.Hour)
	read := func() watch.Record {
		t.Helper()
		list, err := d.Watches(t.Context(), 0, 10)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		kept, err := d.Watched(t.Context(), list[0].Article)
		if err != nil {
			t.Fatal(err)
		}
		r, found := watch.Judge(list[0], kept, watch.Answer{Article: quotes.Article{Text: kept.Text}, ETag: `"1"`}, now)
		if err := d.KeepWatch(t.Context(), r, kept, found); err != nil {
			t.Fatal(err)
		}
		list, err = d.Watches(t.Context(), 0, 10)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	if r := read(); r.ETag != `"1"` {
		t.Errorf("validators are %q", r.ETag)
	}
	mustExec(t, d.write, `UPDATE quotes SET words = 'It will stay so' WHERE words LIKE 'It will%'`)
	reports, err := d.SourceReports(t.Context(), ids)
	if err != nil || reports[ids[0]].Quote != watch.Same || reports[ids[1]].Quote != watch.Unknown {
		t.Errorf("after an edit: %+v, %v", reports, err)
	}
	list, err := d.Watches(t.Context(), 0, 10)
	if err != nil || list[0].ETag != "" {
		t.Errorf("an edited quote would not be looked at: %+v, %v", list, err)
	}
	read()

	mustExec(t, d.write, `UPDATE articles SET url = 'https://example.org/moved' WHERE url <> ''`)
	if reports, err := d.SourceReports(t.Context(), ids); err != nil || len(reports) != 0 {
		t.Errorf("another address keeps what was known: %+v, %v", reports, err)
	}
	mustEnrol(t, d, now, 1)
	read()
	mustExec(t, d.write, `DELETE FROM quotes`)
	var left int
	if err := d.read.QueryRowContext(t.Context(), `SELECT count(*) FROM findings`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d findings outlive their quotes, %v", left, err)
	}
	mustBeDue(t, d, now.Add(9000*time.Hour), 0)
}

func TestHeldHosts(t *testing.T) {
	d := openTemp(t)
	for _, h := range []struct {
		host string
		wait time.Duration
	}{{"a", time.Hour}, {"a", time.Minute}, {"b", 2 * time.Hour}} {
		if err := d.HoldHost(t.Context(), h.host, watchDay.Add(h.wait), watchDay); err != nil {
			t.Fatal(err)
		}
	}
	held, err := d.HeldHosts(t.Context(), watchDay.Add(30*time.Minute))
	if diff := cmp.Diff(map[string]time.Time{"a": watchDay.Add(time.Hour), "b": watchDay.Add(2 * time.Hour)}, held); diff != "" || err != nil {
		t.Errorf("%s%v", diff, err)
	}
	if held, err := d.HeldHosts(t.Context(), watchDay.Add(90*time.Minute)); err != nil || len(held) != 1 {
		t.Errorf("later: %v, %v", held, err)
	}
}
