package bot_test

import (
	"slices"
	"strings"
	"testing"

	"quotebot/bot"
	"quotebot/quotes"
)

func TestRepairOfTheSpeaker(t *testing.T) {
	b, _ := brain(t)
	kept := do(t, b, bot.Request{Act: bot.From, Text: bakery})
	var his []bot.Card
	for _, k := range kept.Cards {
		if k.Speaker == "Tomas Reyle" {
			his = append(his, k)
		}
	}
	if len(his) != 1 && len(his) != 2 || his[0].Speaker == "" {
		t.Fatalf("quotes of the baker: %+v", kept.Cards)
	}
	// A second quote of the same article with the same speaker, whatever was extracted.
	wants(t, do(t, b, bot.Request{Act: bot.SetSpeaker, Number: kept.Cards[len(kept.Cards)-1].Number, Speaker: "Tomas Reyle"}), bot.Done, "by Tomas Reyle now")
	p := do(t, b, bot.Request{Act: bot.People, Number: his[0].Number})
	if !slices.ContainsFunc(p.Choices, func(c bot.Choice) bool { return c.Value == "Ada Brook" }) || slices.ContainsFunc(p.Choices, func(c bot.Choice) bool { return c.Value == "Tomas Reyle" }) {
		t.Errorf("people to choose from: %+v", p.Choices)
	}
	wants(t, do(t, b, bot.Request{Act: bot.People, Asker: lee, Number: his[0].Number}), bot.Refused, "Only whoever added")
	r := do(t, b, bot.Request{Act: bot.SetSpeaker, Number: his[0].Number, Speaker: "ada brook"})
	wants(t, r, bot.Done, "by Ada Brook now")
	if len(r.Others) == 0 || r.Carry == "" || r.Cards[0].Rule != "set by hand" {
		t.Fatalf("sisters %+v, token %q", r.Others, r.Carry)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Carry, Asker: lee, Token: r.Carry}), bot.Refused, "Only whoever made")
	c := do(t, b, bot.Request{Act: bot.Carry, Token: r.Carry})
	wants(t, c, bot.Done, "Corrected")
	if len(c.Cards) != len(r.Others) || c.Cards[0].Speaker != "Ada Brook" {
		t.Errorf("%+v", c.Cards)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Carry, Token: r.Carry}), bot.Refused, "over")
	h := do(t, b, bot.Request{Act: bot.History, Number: his[0].Number})
	last := h.Changes[len(h.Changes)-1]
	if last.What != quotes.SpeakerSet || last.Fields[0].Before != "Tomas Reyle" || last.Fields[0].After != "Ada Brook" {
		t.Errorf("history %+v", h.Changes)
	}
	wants(t, do(t, b, bot.Request{Act: bot.SetSpeaker, Number: his[0].Number}), bot.Done, "no speaker now")
}

func TestNotAQuote(t *testing.T) {
	b, _ := brain(t)
	kept := do(t, b, bot.Request{Act: bot.From, Text: bakery})
	no := kept.Cards[0]
	wants(t, do(t, b, bot.Request{Act: bot.NotQuote, Number: no.Number}), bot.Done, "not taken from that page again")
	again := do(t, b, bot.Request{Act: bot.From, Text: bakery})
	if slices.Contains(words(again), no.Text) {
		t.Errorf("taken again: %q", words(again))
	}
	first, _, _ := strings.Cut(no.Text, quotes.Ellipsis)
	if !slices.ContainsFunc(again.Rejected, func(m bot.Marks) bool { return m.Words == first && strings.Contains(m.Reason, "no quote") }) {
		t.Errorf("not among the rejected: %+v", again.Rejected)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Restore, Asker: manager, Number: no.Number}), bot.Done, "is back")
}

func TestMergeOfNames(t *testing.T) {
	b, _ := brain(t)
	add(t, b, kim, "the tide is on time", "Ada Brook")
	add(t, b, kim, "the tide is late", "A. Brook")
	wants(t, do(t, b, bot.Request{Act: bot.Merge, Asker: lee, Speaker: "A. Brook", Into: "Ada Brook"}), bot.Refused, "manage messages")
	wants(t, do(t, b, bot.Request{Act: bot.Merge, Asker: manager, Speaker: "A. Brook"}), bot.Refused, "both names")
	wants(t, do(t, b, bot.Request{Act: bot.Merge, Asker: manager, Speaker: "A. Brook", Into: "Nobody Known"}), bot.Refused, "no quotes here")
	wants(t, do(t, b, bot.Request{Act: bot.Merge, Asker: manager, Speaker: "A. Brook", Into: "Ada Brook"}), bot.Done, "one person now: 1 quote moved")
	if r := do(t, b, bot.Request{Act: bot.List, Speaker: "Ada Brook"}); len(r.Cards) != 2 {
		t.Errorf("under the one name: %q", words(r))
	}
	if r := do(t, b, bot.Request{Act: bot.List, Speaker: "A. Brook"}); len(r.Cards) != 2 {
		t.Errorf("under the other name: %q", words(r))
	}
	wants(t, do(t, b, bot.Request{Act: bot.Split, Asker: manager, Speaker: "A. Brook"}), bot.Done, "stands alone again: 1 quote moved back")
	wants(t, do(t, b, bot.Request{Act: bot.Split, Asker: manager, Speaker: "A. Brook"}), bot.Refused, "not merged")
	if r := do(t, b, bot.Request{Act: bot.List, Speaker: "Ada Brook"}); len(r.Cards) != 1 {
		t.Errorf("after the split: %q", words(r))
	}
}
