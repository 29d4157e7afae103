package bot

import (
	"context"
	"errors"

	"quotebot/quotes"
	"quotebot/quotes/page"
)

// savedPage is what helps with every page that can't be fetched; with a file or a text that was handed in it does not.
const savedPage = " You can save the page in your browser and hand me the file, or paste its text."

// explanations says, for everything that can go wrong without being our fault, what happened and what to do.
func explanations() []struct {
	err  error
	note string
	page bool // what helps with every page follows
} {
	return []struct {
		err  error
		note string
		page bool
	}{
		{quotes.ErrEmpty, "There are no words to keep in that.", false},
		{quotes.ErrTooLong, "That is too long for one quote: at most 100,000 characters go in.", false},
		{quotes.ErrBusy, "The library is busy with something long. Nothing was changed; please try again in a moment.", false},
		{quotes.ErrFull, "The disk is full, so nothing could be stored. Nothing else was changed; the operator has to make room.", false},
		{quotes.ErrReadOnly, "The library is read-only here, so nothing can be stored.", false},
		{quotes.ErrNotPrinted, "These words don't stand in the article as I keep it, and a quote is only what was printed. Copy them from the article; parts can be joined with “ … ”.", false},
		{quotes.ErrAsWritten, "A chat message is kept just as its author wrote it. You can delete the quote, or correct who said it.", false},
		{quotes.ErrPageTaken, "Another text is kept under that address already.", false},
		{quotes.ErrNotMerged, "That name is not merged with another one.", false},
		{quotes.ErrSameSpeaker, "These two names are one person already.", false},
		{quotes.ErrOptedOut, "Whoever said that does not want to be quoted, so it stays hidden.", false},
		{page.ErrBadURL, "That is not a web address that I can open. It must begin with https:// or http:// and name a host.", false},
		{page.ErrRefused, "I don't open that address: it is not a public web page. An operator can allow it with QUOTEBOT_FETCH_ALLOW.", true},
		{page.ErrTooLarge, "That page is larger than I read (QUOTEBOT_FETCH_MAX).", true},
		{page.ErrTooSlow, "That page took too long to arrive (QUOTEBOT_FETCH_TIMEOUT).", true},
		{page.ErrRedirects, "That address sends me on and on from one page to the next.", true},
		{page.ErrUnreachable, "I can't reach that site. Check the address, or try again later.", true},
		{page.ErrNotPage, "That is neither a web page nor plain text. I read HTML and text.", true},
		{page.ErrUnreadable, "I can't make sense of that page.", true},
		{page.ErrNoText, "I found no article text in that.", true},
		{page.ErrBadDate, "That is not a date that I can read. Write it as 2023-01-20, 2023-01 or 2023.", false},
		{context.DeadlineExceeded, "That took too long, so I stopped. Nothing was changed; please try again.", false},
		{context.Canceled, "I was stopped before that was done. Nothing was changed.", false},
	}
}

// saved is savedPage where it helps.
func (r Request) saved(page bool) string {
	if !page || r.File != nil || r.Text != "" {
		return ""
	}
	return r.text(savedPage)
}

// explain says what an error means in the asker's words. ours is true for everything that the asker can do nothing
// about: such an error is logged, and the words of this function are not shown.
func explain(r Request, err error) (note string, ours bool) {
	if same, ok := errors.AsType[*quotes.DuplicateError](err); ok {
		return r.say("The same quote is here already, as %s.", quotes.Citation{Scope: r.Asker.home(), Number: same.Number}.Ref()), false
	}
	var status *page.StatusError
	if errors.As(err, &status) {
		switch {
		case status.Code == 401 || status.Code == 402 || status.Code == 403 || status.Code == 451:
			return r.say("That site does not let me read the page (status %d).", status.Code) + r.saved(true), false
		case status.Code == 404 || status.Code == 410:
			return r.say("There is no page at that address any more (status %d). Check it, or hand me a saved copy.", status.Code), false
		case status.Code == 429:
			return r.say("That site says that it was asked too often (status 429). Try again later.") + r.saved(true), false
		default:
			return r.say("That site could not serve the page (status %d). Try again later.", status.Code) + r.saved(true), false
		}
	}
	if r.File != nil && errors.Is(err, page.ErrTooLarge) {
		return r.say("That file is larger than the %d MB that I read.", page.DefaultMaxBytes>>20), false
	}
	for _, e := range explanations() {
		if errors.Is(err, e.err) {
			return r.text(e.note) + r.saved(e.page), false
		}
	}
	return "", true
}
