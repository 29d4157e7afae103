package search

// weight gives the weight of a feature for the question at hand.
func (p *pool) weight(feature int) float64 {
	if p.query.Asked {
		return askedWeights[feature]
	}
	return plainWeights[feature]
}

var (
	plainWeights = Features{fBM25: 6, fText: 6, fAround: .5, fOrder: 3, fAny: 2, fPhrase: 4, fRun: .5}
	askedWeights = Features{fBM25: 10, fText: 1, fAround: 1, fOrder: 3, fArticle: 4, fSpeaker: 1, fOther: -.5, fMentioned: .3, fBeside: .6, fPhrase: 4, fOutlet: .5, fTime: 1, fRun: .5}
)
