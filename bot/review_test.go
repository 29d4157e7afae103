package bot_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/db"
	"quotebot/quotes/search"
)

// bakery has two quotes, words in marks that are none, and a third quote by the first speaker.
const bakery = "Bread from the old oven\n\nThe bakery on the “Iron Lane” opens again on Monday.\n\n" +
	"“We baked through the night,” said Tomas Reyle, a baker. “Nobody will go home hungry.”\n\n" +
	"“I will eat it all,” Ada Brook, the mayor, told reporters on Tuesday."

// do asks the brain as u1 in channel c1 of guild g1 unless the request says otherwise.
func do(t *testing.T, b *bot.Brain, r bot.Request) bot.Reply {
	t.Helper()
	if r.Asker.User == "" && !r.Asker.Operator && r.Asker.Guild == "" {
		r.Asker = inGuild("g1", "c1")
	}
	if r.Now.IsZero() {
		r.Now = now
	}
	return b.Handle(t.Context(), r)
}

// wants fails the test unless the reply has the outcome and the words in its note.
func wants(t *testing.T, r bot.Reply, o bot.Outcome, note string) {
	t.Helper()
	if r.Outcome != o || !strings.Contains(r.Note, note) {
		t.Fatalf("%s %q, want %s with %q", r.Outcome, r.Note, o, note)
	}
}

// texts are the words that somebody sees who asks for a list of everything.
func texts(t *testing.T, b *bot.Brain, a bot.Asker) []string {
	t.Helper()
	got := words(do(t, b, bot.Request{Act: bot.List, Asker: a, Limit: 25}))
	slices.Sort(got)
	return got
}

func add(t *testing.T, b *bot.Brain, a bot.Asker, text, speaker string) bot.Reply {
	t.Helper()
	r := do(t, b, bot.Request{Act: bot.Add, Asker: a, Text: text, Speaker: speaker})
	wants(t, r, bot.Done, "Saved as")
	return r
}

var (
	kim     = inGuild("g1", "c1")
	lee     = bot.Asker{User: "u2", Guild: "g1", Channel: "c1"}
	manager = bot.Asker{User: "u3", Guild: "g1", Channel: "c1", Manager: true}
	admin   = bot.Asker{User: "u4", Guild: "g1", Channel: "c1", Admin: true}
)

func TestReview(t *testing.T) {
	b, _ := brain(t)
	d := do(t, b, bot.Request{Act: bot.From, Text: bakery, Review: true})
	wants(t, d, bot.Done, "Nothing is stored yet")
	if len(d.Cards) < 2 || d.Draft == "" || !d.Private || !d.Until.After(now) {
		t.Fatalf("%+v", d)
	}
	for i, k := range d.Cards {
		if !k.Chosen || k.Already || k.Speaker == "" {
			t.Errorf("quote %d is %+v", i, k)
		}
	}
	lane := slices.IndexFunc(d.Rejected, func(m bot.Marks) bool { return m.Words == "Iron Lane" && m.Reason != "" })
	if lane < 0 {
		t.Fatalf("rejected: %+v", d.Rejected)
	}
	if got := texts(t, b, kim); len(got) > 0 {
		t.Errorf("stored already: %q", got)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Keep, Asker: lee, Token: d.Draft}), bot.Refused, "Only whoever handed")
	ch := do(t, b, bot.Request{Act: bot.Choose, Token: d.Draft, Count: len(d.Cards), Chosen: []int{0}, Taken: []int{lane}})
	if ch.Draft != d.Draft || !ch.Cards[0].Chosen || ch.Cards[1].Chosen || !ch.Rejected[lane].Chosen {
		t.Fatalf("chosen: %+v, %+v", ch.Cards, ch.Rejected)
	}
	kept := do(t, b, bot.Request{Act: bot.Keep, Token: d.Draft})
	wants(t, kept, bot.Done, "2 quotes added")
	if got := texts(t, b, kim); !slices.Equal(got, slices.Sorted(slices.Values([]string{"Iron Lane", d.Cards[0].Text}))) {
		t.Errorf("stored %q", got)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Keep, Token: d.Draft}), bot.Refused, "This review is over")
	again := do(t, b, bot.Request{Act: bot.From, Text: bakery, Review: true})
	if !again.Cards[0].Already || again.Cards[0].Chosen || again.Cards[0].Ref() != "#1" && again.Cards[0].Ref() != "#2" || again.Cards[1].Already {
		t.Errorf("what is there already: %+v", again.Cards)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Cancel, Token: again.Draft}), bot.Done, "Cancelled")
	wants(t, do(t, b, bot.Request{Act: bot.Review, Token: again.Draft}), bot.Refused, "This review is over")
	wants(t, do(t, b, bot.Request{Act: bot.Review, Token: "nonsense"}), bot.Refused, "This review is over")
}

func TestDraftsOutliveTheProcess(t *testing.T) {
	b, _ := brain(t)
	path := filepath.Join(t.TempDir(), "q.db")
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	b.Store, b.Printings = d, d
	draft := do(t, b, bot.Request{Act: bot.From, Text: bakery, Review: true})
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if d, err = db.Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	engine, err := search.New(d)
	if err != nil {
		t.Fatal(err)
	}
	b.Store, b.Printings, b.Finder = d, d, engine
	if got := do(t, b, bot.Request{Act: bot.Review, Token: draft.Draft}); len(got.Cards) != len(draft.Cards) {
		t.Errorf("after a restart: %s %q", got.Outcome, got.Note)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Keep, Token: draft.Draft, Now: now.Add(25 * time.Hour)}), bot.Refused, "more than a day")
	wants(t, do(t, b, bot.Request{Act: bot.Keep, Token: draft.Draft}), bot.Done, "added from")
}

func TestUndo(t *testing.T) {
	b, _ := brain(t)
	kept := do(t, b, bot.Request{Act: bot.From, Text: bakery})
	if kept.Undo == "" || !kept.Until.Equal(now.Add(10*time.Minute)) {
		t.Fatalf("no undo: %q until %s", kept.Note, kept.Until)
	}
	n := len(kept.Cards)
	wants(t, do(t, b, bot.Request{Act: bot.Undo, Asker: manager, Token: kept.Undo}), bot.Refused, "Only whoever added this")
	wants(t, do(t, b, bot.Request{Act: bot.Undo, Token: kept.Undo, Number: 99}), bot.Refused, "#99 is not among")
	wants(t, do(t, b, bot.Request{Act: bot.Undo, Token: kept.Undo, Number: 1}), bot.Done, "#1")
	if got := texts(t, b, kim); len(got) != n-1 {
		t.Errorf("%d quotes are left of %d", len(got), n)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Show, Number: 1}), bot.Nothing, "#1 was removed")
	wants(t, do(t, b, bot.Request{Act: bot.Undo, Token: kept.Undo, Now: now.Add(11 * time.Minute)}), bot.Refused, "ten minutes")
	wants(t, do(t, b, bot.Request{Act: bot.Undo, Token: kept.Undo}), bot.Done, "Taken back")
	if got := texts(t, b, kim); len(got) != 0 {
		t.Errorf("left: %q", got)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Undo, Token: kept.Undo}), bot.Refused, "already")
	if r := add(t, b, kim, "anew", ""); r.Cards[0].Number != int64(n+1) {
		t.Errorf("the next number is %d", r.Cards[0].Number)
	}
}
