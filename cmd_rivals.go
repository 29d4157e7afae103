package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/exchange"
	"quotebot/quotes/exchange/rivals"
)

// quoteReader reads a file of quotes, one after the other (exchange.Reader).
type quoteReader interface {
	Read() (line int, c quotes.Citation, err error)
	Unknown() []string
}

// importFormats are the formats that import takes.
func importFormats() []string {
	return append(exportFormats(), rivals.Formats()...)
}

// What bounds a file of another bot, which is read as a whole: its bytes and its quotes. Our own are read line by line and
// have no bound.
const (
	maxRivalFile   = 8 << 20
	maxRivalQuotes = 100_000
)

// openQuotes begins to read quotes in a format or, without one, in the format that the file's name and its first line tell.
func openQuotes(in io.Reader, path, format string) (quoteReader, error) {
	if format == "" {
		format = formatOf(path)
	}
	if format == "" {
		lines := bufio.NewReaderSize(in, 64<<10)
		first, err := firstLine(lines)
		if err != nil {
			return nil, err
		}
		in = io.MultiReader(bytes.NewReader(first), lines)
		own, _ := rivals.Own(first)
		format = string(own)
	}
	if f := exchange.Format(format); f == exchange.JSONLines || f == exchange.CSV {
		return exchange.NewReader(in, f)
	}
	data, err := io.ReadAll(io.LimitReader(in, maxRivalFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxRivalFile:
		return nil, fmt.Errorf("there are more than %d MB in the file; split it", maxRivalFile>>20)
	}
	f, err := rivals.ReadAs(format, data, maxRivalQuotes)
	switch {
	case errors.Is(err, rivals.ErrTooMany):
		return nil, fmt.Errorf("there are more than %d quotes in the file; split it", maxRivalQuotes)
	case errors.Is(err, rivals.ErrUnknown) && format == "":
		own := exchange.FormatOf(path)
		if first := bytes.TrimSpace(data); own == exchange.JSONLines && len(first) > 0 && first[0] != '{' {
			return nil, errors.New("it is in no format of quotes that is known (see quotebot import --help); quotebot add takes the quotes out of an article")
		}
		return exchange.NewReader(bytes.NewReader(data), own) // its lines will be told to be wrong
	case errors.Is(err, rivals.ErrUnknown):
		return nil, fmt.Errorf("that is no file of the format %s", format)
	case err != nil:
		return nil, err
	}
	return &rivalReader{file: f}, nil
}

// formatOf is the format of a file whose name leaves no doubt.
func formatOf(path string) string {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jsonl", ".ndjson":
		return string(exchange.JSONLines)
	}
	return ""
}

// firstLine reads up to the end of the first line that is not empty.
func firstLine(in *bufio.Reader) ([]byte, error) {
	var read []byte
	for {
		line, err := in.ReadSlice('\n')
		read = append(read, line...)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, bufio.ErrBufferFull):
			return read, nil
		case err != nil:
			return nil, err
		case len(bytes.TrimSpace(line)) > 0:
			return read, nil
		}
	}
}

// rivalReader gives what is in the file of another bot, in the order of its lines.
type rivalReader struct{ file rivals.File }

// Read gives the next quote, or a *exchange.BadLine for an entry that can't be used.
func (r *rivalReader) Read() (int, quotes.Citation, error) {
	f := &r.file
	switch {
	case len(f.Problems) > 0 && (len(f.Entries) == 0 || f.Problems[0].Line < f.Entries[0].Line):
		p := f.Problems[0]
		f.Problems = f.Problems[1:]
		return p.Line, quotes.Citation{}, &exchange.BadLine{Line: p.Line, Err: p.Err}
	case len(f.Entries) > 0:
		e := f.Entries[0]
		f.Entries = f.Entries[1:]
		return e.Line, e.Citation, nil
	}
	return 0, quotes.Citation{}, io.EOF
}

// Unknown gives the fields that are not used.
func (r *rivalReader) Unknown() []string { return r.file.Unknown }
