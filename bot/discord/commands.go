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
	Name        string      `json:"name"`
	Type        int         `json:"type"`
	Description string      `json:"description,omitempty"`
	Options     []parameter `json:"options,omitempty"`
	Install     []int       `json:"integration_types,omitempty"`
	Contexts    []int       `json:"contexts,omitempty"`
}

// parameter is an option as it is registered; a subcommand is one that has options itself.
type parameter struct {
	Type         int         `json:"type"`
	Name         string      `json:"name"`
	Description  string      `json:"description"`
	Required     bool        `json:"required,omitempty"`
	Autocomplete bool        `json:"autocomplete,omitempty"`
	MinLength    *int        `json:"min_length,omitempty"`
	MaxLength    *int        `json:"max_length,omitempty"`
	Options      []parameter `json:"options,omitempty"`
}

// The commands' names are a contract with the people who have learned them.
const (
	commandAsk    = "ask"
	commandAdd    = "quote add"
	commandFrom   = "quote from"
	commandRandom = "quote random"
	commandShow   = "quote show"
	commandHelp   = "help"
	commandSave   = "Save quote"
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

// commands is everything that people can call. They are for guilds and direct messages with the bot; the bot is
// installed to guilds.
func commands() []command {
	str := func(name, description string, required bool, limit int) parameter {
		o := parameter{Type: optionString, Name: name, Description: description, Required: required, MaxLength: &limit}
		if required {
			one := 1
			o.MinLength = &one
		}
		return o
	}
	speaker := func(required bool, description string) parameter {
		o := str("speaker", description, required, maxName)
		o.Autocomplete = true
		return o
	}
	list := []command{
		{Name: "ask", Description: "Ask what somebody said, in your own words", Options: []parameter{
			str("question", "For example: what did the mayor say about the harbour?", true, maxQuestion),
		}},
		{Name: "quote", Description: "Keep quotes and look at them", Options: []parameter{
			{Type: optionSub, Name: "add", Description: "Keep a quote that you type in", Options: []parameter{
				str("text", "The exact words", true, maxWords),
				speaker(true, "Who said it"),
				str("date", "When it was said: 2023, 2023-01 or 2023-01-20", false, maxName),
				str("url", "Where it was printed", false, maxAddress),
			}},
			{Type: optionSub, Name: "from", Description: "Keep the quotes of an article", Options: []parameter{
				str("url", "Address of the article", false, maxAddress),
				{Type: optionAttachment, Name: "file", Description: "The saved page (HTML) or its text, for pages that the bot can't open"},
				str("text", "The article's text, pasted", false, maxPasted),
			}},
			{Type: optionSub, Name: "random", Description: "Show a quote picked at random", Options: []parameter{
				speaker(false, "Only of this person"),
			}},
			{Type: optionSub, Name: "show", Description: "Show the quote with a number", Options: []parameter{
				str("number", "The number below the quote, such as 12, or L12 for one of the library", true, maxNumber),
			}},
		}},
		{Name: commandHelp, Description: "What this bot can do"},
		{Name: commandSave, Type: commandMessage},
	}
	for i := range list {
		if list[i].Type == 0 {
			list[i].Type = commandChat
		}
		list[i].Install, list[i].Contexts = []int{0}, []int{0, 1}
	}
	return list
}

// helpText is what /help shows. It is markdown of our own.
const helpText = "I keep quotations with their speaker, day and source, and find them again.\n" +
	"**Ask**: mention me, write to me directly, or use `/ask`: *what did the mayor say about the harbour?*\n" +
	"**Keep**: `/quote from` takes the quotes out of an article (address, saved page or text); `/quote add` keeps one that you type in; " +
	"on a message, *Apps → Save quote* keeps what was written.\n" +
	"**Look**: `/quote random`, `/quote show` with the number below a quote.\n" +
	"Quotes belong to this server; nobody elsewhere sees them. A number with an L is of the library that everybody shares."

// firstSteps is what to do when there is nothing yet.
const firstSteps = "Add the first with `/quote from` or `/quote add`, or on a message with *Apps → Save quote*."

// register makes Discord's list of our commands the one above; it writes only when they differ, because a write counts
// against a daily limit and makes clients load the list anew.
func (a *api) register(ctx context.Context, app, guild string) (changed bool, err error) {
	path := "applications/" + app + "/commands"
	if guild != "" {
		path = "applications/" + app + "/guilds/" + guild + "/commands"
	}
	var there []command
	if err := a.call(ctx, "GET", path, nil, &there); err != nil {
		return false, fmt.Errorf("read the registered commands: %w", err)
	}
	if want := commands(); !sameCommands(there, want) {
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
			list[i].Install, list[i].Contexts = slices.Sorted(slices.Values(list[i].Install)), slices.Sorted(slices.Values(list[i].Contexts))
			list[i].Options = plainOptions(list[i].Options)
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
		options[i].Options = plainOptions(options[i].Options)
	}
	return options
}
