package db

import (
	"fmt"
	"path/filepath"
	"testing"

	"quotebot/quotes"
)

// BenchmarkOperations times what an operator does to a library of 50,000 quotes: backing it up, and looking it over, which
// makes the index of words anew.
func BenchmarkOperations(b *testing.B) {
	const size = 50_000
	d := openTemp(b)
	for at := 0; at < size; at += 2_000 {
		var cs []quotes.Citation
		for i := range 2_000 {
			n := at + i
			cs = append(cs, quotes.Citation{Scope: quotes.Library, Speaker: fmt.Sprint("Speaker ", n%500), URL: fmt.Sprint("https://example.org/", n/10),
				Text: fmt.Sprintf("The %dth saying is about bridge %d, harbour %d and lighthouse %d of the coast.", n, n%977, n%1009, n%1013)})
		}
		mustAdd(b, d, cs...)
	}
	b.Run("backup", func(b *testing.B) {
		for b.Loop() {
			h, err := Backup(b.Context(), d.path, filepath.Join(b.TempDir(), "backup.db"), true)
			if err != nil || h.Quotes != size {
				b.Fatal(h, err)
			}
			b.SetBytes(h.Bytes)
		}
	})
	b.Run("doctor", func(b *testing.B) {
		for b.Loop() {
			list, err := Examine(b.Context(), d.path)
			if err != nil {
				b.Fatal(err)
			}
			for _, f := range list {
				if f.Wrong {
					b.Fatal(f.What)
				}
			}
		}
	})
}
