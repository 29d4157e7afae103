package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Standing is what Discord says of the bot.
type Standing struct {
	Name, ID     string
	Application  string
	Content      bool      // the message-content intent is granted; the bot does not ask for it
	Clock        time.Time // Discord's, from the Date header: whole seconds
	Shards       int       // gateway connections that Discord recommends
	SessionsLeft int       // how often the bot may still identify today
	SessionsFrom int
	Guilds       []GuildStanding // at most the first 200
}

// GuildStanding is what the bot lacks in a guild. Channels may take rights away on top, which is not looked at.
type GuildStanding struct {
	ID, Name string
	Missing  []string // rights, by Discord's names
}

// ErrToken is the error when Discord does not accept the token.
var ErrToken = errors.New("discord: the token is not accepted")

// contentFlags are the flags of an application that has the message-content intent.
// https://discord.com/developers/docs/resources/application#application-object-application-flags
const contentFlags = 1<<18 | 1<<19

// maxStanding bounds one answer of Discord, in bytes.
const maxStanding = 4 << 20

// StandingOf asks Discord about the bot. It makes four requests and does not connect to the gateway.
func StandingOf(ctx context.Context, token, apiURL string) (Standing, error) {
	base, err := parseBase(apiURL)
	if err != nil {
		return Standing{}, err
	}
	wire := http.DefaultTransport.(*http.Transport).Clone()
	defer wire.CloseIdleConnections()
	q := &reader{token: token, client: &http.Client{
		Transport: &transport{base: base, next: wire, limited: func() {}, until: map[string]time.Time{}},
	}}
	var s Standing
	var me struct{ ID, Username string }
	if err := q.get(ctx, "users/@me", &me, &s.Clock); err != nil {
		return Standing{}, err
	}
	s.ID, s.Name = me.ID, me.Username
	var app struct {
		ID    string
		Flags uint64
	}
	if err := q.get(ctx, "applications/@me", &app, nil); err != nil {
		return s, err
	}
	s.Application, s.Content = app.ID, app.Flags&contentFlags != 0
	var gate struct {
		Shards int
		Limit  struct{ Total, Remaining int } `json:"session_start_limit"`
	}
	if err := q.get(ctx, "gateway/bot", &gate, nil); err != nil {
		return s, err
	}
	s.Shards, s.SessionsLeft, s.SessionsFrom = gate.Shards, gate.Limit.Remaining, gate.Limit.Total
	var guilds []struct {
		ID, Name    string
		Permissions permissions
	}
	if err := q.get(ctx, "users/@me/guilds", &guilds, nil); err != nil {
		return s, err
	}
	for _, g := range guilds {
		s.Guilds = append(s.Guilds, GuildStanding{ID: g.ID, Name: g.Name, Missing: missing(g.Permissions)})
	}
	return s, nil
}

// missing names the rights that the bot needs and does not have.
func missing(have permissions) []string {
	if have.has(administrator) {
		return nil
	}
	var names []string
	for _, right := range []struct {
		bit  permissions
		name string
	}{
		{viewChannel, "View Channels"}, {sendMessages, "Send Messages"}, {sendInThreads, "Send Messages in Threads"},
		{embedLinks, "Embed Links"}, {attachFiles, "Attach Files"}, {readHistory, "Read Message History"},
	} {
		if !have.has(right.bit) {
			names = append(names, right.name)
		}
	}
	return names
}

// reader reads answers of Discord with the bot's token.
type reader struct {
	token  string
	client *http.Client
}

// get decodes an answer into into, and the time at which it was given into clock.
func (q *reader) get(ctx context.Context, path string, into any, clock *time.Time) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://discord.com/api/v10/"+path, nil)
	if err != nil {
		return fmt.Errorf("ask discord for %s: %w", path, err)
	}
	req.Header.Set("Authorization", "Bot "+q.token)
	req.Header.Set("User-Agent", "DiscordBot (quotebot, 1)") // Discord refuses others
	resp, err := q.client.Do(req)
	if err != nil {
		return fmt.Errorf("ask discord for %s: %w", path, withoutURL(err))
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusUnauthorized:
		return ErrToken
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("ask discord for %s: it answers %s", path, resp.Status)
	}
	if clock != nil {
		if *clock, err = http.ParseTime(resp.Header.Get("Date")); err != nil {
			*clock = time.Time{} // an answer without a clock is still an answer
		}
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxStanding)).Decode(into); err != nil {
		return fmt.Errorf("ask discord for %s: read the answer: %w", path, err)
	}
	return nil
}
