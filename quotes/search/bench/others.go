package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"quotebot/quotes/sample/madeup"
)

// others asks what a user would pick instead the same questions about the same texts: every word of the question, OR-ed,
// the best ten by the rank that comes with it.
func others(ctx context.Context, out, log io.Writer, dir string, n, asks int) error {
	fmt.Fprintf(out, "\n| at %d quotes | p50 / p99 ms | right quote first |\n|---|---|---|\n", n)
	if err := plainFTS5(ctx, out, filepath.Join(dir, "plain.db"), n, asks); err != nil {
		return fmt.Errorf("plain FTS5: %w", err)
	}
	err := postgres(ctx, out, log, n, asks)
	if errors.Is(err, exec.ErrNotFound) {
		fmt.Fprintln(log, "PostgreSQL is not installed here: left out")
		return nil
	}
	return err
}

// asking puts questions to something that answers with the numbers of quotes, the best first.
func asking(out io.Writer, name string, n, asks int, texts []string, ask func(question string) (first int, took time.Duration, err error)) error {
	w := madeup.New()
	var times []time.Duration
	right := 0
	for i := range asks {
		number := (i * 7919) % n
		question := w.QuestionAbout(i, texts[number], "nobody")
		first, took, err := ask(question)
		if err != nil {
			return err
		}
		times = append(times, took)
		if first == number+1 {
			right++
		}
	}
	fmt.Fprintf(out, "| %s | %s / %s | %.3f |\n", name, ms(percentile(times, .5)), ms(percentile(times, .99)), float64(right)/float64(asks))
	return nil
}

func madeTexts(n int) []string {
	w := madeup.New()
	texts := make([]string, n)
	for i := range texts {
		texts[i] = w.Quote(i).Text
	}
	return texts
}

func plainFTS5(ctx context.Context, out io.Writer, path string, n, asks int) (err error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	d, err := sql.Open("sqlite3", path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	d.SetMaxOpenConns(1)
	texts := madeTexts(n)
	if _, err := d.ExecContext(ctx, `CREATE VIRTUAL TABLE IF NOT EXISTS plain USING fts5 (words, tokenize = 'porter unicode61')`); err != nil {
		return err
	}
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, t := range texts {
		if _, err := tx.ExecContext(ctx, `INSERT INTO plain (words) VALUES (?)`, t); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return asking(out, "plain FTS5, OR, bm25", n, asks, texts, func(question string) (id int, took time.Duration, err error) {
		began := time.Now()
		err = d.QueryRowContext(ctx, `SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 1`,
			`"`+strings.Join(strings.Fields(question), `" OR "`)+`"`).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return id, time.Since(began), err
	})
}

// nobody is the user that PostgreSQL runs as when we are root, which it refuses.
const nobody = 65534

// postgres starts a server of its own on a socket, and asks it through psql, which tells how long the server took.
func postgres(ctx context.Context, out, log io.Writer, n, asks int) (err error) {
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bench-postgres")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	root := os.Getuid() == 0
	if root {
		if err := os.Chown(dir, nobody, nobody); err != nil {
			return err
		}
	}
	command := func(name string, args ...string) error {
		c := exec.CommandContext(ctx, name, args...)
		c.Dir = dir
		if root {
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		}
		text, err := c.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w: %s", filepath.Base(name), err, text)
		}
		return nil
	}
	data := filepath.Join(dir, "data")
	if err := command(initdb, "-D", data, "-A", "trust", "-U", "bench"); err != nil {
		return err
	}
	fmt.Fprintln(log, "PostgreSQL is started")
	if err := command("pg_ctl", "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", "-c listen_addresses='' -k "+dir, "start"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, command("pg_ctl", "-D", data, "-m", "fast", "stop")) }()
	psql := func(script string) (string, error) {
		c := exec.CommandContext(ctx, "psql", "-h", dir, "-U", "bench", "-d", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1")
		c.Stdin = strings.NewReader(script)
		text, err := c.CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("psql: %w: %s", err, text)
		}
		return string(text), nil
	}
	texts := madeTexts(n)
	file := filepath.Join(dir, "texts")
	if err := os.WriteFile(file, []byte(strings.Join(texts, "\n")+"\n"), 0o644); err != nil {
		return err
	}
	if _, err := psql(`CREATE EXTENSION pg_trgm; CREATE TABLE quotes (id serial PRIMARY KEY, words text);
		COPY quotes (words) FROM '` + file + `'; ALTER TABLE quotes ADD v tsvector GENERATED ALWAYS AS (to_tsvector('english', words)) STORED;
		CREATE INDEX ON quotes USING gin (v); CREATE INDEX ON quotes USING gin (words gin_trgm_ops); ANALYZE quotes;`); err != nil {
		return err
	}
	for _, way := range []struct{ name, query string }{
		{"PostgreSQL tsquery, OR, ts_rank", `SELECT id
			FROM quotes, (SELECT replace(plainto_tsquery('english', '%s')::text, '&', '|')::tsquery AS q) AS asked
			WHERE v @@ q ORDER BY ts_rank(v, q) DESC LIMIT 1`},
		{"PostgreSQL pg_trgm, word similarity", `SELECT id
			FROM quotes WHERE '%[1]s' <%% words ORDER BY word_similarity('%[1]s', words) DESC LIMIT 1`},
	} {
		if err := asking(out, way.name, n, asks, texts, func(question string) (id int, took time.Duration, err error) {
			text, err := psql("\\timing on\n" + fmt.Sprintf(way.query, question) + ";")
			for l := range strings.Lines(text) {
				var ms float64
				if _, err := fmt.Sscanf(l, "Time: %f ms", &ms); err == nil {
					took = time.Duration(ms * float64(time.Millisecond))
				} else if id == 0 {
					_, _ = fmt.Sscan(l, &id) // the row, if there is one
				}
			}
			return id, took, err
		}); err != nil {
			return err
		}
	}
	return nil
}
