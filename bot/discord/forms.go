package discord

import (
	"cmp"
	"context"

	"quotebot/bot"
	"quotebot/quotes"
)

// window is a form with fields to fill in (Discord: a modal).
type window struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []component `json:"components"`
}

// The fields of forms.
const (
	fieldText    = "text"
	fieldSpeaker = "speaker"
	fieldDate    = "date"
	fieldSource  = "source"
	fieldInto    = "into"
	fieldValue   = "value"
)

// input is a field with its label.
func input(id, label, hint, value string, style, most int, required bool) component {
	return component{Type: typeLabel, Label: cut(label, maxFormLabel), Description: cut(hint, maxOption), Component: &component{
		Type: typeInput, CustomID: id, Style: style, Value: value, MaxLength: most, Required: &required,
	}}
}

// addForm asks for a quote.
func addForm(t *tongue) window {
	return window{CustomID: doAdd, Title: cut(t.say("Keep a quote"), maxFormTitle), Components: []component{
		input(fieldText, t.say("The exact words"), "", "", inputLong, maxInput, true),
		input(fieldSpeaker, t.say("Who said it"), "", "", inputShort, maxName, false),
		input(fieldDate, t.say("When it was said"), t.say("2023, 2023-01 or 2023-01-20; may stay empty"), "", inputShort, maxName, false),
		input(fieldSource, t.say("Where it was printed"), t.say("A web address; may stay empty"), "", inputShort, maxAddress, false),
	}}
}

// editForm shows what can be corrected in a quote, as it is. Words that no field has room for are left out, so that they
// stay as they are; so do those of chat messages, which are never changed.
func editForm(t *tongue, c *bot.Card) window {
	f := window{CustomID: customID(doEdit, refOf(c)), Title: cut(t.say("Correct %s", c.Ref()), maxFormTitle)}
	if c.Kind != quotes.Message && length(c.Text) <= maxInput {
		f.Components = append(f.Components, input(fieldText, t.say("The exact words"), "", c.Text, inputLong, maxInput, true))
	}
	if length(c.Speaker) <= maxName {
		f.Components = append(f.Components, input(fieldSpeaker, t.say("Who said it"), "", c.Speaker, inputShort, maxName, false))
	}
	if c.Kind == quotes.Message { // Discord has told its time and its address
		return f
	}
	f.Components = append(f.Components,
		input(fieldDate, t.say("When it was said"), t.say("2023, 2023-01 or 2023-01-20; may stay empty"), c.Said.Day(), inputShort, maxName, false))
	if length(c.URL) <= maxAddress {
		f.Components = append(f.Components, input(fieldSource, t.say("Where it was printed"), t.say("A web address; may stay empty"), c.URL, inputShort, maxAddress, false))
	}
	return f
}

// changes reads an edit form. A field that the form does not have stays as it is.
func changes(d *interactionData) *bot.Changes {
	var c bot.Changes
	for id, at := range map[string]**string{fieldText: &c.Text, fieldSpeaker: &c.Speaker, fieldDate: &c.Date, fieldSource: &c.URL} {
		if v, ok := d.filled(id); ok {
			*at = &v
		}
	}
	return &c
}

// nameForm asks for the right speaker, for those whom the article does not name.
func nameForm(t *tongue, ref string) window {
	return window{CustomID: customID(doTyped, ref), Title: cut(t.say("Who said it?"), maxFormTitle), Components: []component{
		input(fieldSpeaker, t.say("Name"), "", "", inputShort, maxName, true),
	}}
}

// namesForm asks for two names of one person, or for one name that is to stand alone again.
func namesForm(t *tongue, ref string) window {
	return window{CustomID: customID(doNames, ref), Title: cut(t.say("Two names of one person"), maxFormTitle), Components: []component{
		input(fieldSpeaker, t.say("The name that goes"), t.say("As it stands under quotes"), "", inputShort, maxName, true),
		input(fieldInto, t.say("The name that stays"), t.say("Empty: the first name stands alone again"), "", inputShort, maxName, false),
	}}
}

// valueForm asks for a setting that is typed in.
func valueForm(t *tongue, s *bot.Setting) window {
	return window{CustomID: customID(doSet, s.Name), Title: cut(s.Title, maxFormTitle), Components: []component{
		input(fieldValue, s.Title, s.About, cmp.Or(s.Value, s.Usual), inputShort, maxName, false),
	}}
}

// open shows a form in answer to an interaction. It can't be deferred.
func (m *mouth) open(ctx context.Context, i *interaction, f window) error {
	return m.api.respond(ctx, i, response{Type: responseForm, Data: f})
}
