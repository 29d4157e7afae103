package say

import (
	"errors"
	"fmt"
	"maps"

	"quotebot/quotes"
)

// Tongue is a language that facts are told in. Its texts stand under the English ones, so that what a language lacks is
// told in English; nil is English.
type Tongue struct {
	Texts   map[string]string `json:"texts"`
	Months  []string          `json:"months"`
	Days    []string          `json:"days"`     // short, from Sunday
	Date    string            `json:"date"`     // of %[1]s the day of the week, %[2]d the day, %[3]s the month, %[4]d the year
	MonthOf string            `json:"month_of"` // of %[1]s the month, %[2]d the year
}

// With gives the same language with texts besides those that it has.
func (t *Tongue) With(texts map[string]string) *Tongue {
	more := *t
	more.Texts = maps.Clone(texts)
	maps.Copy(more.Texts, t.Texts)
	return &more
}

// Text gives a fixed text in the language.
func (t *Tongue) Text(english string) string {
	if t != nil && t.Texts[english] != "" {
		return t.Texts[english]
	}
	return english
}

// Say writes a sentence in the language.
func (t *Tongue) Say(english string, args ...any) string {
	if len(args) == 0 {
		return t.Text(english)
	}
	return fmt.Sprintf(t.Text(english), args...)
}

// Fault says what is wrong with a file or an entry of it.
func (t *Tongue) Fault(err error) string {
	if f, ok := errors.AsType[*quotes.Fault](err); ok {
		return t.Say(f.Format, f.Args...)
	}
	return err.Error()
}

// Day writes a date as people read it, cut to what is known of it: "Fri 20 Jan 2023", "January 2023", "2023".
func (t *Tongue) Day(d quotes.Date) string {
	switch {
	case d.Precision == quotes.NoDate:
		return ""
	case d.Precision == quotes.Year:
		return d.Time.Format("2006")
	case d.Precision == quotes.Month && t == nil:
		return d.Time.Format("January 2006")
	case d.Precision == quotes.Month:
		return fmt.Sprintf(t.MonthOf, t.Months[d.Time.Month()-1], d.Time.Year())
	case t == nil:
		return d.Time.Format("Mon 2 Jan 2006")
	default:
		return fmt.Sprintf(t.Date, t.Days[d.Time.Weekday()], d.Time.Day(), t.Months[d.Time.Month()-1], d.Time.Year())
	}
}
