package meaning

import "strings"

// plain is a text as it is compared: in small letters, without quotation marks and the signs of cuts, and ended. To the
// encoder a capital or a full stop is part of what is said, and people who ask type neither.
func plain(text string) string {
	text = strings.NewReplacer("’", "'", "“", "", "”", "", `"`, "", "…", " ").Replace(strings.ToLower(text))
	text = strings.TrimRight(strings.Join(strings.Fields(text), " "), "., ")
	if text == "" || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}
