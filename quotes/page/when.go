package page

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"quotebot/quotes"
)

// zonedLayouts are the machine-made forms of a point in time that name its zone.
var zonedLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", "2006-01-02T15:04:05-07",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05-0700", "2006-01-02 15:04:05 UTC",
	"20060102T150405Z0700", time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700", "Mon, 02 Jan 2006 15:04:05 GMT",
}

// zones are the abbreviations that mean one offset only, in hours from UTC. IST and CST outside of America are left out.
var zones = map[string]float64{
	"UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	"BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}

const monthWords = `jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?|jänner`

var (
	isoDay    = regexp.MustCompile(`\b(\d{4})[-/](\d{2})[-/](\d{2})(?:\b|T|_)`)
	packedDay = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:$|T?\d{4,6}$)`)
	dottedDay = regexp.MustCompile(`\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b`)
	slashDay  = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/(\d{4})\b`)
	monthDay  = regexp.MustCompile(`(?i)\b(` + monthWords + `)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`)
	dayMonth  = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+of)?[\s-]+(` + monthWords + `)\.?,?[\s-]+(\d{4})\b`)
	clock     = regexp.MustCompile(`(?i)\b(\d{1,2})[:.](\d{2})(?::\d{2})?\s*([ap])?\.?(m?)\.?(?:\s*\(?([a-z]{1,4})\b)?`)
)

// readDate reads a date as pages give it, in a field or in print. words is what the date will say it rests on. A time
// counts only with its zone, since without one it may be anywhere's; so does a midnight, which stands for "no time
// known". Orders of day and month that may mean two days are not read.
func readDate(s, words string) (quotes.Date, bool) {
	s = strings.TrimSpace(s)
	if len(s) < len("20230120") || len(s) > 200 {
		return quotes.Date{}, false
	}
	for _, layout := range zonedLayouts {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if !plausible(t.Year()) {
			return quotes.Date{}, false
		}
		if _, offset := t.Zone(); offset == 0 && t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
			return quotes.DayOf(t.Year(), t.Month(), t.Day(), words), true
		}
		return quotes.Date{Time: t, Precision: quotes.Minute, Words: words}, true
	}
	return readPrintedDate(s, words)
}

// readPrintedDate finds the first date in print, with the time and zone that follow or precede it.
func readPrintedDate(s, words string) (quotes.Date, bool) {
	d, at, ok := findDay(s, words)
	if !ok {
		return quotes.Date{}, false
	}
	for _, m := range clock.FindAllStringSubmatchIndex(s, 3) {
		if m[0] < at[1] && m[1] > at[0] { // part of the date itself: 20.01.2023
			continue
		}
		if t, ok := atClock(d.Time, s, m); ok {
			return quotes.Date{Time: t, Precision: quotes.Minute, Words: words}, true
		}
	}
	return d, true
}

// findDay finds the first day in s and says where it stands.
func findDay(s, words string) (d quotes.Date, at []int, ok bool) {
	if !strings.ContainsAny(s, "0123456789") {
		return quotes.Date{}, nil, false
	}
	try := func(re *regexp.Regexp, year, month, day int) {
		m := re.FindStringSubmatchIndex(s)
		if m == nil || ok && m[0] >= at[0] {
			return
		}
		group := func(i int) string { return s[m[2*i]:m[2*i+1]] }
		if found, good := makeDay(group(year), group(month), group(day), words); good {
			d, at, ok = found, m[:2], true
		}
	}
	try(isoDay, 1, 2, 3)
	try(packedDay, 1, 2, 3)
	try(monthDay, 3, 1, 2)
	try(dayMonth, 3, 2, 1)
	try(dottedDay, 3, 2, 1)
	if m := slashDay.FindStringSubmatch(s); m != nil {
		// 11/12/2023 is two days; 11/18/2023 and 18/11/2023 are one.
		first, _ := strconv.Atoi(m[1])
		second, _ := strconv.Atoi(m[2])
		switch {
		case first > 12 && second <= 12 || first == second:
			try(slashDay, 3, 2, 1)
		case second > 12:
			try(slashDay, 3, 1, 2)
		}
	}
	return d, at, ok
}

func makeDay(year, month, day, words string) (quotes.Date, bool) {
	y, _ := strconv.Atoi(year)
	d, _ := strconv.Atoi(day)
	m, err := strconv.Atoi(month)
	if err != nil {
		m = int(monthNamed(month))
	}
	if !plausible(y) || m < 1 || m > 12 || d < 1 || d > 31 {
		return quotes.Date{}, false
	}
	made := quotes.DayOf(y, time.Month(m), d, words)
	return made, made.Time.Day() == d // the 31st of April is no day
}

// monthNamed gives the month of an English or German name or its short form.
func monthNamed(name string) time.Month {
	name = strings.ToLower(name)
	for i, starts := range [...][]string{{"jan", "jän"}, {"feb"}, {"mar", "mär"}, {"apr"}, {"may", "mai"}, {"jun"}, {"jul"}, {"aug"}, {"sep"}, {"oct", "okt"}, {"nov"}, {"dec", "dez"}} {
		for _, start := range starts {
			if strings.HasPrefix(name, start) {
				return time.Month(i + 1)
			}
		}
	}
	return 0
}

// atClock sets the time of day of a match of clock, if it names a zone.
func atClock(day time.Time, s string, m []int) (time.Time, bool) {
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return s[m[2*i]:m[2*i+1]]
	}
	offset, known := zones[strings.ToUpper(group(5))]
	hour, _ := strconv.Atoi(group(1))
	minute, _ := strconv.Atoi(group(2))
	if half := strings.ToLower(group(3)); half != "" {
		if hour < 1 || hour > 12 {
			return time.Time{}, false
		}
		hour %= 12
		if half == "p" {
			hour += 12
		}
	}
	if !known || hour > 23 || minute > 59 {
		return time.Time{}, false
	}
	zone := time.UTC
	if offset != 0 {
		zone = time.FixedZone(strings.ToUpper(group(5)), int(offset*3600))
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, zone), true
}

// plausible says whether a page can have been printed in that year: before 1000 and after 9999 the field is broken.
func plausible(year int) bool { return year >= 1000 && year <= 9999 }

// addressDay matches a full day in the path of an address: /2023/01/20/, /2023/jan/20/, /2023-01-20- and /20230120/.
var (
	addressDay   = regexp.MustCompile(`(?i)[/_-](\d{4})[/_-](\d{2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/_-](\d{2})(?:[/_-]|$)`)
	addressMonth = regexp.MustCompile(`/(\d{4})/(\d{2})/`)
	addressWhole = regexp.MustCompile(`/((?:19|20)\d{2})(\d{2})(\d{2})(?:[/_-]|$)`)
)

// dateInAddress reads the date that many outlets put into the path of an address.
func dateInAddress(path string) (quotes.Date, bool) {
	for _, re := range []*regexp.Regexp{addressDay, addressWhole} {
		if m := re.FindStringSubmatch(path); m != nil {
			if d, ok := makeDay(m[1], m[2], m[3], "url"); ok && d.Time.Year() >= 1990 {
				return d, true
			}
		}
	}
	if m := addressMonth.FindStringSubmatch(path); m != nil {
		if d, ok := makeDay(m[1], m[2], "01", "url"); ok && d.Time.Year() >= 1990 {
			return quotes.MonthOf(d.Time.Year(), d.Time.Month(), "url"), true
		}
	}
	return quotes.Date{}, false
}
