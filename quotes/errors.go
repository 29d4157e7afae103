package quotes

import (
	"errors"
	"fmt"
)

// What a store may answer that people should be told in their own words.
var (
	ErrNotFound = errors.New("quotes: no such quote")
	ErrEmpty    = errors.New("quotes: there are no words to keep")
	ErrTooLong  = errors.New("quotes: too long to keep")
	ErrBusy     = errors.New("quotes: the library is busy")
	ErrFull     = errors.New("quotes: the disk is full")
	ErrApart    = errors.New("quotes: quotes of different servers or channels are never one utterance")
	ErrReadOnly = errors.New("quotes: the library is read-only")
)

// What may forbid a change.
var (
	ErrNotPrinted  = errors.New("quotes: the article as it is kept does not hold these words")
	ErrAsWritten   = errors.New("quotes: a chat message is kept as its author wrote it")
	ErrPageTaken   = errors.New("quotes: another text is kept under this address")
	ErrNotMerged   = errors.New("quotes: that name is not merged with another one")
	ErrOptedOut    = errors.New("quotes: the person who said it does not want to be quoted")
	ErrDoneToday   = errors.New("quotes: the quote of this day is chosen already")
	ErrSameSpeaker = errors.New("quotes: the two names are one already")
)

// DuplicateError says that a change would make a quote the same as another one.
type DuplicateError struct{ Number int64 }

func (e *DuplicateError) Error() string { return "quotes: the same quote is stored already" }

// Fault is an error in something that a person handed in, told to that person. Its format is kept apart from what goes into
// it, so that it can be told in other languages than English.
type Fault struct {
	Format string
	Args   []any
}

// Faultf makes a Fault.
func Faultf(format string, args ...any) error { return &Fault{format, args} }

func (f *Fault) Error() string { return fmt.Sprintf(f.Format, f.Args...) }
