package quotes

import (
	"fmt"
	"time"
)

// Precision tells how much of a date is known.
type Precision int

// The precisions, coarse to fine. The zero value means that there is no date.
const (
	NoDate Precision = iota
	Year
	Month
	Day
	Minute
)

// Date is a point in time as exactly as it is known, with the words or the field that it was taken from.
type Date struct {
	Time      time.Time // in the zone of the source; only the part that Precision covers has a meaning
	Precision Precision
	Words     string // what it rests on: "on Friday", "datePublished"
}

// GivenByHand are the Words of a date that a person has typed in.
const GivenByHand = "given by hand"

// layouts has the ISO 8601 form for each precision.
var layouts = [...]string{Year: "2006", Month: "2006-01", Day: "2006-01-02", Minute: time.RFC3339}

// DayOf is the given day with the words it came from.
func DayOf(year int, month time.Month, day int, words string) Date {
	return Date{Time: time.Date(year, month, day, 0, 0, 0, 0, time.UTC), Precision: Day, Words: words}
}

// MonthOf is the given month with the words it came from.
func MonthOf(year int, month time.Month, words string) Date {
	return Date{Time: time.Date(year, month, 1, 0, 0, 0, 0, time.UTC), Precision: Month, Words: words}
}

// YearOf is the given year with the words it came from.
func YearOf(year int, words string) Date {
	return Date{Time: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), Precision: Year, Words: words}
}

// IsZero says whether there is no date.
func (d Date) IsZero() bool { return d.Precision == NoDate }

// String is the date in ISO 8601, cut to its precision: "2023", "2023-01", "2023-01-20" or a time with its zone.
// No date gives the empty string.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time.Format(layouts[d.Precision])
}

// Day is as String, with the time of day left out.
func (d Date) Day() string {
	if d.Precision == Minute {
		return d.Time.Format(layouts[Day])
	}
	return d.String()
}

// Bounds gives the first instant that the date may mean and the first one after it.
func (d Date) Bounds() (from, until time.Time) {
	switch d.Precision {
	case NoDate:
		return time.Time{}, time.Time{}
	case Year:
		return d.Time, d.Time.AddDate(1, 0, 0)
	case Month:
		return d.Time, d.Time.AddDate(0, 1, 0)
	case Day:
		return d.Time, d.Time.AddDate(0, 0, 1)
	default:
		return d.Time, d.Time.Add(time.Minute)
	}
}

// ParseDate reads what String writes, and times without a zone or with seconds' fractions (taken as UTC). The empty
// string is no date. The words are left empty.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	for p := Year; p <= Minute; p++ {
		if p < Minute && len(s) != len(layouts[p]) {
			continue // only digits: a failed attempt costs several times as much as a look at the length
		}
		if t, err := time.Parse(layouts[p], s); err == nil {
			return checked(Date{Time: t, Precision: p}, s)
		}
	}
	for _, l := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
		"2006-01-02 15:04", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(l, s); err == nil {
			return checked(Date{Time: t, Precision: Minute}, s)
		}
	}
	return Date{}, fmt.Errorf("quotes: %q is not a date; write it as 2023, 2023-01, 2023-01-20 or 2023-01-20T15:04:05Z", s)
}

// checked refuses years that no printed source has: they come from broken pages and would sort before everything.
func checked(d Date, s string) (Date, error) {
	if y := d.Time.Year(); y < 1000 || y > 9999 {
		return Date{}, fmt.Errorf("quotes: the year in %q is out of range", s)
	}
	return d, nil
}
