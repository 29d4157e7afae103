package say

import (
	"strings"
	"time"

	"quotebot/quotes"
	"quotebot/quotes/watch"
)

// Source is Tongue.Source in English.
func Source(r *watch.Report) string { return english().Source(r) }

// Reads is Tongue.Reads in English.
func Reads(r *watch.Report) string { return english().Reads(r) }

// Source says what re-reading the source of a quote has shown, in one sentence without a full stop; nothing when it was
// never read again (nil) or nothing is known. The new words of a changed source are in the report, and in Reads.
func (t *Tongue) Source(r *watch.Report) string {
	if r == nil {
		return ""
	}
	since, checked := t.on(r.Since), t.on(r.Checked)
	var s string
	switch {
	case r.Page == watch.Gone:
		s = t.Say("the page is gone: seen %s", since)
	case r.Quote == watch.Changed && r.Now == "":
		s = t.Say("the source has taken some of these words out since: seen %s", since)
	case r.Quote == watch.Changed:
		s = t.Say("the source has changed since: seen %s", since)
	case r.Quote == watch.Missing:
		s = t.Say("the source has taken these words out since: seen %s", since)
	case r.Quote == watch.Same:
		s = t.Say("still in the source on %s", checked)
	case r.Page == watch.Other:
		s = t.Say("on %s the page showed another text than the one that was read", checked)
	}
	if r.Correction != "" && r.Page != watch.Gone {
		note := t.Say("the page has a correction note: “%s”", strings.Join(strings.Fields(r.Correction), " "))
		if s != "" {
			note = s + "; " + note
		}
		return note
	}
	return s
}

// Reads says what the source prints now in the place of changed words, or nothing.
func (t *Tongue) Reads(r *watch.Report) string {
	if r == nil || r.Quote != watch.Changed || r.Now == "" || r.Page == watch.Gone {
		return ""
	}
	return t.Say("it now reads: “%s”", r.Now)
}

func (t *Tongue) on(at time.Time) string {
	return t.Day(quotes.Date{Time: at, Precision: quotes.Day})
}
