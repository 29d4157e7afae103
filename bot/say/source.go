package say

import (
	"strings"

	"quotebot/quotes"
	"quotebot/quotes/watch"
)

// Source says what re-reading the source of a quote has shown, in one sentence without a full stop; nothing when it was
// never read again (nil) or nothing is known. The new words of a changed source are in the report, and in Reads.
func Source(r *watch.Report) string {
	if r == nil {
		return ""
	}
	since, checked := seenOn(r), Day(quotes.Date{Time: r.Checked, Precision: quotes.Day})
	var s string
	switch {
	case r.Page == watch.Gone:
		s = "the page is gone: seen " + since
	case r.Quote == watch.Changed && r.Now == "":
		s = "the source has taken some of these words out since: seen " + since
	case r.Quote == watch.Changed:
		s = "the source has changed since: seen " + since
	case r.Quote == watch.Missing:
		s = "the source has taken these words out since: seen " + since
	case r.Quote == watch.Same:
		s = "still in the source on " + checked
	case r.Page == watch.Other:
		s = "on " + checked + " the page showed another text than the one that was read"
	}
	if r.Correction != "" && r.Page != watch.Gone {
		note := "the page has a correction note: “" + strings.Join(strings.Fields(r.Correction), " ") + "”"
		if s != "" {
			note = s + "; " + note
		}
		return note
	}
	return s
}

// Reads says what the source prints now in the place of changed words, or nothing.
func Reads(r *watch.Report) string {
	if r == nil || r.Quote != watch.Changed || r.Now == "" || r.Page == watch.Gone {
		return ""
	}
	return "it now reads: “" + r.Now + "”"
}

// seenOn is the day on which it was first seen.
func seenOn(r *watch.Report) string {
	return Day(quotes.Date{Time: r.Since, Precision: quotes.Day})
}
