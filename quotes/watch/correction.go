package watch

import (
	_ "embed"
	"strings"
	"sync"

	"quotebot/quotes/words"
)

//go:embed data/corrections.txt
var correctionWords string

// longestNote is how many runes of a correction note are kept.
const longestNote = 400

// headingWords is how many words a note may have that is nothing but its heading ("Correction").
const headingWords = 3

type correctionRules struct{ begins, holds []string }

// corrections reads the data file once.
var corrections = sync.OnceValue(func() (c correctionRules) {
	for line := range strings.SplitSeq(correctionWords, "\n") {
		switch kind, phrase, _ := strings.Cut(line, " "); kind {
		case "begins":
			c.begins = append(c.begins, folded(phrase))
		case "holds":
			c.holds = append(c.holds, folded(phrase))
		}
	}
	return c
})

// correctionIn gives the first correction note of the page that the kept text did not have, or nothing. Where a note is
// only a heading, the paragraph behind it belongs to it.
func correctionIn(now, kept string) string {
	had := map[string]bool{}
	for line := range strings.SplitSeq(kept, "\n") {
		had[folded(line)] = true
	}
	lines := strings.Split(now, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		form := folded(line)
		if had[form] || !corrects(line, form) {
			continue
		}
		if len(strings.Fields(form)) <= headingWords && i+1 < len(lines) {
			line += " " + strings.TrimSpace(lines[i+1])
		}
		if r := []rune(line); len(r) > longestNote {
			line = string(r[:longestNote]) + "…"
		}
		return line
	}
	return ""
}

// corrects says whether a paragraph is a correction note.
func corrects(line, form string) bool {
	rules := corrections()
	for _, phrase := range rules.begins {
		if rest, ok := strings.CutPrefix(form, phrase); ok && (rest == "" || rest[0] == ' ') && headed(line, len(strings.Fields(phrase))) {
			return true
		}
	}
	for _, phrase := range rules.holds {
		if strings.Contains(" "+form+" ", " "+phrase+" ") {
			return true
		}
	}
	return false
}

// headed says whether a sign follows the first n words of a paragraph, or a blank and a sign as in French, or nothing.
// "Corrections officers" is no note.
func headed(line string, n int) bool {
	ws := words.Cut(line)
	if n >= len(ws) {
		return true
	}
	between := line[ws[n-1].End:ws[n].Start]
	return strings.ContainsAny(between, ":.–—-(|")
}

// folded is a text's words with one blank between them.
func folded(s string) string {
	ws := words.Cut(s)
	forms := make([]string, len(ws))
	for i, w := range ws {
		forms[i] = w.Form
	}
	return strings.Join(forms, " ")
}
