package utterance

import (
	"time"

	"quotebot/quotes"
)

// timing tells what the dates of two printings say about being one occasion.
type timing int

const (
	sameDay  timing = iota // both say when it was said, and it is the same day
	nearDay                // one or both only say when they were printed, within days of each other
	undated                // nothing is known of one of them
	farApart               // printed far from each other, but nothing says that it was said twice
	otherDay               // said on different days, or printed before it was said
)

// printedWithin is how many days after the words an article usually prints them.
const printedWithin = 3

const oneDay = 24 * time.Hour

// compareDays compares when two printings say that it was said, and when they were printed.
func compareDays(a, b *Printing) timing {
	as, bs := days(a.Said), days(b.Said)
	ap, bp := days(a.Article.Published), days(b.Article.Published)
	switch {
	case as.known && bs.known && !as.meets(bs):
		return otherDay
	case as.known && bs.known:
		if a.Said.Precision >= quotes.Day && b.Said.Precision >= quotes.Day {
			return sameDay
		}
		return nearDay
	case as.known:
		return printedLater(as, bp)
	case bs.known:
		return printedLater(bs, ap)
	case !ap.known || !bp.known:
		return undated
	case ap.gap(bp) <= printedWithin*oneDay:
		return nearDay
	}
	return farApart
}

// printedLater compares the day of speaking with the day when another printing appeared.
func printedLater(said, printed period) timing {
	switch {
	case !printed.known:
		return undated
	case printed.until.Add(oneDay).Before(said.from): // a day's grace: the zones of the two outlets may differ
		return otherDay
	case said.gap(printed) <= printedWithin*oneDay:
		return nearDay
	}
	return farApart
}

// nextDoor says whether two known days of speaking are no more than a day apart, as when one outlet works out "on
// Friday" in another zone.
func nextDoor(a, b quotes.Date) bool {
	x, y := days(a), days(b)
	return x.known && y.known && x.gap(y) <= 0
}

// period is a half-open range of calendar days. Dates of different zones are compared by their calendar day.
type period struct {
	from, until time.Time
	known       bool
}

func days(d quotes.Date) period {
	if d.IsZero() {
		return period{}
	}
	from, until := d.Bounds()
	if d.Precision == quotes.Minute {
		y, m, day := d.Time.Date()
		from = time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
		until = from.Add(oneDay)
	}
	return period{from, until, true}
}

func (p period) meets(o period) bool { return p.from.Before(o.until) && o.from.Before(p.until) }

// gap is the time between two periods: negative when they meet, 0 for days next to each other.
func (p period) gap(o period) time.Duration {
	if p.from.After(o.from) {
		p, o = o, p
	}
	return o.from.Sub(p.until)
}
