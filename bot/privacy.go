package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"quotebot/quotes"
)

// personal is what a store must know of the rights of people who are quoted.
type personal interface {
	OptOuts
	OptOut(ctx context.Context, person string, at time.Time) (hidden int, err error)
	OptIn(ctx context.Context, person string, at time.Time) (shown int, err error)
	Personal(ctx context.Context, person string) (quotes.PersonalData, error)
	Forget(ctx context.Context, person string, at time.Time) (forgotten, unsigned int, err error)
}

// nobody refuses a request about a person's data where there is no person.
func nobody(r Request) (Reply, bool) {
	if r.Asker.User == "" {
		return r.refuse("This is for people in a chat. At the terminal nothing is kept about you."), true
	}
	return Reply{}, false
}

// privacy shows everything that is kept about the asker.
func (b *Brain) privacy(ctx context.Context, r Request) (Reply, error) {
	if reply, no := nobody(r); no {
		return reply, nil
	}
	p, err := b.Store.Personal(ctx, r.Asker.User)
	if err != nil {
		return Reply{}, fmt.Errorf("read what is kept of a person: %w", err)
	}
	note := r.say("Kept about you: %s of yours that others can find, %d hidden or in a trash, %s that you added.",
		r.quotes(len(p.Said)), len(p.Removed), r.quotes(len(p.Added)))
	if !p.OptedOut.IsZero() {
		note += " " + r.say("You have opted out since %s: nothing of yours is kept.", day(p.OptedOut))
	}
	reply := Reply{Outcome: Done, Private: true, Note: note}
	if len(p.Said)+len(p.Removed)+len(p.Added) == 0 && p.Deeds == 0 {
		return reply, nil
	}
	f, err := personalFile(p)
	if err != nil {
		return Reply{}, err
	}
	if int64(len(f.Data)) > r.maxFile() {
		reply.Note += " " + r.say("The list is too long to send here; ask the operator for it.")
		return reply, nil
	}
	reply.Files = []File{f}
	return reply, nil
}

// personalFile writes a person's data for that person: JSON that a person can read.
func personalFile(p quotes.PersonalData) (File, error) {
	type quote struct {
		Place, Quote, Text, Said, Link, State string `json:",omitempty"`
	}
	type added struct{ Place, Quote, Added string }
	var out struct {
		Said     []quote
		Added    []added
		OptedOut string `json:",omitempty"`
		Deeds    int64  `json:"EntriesInHistories"`
	}
	for _, c := range p.Said {
		out.Said = append(out.Said, quote{Place: string(c.Scope), Quote: c.Ref(), Text: c.Text, Said: c.Said.String(), Link: c.URL})
	}
	for _, g := range p.Removed {
		c := g.Citation
		out.Said = append(out.Said, quote{Place: string(c.Scope), Quote: c.Ref(), Text: c.Text, Said: c.Said.String(), Link: c.URL, State: string(g.State)})
	}
	for _, a := range p.Added {
		out.Added = append(out.Added, added{Place: string(a.Scope), Quote: a.Ref(), Added: a.AddedAt.Format(time.RFC3339)})
	}
	if !p.OptedOut.IsZero() {
		out.OptedOut = p.OptedOut.Format(time.RFC3339)
	}
	out.Deeds = p.Deeds
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		return File{}, fmt.Errorf("write personal data: %w", err)
	}
	return File{Name: "my-data.json", ContentType: "application/json", Data: text.Bytes()}, nil
}

// forgetMe forgets the asker, when the asker is sure.
func (b *Brain) forgetMe(ctx context.Context, r Request) (Reply, error) {
	if reply, no := nobody(r); no {
		return reply, nil
	}
	if !r.Sure {
		p, err := b.Store.Personal(ctx, r.Asker.User)
		if err != nil {
			return Reply{}, fmt.Errorf("read what is kept of a person: %w", err)
		}
		return Reply{Outcome: Done, Private: true, Confirm: true, Note: r.say(
			"This forgets, on every server and for good: %s of yours, your own quotes in direct messages, and your name at %s that you added. It can't be undone.",
			r.quotes(len(p.Said)+len(p.Removed)), r.quotes(len(p.Added)))}, nil
	}
	forgotten, unsigned, err := b.Store.Forget(ctx, r.Asker.User, r.Now)
	if err != nil {
		return Reply{}, fmt.Errorf("forget a person: %w", err)
	}
	return Reply{Outcome: Done, Private: true, Note: r.say(
		"Forgotten: %s of yours; your name no longer stands at what you added (%s). Others can save new messages of yours unless you opt out: /privacy opt-out.",
		r.quotes(forgotten), r.quotes(unsigned))}, nil
}

// optOut keeps the asker from being quoted.
func (b *Brain) optOut(ctx context.Context, r Request) (Reply, error) {
	if reply, no := nobody(r); no {
		return reply, nil
	}
	n, err := b.Store.OptOut(ctx, r.Asker.User, r.Now)
	if err != nil {
		return Reply{}, fmt.Errorf("opt out: %w", err)
	}
	return Reply{Outcome: Done, Private: true, Note: r.say(
		"From now on nobody can save your messages, on any server. %s of yours hidden. /privacy opt-in undoes this; /privacy forget-me removes them for good.", r.quotes(n))}, nil
}

// optIn undoes optOut.
func (b *Brain) optIn(ctx context.Context, r Request) (Reply, error) {
	if reply, no := nobody(r); no {
		return reply, nil
	}
	n, err := b.Store.OptIn(ctx, r.Asker.User, r.Now)
	if err != nil {
		return Reply{}, fmt.Errorf("opt in: %w", err)
	}
	return Reply{Outcome: Done, Private: true, Note: r.say("Your messages can be saved again. %s of yours can be found again.", r.quotes(n))}, nil
}

// hide hides a message of the asker's own from everybody else.
func (b *Brain) hide(ctx context.Context, r Request) (Reply, error) {
	c, _, reply, ok, err := b.meant(ctx, r)
	if err != nil || !ok {
		return reply, err
	}
	if !r.Asker.said(c) {
		return r.refuse("%s was not said by you. Only the person who said something can hide it.", c.Ref()), nil
	}
	_, err = b.Store.Remove(ctx, c.Scope, []int64{c.Number}, quotes.Removal{State: quotes.Hidden, Cause: quotes.BySpeaker, By: r.Asker.User, At: r.Now})
	if err != nil {
		return Reply{}, fmt.Errorf("hide quote %d: %w", c.Number, err)
	}
	return Reply{Outcome: Done, Private: true, Note: r.say("%s is hidden. Only you can show it again.", c.Ref())}, nil
}

// unhide shows it again.
func (b *Brain) unhide(ctx context.Context, r Request) (Reply, error) {
	number, scope, ok := reference(r)
	if !ok {
		return r.refuse("Tell me a quote's number, such as #12."), nil
	}
	g, err := b.Store.Removed(ctx, scope, number)
	if err != nil && !errors.Is(err, quotes.ErrNotFound) {
		return Reply{}, fmt.Errorf("look for removed quote %d: %w", number, err)
	}
	if err != nil || g.State != quotes.Hidden || !r.Asker.said(g.Citation) {
		return r.refuse("%s is not a quote that you have hidden.", quotes.Citation{Number: number, Scope: scope}.Ref()), nil
	}
	back, err := b.Store.Restore(ctx, scope, []int64{number}, r.by())
	if err != nil {
		return Reply{}, fmt.Errorf("show quote %d again: %w", number, err)
	}
	return Reply{Outcome: Done, Private: true, Note: r.say("%s can be seen again.", back[0].Ref())}, nil
}

// removeOwn forgets what the asker said, when the asker is sure.
func (b *Brain) removeOwn(ctx context.Context, r Request, c quotes.Citation) (Reply, error) {
	if !r.Sure {
		return Reply{Outcome: Done, Private: true, Confirm: true, Note: r.say("You said %s, so this forgets its words for good. It can't be undone. To only hide it, use hide.", c.Ref())}, nil
	}
	_, err := b.Store.Remove(ctx, c.Scope, []int64{c.Number}, quotes.Removal{State: quotes.Forgotten, Cause: quotes.BySpeaker, By: r.Asker.User, At: r.Now})
	if err != nil {
		return Reply{}, fmt.Errorf("remove quote %d: %w", c.Number, err)
	}
	return Reply{Outcome: Done, Private: true, Note: r.say("%s is forgotten. Its number is not given again.", c.Ref())}, nil
}
