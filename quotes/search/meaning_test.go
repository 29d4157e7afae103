package search_test

import (
	"context"
	"strings"
	"testing"

	"quotebot/quotes"
	"quotebot/quotes/meaning"
	"quotebot/quotes/search"
)

// topics is an encoder that knows what a few words are about.
type topics map[string]int

func (topics) Version() string { return "topics" }

func (t topics) Vector(text string) []float32 {
	v := make([]float32, 512)
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		if topic, ok := t[strings.Trim(w, ".,")]; ok {
			for k := topic * 64; k < (topic+1)*64; k++ {
				v[k]++
			}
		}
	}
	return v
}

// TestMeaning asks in words that do not occur in the quotes.
func TestMeaning(t *testing.T) {
	ctx := context.Background()
	encoder := topics{"harbour": 1, "port": 1, "frozen": 2, "ice": 2, "school": 3, "pupils": 3, "money": 4, "taxes": 4}
	shut := said("Ada Brook", "No ship leaves the harbour before the ice is gone.")
	secret := said("Ada Brook", "Our port stays frozen till April.")
	secret.Scope, secret.Channel = quotes.GuildScope("1"), "7"
	_, d := newEngine(t, []quotes.Citation{shut, said("Tom Reed", "Every school will have a garden."), secret})
	list, err := d.WithoutVector(ctx, encoder.Version(), 0, 10)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d quotes without a vector, error %v", len(list), err)
	}
	for i := range list {
		v := encoder.Vector(list[i].Text)
		list[i].Code, list[i].Sketch = meaning.Encode(v), meaning.SketchOf(v).Bytes()
	}
	if err := d.SetVectors(ctx, encoder.Version(), list); err != nil {
		t.Fatal(err)
	}
	e, err := search.NewWithMeaning(d, encoder, d)
	if err != nil {
		t.Fatal(err)
	}
	a := ask(t, e, search.Question{Text: "frozen port", Explain: true})
	if len(a.Hits) != 1 || a.Hits[0].Text != shut.Text { // neither what is about something else nor what another channel said
		t.Fatalf("found %v", a.Hits)
	}
	if a.Found || a.Verdict != search.Nearest {
		t.Error("what only means the same was claimed")
	}
	if len(a.Hits[0].Why) == 0 || a.Hits[0].Why[0].Rule != "close in meaning" {
		t.Errorf("the reasons are %v", a.Hits[0].Why)
	}
	if a := ask(t, e, search.Question{Text: "the harbour before the ice"}); !a.Found {
		t.Error("the words themselves are not claimed any more")
	}
	if _, err := d.Remove(ctx, quotes.Library, []int64{a.Hits[0].Number}, quotes.Removal{State: quotes.Trashed, At: now}); err != nil {
		t.Fatal(err)
	}
	if a := ask(t, e, search.Question{Text: "frozen port"}); len(a.Hits) > 0 {
		t.Error("a removed quote is still found")
	}
	if all, with, err := d.CountVectors(ctx, encoder.Version()); err != nil || all != 2 || with != 2 {
		t.Errorf("%d of %d quotes have a vector, error %v", with, all, err)
	}
}
