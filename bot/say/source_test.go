package say

import (
	"testing"
	"time"

	"quotebot/quotes"
	"quotebot/quotes/watch"
)

func TestSource(t *testing.T) {
	first := time.Date(2025, time.March, 5, 12, 0, 0, 0, time.UTC)
	last := time.Date(2025, time.March, 21, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		r     *watch.Report
		want  string
		reads string
	}{
		{name: "never read again"},
		{name: "nothing known", r: &watch.Report{Page: watch.Missing}},
		{name: "the same", r: &watch.Report{Page: watch.Changed, Quote: watch.Same, Since: first, Checked: last}, want: "still in the source on Fri 21 Mar 2025"},
		{name: "changed", r: &watch.Report{Page: watch.Changed, Quote: watch.Changed, Since: first, Checked: last, Part: quotes.Span{End: 4}, Now: "new words"},
			want: "the source has changed since: seen Wed 5 Mar 2025", reads: "it now reads: “new words”"},
		{name: "partly taken out", r: &watch.Report{Quote: watch.Changed, Since: first, Part: quotes.Span{End: 4}},
			want: "the source has taken some of these words out since: seen Wed 5 Mar 2025"},
		{name: "taken out", r: &watch.Report{Page: watch.Missing, Quote: watch.Missing, Since: first},
			want: "the source has taken these words out since: seen Wed 5 Mar 2025"},
		{name: "gone", r: &watch.Report{Page: watch.Gone, Quote: watch.Changed, Since: first, Now: "new words", Correction: "Correction: x"},
			want: "the page is gone: seen Wed 5 Mar 2025"},
		{name: "a notice", r: &watch.Report{Page: watch.Other, Since: first, Checked: last},
			want: "on Fri 21 Mar 2025 the page showed another text than the one that was read"},
		{name: "corrected", r: &watch.Report{Page: watch.Same, Quote: watch.Same, Checked: last, Correction: "Correction:\nthe price"},
			want: "still in the source on Fri 21 Mar 2025; the page has a correction note: “Correction: the price”"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Source(tt.r); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if got := Reads(tt.r); got != tt.reads {
				t.Errorf("%q, want %q", got, tt.reads)
			}
		})
	}
}
