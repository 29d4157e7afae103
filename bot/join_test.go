package bot_test

import (
	"slices"
	"testing"
	"time"

	"quotebot/bot"
)

func TestJoin(t *testing.T) {
	saved := func(t *testing.T, b *bot.Brain, id, author, text string, minute int) bot.Reply {
		t.Helper()
		r := do(t, b, bot.Request{Act: bot.Save, Message: &bot.SavedMessage{ID: id, Channel: "c1", Author: author, AuthorName: author + " name", Text: text,
			At: now.Add(time.Duration(minute) * time.Minute), Link: "https://discord.com/channels/g1/c1/" + id}})
		wants(t, r, bot.Done, "Saved as")
		return r
	}
	b, _ := brain(t)
	if r := saved(t, b, "m2", "u9", "is a lemon", 2); r.Join != "" {
		t.Error("the first message can be joined")
	}
	saved(t, b, "m9", "u8", "somebody else", 2)
	if r := saved(t, b, "m8", "u9", "later words", 8); r.Join != "" {
		t.Error("messages of two people can be joined")
	}
	two := saved(t, b, "m1", "u9", "the cake", 1)
	if two.Join == "" {
		t.Fatal("no offer to join")
	}
	wants(t, do(t, b, bot.Request{Act: bot.Join, Asker: lee, Token: two.Join}), bot.Refused, "Only whoever saved")
	joined := do(t, b, bot.Request{Act: bot.Join, Token: two.Join})
	wants(t, joined, bot.Done, "Joined as #5")
	if k := joined.Cards[0]; k.Text != "the cake\nlater words" || k.SpeakerID != "u9" || k.URL != "https://discord.com/channels/g1/c1/m1" {
		t.Errorf("%+v", k.Citation)
	}
	if got := texts(t, b, kim); len(got) != 3 {
		t.Errorf("listed %q", got)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Show, Number: 4}), bot.Nothing, "#4 is part of #5 now")
	wants(t, do(t, b, bot.Request{Act: bot.Undo, Token: joined.Undo}), bot.Done, "Taken back: #5")
	if got := texts(t, b, kim); !slices.Contains(got, "the cake") || !slices.Contains(got, "later words") || len(got) != 4 {
		t.Errorf("after the undo: %q", got)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Undo, Token: joined.Undo}), bot.Refused, "already")
	two = saved(t, b, "m7", "u9", "more of it", 9)
	wants(t, do(t, b, bot.Request{Act: bot.Join, Token: two.Join}), bot.Done, "Joined as #7")
	three := saved(t, b, "m10", "u9", "and more", 10)
	whole := do(t, b, bot.Request{Act: bot.Join, Token: three.Join})
	wants(t, whole, bot.Done, "Joined as #9")
	if k := whole.Cards[0]; k.Text != "the cake\nmore of it\nand more" {
		t.Errorf("three joined: %q", k.Text)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Trash, Asker: manager}), bot.Nothing, "empty")
	wants(t, do(t, b, bot.Request{Act: bot.Deleted, Asker: bot.Asker{Guild: "g1"}, Message: &bot.SavedMessage{Channel: "c1", ID: "m7"}}), bot.Done, "")
	if r := do(t, b, bot.Request{Act: bot.Show, Number: 9}); r.Cards[0].Citation.Original != "deleted" {
		t.Errorf("one of its messages is deleted, and the whole is %q", r.Cards[0].Citation.Original)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Asker: robin, Number: 9, Sure: true}), bot.Done, "forgotten")
	for _, n := range []int64{4, 5, 6, 7, 8, 9} {
		wants(t, do(t, b, bot.Request{Act: bot.Show, Number: n}), bot.Nothing, "was removed")
	}
	if p := do(t, b, bot.Request{Act: bot.PrivacyShow, Asker: robin}); len(p.Files) != 1 || len(p.Files[0].Data) == 0 {
		t.Errorf("what was not joined: %q", p.Note)
	}
}
