package timeline

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// wrap breaks pieces into lines that are at most as wide as room at a size of type. A word that is wider is cut.
func wrap(pieces []piece, size, room int) [][]piece {
	var lines [][]piece
	var line []piece
	used := 0.0
	blank := false // a blank is due before the next word
	put := func(text, class string) {
		if n := len(line); n > 0 && line[n-1].class == class {
			line[n-1].text += text
		} else {
			line = append(line, piece{text, class})
		}
	}
	end := func() {
		if len(line) > 0 {
			lines = append(lines, line)
		}
		line, used, blank = nil, 0, false
	}
	limit := float64(room) / float64(size)
	for _, p := range pieces {
		rest := p.text
		for rest != "" {
			trimmed := strings.TrimLeftFunc(rest, unicode.IsSpace)
			blank = (blank || len(trimmed) < len(rest)) && used > 0
			if trimmed == "" {
				break
			}
			word, after := trimmed, ""
			if i := strings.IndexFunc(trimmed, unicode.IsSpace); i >= 0 {
				word, after = trimmed[:i], trimmed[i:]
			}
			rest = after
			need := ems(word)
			if blank {
				need += blankEms
			}
			if used > 0 && used+need > limit {
				end()
			}
			if blank {
				put(" ", p.blankClass(line))
				used += blankEms
				blank = false
			}
			for ems(word) > limit {
				head := fitting(word, limit)
				put(head, p.class)
				end()
				word = word[len(head):]
			}
			if word != "" {
				put(word, p.class)
				used += ems(word)
			}
		}
	}
	end()
	return lines
}

// blankClass is the style of a blank before this piece: that of the line so far if it is the same, so that a run of struck
// words is struck through in one line, else plain.
func (p piece) blankClass(line []piece) string {
	if n := len(line); n > 0 && line[n-1].class == p.class {
		return p.class
	}
	return plain
}

// fitting is the longest head of a word, one sign at least, that is not wider than limit.
func fitting(word string, limit float64) string {
	used, end := 0.0, 0
	g := uniseg.NewGraphemes(word)
	for g.Next() {
		used += ems(g.Str())
		if used > limit && end > 0 {
			break
		}
		_, end = g.Positions()
	}
	return word[:end]
}

// blankEms is the width of a blank.
const blankEms = 0.32

// ems is about how wide a text is in units of its size, rather too wide than too narrow: the reader's own font sets it.
// Measured on the widest of the usual sans-serif fonts of phones and desktops.
func ems(text string) float64 {
	sum := 0.0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r):
		case strings.ContainsRune("ijltfrI.,:;'’‘|!()[]-", r):
			sum += 0.4
		case strings.ContainsRune("mwMW@%—…", r):
			sum += 1
		case unicode.IsUpper(r):
			sum += 0.75
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r > 0xffff:
			sum += 1.1
		default:
			sum += 0.63
		}
	}
	return sum
}
