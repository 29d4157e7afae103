package extract

import (
	"fmt"
	"strings"
	"testing"

	"quotebot/quotes"
)

// invented is one paragraph after another of an article about people and places that do not exist.
func invented(size int) quotes.Article {
	var b strings.Builder
	b.WriteString("Mayor Odalys Brandt opened the new bridge over the Tarn on Friday, a year later than planned.\n\n")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "“We have waited long enough for crossing number %d,” said Brandt, who was elected in 2021. “Now it is here.”\n\n", i)
		b.WriteString("Her rival, Tomas Quill, a carpenter from Lower Fenwick, called the bridge “a monument to poor planning” and told reporters that he would not use it.\n\n")
		b.WriteString("The river has flooded three times in ten years. Engineers of the Fenwick Water Authority measured the banks in spring and found no damage, although a report by the county asked for better gauges and a second path for walkers.\n\n")
		b.WriteString("According to a spokesman for the builders, the work cost 12 million. \"It could not have been done for less,\" he said.\n\n")
	}
	return quotes.Article{Text: b.String(), Published: quotes.DayOf(2024, 5, 4, "")}
}

func benchmarkExtract(b *testing.B, size int) {
	e, err := New()
	if err != nil {
		b.Fatal(err)
	}
	a := invented(size)
	b.SetBytes(int64(len(a.Text)))
	b.ReportAllocs()
	for b.Loop() {
		e.Extract(a, Options{})
	}
}

func BenchmarkExtract5kB(b *testing.B)   { benchmarkExtract(b, 5_000) }
func BenchmarkExtract100kB(b *testing.B) { benchmarkExtract(b, 100_000) }
func BenchmarkExtract1MB(b *testing.B)   { benchmarkExtract(b, 1_000_000) }

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}
