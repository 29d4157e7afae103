package page

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/furniture.txt
var furnitureList string

// furniture is how what is not the article is told by its words; the list's head says what each kind means.
type furniture struct {
	whole, classes                 map[string]bool
	labels, begins, holds, credits []string
}

// knownFurniture reads the list that is built in, once.
var knownFurniture = sync.OnceValue(func() furniture {
	f := furniture{whole: map[string]bool{}, classes: map[string]bool{}}
	for line := range strings.Lines(furnitureList) {
		kind, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch kind {
		case "whole":
			f.whole[words] = true
		case "class":
			f.classes[words] = true
		case "label":
			f.labels = append(f.labels, words)
		case "begins":
			f.begins = append(f.begins, words)
		case "holds":
			f.holds = append(f.holds, words)
		case "credit":
			f.credits = append(f.credits, words)
		}
	}
	return f
})

// Lines that are told by their form. They are matched in small letters, and only where a glance at the line's ends has
// shown that they may match, because every line of every page comes by here.
var (
	// datedLine only says when something was printed or changed, and by whom.
	datedLine = regexp.MustCompile(`^(?:(?:first )?(?:published|updated|posted|last (?:updated|modified))(?: (?:on|at))?\s*:?\s.{0,12}\d.{0,100}|by .{3,60} [-–—|•·,] .{0,20}\d{1,4}[/.,-].{3,40})$`)
	// bracketCredit ends in a picture's credit.
	bracketCredit = regexp.MustCompile(`[(\[](?:image|photo|picture|credit|foto|bild|image credit|photo credit|photograph|courtesy|©)\b[^()]{0,120}[)\]][^\pL]*$`)
	// lineCredit is a picture's credit.
	lineCredit = regexp.MustCompile(`^(?:(?:photo|image|credit|foto|picture|photograph|bild)(?: by| credit)?\s*(?::|\.\.\.)|©).{1,80}$`)
)

// isLine says whether a line is furniture by its words.
func (f furniture) isLine(l string) bool {
	l = strings.ReplaceAll(strings.ToLower(l), "’", "'")
	length := utf8.RuneCountInString(l)
	switch {
	case length > 400:
		return false
	case f.whole[l], f.whole[strings.TrimFunc(l, func(r rune) bool { return !unicode.IsLetter(r) })]:
		return true
	case hasPrefix(l, f.begins):
		return true
	case hasPrefix(l, f.labels) && len(strings.Fields(l)) <= 8 && !endsSentence(l):
		return true
	case length > 300:
		return false
	}
	for _, words := range f.holds {
		if strings.Contains(l, words) {
			return true
		}
	}
	tail := l[max(0, len(l)-60):]
	for _, words := range f.credits {
		if at := strings.LastIndex(tail, words); at >= 0 && !strings.Contains(tail[at:], ". ") && len(tail)-at-len(words) < 25 && !endsSentence(tail) {
			return true
		}
	}
	switch {
	case length < 200 && hasPrefix(l, []string{"published", "updated", "posted", "first ", "last ", "by "}) && datedLine.MatchString(l):
		return true
	case length < 100 && hasPrefix(l, []string{"photo", "image", "credit", "foto", "picture", "bild", "©"}) && lineCredit.MatchString(l):
		return true
	}
	end := strings.TrimRight(l, " .,;|")
	return (strings.HasSuffix(end, ")") || strings.HasSuffix(end, "]")) && bracketCredit.MatchString(l)
}

func hasPrefix(l string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(l, p) {
			return true
		}
	}
	return false
}

// endsSentence says whether a line ends like a sentence, marks and brackets aside.
func endsSentence(l string) bool {
	l = strings.TrimRight(l, " \"”’')»“]")
	return strings.HasSuffix(l, ".") || strings.HasSuffix(l, "?") || strings.HasSuffix(l, "!")
}
