// Package rivals reads the quote files of other bots, and our own: whatever somebody has to bring along. It tells the
// format by the content, makes of each entry what it says and no more, and reports what can't be used entry by entry.
//
// The forms of the other bots were read in their public sources; nothing of these sources is used here.
package rivals

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"quotebot/quotes"
	"quotebot/quotes/exchange"
)

// What may be wrong with a whole file.
var (
	ErrUnknown = errors.New("rivals: no format that is known")
	ErrTooMany = errors.New("rivals: too many quotes in one file")
)

// File is what a file holds.
type File struct {
	Format   string // in words
	Entries  []Entry
	Problems []Problem
	Unknown  []string // fields that are not used

	most int  // entries, and problems
	over bool // there are more, though not all of them were looked at
}

// Entry is one quote of a file.
type Entry struct {
	Line int // its line, or its place from 1 where the format has no lines
	quotes.Citation
}

// Problem is why an entry is left out.
type Problem struct {
	Line int
	Err  error // a *quotes.Fault
}

// full says that there is more than may be: a quote takes far more memory than the few bytes that a hostile file needs to
// make one, so reading ends here.
func (f *File) full() bool { return f.over || len(f.Entries) > f.most || len(f.Problems) > f.most }

func (f *File) add(line int, c quotes.Citation) {
	f.Entries = append(f.Entries, Entry{Line: line, Citation: c})
}

func (f *File) problem(line int, err error) {
	f.Problems = append(f.Problems, Problem{Line: line, Err: err})
}

// Read reads a file of at most so many quotes, and as many entries that are none, in the format that its content tells. A
// byte order mark is passed over.
func Read(data []byte, most int) (File, error) { return ReadAs("", data, most) }

// reader reads the bytes of a file in one format, with at most so many quotes, or says that it is of another format.
type reader func(data []byte, most int) (File, bool)

// formats are the formats of other bots by the names that ReadAs takes, in the order in which they are tried.
func formats() []struct {
	name string
	read reader
} {
	return []struct {
		name string
		read reader
	}{
		{"quoter", botJSON}, {"diabot", botJSON}, {"ub3r-b0t", botJSON}, {"nadekobot", nadeko}, {"firebot", table}, {"serverquotes", table}, {"list", list},
	}
}

// Formats names the formats of other bots for ReadAs.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// Own says whether a file that begins with this line is one of ours, and in which format.
func Own(first []byte) (exchange.Format, bool) {
	first = bytes.TrimPrefix(bytes.TrimSpace(first), []byte("\ufeff"))
	if f, ok := ownJSON(first, 1); ok && len(f.Entries)+len(f.Problems) > 0 {
		return exchange.JSONLines, true
	}
	if f, ok := table(append(bytes.Clone(first), '\n'), 1); ok && f.Format == ownCSV {
		return exchange.CSV, true
	}
	return "", false
}

// ReadAs reads a file in one of Formats, or in the format that its content tells.
func ReadAs(format string, data []byte, most int) (File, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return File{}, ErrUnknown
	}
	readers := []reader{ownJSON, botJSON, nadeko, table, list}
	if format != "" {
		readers = nil
	}
	for _, known := range formats() {
		if known.name == format {
			readers = append(readers, known.read)
		}
	}
	for _, read := range readers {
		f, ok := read(data, most)
		if !ok {
			continue
		}
		if f.full() {
			return File{}, ErrTooMany
		}
		return f, nil
	}
	return File{}, ErrUnknown
}
