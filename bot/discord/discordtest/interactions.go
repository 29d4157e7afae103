package discordtest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Use is a person using a command.
type Use struct {
	Guild   string // empty for a direct message
	Channel string
	By      User
	Command string // with its subcommand: "quote random"
	Options []Option
	Target  *Posted        // of a message command
	Locale  string         // of the person's client; empty for "en-GB"
	UserApp bool           // the bot is the person's own app, and not in the place
	Can     string         // the person's rights in the channel, as Discord writes them; empty for none
	Extra   map[string]any // more fields of the interaction
}

// Option is a filled-in option.
type Option struct {
	Name    string
	Value   string
	Yes     bool  // of a boolean option
	File    *File // of an attachment option
	Type    string
	Focused bool // is being typed: the interaction asks for completions
}

// The states of an interaction.
const (
	waiting = iota
	thinking
	shown
)

// Interaction is a command that was used, with what the bot answered.
type Interaction struct {
	ID, Token, Channel string

	s             *Server
	at, responded time.Time
	completion    bool
	state         int
	into          *Message // of a component: the message that it is on
	fromForm      bool
	pending       bool // a component's answer was put off
	by            User
	place         Use // where it was used
	form          *Form
	deferredFlags int
	original      *Message
	followUps     []*Message
	choices       []Choice
}

// Use has a person use a command. Like Discord's client it does not let people use what is not registered, leave out
// what is required, or type more than is allowed.
func (s *Server) Use(u Use) (*Interaction, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.Guild == "" && u.Channel == "" {
		u.Channel = s.directChannel(u.By.ID)
	}
	data, completion, err := s.invocation(u)
	if err != nil {
		return nil, err
	}
	i := s.begin(u)
	i.completion = completion
	kind := 2
	if completion {
		kind = 4
	}
	s.interact(i, u, kind, data, nil)
	return i, nil
}

// begin makes an interaction. It needs the lock.
func (s *Server) begin(u Use) *Interaction {
	i := &Interaction{ID: s.id(), Token: "token-" + s.id(), Channel: u.Channel, s: s, at: time.Now(), by: u.By, place: u}
	s.interactions[i.Token] = i
	return i
}

// interact sends an interaction to the bot. It needs the lock.
func (s *Server) interact(i *Interaction, u Use, kind int, data map[string]any, extra map[string]any) {
	event := map[string]any{
		"id": i.ID, "application_id": AppID, "type": kind, "token": i.Token, "version": 1, "channel_id": u.Channel, "data": data,
		"locale": cmp.Or(u.Locale, "en-GB"), "context": 1, "app_permissions": "0", "entitlements": []any{}, "attachment_size_limit": 10 << 20,
	}
	switch {
	case u.Guild != "":
		event["guild_id"], event["context"] = u.Guild, 0
		mem := s.member(u.Guild, u.By)
		event["member"] = map[string]any{"user": mem.User, "nick": mem.Nick, "roles": mem.Roles, "permissions": cmp.Or(u.Can, "0")}
		event["authorizing_integration_owners"] = map[string]string{"0": u.Guild}
	case u.UserApp:
		event["user"], event["context"] = u.By, 2
	default:
		event["user"] = u.By
		event["authorizing_integration_owners"] = map[string]string{"0": "0"}
	}
	if u.UserApp {
		event["authorizing_integration_owners"] = map[string]string{"1": u.By.ID}
	}
	for _, more := range []map[string]any{extra, u.Extra} {
		for k, v := range more {
			event[k] = v
		}
	}
	if s.others > 0 {
		s.others--
		i.state = thinking
	}
	s.dispatch(u.Guild, "INTERACTION_CREATE", event)
}

// invocation makes an interaction's data. It needs the lock.
func (s *Server) invocation(u Use) (data map[string]any, completion bool, err error) {
	var defs []definition
	for _, where := range []string{u.Guild, ""} {
		var some []definition
		if raw := s.commands[where]; raw != nil && json.Unmarshal(raw, &some) == nil {
			defs = append(defs, some...)
		}
	}
	data = map[string]any{"id": s.id()}
	resolved := map[string]any{}
	if u.Target != nil {
		d := find(defs, u.Command, 3)
		if d == nil {
			return nil, false, fmt.Errorf("%w: message command %q", errUnknown, u.Command)
		}
		data["name"], data["type"], data["target_id"] = u.Command, 3, u.Target.ID
		resolved["messages"] = map[string]any{u.Target.ID: u.Target.data}
		data["resolved"] = resolved
		return data, false, nil
	}
	name, sub, nested := strings.Cut(u.Command, " ")
	d := find(defs, name, 1)
	if d != nil && !d.usable(u) {
		return nil, false, fmt.Errorf("%w: %q can't be used there", errUnknown, u.Command)
	}
	if d != nil && nested {
		d = find(d.Options, sub, 1)
	}
	if d == nil {
		return nil, false, fmt.Errorf("%w: command %q", errUnknown, u.Command)
	}
	options := []any{}
	for _, o := range u.Options {
		od := find(d.Options, o.Name, 0)
		if od == nil || od.MaxLength > 0 && len([]rune(o.Value)) > od.MaxLength {
			return nil, false, fmt.Errorf("%w: option %q of %q, or too long", errUnknown, o.Name, u.Command)
		}
		value := any(o.Value)
		if od.Type == 5 {
			value = o.Yes
		}
		if len(od.Choices) > 0 && !slices.ContainsFunc(od.Choices, func(c struct {
			Name  string            `json:"name"`
			Names map[string]string `json:"name_localizations"`
			Value any               `json:"value"`
		}) bool {
			return c.Value == value
		}) {
			return nil, false, fmt.Errorf("%w: %q is no choice of %q", errUnknown, o.Value, o.Name)
		}
		if o.File != nil {
			id := s.id()
			path := "/attachments/" + u.Channel + "/" + id + "/" + o.File.Name
			s.uploads[path] = o.File.Data
			resolved["attachments"] = map[string]any{id: map[string]any{
				"id": id, "filename": o.File.Name, "size": len(o.File.Data), "url": "http://" + s.addr + path, "content_type": o.Type,
			}}
			value = id
		}
		filled := map[string]any{"name": o.Name, "type": od.Type, "value": value}
		if o.Focused {
			if !od.Autocomplete {
				return nil, false, fmt.Errorf("%w: completion of %q", errUnknown, o.Name)
			}
			filled["focused"], completion = true, true
		}
		options = append(options, filled)
	}
	for _, od := range d.Options {
		if od.Required && !completion && !slices.ContainsFunc(u.Options, func(o Option) bool { return o.Name == od.Name }) {
			return nil, false, fmt.Errorf("%w: %q needs %q", errUnknown, u.Command, od.Name)
		}
	}
	data["name"], data["type"], data["options"], data["resolved"] = name, 1, options, resolved
	if nested {
		data["options"] = []any{map[string]any{"name": sub, "type": 1, "options": options}}
	}
	return data, completion, nil
}

// find finds a definition by its name, and by its type unless that is 0.
func find(list []definition, name string, kind int) *definition {
	for i := range list {
		if d := &list[i]; d.Name == name && (kind == 0 || d.Type == kind) {
			return d
		}
	}
	return nil
}

// usable says whether a command is offered where it is used.
func (d *definition) usable(u Use) bool {
	context, install := 1, 0
	switch {
	case u.Guild != "":
		context = 0
	case u.UserApp:
		context = 2
	}
	if u.UserApp {
		install = 1
	}
	return (d.Contexts == nil || slices.Contains(d.Contexts, context)) && (d.Install == nil && install == 0 || slices.Contains(d.Install, install))
}

// Answer waits for what the bot shows in answer: the last of what it has sent, once it is no longer thinking.
func (i *Interaction) Answer(ctx context.Context) (Message, error) {
	var m Message
	err := i.s.Wait(ctx, func() bool {
		i.s.mu.Lock()
		defer i.s.mu.Unlock()
		if i.state != shown || i.completion || i.pending || i.original == nil {
			return false
		}
		m = *i.original
		if n := len(i.followUps); n > 0 {
			m = *i.followUps[n-1]
		}
		return true
	})
	return m, err
}

// Deferred waits until the bot shows that it is thinking, or has shown it.
func (i *Interaction) Deferred(ctx context.Context) error {
	return i.s.Wait(ctx, func() bool {
		i.s.mu.Lock()
		defer i.s.mu.Unlock()
		return i.state == thinking || i.state == shown && i.original != nil
	})
}

// Choices waits for the completions.
func (i *Interaction) Choices(ctx context.Context) ([]Choice, error) {
	err := i.s.Wait(ctx, func() bool {
		i.s.mu.Lock()
		defer i.s.mu.Unlock()
		return i.state == shown
	})
	return i.choices, err
}

// Shown is everything that the bot has shown for the interaction so far, in order, deleted messages left out.
func (i *Interaction) Shown() []Message {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	var out []Message
	for _, m := range append([]*Message{i.original}, i.followUps...) {
		if m != nil && !m.Deleted {
			out = append(out, *m)
		}
	}
	return out
}

// Took is how long the bot took for its first response, and whether there was one.
func (i *Interaction) Took() (time.Duration, bool) {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.responded.Sub(i.at), !i.responded.IsZero()
}

// Registered waits until commands are registered with the guild, or everywhere when guild is empty.
func (s *Server) Registered(ctx context.Context, guild string) error {
	return s.Wait(ctx, func() bool { return s.Commands(guild) != nil })
}
