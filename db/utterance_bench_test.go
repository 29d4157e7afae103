package db_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotebot/db"
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

// BenchmarkUtterances adds articles of three quotes to a library of QUOTEBOT_BENCH_QUOTES quotes (20,000 unless set), once
// with their printings joined at once, as it is always done, and says what joining those of the whole library cost.
func BenchmarkUtterances(b *testing.B) {
	size := 20_000
	if s := os.Getenv("QUOTEBOT_BENCH_QUOTES"); s != "" {
		var err error
		if size, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "library.db")
	d, err := db.Open(ctx, path)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	p := newPress()
	batch := func(n int) []quotes.Citation {
		cs := make([]quotes.Citation, n)
		for i := range cs {
			cs[i] = p.quote()
		}
		return cs
	}
	add := func(cs []quotes.Citation) {
		if _, err := d.AddCitations(ctx, cs); err != nil {
			b.Fatal(err)
		}
	}
	start := time.Now()
	for done := 0; done < size; done += 5000 {
		add(batch(min(5000, size-done)))
	}
	imported := time.Since(start)
	bytes := fileSize(b, path)
	start = time.Now()
	if err := d.Regroup(ctx, nil); err != nil {
		b.Fatal(err)
	}
	regrouped := time.Since(start)
	b.Logf("%d quotes: import %.0f µs a quote, joining %.0f µs a quote; %d MB, of them %d for utterances; %s", size,
		float64(imported.Microseconds())/float64(size), float64(regrouped.Microseconds())/float64(size), fileSize(b, path)>>20, (fileSize(b, path)-bytes)>>20, resident())
	var slowest time.Duration
	for b.Loop() {
		cs := batch(3)
		began := time.Now()
		add(cs)
		slowest = max(slowest, time.Since(began))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/3, "µs/quote")
	b.ReportMetric(float64(slowest.Microseconds())/3, "slowest-µs/quote")
}

func fileSize(b *testing.B, path string) int64 {
	b.Helper()
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// resident is the memory that the process holds, as the kernel says; empty elsewhere than on Linux.
func resident() string {
	status, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return "resident" + strings.Join(strings.Fields(rest), " ")
		}
	}
	return ""
}
