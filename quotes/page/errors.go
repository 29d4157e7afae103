package page

import (
	"errors"
	"fmt"
	"time"
)

// What can be wrong with a source. Every error of this package wraps one of these or a *StatusError, unless the
// caller's own reader or context failed; a caller tells them apart with errors.Is and errors.As and says them in the user's words.
var (
	ErrBadURL      = errors.New("page: not a web address that can be opened")
	ErrRefused     = errors.New("page: address refused")
	ErrUnreachable = errors.New("page: server not reached")
	ErrTooLarge    = errors.New("page: too large")
	ErrTooSlow     = errors.New("page: too slow")
	ErrRedirects   = errors.New("page: too many redirects")
	ErrNotPage     = errors.New("page: neither a web page nor plain text")
	ErrUnreadable  = errors.New("page: cannot be read")
	ErrNoText      = errors.New("page: no text found")
	ErrBadDate     = errors.New("page: not a date that can be read")
)

// StatusError says that the server answered with something else than a page.
type StatusError struct {
	Code       int           // HTTP status code, 4xx or 5xx (or any other that brings no page)
	RetryAfter time.Duration // how long the server asks to wait; 0 when it does not say
}

// Error gives the status code.
func (e *StatusError) Error() string {
	return fmt.Sprintf("page: the server answered with status %d", e.Code)
}
