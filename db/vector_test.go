package db_test

import (
	"context"
	"testing"

	"quotebot/quotes"
)

// TestVectors follows a vector through the changes of its quote.
func TestVectors(t *testing.T) {
	ctx := context.Background()
	d := openUtterances(t)
	if _, err := d.AddCitations(ctx, []quotes.Citation{
		{Scope: quotes.Library, Text: "The bridge will hold."}, {Scope: quotes.GuildScope("1"), Channel: "7", Text: "The mill is ours."},
	}); err != nil {
		t.Fatal(err)
	}
	list, err := d.WithoutVector(ctx, "m", 0, 10)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d quotes without a vector, error %v", len(list), err)
	}
	for i := range list {
		list[i].Code, list[i].Sketch = []byte{1, 2}, []byte{3}
	}
	stale := list[0]
	stale.Text = "words that were changed in the meantime"
	if err := d.SetVectors(ctx, "m", []quotes.Vector{stale, list[1]}); err != nil {
		t.Fatal(err)
	}
	if all, with, err := d.CountVectors(ctx, "m"); err != nil || all != 2 || with != 1 {
		t.Fatalf("%d of %d have a vector, error %v; the vector of other words counts", with, all, err)
	}
	if err := d.SetVectors(ctx, "m", list); err != nil {
		t.Fatal(err)
	}
	sketches, err := d.Sketches(ctx, "m", 0, 10)
	if err != nil || len(sketches) != 2 || sketches[0].Audience == sketches[1].Audience {
		t.Fatalf("sketches %v, error %v", sketches, err)
	}
	library := quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}
	codes, err := d.Codes(ctx, library, quotes.Filter{}, "m", []int64{list[0].Quote, list[1].Quote})
	if err != nil || len(codes) != 1 || codes[0].Quote != list[0].Quote {
		t.Errorf("the library's readers get %v, error %v", codes, err)
	}
	if list, err := d.WithoutVector(ctx, "another", 0, 10); err != nil || len(list) != 2 {
		t.Errorf("%d quotes without a vector of another model, error %v", len(list), err)
	}
}
