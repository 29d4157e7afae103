// Package say puts the facts of a quote into the few words that every mouth shows: who with which role, when and how that
// is known, where it was printed, what became of its source, what a check of remembered words has shown. A Tongue says them
// in its language, the functions of the package in English. There is no escaping and no layout here.
package say

import (
	"strings"

	"quotebot/quotes"
)

// lowConfidence is the confidence below which an answer says that the speaker is not certain. Of the quotes above it
// nine in ten have the right speaker (docs/extraction.md), so a warning there would be noise.
const lowConfidence = 0.6

// english tells facts in English.
func english() *Tongue { return nil }

// Who is Tongue.Who in English.
func Who(c quotes.Citation) string { return english().Who(c) }

// Doubt is Tongue.Doubt in English.
func Doubt(c quotes.Citation) string { return english().Doubt(c) }

// When is Tongue.When in English.
func When(c quotes.Citation) string { return english().When(c) }

// Where is Tongue.Where in English.
func Where(c quotes.Citation) string { return english().Where(c) }

// Outlet is Tongue.Outlet in English.
func Outlet(c quotes.Citation) string { return english().Outlet(c) }

// Day is Tongue.Day in English.
func Day(d quotes.Date) string { return english().Day(d) }

// Who names the speaker with the role as printed, and who passed the words on.
func (t *Tongue) Who(c quotes.Citation) string {
	s := c.Speaker
	switch {
	case s == "":
		s = t.Say("speaker not known")
	case c.Role != "":
		s += ", " + c.Role
	}
	if c.Via != "" {
		s += " " + t.Say("(as told by %s)", c.Via)
	}
	return s
}

// Doubt says that the speaker is not certain, or nothing.
func (t *Tongue) Doubt(c quotes.Citation) string {
	if c.Confidence > 0 && c.Confidence < lowConfidence && c.Speaker != "" {
		return t.Say("not certain that it was %s (%d %%)", c.Speaker, int(c.Confidence*100+0.5))
	}
	return ""
}

// When says on which day it was said and how that is known; where that is not known, when it was printed.
func (t *Tongue) When(c quotes.Citation) string {
	switch {
	case c.Said.IsZero() && c.Published.IsZero():
		return t.Say("day not known")
	case c.Said.IsZero():
		return t.Say("day not known, printed %s", t.Day(c.Published))
	case c.Kind == quotes.Message:
		return t.Say("sent %s", t.Day(c.Said)+c.Said.Time.Format(" 15:04 MST"))
	case c.Kind == quotes.Entered:
		return t.Say("said %s", t.Day(c.Said))
	}
	s := t.Say("said %s", t.Day(c.Said))
	switch c.Said.Words {
	case "":
	case quotes.GivenByHand:
		s += " " + t.Say("(given by hand)")
	default:
		s += " " + t.Say("(from “%s”)", c.Said.Words)
	}
	if !c.Published.IsZero() && c.Published.Day() != c.Said.Day() {
		s += ", " + t.Say("printed %s", t.Day(c.Published))
	}
	return s
}

// Where names the outlet and the agency whose report it printed; nothing where neither is known.
func (t *Tongue) Where(c quotes.Citation) string {
	s := c.Publisher
	if s == "" {
		s = c.Host()
	}
	switch {
	case c.Kind == quotes.Message:
		return t.Say("chat message")
	case c.Agency == "" || strings.EqualFold(c.Agency, s):
		return s
	case s == "":
		return c.Agency
	default:
		return t.Say("%s, from %s", s, c.Agency)
	}
}

// Outlet names who printed a quote, by the article's title where that is all that is known.
func (t *Tongue) Outlet(c quotes.Citation) string {
	switch name := t.Where(c); {
	case name != "":
		return name
	case c.Title != "":
		return t.Say("“%s”", c.Title)
	default:
		return t.Say("a text without a name")
	}
}

// Words puts marks around what was said, unless the words bring marks of their own.
func Words(c quotes.Citation) string {
	if c.Kind == quotes.Message || c.Kind == quotes.Indirect {
		return c.Text
	}
	return "“" + c.Text + "”"
}
