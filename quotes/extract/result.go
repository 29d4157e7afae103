package extract

import (
	"fmt"

	"quotebot/quotes"
)

// result puts the segments together to quotes.
func (d *document) result() quotes.Extraction {
	out := quotes.Extraction{Language: d.lang.tag, Rejected: d.rejected}
	lastPara, last := -1, -1
	for g := range d.segments {
		s := &d.segments[g]
		if s.reject != "" {
			out.Rejected = append(out.Rejected, quotes.Rejected{Span: s.inner, Reason: s.reject})
			continue
		}
		if last >= 0 && d.joins(g, last, lastPara, &out.Quotes[len(out.Quotes)-1]) {
			q := &out.Quotes[len(out.Quotes)-1]
			q.Segments = append(q.Segments, s.inner)
			if q.Said.IsZero() {
				q.Said = s.said
				if d.explain {
					q.Trace = append(q.Trace, fmt.Sprintf("level %d", s.level))
				}
			}
			last, lastPara = g, s.para
			continue
		}
		q := quotes.Quote{Kind: quotes.Direct, Segments: []quotes.Span{s.inner}, Speaker: s.source.speaker, Rule: string(s.source.rule)}
		if s.source.mention >= 0 {
			m := &d.mentions[s.source.mention]
			q.Mention = quotes.Span{Start: int(d.tokens[m.first].start), End: int(d.tokens[m.end-1].end)}
		}
		if s.source.cue >= 0 {
			q.Cue = quotes.Span{Start: int(d.tokens[s.source.cue].start), End: int(d.tokens[s.source.cue].end)}
		}
		q.Said = s.said
		q.Confidence = 0.5
		out.Quotes = append(out.Quotes, q)
		last, lastPara = g, s.para
	}
	return out
}

// joins says whether segment g goes on with the quote that segment last ended.
func (d *document) joins(g, last, lastPara int, q *quotes.Quote) bool {
	s, l := &d.segments[g], &d.segments[last]
	if s.continues == last {
		return true
	}
	if s.para != lastPara || s.source.speaker.Name != q.Speaker.Name {
		return false
	}
	if s.source.order {
		return true
	}
	return s.source.cue >= 0 && s.source.cue == l.source.cue || l.source.order && l.source.from == g
}
