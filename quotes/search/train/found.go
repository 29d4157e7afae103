package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"quotebot/quotes/search"
	"quotebot/quotes/words"
)

const (
	signs    = len(search.Signs{})
	made     = 1200 // quotes that questions are made from
	climbs   = 400
	mildness = .0005
	seed     = 1912
)

// claim is the first candidate of a question with whether it is what was asked for.
type claim struct {
	row   []float64
	right bool
}

// learnClaiming makes questions from the library's own quotes: a run of words, the same with two mistyped, four rarer words
// in any order, and a scrambled part with some words exchanged. Each is asked with its quote in the library and without
// it; the first should be claimed, the second should not.
func learnClaiming(ctx context.Context, e *search.Engine, corpus []stored, out, log io.Writer) error {
	r := rand.New(rand.NewPCG(seed, 2))
	var all []claim
	texts := make([]string, 0, len(corpus))
	for _, c := range corpus {
		if len(words.Cut(c.Text)) >= 9 {
			texts = append(texts, c.Text)
		}
	}
	r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	var other []string // words to exchange for
	for _, t := range texts {
		for _, w := range words.Cut(t) {
			other = append(other, w.Form)
		}
	}
	for _, text := range texts[:min(made, len(texts))] {
		gold := bare(text)
		isGold := func(t string) bool { return same(bare(t), gold) }
		for _, question := range questionsOf(r, text, other) {
			for _, leave := range []func(string) bool{nil, isGold} {
				x, err := e.Examine(ctx, search.Question{Text: question, View: everybody}, leave)
				if err != nil {
					return err
				}
				if x.First != "" {
					all = append(all, claimOf(x, isGold(x.First)))
				}
			}
		}
	}
	w := learnLogistic(all)
	for _, threshold := range []float64{.3, .5, .7, .9} {
		fmt.Fprintln(log, "threshold", threshold, judge(all, w, threshold))
	}
	_, err := fmt.Fprintf(out, header+`
// learnedFound are the weights of the signs that decide whether to claim, and what is added to them for asked questions.
func learnedFound() (plain, asked Signs) {
	return %s, %s
}
`, "found", values("Signs", w[:signs]), values("Signs", w[signs:]))
	return err
}

func claimOf(x search.Examination, right bool) claim {
	row := make([]float64, 2*signs)
	for k, v := range x.Signs {
		row[k] = v
		if x.Query.Asked {
			row[signs+k] = v
		}
	}
	return claim{row, right}
}

// questionsOf makes the four questions about a quote.
func questionsOf(r *rand.Rand, text string, other []string) []string {
	var ws []string
	for _, w := range words.Cut(text) {
		ws = append(ws, w.Form)
	}
	from := r.IntN(len(ws) - 6)
	run := slices.Clone(ws[from : from+7])
	typos := slices.Clone(run)
	for range 2 {
		k := r.IntN(len(typos))
		typos[k] = mistype(r, typos[k])
	}
	var keys []string
	for _, i := range r.Perm(len(ws)) {
		if len(keys) < 4 && !words.Common(ws[i]) {
			keys = append(keys, ws[i])
		}
	}
	part := slices.Clone(ws[:min(len(ws), 30)])
	part = part[:len(part)*7/10+1]
	for i := range part {
		if r.IntN(4) == 0 {
			part[i] = other[r.IntN(len(other))]
		}
	}
	for range len(part) / 4 { // neighbours change places
		k := r.IntN(len(part) - 1)
		part[k], part[k+1] = part[k+1], part[k]
	}
	cut := r.IntN(len(part))
	part = append(slices.Clone(part[cut:]), part[:cut]...)
	var list []string
	for _, q := range [][]string{run, typos, keys, part} {
		list = append(list, strings.Join(q, " "))
	}
	return list
}

// mistype drops, doubles, changes or swaps a letter.
func mistype(r *rand.Rand, word string) string {
	if len(word) < 3 {
		return word
	}
	k := 1 + r.IntN(len(word)-2)
	switch r.IntN(4) {
	case 0:
		return word[:k] + word[k+1:]
	case 1:
		return word[:k] + word[k:k+1] + word[k:]
	case 2:
		return word[:k] + string(rune('a'+r.IntN(26))) + word[k+1:]
	}
	return word[:k] + word[k+1:k+2] + word[k:k+1] + word[k+2:]
}

func learnLogistic(all []claim) []float64 {
	a := newAdam(2 * signs)
	for range climbs {
		gradient := make([]float64, 2*signs)
		for _, c := range all {
			by := -certainty(a.at, c)
			if c.right {
				by++
			}
			for k, v := range c.row {
				gradient[k] += by * v
			}
		}
		for k := range gradient {
			gradient[k] = gradient[k]/float64(len(all)) - mildness*a.at[k]
		}
		a.step(gradient)
	}
	return a.at
}

func certainty(w []float64, c claim) float64 {
	x := 0.0
	for k, v := range c.row {
		x += w[k] * v
	}
	return 1 / (1 + math.Exp(-x))
}

// judge tells precision and recall of claims on the questions that they were learned from.
func judge(all []claim, w []float64, threshold float64) string {
	claimed, right, answerable := 0.0, 0.0, 0.0
	for _, c := range all {
		if c.right {
			answerable++
		}
		if certainty(w, c) >= threshold {
			claimed++
			if c.right {
				right++
			}
		}
	}
	return fmt.Sprintf("claimed %.0f, right %.3f, of those that could be %.3f", claimed, right/max(claimed, 1), right/max(answerable, 1))
}
