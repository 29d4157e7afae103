package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/sample/madeup"
	"quotebot/quotes/search"
)

// batch is how many quotes are handed over at once to be imported.
const batch = 1_000

// measured are the figures of one size.
type measured struct {
	Quotes                 int
	Import                 float64 // quotes a second; 0 when the library was there already
	FileMB, MemoryMB       float64
	ImportMB               float64       // memory after importing
	MostMB                 float64       // and what there was of it at most since the process began
	First                  time.Duration // from opening to the first answer
	Ask50, Ask99           time.Duration
	Complete50, Complete99 time.Duration
	Right                  float64 // share of questions with the right quote first

	// What the processor did, without waiting: comparable on a machine that is busy with other things.
	ImportWork float64       // quotes per second of processor time
	AskWork    time.Duration // a question, on average
}

var everybody = quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}

// measure makes a library of n quotes, unless it is there, and asks it.
func measure(ctx context.Context, log io.Writer, path string, n, asks int) (m measured, err error) {
	m = measured{Quotes: n}
	if _, err := os.Stat(path); err != nil {
		if err := m.fill(ctx, path, n); err != nil {
			return m, err
		}
		fmt.Fprintf(log, "%d quotes imported, %.0f a second\n", n, m.Import)
	}
	file, err := os.Stat(path)
	if err != nil {
		return m, err
	}
	m.FileMB = float64(file.Size()) / 1e6
	w := madeup.New()
	began := time.Now()
	d, err := db.Open(ctx, path)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	e, err := search.New(d)
	if err != nil {
		return m, err
	}
	if _, err := e.Ask(ctx, search.Question{Text: "what did " + w.Speaker(3) + " say about " + w.Mistype(w.Word(500)), View: everybody}); err != nil {
		return m, err
	}
	m.First = time.Since(began)
	if err := m.ask(ctx, d, e, w, asks); err != nil {
		return m, err
	}
	m.MemoryMB, m.MostMB = residentMB(), mostMB()
	return m, nil
}

// fill imports n quotes. Making them is counted, as reading them from a file would be.
func (m *measured) fill(ctx context.Context, path string, n int) error {
	d, err := db.Open(ctx, path)
	if err != nil {
		return err
	}
	w := madeup.New()
	began, work := time.Now(), processorTime()
	err = d.Import(ctx, func(yield func([]quotes.Citation, error) bool) {
		for at := 0; at < n; at += batch {
			cs := make([]quotes.Citation, 0, batch)
			for i := at; i < min(at+batch, n); i++ {
				cs = append(cs, w.Quote(i))
			}
			if !yield(cs, nil) {
				return
			}
		}
	}, func(int, int) {})
	took, worked := time.Since(began), processorTime()-work
	m.Import, m.ImportWork = float64(n)/took.Seconds(), float64(n)/max(worked.Seconds(), 1e-9)
	m.ImportMB = residentMB()
	return errors.Join(err, d.Close())
}

// ask asks about quotes that are spread over the library.
func (m *measured) ask(ctx context.Context, d *db.DB, e *search.Engine, w *madeup.World, asks int) error {
	var askTimes, completeTimes []time.Duration
	right := 0
	for i := range asks {
		number := int64(1 + (i*7919)%m.Quotes)
		c, err := d.ByNumber(ctx, everybody, quotes.Library, number)
		if err != nil {
			return err
		}
		question := w.QuestionAbout(i, c.Text, c.Speaker)
		began, work := time.Now(), processorTime()
		a, err := e.Ask(ctx, search.Question{Text: question, View: everybody})
		if err != nil {
			return err
		}
		askTimes = append(askTimes, time.Since(began))
		m.AskWork += (processorTime() - work) / time.Duration(asks)
		if len(a.Hits) > 0 && a.Hits[0].ID == c.ID {
			right++
		}
		name := strings.ToLower(c.Speaker)
		typed := []string{name[:1+i%5], w.Mistype(name[:7]), strings.Fields(name)[1] + " " + name[:2], strings.ReplaceAll(name, "a", "")}[i%4]
		began = time.Now()
		if _, err := e.Complete(ctx, everybody, "speaker", typed, 25); err != nil {
			return err
		}
		completeTimes = append(completeTimes, time.Since(began))
	}
	m.Ask50, m.Ask99 = percentile(askTimes, .5), percentile(askTimes, .99)
	m.Complete50, m.Complete99 = percentile(completeTimes, .5), percentile(completeTimes, .99)
	m.Right = float64(right) / float64(asks)
	return nil
}

func percentile(ts []time.Duration, p float64) time.Duration {
	slices.Sort(ts)
	return ts[min(len(ts)-1, int(p*float64(len(ts))))]
}

// processorTime is what this process has worked so far, in the kernel too.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// residentMB is the memory of this process that is in use, and mostMB what was in use at most, where the system tells
// (Linux).
func residentMB() float64 { return statusMB("VmRSS") }
func mostMB() float64     { return statusMB("VmHWM") }

func statusMB(name string) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, l := range strings.Split(string(text), "\n") {
		var kb float64
		if _, err := fmt.Sscanf(l, name+": %f kB", &kb); err == nil {
			return kb / 1000
		}
	}
	return 0
}
