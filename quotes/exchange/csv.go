package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"quotebot/quotes"
)

// The standard library's CSV reader is not used: it turns "\r\n" inside a cell into "\n", so that words would not come
// back as printed, and after a stray quotation mark it reads the rest of the file as one cell.

var errNoHeader = errors.New("exchange: a CSV file must begin with a line that names its columns, one of them text")

var errOpenMark = quotes.Faultf("a cell begins with a quotation mark and does not end with one")

// csvReader reads records under a header.
type csvReader struct {
	lines *Lines
	comma byte
	names []string // of the columns; empty for those not used
}

// newCSVReader reads the header. The separator is the first of comma, semicolon and tab that gives a column text.
func newCSVReader(l *Lines, unknown func(name string)) (*csvReader, error) {
	var head []byte
	for len(bytes.TrimSpace(head)) == 0 {
		line, err := l.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, ErrTooLong) {
			return nil, errNoHeader
		} else if err != nil {
			return nil, err
		}
		head = bytes.Clone(line)
	}
	if !utf8.Valid(head) {
		return nil, errors.New("exchange: the file is not valid UTF-8; save it as CSV in UTF-8")
	}
	for _, comma := range []byte{',', ';', '\t'} {
		cells, err := split(head, comma)
		if err != nil {
			continue
		}
		c := &csvReader{lines: l, comma: comma}
		found, err := c.header(cells, unknown)
		if err != nil {
			return nil, err
		}
		if found {
			return c, nil
		}
	}
	return nil, errNoHeader
}

// header takes the names of the columns and says whether text is among them.
func (c *csvReader) header(cells []string, unknown func(string)) (bool, error) {
	index := map[string]bool{}
	for _, col := range new(record).columns() {
		index[col.name] = true
	}
	seen := map[string]bool{}
	var others []string
	for _, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		switch {
		case !index[name]:
			if name != "" {
				others = append(others, name)
			}
			name = ""
		case seen[name]:
			return false, fmt.Errorf("exchange: the header names the column %s twice", name)
		}
		seen[name] = true
		c.names = append(c.names, name)
	}
	if !seen["text"] {
		c.names = nil
		return false, nil
	}
	for _, name := range others {
		unknown(name)
	}
	return true, nil
}

func (c *csvReader) next() (int, *record, error) {
	for {
		n, line, err := c.lines.good()
		if err != nil {
			return n, nil, err
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			continue
		}
		r, err := c.read(line)
		var bad *BadLine
		if errors.As(err, &bad) {
			bad.Line = n
		}
		return n, r, err
	}
}

// read reads the record that begins with line. When it goes wrong, only that line is given up: a stray quotation mark
// must not swallow the lines after it.
func (c *csvReader) read(line []byte) (*record, error) {
	text := line
	state := cellStart.after(line, c.comma)
	if state == inMarks {
		text = bytes.Clone(line)
	}
	for state == inMarks {
		more, err := c.lines.Next()
		switch {
		case errors.Is(err, ErrTooLong):
			return nil, &BadLine{Err: quotes.Faultf(tooLong)}
		case errors.Is(err, io.EOF), err == nil && len(text)+len(more) > maxLine:
			return nil, c.giveUp(append(text, more...), errOpenMark)
		case err != nil:
			return nil, err
		}
		text = append(text, more...)
		state = state.after(more, c.comma)
	}
	cells, err := split(text, c.comma)
	if err != nil {
		return nil, c.giveUp(text, err)
	}
	r, err := c.fill(cells)
	if err != nil {
		return nil, c.giveUp(text, err)
	}
	return r, nil
}

// giveUp reports the first line of a text; the others will be read again.
func (c *csvReader) giveUp(text []byte, reason error) error {
	if first := bytes.IndexByte(text, '\n') + 1; first > 0 && first < len(text) {
		c.lines.giveBack(text[first:])
	}
	return &BadLine{Err: reason}
}

// inCell is where in a cell a piece of a record ends.
type inCell int

const (
	cellStart inCell = iota
	inPlain
	inMarks   // between quotation marks
	afterMark // behind a mark that closes the cell or, doubled, stands for itself
	wrong     // behind a closing mark that something follows
)

// after gives the state after another line of the record. It stops at the first mistake, which split then names.
func (s inCell) after(line []byte, comma byte) inCell {
	for i, b := range line {
		switch {
		case s == inMarks:
			if b == '"' {
				s = afterMark
			}
		case s == afterMark && b == '"':
			s = inMarks
		case b == comma:
			s = cellStart
		case atEnd(line[i:]):
			return s
		case s == cellStart && b == '"':
			s = inMarks
		case s == afterMark:
			return wrong
		default:
			s = inPlain
		}
	}
	return s
}

// fill puts the cells under the names of their columns.
func (c *csvReader) fill(cells []string) (*record, error) {
	if len(cells) > len(c.names) {
		return nil, quotes.Faultf("it has %d cells and the header %d; a text with a comma in it must stand between quotation marks", len(cells), len(c.names))
	}
	var r record
	places := map[string]column{}
	for _, col := range r.columns() {
		places[col.name] = col
	}
	for i, cell := range cells {
		if !utf8.ValidString(cell) {
			return nil, quotes.Faultf(notUTF8)
		}
		if name := c.names[i]; name != "" {
			if err := places[name].set(unguarded(cell)); err != nil {
				return nil, err
			}
		}
	}
	return &r, nil
}

// split cuts a whole record into cells as RFC 4180 has it. A mark inside a cell that does not begin with one stands for
// itself.
func split(text []byte, comma byte) ([]string, error) {
	var cells []string
	for i := 0; ; i++ { // at the start of a cell
		var cell []byte
		if i < len(text) && text[i] == '"' {
			for i++; ; i++ { // behind a mark that opens the cell, or the first of two
				end := bytes.IndexByte(text[i:], '"')
				if end < 0 {
					return nil, errOpenMark
				}
				cell = append(cell, text[i:i+end]...)
				if i += end + 1; i >= len(text) || text[i] != '"' {
					break
				}
				cell = append(cell, '"')
			}
		} else {
			start := i
			for !atEnd(text[i:]) && text[i] != comma {
				i++
			}
			cell = text[start:i]
		}
		cells = append(cells, string(cell))
		switch {
		case atEnd(text[i:]):
			return cells, nil
		case text[i] != comma:
			return nil, quotes.Faultf("a quotation mark in the middle of a cell must be doubled")
		}
	}
}

// atEnd says whether only the end of the line is left.
func atEnd(rest []byte) bool {
	if len(rest) > 2 { // asked at every byte of a line: the comparisons below must not look at all that is left
		return false
	}
	return len(rest) == 0 || string(rest) == "\n" || string(rest) == "\r\n"
}

// csvWriter writes records under a header of all columns.
type csvWriter struct{ out *bufio.Writer }

func newCSVWriter(w io.Writer) (*csvWriter, error) {
	c := &csvWriter{out: bufio.NewWriter(w)}
	var names []string
	for _, col := range new(record).columns() {
		names = append(names, col.name)
	}
	return c, c.line(names)
}

func (c *csvWriter) write(r *record) error {
	columns := r.columns()
	cells := make([]string, len(columns))
	for i, col := range columns {
		cells[i] = guarded(col.cell())
	}
	return c.line(cells)
}

func (c *csvWriter) line(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			c.out.WriteByte(',') // errors of a bufio.Writer stay until the last write
		}
		if strings.ContainsAny(cell, ",;\"\r\n\t") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		c.out.WriteString(cell)
	}
	return c.out.WriteByte('\n')
}

// guarded makes a cell harmless that a spreadsheet would run as a formula, by an apostrophe in front (OWASP, "CSV
// Injection"). Cells that already begin with apostrophes and would be taken for guarded ones get one more, so that
// unguarded always undoes it.
func guarded(cell string) string {
	if isFormula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// unguarded undoes guarded.
func unguarded(cell string) string {
	if strings.HasPrefix(cell, "'") && isFormula(strings.TrimLeft(cell, "'")) {
		return cell[1:]
	}
	return cell
}

// isFormula says whether a cell begins with a character that makes spreadsheets calculate, in its plain or wide form.
func isFormula(cell string) bool {
	r, _ := utf8.DecodeRuneInString(cell)
	return cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}
