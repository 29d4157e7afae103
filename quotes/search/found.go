package search

import "math"

// threshold is the certainty from which the first hit is claimed to be what was asked for.
func threshold(Query) float64 { return .5 }

// certainty is how likely the first hit is what was asked for.
func (p *pool) certainty() float64 {
	f := p.docs[0].features
	x := 12*(f[fText]-.72) + 4*f[fOrder]
	if p.query.Asked {
		x -= 2
	}
	return 1 / (1 + math.Exp(-x))
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
