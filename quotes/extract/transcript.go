package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quotebot/quotes"
)

// labelLimit is how many bytes a speaker's label at the head of a line may have.
const labelLimit = 48

// findTranscript marks the lines of an interview or hearing: three and more lines begin with a label of the speaker in
// capitals ("REPORTER: ..."), or with a name that stands before a colon again and again. Each such line, and what follows
// it without a label up to the next one, is a quote.
func (d *document) findTranscript() {
	labels := make([]quotes.Span, len(d.paras))
	count := map[string]int{}
	capitals := 0
	for p := range d.paras {
		l := d.lineLabel(p)
		if l.IsZero() {
			continue
		}
		labels[p] = l
		s := l.In(d.text)
		count[s]++
		if s == strings.ToUpper(s) {
			capitals++
		}
	}
	last := -1
	for p := range d.paras {
		l := labels[p]
		if !l.IsZero() {
			s := l.In(d.text)
			inCapitals := s == strings.ToUpper(s) && capitals >= 3
			if !inCapitals && count[s] < 2 || len(count) < 2 || capitals < 3 && len(count) > 6 {
				l = quotes.Span{}
			}
		}
		if l.IsZero() {
			continue
		}
		if last >= 0 {
			for q := last + 1; q < p && p-last <= reach+1; q++ {
				d.paras[q].speaking = true
			}
		}
		d.paras[p].label, d.paras[p].furniture = l, ""
		last = p
	}
	// After the last label the speech goes on only while the lines begin with marks.
	if last >= 0 && d.opensWithMark(last) {
		for q := last + 1; q < len(d.paras) && d.opensWithMark(q); q++ {
			d.paras[q].speaking = true
		}
	}
}

// opensWithMark says whether a paragraph's first sign is a double quotation mark.
func (d *document) opensWithMark(p int) bool {
	s := d.paras[p].In(d.text)
	return strings.HasPrefix(s, `"`) || strings.HasPrefix(s, "“")
}

// lineLabel reads the label before a colon at the head of a line, or gives the zero span.
func (d *document) lineLabel(p int) quotes.Span {
	para := d.paras[p]
	s := para.In(d.text)
	skip := len(s) - len(strings.TrimLeft(s, `"“`))
	s = s[skip:]
	colon := strings.IndexByte(s[:min(len(s), labelLimit)], ':')
	if colon < 1 || colon+1 >= len(s) {
		return quotes.Span{}
	}
	r, _ := utf8.DecodeRuneInString(s[colon+1:])
	if !unicode.IsSpace(r) && r != '"' && r != '“' {
		return quotes.Span{}
	}
	label := s[:colon]
	words := 0
	for _, w := range strings.Fields(label) {
		first, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) && first != '(' {
			return quotes.Span{}
		}
		words++
	}
	if words > 4 {
		return quotes.Span{}
	}
	start := para.Start + skip
	return quotes.Span{Start: start, End: start + colon}
}

// addSpeeches makes the lines of a transcript segments, in the place of what the marks in paragraph p would give. It says
// whether p is such a line. open is the segment that a line without a label goes on with.
func (d *document) addSpeeches(p, open int) (int, bool) {
	para := &d.paras[p]
	if para.label.IsZero() && !para.speaking {
		return open, false
	}
	from, to := para.Start, para.End
	if !para.label.IsZero() {
		from, open = para.label.End+1, -1
	}
	from, to = trim(d.text, from, to)
	inner := quotes.Span{Start: from, End: to}
	s := inner.In(d.text)
	inner.Start += len(s) - len(strings.TrimLeft(s, `"“`))
	if n := len(s) - len(strings.TrimRight(s, `"”`)); n > 0 && strings.Count(s, `"`)+strings.Count(s, "“")+strings.Count(s, "”") <= 2 {
		inner.End -= n
	}
	if inner.Start >= inner.End || d.text[inner.Start] == '(' {
		return open, true
	}
	return d.addSegment(segment{outer: quotes.Span{Start: from, End: to}, inner: inner, para: p, block: true, closed: true, continues: open}), true
}
