package db

import (
	"context"
	"fmt"
	"os"
)

// Figures are what the operator wants to know of the library as a whole, every scope together.
type Figures struct {
	Quotes      int64
	WithSpeaker int64 // quotes whose speaker is known
	WithDate    int64 // quotes whose day, or at least year, is known
	WithSource  int64 // quotes with an address to read on
	Checked     int64 // quotes whose source was read again since
	Live        int64 // of these, quotes whose words still stood there
	Articles    int64
	Bytes       int64 // of the file, without its write-ahead log
}

// Figures counts what is in the library. It reads every quote once.
func (d *DB) Figures(ctx context.Context) (Figures, error) {
	var f Figures
	err := d.read.QueryRowContext(ctx, `
		SELECT
		  count(*),
		  count(q.speaker_id),
		  count(nullif(q.since, ?)),
		  count(nullif(a.url, '')),
		  (SELECT count(*) FROM quotes c JOIN watches w ON w.article_id = c.article_id WHERE w.state <> ''),
		  (SELECT count(*) FROM findings f JOIN quotes l ON l.id = f.quote_id JOIN watches w ON w.article_id = l.article_id
		   WHERE f.state = 'same' AND w.state NOT IN ('', 'gone', 'other')),
		  (SELECT count(*) FROM articles)
		FROM quotes q
		LEFT JOIN articles a ON a.id = q.article_id`, undated).Scan(&f.Quotes, &f.WithSpeaker, &f.WithDate, &f.WithSource,
		&f.Checked, &f.Live, &f.Articles)
	if err != nil {
		return Figures{}, fmt.Errorf("count what is in the library: %w", ours(err))
	}
	info, err := os.Stat(d.path)
	if err != nil {
		return Figures{}, fmt.Errorf("look at the library's size: %w", err)
	}
	f.Bytes = info.Size()
	return f, nil
}
