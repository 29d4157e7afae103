package discordtest

import "cmp"

// Guild is a guild with its people and places.
type Guild struct {
	ID       string
	Owner    string
	Locale   string // preferred; empty for "en-US"
	Roles    []Role
	Channels []Channel
	Members  []Member
}

// Role is a role of a guild; that of everyone has the guild's id.
type Role struct {
	ID          string `json:"id"`
	Permissions string `json:"permissions"`
}

// Channel is a channel or a thread.
type Channel struct {
	ID            string      `json:"id"`
	Type          int         `json:"type"`
	GuildID       string      `json:"guild_id"`
	ParentID      string      `json:"parent_id,omitempty"`
	NSFW          bool        `json:"nsfw"`
	Overwrites    []Overwrite `json:"permission_overwrites"`
	ThreadMembers []string    `json:"-"`
}

// Overwrite changes rights in a channel: of a role (type 0) or a member (1).
type Overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"`
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

// User is a person.
type User struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name,omitempty"`
	Bot        bool   `json:"bot,omitempty"`
}

// Member is a person in a guild.
type Member struct {
	User  User     `json:"user"`
	Nick  string   `json:"nick,omitempty"`
	Roles []string `json:"roles"`
}

// AddGuild makes a guild that the bot is in.
func (s *Server) AddGuild(g Guild) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range g.Channels {
		g.Channels[i].GuildID = g.ID
		if g.Channels[i].Overwrites == nil {
			g.Channels[i].Overwrites = []Overwrite{}
		}
	}
	for i := range g.Members {
		if g.Members[i].Roles == nil {
			g.Members[i].Roles = []string{}
		}
	}
	s.guilds[g.ID] = &g
	delete(s.outages, g.ID)
	for _, ses := range s.sessions {
		if ses.intents&1 != 0 && ses.has(g.ID) {
			s.post(ses, "GUILD_CREATE", mustJSON(g.file()))
		}
	}
}

// place is a guild's channel, or nil. It needs the lock.
func (s *Server) place(id string) *Channel {
	for _, g := range s.guilds {
		for i := range g.Channels {
			if g.Channels[i].ID == id {
				return &g.Channels[i]
			}
		}
	}
	return nil
}

// DirectChannel is the channel of a person's direct messages with the bot.
func (s *Server) DirectChannel(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.directChannel(user)
}

func (s *Server) directChannel(user string) string {
	if s.direct[user] == "" {
		s.direct[user] = s.id()
	}
	return s.direct[user]
}

func (s *Server) isDirect(channel string) bool {
	for _, c := range s.direct {
		if c == channel {
			return true
		}
	}
	return false
}

// member is how a guild sees a person. It needs the lock.
func (s *Server) member(guild string, u User) Member {
	if g := s.guilds[guild]; g != nil {
		for _, m := range g.Members {
			if m.User.ID == u.ID {
				return m
			}
		}
	}
	return Member{User: u, Roles: []string{}}
}

// Leave takes the bot out of a guild; with outage the guild is only not to be reached.
func (s *Server) Leave(guild string, outage bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	event := map[string]any{"id": guild}
	if outage {
		s.outages[guild] = true
		event["unavailable"] = true
	} else {
		delete(s.guilds, guild)
	}
	s.dispatch(guild, "GUILD_DELETE", event)
}

// file is a guild as the gateway tells of it.
func (g *Guild) file() map[string]any {
	return map[string]any{"id": g.ID, "owner_id": g.Owner, "name": g.ID, "roles": g.Roles, "channels": g.Channels, "preferred_locale": cmp.Or(g.Locale, "en-US"),
		"members": []any{}, "threads": []any{}, "unavailable": false}
}
