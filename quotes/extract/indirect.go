package extract

import "quotebot/quotes"

const indirectRule rule = "reported without marks"

// addIndirect finds reported speech in the sentences without marks: "Roe said that ..." and "..., Roe said."
func (d *document) addIndirect(out []quotes.Quote) []quotes.Quote {
	for s := range d.sents {
		x := d.sents[s]
		if d.paras[x.para].furniture != "" || d.headlines[s] || d.hasQuote(x) {
			continue
		}
		if q, ok := d.indirectQuote(x); ok {
			out = append(out, q)
		}
	}
	return out
}

// hasQuote says whether a quote stands in the sentence.
func (d *document) hasQuote(x sentence) bool {
	for i := x.first; i < x.end; i++ {
		if d.tokens[i].kind == quoteToken {
			return true
		}
	}
	return false
}

// minIndirect is how many tokens reported words have at least.
const minIndirect = 4

// indirectQuote reads one sentence: the first strong cue with a subject, and as its words what follows it, or, when cue
// and subject end the sentence, what stands before them.
func (d *document) indirectQuote(x sentence) (quotes.Quote, bool) {
	end := x.end
	for end > x.first && d.tokens[end-1].kind == signToken {
		end--
	}
	for v := x.first; v < end && v < x.first+clauseTokens; v++ {
		d.looks++
		t := &d.tokens[v]
		m, first, stop := -1, v+1, end
		switch {
		case t.class&sourcePhrase != 0:
			if m, _ = d.according(v, end); m < 0 {
				continue
			}
			if v > x.first {
				first, stop = x.first, v
			} else {
				first = d.mentions[m].end
			}
		case t.syntax&sourceBefore != 0 && d.lang.grammar.verbChains:
			if m, _ = d.sourceWords(v, x); m < 0 {
				continue
			}
			if v > x.first {
				first, stop = x.first, v
			} else {
				first = d.phraseEnd(m)
			}
		case t.cue == strongStrength && t.class&(pastForm|thirdForm) != 0 && !d.passive(v, x):
			if m = d.subjectOf(v, x); m < 0 {
				continue
			}
			if tail := max(v+1, d.mentions[m].end); end-tail <= 2 {
				first, stop = x.first, min(d.verbStart(v, x), d.mentions[m].first)
			} else if n := int(d.tokens[v+1].mention); n >= 0 && n != m && t.class&askVerb == 0 && d.mentions[n].end < end && d.tokens[d.mentions[n].end].class&thatWord != 0 {
				first = d.mentions[n].end
			}
		default:
			continue
		}
		for first < stop && (d.tokens[first].class&thatWord != 0 || d.tokens[first].kind == signToken) {
			first++
		}
		for stop > first && d.tokens[stop-1].kind == signToken {
			stop--
		}
		if stop-first < minIndirect {
			continue
		}
		_, speaker := d.speakerOf(m, -1, -1)
		if speaker.Kind == quotes.Nobody {
			return quotes.Quote{}, false
		}
		q := quotes.Quote{Kind: quotes.Indirect, Speaker: speaker, Mention: d.spanOf(m), Rule: string(indirectRule), Confidence: indirectConfidence,
			Segments: []quotes.Span{{Start: int(d.tokens[first].start), End: int(d.tokens[stop-1].end)}},
			Cue:      quotes.Span{Start: int(t.start), End: int(t.end)}}
		if d.explain {
			q.Trace = []string{"rule: " + string(indirectRule)}
		}
		return q, true
	}
	return quotes.Quote{}, false
}

// indirectConfidence is given to all reported speech: its borders are found by rules that no data here can measure.
const indirectConfidence = 0.5
