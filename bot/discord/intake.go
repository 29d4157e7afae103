package discord

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"quotebot/bot"
)

// mouth turns Discord's events into requests and the replies into messages.
type mouth struct {
	handler bot.Handler
	o       Options
	api     *api
	files   *fileReader
	access  *channelReader
	fast    *queue // everything that is answered at once: messages in order per channel, commands in order per person
	slow    *queue // sources: they are fetched, and must not hold up questions
	refuse  *queue // telling people that there is too much to do
	base    context.Context
	self    atomic.Pointer[string] // the bot's user id
	closed  atomic.Bool
	ready   func(app string) // told the application's id at each READY
}

// event takes one event from the gateway. It runs on the reading goroutine and must not wait for anything.
func (m *mouth) event(name string, data json.RawMessage) {
	defer m.caught("event " + name)
	if m.closed.Load() {
		return
	}
	switch name {
	case "READY":
		var r struct {
			User        user `json:"user"`
			Application struct {
				ID string `json:"id"`
			} `json:"application"`
		}
		if err := json.Unmarshal(data, &r); err != nil {
			m.o.Log.Warn("event not understood", "event", name, "err", err)
			return
		}
		m.self.Store(&r.User.ID)
		if r.Application.ID != "" {
			m.ready(r.Application.ID)
		}
	case "INTERACTION_CREATE":
		var i interaction
		if err := json.Unmarshal(data, &i); err != nil || i.ID == "" || i.Token == "" {
			m.o.Log.Warn("event not understood", "event", name, "err", err)
			return
		}
		m.interaction(&i)
	case "MESSAGE_CREATE":
		var c chatMessage
		if err := json.Unmarshal(data, &c); err != nil || c.ID == "" || c.Author == nil {
			m.o.Log.Warn("event not understood", "event", name, "err", err)
			return
		}
		m.message(&c)
	}
}

// interaction puts an interaction in line.
func (m *mouth) interaction(i *interaction) {
	who := i.asker()
	if who == nil {
		m.o.Log.Warn("interaction of nobody", "type", i.Type)
		return
	}
	switch i.Type {
	case interactionAutocomplete:
		m.add(m.fast, "completion "+who.ID, func() { m.complete(i) }) // when there is no room, no completions are missed least
	case interactionCommand:
		j := &job{to: &interactionAnswer{api: m.api, it: i, every: m.o.Timing.Progress}, limit: m.o.Timing.Job}
		name, options := i.Data.command()
		q, key := m.fast, who.ID
		switch name {
		case commandFrom:
			q, key, j.limit, j.first = m.slow, i.ID, m.o.Timing.SlowJob, true
		case commandAdd, commandSave:
			j.first = true
		}
		j.request = func(ctx context.Context) (bot.Request, string) { return m.request(ctx, i, name, options) }
		m.put(q, key, j)
	}
}

// message puts a chat message in line if it is a question: one that mentions the bot, or a direct message.
func (m *mouth) message(c *chatMessage) {
	self := m.self.Load()
	const ordinary, reply = 0, 19
	if self == nil || c.Author.Bot || c.Author.ID == *self || c.WebhookID != "" || c.Type != ordinary && c.Type != reply {
		return
	}
	// A reply pings the author of the message above by itself; only a mention in the text is meant as a question.
	if c.GuildID != "" && !strings.Contains(c.Content, "<@"+*self+">") && !strings.Contains(c.Content, "<@!"+*self+">") {
		return
	}
	j := &job{to: &messageAnswer{api: m.api, q: c}, limit: m.o.Timing.Job}
	j.request = func(context.Context) (bot.Request, string) {
		r := bot.Request{Act: bot.Ask, Now: m.o.Now(), Asker: m.asker(c.GuildID, c.ChannelID, c.Author, c.Member)}
		r.Text = spoken(c, *self)
		if above := c.Referenced; r.Text == "" && above != nil {
			if r.Text = spoken(above, *self); r.Text == "" {
				return r, "Discord does not show me the message that you replied to. Write your question beside the mention, or use /ask."
			}
		}
		if r.Text == "" {
			r.Act = bot.Help
		}
		return r, ""
	}
	if word := spoken(c, *self); strings.HasPrefix(word, "http") && !strings.Contains(word, " ") { // the brain takes it for a source
		j.limit = m.o.Timing.SlowJob
		m.put(m.slow, c.ID, j)
		return
	}
	m.put(m.fast, c.ChannelID, j)
}

// spoken is the text of a message without the mention of the bot, other people's mentions turned into their names.
func spoken(c *chatMessage, self string) string {
	pairs := []string{"<@" + self + ">", " ", "<@!" + self + ">", " "}
	for i := range c.Mentions {
		u := &c.Mentions[i]
		pairs = append(pairs, "<@"+u.ID+">", u.name(), "<@!"+u.ID+">", u.name())
	}
	return strings.Join(strings.Fields(strings.NewReplacer(pairs...).Replace(c.Content)), " ")
}

// put puts a job in line, or has the person told that there is no room.
func (m *mouth) put(q *queue, key string, j *job) {
	stop := m.start(m.base, j)
	if m.add(q, key, func() {
		defer stop()
		m.run(j)
	}) {
		return
	}
	stop()
	m.o.Meter.Overloaded()
	busy := func() {
		ctx, cancel := context.WithTimeout(m.base, m.o.Timing.Job)
		defer cancel()
		m.tell(ctx, j, message{Content: "There is too much to do just now. Please ask again in a minute; nothing was stored."}, true)
	}
	if !m.add(m.refuse, key, busy) {
		m.o.Log.Warn("request dropped: the queues are full")
	}
}

// add puts work in line and lets it be counted.
func (m *mouth) add(q *queue, key string, work func()) bool {
	ok := q.add(key, func() {
		defer m.o.Meter.Queued(-1)
		work()
	})
	if ok {
		m.o.Meter.Queued(1)
	}
	return ok
}

// run does a job: it makes the request, asks the brain and gives the answer.
func (m *mouth) run(j *job) {
	defer m.caught("request")
	ctx, cancel := context.WithTimeout(m.base, j.limit)
	defer cancel()
	if j.first {
		if err := j.to.soon(ctx); err != nil {
			m.o.Log.Warn("request not begun: it could not be acknowledged", "err", err)
			if !errors.Is(err, errLate) {
				m.tell(ctx, j, message{Content: "Discord did not answer me in time, so nothing was stored. Please try again."}, true)
			}
			return
		}
	}
	var reply bot.Reply
	func() {
		defer func() {
			if p := recover(); p != nil {
				id := mark()
				m.o.Log.Error("panic while answering", "id", id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				reply = bot.Reply{Outcome: bot.Failed, Private: true, Note: "Something went wrong on our side. The log has it under " + id + "."}
			}
		}()
		r, instead := j.request(ctx)
		if instead != "" {
			reply = bot.Reply{Outcome: bot.Refused, Note: instead, Private: true}
			return
		}
		r.Progress = func(note string) { j.to.progress(ctx, note) }
		reply = m.handler.Handle(ctx, r)
	}()
	if ctx.Err() != nil { // the time is up, or the bot is being stopped: what can still be said is short
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(m.base), m.o.Timing.Defer)
		defer cancel()
	}
	m.tell(ctx, j, render(reply), reply.Private)
}

// tell gives the answer and logs when that fails; there is nobody else to tell.
func (m *mouth) tell(ctx context.Context, j *job, answer message, private bool) {
	defer m.caught("answer")
	err := j.to.answer(ctx, answer, private)
	switch {
	case errors.Is(err, errLate):
		m.o.Log.Warn("answer not given", "err", err)
	case err != nil:
		m.o.Log.Error("answer not given", "err", err)
	}
}

// caught keeps a panic from ending the process.
func (m *mouth) caught(doing string) {
	if p := recover(); p != nil {
		m.o.Log.Error("panic", "doing", doing, "id", mark(), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	}
}

// mark is a short id by which people and the log speak of the same failure.
func mark() string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// request turns a command into what the brain understands, or into what to say instead.
func (m *mouth) request(ctx context.Context, i *interaction, name string, options []option) (bot.Request, string) {
	r := bot.Request{Now: m.o.Now(), Asker: m.asker(i.guild(), i.ChannelID, i.asker(), i.Member)}
	r.Speaker = text(options, "speaker")
	switch name {
	case commandAsk:
		r.Act, r.Text = bot.Ask, text(options, "question")
	case commandAdd:
		r.Act, r.Text, r.Date, r.URL = bot.Add, text(options, "text"), text(options, "date"), text(options, "url")
	case commandFrom:
		r.Act, r.URL, r.Text = bot.From, text(options, "url"), text(options, "text")
		if id := text(options, "file"); id != "" {
			file, err := m.files.read(ctx, i.Data.Resolved.Attachments[id])
			if err != nil {
				return r, m.unreadable(err)
			}
			r.File = file
		}
	case commandRandom:
		r.Act = bot.Random
	case commandShow:
		r.Act, r.Text = bot.Show, text(options, "number")
	case commandHelp:
		r.Act = bot.Help
	case commandSave:
		target, ok := i.Data.Resolved.Messages[i.Data.TargetID]
		if !ok || target.Author == nil {
			return r, "Discord did not send the message along. Please try once more."
		}
		r.Act, r.Message = bot.Save, m.saved(ctx, i, &target)
	default:
		return r, "I don't know that command any more. Discord shows the new list within an hour; /help tells what there is."
	}
	return r, ""
}

// unreadable says why a file could not be read.
func (m *mouth) unreadable(err error) string {
	if fe, ok := errors.AsType[fileError](err); ok {
		return fe.Error()
	}
	id := mark()
	m.o.Log.Error("file not read", "id", id, "err", err)
	return "The file could not be fetched from Discord. Please try again; the log has it under " + id + "."
}

// asker is the person with the channels that the person can read.
func (m *mouth) asker(guild, channel string, u *user, mem *member) bot.Asker {
	a := bot.Asker{User: u.ID, Name: u.nameIn(mem), Guild: guild, Channel: channel}
	if guild != "" && mem != nil {
		a.Access = &readable{channels: m.access, guild: guild, user: u.ID, roles: mem.Roles, here: channel}
	}
	return a
}

// saved is the message that "Save quote" was used on. Discord does not send the author's nick along.
func (m *mouth) saved(ctx context.Context, i *interaction, c *chatMessage) *bot.SavedMessage {
	s := &bot.SavedMessage{ID: c.ID, Channel: i.ChannelID, Author: c.Author.ID, AuthorName: c.Author.name(), Text: c.Content, At: c.Timestamp}
	if c.ChannelID != "" {
		s.Channel = c.ChannelID
	}
	place := "@me"
	if i.GuildID != "" {
		place = i.GuildID
		if c.WebhookID == "" {
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
	_, options := i.Data.command()
	f := focused(options)
	if f == nil {
		return
	}
	r := bot.Request{Act: bot.Complete, Now: m.o.Now(), Asker: m.asker(i.guild(), i.ChannelID, i.asker(), i.Member), Field: f.Name, Text: text(options, f.Name)}
	r.Speaker = text(options, "speaker")
	choices := choicesOf(m.handler.Handle(ctx, r).Choices)
	if err := m.api.respond(ctx, i, response{Type: responseAutocomplete, Data: map[string]any{"choices": choices}}); err != nil {
		m.o.Log.LogAttrs(ctx, slog.LevelDebug, "completion not given", slog.Any("err", err))
	}
}

// drain lets what is in hand be finished, for grace at the longest.
func (m *mouth) drain(grace time.Duration, cancel context.CancelFunc) {
	m.closed.Store(true)
	queues := []*queue{m.fast, m.slow, m.refuse}
	for _, q := range queues {
		q.close()
	}
	ctx, stop := context.WithTimeout(context.Background(), grace)
	defer stop()
	for _, q := range queues {
		if err := q.wait(ctx); err != nil {
			m.o.Log.Warn("stopped before everything in hand was done")
			cancel()
			last, stop := context.WithTimeout(context.Background(), m.o.Timing.Defer)
			_ = q.wait(last)
			stop()
		}
	}
	cancel()
}
