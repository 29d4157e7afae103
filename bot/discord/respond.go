package discord

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"quotebot/bot"
)

// answerer is the place where the answer to one person goes.
type answerer interface {
	// soon is told that the answer takes a while.
	soon(ctx context.Context) error
	// progress shows what is being done meanwhile.
	progress(ctx context.Context, note string)
	// answer gives the answer; it is called once.
	answer(ctx context.Context, m message, private bool) error
	// lapsing gives what switches off the components of the answer, and a key that is the same for everything that is
	// pressed on one message.
	lapsing() (key string, off func(context.Context, lapsed) error)
}

// errLate means that Discord no longer takes a response: more than three seconds had passed, or somebody else responded.
var errLate = errors.New("the interaction was not answered in time")

// interactionAnswer answers an interaction: with one response, or with a deferred one ("thinking…") that is edited.
type interactionAnswer struct {
	api    *api
	it     *interaction
	every  time.Duration // between progress notes
	hidden bool          // the answer is for the asker only, whatever it is
	into   bool          // the answer takes the place of the message that was pressed, unless it is private and that is not
	tongue *tongue

	mu    sync.Mutex
	state int
	tried bool      // a first response was sent of which it is not known whether it arrived
	noted time.Time // when the last progress note was shown
}

// The states of an interaction's answer.
const (
	unanswered = iota
	deferred
	answered
	tooLate
)

// soon defers the answer, unless it was given or deferred already.
func (a *interactionAnswer) soon(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.state != unanswered {
		return a.late()
	}
	r := response{Type: responseDeferred}
	switch {
	case a.into:
		r.Type = responseDeferredInto
	case a.hidden:
		r.Data = map[string]int{"flags": ephemeral}
	}
	err := a.api.respond(ctx, a.it, r)
	if a.taken(err) {
		return a.late()
	}
	if err == nil {
		a.state = deferred
	}
	a.tried = err != nil && codeOf(err) == 0
	return err
}

// taken looks at the error of a first response: whether there is a response already. It is ours when one was sent before;
// else another process with the same token has the interaction, or its time is over.
func (a *interactionAnswer) taken(err error) bool {
	switch code := codeOf(err); {
	case code == codeAcknowledged && (a.tried || repeated(err)):
		a.state = deferred
	case code == codeAcknowledged || code == codeUnknownInteraction:
		a.state = tooLate
	default:
		return false
	}
	return true
}

func (a *interactionAnswer) late() error {
	if a.state == tooLate {
		return errLate
	}
	return nil
}

// progress edits a deferred answer, not too often. It is a courtesy: when it fails nothing is lost. What was pressed is left
// as it is, because its answer may turn out not to take its place.
func (a *interactionAnswer) progress(ctx context.Context, note string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.state != deferred || a.into || time.Since(a.noted) < a.every {
		return
	}
	a.noted = time.Now()
	_ = a.api.editResponse(ctx, a.it, message{Content: fit(note, maxContent)})
}

// answer gives the answer, and what follows it.
func (a *interactionAnswer) answer(ctx context.Context, m message, private bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	private = private || a.hidden
	err := a.first(ctx, m, private)
	for _, next := range m.more {
		if err != nil {
			return err
		}
		if private {
			next.Flags |= ephemeral
		}
		err = a.api.followUp(ctx, a.it, next)
	}
	return err
}

func (a *interactionAnswer) first(ctx context.Context, m message, private bool) error {
	if m.over && a.into {
		a.switchOff(ctx)
	}
	if private {
		m.Flags |= ephemeral
	}
	into := a.into && !m.apart && (!private || m.replaces || a.it.Message != nil && a.it.Message.Flags&ephemeral != 0)
	if a.state == unanswered {
		r := response{Type: responseMessage, Data: m.normal()}
		if into {
			m.Flags = 0
			r = response{Type: responseInto, Data: m.normal()}
		}
		err := a.api.respond(ctx, a.it, r)
		if !a.taken(err) {
			a.state = answered
			return err
		}
	}
	if a.state != deferred {
		return a.late()
	}
	a.state = answered
	switch {
	case a.into && !into:
		return a.tokenStands(a.api.followUp(ctx, a.it, m))
	case !private || into || a.hidden:
		return a.tokenStands(a.api.editResponse(ctx, a.it, m))
	}
	// What is private after a deferral that everybody sees goes into a message of its own: Discord gives the first message
	// after a deferral the deferral's visibility, so that first one carries nothing and is removed.
	if err := a.api.editResponse(ctx, a.it, message{Content: a.tongue.say("This answer is only for the person who asked.")}); err != nil {
		return a.tokenStands(err)
	}
	if err := a.api.followUp(ctx, a.it, m); err != nil {
		return a.tokenStands(err)
	}
	return a.api.deleteResponse(ctx, a.it)
}

// switchOff switches off what was pressed, and all on that message that goes with it, before the answer says that it is over.
// The answer matters more, so it is given whether this succeeds or not.
func (a *interactionAnswer) switchOff(ctx context.Context) {
	spent, any := lapse(a.it.Message.spent(a.it.Data.CustomID), a.tongue.say(timedOut))
	switch {
	case !any:
	case a.state == unanswered:
		err := a.api.respond(ctx, a.it, response{Type: responseInto, Data: lapsed{spent}})
		if !a.taken(err) && err == nil {
			a.state = deferred // what comes now follows
		}
		a.tried = err != nil && codeOf(err) == 0
	case a.state == deferred:
		_ = a.api.lapseResponse(ctx, a.it, lapsed{spent})
	}
}

// tokenStands turns the error of a token that is over, fifteen minutes after the interaction, into errLate.
func (a *interactionAnswer) tokenStands(err error) error {
	if codeOf(err) == codeTokenExpired {
		return errLate
	}
	return err
}

func (a *interactionAnswer) lapsing() (string, func(context.Context, lapsed) error) {
	return a.it.thread(), func(ctx context.Context, l lapsed) error { return a.api.lapseResponse(ctx, a.it, l) }
}

// messageAnswer answers a chat message with a reply to it. A private answer to a question in a guild goes to the asker's
// direct messages.
type messageAnswer struct {
	api    *api
	q      *chatMessage
	tongue *tongue

	channel, id string // of the answer
}

func (a *messageAnswer) soon(ctx context.Context) error { return a.api.typing(ctx, a.q.ChannelID) }

func (a *messageAnswer) progress(context.Context, string) {}

func (a *messageAnswer) answer(ctx context.Context, m message, private bool) error {
	if !private || a.q.GuildID == "" {
		m.Reference = &reference{MessageID: a.q.ID}
		return a.send(ctx, a.q.ChannelID, m)
	}
	// In direct messages the numbers of the guild's quotes mean others.
	m.Components = onlyLinks(m.Components)
	channel, err := a.api.direct(ctx, a.q.Author.ID)
	if err == nil {
		err = a.send(ctx, channel, m)
	}
	if err != nil {
		return a.send(ctx, a.q.ChannelID, message{
			Content:   a.tongue.say("The answer is for you alone, and you don't take direct messages from this server. Ask again with /ask."),
			Reference: &reference{MessageID: a.q.ID},
		})
	}
	return nil
}

func (a *messageAnswer) send(ctx context.Context, channel string, m message) error {
	id, err := a.api.send(ctx, channel, m)
	a.channel, a.id = channel, id
	for _, next := range m.more {
		if err != nil {
			return err
		}
		_, err = a.api.send(ctx, channel, next)
	}
	return err
}

func (a *messageAnswer) lapsing() (string, func(context.Context, lapsed) error) {
	return a.id, func(ctx context.Context, l lapsed) error { return a.api.lapseMessage(ctx, a.channel, a.id, l) }
}

// job is one request on its way to its answer.
type job struct {
	request func(ctx context.Context) (bot.Request, string) // or what to say instead of asking
	to      answerer
	scene   scene
	limit   time.Duration      // for the whole of it
	first   bool               // the answer is deferred at once, before anything is stored, so that nothing is half stored
	prompt  bool               // the answer can't be deferred
	shown   func(*bot.Request) // how the answer is shown, where that differs from what was asked
	// reply shows a reply in another way than as a message, where it can be: as a form.
	reply func(ctx context.Context, r bot.Reply) (done bool, err error)
}

// start arms the deferral, which counts from when the request came in and not from when its turn comes. The returned
// function disarms it.
func (m *mouth) start(ctx context.Context, j *job) (stop func()) {
	if j.first || j.prompt {
		return func() {}
	}
	t := time.AfterFunc(m.o.Timing.Defer, func() {
		defer m.caught("deferral")
		ctx, cancel := context.WithTimeout(ctx, m.o.Timing.Completion) // later it would be of no use
		defer cancel()
		if err := j.to.soon(ctx); err != nil {
			m.o.Log.LogAttrs(ctx, slog.LevelDebug, "answer not deferred", slog.Any("err", err))
		}
	})
	return func() { t.Stop() }
}

// acknowledge defers the answer to a job that must be deferred before it is done, while the job is still in line: where the
// line is long, Discord's three seconds would be over when its turn comes. When this fails the job tries once more.
func (m *mouth) acknowledge(j *job) {
	defer m.caught("deferral")
	ctx, cancel := context.WithTimeout(m.base, m.o.Timing.Completion)
	defer cancel()
	if err := j.to.soon(ctx); err != nil {
		m.o.Log.LogAttrs(ctx, slog.LevelDebug, "answer not deferred", slog.Any("err", err))
	}
}
