package page

import (
	"regexp"
	"strings"

	"quotebot/quotes"
)

// dateline is what the head of a report's first paragraph states: "LONDON, Jan. 20, 2023 (Reuters) - ".
type dateline struct {
	place  string
	agency string
	day    quotes.Date // only when the year is printed
	colon  bool        // a colon ends it, as it ends the name of a speaker in a transcript
}

const (
	capitalPlace = `\p{Lu}[\p{Lu}.'’\-]+(?:[ /]\p{Lu}[\p{Lu}.'’\-]*){0,4}`
	placeTail    = `(?:, \p{Lu}[\p{L}.]+(?: \p{Lu}[\p{L}.]+){0,2})?`
	datelineDay  = `(?:,? (?i:` + monthWords + `)\.? \d{1,2}(?:,? \d{4})?)?`
)

// The forms of a dateline: with an agency between brackets or strokes after a place; with a place in capitals before a
// dash; with an agency alone.
var datelines = []*regexp.Regexp{
	regexp.MustCompile(`^(?P<place>\p{Lu}[\p{L}.'’\-]+(?:[ /]\p{Lu}[\p{L}.'’\-]*){0,4}` + placeTail + `)(?P<day>` + datelineDay + `)[,.]? ?(?:\((?P<agency>[^()]{2,40})\)|/(?P<agency2>[^/]{2,40})/)\.? ?(?:[—–―:-]+ ?)?`),
	regexp.MustCompile(`^(?P<place>` + capitalPlace + placeTail + `)(?P<day>` + datelineDay + `),? ?(?:[—–―]+|--| - |: )\s?`),
	regexp.MustCompile(`^\((?P<agency>[^()]{2,40})\) ?(?:[—–―:-]+ ?)?`),
}

// labels are words in capitals that stand before a colon or dash and are no places.
var labels = map[string]bool{"UPDATE": true, "UPDATED": true, "EXCLUSIVE": true, "BREAKING": true, "WATCH": true, "OPINION": true, "ANALYSIS": true,
	"EDITORIAL": true, "EDITOR": true, "VIDEO": true, "PHOTOS": true, "LIVE": true, "ABSTRACT": true, "REVIEW": true, "COLUMN": true, "COMMENTARY": true, "CORRECTION": true}

var turnHead = regexp.MustCompile(`(?m)^\p{Lu}[\p{Lu} .'’\-]+: `)

// isTranscript says whether several lines begin with a name in capitals and a colon: then that is no dateline.
func isTranscript(text string) bool { return len(turnHead.FindAllStringIndex(text, 2)) > 1 }

// readDateline reads the dateline at the beginning of a paragraph. Brackets that hold no agency's name make none.
func readDateline(paragraph string) dateline {
	head := paragraph[:min(len(paragraph), 160)]
	for _, form := range datelines {
		m := form.FindStringSubmatch(head)
		if m == nil {
			continue
		}
		d := dateline{colon: strings.HasSuffix(strings.TrimSpace(m[0]), ":")}
		signed := ""
		for i, name := range form.SubexpNames() {
			switch name {
			case "place":
				d.place = m[i]
			case "day":
				d.day, _ = readPrintedDate(m[i], "dateline")
			case "agency", "agency2":
				signed += m[i]
			}
		}
		d.agency = knownAgencies().namedFirst(signed)
		if signed != "" && d.agency == "" || labels[d.place] {
			continue
		}
		return d
	}
	return dateline{}
}

// takeDateline sets the facts that the dateline of a text's first paragraph states. The text must be set.
func takeDateline(a *quotes.Article, paragraph string) {
	d := readDateline(paragraph)
	if d.colon && isTranscript(a.Text) {
		return
	}
	a.Dateline = d.place
	if a.Agency == "" {
		a.Agency = d.agency
	}
	if a.Published.IsZero() {
		a.Published = d.day
	}
}

// maxHead is how many printed lines at the top of a pasted text may be its head: date, section, title, byline.
const maxHead = 14

var (
	dateLabel   = regexp.MustCompile(`(?i)^(?:date|published|posted|first published|publication date|datum|veröffentlicht|publié)(?: on| am| le)?\s*:?\s+`)
	updateLabel = regexp.MustCompile(`(?i)^(?:last )?(?:updated|modified|aktualisiert)(?: on| at| am)?\s*:?\s+`)
	titleLabel  = regexp.MustCompile(`(?i)^(?:title|headline|titel|überschrift)\s*:\s*`)
	dayName     = regexp.MustCompile(`(?i)\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag`)
	byLine      = regexp.MustCompile(`^(?i:by|von)\s+\p{Lu}`)
)

// ParseText reads plain text as a person pastes it. A date, title, byline and dateline at its head are read as facts;
// the text stays as it is, byte for byte, so that spans cut out what was handed in (bytes that are not UTF-8 are replaced).
func ParseText(text string) quotes.Article {
	text = strings.ToValidUTF8(text, "\uFFFD")
	a := quotes.Article{Text: text}
	h := head{article: &a}
	var tail []string
	for raw := range strings.Lines(text) {
		l := strings.TrimSpace(strings.Trim(raw, "\ufeff"))
		if l == "" {
			continue
		}
		if !h.done {
			h.read(l)
		}
		tail = append(tail, l)
	}
	h.close()
	if a.Agency == "" {
		a.Agency = knownAgencies().credited(tail)
	}
	return a
}

// head reads the lines before the first paragraph of running text.
type head struct {
	article *quotes.Article
	lines   int
	by      bool   // the line before was "By" alone
	title   string // a line that may be the title
	labeled bool   // the title was labelled as such
	done    bool
}

func (h *head) read(l string) {
	h.lines++
	if h.lines > maxHead {
		h.done = true
		return
	}
	rest := h.readDates(l)
	switch {
	case rest == "":
	case h.by:
		h.by = false
		h.readBy(rest)
	case strings.EqualFold(strings.TrimRight(rest, ":"), "by") || strings.EqualFold(rest, "von"):
		h.by = true
	case titleLabel.MatchString(rest):
		h.title, h.labeled = titleLabel.ReplaceAllString(rest, ""), true
	case byLine.MatchString(rest) && len(rest) < 200 && !isProse(rest):
		h.readBy(rest)
	case knownAgencies().named(rest) != "":
		h.article.Agency = knownAgencies().named(rest)
	case knownFurniture().isLine(rest):
	case isProse(rest):
		h.done = true
		takeDateline(h.article, rest)
	case h.title == "" && isTitle(rest):
		h.title = strings.TrimRight(rest, " ;")
	}
}

// readBy takes a byline.
func (h *head) readBy(l string) {
	names, agency := readAuthors(l)
	if len(h.article.Byline) == 0 {
		h.article.Byline = names
	}
	if h.article.Agency == "" {
		h.article.Agency = agency
	}
}

// readDates takes a date from the beginning of a line and gives the rest of it. Only a labelled date may have other
// text after it; without a label the line must be the date alone.
func (h *head) readDates(l string) string {
	target, rest := &h.article.Published, l
	label := dateLabel.FindString(l)
	words := strings.TrimRight(strings.TrimSpace(label), ":")
	if label == "" {
		if label = updateLabel.FindString(l); label != "" {
			target, words = &h.article.Updated, strings.TrimRight(strings.TrimSpace(label), ":")
		}
	}
	rest = l[len(label):]
	d, at, ok := findDay(rest[:min(len(rest), 60)], "printed date")
	if !ok {
		return l
	}
	if label == "" {
		if !aloneWith(rest, at) {
			return l
		}
		full, _ := readPrintedDate(rest, "printed date")
		d, at = full, []int{0, len(rest)}
	} else if at[0] > len("Wednesday, ") {
		return l
	} else {
		d.Words = words
	}
	if target.IsZero() {
		*target = d
	}
	return strings.TrimSpace(strings.TrimLeft(rest[at[1]:], " \t.,:|-–—"))
}

// isDateAlone says whether a line is a date, with or without weekday and time, and nothing else.
func isDateAlone(l string) bool {
	if len(l) > 80 {
		return false
	}
	_, at, ok := findDay(l, "")
	return ok && aloneWith(l, at)
}

// aloneWith says whether a line holds nothing but the date at that place, a weekday, a time and a zone or two.
func aloneWith(l string, at []int) bool {
	left := dayName.ReplaceAllString(l[:at[0]]+l[at[1]:], "")
	return len(strings.Trim(clock.ReplaceAllString(left, ""), " \t,.|-–—·()")) <= 4
}

// close takes the title that was found.
func (h *head) close() {
	if h.done || h.labeled {
		h.article.Title = h.title
	}
}

// isProse says whether a line is running text: it ends a sentence and is longer than a headline, or holds two sentences.
func isProse(l string) bool {
	if titleCase(l) && len(l) < 140 {
		return false
	}
	if strings.HasPrefix(l, "•") || strings.HasPrefix(l, "- ") || strings.HasPrefix(l, "* ") {
		return false
	}
	return endsSentence(l) && len(l) > 60 || len(l) > 200
}

// isTitle says whether a line can be a headline: some words, no end of a sentence unless set in title case.
func isTitle(l string) bool {
	words := len(strings.Fields(l))
	if words < 3 || words > 30 || len(l) > 220 || strings.HasPrefix(l, "•") || strings.HasPrefix(l, "- ") || strings.HasPrefix(l, "* ") {
		return false
	}
	if readDateline(l).place != "" {
		return false
	}
	return !strings.HasSuffix(l, ".") || titleCase(l)
}

// titleCase says whether nearly all longer words begin with a capital.
func titleCase(l string) bool {
	long, capital := 0, 0
	for _, w := range strings.Fields(l) {
		if len(w) < 4 {
			continue
		}
		long++
		if c := w[0]; c >= 'A' && c <= 'Z' {
			capital++
		}
	}
	return long >= 3 && capital*5 >= long*4
}
