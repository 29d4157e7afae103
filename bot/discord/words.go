package discord

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"quotebot/bot/say"
	"quotebot/quotes"
)

//go:embed words/*.json
var wordFiles embed.FS

// tongues has the words of this package in other languages than English. Each is a file of the folder words, named by the
// language; English stands in the code, and is what is shown where a language lacks a text.
type tongues struct {
	by map[string]*tongue // by language: "de"
}

// tongue is one language. The keys of its texts are the English ones.
type tongue struct {
	Locales  []string             `json:"locales"`  // Discord's codes of the language
	Commands map[string][2]string `json:"commands"` // name and description, by path: "quote.add.text"
	Texts    map[string]string    `json:"texts"`
	Months   []string             `json:"months"`
	Days     []string             `json:"days"`     // short, from Sunday
	Date     string               `json:"date"`     // of %[1]s the day of the week, %[2]d the day, %[3]s the month, %[4]d the year
	MonthOf  string               `json:"month_of"` // of %[1]s the month, %[2]d the year
}

// readTongues reads the files.
func readTongues() (*tongues, error) {
	names, err := fs.Glob(wordFiles, "words/*.json")
	if err != nil {
		return nil, fmt.Errorf("list the languages: %w", err)
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
		t.by[strings.TrimSuffix(strings.TrimPrefix(name, "words/"), ".json")] = &one
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

// say writes a text in the language.
func (t *tongue) say(english string, args ...any) string {
	format := english
	if t != nil && t.Texts[english] != "" {
		format = t.Texts[english]
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// day writes a date as people read it, cut to what is known of it.
func (t *tongue) day(d quotes.Date) string {
	if t == nil {
		return say.Day(d)
	}
	month := t.Months[d.Time.Month()-1]
	switch d.Precision {
	case quotes.NoDate:
		return ""
	case quotes.Year:
		return d.Time.Format("2006")
	case quotes.Month:
		return fmt.Sprintf(t.MonthOf, month, d.Time.Year())
	default:
		return fmt.Sprintf(t.Date, t.Days[d.Time.Weekday()], d.Time.Day(), month, d.Time.Year())
	}
}

// who is say.Who in the language: the speaker with the role as printed, and who passed the words on.
func (t *tongue) who(c quotes.Citation) string {
	if t == nil {
		return say.Who(c)
	}
	s := c.Speaker
	switch {
	case s == "":
		s = t.say("speaker not known")
	case c.Role != "":
		s += ", " + c.Role
	}
	if c.Via != "" {
		s += " " + t.say("(as told by %s)", c.Via)
	}
	return s
}

// when is say.When in the language.
func (t *tongue) when(c quotes.Citation) string {
	switch {
	case t == nil:
		return say.When(c)
	case c.Said.IsZero() && c.Published.IsZero():
		return t.say("day not known")
	case c.Said.IsZero():
		return t.say("day not known, printed %s", t.day(c.Published))
	case c.Kind == quotes.Entered:
		return t.say("said %s", t.day(c.Said))
	}
	s := t.say("said %s", t.day(c.Said))
	if c.Said.Words != "" {
		s += " " + t.say("(from “%s”)", c.Said.Words)
	}
	if !c.Published.IsZero() && c.Published.Day() != c.Said.Day() {
		s += ", " + t.say("printed %s", t.day(c.Published))
	}
	return s
}

// doubt is say.Doubt in the language.
func (t *tongue) doubt(c quotes.Citation) string {
	s := say.Doubt(c)
	if s == "" || t == nil {
		return s
	}
	return t.say("not certain that it was %s (%d %%)", c.Speaker, int(c.Confidence*100+0.5))
}

// outlet names who printed a quote.
func (t *tongue) outlet(c quotes.Citation) string {
	switch name := say.Where(c); {
	case c.Kind == quotes.Message:
		return t.say("chat message")
	case name != "":
		return name
	case c.Title != "":
		return "“" + c.Title + "”"
	default:
		return t.say("a text without a name")
	}
}

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
