package bot

import "fmt"

// text gives a fixed text in the asker's language.
func (r Request) text(english string) string { return english }

// say writes a sentence in the asker's language.
func (r Request) say(format string, args ...any) string {
	return fmt.Sprintf(r.text(format), args...)
}

// many writes a number with its noun, in the singular or the plural.
func (r Request) many(n int, one, more string) string {
	if n == 1 {
		more = one
	}
	return fmt.Sprintf(r.text(more), n)
}

// quotes writes how many quotes.
func (r Request) quotes(n int) string { return r.many(n, "%d quote", "%d quotes") }

// refuse is the reply to what can't be done, in the asker's language.
func (r Request) refuse(format string, args ...any) Reply { return refusal(r.say(format, args...)) }
