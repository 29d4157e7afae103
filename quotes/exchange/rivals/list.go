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
	sign     = regexp.MustCompile(`^(?:[-–—−]{1,3}|~)\s*`)
	between  = regexp.MustCompile(`\s+(?:[-–—−]{1,3}\s+|~\s*)`)
	dated    = regexp.MustCompile(`^(.*?)[,\s(]+(\d{4}(?:-\d{2}(?:-\d{2})?)?)\)?$`)
)

// marks are the pairs of quotation marks that may stand around the words.
var marks = [][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"„", "”"}, {"«", "»"}, {"»", "«"}, {"‘", "’"}, {"'", "'"}}

// list reads lines like: "words" - Name. It is taken for a list when at least half of its lines have a name behind words.
func list(data []byte, most int) (File, bool) {
	f := File{Format: "a list of lines", most: most}
	lines := 0
	i := -1
	for line := range strings.SplitSeq(string(data), "\n") {
		if f.full() {
			break
		}
		i++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		lines++
		c, ok := entry(line)
		if !ok {
			f.problem(i+1, quotes.Faultf("there is no name behind the words, as in: “words” - Name"))
			continue
		}
		c, err := finished(c)
		if err != nil {
			f.problem(i+1, err)
			continue
		}
		f.add(i+1, c)
	}
	return f, len(f.Entries) > 0 && 2*len(f.Entries) >= lines
}

// entry reads one line.
func entry(line string) (quotes.Citation, bool) {
	c := quotes.Citation{Kind: quotes.Entered}
	words, name, inMarks := parted(numbered.ReplaceAllString(line, ""))
	// Without marks a dash is common in a sentence: only what looks like a name is one.
	if !inMarks && (name == "" || len(strings.Fields(name)) > 6 || strings.ContainsAny(name, ".!?;:") && !strings.HasSuffix(name, ".")) {
		return c, false
	}
	if d := dated.FindStringSubmatch(name); d != nil && strings.TrimSpace(d[1]) != "" {
		if said, err := quotes.ParseDate(d[2]); err == nil && year(d[2]) >= 1000 {
			said.Words = "given in the list"
			name, c.Said = strings.TrimSpace(strings.TrimRight(d[1], ",( ")), said
		}
	}
	c.Text, c.Speaker = words, name
	return c, strings.TrimSpace(words) != ""
}

// maxName is how long a name may be, in runes.
const maxName = 80

// parted cuts a line into the words and the name behind them. inMarks says that the words stand between marks; then the
// name may be missing.
func parted(line string) (words, name string, inMarks bool) {
	line = strings.TrimSpace(line)
	for _, m := range marks {
		inner, ok := strings.CutPrefix(line, m[0])
		end := strings.LastIndex(inner, m[1])
		if !ok || end <= 0 || strings.TrimSpace(inner[:end]) == "" {
			continue
		}
		rest := strings.TrimSpace(inner[end+len(m[1]):])
		if rest == "" {
			return inner[:end], "", true
		}
		if loc := sign.FindStringIndex(rest); loc != nil && isName(rest[loc[1]:]) {
			return inner[:end], nameIn(rest[loc[1]:]), true
		}
	}
	all := between.FindAllStringIndex(line, -1)
	if len(all) == 0 {
		return line, "", false
	}
	last := all[len(all)-1]
	if !isName(line[last[1]:]) {
		return line, "", false
	}
	return line[:last[0]], nameIn(line[last[1]:]), false
}

func isName(s string) bool {
	n := utf8.RuneCountInString(nameIn(s))
	return n > 0 && n <= maxName && !strings.ContainsAny(s, `"“”„«»`)
}

func nameIn(s string) string { return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), "@")) }

func year(s string) int {
	n, err := strconv.Atoi(s[:4])
	if err != nil {
		return 0
	}
	return n
}

// named finds the speaker in a text that another bot kept as a whole, where the words stand between marks with a name
// behind them. Any other text is all words.
func named(text string) (words, speaker string) {
	if strings.Contains(text, "\n") {
		return text, ""
	}
	words, speaker, inMarks := parted(text)
	if !inMarks || speaker == "" {
		return text, ""
	}
	return words, speaker
}
