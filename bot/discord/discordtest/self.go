package discordtest

import (
	"maps"
	"slices"
	"strconv"
)

// messageContentGranted is a flag of an application that the developer portal sets.
// https://discord.com/developers/docs/resources/application#application-object-application-flags
const messageContentGranted = 1 << 18

// self answers what the bot asks about itself. It needs the lock.
func (s *Server) self(c *call) (answer any, ok bool) {
	switch {
	case c.is("GET users/@me"):
		return map[string]any{"id": BotID, "username": "quotebot", "discriminator": "0001", "avatar": nil, "bot": true}, true
	case c.is("GET applications/@me"):
		return map[string]any{"id": AppID, "name": "quotebot", "flags": messageContentGranted, "bot_public": true, "bot_require_code_grant": false}, true
	case c.is("GET users/@me/guilds"):
		list := []map[string]any{}
		for _, id := range slices.Sorted(maps.Keys(s.guilds)) {
			var all uint64
			for _, r := range s.guilds[id].Roles {
				p, err := strconv.ParseUint(r.Permissions, 10, 64)
				if err == nil && r.ID == id { // the role of everyone; the double gives its bot no other
					all |= p
				}
			}
			list = append(list, map[string]any{"id": id, "name": "Guild " + id, "owner": false, "permissions": strconv.FormatUint(all, 10), "features": []string{}})
		}
		return list[:min(len(list), 200)], true
	}
	return nil, false
}
