package bot

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"quotebot/quotes"
)

// The kinds of slip.
const (
	slipDraft = "draft"
	slipUndo  = "undo"
	slipCarry = "carry"
	slipList  = "list"
	slipSaved = "saved" // the message that somebody has saved last in a channel
	slipJoin  = "join"
)

// How long what a token stands for can be used.
const (
	draftTime = 24 * time.Hour
	undoTime  = 10 * time.Minute
	carryTime = 24 * time.Hour
	listTime  = 24 * time.Hour
	joinTime  = 10 * time.Minute
)

// slips keeps what tokens stand for.
type slips interface {
	KeepSlip(ctx context.Context, s quotes.Slip) error
	Slip(ctx context.Context, token string, now time.Time) (quotes.Slip, error)
	DropSlip(ctx context.Context, token string) error
}

// newToken makes a token that nobody can guess: 80 random bits in 16 letters and digits.
func newToken() string {
	var raw [10]byte
	_, _ = rand.Read(raw[:]) // never fails (crypto/rand)
	return strings.ToLower(base32.StdEncoding.EncodeToString(raw[:]))
}

// hand keeps something and gives the token for it. An empty token asks for a new one.
func (b *Brain) hand(ctx context.Context, r Request, token, kind string, lasting time.Duration, body any) (string, time.Time, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("write a %s: %w", kind, err)
	}
	if token == "" {
		token = newToken()
	}
	until := r.Now.Add(lasting)
	err = b.Store.KeepSlip(ctx, quotes.Slip{Token: token, Kind: kind, Owner: r.Asker.User, Scope: r.Asker.home(), Until: until, Body: text})
	if err != nil {
		return "", time.Time{}, fmt.Errorf("keep a %s: %w", kind, err)
	}
	return token, until, nil
}

// denial is why a token can't be used; its zero value says that it can.
type denial struct {
	note string
	over bool // nobody can use it any more
}

// reply is what the asker is told.
func (d denial) reply() Reply {
	refused := refusal(d.note)
	refused.Over = d.over
	return refused
}

// take reads what a token stands for, unless it is denied.
func (b *Brain) take(ctx context.Context, r Request, token, kind string, body any) (s quotes.Slip, no denial, err error) {
	s, err = b.Store.Slip(ctx, token, r.Now)
	switch {
	case errors.Is(err, quotes.ErrNotFound) || err == nil && s.Kind != kind:
		return s, gone(r, kind), nil
	case err != nil:
		return s, denial{}, fmt.Errorf("read a %s: %w", kind, err)
	case s.Owner != r.Asker.User:
		return s, denial{note: notYours(r, kind)}, nil
	}
	if err := json.Unmarshal(s.Body, body); err != nil {
		return s, denial{}, fmt.Errorf("read a %s: %w", kind, err)
	}
	return s, denial{}, nil
}

// gone denies what is over.
func gone(r Request, kind string) denial { return denial{note: over(r, kind), over: true} }

func over(r Request, kind string) string {
	switch kind {
	case slipDraft:
		return r.say("This review is over: it was saved, cancelled or left for more than a day. Hand the source in again to see it anew.")
	case slipUndo:
		return r.say("That can be taken back for ten minutes only. You can still delete a quote by its number.")
	case slipJoin:
		return r.say("These messages can be joined for ten minutes only. Delete one, save both again and join them then.")
	case slipCarry:
		return r.say("That offer is over. Correct the quotes one by one by their numbers.")
	default:
		return r.say("These pages are too old to turn. Ask again.")
	}
}

func notYours(r Request, kind string) string {
	switch kind {
	case slipDraft:
		return r.say("Only whoever handed the source in can choose here.")
	case slipUndo:
		return r.say("Only whoever added this can take it back.")
	case slipJoin:
		return r.say("Only whoever saved these messages can join them.")
	case slipCarry:
		return r.say("Only whoever made the correction can go on with it.")
	default:
		return r.say("Only whoever asked can turn these pages. Ask for yourself and you get your own.")
	}
}
