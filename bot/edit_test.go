package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/quotes"
)

func TestEditAndHistory(t *testing.T) {
	b, _ := brain(t)
	add(t, b, kim, "the tide is on time", "Ada Brok")
	name, date, bad := "Ada Brook", "2023-01", "soon"
	wants(t, do(t, b, bot.Request{Act: bot.Edit, Asker: lee, Number: 1, Changes: &bot.Changes{Speaker: &name}}), bot.Refused, "Only whoever added #1")
	wants(t, do(t, b, bot.Request{Act: bot.Edit, Number: 1, Changes: &bot.Changes{Date: &bad}}), bot.Refused, "soon")
	wants(t, do(t, b, bot.Request{Act: bot.Edit, Number: 1}), bot.Refused, "nothing to change")
	if r := do(t, b, bot.Request{Act: bot.Edit, Number: 1, DryRun: true}); r.Outcome != bot.Done || !r.Cards[0].Editable {
		t.Errorf("the adder may not edit: %q", r.Note)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Edit, Number: 1, Changes: &bot.Changes{Speaker: &name}}), bot.Done, "#1 is changed")
	r := do(t, b, bot.Request{Act: bot.Edit, Asker: manager, Number: 1, Now: now.Add(time.Hour), Changes: &bot.Changes{Date: &date}})
	wants(t, r, bot.Done, "#1 is changed")
	if c := r.Cards[0]; c.Speaker != name || c.Said.Day() != date || !c.EditedAt.Equal(now.Add(time.Hour)) {
		t.Errorf("%+v", c.Citation)
	}
	h := do(t, b, bot.Request{Act: bot.History, Asker: lee, Number: 1})
	if len(h.Changes) != 3 || h.Changes[0].What != quotes.WasAdded || h.Changes[0].By != "u1" || h.Changes[2].By != "u3" || h.Changes[2].Note != "edited" ||
		h.Changes[1].Fields[0] != (quotes.FieldChange{Field: "speaker", Before: "Ada Brok", After: name}) {
		t.Errorf("history %+v", h.Changes)
	}
	if got := do(t, b, bot.Request{Act: bot.Ask, Text: "what did Ada Brook say?"}); len(got.Cards) != 1 {
		t.Errorf("the new name is not found: %q", got.Note)
	}
}

func TestMessagesAreKeptAsWritten(t *testing.T) {
	b, _ := brain(t)
	save(t, b, kim, "m1", "c1", "u9", "the cake is a lemon")
	text := "the cake is a lie"
	wants(t, do(t, b, bot.Request{Act: bot.Edit, Number: 1, Changes: &bot.Changes{Text: &text}}), bot.Refused, "just as its author wrote it")
}

// save saves a message and gives its number.
func save(t *testing.T, b *bot.Brain, a bot.Asker, id, channel, author, text string) int64 {
	t.Helper()
	r := do(t, b, bot.Request{Act: bot.Save, Asker: a, Message: &bot.SavedMessage{ID: id, Channel: channel, Author: author, AuthorName: "Robin", Text: text,
		At: now, Link: "https://discord.com/channels/g1/" + channel + "/" + id}})
	wants(t, r, bot.Done, "Saved as")
	return r.Cards[0].Number
}

func TestTrash(t *testing.T) {
	b, _ := brain(t)
	add(t, b, kim, "one is a start", "")
	add(t, b, kim, "two is a pair", "")
	secret := save(t, b, bot.Asker{User: "u1", Guild: "g1", Channel: "secret"}, "m1", "secret", "u9", "only for us")
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Asker: lee, Number: 1}), bot.Refused, "manage messages")
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Number: 1}), bot.Done, "#1 is in the trash")
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Asker: bot.Asker{User: "u3", Guild: "g1", Channel: "secret", Manager: true}, Number: secret}), bot.Done, "is in the trash")
	wants(t, do(t, b, bot.Request{Act: bot.Show, Number: 1}), bot.Nothing, "#1 is in the trash")
	if got := texts(t, b, kim); !slices.Equal(got, []string{"two is a pair"}) {
		t.Errorf("listed %q", got)
	}
	if r := do(t, b, bot.Request{Act: bot.Ask, Text: "one is a start"}); strings.Contains(strings.Join(words(r), " "), "start") {
		t.Errorf("found %q", words(r))
	}
	wants(t, do(t, b, bot.Request{Act: bot.Trash}), bot.Refused, "manage messages")
	if r := do(t, b, bot.Request{Act: bot.Trash, Asker: manager}); len(r.Cards) != 1 || r.Cards[0].Text != "one is a start" || r.Cards[0].Removed.IsZero() {
		t.Errorf("trash of a manager who can't read the other channel: %q", words(r))
	}
	wants(t, do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: secret}), bot.Nothing, "")
	wants(t, do(t, b, bot.Request{Act: bot.Restore, Number: 1}), bot.Refused, "manage messages")
	wants(t, do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: 2}), bot.Refused, "#2 is not in the trash")
	wants(t, do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: 1}), bot.Done, "#1 is back")
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Number: 2}), bot.Done, "#2 is in the trash")
	if err := b.Tidy(t.Context(), now.Add(29*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if r := do(t, b, bot.Request{Act: bot.Trash, Asker: manager}); len(r.Cards) != 1 {
		t.Errorf("emptied too early")
	}
	if err := b.Tidy(t.Context(), now.Add(31*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Trash, Asker: manager}), bot.Nothing, "empty")
	wants(t, do(t, b, bot.Request{Act: bot.Show, Number: 2}), bot.Nothing, "#2 was removed")
	if r := add(t, b, kim, "three", ""); r.Cards[0].Number != 4 {
		t.Errorf("the next number is %d", r.Cards[0].Number)
	}
}

func TestLibraryIsTheOperators(t *testing.T) {
	b, _ := brain(t)
	wants(t, do(t, b, bot.Request{Act: bot.Add, Asker: bot.Asker{Operator: true}, Text: "everybody may read this", Speaker: "Ada Brook"}), bot.Done, "L1")
	text := "changed"
	for _, r := range []bot.Request{
		{Act: bot.Edit, Text: "L1", Changes: &bot.Changes{Text: &text}}, {Act: bot.Delete, Text: "L1"}, {Act: bot.SetSpeaker, Text: "L1", Speaker: "Me"},
		{Act: bot.NotQuote, Text: "L1"}, {Act: bot.Restore, Text: "L1"}, {Act: bot.Hide, Text: "L1"},
	} {
		r.Asker = admin
		if got := do(t, b, r); got.Outcome != bot.Refused {
			t.Errorf("%s of the library: %s %q", r.Act, got.Outcome, got.Note)
		}
	}
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Asker: bot.Asker{Operator: true}, Number: 1}), bot.Done, "L1 is in the trash")
	wants(t, do(t, b, bot.Request{Act: bot.Restore, Asker: bot.Asker{Operator: true}, Number: 1}), bot.Done, "L1 is back")
}
