package bot

import (
	"strings"

	"quotebot/quotes"
)

// understand turns a typed line into the act that it means: an address is a source, "#12" or "L12" is a quote to show,
// "help" is help. Everything else stays the question that it is. Slash commands come with their act already chosen and
// are left alone.
func understand(r Request) Request {
	if r.Act != Ask {
		return r
	}
	text := strings.TrimSpace(r.Text)
	lower := strings.ToLower(strings.Trim(text, "?!. "))
	switch {
	case lower == "help":
		r.Act = Help
	case isRef(text):
		r.Act = Show
	case isAddress(text):
		r.Act, r.URL, r.Text = From, text, ""
	}
	return r
}

// isRef says whether the text is nothing but the reference of a quote. A bare number could be a question about a year.
func isRef(text string) bool {
	_, library, ok := quotes.ParseRef(text)
	return ok && (library || strings.HasPrefix(text, "#"))
}

func isAddress(text string) bool {
	if strings.ContainsAny(text, " \t\n") {
		return false
	}
	_, err := quotes.CleanURL(text)
	return err == nil
}
