package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quotebot/config"
	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/meaning"
	"quotebot/quotes/search"

	"github.com/spf13/cobra"
)

// engineOf makes the search of a library, with the model when one is set.
func engineOf(c config.Config, d *db.DB) (*search.Engine, *meaning.Model, error) {
	if c.Model == "" {
		e, err := search.New(d)
		return e, nil, err
	}
	model, err := meaning.Load(c.Model)
	if err != nil {
		return nil, nil, fmt.Errorf("QUOTEBOT_MODEL: %w", err)
	}
	e, err := search.NewWithMeaning(d, model, d)
	return e, model, err
}

func (a *app) vectorsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "vectors",
		Short: "Make what the optional model needs of every quote",
		Long: `With QUOTEBOT_MODEL set, questions in quite other words are answered by meaning. For that every quote needs a vector, which takes
some hundredths of a second. The running bot makes those that are missing by itself; this command makes them at once. It can be
stopped and run again.`,
		Example: "  QUOTEBOT_MODEL=model quotebot vectors",
		Args:    takes(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.with(c.Context(), func(h *house) error {
				if h.model == nil {
					return &usageError{errors.New("no QUOTEBOT_MODEL is set; `make model` fetches the model, and everything else works without it")}
				}
				if err := a.fillVectors(c.Context(), h); err != nil {
					return err
				}
				all, with, err := h.db.CountVectors(c.Context(), h.model.Version())
				if err != nil {
					return err
				}
				fmt.Fprintf(a.out, "%d of %d quotes have a vector of model %s.\n", with, all, h.model.Version())
				return nil
			})
		},
	}
}

// fillVectors makes the vectors that are missing; without a model there is nothing to do.
func (a *app) fillVectors(ctx context.Context, h *house) error {
	if h.model == nil {
		return nil
	}
	all, done, err := h.db.CountVectors(ctx, h.model.Version())
	if err != nil {
		return err
	}
	_, err = fill(ctx, h, 0, func(n int) {
		if done += int64(n); a.interactive() {
			fmt.Fprintf(a.errw, "\r%d of %d vectors", done, all)
		}
	})
	if a.interactive() {
		fmt.Fprintln(a.errw)
	}
	return err
}

// vectorBatch is how many vectors are made between two writes: a second or two of work is lost when the program is stopped.
const vectorBatch = 64

// fill makes the missing vectors of quotes above an id and gives the last id that was looked at.
func fill(ctx context.Context, h *house, after int64, progress func(made int)) (int64, error) {
	for {
		list, err := h.db.WithoutVector(ctx, h.model.Version(), after, vectorBatch)
		if err != nil || len(list) == 0 {
			return after, err
		}
		for i, v := range list {
			if err := ctx.Err(); err != nil {
				return after, fmt.Errorf("make vectors: %w", err)
			}
			list[i] = vectorOf(h.model, v)
		}
		if err := h.db.SetVectors(ctx, h.model.Version(), list); err != nil {
			return after, err
		}
		after = list[len(list)-1].Quote
		progress(len(list))
	}
}

func vectorOf(m *meaning.Model, v quotes.Vector) quotes.Vector {
	vector := m.Vector(v.Text)
	v.Code, v.Sketch = meaning.Encode(vector), meaning.SketchOf(vector).Bytes()
	return v
}

// New quotes are looked for often, which costs nothing; changed ones lose their vector, and all quotes are looked through
// for these once an hour.
const (
	vectorsEvery = 2 * time.Second
	lookThrough  = time.Hour
)

// keepVectors makes the vectors that are missing, those of older quotes first, until ctx ends.
func keepVectors(ctx context.Context, h *house) {
	tick := time.NewTicker(vectorsEvery)
	defer tick.Stop()
	again := time.NewTicker(lookThrough)
	defer again.Stop()
	last := int64(0)
	for {
		after, err := fill(ctx, h, last, func(int) {})
		if err != nil && ctx.Err() == nil {
			h.log.Error("vectors not made", "error", err)
		}
		last = after
		select {
		case <-ctx.Done():
			return
		case <-again.C:
			last = 0
		case <-tick.C:
		}
	}
}
