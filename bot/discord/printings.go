package discord

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"quotebot/bot"
	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// alsoMost is how many other outlets a card names; Variants shows all.
const alsoMost = 4

// also tells who else printed the words of a card, and why this printing is taken for the original.
func also(c *bot.Card, s scene) []string {
	var same, reworded []string
	for i := range c.Also {
		v := &c.Also[i]
		name := fit(oneLine(cut(s.facts().Outlet(v.Citation), 80)), 100)
		list := &reworded
		if v.Wording.Verbatim() || v.Wording == utterance.Translated {
			list = &same
		}
		if !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	var lines []string
	if n := len(same); n == 1 {
		lines = append(lines, "-# "+s.say("also in %s", same[0]))
	} else if n > 1 {
		lines = append(lines, "-# "+s.say("also in %d outlets: %s", n, named(same, s)))
	}
	if len(reworded) > 0 {
		lines = append(lines, "-# "+s.say("in other words in %s", named(reworded, s)))
	}
	if len(c.Original) > 0 {
		var why []string
		for _, reason := range c.Original {
			why = append(why, s.say(reason))
		}
		lines = append(lines, "-# "+s.say("the original because: %s", fit(strings.Join(why, ", "), 200)))
	}
	return lines
}

// named joins names and counts those that are too many.
func named(names []string, s scene) string {
	if n := len(names) - alsoMost; n > 0 {
		return strings.Join(names[:alsoMost], ", ") + more(n, s)
	}
	return strings.Join(names, ", ")
}

// difference draws two wordings in one, at most about room units: what only the first has is struck, what only the second
// has is bold.
func difference(changes []utterance.Change, first, second string, room int) string {
	var b strings.Builder
	put := func(open, text, shut string) bool {
		if text = oneLine(text); text == "" {
			return true
		}
		left := room - length(b.String()) - 2*len(open)
		if left < 10 {
			return false
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(open + fit(text, left) + shut)
		return length(text) < left
	}
	for _, c := range changes {
		going := true
		switch c.Op {
		case utterance.Kept:
			going = put("", part(c.Real, first), "")
		case utterance.Struck:
			going = put("~~", part(c.Real, first), "~~")
		case utterance.Added:
			going = put("**", part(c.Asked, second), "**")
		}
		if !going {
			b.WriteString(" …")
			break
		}
	}
	return isolate(b.String())
}

// part is the part of a text, or nothing where the text has none.
func part(s quotes.Span, text string) string {
	if !s.Valid(text) {
		return ""
	}
	return s.In(text)
}

// compared lays the words that somebody remembers against what was printed.
func compared(c *bot.Card, asked string, room int, s scene) string {
	lines := []string{difference(c.Check.Changes, c.Text, asked, room)}
	lines = append(lines, "-# "+s.say("~~printed, but not in your words~~ · **in your words, but not printed**"))
	switch {
	case c.Check.Lost != "":
		lines = append(lines, s.say("⚠ “%s” is printed here and missing in your words.", fit(c.Check.Lost, 60)))
	case c.Check.Added != "":
		lines = append(lines, s.say("⚠ “%s” is in your words and not printed here.", fit(c.Check.Added, 60)))
	}
	return strings.Join(lines, "\n")
}

// verdictColour is green for words that were said so, yellow for those that were changed, grey for the rest.
func verdictColour(verdict string) int {
	switch utterance.Verdict(verdict) {
	case utterance.Exact, utterance.ExactMarks:
		return colourFound
	case utterance.NotHere:
		return colourPlain
	default:
		return colourNearest
	}
}

// variants shows every printing of a quote: the words of the card, then each other one with what is different in it.
func variants(m *message, r bot.Reply, s scene) {
	c := &r.Cards[0]
	e, whole := card(c, 1200, "", s)
	e.Color = colourFound
	var items []string
	for i := range c.Also {
		v := &c.Also[i]
		head := "**" + fit(oneLine(cut(s.facts().Outlet(v.Citation), 100)), 120) + "** · " + s.say(string(v.Wording)) + " · " + fit(s.facts().When(v.Citation), 150)
		if link := safeLink(v.Link, 600); link != "" {
			head = "[" + fit(oneLine(cut(s.facts().Outlet(v.Citation), 100)), 120) + "](" + link + ") · " + s.say(string(v.Wording)) + " · " + fit(s.facts().When(v.Citation), 150)
		}
		text := brief(&bot.Card{Citation: v.Citation}, 300)
		if v.Place.Valid(c.Text) && v.Part.Valid(v.Text) && len(v.Changes) > 0 {
			text = difference(v.Changes, v.Place.In(c.Text), v.Part.In(v.Text), 300)
		}
		items = append(items, head+"\n"+text)
	}
	shown, text := joined(items, maxEmbedText-length(e.Description)-length(e.Footer.Text)-300, s)
	m.Embeds = append(m.Embeds, e, &discordgo.MessageEmbed{Title: s.say("Other printings"), Color: colourPlain, Description: text})
	if !whole || shown < len(items) {
		all := bot.Reply{Cards: []bot.Card{*c}}
		for _, v := range c.Also {
			all.Cards = append(all.Cards, bot.Card{Citation: v.Citation})
		}
		m.files = append(m.files, textFile(all, s))
	}
}

// joined puts as many items into room units as there is room for, but no more than one embed takes, and says how many more
// there are.
func joined(items []string, room int, s scene) (shown int, text string) {
	room = min(room, maxDescription) - 60
	size := 0
	for ; shown < len(items) && size+length(items[shown])+2 <= room; shown++ {
		size += length(items[shown]) + 2
	}
	text = strings.Join(items[:shown], "\n\n")
	if left := len(items) - shown; left > 0 {
		text += "\n\n…" + s.say("%d more in the file", left)
	}
	return shown, text
}

// timelinePage is how many utterances a page of a timeline has.
const timelinePage = 8

// timeline shows what somebody said by day, an utterance a paragraph, with what changed since the last time.
func timeline(m *message, r bot.Reply, s scene) {
	pages := (len(r.Timeline) + timelinePage - 1) / timelinePage
	page := max(0, min(s.page, pages-1))
	start := page * timelinePage
	end := min(start+timelinePage, len(r.Timeline))
	var items []string
	for i := start; i < end; i++ {
		items = append(items, utteranceAt(r.Timeline, i, s))
	}
	shown, text := joined(items, maxDescription, s)
	e := &discordgo.MessageEmbed{Title: fit(s.say("%s over time", r.Timeline[0].Speaker), maxTitle), Color: colourFound, Description: text}
	m.Embeds = []*discordgo.MessageEmbed{e}
	if pages > 1 {
		e.Footer = &discordgo.MessageEmbedFooter{Text: s.say("page %d of %d", page+1, pages)}
	}
	prev, next := timelineID(s, page-1), timelineID(s, page+1)
	if shown < len(items) || pages > 1 && length(next) > maxCustomID {
		m.files = append(m.files, textFile(r, s))
	}
	if pages > 1 && length(next) <= maxCustomID {
		m.Components = append(m.Components, rows(turning(s, prev, next, page > 0, page+1 < pages))...)
	}
}

// timelineID is what a timeline's page needs to be made anew: who asked, the page, whose words and about what.
func timelineID(s scene, page int) string {
	return customID(doTimeline, s.user, fmt.Sprint(page), strings.ReplaceAll(strings.TrimSpace(s.r.Speaker), ":", " "), strings.TrimSpace(s.r.Text))
}

// utteranceAt is one paragraph of a timeline.
func utteranceAt(all []utterance.Entry, i int, s scene) string {
	e := &all[i]
	day := s.say("day not known")
	if !e.Day.IsZero() {
		day = s.facts().Day(e.Day)
	}
	if e.Printed {
		day = s.say("printed %s", day)
	}
	head := "**" + day + "** · " + fit(oneLine(cut(s.facts().Outlet(e.Citation), 60)), 80) + " · " + e.Ref()
	var text string
	switch since := e.Since; {
	case since >= 0 && since < i && e.Repeated:
		text = brief(&bot.Card{Citation: e.Citation}, 300) + "\n-# " + s.say("the same words as in %s", all[since].Ref())
	case since >= 0 && since < i:
		text = difference(e.Changes, all[since].Text, e.Text, 400) + "\n-# " + s.say("compared with %s", all[since].Ref())
	default:
		text = brief(&bot.Card{Citation: e.Citation}, 400)
	}
	if e.Lost != "" {
		text += "\n⚠ " + s.say("without “%s”", fit(e.Lost, 60))
	}
	if e.Added != "" {
		text += "\n⚠ " + s.say("now with “%s”", fit(e.Added, 60))
	}
	return head + "\n" + text
}
