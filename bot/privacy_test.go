package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/bot"
	"quotebot/quotes"
)

var (
	robin     = bot.Asker{User: "u9", Guild: "g1", Channel: "c1"}
	elsewhere = bot.Asker{User: "u9", Guild: "g2", Channel: "c2"}
)

func TestOptOutWorksBackwardsAndForwards(t *testing.T) {
	b, _ := brain(t)
	save(t, b, kim, "m1", "c1", "u9", "the cake is a lemon")
	save(t, b, bot.Asker{User: "u5", Guild: "g2", Channel: "c2"}, "m2", "c2", "u9", "the tea is cold")
	save(t, b, kim, "m3", "c1", "u8", "somebody else's words")
	trashed := save(t, b, kim, "m5", "c1", "u9", "in the trash before")
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Number: trashed}), bot.Done, "in the trash")
	wants(t, do(t, b, bot.Request{Act: bot.OptOut, Asker: robin}), bot.Done, "2 quotes of yours hidden")
	if got := texts(t, b, kim); !slices.Equal(got, []string{"somebody else's words"}) {
		t.Errorf("g1 still sees %q", got)
	}
	if got := texts(t, b, elsewhere); len(got) != 0 {
		t.Errorf("g2 still sees %q", got)
	}
	if r := do(t, b, bot.Request{Act: bot.Complete, Field: "speaker", Text: "Rob"}); len(r.Choices) != 1 { // u8 has the same name
		t.Errorf("completions %+v", r.Choices)
	}
	message := &bot.SavedMessage{ID: "m4", Channel: "c1", Author: "u9", AuthorName: "Robin", Text: "new words", At: now}
	wants(t, do(t, b, bot.Request{Act: bot.Save, Message: message}), bot.Refused, "does not want to be quoted")
	wants(t, do(t, b, bot.Request{Act: bot.Save, Asker: robin, Message: message}), bot.Refused, "/privacy opt-in")
	wants(t, do(t, b, bot.Request{Act: bot.Add, Text: "new words", SpeakerID: "u9"}), bot.Refused, "does not want to be quoted")
	wants(t, do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: trashed}), bot.Refused, "does not want to be quoted")
	file := &bot.File{Name: "q.jsonl", Data: []byte(`{"text":"imported words","speaker":"Robin","speaker_id":"u9"}` + "\n" + `{"text":"other words","speaker":"Sam"}`)}
	if r := do(t, b, bot.Request{Act: bot.Import, Asker: manager, File: file}); r.Import == nil || r.Import.New != 1 || r.Import.Bad != 1 {
		t.Errorf("import: %q %+v", r.Note, r.Import)
	}
	wants(t, do(t, b, bot.Request{Act: bot.PrivacyShow, Asker: robin}), bot.Done, "opted out since 2024-03-14")
	wants(t, do(t, b, bot.Request{Act: bot.OptIn, Asker: robin}), bot.Done, "2 quotes of yours")
	if got := texts(t, b, kim); !slices.Contains(got, "the cake is a lemon") {
		t.Errorf("after opting in: %q", got)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Save, Message: message}), bot.Done, "Saved as")
}

func TestForgetMe(t *testing.T) {
	b, _ := brain(t)
	save(t, b, kim, "m1", "c1", "u9", "the cake is a lemon")
	hidden := save(t, b, kim, "m2", "c1", "u9", "hidden words")
	wants(t, do(t, b, bot.Request{Act: bot.Hide, Asker: robin, Number: hidden}), bot.Done, "is hidden")
	added := add(t, b, robin, "the tide is on time", "Ada Brook").Cards[0].Number
	add(t, b, bot.Asker{User: "u9", Channel: "dm"}, "for me alone", "")
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Asker: manager, Number: added}), bot.Done, "trash")
	ask := do(t, b, bot.Request{Act: bot.ForgetMe, Asker: robin})
	wants(t, ask, bot.Done, "2 quotes of yours")
	if !ask.Confirm || len(texts(t, b, kim)) != 1 {
		t.Fatal("forgotten without being asked again")
	}
	wants(t, do(t, b, bot.Request{Act: bot.ForgetMe, Asker: robin, Sure: true}), bot.Done, "Forgotten: 3 quotes of yours; your name no longer stands at what you added (1 quote)")
	wants(t, do(t, b, bot.Request{Act: bot.Show, Number: 1}), bot.Nothing, "#1 was removed")
	wants(t, do(t, b, bot.Request{Act: bot.Unhide, Asker: robin, Number: hidden}), bot.Refused, "not a quote that you have hidden")
	if got := texts(t, b, bot.Asker{User: "u9", Channel: "dm"}); len(got) > 0 {
		t.Errorf("own quotes are left: %q", got)
	}
	back := do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: added})
	wants(t, back, bot.Done, "is back")
	if back.Cards[0].AddedBy != "" {
		t.Errorf("it still says who added it: %q", back.Cards[0].AddedBy)
	}
	for _, c := range do(t, b, bot.Request{Act: bot.History, Asker: manager, Number: added}).Changes {
		if c.By == "u9" {
			t.Errorf("the history still names the person: %+v", c)
		}
	}
	if r := do(t, b, bot.Request{Act: bot.PrivacyShow, Asker: robin}); len(r.Files) > 0 {
		t.Errorf("something is left: %s", r.Files[0].Data)
	}
}

func TestOwnWords(t *testing.T) {
	b, _ := brain(t)
	n := save(t, b, kim, "m1", "c1", "u9", "the cake is a lemon")
	other := save(t, b, kim, "m2", "c1", "u8", "not yours")
	wants(t, do(t, b, bot.Request{Act: bot.Hide, Asker: robin, Number: other}), bot.Refused, "not said by you")
	wants(t, do(t, b, bot.Request{Act: bot.Hide, Asker: robin, Number: n}), bot.Done, "Only you can show it again")
	wants(t, do(t, b, bot.Request{Act: bot.Show, Number: n}), bot.Nothing, "was removed")
	wants(t, do(t, b, bot.Request{Act: bot.Show, Asker: robin, Number: n}), bot.Nothing, "You can show it again")
	wants(t, do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: n}), bot.Nothing, "was removed")
	wants(t, do(t, b, bot.Request{Act: bot.Unhide, Number: n}), bot.Refused, "not a quote that you have hidden")
	p := do(t, b, bot.Request{Act: bot.PrivacyShow, Asker: elsewhere})
	if len(p.Files) != 1 || !strings.Contains(string(p.Files[0].Data), "the cake is a lemon") || strings.Contains(string(p.Files[0].Data), "not yours") {
		t.Errorf("what is kept: %q %+v", p.Note, p.Files)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Unhide, Asker: robin, Number: n}), bot.Done, "can be seen again")
	sure := do(t, b, bot.Request{Act: bot.Delete, Asker: robin, Number: n})
	if !sure.Confirm {
		t.Fatalf("not asked again: %q", sure.Note)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Asker: robin, Number: n, Sure: true}), bot.Done, "is forgotten")
	wants(t, do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: n}), bot.Nothing, "was removed")
}

func TestFateOfTheOriginal(t *testing.T) {
	for _, tt := range []struct {
		act      bot.Act
		setting  string
		value    string
		original quotes.Original
		gone     bool
	}{
		{bot.Edited, "message-edited", "", quotes.OriginalEdited, false},
		{bot.Edited, "message-edited", "keep", "", false},
		{bot.Edited, "message-edited", "forget", "", true},
		{bot.Deleted, "message-deleted", "mark", quotes.OriginalDeleted, false},
		{bot.Deleted, "message-deleted", "keep", "", false},
		{bot.Deleted, "message-deleted", "forget", "", true},
	} {
		t.Run(string(tt.act)+" "+tt.value, func(t *testing.T) {
			b, _ := brain(t)
			n := save(t, b, kim, "m1", "c1", "u9", "the cake is a lemon")
			inTrash := save(t, b, kim, "m2", "c1", "u9", "the tea is cold")
			wants(t, do(t, b, bot.Request{Act: bot.Delete, Number: inTrash}), bot.Done, "trash")
			if tt.value != "" {
				wants(t, do(t, b, bot.Request{Act: bot.Settings, Asker: admin, Field: tt.setting, Text: tt.value}), bot.Done, "Set:")
			}
			if r := do(t, b, bot.Request{Act: tt.act, Asker: bot.Asker{Guild: "g1"}, Message: &bot.SavedMessage{ID: "m0", Channel: "c1"}}); r.Outcome != bot.Nothing {
				t.Errorf("another message: %s %q", r.Outcome, r.Note)
			}
			do(t, b, bot.Request{Act: tt.act, Asker: bot.Asker{Guild: "g1"}, Message: &bot.SavedMessage{Channel: "c1", IDs: []string{"m2", "m1"}, At: now}})
			r := do(t, b, bot.Request{Act: bot.Show, Number: n})
			if tt.gone {
				wants(t, r, bot.Nothing, "was removed")
				wants(t, do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: inTrash}), bot.Nothing, "was removed")
				return
			}
			if len(r.Cards) != 1 || r.Cards[0].Text != "the cake is a lemon" || r.Cards[0].Citation.Original != tt.original {
				t.Errorf("%q %+v", r.Note, r.Cards)
			}
			if back := do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: inTrash}); back.Cards[0].Citation.Original != tt.original {
				t.Errorf("out of the trash it is %q", back.Cards[0].Citation.Original)
			}
		})
	}
}

func TestGuildsThatAreGone(t *testing.T) {
	b, _ := brain(t)
	add(t, b, kim, "words of g1", "Ada Brook")
	save(t, b, kim, "m1", "c1", "u9", "the cake is a lemon")
	add(t, b, elsewhere, "words of g2", "Tomas Reyle")
	wants(t, do(t, b, bot.Request{Act: bot.Settings, Asker: admin, Field: "time-zone", Text: "Europe/Berlin"}), bot.Done, "Set:")
	for _, g := range []string{"g1", "g2"} {
		do(t, b, bot.Request{Act: bot.GuildGone, Asker: bot.Asker{Guild: g}})
	}
	do(t, b, bot.Request{Act: bot.GuildBack, Asker: bot.Asker{Guild: "g2"}, Now: now.Add(time.Hour)})
	if err := b.Tidy(t.Context(), now.Add(29*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, b, kim); len(got) != 2 {
		t.Errorf("removed too early: %q", got)
	}
	if err := b.Tidy(t.Context(), now.Add(31*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, b, kim); len(got) != 0 {
		t.Errorf("still there: %q", got)
	}
	if got := texts(t, b, elsewhere); len(got) != 1 {
		t.Errorf("the guild that came back has %q", got)
	}
	for _, s := range do(t, b, bot.Request{Act: bot.Settings, Asker: admin}).Settings {
		if s.Value != s.Usual {
			t.Errorf("setting %s is still %q", s.Name, s.Value)
		}
	}
	if r := add(t, b, kim, "begun anew", ""); r.Cards[0].Number != 1 {
		t.Errorf("the first number is %d", r.Cards[0].Number)
	}
}
