package bot_test

import (
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
	three := saved(t, b, "m10", "u9", "and more", 10)
	whole := do(t, b, bot.Request{Act: bot.Join, Token: three.Join})
	wants(t, whole, bot.Done, "Joined as #7")
	if k := whole.Cards[0]; k.Text != "the cake\nlater words\nand more" {
		t.Errorf("three joined: %q", k.Text)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Trash, Asker: manager}), bot.Nothing, "empty")
	wants(t, do(t, b, bot.Request{Act: bot.Deleted, Asker: bot.Asker{Guild: "g1"}, Message: &bot.SavedMessage{Channel: "c1", ID: "m8"}}), bot.Done, "")
	if r := do(t, b, bot.Request{Act: bot.Show, Number: 7}); r.Cards[0].Citation.Original != "deleted" {
		t.Errorf("one of its messages is deleted, and the whole is %q", r.Cards[0].Citation.Original)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Delete, Asker: robin, Number: 7, Sure: true}), bot.Done, "forgotten")
	for _, n := range []int64{3, 4, 5, 6, 7} {
		wants(t, do(t, b, bot.Request{Act: bot.Show, Number: n}), bot.Nothing, "was removed")
	}
	if p := do(t, b, bot.Request{Act: bot.PrivacyShow, Asker: robin}); len(p.Files) != 1 || len(p.Files[0].Data) == 0 {
		t.Errorf("the first message is still kept: %q", p.Note)
	}
}
