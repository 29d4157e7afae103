package db

import (
	"fmt"
	"sync"
	"testing"

	"quotebot/quotes"
)

// BenchmarkAddTogether has as many callers as the Discord mouth has workers add one quote each, in guilds of their own.
func BenchmarkAddTogether(b *testing.B) {
	const callers = 16
	d := openTemp(b)
	work := make(chan int)
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for n := range work {
				c := typed("Saying number %d, to be kept.", n)
				c.Scope = quotes.Scope(fmt.Sprint("guild:", 1000+n%1000))
				if _, err := d.AddCitations(b.Context(), []quotes.Citation{c}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	b.ResetTimer()
	for n := range b.N {
		work <- n
	}
	close(work)
	wg.Wait()
}
