package discord

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"quotebot/bot"
	"quotebot/quotes"
)

// history shows what was done to a quote, oldest first.
func history(m *message, r bot.Reply, s scene) {
	var items []string
	for i := range r.Changes {
		c := &r.Changes[i]
		line := fmt.Sprintf("<t:%d:f> · %s", c.At.Unix(), fit(c.Note, 100))
		if userID.MatchString(c.By) {
			line += " · <@" + c.By + ">"
		}
		for _, f := range c.Fields {
			line += "\n-# " + fit(s.say(f.Field), 40) + ": ~~" + orDash(fit(oneLine(cut(f.Before, 200)), 250)) + "~~ → " + orDash(fit(oneLine(cut(f.After, 200)), 250))
		}
		items = append(items, line)
	}
	shown, text := joined(items, maxDescription, s)
	e := &discordgo.MessageEmbed{Color: colourPlain, Description: text}
	if len(r.Cards) > 0 {
		e.Title = s.say("History of %s", r.Cards[0].Ref())
	}
	m.Embeds = []*discordgo.MessageEmbed{e}
	if shown < len(items) {
		var b strings.Builder
		for _, c := range r.Changes {
			fmt.Fprintf(&b, "%s %s %s\n", c.At.UTC().Format("2006-01-02 15:04:05"), oneLine(c.Note), c.By)
			for _, f := range c.Fields {
				fmt.Fprintf(&b, "  %s\n  - %s\n  + %s\n", s.say(f.Field), oneLine(f.Before), oneLine(f.After))
			}
		}
		m.files = append(m.files, &discordgo.File{Name: "history.txt", ContentType: "text/plain; charset=utf-8", Reader: strings.NewReader(strings.ToValidUTF8(b.String(), "\uFFFD"))})
	}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// figures shows numbers, with the chart where one was drawn.
func figures(m *message, r bot.Reply, s scene) {
	e := &discordgo.MessageEmbed{Color: colourPlain}
	table := func(title string, list []quotes.Figure) {
		if len(list) == 0 {
			return
		}
		var lines []string
		for _, f := range list[:min(len(list), 10)] {
			lines = append(lines, fmt.Sprintf("%d · %s", f.Count, fit(oneLine(cut(f.Name, 60)), 80)))
		}
		e.Fields = append(e.Fields, &discordgo.MessageEmbedField{Name: title, Value: strings.Join(lines, "\n"), Inline: true})
	}
	table(s.say("Most quoted"), r.Figures.Speakers)
	table(s.say("Where it was printed"), r.Figures.Outlets)
	var parts []string
	if r.Figures.Unnamed > 0 {
		parts = append(parts, s.say("%d without a speaker", r.Figures.Unnamed))
	}
	if r.Figures.Undated > 0 {
		parts = append(parts, s.say("%d without a day", r.Figures.Undated))
	}
	e.Description = strings.Join(parts, " · ")
	if len(r.Files) > 0 && strings.HasPrefix(r.Files[0].ContentType, "image/") {
		e.Image = &discordgo.MessageEmbedImage{URL: "attachment://" + r.Files[0].Name}
	}
	if e.Description != "" || len(e.Fields) > 0 || e.Image != nil {
		m.Embeds = []*discordgo.MessageEmbed{e}
	}
}
