package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Codes in Discord's error answers that mean something to us.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
const (
	codeUnknownInteraction = 10062
	codeAcknowledged       = 40060
	codeTokenExpired       = 50027
)

// lanes is into how many lanes requests of one kind are put. The library keeps a bucket for each lane for ever, so there
// must be few; requests in one lane go one after the other, so there must not be only one.
const lanes = 64

// api is Discord's REST interface as far as we need it.
type api struct{ session *discordgo.Session }

// message is a message to send, as an answer, an edit or a message of its own.
type message struct {
	Content     string                    `json:"content"`
	Embeds      []*discordgo.MessageEmbed `json:"embeds"`
	Mentions    mentions                  `json:"allowed_mentions"`
	Flags       int                       `json:"flags,omitempty"`
	Attachments []attached                `json:"attachments"` // an edit takes away what is not in the list
	Components  []component               `json:"components"`
	Reference   *reference                `json:"message_reference,omitempty"`
	files       []*discordgo.File
	more        []message // that follow it
	apart       bool      // does not take the place of what was pressed
	over        bool      // what was pressed can never be used again, so it is switched off
	alt         string    // what its picture shows
	replaces    bool      // takes that place even where everybody sees it: there is nothing private in it
}

// normal gives lists instead of null, which Discord reads as "leave it".
func (m message) normal() message {
	if m.Embeds == nil {
		m.Embeds = []*discordgo.MessageEmbed{}
	}
	if m.Attachments == nil {
		m.Attachments = []attached{}
	}
	if m.Components == nil {
		m.Components = []component{}
	}
	return m
}

// lapsed is the edit that switches components off; the rest of the message stays.
type lapsed struct {
	Components []component `json:"components"`
}

// mentions says who may be pinged: its zero value, nobody.
type mentions struct {
	Parse       noPings `json:"parse"`
	RepliedUser bool    `json:"replied_user"`
}

// noPings is always an empty list; null would mean everybody.
type noPings struct{}

func (noPings) MarshalJSON() ([]byte, error) { return []byte("[]"), nil }

type attached struct {
	ID       string `json:"id"` // place of the file in the request
	Filename string `json:"filename"`
	// Description is read out to people who can't see a picture.
	Description string `json:"description,omitempty"`
}

type reference struct {
	MessageID string `json:"message_id"`
	// FailIfNotExists is false: when the question is deleted meanwhile, the answer still goes to its channel.
	FailIfNotExists bool `json:"fail_if_not_exists"`
}

// ephemeral is the flag of a message that only one person sees.
const ephemeral = 1 << 6

// The types of response to an interaction.
const (
	responseMessage      = 4
	responseDeferred     = 5
	responseDeferredInto = 6 // the answer will take the place of the message that was pressed
	responseInto         = 7 // takes its place
	responseAutocomplete = 8
	responseForm         = 9
)

type response struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// call sends a request to a path below /api/v9/ and decodes the answer into into, unless that is nil.
func (a *api) call(ctx context.Context, method, path string, body, into any) error {
	var raw []byte
	contentType := "application/json"
	if body != nil {
		var err error
		if m := messageIn(body); m != nil && len(m.files) > 0 {
			contentType, raw, err = discordgo.MultipartBodyWithJSON(body, m.files)
		} else {
			raw, err = json.Marshal(body)
		}
		if err != nil {
			return fmt.Errorf("discord request: %w", err)
		}
	}
	answer, err := a.session.RequestRaw(method, discordgo.EndpointAPI+path, contentType, raw, lane(method, path), 0, discordgo.WithContext(ctx))
	if err != nil {
		// The path's first part is enough to tell requests apart, and holds no secret.
		kind, _, _ := strings.Cut(path, "/")
		return fmt.Errorf("discord %s %s: %w", method, kind, withoutURL(err))
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			return fmt.Errorf("discord request: read the answer: %w", err)
		}
	}
	return nil
}

// messageIn finds the message in a request's body.
func messageIn(body any) *message {
	switch b := body.(type) {
	case message:
		return &b
	case *message:
		return b
	case response:
		return messageIn(b.Data)
	}
	return nil
}

func lane(method, path string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(path)) // never fails
	kind, _, _ := strings.Cut(path, "/")
	return fmt.Sprintf("%s %s %d", method, kind, h.Sum32()%lanes)
}

// codeOf is the code in Discord's error answer, or 0.
func codeOf(err error) int {
	if re, ok := errors.AsType[*discordgo.RESTError](err); ok && re.Message != nil {
		return re.Message.Code
	}
	return 0
}

// repeated says whether the request that failed had been sent before, so that the first try may have got through.
func repeated(err error) bool {
	re, ok := errors.AsType[*discordgo.RESTError](err)
	return ok && re.Response.Header.Get(triesHeader) != "1"
}

// respond gives the first, and only, response to an interaction.
func (a *api) respond(ctx context.Context, i *interaction, r response) error {
	return a.call(ctx, "POST", "interactions/"+i.ID+"/"+i.Token+"/callback", r, nil)
}

// editResponse changes the response that was given or deferred.
func (a *api) editResponse(ctx context.Context, i *interaction, m message) error {
	m.Flags = 0 // whether a message is ephemeral is settled by the first response
	return a.call(ctx, "PATCH", "webhooks/"+i.ApplicationID+"/"+i.Token+"/messages/@original", m.normal(), nil)
}

// lapseResponse switches components of the response off.
func (a *api) lapseResponse(ctx context.Context, i *interaction, l lapsed) error {
	return a.call(ctx, "PATCH", "webhooks/"+i.ApplicationID+"/"+i.Token+"/messages/@original", l, nil)
}

// lapseMessage switches components of a message of ours in a channel off.
func (a *api) lapseMessage(ctx context.Context, channel, id string, l lapsed) error {
	return a.call(ctx, "PATCH", "channels/"+channel+"/messages/"+id, l, nil)
}

// deleteResponse takes the response away.
func (a *api) deleteResponse(ctx context.Context, i *interaction) error {
	return a.call(ctx, "DELETE", "webhooks/"+i.ApplicationID+"/"+i.Token+"/messages/@original", nil, nil)
}

// followUp sends a message after the response.
func (a *api) followUp(ctx context.Context, i *interaction, m message) error {
	return a.call(ctx, "POST", "webhooks/"+i.ApplicationID+"/"+i.Token, m.normal(), nil)
}

// send puts a message into a channel and gives its id.
func (a *api) send(ctx context.Context, channel string, m message) (id string, err error) {
	var sent struct {
		ID string `json:"id"`
	}
	err = a.call(ctx, "POST", "channels/"+channel+"/messages", m.normal(), &sent)
	return sent.ID, err
}

// typing shows for ten seconds that the bot is writing.
func (a *api) typing(ctx context.Context, channel string) error {
	return a.call(ctx, "POST", "channels/"+channel+"/typing", nil, nil)
}

// direct opens the direct-message channel with a user.
func (a *api) direct(ctx context.Context, user string) (channel string, err error) {
	var c struct {
		ID string `json:"id"`
	}
	err = a.call(ctx, "POST", "users/@me/channels", map[string]string{"recipient_id": user}, &c)
	return c.ID, err
}

// member reads a member of a guild.
func (a *api) member(ctx context.Context, guild, user string) (*member, error) {
	var m member
	if err := a.call(ctx, "GET", "guilds/"+guild+"/members/"+user, nil, &m); err != nil {
		return nil, err
	}
	return &m, nil
}
