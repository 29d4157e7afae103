package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/search"
)

type query struct {
	ID, Kind, Query string
	Answer          *string
}

func readLines[T any](path string) (list []T, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		var t T
		if err := json.Unmarshal(s.Bytes(), &t); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		list = append(list, t)
	}
	return list, s.Err()
}

func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func right(text, gold string) bool {
	return text != "" && (strings.Contains(text, gold) || strings.Contains(gold, text) && 2*len(text) >= len(gold))
}

type row struct {
	id, kind, query string
	asked           bool
	gate            float64
	x               [][]float64
	good            []bool
	base            []float64
	signs           search.Signs
}

const nf = len(search.Features{})

func expand(f search.Features, asked bool, gate float64) []float64 {
	x := make([]float64, 3*nf)
	for k, v := range f {
		x[k] = v
		if asked {
			x[nf+k] = v
		}
		x[2*nf+k] = v * (1 - gate)
	}
	return x
}

func main() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "train")
	defer os.RemoveAll(dir)
	d, err := db.Open(ctx, filepath.Join(dir, "q.db"))
	if err != nil {
		panic(err)
	}
	type line struct {
		Text, Context, Speaker, Published, Title, Publisher, URL string
		SaidOn                                                   string `json:"said_on"`
	}
	lines, err := readLines[line](os.Args[1] + "/corpus.jsonl")
	if err != nil {
		panic(err)
	}
	var cs []quotes.Citation
	for _, l := range lines {
		c := quotes.Citation{Scope: quotes.Library, Text: l.Text, Context: l.Context, Speaker: l.Speaker, Title: l.Title, Publisher: l.Publisher, URL: l.URL, Kind: quotes.Direct}
		if l.Speaker != "" {
			c.SpeakerKind = quotes.Person
		}
		c.Said, _ = quotes.ParseDate(l.SaidOn)
		c.Published, _ = quotes.ParseDate(l.Published)
		cs = append(cs, c)
	}
	if _, err = d.AddCitations(ctx, cs); err != nil {
		panic(err)
	}
	e, _ := search.New(d)
	qs, err := readLines[query](os.Args[1] + "/queries.jsonl")
	if err != nil {
		panic(err)
	}
	view := quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}
	var rows []row
	for _, q := range qs {
		x, err := e.Examine(ctx, search.Question{Text: q.Query, View: view}, nil)
		if err != nil {
			panic(err)
		}
		r := row{id: q.ID, query: q.Query, kind: q.Kind, asked: x.Query.Asked, gate: x.Gate, signs: x.Signs}
		gold := ""
		if q.Answer != nil {
			gold = plain(*q.Answer)
		}
		for _, c := range x.Candidates {
			r.x = append(r.x, expand(c.Features, r.asked, r.gate))
			r.good = append(r.good, gold != "" && right(plain(c.Text), gold))
			r.base = append(r.base, c.Score)
		}
		rows = append(rows, r)
	}
	report := func(name string, score func(r row) []float64) {
		type st struct{ n, h1, h5, pool float64 }
		by := map[string]*st{}
		for _, r := range rows {
			if r.kind == "absent" {
				continue
			}
			s := by[r.kind]
			if s == nil {
				s = &st{}
				by[r.kind] = s
			}
			s.n++
			sc := score(r)
			idx := make([]int, len(sc))
			for i := range idx {
				idx[i] = i
			}
			sort.SliceStable(idx, func(a, b int) bool { return sc[idx[a]] > sc[idx[b]] })
			for k, i := range idx {
				if r.good[i] {
					s.pool++
					if k < 1 {
						s.h1++
					}
					if k < 5 {
						s.h5++
					}
					break
				}
			}
		}
		fmt.Print(name, ": ")
		for _, k := range []string{"fragment", "typo", "keywords", "misquote", "question", "paraphrase"} {
			s := by[k]
			if s == nil {
				continue
			}
			fmt.Printf("%s %.3f/%.3f(%.2f) ", k, s.h1/s.n, s.h5/s.n, s.pool/s.n)
		}
		fmt.Println()
	}
	asked := map[string]int{}
	for _, r := range rows {
		if r.asked {
			asked[r.kind]++
		} else if r.kind == "question" && os.Getenv("V") != "" {
			fmt.Println("not asked", r.query)
		}
	}
	fmt.Println("asked", asked)
	report("hand", func(r row) []float64 { return r.base })
	folds := 5
	fold := func(id string) int {
		h := 0
		for _, c := range id {
			h = h*31 + int(c)
		}
		return ((h * 2654435761) >> 7) % folds & 0x7fffffff % folds
	}
	for _, l2 := range []float64{.003, .03, .1} {
		var ws [][]float64
		for k := range folds {
			var tr []row
			for _, r := range rows {
				if fold(r.id) != k {
					tr = append(tr, r)
				}
			}
			ws = append(ws, train(tr, l2))
		}
		report(fmt.Sprint("cv l2=", l2), func(r row) []float64 {
			w := ws[fold(r.id)]
			sc := make([]float64, len(r.x))
			for i, x := range r.x {
				sc[i] = dot(w, x) + r.base[i]
			}
			return sc
		})
	}
}

func dot(a, b []float64) (s float64) {
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

func train(rows []row, l2 float64) []float64 {
	n := len(rows[0].x[0])
	w, m, v := make([]float64, n), make([]float64, n), make([]float64, n)
	for epoch := 1; epoch <= 150; epoch++ {
		g := make([]float64, n)
		used := 0.0
		for _, r := range rows {
			sc := make([]float64, len(r.x))
			top := math.Inf(-1)
			any := false
			for i, x := range r.x {
				sc[i] = dot(w, x) + r.base[i]
				top = max(top, sc[i])
				any = any || r.good[i]
			}
			if !any {
				continue
			}
			used++
			sum, gsum := 0.0, 0.0
			for i := range sc {
				sc[i] = math.Exp(sc[i] - top)
				sum += sc[i]
				if r.good[i] {
					gsum += sc[i]
				}
			}
			for i, x := range r.x {
				c := -sc[i] / sum
				if r.good[i] {
					c += sc[i] / gsum
				}
				if c == 0 {
					continue
				}
				for k, v := range x {
					g[k] += c * v
				}
			}
		}
		for k := range w {
			gk := -g[k]/used + l2*w[k]/10
			m[k] = .9*m[k] + .1*gk
			v[k] = .999*v[k] + .001*gk*gk
			w[k] -= .1 * (m[k] / (1 - math.Pow(.9, float64(epoch)))) / (math.Sqrt(v[k]/(1-math.Pow(.999, float64(epoch)))) + 1e-8)
		}
	}
	return w
}
