package discord

import (
	"context"
	"fmt"
	"reflect"
	"slices"
)

// command is an application command as Discord keeps it. Only what we set is here, so that a comparison with what is
// registered leaves out what Discord adds.
type command struct {
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Type         int               `json:"type"`
	Description  string            `json:"description,omitempty"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Options      []parameter       `json:"options,omitempty"`
	Install      []int             `json:"integration_types,omitempty"`
	Contexts     []int             `json:"contexts,omitempty"`
}

// parameter is an option as it is registered; a subcommand is one that has options itself.
type parameter struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Required     bool              `json:"required,omitempty"`
	Autocomplete bool              `json:"autocomplete,omitempty"`
	MinLength    *int              `json:"min_length,omitempty"`
	MaxLength    *int              `json:"max_length,omitempty"`
	Choices      []picked          `json:"choices,omitempty"`
	Options      []parameter       `json:"options,omitempty"`
}

// picked is a value that an option offers.
type picked struct {
	Name  string            `json:"name"`
	Names map[string]string `json:"name_localizations,omitempty"`
	Value string            `json:"value"`
}

// The commands' names are a contract with the people who have learned them.
const (
	commandAsk      = "ask"
	commandSearch   = "quote search"
	commandAdd      = "quote add"
	commandFrom     = "quote from"
	commandRandom   = "quote random"
	commandShow     = "quote show"
	commandList     = "quote list"
	commandEdit     = "quote edit"
	commandDelete   = "quote delete"
	commandRestore  = "quote restore"
	commandHistory  = "quote history"
	commandCheck    = "quote check"
	commandTimeline = "quote timeline"
	commandStats    = "quote stats"
	commandExport   = "quote export"
	commandImport   = "quote import"
	commandSettings = "quote settings"
	commandMine     = "privacy show"
	commandForget   = "privacy forget-me"
	commandOptOut   = "privacy opt-out"
	commandOptIn    = "privacy opt-in"
	commandHelp     = "help"
	commandSave     = "Save quote"
	commandWho      = "Who said this?"
)

// Limits of what people may type, in characters. Discord allows up to 6,000 in a string option.
const (
	maxQuestion = 2000
	maxWords    = 6000
	maxPasted   = 6000
	maxName     = 200
	maxNumber   = 20
	maxAddress  = 2000
)

// Where commands can be installed and used (integration types and contexts).
// https://discord.com/developers/docs/resources/application#application-object-application-integration-types
var (
	everyInstall = []int{installGuild, installUser}
	everywhere   = []int{inGuild, inDirect, inPrivate}
)

const (
	installGuild = 0
	installUser  = 1
	inGuild      = 0
	inDirect     = 1
	inPrivate    = 2 // direct messages between others, and groups
)

// commands is everything that people can call, in every language that there are words for. Who may use what beyond that is
// the server's choice (Integrations) and the brain's: Discord knows rights of whole commands only, not of subcommands.
func commands(t *tongues) []command {
	str := func(name, description string, required bool, limit int) parameter {
		o := parameter{Type: optionString, Name: name, Description: description, Required: required, MaxLength: &limit}
		if required {
			one := 1
			o.MinLength = &one
		}
		return o
	}
	completed := func(o parameter) parameter {
		o.Autocomplete = true
		return o
	}
	speaker := func(required bool, description string) parameter {
		return completed(str("speaker", description, required, maxName))
	}
	number := func(description string) parameter { return completed(str("number", description, true, maxNumber)) }
	sub := func(name, description string, options ...parameter) parameter {
		return parameter{Type: optionSub, Name: name, Description: description, Options: options}
	}
	one := func(name, description string, values ...picked) parameter {
		return parameter{Type: optionString, Name: name, Description: description, Choices: values}
	}
	file := func(description string, required bool) parameter {
		return parameter{Type: optionAttachment, Name: "file", Description: description, Required: required}
	}
	list := []command{
		{Name: commandAsk, Description: "Ask what somebody said, in your own words", Options: []parameter{
			str("question", "For example: what did the mayor say about the harbour?", true, maxQuestion),
		}},
		{Name: "quote", Description: "Keep quotes and look at them", Options: []parameter{
			sub("search", "Find quotes by words, speaker, outlet and day",
				str("query", "Words or a question", true, maxQuestion),
				speaker(false, "Only of this person"),
				completed(str("outlet", "Only of this newspaper or site", false, maxName)),
				str("after", "Said on or after: 2023, 2023-01 or 2023-01-20", false, maxName),
				str("before", "Said on or before: 2023, 2023-01 or 2023-01-20", false, maxName),
				one("sort", "What comes first", picked{Name: "best match", Value: "relevance"}, picked{Name: "newest words", Value: "said"}, picked{Name: "last added", Value: "added"})),
			sub("add", "Keep a quote that you type in; without options a form opens",
				str("text", "The exact words", false, maxWords),
				speaker(false, "Who said it"),
				str("date", "When it was said: 2023, 2023-01 or 2023-01-20", false, maxName),
				str("source", "Where it was printed: a web address", false, maxAddress)),
			sub("from", "Choose quotes of an article to keep",
				str("url", "Address of the article", false, maxAddress),
				file("The saved page (HTML) or its text, for pages that the bot can't open", false),
				str("text", "The article's text, pasted", false, maxPasted)),
			sub("random", "Show a quote picked at random", speaker(false, "Only of this person")),
			sub("show", "Show the quote with a number", number("The number below the quote, such as 12, or L12 for one of the library"),
				parameter{Type: optionBoolean, Name: "card", Description: "As a picture to share"}),
			sub("list", "Leaf through the quotes", speaker(false, "Only of this person")),
			sub("edit", "Correct a quote in a form", number("The number below the quote")),
			sub("delete", "Put a quote into the trash, or remove what you said yourself", number("The number below the quote")),
			sub("restore", "Take a quote out of the trash", number("Its number")),
			sub("history", "What was changed in a quote, when and by whom", number("The number below the quote")),
			sub("check", "Compare words as you remember them with what was printed",
				str("text", "The words", true, maxWords), speaker(false, "Who is supposed to have said them")),
			sub("timeline", "What somebody said over time", speaker(true, "Whose words"), str("topic", "About what", false, maxName)),
			sub("stats", "Who is quoted most, from where, and when"),
			sub("export", "Get the quotes as a file", one("format", "JSON Lines unless you choose", picked{Name: "JSON Lines", Value: "jsonl"}, picked{Name: "CSV", Value: "csv"})),
			sub("import", "Take in a file of quotes, of this or another bot", file("Of Quoter, NadekoBot, Firebot, Red, UB3R-B0T, Diabot, or lines such as: words - name", true)),
			sub("settings", "Who may add, what happens to deleted messages, the daily quote"),
		}},
		{Name: "privacy", Description: "What is kept of you, and how to remove it", Options: []parameter{
			sub("show", "Everything that is kept of you"),
			sub("forget-me", "Forget what you said and what you added, for good"),
			sub("opt-out", "Nobody can keep your messages, and those that are kept are hidden"),
			sub("opt-in", "Undo opt-out"),
		}},
		{Name: commandHelp, Description: "What this bot can do"},
		{Name: commandSave, Type: commandMessage},
		{Name: commandWho, Type: commandMessage},
	}
	for i := range list {
		c := &list[i]
		if c.Type == 0 {
			c.Type = commandChat
		}
		c.Install, c.Contexts = everyInstall, everywhere
		c.Names, c.Descriptions = t.command(c.Name)
		t.options(c.Name, c.Options)
	}
	return list
}

// register makes Discord's list of our commands the one above; it writes only when they differ, because a write counts
// against a daily limit and makes clients load the list anew.
func (a *api) register(ctx context.Context, app, guild string, want []command) (changed bool, err error) {
	path := "applications/" + app + "/commands"
	if guild != "" {
		path = "applications/" + app + "/guilds/" + guild + "/commands"
	}
	var there []command
	if err := a.call(ctx, "GET", path+"?with_localizations=true", nil, &there); err != nil {
		return false, fmt.Errorf("read the registered commands: %w", err)
	}
	if !sameCommands(there, want) {
		if err := a.call(ctx, "PUT", path, want, nil); err != nil {
			return false, fmt.Errorf("register commands: %w", err)
		}
		return true, nil
	}
	return false, nil
}

// sameCommands compares two lists in any order.
func sameCommands(a, b []command) bool {
	sorted := func(list []command) []command {
		list = slices.Clone(list)
		slices.SortFunc(list, func(x, y command) int {
			if x.Type != y.Type {
				return x.Type - y.Type
			}
			if x.Name < y.Name {
				return -1
			}
			return 1
		})
		for i := range list {
			c := &list[i]
			c.Install, c.Contexts = slices.Sorted(slices.Values(c.Install)), slices.Sorted(slices.Values(c.Contexts))
			c.Names, c.Descriptions = unlessEmpty(c.Names), unlessEmpty(c.Descriptions)
			c.Options = plainOptions(c.Options)
		}
		return list
	}
	return reflect.DeepEqual(sorted(a), sorted(b))
}

// plainOptions makes no options and an empty list of them the same.
func plainOptions(options []parameter) []parameter {
	if len(options) == 0 {
		return nil
	}
	options = slices.Clone(options)
	for i := range options {
		o := &options[i]
		o.Names, o.Descriptions = unlessEmpty(o.Names), unlessEmpty(o.Descriptions)
		o.Options = plainOptions(o.Options)
		if len(o.Choices) == 0 {
			o.Choices = nil
		}
		for j := range o.Choices {
			o.Choices[j].Names = unlessEmpty(o.Choices[j].Names)
		}
	}
	return options
}

func unlessEmpty(m map[string]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	return m
}
