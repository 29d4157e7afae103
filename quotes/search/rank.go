package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"quotebot/quotes"
)

// match is how well a candidate fits before the others are known: to choose the articles that are looked into.
func (p *pool) match(d *doc) float64 { return d.features[fBM25] + .5*d.features[fAny] }

// rank puts the best candidates first. Equal ones are in the order of their age, so that pages are stable.
func (p *pool) rank() {
	if len(p.docs) == 0 {
		return
	}
	p.measureArticles()
	p.measureOffice()
	p.measureGate()
	for _, d := range p.docs {
		d.score = 0
		for k, v := range d.features {
			d.score += p.weight(k) * v
		}
	}
	slices.SortStableFunc(p.docs, func(a, b *doc) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.Since, a.Since), cmp.Compare(a.ID, b.ID))
	})
	sum := 0.0
	for _, d := range p.docs {
		d.share = math.Exp(d.score - p.docs[0].score)
		sum += d.share
	}
	for _, d := range p.docs {
		d.share /= sum
	}
}

// measureArticles lets every candidate see the others of its article.
func (p *pool) measureArticles() {
	heads := map[int64][]float64{}
	for _, d := range p.docs {
		h := heads[d.Article]
		if h == nil || d.Article == 0 {
			h = make([]float64, len(p.groups))
			heads[d.Article] = h
		}
		for g, v := range d.anywhere {
			h[g] = max(h[g], v)
		}
		if d.Article == 0 {
			p.setArticle(d, h)
		}
	}
	for _, d := range p.docs {
		if d.Article != 0 {
			p.setArticle(d, heads[d.Article])
		}
	}
}

// measureGate sees how nearly the question is a quote word for word: the closest candidate's share of words and order.
func (p *pool) measureGate() {
	for _, d := range p.docs {
		p.gate = max(p.gate, (d.features[fText]+d.features[fOrder])/2)
	}
}

func (p *pool) setArticle(d *doc, met []float64) {
	sum := 0.0
	for g, v := range met {
		sum += v * p.groups[g].value
	}
	d.features[fArticle] = sum / max(p.mass, 1e-9)
}

// sortBy puts the hits that are good enough by date, when that is wanted.
func (p *pool) sortBy(o quotes.Order) {
	if o != quotes.BySaid && o != quotes.ByAdded {
		return
	}
	good := 0
	for good < len(p.docs) && p.docs[good].features[fAny] >= .5*p.docs[0].features[fAny] {
		good++
	}
	key := func(d *doc) int64 { return d.Since }
	if o == quotes.ByAdded {
		key = func(d *doc) int64 { return d.Added }
	}
	slices.SortStableFunc(p.docs[:good], func(a, b *doc) int { return cmp.Or(cmp.Compare(key(b), key(a)), cmp.Compare(b.ID, a.ID)) })
}

// matched gives the words of the text that the question asked for, neighbours as one span. The function words of a
// question are shown only beside others.
func (p *pool) matched(d *doc) []quotes.Span {
	var spans []quotes.Span
	for i, m := range d.hits {
		if m.group == absent || p.groups[m.group].weight < topicWeight && !p.besideTopic(d, i) {
			continue
		}
		w := d.words[i]
		if n := len(spans); n > 0 && (w.Start < spans[n-1].End || strings.TrimSpace(d.Text[spans[n-1].End:w.Start]) == "") {
			spans[n-1].End = max(w.End, spans[n-1].End)
			continue
		}
		spans = append(spans, quotes.Span{Start: w.Start, End: w.End})
	}
	return spans
}

func (p *pool) besideTopic(d *doc, i int) bool {
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(d.hits) && d.hits[k].group != absent && p.groups[d.hits[k].group].weight >= topicWeight {
			return true
		}
	}
	return false
}

// corrected gives the corrections that the hits rest on. Others stay untold: they would say which words hidden quotes have.
func (p *pool) corrected(shown []*doc) []Correction {
	var list []Correction
	for _, t := range p.query.terms {
		if len(t.alternatives) == 0 {
			continue
		}
		for _, d := range shown {
			// A word with another first letter is a guess that may help to find, but is not what was typed wrongly.
			if word, ok := p.insteadOf(d, p.byStem[t.stem].group); ok && word[0] == t.form[0] {
				list = append(list, Correction{t.form, word})
				break
			}
		}
	}
	return list
}

// insteadOf gives the word of a text that a group was met by in another spelling.
func (p *pool) insteadOf(d *doc, group int) (string, bool) {
	for i, m := range d.hits {
		if m.group == group && m.sim < 1 {
			return d.words[i].Form, true
		}
	}
	return "", false
}

// why gives the reasons for a score, the weightiest first.
func (p *pool) why(d *doc) []quotes.Reason {
	var list []quotes.Reason
	for k, v := range d.features {
		points := p.weight(k) * v
		list = addReason(list, p.rule(k, d), points)
	}
	for i := range list {
		list[i].Points = math.Round(list[i].Points*100) / 100
	}
	list = slices.DeleteFunc(list, func(r quotes.Reason) bool { return math.Abs(r.Points) < .05 })
	slices.SortStableFunc(list, func(a, b quotes.Reason) int { return cmp.Compare(math.Abs(b.Points), math.Abs(a.Points)) })
	return list
}

// addReason adds points to the reason of that rule: some features look at the same thing.
func addReason(list []quotes.Reason, rule string, points float64) []quotes.Reason {
	for i := range list {
		if list[i].Rule == rule {
			list[i].Points += points
			return list
		}
	}
	return append(list, quotes.Reason{Rule: rule, Points: points})
}

// rule names a feature in words for people.
func (p *pool) rule(k int, d *doc) string {
	switch k {
	case fText, fTextSq:
		return "in the words: " + p.met(d.best)
	case fClose:
		return "in the words or close by: " + p.met(d.closeBy)
	case fAround:
		return "near the words: " + p.met(d.around)
	case fAny:
		return "somewhere in words, context or title: " + p.met(d.anywhere)
	}
	return [featureCount]string{fBM25: "rare words, met often", fTitle: "in the title", fArticle: "elsewhere in the article", fOrder: "in the same order",
		fRun: "longest run of the same words", fReverse: "little else is said", fRarest: "the rarest word is there", fMissing: "a heavy word is missing",
		fSpeaker: "said by " + p.query.Speaker, fMentioned: "said by somebody whom the question names", fOther: "not said by " + p.query.Speaker, fBeside: p.query.Speaker + " stands beside it", fPhrase: "the phrase in quotation marks",
		fOutlet: "printed by " + p.query.Outlet, fTime: "the time that was asked for", fLength: "length", fKin: "other words for those asked for", fKinReverse: "other words for those asked for", fKinAround: "other words for those asked for, near the words", fWho: "said by one who is described so", fWhat: "what it is about", fMeaning: "close in meaning"}[k]
}

// met lists the words of the question that were met, in its order.
func (p *pool) met(how []float64) string {
	var list []string
	for g, v := range how {
		if v > 0 && p.groups[g].weight >= topicWeight {
			list = append(list, p.groups[g].form)
		}
	}
	if len(list) == 0 {
		return "only common words"
	}
	return strings.Join(list, ", ")
}
