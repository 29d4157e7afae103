// Train fits the weights of the confidence that package extract gives to its quotes.
//
//	go run ./quotes/extract/train -data ../shared/eval -out quotes/extract/weights/confidence.txt
//
// It reads articles with resolved speakers, looks which of the quotes found in them are right, and fits a logistic
// regression over the named features of each quote. One article in three is left out of the fitting, by a checksum of its
// name; over these it prints how often quotes of each confidence are right.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"quotebot/quotes"
	"quotebot/quotes/extract"
)

func main() {
	dir := flag.String("data", "../shared/eval", "folder of the measuring data")
	out := flag.String("out", "quotes/extract/weights/confidence.txt", "file to write")
	sets := flag.String("sets", "polnear-dev,wild", "sets to fit on")
	flag.Parse()
	if err := run(*dir, *out, strings.Split(*sets, ","), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// example is one found quote and whether its speaker is right.
type example struct {
	features [][2]string
	right    bool
	held     bool // left out of the fitting
}

func run(dir, out string, sets []string, w io.Writer) error {
	e, err := extract.New()
	if err != nil {
		return err
	}
	var all []example
	for _, s := range sets {
		list, err := read(e, filepath.Join(dir, s))
		if err != nil {
			return fmt.Errorf("read set %q: %w", s, err)
		}
		all = append(all, list...)
	}
	if len(all) == 0 {
		return errors.New("no examples")
	}
	m := fit(all)
	m.calibrate(all)
	report(w, m, all)
	if err := os.WriteFile(out, m.text(sets), 0o644); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	return nil
}

// gold is what the measuring data tells of an article.
type gold struct {
	Name      string
	Title     string
	Byline    string
	Published string
	Quotes    []struct {
		Segments [][2]int
		Speaker  string
		Aliases  []string
		Kind     string
		Optional bool
	}
	Content [][2]int
}

// read runs the extractor over the articles of a set and compares what it finds with the gold.
func read(e *extract.Extractor, dir string) ([]example, error) {
	b, err := os.ReadFile(filepath.Join(dir, "gold.jsonl"))
	if err != nil {
		return nil, err
	}
	var list []example
	for _, line := range bytes.Split(bytes.TrimSpace(b), []byte("\n")) {
		var g gold
		if err := json.Unmarshal(line, &g); err != nil {
			return nil, err
		}
		text, err := os.ReadFile(filepath.Join(dir, "articles", g.Name+".txt"))
		if err != nil {
			return nil, err
		}
		a := quotes.Article{Title: g.Title, Text: string(text)}
		if g.Byline != "" {
			a.Byline = []string{g.Byline}
		}
		if a.Published, err = quotes.ParseDate(g.Published); err != nil {
			return nil, err
		}
		at := offsets(a.Text)
		held := crc32.ChecksumIEEE([]byte(g.Name))%3 == 0
		for _, o := range e.Observe(a) {
			if right, known := judge(o, g, at, a.Text); known {
				list = append(list, example{o.Features, right, held})
			}
		}
	}
	return list, nil
}

// minWords is how many words a segment has that the gold judges.
const minWords = 4

// judge says whether a found quote is right, and whether the gold can tell.
func judge(o extract.Observation, g gold, at []int, text string) (right, known bool) {
	if len(strings.Fields(o.Segment.In(text))) < minWords {
		return false, false
	}
	for _, q := range g.Quotes {
		for _, s := range q.Segments {
			span := quotes.Span{Start: at[s[0]], End: at[s[1]]}
			both := min(span.End, o.Segment.End) - max(span.Start, o.Segment.Start)
			either := max(span.End, o.Segment.End) - min(span.Start, o.Segment.Start)
			if both <= 0 || float64(both) < 0.7*float64(either) {
				continue
			}
			if q.Optional || q.Speaker == "" {
				return false, false
			}
			for _, n := range append([]string{q.Speaker}, q.Aliases...) {
				if same(o.Speaker.Name, n, q.Kind) {
					return true, true
				}
			}
			return false, true
		}
	}
	for _, s := range g.Content {
		if (quotes.Span{Start: at[s[0]], End: at[s[1]]}).Overlaps(o.Segment) {
			return false, false
		}
	}
	return false, true
}

// same compares names as the scorer does: first and last word for people, half of the words for all others.
func same(got, want, kind string) bool {
	a, b := words(got), words(want)
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	if kind == "person" {
		return a[len(a)-1] == b[len(b)-1] && (len(a) == 1) == (len(b) == 1) && (a[0] == b[0] || slices.Contains(b, a[0]))
	}
	n := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return 2*n >= min(len(a), len(b))
}

// words cuts a name into words in lower case.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(s, "’s", "")), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' })
}

// offsets gives the byte at which each code point begins, and the end.
func offsets(s string) []int {
	at := make([]int, 0, len(s)+1)
	for i := range s {
		at = append(at, i)
	}
	return append(at, len(s))
}

// model is a logistic regression.
type model struct {
	names   [][2]string // in order
	weights []float64
	index   map[[2]string]int
}

// How the regression is fitted: steps of plain gradient descent, and the pull of all weights towards nought.
const (
	rounds = 4000
	pace   = 0.5
	pull   = 0.003
)

// fit fits a model on the examples that are not held out.
func fit(all []example) *model {
	m := &model{index: map[[2]string]int{}}
	for _, x := range all {
		if x.held {
			continue
		}
		for _, f := range x.features {
			if _, ok := m.index[f]; !ok {
				m.index[f] = -1
				m.names = append(m.names, f)
			}
		}
	}
	slices.SortFunc(m.names, func(a, b [2]string) int {
		if c := strings.Compare(a[0], b[0]); c != 0 {
			return c
		}
		return strings.Compare(a[1], b[1])
	})
	m.names = append([][2]string{{"bias", ""}}, m.names...)
	for i, f := range m.names {
		m.index[f] = i
	}
	m.weights = make([]float64, len(m.names))
	slope := make([]float64, len(m.names))
	for range rounds {
		clear(slope)
		n := 0
		for _, x := range all {
			if x.held {
				continue
			}
			n++
			miss := -m.probability(x)
			if x.right {
				miss++
			}
			slope[0] += miss
			for _, f := range x.features {
				slope[m.index[f]] += miss
			}
		}
		for i := range m.weights {
			p := pull
			if i == 0 {
				p = 0
			}
			m.weights[i] += pace * (slope[i]/float64(n) - p*m.weights[i])
		}
	}
	return m
}

// probability is how likely an example is right.
func (m *model) probability(x example) float64 {
	sum := m.weights[0]
	for _, f := range x.features {
		if i, ok := m.index[f]; ok {
			sum += m.weights[i]
		}
	}
	return 1 / (1 + math.Exp(-sum))
}

// sure is the share of right quotes that a confidence of 0.9 and more stands for.
const sure = 0.96

// calibrate moves the bias so that 0.9 begins where the quotes of the articles left out, best first, are no longer right
// often enough. The articles that were fitted on are the ones that the rules were made from: they look too good.
func (m *model) calibrate(all []example) {
	var held []example
	for _, x := range all {
		if x.held {
			held = append(held, x)
		}
	}
	slices.SortStableFunc(held, func(a, b example) int {
		switch p, q := m.probability(a), m.probability(b); {
		case p > q:
			return -1
		case p < q:
			return 1
		}
		return 0
	})
	right, border := 0, 0.0
	for i, x := range held {
		if x.right {
			right++
		}
		if float64(right) >= sure*float64(i+1) {
			border = m.probability(x)
		}
	}
	if border > 0 && border < 1 {
		m.weights[0] += math.Log(0.9/0.1) - math.Log(border/(1-border))
	}
}

// text writes the weights for package extract.
func (m *model) text(sets []string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Written by quotes/extract/train from %s; do not edit. Name, value and weight of each feature.\n", strings.Join(sets, " and "))
	for i, f := range m.names {
		fmt.Fprintf(&b, "%s\t%s\t%.4f\n", f[0], f[1], m.weights[i])
	}
	return b.Bytes()
}

// report prints how often the quotes of each confidence are right, over the fitted and the held-out articles.
func report(w io.Writer, m *model, all []example) {
	for _, held := range []bool{false, true} {
		fmt.Fprintf(w, "held out: %v\n", held)
		for _, from := range []float64{0.9, 0.8, 0.6, 0.4, 0} {
			n, right := 0, 0
			for _, x := range all {
				if p := m.probability(x); x.held != held || p < from || from < 0.9 && p >= from+0.2 && from != 0.8 || from == 0.8 && p >= 0.9 || from == 0 && p >= 0.4 {
					continue
				}
				n++
				if x.right {
					right++
				}
			}
			if n > 0 {
				fmt.Fprintf(w, "  %.1f and more: %4d quotes, %.3f right\n", from, n, float64(right)/float64(n))
			}
		}
	}
}
