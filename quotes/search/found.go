package search

import (
	"math"
	"slices"
)

// Signs are what the decision to claim looks at.
type Signs [signCount]float64

const (
	sConstant = iota
	sShare    // of the first candidate after softmax
	sLogShare
	sMargin // score above the second with other words
	sText   // share of the question met in the words of the first
	sTextSq
	sTextHigh // what of that is above .7
	sOrder
	sRun
	sRarest
	sMissing
	sAround
	sAny
	sReverse
	sBM25
	sLead      // lead in text cover over the best other candidate
	sLeadOrder // the same in order
	sLength    // of the question
	sPhrase
	sHeaviest // the heaviest word that is not in the text
	signCount
)

// signs gathers them for the first candidate.
func (p *pool) signs() Signs {
	first := p.docs[0]
	f := first.features
	var s Signs
	s[sConstant] = 1
	s[sShare], s[sLogShare] = first.share, max(math.Log(first.share+1e-9), -8)/4
	s[sMargin], s[sLead], s[sLeadOrder] = 3, f[fText], f[fOrder]
	for _, d := range p.docs[1:] {
		if sameWords(first, d) {
			continue
		}
		s[sMargin] = min(s[sMargin], first.score-d.score)
		s[sLead] = min(s[sLead], f[fText]-d.features[fText])
		s[sLeadOrder] = min(s[sLeadOrder], f[fOrder]-d.features[fOrder])
	}
	s[sMargin] /= 3
	s[sText], s[sTextSq], s[sTextHigh] = f[fText], f[fTextSq], max(0, f[fText]-.7)*3
	s[sOrder], s[sRun], s[sRarest], s[sMissing] = f[fOrder], f[fRun], f[fRarest], f[fMissing]
	s[sAround], s[sAny], s[sReverse], s[sBM25] = f[fAround], f[fAny], f[fReverse], f[fBM25]
	s[sLength] = math.Log(1+float64(len(p.terms))) / 4
	s[sPhrase] = f[fPhrase]
	for g, group := range p.groups {
		if first.best[g] == 0 {
			s[sHeaviest] = max(s[sHeaviest], group.value/max(p.mass, 1e-9))
		}
	}
	return s
}

// sameWords says whether two candidates are printings of the same words.
func sameWords(a, b *doc) bool {
	if len(a.words) > len(b.words) {
		a, b = b, a
	}
	if len(a.words) == 0 || 2*len(a.words) < len(b.words) {
		return false
	}
	forms := make([]string, len(a.words))
	for i, w := range a.words {
		forms[i] = w.Form
	}
	return holds(b.words, forms)
}

// The certainties from which the first hit is claimed to be what was asked for. Questions are harder to be sure of: their
// words may be about anything in the article.
const (
	plainThreshold = .4
	askedThreshold = .7
	// leastText is the share of the question's weight that the words themselves must hold, whatever the signs say: in a
	// small library anything stands out from the rest. For the same reason it must hold half of the words that tell something.
	leastText = .5
)

func threshold(q Query) float64 {
	if q.Asked {
		return askedThreshold
	}
	return plainThreshold
}

// certainty is how likely the first hit is what was asked for: a logistic function of the signs, learned from questions
// that were made from a library itself, with their quote in it and without.
func (p *pool) certainty() float64 {
	signs := p.signs()
	if !p.query.Asked && (signs[sText] < leastText || p.lacksMost(p.docs[0])) {
		return 0
	}
	plain, asked := learnedFound()
	x := 0.0
	for k, s := range signs {
		x += plain[k] * s
		if p.query.Asked {
			x += asked[k] * s
		}
	}
	return 1 / (1 + math.Exp(-x))
}

// lacksMost says whether most of the words that tell something are not in what a candidate says.
func (p *pool) lacksMost(d *doc) bool {
	met, missing := 0, 0
	for g, group := range p.groups {
		switch {
		case group.common:
		case d.best[g] > 0:
			met++
		default:
			missing++
		}
	}
	return missing > met
}

// answersLooked is how many of the first candidates may be the answer to a question in so many words: other printings of
// the same utterance, which lack some of the words, can stand before it.
const answersLooked = 5

// answered puts the candidate first that a question names in so many words, and says whether there is one.
func (p *pool) answered() bool {
	if !p.query.Asked || p.query.Speaker == "" && p.query.office == nil {
		return false
	}
	for i, d := range p.docs[:min(answersLooked, len(p.docs))] {
		if p.answers(d) {
			copy(p.docs[1:i+1], p.docs[:i])
			p.docs[0] = d
			return true
		}
	}
	return false
}

// answers says whether a candidate is by the speaker whom the question names, or by the only one who holds the office that it
// names, and every word that is left to look for
// stands in what was said or beside it, itself or by another name of the same thing, and half of them in what was said:
// what stands beside it may be about another quote.
func (p *pool) answers(d *doc) bool {
	if !d.holds && d.features[fSpeaker] < 1 || len(d.same) == 0 || p.rivalled(d) {
		return false
	}
	said, beside := 0, 0
	for g, group := range p.groups {
		switch {
		case group.weight < topicWeight || slices.Contains(p.query.speaker.typed, group.form) || p.query.office != nil && group.who:
		case d.best[g] >= 1 || d.same[g]:
			said++
		case d.around[g] > 0 || d.anywhere[g] >= 1 || d.sameBeside[g]:
			beside++
		default:
			return false
		}
	}
	return said > 0 && said >= beside
}

// rivalTopic is the share of what is left to look for from which a quote may be meant as well as another.
const rivalTopic = .5

// rivalled says whether somebody else holds the office that the question asks for, and speaks about the same: then nobody
// can tell who of them is meant.
func (p *pool) rivalled(d *doc) bool {
	if p.query.office == nil {
		return false
	}
	return slices.ContainsFunc(p.docs, func(o *doc) bool {
		if !o.holds || samePerson(d.name, o.name) {
			return false
		}
		met, mass := 0.0, 0.0
		for g, group := range p.groups {
			if group.who || group.weight < topicWeight {
				continue
			}
			mass += group.value
			if o.anywhere[g] > 0 || len(o.same) > 0 && (o.same[g] || o.sameBeside[g]) {
				met += group.value
			}
		}
		return met >= rivalTopic*mass
	})
}

func (p *pool) emptiness() string {
	if p.empty {
		return "There are no quotes here yet."
	}
	return "None of these words is in any quote here."
}

func (p *pool) reason(found bool) string {
	if found {
		return "The words are there."
	}
	return "Nothing like that is here; these come nearest."
}
