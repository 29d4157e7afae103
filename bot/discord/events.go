package discord

import (
	"encoding/json"
	"time"
)

// What is read of Discord's objects. We decode them ourselves: the library gives up on a whole message when one of its
// components is of a type that it does not know, and we need none of them.
// https://discord.com/developers/docs/interactions/receiving-and-responding

// The types of interaction.
const (
	interactionCommand      = 2
	interactionComponent    = 3
	interactionAutocomplete = 4
	interactionForm         = 5
)

// The types of application command.
const (
	commandChat    = 1
	commandMessage = 3
)

// The types of command option.
const (
	optionSub        = 1
	optionString     = 3
	optionBoolean    = 5
	optionAttachment = 11
)

type user struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

type member struct {
	User  *user    `json:"user"`
	Nick  string   `json:"nick"`
	Roles []string `json:"roles"`
	// Permissions are the member's rights in the channel of an interaction; messages come without.
	Permissions permissions `json:"permissions"`
}

type interaction struct {
	ID            string            `json:"id"`
	ApplicationID string            `json:"application_id"`
	Type          int               `json:"type"`
	Token         string            `json:"token"`
	GuildID       string            `json:"guild_id"`
	ChannelID     string            `json:"channel_id"`
	Member        *member           `json:"member"`
	User          *user             `json:"user"`
	Owners        map[string]string `json:"authorizing_integration_owners"`
	Locale        string            `json:"locale"`
	Context       *int              `json:"context"`
	MaxFile       int64             `json:"attachment_size_limit"`
	Data          interactionData   `json:"data"`
	Message       *shownMessage     `json:"message"` // that a component was used on
}

// shownMessage is what is needed of a message of our own.
type shownMessage struct {
	ID         string          `json:"id"`
	Flags      int             `json:"flags"`
	Components json.RawMessage `json:"components"`
	Of         *struct {
		ID string `json:"id"` // of the interaction that it answers
	} `json:"interaction_metadata"`
}

type interactionData struct {
	Name     string   `json:"name"`
	Type     int      `json:"type"`
	Options  []option `json:"options"`
	TargetID string   `json:"target_id"`
	// Of a component or a form.
	CustomID      string   `json:"custom_id"`
	ComponentType int      `json:"component_type"`
	Values        []string `json:"values"`
	Components    []field  `json:"components"`
	Resolved      struct {
		Messages    map[string]chatMessage `json:"messages"`
		Attachments map[string]attachment  `json:"attachments"`
	} `json:"resolved"`
}

type option struct {
	Name    string          `json:"name"`
	Type    int             `json:"type"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
	Options []option        `json:"options"`
}

// field is what was filled in, with the label or the row that it is in.
type field struct {
	CustomID   string  `json:"custom_id"`
	Value      string  `json:"value"`
	Component  *field  `json:"component"`
	Components []field `json:"components"`
}

type attachment struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	Size        int64  `json:"size"`
	URL         string `json:"url"`
	ContentType string `json:"content_type"`
}

type chatMessage struct {
	ID          string       `json:"id"`
	Type        int          `json:"type"`
	ChannelID   string       `json:"channel_id"`
	GuildID     string       `json:"guild_id"`
	WebhookID   string       `json:"webhook_id"`
	Author      *user        `json:"author"`
	Member      *member      `json:"member"`
	Content     string       `json:"content"`
	Timestamp   time.Time    `json:"timestamp"`
	Mentions    []user       `json:"mentions"`
	Attachments []attachment `json:"attachments"`
	Stickers    []struct {
		Name string `json:"name"`
	} `json:"sticker_items"`
	Embeds []struct {
		Title       string `json:"title"`
		Description string `json:"description"`
	} `json:"embeds"`
	Referenced *chatMessage `json:"referenced_message"`
}

// name is what people see of the user where no nick is known.
func (u *user) name() string {
	if u.GlobalName != "" {
		return u.GlobalName
	}
	return u.Username
}

// nameIn is what people of a guild see of the user.
func (u *user) nameIn(m *member) string {
	if m != nil && m.Nick != "" {
		return m.Nick
	}
	return u.name()
}

// asker is who used the interaction, or nil when Discord did not say.
func (i *interaction) asker() *user {
	if i.Member != nil && i.Member.User != nil {
		return i.Member.User
	}
	return i.User
}

// userApp says whether the bot is there only as the asker's own app, so that nobody else asked for its answers.
func (i *interaction) userApp() bool {
	if i.Context != nil && *i.Context == inPrivate {
		return true
	}
	_, ok := i.Owners["0"]
	return len(i.Owners) > 0 && !ok && i.GuildID != ""
}

// thread is what stays the same over everything that is pressed on a message: the id of the interaction that it answered.
func (i *interaction) thread() string {
	switch {
	case i.Message == nil:
		return i.ID
	case i.Message.Of != nil && i.Message.Of.ID != "":
		return i.Message.Of.ID
	default:
		return i.Message.ID
	}
}

// filled is what stands in a field of a form, and whether the form has it.
func (d *interactionData) filled(id string) (string, bool) {
	var find func(list []field) (string, bool)
	find = func(list []field) (string, bool) {
		for _, f := range list {
			if f.Component != nil {
				f.Components = append(f.Components, *f.Component)
			}
			if f.CustomID == id {
				return f.Value, true
			}
			if v, ok := find(f.Components); ok {
				return v, true
			}
		}
		return "", false
	}
	return find(d.Components)
}

// guild is the guild whose quotes the interaction may see: the one that it was used in, if the bot was installed to it
// and not only to the user.
func (i *interaction) guild() string {
	if _, ok := i.Owners["0"]; len(i.Owners) > 0 && !ok {
		return ""
	}
	return i.GuildID
}

// command is the name of the command with its subcommand, and the options given to it.
func (d *interactionData) command() (string, []option) {
	if len(d.Options) == 1 && d.Options[0].Type == optionSub {
		return d.Name + " " + d.Options[0].Name, d.Options[0].Options
	}
	return d.Name, d.Options
}

// text is the value of a string option, or empty.
func text(options []option, name string) string {
	for _, o := range options {
		if o.Name != name {
			continue
		}
		var s string
		if json.Unmarshal(o.Value, &s) == nil {
			return s
		}
	}
	return ""
}

// yes is the value of a boolean option, or false.
func yes(options []option, name string) bool {
	for _, o := range options {
		if o.Name == name {
			return string(o.Value) == "true"
		}
	}
	return false
}

// focused is the option that is being typed, or nil.
func focused(options []option) *option {
	for i := range options {
		if options[i].Focused {
			return &options[i]
		}
	}
	return nil
}
