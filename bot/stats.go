package bot

import (
	"context"
	"fmt"
	"time"

	"quotebot/quotes"
)

// statLines is how many speakers and outlets are told.
const statLines = 10

// stats counts what the asker may see.
func (b *Brain) stats(ctx context.Context, r Request) (Reply, error) {
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	f := r.narrowed()
	figures, err := b.Store.Stats(ctx, v, f, statLines)
	if err != nil {
		return Reply{}, fmt.Errorf("count quotes: %w", err)
	}
	if figures.Quotes == 0 {
		return b.unlisted(ctx, r, v, f)
	}
	figures.Months = withoutGaps(figures.Months)
	reply := Reply{Outcome: Done, Figures: &figures, Private: b.private(ctx, r.Asker, v.Channels), Note: r.say("%s here.", r.quotes(int(figures.Quotes)))}
	if b.Drawer == nil {
		return reply, nil
	}
	png, err := b.Drawer.Chart(figures, r.say("Most quoted"), r.say("Where it was printed"), r.say("When it was said"))
	if err != nil {
		return Reply{}, fmt.Errorf("draw the numbers: %w", err)
	}
	reply.Files = []File{{Name: "stats.png", ContentType: "image/png", Data: png}}
	return reply, nil
}

// mostMonths bounds how far back a chart goes, so that one old quote does not squeeze the rest together.
const mostMonths = 36

// withoutGaps adds the months in between, and keeps the newest.
func withoutGaps(months []quotes.Figure) []quotes.Figure {
	if len(months) == 0 {
		return nil
	}
	counts := map[string]int64{}
	for _, m := range months {
		counts[m.Name] = m.Count
	}
	last, err := time.Parse("2006-01", months[len(months)-1].Name)
	if err != nil {
		return months
	}
	var out []quotes.Figure
	for i := mostMonths - 1; i >= 0; i-- {
		name := last.AddDate(0, -i, 0).Format("2006-01")
		if name < months[0].Name {
			continue
		}
		out = append(out, quotes.Figure{Name: name, Count: counts[name]})
	}
	return out
}
