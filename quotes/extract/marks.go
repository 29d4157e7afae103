package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quotebot/quotes"
)

// mark is one quotation mark as printed.
type mark struct {
	at     int
	size   int8
	sign   markSign
	single bool
	opens  bool // may open by what stands around it
	closes bool // may close by what stands around it
}

// markSign tells the marks apart by their form.
type markSign int8

const (
	straight markSign = iota // " and ''
	left                     // “ ‘ `` and, in texts where they point outwards, «
	right                    // ” ’
	low                      // „ ‚
)

// tagLimit is how many bytes a left-over tag may have.
const tagLimit = 2000

// reach is over how many paragraphs a speech may run whose closing mark is missing.
const reach = 5

// findMarks collects the quotation marks of the text, and pairs them paragraph by paragraph: what was left open in one
// paragraph never turns inside and outside round in the next.
func (d *document) findMarks() {
	// Where » comes first, the marks point inwards.
	out, in := strings.Index(d.text, "«"), strings.Index(d.text, "»")
	d.inward = in >= 0 && (out < 0 || in < out)
	first := make([]int, len(d.paras)+1)
	for p := range d.paras {
		first[p] = len(d.marks)
		d.collectMarks(d.paras[p].Span)
	}
	first[len(d.paras)] = len(d.marks)

	open := -1 // the segment that the last paragraph left open
	until := -1
	speech := -1
	for p := range d.paras {
		d.paras[p].segs[0] = len(d.segments)
		if s, ok := d.addSpeeches(p, speech); ok {
			d.paras[p].segs[1] = len(d.segments)
			speech, open, until = s, -1, -1
			continue
		}
		marks := d.marks[first[p]:first[p+1]]
		switch {
		case p < until:
			open = d.addWords(segment{outer: d.paras[p].Span, inner: d.paras[p].Span, para: p, continues: open})
		case p == until:
			open = d.pair(p, marks, open, true)
		default:
			open = d.pair(p, marks, open, false)
		}
		d.paras[p].segs[1] = len(d.segments)
		if open < 0 || p < until {
			continue
		}
		until = d.closedIn(p, first)
		if until < 0 && !d.startsWithMark(p+1, first) {
			open = -1
		}
	}
}

// startsWithMark says whether a paragraph begins with a mark that opens.
func (d *document) startsWithMark(p int, first []int) bool {
	return p < len(d.paras) && first[p] < first[p+1] && d.marks[first[p]].at == d.paras[p].Start && d.marks[first[p]].sign != right
}

// closedIn finds the paragraph whose first double mark closes what paragraph p left open, or gives -1. A paragraph that
// begins with a mark goes on with the speech by itself.
func (d *document) closedIn(p int, first []int) int {
	for q := p + 1; q < len(d.paras) && q <= p+reach; q++ {
		if d.startsWithMark(q, first) {
			return -1
		}
		for _, m := range d.marks[first[q]:first[q+1]] {
			if m.single {
				continue
			}
			if m.sign == right || m.sign == straight && m.closes && !m.opens {
				return q
			}
			return -1
		}
	}
	return -1
}

// collectMarks appends the marks that stand in a paragraph.
func (d *document) collectMarks(p quotes.Span) {
	text := d.text
	for i := p.Start; i < p.End; {
		c := text[i]
		if c < utf8.RuneSelf {
			switch c {
			case '<':
				// A tag left in the text: marks in it belong to its attributes.
				if i+1 < p.End && (isLetter(text[i+1]) || text[i+1] == '/') {
					if end := strings.IndexByte(text[i:min(p.End, i+tagLimit)], '>'); end > 0 {
						i += end
					}
				}
			case '"':
				d.addMark(p, mark{at: i, size: 1, sign: straight})
			case '\'':
				if i+1 < p.End && text[i+1] == '\'' {
					d.addMark(p, mark{at: i, size: 2, sign: straight})
					i++
				} else {
					d.addMark(p, mark{at: i, size: 1, sign: straight, single: true})
				}
			case '`':
				if i+1 < p.End && text[i+1] == '`' {
					d.addMark(p, mark{at: i, size: 2, sign: left})
					i++
				}
			}
			i++
			continue
		}
		// All marks beyond ASCII begin with E2 80 or C2 in UTF-8: looking at the bytes spares decoding every accent.
		if c == 0xe2 && i+2 < p.End && text[i+1] == 0x80 {
			switch text[i+2] {
			case 0x98, 0x9b: // ‘ ‛
				d.addMark(p, mark{at: i, size: 3, sign: left, single: true})
			case 0x99: // ’
				d.addMark(p, mark{at: i, size: 3, sign: right, single: true})
			case 0x9a: // ‚
				d.addMark(p, mark{at: i, size: 3, sign: low, single: true})
			case 0x9c, 0x9f: // “ ‟
				d.addMark(p, mark{at: i, size: 3, sign: left})
			case 0x9d: // ”
				d.addMark(p, mark{at: i, size: 3, sign: right})
			case 0x9e: // „
				d.addMark(p, mark{at: i, size: 3, sign: low})
			}
			i += 3
			continue
		}
		if c == 0xc2 && i+1 < p.End && (text[i+1] == 0xab || text[i+1] == 0xbb) {
			sign := left
			if (text[i+1] == 0xbb) != d.inward {
				sign = right
			}
			d.addMark(p, mark{at: i, size: 2, sign: sign})
			i += 2
			continue
		}
		i++
	}
}

// addMark notes what the neighbours of a mark allow it to do.
func (d *document) addMark(p quotes.Span, m mark) {
	before, after := ' ', ' '
	if m.at > p.Start {
		before, _ = utf8.DecodeLastRuneInString(d.text[p.Start:m.at])
	}
	if end := m.at + int(m.size); end < p.End {
		after, _ = utf8.DecodeRuneInString(d.text[end:p.End])
	}
	m.opens = !unicode.IsSpace(after) && !(unicode.IsLetter(before) || unicode.IsDigit(before)) && !strings.ContainsRune(".,;!?%", before)
	m.closes = !unicode.IsSpace(before) && !unicode.IsLetter(after) && !unicode.IsDigit(after)
	d.marks = append(d.marks, m)
}

// opening is a double mark that waits for the one that closes it.
type opening struct {
	start, from int // where the mark and the words begin; start is -1 when nothing is open
	depth       int // quotes opened within
	sign        markSign
	continues   int // the segment of an earlier paragraph that it goes on with, or -1
}

// pair joins the marks of paragraph p to segments. It gives the segment that is still open at the end, or -1. When goesOn
// is set the paragraph begins inside the speech of the segment open; when not, it may begin with a mark that takes that
// speech up again.
func (d *document) pair(p int, marks []mark, open int, goesOn bool) int {
	para := d.paras[p]
	closers := 0 // marks from here on that can close a double one
	for _, m := range marks {
		if !m.single && (m.sign == right || m.sign == straight) {
			closers++
		}
	}
	o := opening{start: -1}
	if goesOn {
		o = opening{start: para.Start, from: para.Start, sign: left, continues: open}
	}
	for i := 0; i < len(marks); i++ {
		m := marks[i]
		if m.single {
			if o.start < 0 {
				i = max(i, d.pairSingle(p, marks, i))
			}
			continue
		}
		if m.sign == right || m.sign == straight {
			closers--
		}
		end := m.at + int(m.size)
		if o.start < 0 {
			// A left mark opens whatever stands before it; the others only where an opening mark may stand.
			if m.sign == left || m.sign == low || m.opens {
				o = opening{start: m.at, from: end, sign: m.sign, continues: -1}
				if m.at == para.Start {
					o.continues = open
				}
			}
			continue
		}
		if !o.closedBy(m, closers) {
			continue
		}
		d.addWords(segment{outer: quotes.Span{Start: o.start, End: end}, inner: quotes.Span{Start: o.from, End: m.at}, para: p, closed: true,
			continues: o.continues})
		o.start = -1
	}
	if o.start < 0 {
		return -1
	}
	s := segment{outer: quotes.Span{Start: o.start, End: para.End}, inner: quotes.Span{Start: o.from, End: para.End}, para: p, continues: o.continues}
	if end := d.reportingTail(o.from, para.End); end > 0 {
		// The closing mark was forgotten: the reporting clause at the end is not part of the words.
		s.outer.End, s.inner.End, s.closed = end, end, true
		d.addWords(s)
		return -1
	}
	return d.addWords(s)
}

// closedBy says whether mark m closes the open quote. If not, it opens or closes one within, as long as closers marks are
// left to close the outer one.
func (o *opening) closedBy(m mark, closers int) bool {
	switch {
	case m.sign == left && o.sign == low:
		return true // „German“ marks close with the sign that opens English ones
	case m.sign == left || m.sign == low:
		if !m.opens && m.closes {
			return true // printed the wrong way round
		}
		if closers >= 2 {
			o.depth++
		}
		return false
	case m.sign == straight && o.sign != straight && m.opens && !m.closes && closers >= 1:
		o.depth++
		return false
	case o.depth > 0:
		o.depth--
		return false
	}
	return true
}

// tailWords is how many words the reporting clause behind a forgotten mark may have.
const tailWords = 5

// reportingTail finds the comma before a short reporting clause at the end of a range (", Jane Roe said."), and gives where
// it ends, or 0.
func (d *document) reportingTail(lo, hi int) int {
	s := d.text[lo:hi]
	comma := strings.LastIndexByte(s, ',')
	if comma < 0 || !strings.HasSuffix(s, ".") {
		return 0
	}
	tail := strings.Fields(strings.TrimSuffix(s[comma+1:], "."))
	if len(tail) < 2 || len(tail) > tailWords {
		return 0
	}
	w := d.lang.words[tail[len(tail)-1]]
	if w == nil {
		w = d.lang.words[tail[0]]
	}
	if w == nil || w.class&strongCue == 0 || w.class&pastForm == 0 {
		return 0
	}
	return lo + comma + 1
}

// pairSingle pairs a single mark outside double ones with the one that closes it, and gives that one's index, or 0. An
// apostrophe stands between letters or after a plural's s; a mark that closes stands after a letter or a stop.
func (d *document) pairSingle(p int, marks []mark, i int) int {
	m := marks[i]
	if m.sign == right || !m.opens {
		return 0
	}
	from := m.at + int(m.size)
	maybe := 0
	for j := i + 1; j < len(marks) && j < i+40; j++ {
		n := marks[j]
		if !n.single {
			break
		}
		if !n.closes || n.sign == left && m.sign == left && n.opens {
			continue
		}
		last := d.text[n.at-1]
		if last == 's' && maybe == 0 {
			maybe = j
			continue
		}
		if last == 's' {
			continue
		}
		maybe = j
		break
	}
	if maybe == 0 {
		return 0
	}
	n := marks[maybe]
	if n.at <= from {
		return 0
	}
	d.addSegment(segment{outer: quotes.Span{Start: m.at, End: n.at + int(n.size)}, inner: quotes.Span{Start: from, End: n.at}, para: p, closed: true,
		single: true, continues: -1})
	return maybe
}

// addSegment appends a segment, unless nothing stands in it, and gives its index.
func (d *document) addSegment(s segment) int {
	s.inner.Start, s.inner.End = trim(d.text, s.inner.Start, max(s.inner.Start, s.inner.End))
	if s.inner.Len() <= 0 {
		return -1
	}
	s.words = countWords(s.inner.In(d.text))
	s.token = -1
	s.source = source{mention: -1, cue: -1, entity: -1, via: -1}
	d.segments = append(d.segments, s)
	return len(d.segments) - 1
}

// countWords counts runs of letters and digits, apostrophes and hyphens within a word not parting it.
func countWords(s string) int {
	n, in := 0, false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !in {
				n++
			}
			in = true
		case in && strings.ContainsRune("'’-.", r):
		default:
			in = false
		}
	}
	return n
}
