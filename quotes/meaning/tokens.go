package meaning

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// unknown is the piece that stands for letters without a piece; reserved is how many pieces at the beginning of a
// vocabulary are signs and no text.
const (
	unknown  = 0
	reserved = 6
)

// vocabulary cuts text into the pieces that a model knows (a unigram vocabulary, as SentencePiece has it).
type vocabulary struct {
	pieces  map[string]piece
	longest int // of a piece, in runes
	size    int
}

type piece struct {
	number int
	score  float64 // logarithm of how likely it is
}

// readVocabulary reads a list of pairs of piece and score. A piece without a score counts as surely meant.
func readVocabulary(data []byte) (vocabulary, error) {
	var list [][2]any
	if err := json.Unmarshal(data, &list); err != nil {
		return vocabulary{}, fmt.Errorf("read vocabulary: %w", err)
	}
	if len(list) <= reserved {
		return vocabulary{}, errors.New("read vocabulary: it is empty")
	}
	v := vocabulary{pieces: make(map[string]piece, len(list)), size: len(list)}
	for i, entry := range list[reserved:] {
		text, ok := entry[0].(string)
		if !ok || text == "" {
			return vocabulary{}, fmt.Errorf("read vocabulary: piece %d is no text", i+reserved)
		}
		score, _ := entry[1].(float64)
		v.pieces[text] = piece{i + reserved, score}
		v.longest = max(v.longest, len([]rune(text)))
	}
	return v, nil
}

// cut gives the numbers of the likeliest pieces that make up a text, the first most of them. Letters in a row that have no
// piece are one unknown piece.
func (v vocabulary) cut(text string, most int) []int {
	const blank = "\u2581" // stands for a space, and before the first word
	text = norm.NFKC.String(strings.ToValidUTF8(text, "\uFFFD"))
	if text == "" {
		return nil
	}
	runes := []rune(blank + strings.ReplaceAll(text, " ", blank))
	// Viterbi: the best way to each place, by the piece that ends there. A score of 0 marks a place that no way leads to,
	// as in the reference of the model.
	score := make([]float64, len(runes)+1)
	number, from := make([]int, len(runes)+1), make([]int, len(runes)+1)
	for i := range from {
		from[i] = i - 1
	}
	for start := range runes {
		step := func(end int, p piece) {
			if s := score[start] + p.score; score[end] == 0 || s >= score[end] {
				score[end], number[end], from[end] = s, p.number, start
			}
		}
		known := false
		for end := start + 1; end <= min(start+v.longest, len(runes)); end++ {
			if p, ok := v.pieces[string(runes[start:end])]; ok {
				known = true
				step(end, p)
			}
		}
		if !known {
			step(start+1, piece{number: unknown})
		}
	}
	var list []int
	for at := len(runes); at > 0; at = from[at] {
		if n := len(list); number[at] != unknown || n == 0 || list[n-1] != unknown {
			list = append(list, number[at])
		}
	}
	slices.Reverse(list)
	return list[:min(len(list), most)]
}
