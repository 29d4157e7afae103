package extract

import (
	"fmt"
	"sort"
	"unicode"
	"unicode/utf8"

	"quotebot/quotes"
)

// result puts the segments together to quotes.
func (d *document) result() quotes.Extraction {
	out := quotes.Extraction{Language: d.lang.tag, People: d.named()}
	last := -1
	for g := range d.segments {
		s := &d.segments[g]
		if s.reject != "" {
			out.Rejected = append(out.Rejected, quotes.Rejected{Span: s.inner, Reason: s.reject})
			continue
		}
		if last >= 0 && d.joins(g, last, &out.Quotes[len(out.Quotes)-1]) {
			q := &out.Quotes[len(out.Quotes)-1]
			q.Segments = append(q.Segments, s.inner)
			if q.Said.IsZero() {
				q.Said = s.said
			}
			last = g
			continue
		}
		out.Quotes = append(out.Quotes, d.quote(g))
		last = g
	}
	if d.indirect && len(d.headlines) > 0 {
		out.Quotes = d.addIndirect(out.Quotes)
		sort.SliceStable(out.Quotes, func(i, j int) bool { return out.Quotes[i].Segments[0].Start < out.Quotes[j].Segments[0].Start })
	}
	return out
}

// quote makes a quote of a segment.
func (d *document) quote(g int) quotes.Quote {
	s := &d.segments[g]
	q := quotes.Quote{Kind: quotes.Direct, Segments: []quotes.Span{s.inner}, Speaker: s.source.speaker, Rule: string(s.source.rule), Said: s.said}
	if s.source.mention >= 0 {
		q.Mention = d.spanOf(s.source.mention)
	}
	if s.source.cue >= 0 {
		q.Cue = quotes.Span{Start: int(d.tokens[s.source.cue].start), End: int(d.tokens[s.source.cue].end)}
	}
	if s.source.via >= 0 {
		if e, via := d.speakerOf(s.source.via, -1, -1); e < 0 || e != s.source.entity {
			q.Via = via
		}
	}
	if d.mixed(g) {
		x := d.sents[d.tokens[s.token].sent]
		q.Kind = quotes.Mixed
		q.Reported = quotes.Span{Start: int(d.tokens[x.first].start), End: int(d.tokens[x.end-1].end)}
	}
	q.Confidence = d.confidence(g)
	if d.explain {
		q.Trace = d.trace(g)
	}
	return q
}

// spanOf is where a mention stands in the text.
func (d *document) spanOf(m int) quotes.Span {
	x := &d.mentions[m]
	return quotes.Span{Start: int(d.tokens[x.first].start), End: int(d.tokens[x.end-1].end)}
}

// mixed says whether the quoted words are a part of a reported sentence: a word stands directly before them and they begin
// small, or they end without a stop and the sentence goes on behind them.
func (d *document) mixed(g int) bool {
	s := &d.segments[g]
	if s.token < 0 || s.block {
		return false
	}
	x := d.sents[d.tokens[s.token].sent]
	r, _ := utf8.DecodeRuneInString(s.inner.In(d.text))
	if s.token > x.first {
		p := &d.tokens[s.token-1]
		return (p.kind == wordToken || p.kind == numberToken) && !unicode.IsUpper(r)
	}
	if s.token+1 < x.end {
		n := &d.tokens[s.token+1]
		return n.kind == wordToken && n.cue == noCue && n.mention < 0 && lastByte(s.inner.In(d.text)) == 'a'
	}
	return false
}

// joins says whether segment g goes on with the quote that segment last ended.
func (d *document) joins(g, last int, q *quotes.Quote) bool {
	s, l := &d.segments[g], &d.segments[last]
	if s.continues == last {
		return true
	}
	if s.source.speaker.Name != q.Speaker.Name || s.source.speaker.Kind != q.Speaker.Kind {
		return false
	}
	if s.para != l.para {
		return d.standsBelow(s, l)
	}
	if s.source.order {
		return true
	}
	return s.source.cue >= 0 && s.source.cue == l.source.cue || l.source.order && l.source.from == g || d.goesOn(s, l)
}

// standsBelow says whether a quote is the whole of the paragraph right below the one in which the speaker of both was
// named: papers break a speech like this where the agency's report has it in one paragraph.
func (d *document) standsBelow(s, l *segment) bool {
	return s.para == l.para+1 && s.source.cue < 0 && l.source.cue >= 0 && s.source.speaker.Name != "" && s.outer == d.paras[s.para].Span
}

// goesOn says whether nothing but a pronoun and its verb stands between two quotes: "...” He added, “...".
func (d *document) goesOn(s, l *segment) bool {
	if s.source.mention < 0 || s.source.cue < 0 || s.token < 0 || l.token < 0 {
		return false
	}
	m := &d.mentions[s.source.mention]
	return m.kind == pronounMention && (m.male || m.female) && m.first == l.token+1 && s.source.cue == m.end && s.token == m.end+2 && d.tokens[m.end+1].kind == signToken
}

// named gives the people whom the article names, the most often named first.
func (d *document) named() []quotes.Speaker {
	var order []int
	for e := range d.people.all {
		x := &d.people.all[e]
		if x.kind == quotes.Person && x.count > 0 && (x.full || x.human) {
			order = append(order, e)
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return d.people.all[order[i]].count > d.people.all[order[j]].count })
	list := make([]quotes.Speaker, len(order))
	for i, e := range order {
		list[i] = d.speaker(e)
	}
	return list
}

// trace tells in words how the source and the date of a segment were found.
func (d *document) trace(g int) []string {
	s := &d.segments[g]
	var t []string
	if s.source.rule == noRule {
		return append(t, "no cue and no speech around it: nobody named")
	}
	t = append(t, "rule: "+string(s.source.rule))
	if s.source.cue >= 0 {
		c := &d.tokens[s.source.cue]
		t = append(t, fmt.Sprintf("cue: %q", d.text[c.start:c.end]))
	}
	if s.source.order {
		t = append(t, fmt.Sprintf("as the quote that begins %q", d.head(s.source.from)))
	}
	if s.source.mention >= 0 {
		m := d.spanOf(s.source.mention)
		t = append(t, fmt.Sprintf("mention: %q is %q (%s)", m.In(d.text), s.source.speaker.Name, s.source.speaker.Kind))
	}
	if s.level != noLevel {
		t = append(t, fmt.Sprintf("date: %q, %s", s.said.Words, s.level))
	}
	return append(t, fmt.Sprintf("confidence: %.2f", d.confidence(g)))
}

// head cuts the first words out of a segment.
func (d *document) head(g int) string {
	s := d.segments[g].inner.In(d.text)
	const most = 24
	if len(s) <= most {
		return s
	}
	i := most
	for !utf8.RuneStart(s[i]) {
		i--
	}
	return s[:i] + "…"
}

// String names the level for people.
func (l dateLevel) String() string {
	return [...]string{"no date", "beside the verb", "of the speaker's act", "carried over", "of the event that the article begins with"}[l]
}
