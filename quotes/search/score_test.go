package search_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"quotebot/quotes"
	"quotebot/quotes/search"
)

// scoreData is the measuring data beside the project; it is no part of it.
const scoreData = "../../../shared/eval/search-dev"

// floors are the shares of first hits by kind, and of claims, below which the search may not fall. Raise them with each gain.
var floors = map[string]float64{"fragment": .98, "typo": .98, "keywords": .98, "misquote": .97, "question": .57, "paraphrase": .1,
	"precision": .98, "recall": .62}

const mostFalse = .04 // share of questions without an answer for which one may be claimed

func TestScore(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	if _, err := os.Stat(scoreData); err != nil {
		t.Skip("the measuring data is not here")
	}
	var cs []quotes.Citation
	for _, l := range lines[struct{ Text, Context, Speaker, Published, Title, Publisher, URL string }](t, "corpus.jsonl") {
		published, err := quotes.ParseDate(l.Published)
		if err != nil {
			t.Fatal(err)
		}
		cs = append(cs, said(l.Speaker, l.Text, func(c *quotes.Citation) {
			c.Context, c.Title, c.Publisher, c.URL, c.Published = l.Context, l.Title, l.Publisher, l.URL, published
		}))
	}
	e, _ := newEngine(t, cs)
	n, first := map[string]float64{}, map[string]float64{}
	claims, right, wrong := 0.0, 0.0, 0.0
	for _, q := range lines[struct {
		Kind, Query string
		Answer      *string
	}](t, "queries.jsonl") {
		a := ask(t, e, search.Question{Text: q.Query})
		n[q.Kind]++
		hit := q.Answer != nil && len(a.Hits) > 0 && sameWords(a.Hits[0].Text, *q.Answer)
		if hit {
			first[q.Kind]++
		}
		if q.Answer != nil {
			n["recall"]++
		}
		switch {
		case a.Found && hit:
			right++
			claims++
		case a.Found:
			claims++
			if q.Answer == nil {
				wrong++
			}
		}
	}
	n["precision"], first["precision"], first["recall"] = claims, right, right
	for kind, floor := range floors {
		if got := first[kind] / n[kind]; got < floor {
			t.Errorf("%s: %.3f, below %.3f", kind, got, floor)
		}
	}
	if got := wrong / n["absent"]; got > mostFalse {
		t.Errorf("false claims: %.3f, above %.3f", got, mostFalse)
	}
}

func lines[T any](t *testing.T, name string) (list []T) {
	t.Helper()
	f, err := os.Open(filepath.Join(scoreData, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

// sameWords compares by letters and digits alone; a longer printing of the same words counts.
func sameWords(a, b string) bool {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsNumber(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, norm.NFKD.String(s))
	}
	a, b = bare(a), bare(b)
	return a != "" && (strings.Contains(a, b) || strings.Contains(b, a) && 2*len(a) >= len(b))
}
