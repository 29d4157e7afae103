// Package say puts the facts of a quote into the few words that every mouth shows: who with which role, when and how that
// is known, where it was printed. It does no escaping and no layout.
package say

import (
	"fmt"
	"strings"

	"quotebot/quotes"
)

// lowConfidence is the confidence below which an answer says that the speaker is not certain. Of the quotes above it
// nine in ten have the right speaker (docs/extraction.md), so a warning there would be noise.
const lowConfidence = 0.6

// Who names the speaker with the role as printed, and who passed the words on.
func Who(c quotes.Citation) string {
	s := c.Speaker
	if s == "" {
		s = "speaker not known"
	}
	if c.Role != "" && c.Speaker != "" {
		s += ", " + c.Role
	}
	if c.Via != "" {
		s += " (as told by " + c.Via + ")"
	}
	return s
}

// Doubt says that the speaker is not certain, or nothing.
func Doubt(c quotes.Citation) string {
	if c.Confidence > 0 && c.Confidence < lowConfidence && c.Speaker != "" {
		return fmt.Sprintf("not certain that it was %s (%d %%)", c.Speaker, int(c.Confidence*100+0.5))
	}
	return ""
}

// When says on which day it was said and how that is known; where that is not known, when it was printed.
func When(c quotes.Citation) string {
	switch {
	case c.Said.IsZero() && c.Published.IsZero():
		return "day not known"
	case c.Said.IsZero():
		return "day not known, printed " + Day(c.Published)
	}
	s := "said " + Day(c.Said)
	switch c.Kind {
	case quotes.Message:
		return "sent " + Day(c.Said) + c.Said.Time.Format(" 15:04 MST")
	case quotes.Entered:
		return s
	}
	if c.Said.Words != "" {
		s += " (from “" + c.Said.Words + "”)"
	}
	if !c.Published.IsZero() && c.Published.Day() != c.Said.Day() {
		s += ", printed " + Day(c.Published)
	}
	return s
}

// Where names the outlet and the agency whose report it printed.
func Where(c quotes.Citation) string {
	s := c.Publisher
	if s == "" {
		s = c.Host()
	}
	switch {
	case c.Kind == quotes.Message:
		return "chat message"
	case c.Agency == "" || strings.EqualFold(c.Agency, s):
		return s
	case s == "":
		return c.Agency
	default:
		return s + ", from " + c.Agency
	}
}

// Day writes a date as people read it, cut to what is known of it: "Fri 20 Jan 2023", "January 2023", "2023".
func Day(d quotes.Date) string {
	switch d.Precision {
	case quotes.NoDate:
		return ""
	case quotes.Year:
		return d.Time.Format("2006")
	case quotes.Month:
		return d.Time.Format("January 2006")
	default:
		return d.Time.Format("Mon 2 Jan 2006")
	}
}

// Words puts marks around what was said, unless the words bring marks of their own.
func Words(c quotes.Citation) string {
	if c.Kind == quotes.Message || c.Kind == quotes.Indirect {
		return c.Text
	}
	return "“" + c.Text + "”"
}
