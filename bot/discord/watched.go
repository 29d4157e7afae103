package discord

import (
	"quotebot/bot"
	"quotebot/bot/say"
)

// maxTold is how much is shown of what a source prints now.
const maxTold = 300

// watched tells in small lines what re-reading the source of a quote has shown.
func watched(c *bot.Card) []string {
	var lines []string
	for _, told := range []string{say.Source(c.Source), say.Reads(c.Source)} {
		if told != "" {
			lines = append(lines, "-# "+fit(oneLine(told), maxTold))
		}
	}
	return lines
}
