package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"quotebot/quotes"
)

// Lines cuts a file into lines within bounded memory and counts them.
type Lines struct {
	// Number is that of the line read last, from 1.
	Number int

	in    *bufio.Reader
	most  int    // bytes of a line
	back  []byte // lines that were given back
	again int    // how much of back was read again
}

// NewLines begins to read lines of at most so many bytes. A byte order mark is passed over.
func NewLines(r io.Reader, most int) *Lines {
	in := bufio.NewReaderSize(r, 64<<10)
	if head, err := in.Peek(3); err == nil && string(head) == "\ufeff" { // a byte order mark
		_, _ = in.Discard(len(head)) // they were just seen
	}
	return &Lines{in: in, most: most}
}

// ErrTooLong is a line with more bytes than are read. The line was skipped; the next can be read.
var ErrTooLong = errors.New("line too long")

// Next gives the next line with its end ("\n", "\r\n" or none at the end of the file), or io.EOF after the last. It is
// valid until the next call.
func (l *Lines) Next() ([]byte, error) {
	if rest := l.back[l.again:]; len(rest) > 0 {
		n := len(rest)
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			n = i + 1
		}
		l.again += n
		l.Number++
		return rest[:n], nil
	}
	l.back, l.again = nil, 0
	var line []byte
	for {
		part, err := l.in.ReadSlice('\n')
		switch {
		case err == nil && line == nil:
			l.Number++
			return part, nil // the usual case, without a copy
		case err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF):
			return nil, err
		}
		if len(line) <= l.most {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if len(line) == 0 {
			return nil, io.EOF
		}
		l.Number++
		if len(line) > l.most {
			return nil, ErrTooLong
		}
		return line, nil
	}
}

// good gives the number of the next line and the line; one that is too long is a *BadLine.
func (l *Lines) good() (int, []byte, error) {
	line, err := l.Next()
	if errors.Is(err, ErrTooLong) {
		err = &BadLine{Line: l.Number, Err: quotes.Faultf(tooLong)}
	}
	return l.Number, line, err
}

// giveBack lets the whole lines that were read last be read again.
func (l *Lines) giveBack(text []byte) {
	l.Number -= bytes.Count(text, []byte("\n"))
	if !bytes.HasSuffix(text, []byte("\n")) {
		l.Number-- // the last line of a file
	}
	if l.again >= len(text) { // all of it was given back before
		l.again -= len(text)
		return
	}
	l.back, l.again = bytes.Clone(text), 0
}
