package discord

import (
	"encoding/json"
	"slices"
	"strings"

	"quotebot/bot"
)

// component is a part of a message or of a form that people can press, choose from or type into.
// https://discord.com/developers/docs/components/reference
type component struct {
	Type         int               `json:"type"`
	CustomID     string            `json:"custom_id,omitempty"`
	Style        int               `json:"style,omitempty"`
	Label        string            `json:"label,omitempty"`
	URL          string            `json:"url,omitempty"`
	Disabled     bool              `json:"disabled,omitempty"`
	Placeholder  string            `json:"placeholder,omitempty"`
	MinValues    *int              `json:"min_values,omitempty"`
	MaxValues    *int              `json:"max_values,omitempty"`
	Options      []selectOption    `json:"options,omitempty"`
	Defaults     []selectedDefault `json:"default_values,omitempty"`
	ChannelTypes []int             `json:"channel_types,omitempty"`
	Components   []component       `json:"components,omitempty"` // of a row

	// In forms.
	Description string     `json:"description,omitempty"`
	Component   *component `json:"component,omitempty"` // of a label
	Value       string     `json:"value,omitempty"`
	Required    *bool      `json:"required,omitempty"`
	MaxLength   int        `json:"max_length,omitempty"`

	lapses bool // it can be used for a while only
}

type selectOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

type selectedDefault struct {
	ID   string `json:"id"`
	Type string `json:"type"` // "role" or "channel"
}

// The types of component, and the styles of buttons and of text inputs.
const (
	typeRow           = 1
	typeButton        = 2
	typeSelect        = 3
	typeInput         = 4
	typeRoleSelect    = 6
	typeChannelSelect = 8
	typeLabel         = 18

	stylePrimary   = 1
	styleSecondary = 2
	styleSuccess   = 3
	styleDanger    = 4
	styleLink      = 5

	inputShort = 1
	inputLong  = 2
)

// Discord's limits on components.
const (
	maxCustomID   = 100
	maxLabel      = 80 // of a button
	maxButtonLink = 512
	maxOptions    = 25
	maxOption     = 100
	maxInput      = 4000
	maxFormTitle  = 45
	maxFormLabel  = 45
)

// The verbs that begin a custom id. What they are about follows, parted by colons, so that a button still works after a
// restart: a quote's reference, a token of the brain, a page.
const (
	doContext  = "context"  // ref
	doVariants = "variants" // ref
	doSpeaker  = "speaker"  // ref: who was it?
	doPerson   = "person"   // ref: a select of people
	doTyped    = "typed"    // ref: a form for a name
	doNobody   = "nobody"   // ref
	doNames    = "names"    // ref: a form for two names of one person
	doSplit    = "split"    // name
	doNotQuote = "notquote" // ref
	doEdit     = "edit"     // ref: a form
	doDelete   = "delete"   // ref; with the asker's confirmation
	doRestore  = "restore"  // ref
	doHide     = "hide"     // ref
	doUnhide   = "unhide"   // ref
	doHistory  = "history"  // ref
	doCarry    = "carry"    // token
	doUndo     = "undo"     // token
	doJoin     = "join"     // token
	doTurn     = "turn"     // token
	doKeep     = "keep"     // token
	doCancel   = "cancel"   // token
	doReview   = "review"   // token, page
	doChoose   = "choose"   // token, page: a select of quotes
	doTake     = "take"     // token, page: a select of marks
	doTimeline = "timeline" // who asked, page, speaker, topic
	doForget   = "forget"   // forgets the asker, who has confirmed it
	doSettings = "settings" // a select of settings
	doSet      = "set"      // name: a select of values, or a form
	doAdd      = "add"      // a form
	doNothing  = "nothing"  // labels that are drawn as buttons
)

// customID joins a verb and what it is about.
func customID(verb string, about ...string) string {
	return strings.Join(append([]string{verb}, about...), ":")
}

// verbOf takes a custom id apart. Only the last part may hold colons.
func verbOf(id string, parts int) (verb string, about []string) {
	verb, rest, _ := strings.Cut(id, ":")
	about = strings.SplitN(rest, ":", parts)
	for len(about) < parts {
		about = append(about, "")
	}
	return verb, about
}

func button(style int, label, id string) component {
	return component{Type: typeButton, Style: style, Label: cut(label, maxLabel), CustomID: id}
}

// linkButton opens an address; there is none for addresses that Discord does not take.
func linkButton(label, link string) (component, bool) {
	if link = safeLink(link, maxButtonLink); link == "" {
		return component{}, false
	}
	return component{Type: typeButton, Style: styleLink, Label: cut(label, maxLabel), URL: link}, true
}

// rows puts buttons into rows of five.
func rows(buttons []component) []component {
	var out []component
	for len(buttons) > 0 {
		n := min(len(buttons), 5)
		out = append(out, component{Type: typeRow, Components: buttons[:n]})
		buttons = buttons[n:]
	}
	return out
}

// row puts one component, such as a select, into a row of its own.
func row(c component) component { return component{Type: typeRow, Components: []component{c}} }

// lapse switches off what can no longer be used and says so on a button that can't be pressed. changed is false when
// there is nothing to switch off.
func lapse(list []component, note string) (out []component, changed bool) {
	const id = doNothing + ":lapsed"
	noted := slices.ContainsFunc(list, func(r component) bool {
		return slices.ContainsFunc(r.Components, func(c component) bool { return c.CustomID == id }) // an id may stand in a message once
	})
	for _, r := range list {
		r.Components = append([]component(nil), r.Components...)
		here := false
		for i := range r.Components {
			if r.Components[i].lapses {
				r.Components[i].Disabled, here = true, true
			}
		}
		if here && len(r.Components) < 5 && r.Components[0].Type == typeButton && !noted {
			b := button(styleSecondary, note, id)
			b.Disabled = true
			r.Components = append(r.Components, b)
			noted = true
		}
		changed = changed || here
		out = append(out, r)
	}
	return out, changed
}

// spent are the components of a message as it is, those marked that go by the same token as the one that was pressed. What
// can't be read has none.
func (m *shownMessage) spent(pressed string) []component {
	token := tokenIn(pressed)
	var list []component
	if m == nil || token == "" || json.Unmarshal(m.Components, &list) != nil {
		return nil
	}
	for _, r := range list {
		for i := range r.Components {
			r.Components[i].lapses = tokenIn(r.Components[i].CustomID) == token
		}
	}
	return list
}

// tokenIn is the brain's token in a custom id, or nothing.
func tokenIn(id string) string {
	switch verb, about := verbOf(id, 2); verb {
	case doCarry, doUndo, doJoin, doTurn, doKeep, doCancel, doReview, doChoose, doTake:
		token, _, _ := strings.Cut(about[0], ".") // behind the point is a page
		return token
	}
	return ""
}

// onlyLinks leaves what works for everybody everywhere.
func onlyLinks(list []component) []component {
	var links []component
	for _, r := range list {
		for _, c := range r.Components {
			if c.Style == styleLink && c.Type == typeButton {
				links = append(links, c)
			}
		}
	}
	return rows(links)
}

// refOf is a quote's reference in a custom id: "12" or "L12".
func refOf(c *bot.Card) string { return strings.TrimPrefix(c.Ref(), "#") }
