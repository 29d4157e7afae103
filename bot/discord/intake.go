package discord

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
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
	tongues *tongues
	lapses  *lapses
	fast    *queue // everything that is answered at once: messages in order per channel, commands in order per person
	slow    *queue // sources: they are fetched, and must not hold up questions
	refuse  *queue // telling people that there is too much to do
	chores  *queue // what nobody waits for: messages that were changed, guilds that come and go
	base    context.Context
	self    atomic.Pointer[string] // the bot's user id
	locales locales                // of guilds
	people  locales                // of those who use commands
	guilds  guildList
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
			readyGuilds
		}
		if err := json.Unmarshal(data, &r); err != nil {
			m.o.Log.Warn("event not understood", "event", name, "err", err)
			return
		}
		m.self.Store(&r.User.ID)
		if r.Application.ID != "" {
			m.ready(r.Application.ID)
		}
		m.missed(r.readyGuilds)
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
	default:
		m.happened(name, data)
	}
}

// interaction puts an interaction in line.
func (m *mouth) interaction(i *interaction) {
	who := i.asker()
	if who == nil {
		m.o.Log.Warn("interaction of nobody", "type", i.Type)
		return
	}
	to := &interactionAnswer{api: m.api, it: i, every: m.o.Timing.Progress, tongue: m.tongues.of(i.Locale)}
	j := &job{to: to, limit: m.o.Timing.Job, scene: m.sceneOf(i)}
	q, key := m.fast, who.ID
	switch i.Type {
	case interactionAutocomplete:
		m.add(m.fast, "completion "+who.ID, func() { m.complete(i) }) // when there is no room, no completions are missed least
		return
	case interactionCommand:
		name, options := i.Data.command()
		switch name {
		case commandFrom, commandImport:
			q, key, j.limit = m.slow, i.ID, m.o.Timing.SlowJob
		case commandExport:
			j.limit = m.o.Timing.SlowJob
		}
		m.prepare(j, to, i, name, options)
	case interactionComponent, interactionForm:
		if verb, _ := verbOf(i.Data.CustomID, 1); verb == doKeep {
			q, key, j.limit = m.slow, i.ID, m.o.Timing.SlowJob
		}
		m.preparePress(j, to, i)
	default:
		return
	}
	if i.userApp() {
		to.hidden = true // nobody else asked for the bot here
	}
	m.put(q, key, j)
}

// sceneOf is for whom the answer to an interaction is shown.
func (m *mouth) sceneOf(i *interaction) scene {
	m.people.set(i.asker().ID, i.Locale)
	return scene{tongue: m.tongues.of(i.Locale), locale: i.Locale, user: i.asker().ID, guild: i.guild()}
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
	locale := m.locales.of(c.GuildID)
	if c.GuildID == "" {
		locale = m.people.of(c.Author.ID)
	}
	t := m.tongues.of(locale)
	j := &job{to: &messageAnswer{api: m.api, q: c, tongue: t}, limit: m.o.Timing.Job, scene: scene{tongue: t, locale: locale, user: c.Author.ID, guild: c.GuildID}}
	j.request = func(context.Context) (bot.Request, string) {
		r := bot.Request{Act: bot.Ask, Now: m.o.Now(), Locale: locale, Asker: m.asker(c.GuildID, c.ChannelID, c.Author, c.Member)}
		r.Text = spoken(c, *self)
		if above := c.Referenced; r.Text == "" && above != nil {
			if r.Text = spoken(above, *self); r.Text == "" {
				return r, t.say("Discord does not show me the message that you replied to. Write your question beside the mention, or use “Apps → Who said this?” on the message.")
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
		if j.first {
			go m.acknowledge(j)
		}
		return
	}
	stop()
	m.o.Meter.Overloaded()
	busy := func() {
		ctx, cancel := context.WithTimeout(m.base, m.o.Timing.Job)
		defer cancel()
		m.tell(ctx, j, message{Content: j.scene.say("There is too much to do just now. Please ask again in a minute; nothing was stored."), apart: true}, true)
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
				m.tell(ctx, j, message{Content: j.scene.say("Discord did not answer me in time, so nothing was stored. Please try again."), apart: true}, true)
			}
			return
		}
	}
	reply := m.ask(ctx, j)
	if ctx.Err() != nil { // the time is up, or the bot is being stopped: what can still be said is short
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(m.base), m.o.Timing.Defer)
		defer cancel()
	}
	if j.reply != nil {
		done, err := j.reply(ctx, reply)
		if err != nil {
			m.o.Log.Warn("form not shown", "err", err)
		}
		if done {
			return
		}
	}
	answer := render(reply, j.scene)
	answer.apart = reply.Outcome == bot.Refused || reply.Outcome == bot.Failed
	answer.replaces = j.scene.r.Act == bot.Undo
	answer.over = reply.Over
	if m.tell(ctx, j, answer, reply.Private) {
		m.watch(j, answer)
	}
}

// ask makes the request and has the brain answer it, a panic included.
func (m *mouth) ask(ctx context.Context, j *job) (reply bot.Reply) {
	defer func() {
		if p := recover(); p != nil {
			id := mark()
			m.o.Log.Error("panic while answering", "id", id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			reply = bot.Reply{Outcome: bot.Failed, Private: true, Note: j.scene.say("Something went wrong on our side. The log has it under %s.", id)}
		}
	}()
	r, instead := j.request(ctx)
	if instead != "" {
		return bot.Reply{Outcome: bot.Refused, Note: instead, Private: true}
	}
	r.Progress = func(note string) { j.to.progress(ctx, note) }
	j.scene.r = r
	if j.shown != nil {
		j.shown(&j.scene.r)
	}
	return m.handler.Handle(ctx, r)
}

// tell gives the answer and logs when that fails; there is nobody else to tell.
func (m *mouth) tell(ctx context.Context, j *job, answer message, private bool) (told bool) {
	defer m.caught("answer")
	err := j.to.answer(ctx, answer, private)
	switch {
	case errors.Is(err, errLate):
		m.o.Log.Warn("answer not given", "err", err)
	case err != nil:
		m.o.Log.Error("answer not given", "err", err)
	}
	return err == nil
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

// drain lets what is in hand be finished, for grace at the longest.
func (m *mouth) drain(grace time.Duration, cancel context.CancelFunc) {
	m.closed.Store(true)
	m.lapses.close()
	queues := []*queue{m.fast, m.slow, m.refuse, m.chores}
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
