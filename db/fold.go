package db

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// foldName brings a name to the form in which names are compared: lower case, accents and marks dropped, words parted by
// one blank.
func foldName(name string) string {
	var out strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(name) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if gap && out.Len() > 0 {
				out.WriteByte(' ')
			}
			gap = false
			out.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return out.String()
}
