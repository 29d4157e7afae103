package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"quotebot/db"
	"quotebot/quotes/meaning"
	"quotebot/quotes/search"
)

// vectorBatch is how many vectors are made between two writes.
const vectorBatch = 256

// withMeaning makes an engine that looks by meaning too, with a vector for every quote.
func withMeaning(ctx context.Context, d *db.DB, folder string) (*search.Engine, error) {
	m, err := meaning.Load(folder)
	if err != nil {
		return nil, err
	}
	for after := int64(0); ; {
		list, err := d.WithoutVector(ctx, m.Version(), after, vectorBatch)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			break
		}
		for i, v := range list {
			vector := m.Vector(v.Text)
			list[i].Code, list[i].Sketch = meaning.Encode(vector), meaning.SketchOf(vector).Bytes()
		}
		if err := d.SetVectors(ctx, m.Version(), list); err != nil {
			return nil, err
		}
		after = list[len(list)-1].Quote
	}
	return search.NewWithMeaning(d, m, d)
}

// points are what closeness in meaning counts for: search.MeaningPoints, or what folds choose instead.
type points struct{ asked, open float64 }

// tried are the points that folds choose from.
func tried() (list []points) {
	for _, asked := range []float64{0, 2, 4, 6, 8, 12} {
		for _, open := range []float64{15, 30, 45, 60, 80, 100} {
			list = append(list, points{asked, open})
		}
	}
	return list
}

// with puts closeness in meaning on top of the scores of the candidates.
func (x example) with(scores []float64, p points) []float64 {
	scores = slices.Clone(scores)
	for i, cosine := range x.cosines {
		if x.asked {
			scores[i] += p.asked * cosine
		} else {
			scores[i] += p.open * math.Pow(1-x.gate, 3) * cosine
		}
	}
	return scores
}

// best gives the points under which the right candidates of the questions are highest up: the mean of one over their rank.
func best(all []example, w []float64) (chosen points) {
	scores := make([][]float64, len(all))
	for i, x := range all {
		scores[i] = x.score(w)
	}
	top := -1.0
	for _, p := range tried() {
		sum := 0.0
		for i, x := range all {
			if place := x.placeOfRight(x.with(scores[i], p)); place > 0 {
				sum += 1 / float64(place)
			}
		}
		if sum > top {
			top, chosen = sum, p
		}
	}
	return chosen
}

// reportMeaning tells what the questions come to with meaning, with weights that were learned from other folds: with the
// points as they are and with those that the other folds choose.
func reportMeaning(log io.Writer, all []example, cut int, weights [][]float64) {
	asked, open := search.MeaningPoints()
	chosen := make([]points, folds)
	for fold := range folds {
		var others []example
		for _, x := range all {
			if foldOf(x.id, cut) != fold {
				others = append(others, x)
			}
		}
		chosen[fold] = best(others, weights[fold])
	}
	at := func(x example) int { return foldOf(x.id, cut) }
	report(log, fmt.Sprintf("with the model, cut %d of %d", cut+1, cuts), all,
		func(x example) []float64 { return x.with(x.score(weights[at(x)]), points{asked, open}) })
	report(log, fmt.Sprintf("with the model, points (asked, open) chosen by the other folds: %v", chosen), all,
		func(x example) []float64 { return x.with(x.score(weights[at(x)]), chosen[at(x)]) })
}
