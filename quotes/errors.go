package quotes

import "errors"

// What a store may answer that people should be told in their own words.
var (
	ErrNotFound = errors.New("quotes: no such quote")
	ErrEmpty    = errors.New("quotes: there are no words to keep")
	ErrTooLong  = errors.New("quotes: too long to keep")
	ErrBusy     = errors.New("quotes: the library is busy")
	ErrFull     = errors.New("quotes: the disk is full")
	ErrReadOnly = errors.New("quotes: the library is read-only")
)
