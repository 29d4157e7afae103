package search

import (
	"slices"
	"strconv"
	"time"

	"quotebot/quotes"
)

// months and weekdays by every form that is no other word; "may" and "march" need a year or a day beside them.
var months = map[string]time.Month{"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
	"june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10,
	"november": 11, "nov": 11, "december": 12, "dec": 12}

var weekdays = map[string]time.Weekday{"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6}

var small = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}

// period is a stretch of time that a question names, and the words that name it.
type period struct {
	from, until  quotes.Date // both are part of it; either may be missing
	first, count int
}

// findPeriod gives the first period that the words name, counted from now: "last week", "in 2016", "since March",
// "on 6 January 2021", "before 2015". An event ("before the election") is no period.
func findPeriod(forms []string, now time.Time) (period, bool) {
	for i := range forms {
		if p, ok := periodAt(forms, i, now); ok {
			return p, true
		}
	}
	return period{}, false
}

func periodAt(f []string, i int, now time.Time) (period, bool) {
	word := func(k int) string {
		if i+k < len(f) {
			return f[i+k]
		}
		return ""
	}
	today := quotes.DayOf(now.Year(), now.Month(), now.Day(), "")
	days := func(from, until, count int) (period, bool) {
		a, b := today, today
		a.Time, b.Time = a.Time.AddDate(0, 0, from), b.Time.AddDate(0, 0, until)
		return period{from: a, until: b, first: i, count: count}, true
	}
	switch word(0) {
	case "yesterday":
		return days(-1, -1, 1)
	case "today":
		return days(0, 0, 1)
	case "last", "this", "past":
		back := 0
		if word(0) != "this" {
			back = 1
		}
		if day, ok := weekdays[word(1)]; ok && back == 1 {
			ago := (int(now.Weekday())-int(day)+6)%7 + 1 // 1 to 7: last Friday is never today
			return days(-ago, -ago, 2)
		}
		switch word(1) {
		case "night":
			return days(-1, 0, 2)
		case "week":
			monday := -(int(now.Weekday()) + 6) % 7
			return days(monday-7*back, monday-7*back+6, 2)
		case "month":
			m := quotes.MonthOf(now.Year(), now.Month()-time.Month(back), "")
			return period{from: m, until: m, first: i, count: 2}, true
		case "year":
			y := quotes.YearOf(now.Year()-back, "")
			return period{from: y, until: y, first: i, count: 2}, true
		}
	case "since", "after", "before", "until", "by", "in", "on", "during", "from":
		d, n := dateAt(f, i+1, now)
		if n == 0 {
			return period{}, false
		}
		p := period{from: d, until: d, first: i, count: n + 1}
		switch word(0) {
		case "since", "after", "from":
			p.until = quotes.Date{}
		case "before", "until", "by":
			p.from = quotes.Date{}
			if from, _ := d.Bounds(); word(0) == "before" {
				from = from.AddDate(0, 0, -1)
				p.until = quotes.DayOf(from.Year(), from.Month(), from.Day(), "")
			}
		}
		return p, true
	}
	if n, ok := number(word(0)); ok && word(2) == "ago" {
		switch word(1) {
		case "day", "days":
			return days(-n, -n, 3)
		case "week", "weeks":
			return days(-7*n-3, -7*n+3, 3)
		case "month", "months":
			m := quotes.MonthOf(now.Year(), now.Month()-time.Month(n), "")
			return period{from: m, until: m, first: i, count: 3}, true
		case "year", "years":
			y := quotes.YearOf(now.Year()-n, "")
			return period{from: y, until: y, first: i, count: 3}, true
		}
	}
	// A date with its year needs no word before it.
	if d, n := dateAt(f, i, now); n > 1 && d.Precision >= quotes.Month && slices.ContainsFunc(f[i:i+n], isYear) {
		return period{from: d, until: d, first: i, count: n}, true
	}
	return period{}, false
}

// dateAt reads the date at word i and says how many words it takes; none when there is no date. A month or a day without
// a year is the latest one that is not in the future.
func dateAt(f []string, i int, now time.Time) (quotes.Date, int) {
	word := func(k int) string {
		if i+k < len(f) {
			return f[i+k]
		}
		return ""
	}
	if isYear(word(0)) {
		y, _ := strconv.Atoi(word(0))
		return quotes.YearOf(y, ""), 1
	}
	if day, ok := weekdays[word(0)]; ok {
		ago := (int(now.Weekday()) - int(day) + 7) % 7
		t := now.AddDate(0, 0, -ago)
		return quotes.DayOf(t.Year(), t.Month(), t.Day(), ""), 1
	}
	m, day, n := months[word(0)], 0, 1
	if m == 0 { // 6 January
		if day = dayOf(word(0)); day == 0 {
			return quotes.Date{}, 0
		}
		if word(1) == "of" {
			n++
		}
		if m = months[word(n)]; m == 0 {
			return quotes.Date{}, 0
		}
		n++
	} else if day = dayOf(word(1)); day > 0 { // January 6
		n++
	}
	year, known := now.Year(), isYear(word(n))
	if known {
		year, _ = strconv.Atoi(word(n))
		n++
	} else if m > now.Month() || m == now.Month() && day > now.Day() {
		year--
	}
	if day == 0 {
		return quotes.MonthOf(year, m, ""), n
	}
	return quotes.DayOf(year, m, day, ""), n
}

func isYear(w string) bool {
	return len(w) == 4 && (w[:2] == "19" || w[:2] == "20") && w[2] >= '0' && w[2] <= '9' && w[3] >= '0' && w[3] <= '9'
}

// dayOf reads "6", "6th"; 0 when it is no day of a month.
func dayOf(w string) int {
	n := len(w)
	for n > 0 && (w[n-1] < '0' || w[n-1] > '9') {
		n--
	}
	switch w[n:] {
	case "", "st", "nd", "rd", "th":
	default:
		return 0
	}
	d, err := strconv.Atoi(w[:n])
	if err != nil || d < 1 || d > 31 {
		return 0
	}
	return d
}

func number(w string) (int, bool) {
	if n, ok := small[w]; ok {
		return n, true
	}
	n, err := strconv.Atoi(w)
	return n, err == nil && n > 0 && n < 1000
}
