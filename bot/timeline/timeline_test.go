package timeline

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

var update = flag.Bool("update", false, "write testdata/bridge.svg anew")

func said(id int64, day quotes.Date, outlet, words string) quotes.Citation {
	return quotes.Citation{ID: id, Number: id, Scope: quotes.Library, Kind: quotes.Direct, Text: words, Speaker: "Ada Brook", Said: day, Publisher: outlet,
		URL: "https://example.org/story?id=1&x=2"}
}

// bridge is what an invented mayor said about a bridge over two years.
func bridge() []utterance.Entry {
	return utterance.Timeline([]quotes.Citation{
		said(1, quotes.DayOf(2023, time.May, 2, ""), "The Harbour Gazette", "The bridge is safe, and it will carry every cart and lorry of this town for another hundred years."),
		said(2, quotes.DayOf(2023, time.November, 21, ""), "Tarn Valley Post", "The bridge is safe, and it will carry every cart of this town for another ten years."),
		said(3, quotes.DayOf(2024, time.March, 12, ""), "The Harbour Gazette", "We can mend it now or we can fish it out of the river later."),
		said(4, quotes.DayOf(2024, time.March, 14, ""), "Radio Ellery", "We can mend it now or we can fish it out of the river later."),
		said(5, quotes.DayOf(2024, time.July, 1, ""), "Tarn Valley Post", "The bridge is not safe, and it will carry no cart of this town for another ten years."),
		{ID: 6, Number: 6, Scope: quotes.Library, Kind: quotes.Direct, Speaker: "Ada Brook", Text: "I have never liked <that> bridge & its “charm”.",
			Published: quotes.DayOf(2024, time.August, 9, "")},
		said(7, quotes.Date{}, "", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, that is what I call a name for a ferry company."),
	})
}

// TestSVG holds the picture to one that was looked at by people: in a browser on a phone and a desktop, light and dark,
// and on paper.
func TestSVG(t *testing.T) {
	var b strings.Builder
	if err := SVG(&b, "7 utterances by Ada Brook on “bridge”.", bridge()); err != nil {
		t.Fatal(err)
	}
	const name = "testdata/bridge.svg"
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("the picture changed; look at it, then run with -update (-want +got):\n%s", diff)
	}
	for _, outside := range []string{"<script", "<image", "url(", "@import", "<use"} {
		if strings.Contains(b.String(), outside) {
			t.Errorf("the picture needs %s", outside)
		}
	}
}

func TestSVGOfNothing(t *testing.T) {
	var b strings.Builder
	if err := SVG(&b, "Nothing.", nil); err != nil {
		t.Fatal(err)
	}
	if err := parses(b.String()); err != nil {
		t.Error(err)
	}
	if err := SVG(broken{}, "Nothing.", nil); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("an error of writing is %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// parses reads a text as XML to its end.
func parses(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestWrap(t *testing.T) {
	lines := func(pieces []piece, room int) []string {
		var out []string
		for _, l := range wrap(pieces, 10, room) {
			s := ""
			for _, p := range l {
				if p.class != "" {
					s += "<" + p.class + ">" + p.text + "</>"
				} else {
					s += p.text
				}
			}
			out = append(out, s)
		}
		return out
	}
	for _, tt := range []struct {
		name   string
		pieces []piece
		room   int
		want   []string
	}{
		{"nothing", []piece{{"  ", plain}}, 100, nil},
		{"one line", []piece{{"a  b\nc", plain}}, 100, []string{"a b c"}},
		{"two lines", []piece{{"aaaa bbbb cccc", plain}}, 60, []string{"aaaa bbbb", "cccc"}},
		{"a long word", []piece{{"aaaaaaaaaa b", plain}}, 32, []string{"aaaaa", "aaaaa", "b"}},
		{"a narrow room", []piece{{"ab", plain}}, 1, []string{"a", "b"}},
		{"styles", []piece{{"the old bridge", plain}, {" ", plain}, {"is safe", struck}, {" ", plain}, {"is open", added}, {".", plain}}, 400,
			[]string{"the old bridge <struck>is safe</> <added>is open</>."}},
		{"a style over two lines", []piece{{"aaaa bbbb", struck}}, 30, []string{"<struck>aaaa</>", "<struck>bbbb</>"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, lines(tt.pieces, tt.room)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzSVG: whatever is said, the picture is XML and holds every word, and no line is wider than it may be.
func FuzzSVG(f *testing.F) {
	f.Add("<script>alert(1)</script> ]]> & \x00\u202e", "The same words, and other words again.")
	f.Fuzz(func(t *testing.T, one, two string) {
		if len(one)+len(two) > 2000 || !utf8.ValidString(one+two) {
			return
		}
		day := quotes.DayOf(2024, time.March, 12, "")
		var b strings.Builder
		if err := SVG(&b, one, utterance.Timeline([]quotes.Citation{said(1, day, one, one), said(2, day, two, two)})); err != nil {
			t.Fatal(err)
		}
		if err := parses(b.String()); err != nil {
			t.Errorf("not XML: %v", err)
		}
		got := ""
		for _, line := range wrap([]piece{{one, plain}, {two, struck}}, wordSize, room) {
			for _, p := range line {
				got += p.text
			}
		}
		if bare(got) != bare(one+two) {
			t.Errorf("wrapped to %q", got)
		}
	})
}

func bare(s string) string { return strings.Join(strings.Fields(s), "") }
