// Package sample holds a small library to try quotebot with: words from speeches in the public domain, each with the
// address of a text of that speech, and an article of our own writing about people who do not exist.
package sample

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"

	"quotebot/quotes"
	"quotebot/quotes/exchange"
)

//go:embed library.jsonl
var library []byte

// Library reads the sample quotes.
func Library() ([]quotes.Citation, error) {
	r, err := exchange.NewReader(bytes.NewReader(library), exchange.JSONLines)
	if err != nil {
		return nil, fmt.Errorf("read the sample library: %w", err)
	}
	var out []quotes.Citation
	for {
		line, c, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, fmt.Errorf("read line %d of the sample library: %w", line, err)
		}
		out = append(out, c)
	}
}
