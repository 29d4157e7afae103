package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// lines cuts a file into lines within bounded memory and counts them.
type lines struct {
	in     *bufio.Reader
	back   []byte // lines that were given back
	again  int    // how much of back was read again
	number int    // of the line read last
}

func newLines(r io.Reader) *lines {
	in := bufio.NewReaderSize(r, 64<<10)
	if head, err := in.Peek(3); err == nil && string(head) == "\ufeff" { // a byte order mark
		_, _ = in.Discard(len(head)) // they were just seen
	}
	return &lines{in: in}
}

// errTooLong is a line above maxLine. The line was skipped.
var errTooLong = errors.New("line too long")

// next gives the next line with its end ("\n", "\r\n" or none at the end of the file), or io.EOF after the last. It is
// valid until the next call.
func (l *lines) next() ([]byte, error) {
	if rest := l.back[l.again:]; len(rest) > 0 {
		n := len(rest)
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			n = i + 1
		}
		l.again += n
		l.number++
		return rest[:n], nil
	}
	l.back, l.again = nil, 0
	var line []byte
	for {
		part, err := l.in.ReadSlice('\n')
		switch {
		case err == nil && line == nil:
			l.number++
			return part, nil // the usual case, without a copy
		case err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF):
			return nil, err
		}
		if len(line) <= maxLine {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if len(line) == 0 {
			return nil, io.EOF
		}
		l.number++
		if len(line) > maxLine {
			return nil, errTooLong
		}
		return line, nil
	}
}

// giveBack lets the whole lines that were read last be read again.
func (l *lines) giveBack(text []byte) {
	l.number -= bytes.Count(text, []byte("\n"))
	if !bytes.HasSuffix(text, []byte("\n")) {
		l.number-- // the last line of a file
	}
	if l.again >= len(text) { // all of it was given back before
		l.again -= len(text)
		return
	}
	l.back, l.again = bytes.Clone(text), 0
}
