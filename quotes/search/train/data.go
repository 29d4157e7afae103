package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"quotebot/db"
	"quotebot/quotes"
)

// stored is a quote of the library to learn from.
type stored struct {
	Text, Context, Speaker, Published, Title, Publisher, URL string

	SaidOn string `json:"said_on"`
}

// labelled is a question whose answer is known.
type labelled struct {
	ID, Kind, Query string
	Answer          *string
}

// readLines reads a file with one JSON value a line.
func readLines[T any](path string) (list []T, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		var t T
		if err := json.Unmarshal(s.Bytes(), &t); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, len(list)+1, err)
		}
		list = append(list, t)
	}
	return list, s.Err()
}

// load puts the quotes into a library.
func load(ctx context.Context, d *db.DB, corpus []stored) error {
	cs := make([]quotes.Citation, 0, len(corpus))
	for i, l := range corpus {
		said, errSaid := quotes.ParseDate(l.SaidOn)
		published, errPublished := quotes.ParseDate(l.Published)
		if err := errors.Join(errSaid, errPublished); err != nil {
			return fmt.Errorf("quote %d: %w", i+1, err)
		}
		c := quotes.Citation{Scope: quotes.Library, Kind: quotes.Direct, Text: l.Text, Context: l.Context, Speaker: l.Speaker, Said: said,
			Published: published, Title: l.Title, Publisher: l.Publisher, URL: l.URL}
		if l.Speaker != "" {
			c.SpeakerKind = quotes.Person
		}
		cs = append(cs, c)
	}
	_, err := d.AddCitations(ctx, cs)
	return err
}

// bare is a text by letters and digits alone.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(s))
}

// same says whether two bare texts are the same words, or one is a longer printing of the other.
func same(text, gold string) bool {
	return text != "" && gold != "" && (strings.Contains(text, gold) || strings.Contains(gold, text) && 2*len(text) >= len(gold))
}
