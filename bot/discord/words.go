package discord

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"quotebot/bot"
	"quotebot/bot/say"
)

//go:embed words/*.json
var wordFiles embed.FS

// tongues has the words of this package in other languages than English. Each is a file of the folder words, named by the
// language; English stands in the code, and is what is shown where a language lacks a text.
type tongues struct {
	by map[string]*tongue // by language: "de"
}

// tongue is one language. The keys of its texts are the English ones; they are told together with those of the brain, which
// every mouth tells.
type tongue struct {
	Locales  []string             `json:"locales"`  // Discord's codes of the language
	Commands map[string][2]string `json:"commands"` // name and description, by path: "quote.add.text"
	Texts    map[string]string    `json:"texts"`
	told     *say.Tongue
}

// readTongues reads the files.
func readTongues() (*tongues, error) {
	names, err := fs.Glob(wordFiles, "words/*.json")
	if err != nil {
		return nil, fmt.Errorf("list the languages: %w", err)
	}
	facts, err := bot.NewTexts()
	if err != nil {
		return nil, err
	}
	t := &tongues{by: map[string]*tongue{}}
	for _, name := range names {
		raw, err := wordFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the words of a language: %w", err)
		}
		var one tongue
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		language := strings.TrimSuffix(strings.TrimPrefix(name, "words/"), ".json")
		brain := facts.In(language)
		if brain == nil {
			return nil, fmt.Errorf("read %s: the brain has no such language", name)
		}
		one.told = brain.With(one.Texts)
		t.by[language] = &one
	}
	return t, nil
}

// of gives the language of a locale such as "de" or "es-419"; nil, which speaks English, when there is none.
func (t *tongues) of(locale string) *tongue {
	language, _, _ := strings.Cut(locale, "-")
	return t.by[language]
}

// command gives what a command is called and described as in every language, by Discord's locales.
func (t *tongues) command(path string) (names, descriptions map[string]string) {
	names, descriptions = map[string]string{}, map[string]string{}
	for _, language := range slices.Sorted(maps.Keys(t.by)) {
		one := t.by[language]
		words, ok := one.Commands[path]
		if !ok {
			continue
		}
		for _, locale := range one.Locales {
			names[locale] = words[0]
			if words[1] != "" {
				descriptions[locale] = words[1]
			}
		}
	}
	return names, descriptions
}

// options fills in the languages of options and what is below them.
func (t *tongues) options(path string, options []parameter) {
	for i := range options {
		o := &options[i]
		o.Names, o.Descriptions = t.command(path + "." + o.Name)
		for j := range o.Choices {
			o.Choices[j].Names, _ = t.command(path + "." + o.Name + "." + o.Choices[j].Value)
		}
		t.options(path+"."+o.Name, o.Options)
	}
}

// facts tells the facts of quotes in the language.
func (t *tongue) facts() *say.Tongue {
	if t == nil {
		return nil
	}
	return t.told
}

// say writes a text in the language.
func (t *tongue) say(english string, args ...any) string { return t.facts().Say(english, args...) }

// helpText is what /help shows. It is markdown of our own.
const helpText = "I keep quotations with their speaker, day and source, and find them again.\n" +
	"**Ask**: mention me, write to me directly, or use `/ask`: *what did the mayor say about the harbour?* " +
	"`/quote check` compares words as you remember them with what was printed; `/quote timeline` shows what somebody said over time.\n" +
	"**Keep**: `/quote from` takes quotes out of an article (address, saved page or text); `/quote add` keeps one that you type in; " +
	"on a message, *Apps → Save quote* keeps what was written.\n" +
	"**Look**: `/quote search`, `/quote list`, `/quote random`, `/quote show` with the number below a quote, `/quote stats`.\n" +
	"**Repair**: the buttons under a quote, `/quote edit`, `/quote delete`, `/quote history`.\n" +
	"**Yours**: `/privacy` shows and removes what is kept of you.\n" +
	"Quotes belong to this server; nobody elsewhere sees them. A number with an L is of the library that everybody shares."

// firstSteps is what to do when there is nothing yet.
const firstSteps = "Add the first with `/quote from` or `/quote add`, or on a message with *Apps → Save quote*."
