package bot

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"quotebot/bot/say"
)

//go:embed texts/*.json
var textFiles embed.FS

// Texts are the brain's sentences, and those of say, in other languages than English. The files in texts have them under the English ones,
// so that a sentence without a translation is English and never missing.
type Texts struct{ languages map[string]*say.Tongue }

// NewTexts reads the texts that are part of the program.
func NewTexts() (*Texts, error) {
	files, err := textFiles.ReadDir("texts")
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	t := &Texts{languages: map[string]*say.Tongue{}}
	for _, f := range files {
		data, err := textFiles.ReadFile("texts/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("read texts: %w", err)
		}
		var one say.Tongue
		if err := json.Unmarshal(data, &one); err != nil {
			return nil, fmt.Errorf("read texts of %s: %w", f.Name(), err)
		}
		t.languages[strings.TrimSuffix(f.Name(), path.Ext(f.Name()))] = &one
	}
	return t, nil
}

// In gives the language of a locale such as "de" or "es-419"; nil, which is English, when there is none.
func (t *Texts) In(locale string) *say.Tongue {
	if t == nil {
		return nil
	}
	language, _, _ := strings.Cut(strings.ToLower(locale), "-")
	return t.languages[language]
}

// text gives a fixed text in the asker's language.
func (r Request) text(english string) string { return r.tongue.Text(english) }

// say writes a sentence in the asker's language.
func (r Request) say(format string, args ...any) string {
	return r.tongue.Say(format, args...)
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
