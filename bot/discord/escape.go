package discord

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Discord's limits on what a message shows, in UTF-16 units, which is how its clients count.
// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
const (
	maxContent     = 2000
	maxTitle       = 256
	maxDescription = 4096
	maxFooter      = 2048
	maxEmbedText   = 6000 // over all embeds of a message
	maxEmbeds      = 10
	maxChoices     = 25
	maxChoice      = 100
)

// length counts as Discord's clients do.
func length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// escape makes text that shows as it is: markdown, code, spoilers, links, mentions, timestamps and custom emoji in it
// stay signs. A backslash before a punctuation mark shows the mark itself everywhere in a message.
func escape(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	lineStart := true // only blanks since the line began
	digits := false   // only digits since the line began
	for i, r := range s {
		switch {
		case r == 0:
			continue
		case strings.ContainsRune("\\*_~`|<[]@", r),
			lineStart && strings.ContainsRune("#->+", r),
			digits && (r == '.' || r == ')'),
			r == ':' && strings.HasPrefix(s[i:], "://"):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		switch {
		case r == '\n':
			lineStart, digits = true, false
		case unicode.IsSpace(r) && lineStart:
		default:
			digits = (lineStart || digits) && '0' <= r && r <= '9'
			lineStart = false
		}
	}
	return b.String()
}

// ownMarkup is what stays as it is in a chat message: spoilers, which must not be unveiled, and custom emoji.
var ownMarkup = regexp.MustCompile(`\|\||<a?:[A-Za-z0-9_]{2,32}:[0-9]{15,20}>`)

// escapeMessage is escape for the words of a chat message. A spoiler whose end was cut off is closed.
func escapeMessage(s string) string {
	var b strings.Builder
	at, bars := 0, 0
	for _, m := range ownMarkup.FindAllStringIndex(s, -1) {
		b.WriteString(escape(s[at:m[0]]))
		b.WriteString(s[m[0]:m[1]])
		if at = m[1]; s[m[0]] == '|' {
			bars++
		}
	}
	b.WriteString(escape(s[at:]))
	if bars%2 == 1 {
		b.WriteString("||")
	}
	return b.String()
}

// isolate keeps text with right-to-left letters, or with signs that change the direction, from turning round what stands
// beside it (Unicode Annex 9, isolates).
func isolate(s string) string {
	const first, pop = "\u2068", "\u2069"
	for _, r := range s {
		if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Bidi_Control) {
			return first + s + pop
		}
	}
	return s
}

// cut shortens text to at most limit units, at the end of a word where there is one near, and marks the cut with "…".
func cut(s string, limit int) string {
	n, end, space := 0, -1, -1
	for i, r := range s {
		n += utf16.RuneLen(r)
		if n > limit {
			break
		}
		if n <= limit-1 {
			end = i + utf8.RuneLen(r)
		}
		if unicode.IsSpace(r) {
			space = i
		}
	}
	if n <= limit {
		return s
	}
	end = max(end, 0)
	if space > end*3/4 && space <= end {
		end = space
	}
	return strings.TrimRightFunc(s[:end], unicode.IsSpace) + "…"
}

// oneLine puts text on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// safeLink is an address that can stand in a masked link, or empty when there is none of at most limit units. What would
// end the link is percent-encoded.
func safeLink(link string, limit int) string {
	if !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") || !utf8.ValidString(link) {
		return ""
	}
	if strings.ContainsFunc(link, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}) {
		return ""
	}
	link = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `"`, "%22", `\`, "%5C", "`", "%60", "|", "%7C").Replace(link)
	if length(link) > limit {
		return ""
	}
	return link
}

// fit escapes text and shortens it so that the escaped form has at most limit units.
func fit(s string, limit int) string {
	for n := limit; n > 0; {
		e := isolate(escape(cut(s, n)))
		size := length(e)
		if size <= limit {
			return e
		}
		n = min(n-1, n*limit/size)
	}
	return ""
}
