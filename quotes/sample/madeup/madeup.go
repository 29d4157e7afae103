// Package madeup makes libraries of a made-up language, for measuring: as large as wanted, with words, people and papers as
// frequent as natural ones.
package madeup

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"quotebot/quotes"
)

// Sizes of the made-up language and world.
const (
	vocabularySize = 63_000
	speakerCount   = 100_000
	outletCount    = 300
	wordsAQuote    = 25
	wordsATitle    = 8
	seed           = 20230120
)

// functionWords make 48 % of the running words, as in English news.
var functionWords = strings.Fields(`the of and to a in that is was it for on with he be by i as at his have are not this but had they from
	we she or an were been their has would what will there if can all her which more when who so no up out them about some could
	into than you my its over do our these may then such should how very just your also only`)

// World makes quotes of a made-up language whose words are as frequent as those of a natural one (Zipf's law). Two worlds
// make the same quotes when they are asked for the same ones in the same order.
type World struct {
	rng      *rand.Rand
	content  *rand.Zipf
	function *rand.Zipf
	who      *rand.Zipf
	words    []string
	speakers []string
	outlets  []string
}

// New makes a world.
func New() *World {
	r := rand.New(rand.NewPCG(seed, 1))
	w := &World{rng: r, content: rand.NewZipf(r, 1.07, 20, vocabularySize-1), function: rand.NewZipf(r, 1.1, 3, uint64(len(functionWords)-1)),
		who: rand.NewZipf(r, 1.05, 50, speakerCount-1)}
	seen := map[string]bool{}
	for len(w.words) < vocabularySize {
		if s := syllables(r, 2+r.IntN(3)); !seen[s] {
			seen[s] = true
			w.words = append(w.words, s)
		}
	}
	for range 4000 {
		w.speakers = append(w.speakers, capital(syllables(r, 2)))
	}
	firsts := w.speakers[:800]
	lasts := w.speakers[800:]
	w.speakers = nil
	for range speakerCount {
		w.speakers = append(w.speakers, firsts[r.IntN(len(firsts))]+" "+lasts[r.IntN(len(lasts))]+capital(syllables(r, 1)))
	}
	for range outletCount {
		w.outlets = append(w.outlets, "The "+capital(syllables(r, 3))+" "+[]string{"Post", "Times", "Herald", "Echo"}[r.IntN(4)])
	}
	return w
}

func syllables(r *rand.Rand, n int) string {
	const heads, vowels, tails = "bcdfghjklmnprstvwz", "aeiou", "nrstlmdk"
	var b strings.Builder
	for range n {
		b.WriteByte(heads[r.IntN(len(heads))])
		b.WriteByte(vowels[r.IntN(len(vowels))])
		if r.IntN(3) == 0 {
			b.WriteByte(tails[r.IntN(len(tails))])
		}
	}
	return b.String()
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// text makes a sentence of about n words.
func (w *World) text(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		if w.rng.Float64() < .48 {
			b.WriteString(functionWords[w.function.Uint64()])
		} else {
			b.WriteString(w.words[w.content.Uint64()])
		}
	}
	return b.String()
}

// Quote makes the quote with a number. Five quotes share an article.
func (w *World) Quote(i int) quotes.Citation {
	day := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/5%5000)
	article := rand.New(rand.NewPCG(seed, uint64(i/5)))
	title := make([]string, wordsATitle)
	for k := range title {
		title[k] = w.words[article.IntN(2000)]
	}
	return quotes.Citation{
		Scope: quotes.Library, Kind: quotes.Direct, Text: capital(w.text(wordsAQuote-5+w.rng.IntN(11))) + ".",
		Speaker: w.speakers[w.who.Uint64()], SpeakerKind: quotes.Person,
		Published: quotes.DayOf(day.Year(), day.Month(), day.Day(), "datePublished"),
		Title:     capital(strings.Join(title, " ")), Publisher: w.outlets[article.IntN(outletCount)],
		URL: fmt.Sprintf("https://news.example/%d", i/5),
	}
}

// QuestionAbout makes a question of eight words about a quote: by turns its words, its words with two mistyped, its words in
// another order, and "what did somebody say about" four of them.
func (w *World) QuestionAbout(i int, text, speaker string) string {
	ws := strings.Fields(strings.ToLower(strings.TrimSuffix(text, ".")))
	from := w.rng.IntN(len(ws) - 8)
	part := append([]string{}, ws[from:from+8]...)
	switch i % 4 {
	case 1:
		for range 2 {
			k := w.rng.IntN(len(part))
			part[k] = w.Mistype(part[k])
		}
	case 2:
		w.rng.Shuffle(len(part), func(a, b int) { part[a], part[b] = part[b], part[a] })
	case 3:
		name := strings.Fields(strings.ToLower(speaker))
		return "what did " + name[len(name)-1] + " say about " + strings.Join(part[:4], " ")
	}
	return strings.Join(part, " ")
}

// Word is the content word of a rank, from 0, the most frequent first.
func (w *World) Word(rank int) string { return w.words[rank] }

// Speaker is the person of a rank, from 0, the most quoted first.
func (w *World) Speaker(rank int) string { return w.speakers[rank] }

// Mistype swaps two letters of a word or changes one.
func (w *World) Mistype(word string) string {
	r := w.rng
	if len(word) < 3 {
		return word
	}
	b := []byte(word)
	k := 1 + r.IntN(len(b)-2)
	if r.IntN(2) == 0 {
		b[k], b[k+1] = b[k+1], b[k]
	} else {
		b[k] = 'a' + byte(r.IntN(26))
	}
	return string(b)
}
