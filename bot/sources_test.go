package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"quotebot/bot"
	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/watch"
)

// Answers carry what re-reading the source has shown, and only for quotes of that source.
func TestCardsTellOfTheirSource(t *testing.T) {
	b, _ := brain(t)
	d := b.Store.(*db.DB)
	b.Sources = d
	ctx := t.Context()
	operator := bot.Asker{Operator: true}
	if r := b.Handle(ctx, bot.Request{Act: bot.From, Asker: operator, Now: now, URL: site(t) + "/bridge"}); len(r.Cards) == 0 || r.Cards[0].Source != nil {
		t.Fatalf("%+v", r)
	}
	b.Handle(ctx, bot.Request{Act: bot.Add, Asker: operator, Now: now, Text: "A quote without a source.", Speaker: "Tomas Reyle"})
	if _, err := d.Enrol(ctx, now, 10); err != nil {
		t.Fatal(err)
	}
	list, err := d.Watches(ctx, 0, 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d sources, %v", len(list), err)
	}
	kept, err := d.Watched(ctx, list[0].Article)
	if err != nil {
		t.Fatal(err)
	}
	record, found := watch.Judge(list[0], kept, watch.Answer{Article: quotes.Article{Text: strings.Replace(kept.Text, "fish it out", "pull it out", 1)}}, now)
	if err := d.KeepWatch(ctx, record, kept, found); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		question string
		want     watch.State // Unknown: nothing is told
	}{
		{"who said mend it now or fish it out of the river", watch.Changed},
		{"two years is a long time to wait for a customer", watch.Same},
		{"a quote without a source", watch.Unknown},
	} {
		r := b.Handle(ctx, bot.Request{Act: bot.Ask, Asker: operator, Now: now, Text: tt.question})
		if len(r.Cards) == 0 {
			t.Fatalf("%s: no card", tt.question)
		}
		var got watch.State
		if s := r.Cards[0].Source; s != nil {
			got = s.Quote
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.question, got, tt.want)
		}
	}
	b.Sources = burning{}
	if r := b.Handle(ctx, bot.Request{Act: bot.Show, Asker: operator, Now: now, Number: 1}); r.Outcome != bot.Failed {
		t.Errorf("a store that fails: %+v", r)
	}
}

type burning struct{}

func (burning) SourceReports(context.Context, []int64) (map[int64]watch.Report, error) {
	return nil, errors.New("disk on fire")
}
