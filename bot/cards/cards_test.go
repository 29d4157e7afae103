package cards_test

import (
	"bytes"
	"errors"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quotebot/bot/cards"
	"quotebot/quotes"
)

var keep = flag.String("keep", "", "a folder to keep the pictures in, for looking at them")

func citation(text string) quotes.Citation {
	return quotes.Citation{Text: text, Kind: quotes.Direct, Speaker: "Ada Brook", Role: "mayor of Tarnford", Publisher: "The Harbour Gazette",
		Said: quotes.DayOf(2024, time.March, 12, "on Tuesday"), Published: quotes.DayOf(2024, time.March, 13, "")}
}

// drawn is the picture in a PNG.
func drawn(t *testing.T, name string, data []byte) image.Image {
	t.Helper()
	if *keep != "" {
		if err := os.WriteFile(filepath.Join(*keep, name+".png"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// inked is the rectangle that letters stand in, right of the bar.
func inked(p image.Image) image.Rectangle {
	ground := p.At(p.Bounds().Max.X-1, 0)
	var r image.Rectangle
	for y := range p.Bounds().Dy() {
		for x := 40; x < p.Bounds().Dx(); x++ {
			if p.At(x, y) != ground {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestCard(t *testing.T) {
	d, err := cards.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, text string }{
		{"short", "We can mend it now or fish it out of the river later."},
		{"one-word", "No."},
		{"long", strings.Repeat("We can mend it now or we can fish it out of the river later. ", 12)},
		{"no-blanks", strings.Repeat("mendit", 60)},
		{"lines", "One\nTwo\n\nThree"},
		{"greek-cyrillic", "Ἔρχεται; нет — «мы ждём», être là, Łódź, ß"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data, err := d.Card(citation(tt.text), nil)
			if tt.name == "greek-cyrillic" && errors.Is(err, quotes.ErrNotFound) {
				data, err = d.Card(citation(strings.TrimPrefix(tt.text, "Ἔρχεται; ")), nil) // polytonic letters are not in the fonts
			}
			if err != nil {
				t.Fatal(err)
			}
			p := drawn(t, tt.name, data)
			r := inked(p)
			if b := p.Bounds(); b.Dx() != 1200 || b.Dy() < 630 || b.Dy() > 1800 || !r.In(b.Inset(40)) || r.Dx() < 200 {
				t.Errorf("%v, letters in %v", b, r)
			}
			if len(data) > 400<<10 {
				t.Errorf("%d bytes", len(data))
			}
		})
	}
	for name, tt := range map[string]struct {
		text string
		want error
	}{"too long": {strings.Repeat("word ", 2000), quotes.ErrTooLong}, "Hebrew": {"שלום", quotes.ErrNotFound}, "emoji": {"cake 🍰", quotes.ErrNotFound}, "Chinese": {"你好", quotes.ErrNotFound}} {
		if _, err := d.Card(citation(tt.text), nil); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestChart(t *testing.T) {
	d, err := cards.New()
	if err != nil {
		t.Fatal(err)
	}
	f := quotes.Figures{Quotes: 61,
		Speakers: []quotes.Figure{{Name: "Ada Brook", Count: 40}, {Name: "Tomas Reyle", Count: 12}, {Name: strings.Repeat("A very long name ", 5), Count: 1}, {Name: "陳大文", Count: 1}},
		Outlets:  []quotes.Figure{{Name: "The Harbour Gazette", Count: 30}}}
	for i := range 24 {
		f.Months = append(f.Months, quotes.Figure{Name: time.Date(2022, time.Month(i+1), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), Count: int64(i * i % 17)})
	}
	for name, g := range map[string]quotes.Figures{"chart": f, "chart-few": {Speakers: f.Speakers[:1], Months: f.Months[:1]}, "chart-none": {}} {
		data, err := d.Chart(g, "Most quoted", "Where it was printed", "When it was said")
		if err != nil {
			t.Fatal(err)
		}
		p := drawn(t, name, data)
		if r := inked(p); !r.In(p.Bounds().Inset(30)) || r.Empty() != (name == "chart-none") {
			t.Errorf("%s: %v, letters in %v", name, p.Bounds(), r)
		}
	}
}
