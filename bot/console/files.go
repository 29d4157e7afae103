package console

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"quotebot/bot"
)

// maxFile bounds a file that is handed in, in bytes: the brain reads no more of a page (page.DefaultMaxBytes).
const maxFile = 8 << 20

// StandardInput is what errors and answers call what comes in by a pipe.
const StandardInput = "standard input"

// Open opens a file that a person has named. What is wrong with it is told in words for that person.
func Open(path string) (*os.File, error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s here", path)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("there is no right to read %s", path)
	case err != nil:
		return nil, fmt.Errorf("the file %s can't be opened: %w", path, err)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.Join(fmt.Errorf("the path %s is a folder, not a file", path), f.Close())
	}
	return f, nil
}

// Read reads what is handed in under a name.
func Read(in io.Reader, name string) (*bot.File, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s failed: %w", name, err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("there is more in %s than the %d MB that are read of one source", name, maxFile>>20)
	}
	return &bot.File{Name: name, Data: data}, nil
}

// Source makes the request that takes quotes from an address or from a file on this machine.
func Source(source string) (bot.Request, error) {
	r := bot.Request{Act: bot.From, Asker: bot.Asker{Operator: true}}
	if strings.HasPrefix(source, "https://") || strings.HasPrefix(source, "http://") {
		r.URL = source
		return r, nil
	}
	f, err := Open(source)
	if err != nil {
		if _, missing := os.Stat(source); errors.Is(missing, fs.ErrNotExist) {
			err = fmt.Errorf("%w; a web address begins with https:// or http://", err)
		}
		return r, err
	}
	defer f.Close()
	r.File, err = Read(f, source)
	return r, err
}
