package db

import (
	"path/filepath"
	"testing"
)

// BenchmarkNearlyAlike joins 16,000 printings of one sentence that differ in small words: the most work that joining can
// be.
func BenchmarkNearlyAlike(b *testing.B) {
	const n = 16_000
	for b.Loop() {
		b.StopTimer()
		d := reopen(b, filepath.Join(b.TempDir(), "quotes.db"))
		mustAdd(b, d, nearlyAlike(n)...)
		b.StartTimer()
		if err := d.Regroup(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/n, "µs/quote")
}
