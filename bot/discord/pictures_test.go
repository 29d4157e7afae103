package discord_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"quotebot/bot/discord/discordtest"
)

// picture decodes the one picture of a message, which has to say how wide it is and how high at least and at most.
func picture(t *testing.T, m discordtest.Message, name string, wide, least, most int) image.Image {
	t.Helper()
	if len(m.Files) != 1 || m.Files[0].Name != name {
		t.Fatalf("files: %d of them, %+v", len(m.Files), m.Embeds)
	}
	p, err := png.Decode(bytes.NewReader(m.Files[0].Data))
	if err != nil {
		t.Fatalf("no PNG: %v", err)
	}
	if size := p.Bounds().Size(); size.X != wide || size.Y < least || size.Y > most {
		t.Errorf("%s is %v, want %d wide and %d to %d high", name, size, wide, least, most)
	}
	return p
}

// colours are those of a picture: one that was drawn has the ground, the bar and letters with their soft edges.
func colours(p image.Image) int {
	seen := map[[3]uint32]bool{}
	for y := p.Bounds().Min.Y; y < p.Bounds().Max.Y; y++ {
		for x := p.Bounds().Min.X; x < p.Bounds().Max.X; x++ {
			r, g, b, _ := p.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

// described says whether the last message that the bot sent describes its picture for people who can't see it.
func (w *world) described(text string) bool {
	all := w.Requests()
	for i := len(all) - 1; i >= 0; i-- {
		if strings.Contains(string(all[i].Body), `"attachments":[{`) {
			return strings.Contains(string(all[i].Body), text)
		}
	}
	return false
}

// TestCard draws quotes through the whole of the bot: words of a usual length, many words, a script that the fonts lack.
func TestCard(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	w.in(ben, "quote add", "text", "The tide does not ask.", "speaker", "Mara Quill", "date", "2023-01-20")
	w.in(ben, "quote add", "text", strings.Repeat("The tide does not ask. ", 45), "speaker", "Mara Quill")
	w.in(ben, "quote add", "text", "潮は問わない。", "speaker", "Mara Quill")
	w.in(ben, "quote add", "text", strings.Repeat("The tide does not ask, and it never did. ", 100), "speaker", "Mara Quill")
	card := func(number string) discordtest.Message {
		u := inGeneral(ada, "quote show", "number", number)
		u.Options = append(u.Options, discordtest.Option{Name: "card", Yes: true})
		return w.answer(w.use(u))
	}
	m := card("1")
	if n := colours(picture(t, m, "quote-1.png", 1200, 630, 630)); n < 20 {
		t.Errorf("the picture has %d colours", n)
	}
	if len(m.Embeds) != 0 {
		t.Errorf("the words stand beside their picture: %+v", m.Embeds)
	}
	if !w.described("The tide does not ask. — Mara Quill") {
		t.Error("the picture is not described")
	}
	picture(t, card("2"), "quote-2.png", 1200, 631, 1800)
	other := card("3")
	shows(t, other, "no letters to draw these words")
	shows(t, other, "潮は問わない。")
	shows(t, card("4"), "too long for a picture")
}

// TestStats counts and draws what people may see.
func TestStats(t *testing.T) {
	t.Parallel()
	w := start(t, brain(t))
	shows(t, w.in(ben, "quote stats"), "no quotes here yet")
	w.answer(w.press(w.from(ada, sentences(9)), ada, "Save 9"))
	w.in(ben, "quote add", "text", "The tide does not ask.", "speaker", "Ida Marsh", "date", "2023-01-20")
	p := w.Send(discordtest.Post{Guild: harbour, Channel: secret, From: ada, Text: "The foghorn is to be sold."})
	w.answer(w.use(discordtest.Use{Guild: harbour, Channel: secret, By: ada, Command: "Save quote", Target: p}))
	m := w.in(ben, "quote stats")
	shows(t, m, "10 quotes here.") // he can't read the staff's channel
	shows(t, m, "5 · Mara Quill")
	shows(t, m, "4 · Bo Lund")
	shows(t, m, "9 · The Shingle Post")
	if len(m.Embeds) != 1 || m.Embeds[0].Image == nil || m.Embeds[0].Image.URL != "attachment://stats.png" {
		t.Fatalf("the chart is not shown: %+v", m.Embeds)
	}
	if n := colours(picture(t, m, "stats.png", 1200, 600, 2400)); n < 20 {
		t.Errorf("the chart has %d colours", n)
	}
	theirs := w.in(ada, "quote stats")
	if shows(t, theirs, "11 quotes here."); !theirs.Private() {
		t.Error("everybody sees numbers that count the staff's channel")
	}
}
