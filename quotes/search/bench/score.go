package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"quotebot/db"
	"quotebot/quotes"
)

// line is a quote of a corpus file.
type line struct {
	Text, Context, Speaker, Published, Title, Publisher, URL string
	SaidOn                                                   string `json:"said_on"`
}

// readLines reads a file with one JSON value a line.
func readLines[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var list []T
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		var t T
		if err := json.Unmarshal(s.Bytes(), &t); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		list = append(list, t)
	}
	return list, s.Err()
}

// load puts a corpus file into a library.
func load(ctx context.Context, d *db.DB, path string) error {
	lines, err := readLines[line](path)
	if err != nil {
		return err
	}
	cs := make([]quotes.Citation, 0, len(lines))
	for _, l := range lines {
		c := quotes.Citation{Scope: quotes.Library, Text: l.Text, Context: l.Context, Speaker: l.Speaker, Title: l.Title, Publisher: l.Publisher, URL: l.URL, Kind: quotes.Direct}
		if l.Speaker != "" {
			c.SpeakerKind = quotes.Person
		}
		if c.Said, err = quotes.ParseDate(l.SaidOn); err != nil {
			return err
		}
		if c.Published, err = quotes.ParseDate(l.Published); err != nil {
			return err
		}
		cs = append(cs, c)
	}
	_, err = d.AddCitations(ctx, cs)
	return err
}
