package discord

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"quotebot/bot"
)

// reviewPage is how many quotes of a source are chosen from at a time: as many as a select has room for.
const reviewPage = maxOptions

// review shows what a source or a file has and lets people choose what to keep of it.
func review(m *message, r bot.Reply, s scene) {
	if r.Import != nil {
		imported(m, r, s)
		return
	}
	pages := max(1, (len(r.Cards)+reviewPage-1)/reviewPage)
	page := max(0, min(s.page, pages-1))
	start := page * reviewPage
	here := r.Cards[start:min(start+reviewPage, len(r.Cards))]

	e := &discordgo.MessageEmbed{Title: fit(oneLine(r.Article.Title), maxTitle), Color: colourPlain}
	if e.Title != "" {
		e.URL = safeLink(r.Article.URL, 2000)
	}
	if pages > 1 {
		e.Footer = &discordgo.MessageEmbedFooter{Text: s.say("page %d of %d", page+1, pages)}
	}
	marks := r.Rejected
	if page > 0 {
		marks = nil
	}
	for _, room := range []int{600, 400, 250, 180, 130, 90, 60} {
		var items []string
		for i := range here {
			items = append(items, draftItem(&here[i], start+i, room, s))
		}
		if len(marks) > 0 {
			items = append(items, notTaken(marks, room, s))
		}
		if e.Description = strings.Join(items, "\n\n"); length(e.Description) <= maxDescription {
			break
		}
	}
	if length(e.Description) > maxDescription { // can't be shorter: names and reasons of some length on every line
		_, e.Description = joined(strings.Split(e.Description, "\n\n"), maxDescription, s)
	}
	m.Embeds = []*discordgo.MessageEmbed{e}
	m.Components = append(m.Components, chooser(r, here, page, s)...)
	m.Components = append(m.Components, taker(r, marks, page, s)...)
	chosen := 0
	for _, c := range r.Cards {
		if c.Chosen {
			chosen++
		}
	}
	for _, k := range r.Rejected {
		if k.Chosen {
			chosen++
		}
	}
	save := button(styleSuccess, s.say("Save %d", chosen), customID(doKeep, r.Draft))
	save.Disabled = chosen == 0
	buttons := []component{save, button(styleSecondary, s.say("Cancel"), customID(doCancel, r.Draft))}
	if pages > 1 {
		buttons = append(buttons, arrow("◀", customID(doReview, r.Draft, strconv.Itoa(page-1)), page > 0), arrow("▶", customID(doReview, r.Draft, strconv.Itoa(page+1)), page+1 < pages))
	}
	m.Components = append(m.Components, rows(buttons)...)
}

// draftItem is one quote to choose, with a sign that tells whether it is chosen.
func draftItem(c *bot.Card, place, room int, s scene) string {
	sign := "▫️"
	switch {
	case c.Already:
		sign = "✔️"
	case c.Chosen:
		sign = "✅"
	}
	head := fmt.Sprintf("%s **%d** · **%s**", sign, place+1, fit(cmp.Or(c.Speaker, s.say("speaker not known")), 100))
	if !c.Said.IsZero() {
		head += ", " + s.facts().Day(c.Said)
	}
	if c.Already {
		head += " · " + s.say("here already as %s", c.Ref())
	} else if doubt := s.facts().Doubt(c.Citation); doubt != "" {
		head += " · " + s.say("not certain")
	}
	return head + "\n" + brief(c, room)
}

// notTaken lists words between marks that are no quotes, with the reasons.
func notTaken(marks []bot.Marks, room int, s scene) string {
	var not []string
	const most = 8
	for _, k := range marks[:min(len(marks), most)] {
		sign := ""
		if k.Chosen {
			sign = "✅ "
		}
		not = append(not, sign+rejected(cut(k.Words, room), k.Reason, min(room, 80), s))
	}
	return s.say("Not taken: %s", strings.Join(not, ", ")+more(len(marks)-most, s))
}

// rejected tells of words between marks why they are no quote.
func rejected(words, reason string, room int, s scene) string {
	return s.say("“%s”", fit(oneLine(words), room)) + " (" + fit(oneLine(reason), 60) + ")"
}

// chooser is the select of the quotes of one page. Those that are stored already can't be chosen.
func chooser(r bot.Reply, here []bot.Card, page int, s scene) []component {
	c := component{Type: typeSelect, CustomID: customID(doChoose, r.Draft, strconv.Itoa(page)), Placeholder: s.say("Which quotes to keep")}
	for i := range here {
		k := &here[i]
		if k.Already {
			continue
		}
		c.Options = append(c.Options, choosable(fmt.Sprintf("%d %s", page*reviewPage+i+1, oneLine(k.Text)), strconv.Itoa(page*reviewPage+i),
			cmp.Or(k.Speaker, s.say("speaker not known"))+", "+cmp.Or(s.facts().Day(k.Said), s.say("day not known")), k.Chosen))
	}
	return multiple(c)
}

// taker is the select of words between marks that can be taken for quotes all the same.
func taker(r bot.Reply, marks []bot.Marks, page int, s scene) []component {
	c := component{Type: typeSelect, CustomID: customID(doTake, r.Draft, strconv.Itoa(page)), Placeholder: s.say("Not taken. Keep any of these all the same?")}
	for i, k := range marks[:min(len(marks), maxOptions)] {
		c.Options = append(c.Options, choosable(oneLine(k.Words), strconv.Itoa(i), oneLine(k.Reason), k.Chosen))
	}
	return multiple(c)
}

func choosable(label, value, description string, chosen bool) selectOption {
	label = strings.ToValidUTF8(cut(label, maxOption), "\uFFFD")
	if label == "" {
		label = "…"
	}
	return selectOption{Label: label, Value: value, Description: strings.ToValidUTF8(cut(description, maxOption), "\uFFFD"), Default: chosen}
}

// multiple makes a select from which any number can be chosen, or nothing when it has no options.
func multiple(c component) []component {
	if len(c.Options) == 0 {
		return nil
	}
	none, all := 0, len(c.Options)
	c.MinValues, c.MaxValues = &none, &all
	return []component{row(c)}
}

// imported tells what is in a file of quotes: what is new, what can't be used and why, and examples.
func imported(m *message, r bot.Reply, s scene) {
	e := &discordgo.MessageEmbed{Title: fit(r.Import.Format, maxTitle), Color: colourPlain}
	items := []string{s.say("%d new · %d here already · %d not usable", r.Import.New, r.Import.Already, r.Import.Bad)}
	if len(r.Import.Problems) > 0 {
		var lines []string
		const most = 5
		for _, p := range r.Import.Problems[:min(len(r.Import.Problems), most)] {
			lines = append(lines, s.say("line %d: %s", p.Line, fit(oneLine(p.Reason), 150)))
		}
		if n := r.Import.Bad - len(lines); n > 0 {
			lines = append(lines, s.say("and %d more", n))
		}
		items = append(items, "**"+s.say("Problems")+"**\n"+strings.Join(lines, "\n"))
	}
	if len(r.Import.Unknown) > 0 {
		items = append(items, s.say("Not used: %s", fit(strings.Join(r.Import.Unknown, ", "), 300)))
	}
	for _, c := range r.Cards[:min(len(r.Cards), 5)] {
		if r.Draft != "" && !c.Already {
			c.Number = 0 // that it will have, but does not have yet
		}
		items = append(items, item(&c, 200, s))
	}
	_, e.Description = joined(items, maxDescription, s)
	m.Embeds = []*discordgo.MessageEmbed{e}
	if r.Draft == "" {
		return
	}
	keep := button(styleSuccess, s.say("Import %d", r.Import.New), customID(doKeep, r.Draft))
	keep.Disabled = r.Import.New == 0
	m.Components = append(m.Components, rows([]component{keep, button(styleSecondary, s.say("Cancel"), customID(doCancel, r.Draft))})...)
}
