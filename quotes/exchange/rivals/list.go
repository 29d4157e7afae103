package rivals

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"quotebot/quotes"
)

// A line of a list: perhaps a number in front, then the words between marks or without, a dash or a tilde, the name, and
// perhaps a year or a date behind it.
var (
	numbered = regexp.MustCompile(`^(?:#?\d{1,6}[.):]|#\d{1,6}|[-*•])\s+`)
	behind   = regexp.MustCompile(`^(.+?)\s*(?:[-–—−]{1,2}|~)\s*([^-–—~"“”„«»]{1,80})$`)
	dated    = regexp.MustCompile(`^(.*?)[,\s(]+(\d{4}(?:-\d{2}(?:-\d{2})?)?)\)?$`)
)

// marks are the pairs of quotation marks that may stand around the words.
var marks = [][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"„", "”"}, {"«", "»"}, {"»", "«"}, {"‘", "’"}, {"'", "'"}}

// list reads lines like: "words" - Name. It is taken for a list when at least half of its lines have a name behind words.
func list(data []byte) (File, bool) {
	f := File{Format: "a list of lines"}
	lines := 0
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		lines++
		c, ok := entry(line)
		if !ok {
			f.problem(i+1, "there is no name behind the words, as in: “words” - Name")
			continue
		}
		c, err := finished(c)
		if err != nil {
			f.problem(i+1, err.Error())
			continue
		}
		f.add(i+1, c)
	}
	return f, len(f.Entries) > 0 && 2*len(f.Entries) >= lines
}

// entry reads one line.
func entry(line string) (quotes.Citation, bool) {
	c := quotes.Citation{Kind: quotes.Entered}
	line = numbered.ReplaceAllString(line, "")
	m := behind.FindStringSubmatch(line)
	if m == nil {
		words, inMarks := unmarked(line)
		c.Text = words
		return c, inMarks
	}
	words, inMarks := unmarked(m[1])
	name := strings.TrimSpace(strings.TrimPrefix(m[2], "@"))
	// Without marks a dash is common in a sentence: only what looks like a name is one.
	if !inMarks && (len(strings.Fields(name)) > 6 || strings.ContainsAny(name, ".!?;:") && !strings.HasSuffix(name, ".")) {
		return c, false
	}
	if d := dated.FindStringSubmatch(name); d != nil && strings.TrimSpace(d[1]) != "" {
		if said, err := quotes.ParseDate(d[2]); err == nil && year(d[2]) >= 1000 {
			said.Words = "given in the list"
			name, c.Said = strings.TrimSpace(strings.TrimRight(d[1], ",( ")), said
		}
	}
	c.Text, c.Speaker = words, name
	return c, strings.TrimSpace(words) != "" && utf8.RuneCountInString(name) > 0
}

func year(s string) int {
	n, err := strconv.Atoi(s[:4])
	if err != nil {
		return 0
	}
	return n
}

// unmarked takes the marks from around words and says whether there were any.
func unmarked(s string) (string, bool) {
	s = strings.TrimSpace(s)
	for _, m := range marks {
		if inner, ok := strings.CutPrefix(s, m[0]); ok {
			if inner, ok := strings.CutSuffix(inner, m[1]); ok && strings.TrimSpace(inner) != "" {
				return inner, true
			}
		}
	}
	return s, false
}

// named finds the speaker in a text that another bot kept as a whole, where the words stand between marks with a name
// behind them. Any other text is all words.
func named(text string) (words, speaker string) {
	if strings.Contains(text, "\n") {
		return text, ""
	}
	m := behind.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return text, ""
	}
	words, inMarks := unmarked(m[1])
	if !inMarks {
		return text, ""
	}
	return words, strings.TrimSpace(strings.TrimPrefix(m[2], "@"))
}
