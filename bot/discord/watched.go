package discord

import (
	"quotebot/bot"
)

// maxTold is how much is shown of what a source prints now.
const maxTold = 300

// watched tells in small lines what re-reading the source of a quote has shown.
func watched(c *bot.Card, s scene) []string {
	var lines []string
	for _, told := range []string{s.facts().Source(c.Source), s.facts().Reads(c.Source)} {
		if told != "" {
			lines = append(lines, "-# "+fit(oneLine(told), maxTold))
		}
	}
	return lines
}
