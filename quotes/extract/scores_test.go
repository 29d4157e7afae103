package extract

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quotebot/quotes"
)

// evalDir is where the measuring data stands, beside the project and never in it.
const evalDir = "../../../shared/eval"

type goldArticle struct {
	Name      string  `json:"name"`
	Title     *string `json:"title"`
	Byline    *string `json:"byline"`
	Publisher *string `json:"publisher"`
	Published *string `json:"published"`
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// predict runs the extractor over a set and writes what it found in the form of the data's README.
func predict(t *testing.T, e *Extractor, set, out string) {
	t.Helper()
	gold, err := os.ReadFile(filepath.Join(evalDir, set, "gold.jsonl"))
	if err != nil {
		t.Skip("the measuring data is not here")
	}
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	for _, line := range strings.Split(strings.TrimSpace(string(gold)), "\n") {
		var g goldArticle
		if err := json.Unmarshal([]byte(line), &g); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(evalDir, set, "articles", g.Name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		a := quotes.Article{Title: value(g.Title), Text: string(text), Source: quotes.Source{Name: value(g.Publisher)}}
		if g.Byline != nil {
			a.Byline = []string{*g.Byline}
		}
		if a.Published, err = quotes.ParseDate(value(g.Published)); err != nil {
			t.Fatal(err)
		}
		x := e.Extract(a, Options{Explain: true})
		type piece struct {
			Text       string `json:"text"`
			Start, End int
		}
		type quote struct {
			Segments   []piece `json:"segments"`
			Speaker    *string `json:"speaker"`
			Mention    string  `json:"mention"`
			Cue        string  `json:"cue"`
			SaidOn     *string `json:"said_on"`
			SaidWords  string  `json:"said_words"`
			Rule       string  `json:"rule"`
			Level      string  `json:"level"`
			Confidence float64 `json:"confidence"`
			Start      int     `json:"mention_start"`
			End        int     `json:"mention_end"`
		}
		list := []quote{}
		for _, q := range x.Quotes {
			if err := q.Valid(a.Text); err != nil {
				t.Errorf("%s: %v", g.Name, err)
				continue
			}
			o := quote{Level: strings.Join(q.Trace, "; "), Rule: q.Rule, Confidence: q.Confidence, SaidWords: q.Said.Words}
			for _, s := range q.Segments {
				o.Segments = append(o.Segments, piece{s.In(a.Text), s.Start, s.End})
			}
			if q.Speaker.Name != "" {
				o.Speaker = &q.Speaker.Name
			}
			if !q.Mention.IsZero() {
				o.Mention, o.Start, o.End = q.Mention.In(a.Text), q.Mention.Start, q.Mention.End
			}
			if !q.Cue.IsZero() {
				o.Cue = q.Cue.In(a.Text)
			}
			if said := q.Said.String(); said != "" {
				o.SaidOn = &said
			}
			list = append(list, o)
		}
		if err := w.Encode(map[string]any{"name": g.Name, "quotes": list}); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(out, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestScores measures the extractor on the data beside the project and fails below the floors of testdata/floors.json,
// which are raised with each gain. SCORES_DIR keeps the predictions, and those for the training set too.
func TestScores(t *testing.T) {
	if _, err := os.Stat(evalDir); err != nil {
		t.Skip("the measuring data is not here")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("the scorer needs python3")
	}
	b, err := os.ReadFile("testdata/floors.json")
	if err != nil {
		t.Fatal(err)
	}
	floors := map[string]map[string]float64{}
	if err := json.Unmarshal(b, &floors); err != nil {
		t.Fatal(err)
	}
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	dir := os.Getenv("SCORES_DIR")
	if dir == "" {
		dir = t.TempDir()
	} else {
		predict(t, e, "polnear-train", filepath.Join(dir, "polnear-train.pred.jsonl"))
	}
	for _, set := range slices.Sorted(maps.Keys(floors)) {
		t.Run(set, func(t *testing.T) {
			out := filepath.Join(dir, set+".pred.jsonl")
			predict(t, e, set, out)
			b, err := exec.Command("python3", filepath.Join(evalDir, "score.py"), filepath.Join(evalDir, set, "gold.jsonl"), out, "--json").Output()
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]float64{}
			if err := json.Unmarshal(b, &got); err != nil {
				t.Fatal(err)
			}
			for _, figure := range slices.Sorted(maps.Keys(floors[set])) {
				t.Logf("%s %.3f", figure, got[figure])
				if got[figure] < floors[set][figure] {
					t.Errorf("%s is %.3f, below the floor of %.3f", figure, got[figure], floors[set][figure])
				}
			}
		})
	}
}
