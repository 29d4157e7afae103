// Package exchange reads and writes quotes as files: JSON Lines, an object a line, and CSV with a header. What is written
// has every field of a stored quote but its key in the database, and reads back equal; what is read may have as little as
// a text. Bad lines are reported one by one, with their number and a reason in words for people, and the rest is read on.
//
// Dates are ISO 8601 cut to what is known (2023, 2023-01, 2023-01-20, or a time with its zone); the words that a date
// rests on stand in a field of their own. Lists are JSON arrays, in CSV too. A CSV cell that a spreadsheet would take for
// a formula is written with an apostrophe in front, which is taken off again in reading.
package exchange

import (
	"fmt"
	"io"
	"path"
	"strings"

	"quotebot/quotes"
)

// Format is a form of file.
type Format string

// The formats.
const (
	JSONLines Format = "jsonl"
	CSV       Format = "csv"
)

// FormatOf tells the format from a file's name, JSON Lines when the name does not say.
func FormatOf(name string) Format {
	if strings.EqualFold(path.Ext(name), ".csv") {
		return CSV
	}
	return JSONLines
}

// maxLine is the length in bytes up to which a line, or a CSV record over several lines, is read. What the database takes
// (its limits are in package db) fits in, however much of it must be escaped.
const maxLine = 4 << 20

// BadLine says why a line is left out. The lines after it can still be read.
type BadLine struct {
	Line int   // from 1
	Err  error // a *quotes.Fault
}

// Error is the line and the reason.
func (b *BadLine) Error() string { return fmt.Sprintf("line %d: %s", b.Line, b.Err) }

// Unwrap gives the reason.
func (b *BadLine) Unwrap() error { return b.Err }

// Reader reads quotes from a file.
type Reader struct {
	lines   *Lines
	next    func() (int, *record, error)
	unknown map[string]bool
}

// NewReader begins to read a file of the given format. A CSV file without a header that names the column text is an
// error.
func NewReader(r io.Reader, f Format) (*Reader, error) {
	in := &Reader{lines: NewLines(r, maxLine), unknown: map[string]bool{}}
	switch f {
	case JSONLines:
		in.next = (&jsonReader{lines: in.lines, unknown: in.noteUnknown}).next
	case CSV:
		c, err := newCSVReader(in.lines, in.noteUnknown)
		if err != nil {
			return nil, err
		}
		in.next = c.next
	default:
		return nil, unknownFormat(f)
	}
	return in, nil
}

// Read gives the next quote and the line that it begins on. The error is a *BadLine when only that line can't be used
// (read on), io.EOF at the end, and anything else when the file can't be read further.
func (r *Reader) Read() (line int, c quotes.Citation, err error) {
	line, rec, err := r.next()
	if err != nil {
		return line, c, err
	}
	c, err = rec.citation()
	if err != nil {
		return line, quotes.Citation{}, &BadLine{Line: line, Err: err}
	}
	return line, c, nil
}

// maxUnknown is how many unknown names are remembered, so that a hostile file cannot fill the memory.
const maxUnknown = 20

func (r *Reader) noteUnknown(name string) {
	if len(r.unknown) < maxUnknown {
		r.unknown[clip(name)] = true
	}
}

// Unknown gives the names of fields or columns that were met and not used, sorted, the first 20 at most. JSON Lines are
// looked over for them in the first 1,000 lines only.
func (r *Reader) Unknown() []string { return sortedKeys(r.unknown) }

// Writer writes quotes to a file. Close it after use.
type Writer struct {
	write func(*record) error
	close func() error
}

// NewWriter begins to write a file of the given format. A CSV file gets its header at once.
func NewWriter(w io.Writer, f Format) (*Writer, error) {
	switch f {
	case JSONLines:
		j := newJSONWriter(w)
		return &Writer{write: j.write, close: j.out.Flush}, nil
	case CSV:
		c, err := newCSVWriter(w)
		if err != nil {
			return nil, err
		}
		return &Writer{write: c.write, close: c.out.Flush}, nil
	}
	return nil, unknownFormat(f)
}

// Write writes one quote.
func (w *Writer) Write(c quotes.Citation) error { return w.write(recordOf(c)) }

// Close writes what is still held back. It does not close the file.
func (w *Writer) Close() error { return w.close() }

func unknownFormat(f Format) error {
	return fmt.Errorf("exchange: there is no format %q; choose %s or %s", string(f), JSONLines, CSV)
}

var errNoText = quotes.Faultf("it has no text")
