package discordtest

import (
	"context"
	"strings"
	"time"
)

// Post is a message that a person writes.
type Post struct {
	Guild   string // empty for a direct message
	Channel string // empty for the direct messages
	From    User
	Text    string
	ReplyTo *Posted
	Extra   map[string]any // more fields of the message, such as components
}

// Posted is a message that a person has written.
type Posted struct {
	ID    string
	guild string
	data  map[string]any
}

// Edit has the author change a message. A bot without the intent is told that, and not to what.
func (s *Server) Edit(p *Posted, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.data = with(p.data, "content", text, "edited_timestamp", time.Now().UTC().Format(time.RFC3339Nano))
	shown := p.data
	if p.guild != "" && len(shown["mentions"].([]any)) == 0 {
		shown = blank(shown)
	}
	s.dispatch(p.guild, "MESSAGE_UPDATE", shown)
}

// Unfurl has Discord look up a link in a message, of which the bot is told as of an edit.
func (s *Server) Unfurl(p *Posted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch(p.guild, "MESSAGE_UPDATE", with(blank(p.data), "edited_timestamp", nil))
}

// Remove deletes messages of one channel.
func (s *Server) Remove(p ...*Posted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	event := map[string]any{"channel_id": p[0].data["channel_id"]}
	if p[0].guild != "" {
		event["guild_id"] = p[0].guild
	}
	if len(p) == 1 {
		event["id"] = p[0].ID
		s.dispatch(p[0].guild, "MESSAGE_DELETE", event)
		return
	}
	ids := []string{}
	for _, one := range p {
		ids = append(ids, one.ID)
	}
	event["ids"] = ids
	s.dispatch(p[0].guild, "MESSAGE_DELETE_BULK", event)
}

// Send writes a message. The bot gets to see its content only when it is mentioned in it or is written to directly,
// as Discord does it for a bot without the message-content intent.
// https://discord.com/developers/docs/events/gateway#message-content-intent
func (s *Server) Send(p Post) *Posted {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Guild == "" && p.Channel == "" {
		p.Channel = s.directChannel(p.From.ID)
	}
	m := map[string]any{
		"id": s.id(), "type": 0, "channel_id": p.Channel, "author": p.From, "content": p.Text, "timestamp": time.Now().UTC().Format(time.RFC3339Nano),
		"mentions": []any{}, "attachments": []any{}, "embeds": []any{}, "components": []any{}, "mention_everyone": false,
	}
	for k, v := range p.Extra {
		m[k] = v
	}
	mentioned := strings.Contains(p.Text, "<@"+BotID+">") || strings.Contains(p.Text, "<@!"+BotID+">")
	if mentioned {
		m["mentions"] = []any{map[string]any{"id": BotID, "username": "quotebot", "bot": true}}
	}
	posted := &Posted{ID: m["id"].(string), guild: p.Guild, data: m}
	shown := m
	if p.Guild != "" {
		mem := s.member(p.Guild, p.From)
		m["guild_id"], m["member"] = p.Guild, map[string]any{"nick": mem.Nick, "roles": mem.Roles}
		if !mentioned {
			shown = blank(m)
		}
	}
	if p.ReplyTo != nil {
		above := p.ReplyTo.data
		if above["guild_id"] != nil && len(above["mentions"].([]any)) == 0 {
			above = blank(above)
		}
		shown = with(shown, "type", 19, "referenced_message", above)
	}
	s.dispatch(p.Guild, "MESSAGE_CREATE", shown)
	return posted
}

// blank is the message as a bot without the intent gets it.
func blank(m map[string]any) map[string]any {
	return with(m, "content", "", "embeds", []any{}, "attachments", []any{}, "components", []any{})
}

func with(m map[string]any, pairs ...any) map[string]any {
	c := make(map[string]any, len(m))
	for k, v := range m {
		c[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		c[pairs[i].(string)] = pairs[i+1]
	}
	return c
}

// ephemeral is the flag of a message that only one person sees.
const ephemeral = 1 << 6

// Message is what the bot shows.
type Message struct {
	ID         string `json:"id"`
	Channel    string `json:"channel_id"`
	Content    string `json:"content"`
	Embeds     []Embed
	Components []Component
	Files      []File
	Flags      int
	ReplyTo    string
	Pings      bool // it could ping somebody
	Edits      int
	Deleted    bool
	raw        []byte
	of         *Interaction // that it answers
}

// Private says whether only one person sees the message.
func (m *Message) Private() bool { return m.Flags&ephemeral != 0 }

// replaced takes over what an edit set.
func (m *Message) replaced(by *Message) {
	id, of := m.ID, m.of
	*m = *by
	m.ID, m.of = id, of
}

// Messages are the messages that the bot has put into a channel, in order.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.messages {
		if m.Channel == channel {
			out = append(out, *m)
		}
	}
	return out
}

// Reply waits for the bot's reply to a message.
func (s *Server) Reply(ctx context.Context, to *Posted) (Message, error) {
	var found Message
	err := s.Wait(ctx, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, m := range s.messages {
			if m.ReplyTo == to.ID {
				found = *m
				return true
			}
		}
		return false
	})
	return found, err
}
