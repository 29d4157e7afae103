// Command bench measures package search with package db on a made-up library: what importing, asking and completing cost
// at several sizes, how the cost grows (a plot in SVG), and what plain FTS5 and PostgreSQL answer to the same questions.
//
//	bench -sizes 10000,100000,1000000 -plot docs/search-cost.svg
//
// It prints a table in Markdown to standard output and what it is doing to standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, log io.Writer) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	sizes := flags.String("sizes", "10000,100000,1000000", "how many quotes, separated by commas")
	asks := flags.Int("asks", 400, "how many questions")
	plot := flags.String("plot", "", "write the plot to this file")
	dir := flags.String("dir", "", "keep the libraries here, to measure again without importing; a temporary folder when empty")
	compare := flags.Bool("compare", true, "ask plain FTS5 and PostgreSQL too")
	profile := flags.String("cpuprofile", "", "write what the processor did to this file, for go tool pprof")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *profile != "" {
		stop, err := profiled(*profile)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	if *dir == "" {
		if *dir, err = os.MkdirTemp("", "bench"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(*dir)) }()
	}
	var all []measured
	for _, s := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < batch {
			return fmt.Errorf("%q is no size: give whole numbers from %d up", s, batch)
		}
		m, err := measure(ctx, log, filepath.Join(*dir, fmt.Sprintf("%d.db", n)), n, *asks)
		if err != nil {
			return err
		}
		all = append(all, m)
	}
	table(out, all)
	if *plot != "" {
		if err := os.WriteFile(*plot, []byte(drawing(all)), 0o644); err != nil {
			return err
		}
	}
	if *compare {
		return others(ctx, out, log, *dir, all[len(all)-1].Quotes, *asks)
	}
	return nil
}

// profiled writes a profile of what the processor does until stop.
func profiled(path string) (stop func() error, err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// table writes the figures, a column a size.
func table(out io.Writer, all []measured) {
	row := func(name string, value func(m measured) string) {
		fmt.Fprintf(out, "| %s |", name)
		for _, m := range all {
			fmt.Fprintf(out, " %s |", value(m))
		}
		fmt.Fprintln(out)
	}
	row("quotes", func(m measured) string { return strconv.Itoa(m.Quotes) })
	fmt.Fprintln(out, "|---|"+strings.Repeat("---|", len(all)))
	row("import, quotes a second", func(m measured) string { return rate(m.Import) })
	row("import, quotes per second of processor time", func(m measured) string { return rate(m.ImportWork) })
	row("resident memory after importing, MB", func(m measured) string { return rate(m.ImportMB) })
	row("file, MB", func(m measured) string { return fmt.Sprintf("%.0f", m.FileMB) })
	row("first answer after opening, ms", func(m measured) string { return ms(m.First) })
	row("question, p50 / p99 ms", func(m measured) string { return ms(m.Ask50) + " / " + ms(m.Ask99) })
	row("question, processor time on average, ms", func(m measured) string { return ms(m.AskWork) })
	row("completion, p50 / p99 ms", func(m measured) string { return ms(m.Complete50) + " / " + ms(m.Complete99) })
	row("resident memory, MB", func(m measured) string { return fmt.Sprintf("%.0f", m.MemoryMB) })
	row("resident memory at most so far, importing too, MB", func(m measured) string { return fmt.Sprintf("%.0f", m.MostMB) })
	row("right quote first", func(m measured) string { return fmt.Sprintf("%.3f", m.Right) })
}

// rate writes what is counted by the second; a library that was there already was not imported.
func rate(n float64) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f", n)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }
