package db_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"quotebot/quotes"
)

// press makes quotes of a made-up language in Zipf's proportions: a third of them reprint an earlier one, whole, cut,
// with another mark, or under another date; a tenth have no date; a tenth no speaker. Its speakers are as unequal as
// those of real news.
type press struct {
	r          *rand.Rand
	words, who *rand.Zipf
	recent     []quotes.Citation
	n          int
}

func newPress() *press {
	r := rand.New(rand.NewPCG(7, 7))
	return &press{r: r, words: rand.NewZipf(r, 1.07, 20, 60_000), who: rand.NewZipf(r, 1.05, 50, 50_000)}
}

func (p *press) word(i uint64) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var b strings.Builder
	for i += 20; i > 0; i /= 70 {
		b.WriteByte(consonants[i%14])
		b.WriteByte(vowels[i/14%5])
	}
	return b.String()
}

func (p *press) quote() quotes.Citation {
	p.n++
	day := quotes.DayOf(2030, 1, 1+p.n/1000%1000, "")
	outlet := fmt.Sprintf("Paper %d", p.r.IntN(2000))
	c := quotes.Citation{Scope: quotes.Library, Kind: quotes.Direct, Publisher: outlet, URL: fmt.Sprintf("https://paper.example/%d", p.n/3), Published: day}
	if len(p.recent) > 0 && p.r.IntN(3) == 0 {
		old := p.recent[p.r.IntN(len(p.recent))]
		c.Text, c.Speaker, c.SpeakerKind, c.Said = old.Text, old.Speaker, old.SpeakerKind, old.Said
		switch words := strings.Fields(c.Text); p.r.IntN(4) {
		case 0:
			c.Text = strings.Join(words[len(words)/3:], " ")
		case 1:
			c.Text = strings.Replace(c.Text, " ", ", ", 1)
		}
		return c
	}
	words := make([]string, 12+p.r.IntN(26))
	for i := range words {
		words[i] = p.word(p.words.Uint64())
	}
	words[0] = strings.ToUpper(words[0][:1]) + words[0][1:]
	c.Text = strings.Join(words, " ") + "."
	if p.r.IntN(10) > 0 {
		who := p.who.Uint64()
		c.Speaker, c.SpeakerKind = "A"+p.word(who%97)+" B"+p.word(who), quotes.Person
	}
	if p.r.IntN(3) == 0 {
		c.Said = day
	}
	if p.r.IntN(10) == 0 {
		c.Published = quotes.Date{}
	}
	if len(p.recent) < 2000 {
		p.recent = append(p.recent, c)
	} else {
		p.recent[p.r.IntN(len(p.recent))] = c
	}
	return c
}
