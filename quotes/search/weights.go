package search

// Weights are what the features count for in ranking. A question that is put as one is ranked by Asked, other words by
// Plain; to these Open is added, the more the less they are a quote word for word (1 minus the gate).
type Weights struct{ Plain, Asked, Open Features }

// HandWeights is the formula that was made by hand, from which learning begins: rare words met in the text, in order; for
// questions what stands around the quote and in its article, and who speaks.
func HandWeights() Weights {
	return Weights{
		Plain: Features{fBM25: 6, fText: 6, fAround: .5, fOrder: 3, fAny: 2, fPhrase: 4, fRun: .5},
		Asked: Features{fBM25: 10, fText: 1, fAround: 1, fOrder: 3, fArticle: 4, fSpeaker: 1, fOther: -.5, fMentioned: .3, fBeside: .6,
			fPhrase: 4, fOutlet: .5, fTime: 2.5, fRun: .5, fKin: 4, fKinAround: 2, fWho: 2},
		Open: Features{fText: -4, fAround: 2, fArticle: 4, fOrder: -1, fKin: 12},
	}
}

// What closeness in meaning counts for, found by cross-validation (docs/search.md): little for asked questions, which do
// not mean what their answers mean; for other words much, the more the less they are a quote word for word.
const (
	askedMeaning = 4
	openMeaning  = 45
)

// MeaningPoints are what closeness in meaning counts for: in questions that are put as one and, times the third power of
// 1 minus the gate, in other words.
func MeaningPoints() (asked, open float64) { return askedMeaning, openMeaning }

// weight gives the weight of a feature for the question at hand.
func (p *pool) weight(feature int) float64 {
	switch {
	case feature == fMeaning && p.query.Asked:
		return askedMeaning
	case feature == fMeaning:
		open := 1 - p.gate
		return open * open * open * openMeaning
	}
	if p.query.Asked {
		return p.weights.Asked[feature]
	}
	return p.weights.Plain[feature] + (1-p.gate)*p.weights.Open[feature]
}

// Loose says whether a feature is of other words than those of the question. Such a feature counts only as far as the
// question is no quote word for word, or is put as a question.
func Loose(feature int) bool { return feature >= fKin }
