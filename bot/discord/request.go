package discord

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strconv"
	"strings"

	"quotebot/bot"
	"quotebot/quotes"
)

// begun is a request with what every request has.
func (m *mouth) begun(i *interaction, act bot.Act) bot.Request {
	return bot.Request{Act: act, Now: m.o.Now(), Locale: i.Locale, Asker: m.askerOf(i)}
}

// prepare says how a command is carried out.
func (m *mouth) prepare(j *job, to *interactionAnswer, i *interaction, name string, options []option) {
	j.request = func(ctx context.Context) (bot.Request, string) { return m.request(ctx, i, name, options) }
	switch name {
	case commandAdd:
		if len(options) == 0 {
			j.prompt = true
			j.request = func(context.Context) (bot.Request, string) { return m.begun(i, bot.Help), "" } // asks nothing of anybody
			j.reply = func(ctx context.Context, _ bot.Reply) (bool, error) {
				return true, m.open(ctx, i, addForm(j.scene.tongue))
			}
		}
	case commandEdit:
		m.editing(j, i)
	case commandFrom, commandImport, commandExport, commandSettings, commandHistory, commandHelp, commandWho,
		commandMine, commandForget, commandOptOut, commandOptIn:
		to.hidden = true
	}
	switch name {
	case commandAdd, commandSave, commandFrom, commandImport, commandDelete, commandRestore, commandOptOut, commandOptIn:
		j.first = !j.prompt
	}
}

// editing opens the form of a quote once the brain has shown it, and said that the asker may change it.
func (m *mouth) editing(j *job, i *interaction) {
	j.prompt, j.limit = true, m.o.Timing.Completion
	j.reply = func(ctx context.Context, r bot.Reply) (bool, error) {
		if r.Outcome != bot.Done || len(r.Cards) != 1 {
			return false, nil
		}
		return true, m.open(ctx, i, editForm(j.scene.tongue, &r.Cards[0]))
	}
}

// request turns a command into what the brain understands, or into what to say instead.
func (m *mouth) request(ctx context.Context, i *interaction, name string, options []option) (bot.Request, string) {
	t := m.tongues.of(i.Locale)
	r := m.begun(i, "")
	r.Speaker = strings.TrimSpace(text(options, "speaker"))
	r.MaxFile = i.MaxFile
	r.Text = text(options, "number")
	switch name {
	case commandAsk:
		r.Act, r.Text = bot.Ask, text(options, "question")
	case commandSearch:
		return m.search(t, r, options)
	case commandAdd:
		r.Act, r.Text, r.Date, r.URL = bot.Add, text(options, "text"), text(options, "date"), text(options, "source")
		if strings.TrimSpace(r.Text) == "" {
			return r, t.say("The words are missing. Use /quote add without options for a form, or fill in “text”.")
		}
	case commandFrom:
		r.Act, r.URL, r.Text, r.Review = bot.From, text(options, "url"), text(options, "text"), true
		return m.withFile(ctx, t, r, i, options, false)
	case commandImport:
		r.Act, r.Review = bot.Import, true
		return m.withFile(ctx, t, r, i, options, true)
	case commandRandom:
		r.Act = bot.Random
	case commandShow:
		r.Act, r.Picture = bot.Show, yes(options, "card")
	case commandList:
		r.Act = bot.List
	case commandEdit:
		r.Act, r.DryRun = bot.Edit, true
	case commandDelete:
		r.Act = bot.Delete
	case commandRestore:
		r.Act = bot.Restore
	case commandHistory:
		r.Act = bot.History
	case commandCheck:
		r.Act, r.Text = bot.Check, text(options, "text")
	case commandTimeline:
		r.Act, r.Text = bot.Timeline, text(options, "topic")
	case commandStats:
		r.Act = bot.Stats
	case commandExport:
		r.Act, r.Field = bot.Export, text(options, "format")
	case commandSettings:
		r.Act = bot.Settings
	case commandMine:
		r.Act = bot.PrivacyShow
	case commandForget:
		r.Act = bot.ForgetMe
	case commandOptOut:
		r.Act = bot.OptOut
	case commandOptIn:
		r.Act = bot.OptIn
	case commandHelp:
		r.Act = bot.Help
	case commandSave, commandWho:
		return m.aboutMessage(ctx, t, r, i, name)
	default:
		return r, t.say("I don't know that command any more. Discord shows the new list within an hour; /help tells what there is.")
	}
	return r, ""
}

// search reads the options of a search.
func (m *mouth) search(t *tongue, r bot.Request, options []option) (bot.Request, string) {
	r.Act, r.Text, r.Order = bot.Ask, text(options, "query"), quotes.Order(text(options, "sort"))
	r.Filter.Outlet = strings.TrimSpace(text(options, "outlet"))
	for name, at := range map[string]*quotes.Date{"after": &r.Filter.From, "before": &r.Filter.Until} {
		typed := strings.TrimSpace(text(options, name))
		d, err := quotes.ParseDate(typed)
		if err != nil {
			return r, t.say("“%s” is not a date that I can read. Write it as 2023-01-20, 2023-01 or 2023.", typed)
		}
		*at = d
	}
	return r, ""
}

// withFile adds the file that was handed in.
func (m *mouth) withFile(ctx context.Context, t *tongue, r bot.Request, i *interaction, options []option, ofQuotes bool) (bot.Request, string) {
	id := text(options, "file")
	if id == "" {
		return r, ""
	}
	file, err := m.files.read(ctx, i.Data.Resolved.Attachments[id], ofQuotes)
	if err == nil {
		r.File = file
		return r, ""
	}
	if fe, ok := errors.AsType[fileError](err); ok {
		return r, t.say(fe.text, fe.args...)
	}
	mark := mark()
	m.o.Log.Error("file not read", "id", mark, "err", err)
	return r, t.say("The file could not be fetched from Discord. Please try again; the log has it under %s.", mark)
}

// aboutMessage is a request about the message that a command was used on: to keep it, or who said what stands in it.
func (m *mouth) aboutMessage(ctx context.Context, t *tongue, r bot.Request, i *interaction, name string) (bot.Request, string) {
	target, ok := i.Data.Resolved.Messages[i.Data.TargetID]
	if !ok || target.Author == nil {
		return r, t.say("Discord did not send the message along. Please try once more.")
	}
	if name == commandSave {
		r.Act, r.Message = bot.Save, m.saved(ctx, i, &target)
		return r, ""
	}
	r.Act, r.Text = bot.Ask, strings.TrimSpace(target.Content)
	if words := strings.Fields(r.Text); len(words) == 0 {
		return r, t.say("There are no words in that message that I could look for.")
	} else if _, err := url.ParseRequestURI(words[0]); err == nil && len(words) == 1 { // asked, an address would be taken for a source
		return r, t.say("That message is only an address. Use /quote from to take quotes out of the page.")
	}
	return r, ""
}

// askerOf is the person who used an interaction.
func (m *mouth) askerOf(i *interaction) bot.Asker {
	a := m.asker(i.guild(), i.ChannelID, i.asker(), i.Member)
	a.UserApp = i.userApp()
	if i.Member != nil && !a.UserApp {
		p := i.Member.Permissions
		a.Admin = p.has(administrator) || p.has(manageGuild)
		a.Manager = a.Admin || p.has(manageMessages)
	}
	return a
}

// asker is the person with the channels that the person can read.
func (m *mouth) asker(guild, channel string, u *user, mem *member) bot.Asker {
	a := bot.Asker{User: u.ID, Name: u.nameIn(mem), Guild: guild, Channel: channel}
	if guild != "" && mem != nil {
		a.Roles = mem.Roles
		a.Access = &readable{channels: m.access, guild: guild, user: u.ID, roles: mem.Roles, here: channel}
	}
	return a
}

// saved is the message that "Save quote" was used on. Discord does not send the author's nick along.
func (m *mouth) saved(ctx context.Context, i *interaction, c *chatMessage) *bot.SavedMessage {
	s := &bot.SavedMessage{ID: c.ID, Channel: i.ChannelID, Author: c.Author.ID, AuthorName: c.Author.name(), Text: c.Content, At: c.Timestamp,
		Bot: c.Author.Bot || c.WebhookID != ""}
	if c.ChannelID != "" {
		s.Channel = c.ChannelID
	}
	place := "@me"
	if i.GuildID != "" {
		place = i.GuildID
		if c.WebhookID == "" && !i.userApp() {
			if mem, err := m.api.member(ctx, i.GuildID, c.Author.ID); err == nil {
				s.AuthorName = c.Author.nameIn(mem)
			}
		}
	}
	s.Link = "https://discord.com/channels/" + place + "/" + s.Channel + "/" + c.ID
	for _, a := range c.Attachments {
		s.Attachments = append(s.Attachments, a.Filename)
	}
	for _, st := range c.Stickers {
		s.Attachments = append(s.Attachments, st.Name)
	}
	for _, e := range c.Embeds {
		if t := strings.TrimSpace(e.Title + "\n" + e.Description); t != "" {
			s.Attachments = append(s.Attachments, t)
		}
	}
	return s
}

// complete answers an autocompletion. One that comes too late is of no use to anybody.
func (m *mouth) complete(i *interaction) {
	defer m.caught("completion")
	ctx, cancel := context.WithTimeout(m.base, m.o.Timing.Completion)
	defer cancel()
	name, options := i.Data.command()
	f := focused(options)
	if f == nil {
		return
	}
	r := m.begun(i, bot.Complete)
	r.Field, r.Text, r.Speaker = f.Name, text(options, f.Name), strings.TrimSpace(text(options, "speaker"))
	if name == commandRestore {
		r = m.begun(i, bot.Trash)
		r.Limit = 4 * maxChoices
	}
	reply := m.handler.Handle(ctx, r)
	if name == commandRestore {
		reply.Choices = inTrash(reply.Cards, text(options, f.Name))
	}
	if err := m.api.respond(ctx, i, response{Type: responseAutocomplete, Data: map[string]any{"choices": choicesOf(reply.Choices)}}); err != nil {
		m.o.Log.LogAttrs(ctx, slog.LevelDebug, "completion not given", slog.Any("err", err))
	}
}

// inTrash offers the quotes of a trash that have what was typed in their words, their speaker or their number.
func inTrash(cards []bot.Card, typed string) []bot.Choice {
	typed = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(typed, "#")))
	var out []bot.Choice
	for i := range cards {
		c := &cards[i]
		label := oneLine(cut(c.Text, 2*maxChoice))
		if c.Speaker != "" {
			label = c.Speaker + ": " + label
		}
		label = c.Ref() + " " + label
		if strings.Contains(strings.ToLower(label), typed) {
			out = append(out, bot.Choice{Label: label, Value: strconv.FormatInt(c.Number, 10)})
		}
	}
	return out
}
