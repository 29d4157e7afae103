package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/quotes"
	"quotebot/quotes/watch"

	"github.com/google/go-cmp/cmp"
)

func bridge() bot.Card {
	return bot.Card{
		Citation: quotes.Citation{
			Number: 12, Scope: quotes.Library, Kind: quotes.Direct, Text: "We can mend it now or we can fish it out of the river later,",
			Speaker: "Ada Brook", Role: "mayor of Port Ellery", Confidence: 0.4, Title: "Old bridge to close", Publisher: "The Harbour Gazette",
			Agency: "Tarn News Agency", Said: quotes.DayOf(2024, time.March, 12, "on Tuesday"), Published: quotes.DayOf(2024, time.March, 13, "json-ld"),
		},
		Before: "The council met.\n“", After: "” she said.", Link: "https://example.org/bridge#:~:text=We%20can",
		Matched: []quotes.Span{{Start: 7, End: 11}, {Start: 3, End: 9}}, Why: []quotes.Reason{{Rule: "the word mend", Points: 1.5}},
	}
}

func TestRender(t *testing.T) {
	reply := bot.Reply{Outcome: bot.Nearest, Note: "The nearest:", Cards: []bot.Card{bridge()}}
	want := `The nearest:

L12  “We can mend it now or we can fish it out of the
     river later,”
     Ada Brook, mayor of Port Ellery
     not certain that it was Ada Brook (40 %)
     said Tue 12 Mar 2024 (from “on Tuesday”), printed
     Wed 13 Mar 2024 · The Harbour Gazette, from Tarn
     News Agency · “Old bridge to close”
     The council met. “ […] ” she said.
     https://example.org/bridge#:~:text=We%20can
     +1.50 the word mend
`
	if diff := cmp.Diff(want, Style{Width: 56}.Render(reply)); diff != "" {
		t.Error(diff)
	}
	coloured := Style{Width: 56, Colour: true}.Render(reply)
	if !strings.Contains(coloured, "We can "+bold+"mend"+reset+" it") {
		t.Errorf("the matched word is not bold: %q", coloured)
	}
}

func TestRenderLetsNothingDriveTheTerminal(t *testing.T) {
	c := bridge()
	c.Text, c.Title, c.Speaker = "a\x1b[2Jb\u202ec\rd", "t\x07\x1b]0;x\x07", "s\x9b31m"
	text := Style{}.Render(bot.Reply{Note: "n\x1b[2J", Cards: []bot.Card{c}})
	for _, r := range text {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e') {
			t.Errorf("%U comes through", r)
		}
	}
	if !strings.Contains(text, "a [2Jb c d") {
		t.Errorf("the words are gone: %q", text)
	}
}

// echo answers with what it was asked.
type echo struct{ seen []bot.Request }

func (e *echo) Handle(_ context.Context, r bot.Request) bot.Reply {
	e.seen = append(e.seen, r)
	return bot.Reply{Outcome: bot.Done, Note: string(r.Act) + " " + r.Text + r.URL + r.Speaker}
}

func TestRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.txt")
	if err := os.WriteFile(file, []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	h := &echo{}
	in := strings.NewReader("who said that?\n\nadd " + file + "\nadd\nadd nowhere\n/add https://example.org/x\nrandom Ada Brook\nrandom\nsample\nhelp\nL3\nquit\nnever\n")
	if err := Run(t.Context(), h, in, &out, Options{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	var acts []string
	for _, r := range h.seen {
		acts = append(acts, string(r.Act))
		if !r.Asker.Operator || r.Now.IsZero() {
			t.Errorf("%s is not from the operator now: %+v", r.Act, r)
		}
	}
	if diff := cmp.Diff([]string{"ask", "from", "from", "random", "random", "sample", "help", "ask"}, acts); diff != "" {
		t.Error(diff)
	}
	if string(h.seen[1].File.Data) != "words" || h.seen[2].URL != "https://example.org/x" || h.seen[3].Speaker != "Ada Brook" {
		t.Errorf("requests are %+v", h.seen)
	}
	for _, want := range []string{"ask who said that?", "Tell me what to add", "There is no file nowhere", "add URL or FILE"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said in:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "> ") {
		t.Error("a prompt where nobody types")
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, w := io.Pipe()
	defer w.Close()
	cancel()
	if err := Run(ctx, &echo{}, in, io.Discard, Options{Now: time.Now}); err != nil {
		t.Error(err)
	}
}

type unwritable struct{}

func (unwritable) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestRunSaysThatItCannotWrite(t *testing.T) {
	if err := Run(t.Context(), &echo{}, strings.NewReader("x\n"), unwritable{}, Options{Now: time.Now}); err == nil {
		t.Error("no error")
	}
}

// A card tells what re-reading its source has shown, with the words that changed struck and put in.
func TestRenderSource(t *testing.T) {
	c := bot.Card{Citation: quotes.Citation{Number: 12, Scope: quotes.Library, Kind: quotes.Direct, Text: "We can mend it now.", Speaker: "Ada Brook"}}
	seen := time.Date(2024, time.March, 15, 9, 0, 0, 0, time.UTC)
	c.Source = &watch.Report{Page: watch.Changed, Quote: watch.Changed, Since: seen, Checked: seen, Part: quotes.Span{End: len(c.Text)}, Now: "We can mend it later."}
	want := `L12  “We can mend it now.”
     Ada Brook
     day not known
     the source has changed since: seen Fri 15 Mar 2024
     now: We can mend it [-now.-] {+later.+}
`
	if diff := cmp.Diff(want, Style{}.Render(bot.Reply{Cards: []bot.Card{c}})); diff != "" {
		t.Error(diff)
	}
}
