package bot

import (
	"context"
	"errors"
	"fmt"

	"quotebot/quotes"
	"quotebot/quotes/page"
)

// savedPage is what helps with every page that can't be fetched.
const savedPage = " You can save the page in your browser and hand me the file, or paste its text."

// explanations says, for everything that can go wrong without being our fault, what happened and what to do.
func explanations() []struct {
	err  error
	note string
} {
	return []struct {
		err  error
		note string
	}{
		{quotes.ErrEmpty, "There are no words to keep in that."},
		{quotes.ErrTooLong, fmt.Sprintf("That is too long for one quote: at most %d characters go in.", maxRunes)},
		{quotes.ErrBusy, "The library is busy with something long. Nothing was changed; please try again in a moment."},
		{quotes.ErrFull, "The disk is full, so nothing could be stored. Nothing else was changed; the operator has to make room."},
		{quotes.ErrReadOnly, "The library is read-only here, so nothing can be stored."},
		{page.ErrBadURL, "That is not a web address that I can open. It must begin with https:// or http:// and name a host."},
		{page.ErrRefused, "I don't open that address: it is not a public web page. An operator can allow it with QUOTEBOT_FETCH_ALLOW." + savedPage},
		{page.ErrTooLarge, "That page is larger than I read (QUOTEBOT_FETCH_MAX)." + savedPage},
		{page.ErrTooSlow, "That page took too long to arrive (QUOTEBOT_FETCH_TIMEOUT)." + savedPage},
		{page.ErrRedirects, "That address sends me on and on from one page to the next." + savedPage},
		{page.ErrUnreachable, "I can't reach that site. Check the address, or try again later." + savedPage},
		{page.ErrNotPage, "That is neither a web page nor plain text. I read HTML and text." + savedPage},
		{page.ErrUnreadable, "I can't make sense of that page." + savedPage},
		{page.ErrNoText, "I found no article text in that. If it is behind a paywall or needs a browser:" + savedPage},
		{page.ErrBadDate, "That is not a date that I can read. Write it as 2023-01-20, 2023-01 or 2023."},
		{context.DeadlineExceeded, "That took too long, so I stopped. Nothing was changed; please try again."},
		{context.Canceled, "I was stopped before that was done. Nothing was changed."},
	}
}

// explain says what an error means in the asker's words. ours is true for everything that the asker can do nothing
// about: such an error is logged, and the words of this function are not shown.
func explain(err error) (note string, ours bool) {
	var status *page.StatusError
	if errors.As(err, &status) {
		switch {
		case status.Code == 401 || status.Code == 402 || status.Code == 403 || status.Code == 451:
			return fmt.Sprintf("That site does not let me read the page (status %d).", status.Code) + savedPage, false
		case status.Code == 404 || status.Code == 410:
			return fmt.Sprintf("There is no page at that address any more (status %d). Check it, or hand me a saved copy.", status.Code), false
		case status.Code == 429:
			return "That site says that it was asked too often (status 429). Try again later." + savedPage, false
		default:
			return fmt.Sprintf("That site could not serve the page (status %d). Try again later.", status.Code) + savedPage, false
		}
	}
	for _, e := range explanations() {
		if errors.Is(err, e.err) {
			return e.note, false
		}
	}
	return "", true
}
