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

func (f *File) add(line int, c quotes.Citation) {
	f.Entries = append(f.Entries, Entry{Line: line, Citation: c})
}

func (f *File) problem(line int, err error) {
	f.Problems = append(f.Problems, Problem{Line: line, Err: err})
}

// Read reads a file of at most so many quotes. The name helps only where the content does not tell the format. A file in
// UTF-16 or with a byte order mark is read as if it were plain UTF-8.
func Read(name string, data []byte, most int) (File, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return File{}, ErrUnknown
	}
	for _, read := range []func([]byte) (File, bool){ownJSON, botJSON, nadeko, table, list} {
		f, ok := read(data)
		if !ok {
			continue
		}
		if len(f.Entries) > most {
			return File{}, ErrTooMany
		}
		return f, nil
	}
	return File{}, ErrUnknown
}
