package bot

import (
	"context"
	"fmt"

	"quotebot/quotes/watch"
)

// Sources knows what re-reading the sources of stored quotes has shown. Package db is one.
type Sources interface {
	SourceReports(ctx context.Context, ids []int64) (map[int64]watch.Report, error)
}

// sources puts on each card what is known of its source.
func (b *Brain) sources(ctx context.Context, cards []Card) error {
	if b.Sources == nil {
		return nil
	}
	var ids []int64
	for _, k := range cards {
		if k.ID != 0 {
			ids = append(ids, k.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	reports, err := b.Sources.SourceReports(ctx, ids)
	if err != nil {
		return fmt.Errorf("read what is known of the sources: %w", err)
	}
	for i := range cards {
		if r, ok := reports[cards[i].ID]; ok {
			cards[i].Source = &r
		}
	}
	return nil
}
