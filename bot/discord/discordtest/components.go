package discordtest

import (
	"context"
	"fmt"
	"net/url"
	"slices"
)

// Component is a part of a message or a form that people can press, choose from or type into.
type Component struct {
	Type        int         `json:"type"`
	CustomID    string      `json:"custom_id"`
	Style       int         `json:"style"`
	Label       string      `json:"label"`
	Description string      `json:"description"`
	URL         string      `json:"url"`
	Disabled    bool        `json:"disabled"`
	Placeholder string      `json:"placeholder"`
	MinValues   *int        `json:"min_values"`
	MaxValues   *int        `json:"max_values"`
	Value       string      `json:"value"`
	Required    *bool       `json:"required"`
	MaxLength   int         `json:"max_length"`
	Components  []Component `json:"components"`
	Component   *Component  `json:"component"`
	Options     []struct {
		Label       string `json:"label"`
		Value       string `json:"value"`
		Description string `json:"description"`
		Default     bool   `json:"default"`
	} `json:"options"`
	Defaults []struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	} `json:"default_values"`
}

// Form is a form that the bot has opened (Discord: a modal).
type Form struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`
}

// The types of component that can be in a message without the flag for the new layout.
const (
	row           = 1
	button        = 2
	textSelect    = 3
	textInput     = 4
	channelSelect = 8
	label         = 18
)

// between says whether a text has from least to most characters.
func between(s string, least, most int) bool { n := units(s); return least <= n && n <= most }

// checkComponents holds a message's components against https://discord.com/developers/docs/components/reference
func checkComponents(rows []Component) *refusal {
	if len(rows) > 5 {
		return invalid("components: must be 5 or fewer in length")
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if r.Type != row || len(r.Components) < 1 || len(r.Components) > 5 {
			return invalid("components: rows of 1 to 5")
		}
		for _, c := range r.Components {
			if c.Type != button && len(r.Components) > 1 {
				return invalid("components: a select has a row of its own")
			}
			if c.CustomID != "" && seen[c.CustomID] {
				return invalid("components: custom_id %q is there twice", c.CustomID)
			}
			seen[c.CustomID] = true
			var err *refusal
			if c.Type == button {
				err = checkButton(c)
			} else {
				err = checkSelect(c)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func checkButton(c Component) *refusal {
	const link = 5
	u, bad := url.Parse(c.URL)
	switch {
	case c.Style < 1 || c.Style > link || !between(c.Label, 1, 80):
		return invalid("components: button %q", c.Label)
	case c.Style == link && (c.CustomID != "" || bad != nil || u.Scheme != "https" && u.Scheme != "http" || !between(c.URL, 1, 512)):
		return invalid("components: link button %q", c.URL)
	case c.Style != link && (c.URL != "" || !between(c.CustomID, 1, 100)):
		return invalid("components: custom_id of %q: must be between 1 and 100 in length", c.Label)
	}
	return nil
}

func checkSelect(c Component) *refusal {
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	defaults := len(c.Defaults)
	if c.Type < textSelect || c.Type > channelSelect || c.Type == textInput || !between(c.CustomID, 1, 100) || units(c.Placeholder) > 150 ||
		least < 0 || least > 25 || most < 1 || most > 25 || least > most {
		return invalid("components: select %q", c.CustomID)
	}
	if c.Type == textSelect {
		if len(c.Options) < 1 || len(c.Options) > 25 || most > len(c.Options) {
			return invalid("components: options of %q: must be between 1 and 25 in length", c.CustomID)
		}
		values := map[string]bool{}
		for _, o := range c.Options {
			if !between(o.Label, 1, 100) || !between(o.Value, 1, 100) || units(o.Description) > 100 || values[o.Value] {
				return invalid("components: option %q of %q", o.Label, c.CustomID)
			}
			values[o.Value] = true
			if o.Default {
				defaults++
			}
		}
	}
	if defaults > most {
		return invalid("components: too many defaults in %q", c.CustomID)
	}
	return nil
}

// checkForm holds a form against
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
func checkForm(f *Form) *refusal {
	if !between(f.CustomID, 1, 100) || !between(f.Title, 1, 45) || len(f.Components) < 1 || len(f.Components) > 5 {
		return invalid("modal")
	}
	for _, l := range f.Components {
		c := l.Component
		if l.Type != label || c == nil || !between(l.Label, 1, 45) || units(l.Description) > 100 {
			return invalid("modal: label %q", l.Label)
		}
		most := c.MaxLength
		if most == 0 {
			most = 4000
		}
		if c.Type != textInput || c.Style < 1 || c.Style > 2 || !between(c.CustomID, 1, 100) || most < 1 || most > 4000 || units(c.Value) > most {
			return invalid("modal: input %q", c.CustomID)
		}
	}
	return nil
}

// Find gives the component of a message by its label or the beginning of its custom id.
func (m *Message) Find(name string) (Component, bool) {
	for _, r := range m.Components {
		for _, c := range r.Components {
			if name != "" && (c.Label == name || len(c.CustomID) >= len(name) && c.CustomID[:len(name)] == name) {
				return c, true
			}
		}
	}
	return Component{}, false
}

// Press has somebody press a button of a message, or choose values of a select. Like Discord's client it lets nobody press
// what is not there or switched off, and only the asker what only the asker sees.
func (s *Server) Press(m Message, by User, name string, values ...string) (*Interaction, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var on *Message
	for _, x := range s.messages {
		if x.ID == m.ID && !x.Deleted {
			on = x
		}
	}
	if on == nil {
		return nil, fmt.Errorf("%w: message %s", errUnknown, m.ID)
	}
	c, ok := on.Find(name)
	switch {
	case !ok || c.Disabled || c.URL != "":
		return nil, fmt.Errorf("%w: button %q that can be pressed", errUnknown, name)
	case on.Private() && on.of != nil && on.of.by.ID != by.ID:
		return nil, fmt.Errorf("%w: message that %s sees", errUnknown, by.Username)
	}
	for _, v := range values {
		if c.Type == textSelect && !slices.ContainsFunc(c.Options, func(o struct {
			Label       string `json:"label"`
			Value       string `json:"value"`
			Description string `json:"description"`
			Default     bool   `json:"default"`
		}) bool {
			return o.Value == v
		}) {
			return nil, fmt.Errorf("%w: option %q", errUnknown, v)
		}
	}
	u := s.placeOf(on, by)
	i := s.begin(u)
	i.into = on
	data := map[string]any{"custom_id": c.CustomID, "component_type": c.Type}
	if c.Type != button {
		data["values"] = append([]string{}, values...)
	}
	s.interact(i, u, 3, data, map[string]any{"message": on.file()})
	return i, nil
}

// placeOf is where a message is, for somebody who uses it.
func (s *Server) placeOf(m *Message, by User) Use {
	u := Use{Channel: m.Channel, By: by}
	if m.of != nil {
		first := m.of.place
		u.Guild, u.UserApp, u.Locale, u.Can = first.Guild, first.UserApp, first.Locale, first.Can
		return u
	}
	if c := s.place(m.Channel); c != nil {
		u.Guild = c.GuildID
	}
	return u
}

// file is the message as an interaction with it has it.
func (m *Message) file() map[string]any {
	f := map[string]any{"id": m.ID, "channel_id": m.Channel, "content": m.Content, "embeds": m.Embeds, "components": m.Components, "flags": m.Flags,
		"type": 0, "author": map[string]any{"id": BotID, "username": "quotebot", "bot": true}, "attachments": []any{}, "timestamp": "2023-01-20T15:04:05Z"}
	if m.of != nil {
		f["interaction_metadata"] = map[string]any{"id": m.of.ID, "type": 2, "user": m.of.by}
	}
	return f
}

// Form waits for the form that the bot opens in answer.
func (i *Interaction) Form(ctx context.Context) (Form, error) {
	var f Form
	err := i.s.Wait(ctx, func() bool {
		i.s.mu.Lock()
		defer i.s.mu.Unlock()
		if i.form != nil {
			f = *i.form
		}
		return i.form != nil
	})
	return f, err
}

// Submit hands a form in with some fields changed.
func (s *Server) Submit(i *Interaction, fields map[string]string) (*Interaction, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i.form == nil {
		return nil, fmt.Errorf("%w: form", errUnknown)
	}
	var parts []any
	for _, l := range i.form.Components {
		value := l.Component.Value
		if v, ok := fields[l.Component.CustomID]; ok {
			value = v
		}
		if l.Component.Required != nil && *l.Component.Required && value == "" || l.Component.MaxLength > 0 && units(value) > l.Component.MaxLength {
			return nil, fmt.Errorf("%w: %q for %q", errUnknown, value, l.Label)
		}
		parts = append(parts, map[string]any{"type": label, "component": map[string]any{"type": textInput, "custom_id": l.Component.CustomID, "value": value}})
	}
	n := s.begin(i.place)
	n.fromForm, n.into = true, i.into
	extra := map[string]any{}
	if i.into != nil {
		extra["message"] = i.into.file()
	}
	s.interact(n, i.place, 5, map[string]any{"custom_id": i.form.CustomID, "components": parts}, extra)
	return n, nil
}
