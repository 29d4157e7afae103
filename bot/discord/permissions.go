package discord

import (
	"maps"
	"strconv"
)

// permissions is a set of Discord's rights, one bit each. https://discord.com/developers/docs/topics/permissions
type permissions uint64

// The rights that matter here.
const (
	administrator  permissions = 1 << 3
	manageGuild    permissions = 1 << 5
	manageMessages permissions = 1 << 13
	viewChannel    permissions = 1 << 10
	sendMessages   permissions = 1 << 11
	embedLinks     permissions = 1 << 14
	attachFiles    permissions = 1 << 15
	readHistory    permissions = 1 << 16
	manageThreads  permissions = 1 << 34
	sendInThreads  permissions = 1 << 38
)

const allPermissions = ^permissions(0)

func (p permissions) has(q permissions) bool { return p&q == q }

func permissionText(p permissions) string { return strconv.FormatUint(uint64(p), 10) }

// UnmarshalJSON reads the decimal string that Discord writes, because the bits do not fit the numbers of JavaScript.
func (p *permissions) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseUint(string(trimQuotes(b)), 10, 64)
	*p = permissions(n)
	return err
}

func trimQuotes(b []byte) []byte {
	if len(b) >= 2 && b[0] == '"' {
		return b[1 : len(b)-1]
	}
	return b
}

// guild is what is needed of a guild.
type guild struct {
	ID    string `json:"id"`
	Owner string `json:"owner_id"`
	Roles []role `json:"roles"`
}

type role struct {
	ID          string      `json:"id"`
	Permissions permissions `json:"permissions"`
}

// channel is what is needed of a channel or a thread.
type channel struct {
	ID         string      `json:"id"`
	Type       int         `json:"type"`
	GuildID    string      `json:"guild_id"`
	ParentID   string      `json:"parent_id"`
	NSFW       bool        `json:"nsfw"`
	Overwrites []overwrite `json:"permission_overwrites"`
}

// overwrite changes the rights of a role or a member in one channel.
type overwrite struct {
	ID    string      `json:"id"`
	Type  int         `json:"type"`
	Allow permissions `json:"allow"`
	Deny  permissions `json:"deny"`
}

// The types of overwrite and of channels.
const (
	overRole      = 0
	overMember    = 1
	textChannel   = 0
	newsChannel   = 5
	newsThread    = 10
	publicThread  = 11
	privateThread = 12
)

func (c channel) thread() bool {
	return c.Type == newsThread || c.Type == publicThread || c.Type == privateThread
}

// in works out what a member may do in a channel, in the order that Discord documents: the roles together, then the
// channel's overwrites for everyone, for the member's roles together, and for the member. Owners and administrators may
// do everything. A thread has its parent's overwrites, so c must be the parent.
func (g guild) in(c channel, member string, roles []string) permissions {
	if member == g.Owner && member != "" {
		return allPermissions
	}
	mine := map[string]bool{g.ID: true} // the role of everyone has the guild's id
	for _, r := range roles {
		mine[r] = true
	}
	var p permissions
	for _, r := range g.Roles {
		if mine[r.ID] {
			p |= r.Permissions
		}
	}
	if p.has(administrator) {
		return allPermissions
	}
	var allow, deny permissions
	for _, o := range c.Overwrites {
		switch {
		case o.Type == overRole && o.ID == g.ID:
			p = p&^o.Deny | o.Allow
		case o.Type == overRole && mine[o.ID]:
			allow |= o.Allow
			deny |= o.Deny
		}
	}
	p = p&^deny | allow
	for _, o := range c.Overwrites {
		if o.Type == overMember && o.ID == member {
			p = p&^o.Deny | o.Allow
		}
	}
	return p
}

// open says whether every member of the guild has the rights in the channel: everyone has them, and nothing takes them away.
func (g guild) open(c channel, p permissions) bool {
	var everyone permissions
	for _, r := range g.Roles {
		if r.ID == g.ID {
			everyone = r.Permissions
		}
	}
	for _, o := range c.Overwrites {
		if o.Deny&p != 0 {
			return false
		}
		if o.Type == overRole && o.ID == g.ID {
			everyone |= o.Allow
		}
	}
	return everyone.has(p)
}

// sameViewers says whether two channels give and take the right to see them alike.
func sameViewers(a, b channel) bool {
	rules := func(c channel) map[overwrite]bool {
		set := map[overwrite]bool{}
		for _, o := range c.Overwrites {
			o.Allow, o.Deny = o.Allow&viewChannel, o.Deny&viewChannel
			if o.Allow|o.Deny != 0 {
				set[o] = true
			}
		}
		return set
	}
	return maps.Equal(rules(a), rules(b))
}
