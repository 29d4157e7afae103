package discord

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"quotebot/bot"
)

// locales knows the language of guilds and of people, for messages and posts, which come without one. It is not stored.
type locales struct {
	most int // that are remembered; 0: all
	mu   sync.Mutex
	by   map[string]string
}

func (l *locales) of(id string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.by[id]
}

// set remembers a language; an empty one forgets it.
func (l *locales) set(id, locale string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if locale == "" || locale == "en-US" { // of most, and what is spoken without one
		delete(l.by, id)
		return
	}
	if _, known := l.by[id]; l.by == nil || l.most > 0 && len(l.by) >= l.most && !known {
		l.by = map[string]string{}
	}
	l.by[id] = locale
}

// mostPeople is of how many people the language is remembered: whoever is forgotten is answered in English in direct messages
// until the next command.
const mostPeople = 10_000

// occurrence is what is read of the events that nobody waits for an answer to.
type occurrence struct {
	ID          string    `json:"id"`
	IDs         []string  `json:"ids"`
	Guild       string    `json:"guild_id"`
	Channel     string    `json:"channel_id"`
	Locale      string    `json:"preferred_locale"`
	Unavailable bool      `json:"unavailable"`
	Edited      time.Time `json:"edited_timestamp"`
}

// happened takes events about messages, guilds and channels. None of them needs the content of a message.
func (m *mouth) happened(name string, data json.RawMessage) {
	switch name {
	case "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE",
		"CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_UPDATE", "THREAD_DELETE",
		"GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE":
	default:
		return
	}
	var o occurrence
	if err := json.Unmarshal(data, &o); err != nil {
		m.o.Log.Warn("event not understood", "event", name, "err", err)
		return
	}
	switch name {
	case "GUILD_CREATE":
		m.locales.set(o.ID, o.Locale)
		m.access.forget(o.ID)
		m.guilds.come(o.ID, func() {
			if !o.Unavailable {
				m.chore(bot.Request{Act: bot.GuildBack, Asker: bot.Asker{Guild: o.ID}}, o.ID)
			}
		})
	case "GUILD_UPDATE":
		m.locales.set(o.ID, o.Locale)
		m.access.forget(o.ID)
	case "GUILD_DELETE":
		m.access.forget(o.ID)
		if !o.Unavailable { // else Discord has a fault, and the bot is still in the guild
			m.locales.set(o.ID, "")
			m.guilds.leave(o.ID)
			m.chore(bot.Request{Act: bot.GuildGone, Asker: bot.Asker{Guild: o.ID}}, o.ID)
		}
	case "MESSAGE_UPDATE":
		// Discord sends this also when it has looked up a link, and when a message is pinned.
		if o.Guild != "" && !o.Edited.IsZero() && m.o.Now().Sub(o.Edited) < recently {
			m.chore(m.about(bot.Edited, &o), o.Channel)
		}
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		if o.Guild != "" {
			m.chore(m.about(bot.Deleted, &o), o.Channel)
		}
	default: // rights may have changed
		m.access.forget(o.Guild)
	}
}

// recently is how old an edit can be of which Discord tells for the first time: it keeps events of a lost connection for
// minutes.
const recently = time.Hour

// about is a request about a message that was changed.
func (m *mouth) about(act bot.Act, o *occurrence) bot.Request {
	return bot.Request{Act: act, Asker: bot.Asker{Guild: o.Guild, Channel: o.Channel},
		Message: &bot.SavedMessage{ID: o.ID, IDs: o.IDs, Channel: o.Channel, At: o.Edited}}
}

// chore has the brain do what nobody waits for.
func (m *mouth) chore(r bot.Request, key string) {
	ok := m.add(m.chores, key, func() {
		defer m.caught(string(r.Act))
		ctx, cancel := context.WithTimeout(m.base, m.o.Timing.Job)
		defer cancel()
		r.Now = m.o.Now()
		m.handler.Handle(ctx, r) // the brain logs what fails
	})
	if !ok {
		m.o.Log.Warn("event dropped: the queue is full", "act", string(r.Act), "guild", r.Asker.Guild)
	}
}
