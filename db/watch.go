package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"quotebot/quotes"
	"quotebot/quotes/watch"
)

// Enrol takes up to most articles into the plan of watched sources that are not in it yet: those with an address, the
// text as it was read, and a quote. It answers how many there were.
func (d *DB) Enrol(ctx context.Context, now time.Time, most int) (int, error) {
	enrolled := 0
	err := d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
		type article struct {
			id, added int64
			url       string
		}
		rows, err := tx.QueryContext(ctx, `
			SELECT a.id, min(q.added_at), a.url
			FROM articles AS a
			JOIN quotes AS q ON q.article_id = a.id
			WHERE a.text IS NOT NULL AND a.page_key <> '' AND NOT EXISTS (SELECT 1 FROM watches AS w WHERE w.article_id = a.id)
			GROUP BY a.id
			ORDER BY a.id
			LIMIT ?`, most)
		if err != nil {
			return err
		}
		list, err := all(rows, func(scan func(...any) error) (a article, err error) { return a, scan(&a.id, &a.added, &a.url) })
		if err != nil {
			return err
		}
		for _, a := range list {
			added := time.Unix(a.added, 0)
			if a.added == 0 { // it is not known when: the plan begins now
				added = now
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO watches (article_id, host, added_at, next_at) VALUES (?, ?, ?, ?)`,
				a.id, hostPort(a.url), added.Unix(), planned(watch.First(a.id, added, now))); err != nil {
				return err
			}
		}
		enrolled = len(list)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("take sources into the watch: %w", ours(err))
	}
	return enrolled, nil
}

// hostPort is the host of an address with its port, as requests are counted.
func hostPort(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// planned is a time for a column in which NULL means never.
func planned(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

const selectWatch = `
	SELECT w.article_id, sc.name, a.url, w.host, w.added_at, coalesce(w.next_at, 0), w.tries, w.etag, w.last_modified,
		w.state, w.since, w.checked_at, w.asked_at, w.correction, w.problem
	FROM watches AS w
	JOIN articles AS a ON a.id = w.article_id
	JOIN scopes AS sc ON sc.id = a.scope_id
	WHERE EXISTS (SELECT 1 FROM quotes AS q WHERE q.article_id = w.article_id)`

func scanWatch(scan func(...any) error) (r watch.Record, err error) {
	var added, next, since, checked, asked int64
	err = scan(&r.Article, &r.Scope, &r.URL, &r.Host, &added, &next, &r.Tries, &r.ETag, &r.LastModified, &r.State, &since, &checked, &asked,
		&r.Correction, &r.Problem)
	r.Added, r.Next, r.Since, r.Checked, r.Asked = moment(added), moment(next), moment(since), moment(checked), moment(asked)
	return r, err
}

// moment is the time of a column in which 0 means none.
func moment(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return time.Unix(at, 0).UTC()
}

// unix is the column of a moment.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// DueWatches gives up to most articles that are to be read again at now, those that have waited longest first, without
// those of hosts that asked to be left alone. Their validators are left out when a quote has not been looked at yet: an
// answer that nothing has changed would tell nothing of it.
func (d *DB) DueWatches(ctx context.Context, now time.Time, most int) ([]watch.Record, error) {
	rows, err := d.read.QueryContext(ctx, selectWatch+`
		AND w.next_at <= :now AND w.host NOT IN (SELECT host FROM held_hosts WHERE until > :now)
		ORDER BY w.next_at, w.article_id
		LIMIT :most`, sql.Named("now", now.Unix()), sql.Named("most", most))
	return d.watches(ctx, rows, err)
}

// Watches lists the watched articles behind one, by their keys, at most so many.
func (d *DB) Watches(ctx context.Context, after int64, most int) ([]watch.Record, error) {
	rows, err := d.read.QueryContext(ctx, selectWatch+` AND w.article_id > ? ORDER BY w.article_id LIMIT ?`, after, most)
	return d.watches(ctx, rows, err)
}

func (d *DB) watches(ctx context.Context, rows *sql.Rows, err error) ([]watch.Record, error) {
	var list []watch.Record
	if err == nil {
		list, err = all(rows, scanWatch)
	}
	for i := range list {
		var unseen bool
		if err == nil {
			err = d.read.QueryRowContext(ctx, `
				SELECT EXISTS (SELECT 1 FROM quotes AS q WHERE q.article_id = ? AND NOT EXISTS (SELECT 1 FROM findings AS f WHERE f.quote_id = q.id))`,
				list[i].Article).Scan(&unseen)
		}
		if unseen {
			list[i].ETag, list[i].LastModified = "", ""
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read the watched sources: %w", ours(err))
	}
	return list, nil
}

// HeldHosts gives the hosts that asked to be left alone beyond now, with the time until when.
func (d *DB) HeldHosts(ctx context.Context, now time.Time) (map[string]time.Time, error) {
	rows, err := d.read.QueryContext(ctx, `SELECT host, until FROM held_hosts WHERE until > ?`, now.Unix())
	held := map[string]time.Time{}
	if err == nil {
		type hold struct {
			host  string
			until int64
		}
		err = each(rows, func(scan func(...any) error) (h hold, err error) { return h, scan(&h.host, &h.until) }, func(h hold) error {
			held[h.host] = moment(h.until)
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read which hosts are to be left alone: %w", ours(err))
	}
	return held, nil
}

// HoldHost leaves a host alone until then.
func (d *DB) HoldHost(ctx context.Context, host string, until, now time.Time) error {
	err := d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM held_hosts WHERE until <= ?`, now.Unix()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO held_hosts (host, until) VALUES (?, ?)
			ON CONFLICT (host) DO UPDATE SET until = max(until, excluded.until)`, host, until.Unix())
		return err
	})
	if err != nil {
		return fmt.Errorf("leave a host alone: %w", ours(err))
	}
	return nil
}

// Watched gives the text of an article as it was kept, with its quotes as they are now; quotes.ErrNotFound when the
// article is not there any more.
func (d *DB) Watched(ctx context.Context, article int64) (watch.Kept, error) {
	var kept watch.Kept
	err := d.reading(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(text, '') FROM articles WHERE id = ?`, article).Scan(&kept.Text); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return quotes.ErrNotFound
			}
			return err
		}
		rows, err := tx.QueryContext(ctx, `
			SELECT q.id, q.words,
				(SELECT json_group_array(s.words ORDER BY s.position) FROM segments AS s WHERE s.quote_id = q.id AND s.words IS NOT NULL)
			FROM quotes AS q
			WHERE q.article_id = ?
			ORDER BY q.id`, article)
		if err != nil {
			return err
		}
		kept.Quotes, err = all(rows, func(scan func(...any) error) (q watch.Quote, err error) {
			var segments string
			if err := scan(&q.ID, &q.Words, &segments); err != nil {
				return q, err
			}
			q.Segments, err = list(segments)
			return q, err
		})
		return err
	})
	if err != nil {
		return kept, fmt.Errorf("read a watched article: %w", ours(err))
	}
	return kept, nil
}

// KeepWatch keeps what is known of an article after asking for it, and of its quotes. One that was removed or edited
// meanwhile is passed over.
func (d *DB) KeepWatch(ctx context.Context, r watch.Record, kept watch.Kept, found []watch.Finding) error {
	wordsOf := make(map[int64]string, len(kept.Quotes))
	for _, q := range kept.Quotes {
		wordsOf[q.ID] = q.Words
	}
	err := d.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			UPDATE watches
			SET next_at = ?, tries = ?, etag = ?, last_modified = ?, state = ?, since = ?, checked_at = ?, asked_at = ?, correction = ?, problem = ?
			WHERE article_id = ?`, planned(r.Next), r.Tries, r.ETag, r.LastModified, string(r.State), unix(r.Since), unix(r.Checked), unix(r.Asked),
			r.Correction, r.Problem, r.Article)
		if err != nil {
			return err
		}
		for _, f := range found {
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO findings (quote_id, state, since, start_byte, end_byte, now)
				SELECT id, ?, ?, ?, ?, ? FROM quotes WHERE id = ? AND article_id = ? AND words = ?
				ON CONFLICT (quote_id) DO UPDATE SET
					since = CASE WHEN state = excluded.state AND now = excluded.now THEN since ELSE excluded.since END,
					state = excluded.state, start_byte = excluded.start_byte, end_byte = excluded.end_byte, now = excluded.now`,
				string(f.State), unix(r.Asked), f.Part.Start, f.Part.End, f.Now, f.Quote, r.Article, wordsOf[f.Quote]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep what a source shows: %w", ours(err))
	}
	return nil
}

// SourceReports tells what is known of the sources of these quotes; one whose source was never read again is left out.
func (d *DB) SourceReports(ctx context.Context, ids []int64) (map[int64]watch.Report, error) {
	rows, err := d.read.QueryContext(ctx, `
		SELECT q.id, w.state, w.since, w.checked_at, w.correction,
			coalesce(f.state, ''), coalesce(f.since, 0), coalesce(f.start_byte, 0), coalesce(f.end_byte, 0), coalesce(f.now, '')
		FROM json_each(?) AS j
		JOIN quotes AS q ON q.id = j.value
		JOIN watches AS w ON w.article_id = q.article_id
		LEFT JOIN findings AS f ON f.quote_id = q.id
		WHERE w.state <> ''`, jsonOf(ids))
	out := make(map[int64]watch.Report, len(ids))
	if err == nil {
		type row struct {
			id int64
			watch.Report
		}
		err = each(rows, func(scan func(...any) error) (r row, err error) {
			var page, checked, quote int64
			var part quotes.Span
			err = scan(&r.id, &r.Page, &page, &checked, &r.Correction, &r.Quote, &quote, &part.Start, &part.End, &r.Now)
			r.Part, r.Since, r.Checked = part, moment(quote), moment(checked)
			if r.Page == watch.Gone || r.Page == watch.Other {
				r.Since = moment(page)
			}
			return r, err
		}, func(r row) error {
			out[r.id] = r.Report
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read what is known of the sources: %w", ours(err))
	}
	return out, nil
}
