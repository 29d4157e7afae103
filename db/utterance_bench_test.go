//go:build unix

package db_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quotebot/db"
	"quotebot/quotes"
)

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
	start, busy := time.Now(), processor(b)
	if err := d.Regroup(ctx, nil); err != nil {
		b.Fatal(err)
	}
	regrouped, worked := time.Since(start), processor(b)-busy
	b.Logf("%d quotes: import %.0f µs a quote, joining %.0f µs a quote (%.0f µs of processor); %d MB, of them %d for utterances; %s", size,
		float64(imported.Microseconds())/float64(size), float64(regrouped.Microseconds())/float64(size),
		float64(worked.Microseconds())/float64(size), fileSize(b, path)>>20, (fileSize(b, path)-bytes)>>20, resident())
	busy = processor(b)
	for b.Loop() {
		add(batch(3))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/3, "µs/quote")
	b.ReportMetric(float64((processor(b)-busy).Microseconds())/float64(b.N)/3, "processor-µs/quote")
}

// processor is the time that the process has worked, which tells the cost also on a machine that does other things.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
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
