package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quotebot/quotes"
)

// right is something that not everybody may do in a guild.
type right int

const (
	toAdd    right = iota // keep new quotes
	toImport              // take whole files in
	toManage              // change and remove what others added, and look into the trash
	toSet                 // change settings
)

// may says whether the asker has a right in the place; when not, the note says what is needed. Everybody has all rights
// over their own quotes in a direct message, the operator those over the library.
func (b *Brain) may(ctx context.Context, r Request, what right) (note string, err error) {
	a := r.Asker
	switch {
	case a.Operator:
		return "", nil
	case a.UserApp || a.Guild == "":
		if what == toSet {
			return r.say("Settings belong to a server. Use the command there."), nil
		}
		return "", nil
	case what == toSet:
		if a.Admin {
			return "", nil
		}
		return r.say("Settings can be changed by people who may manage the server."), nil
	case a.Admin || a.Manager:
		return "", nil
	}
	set, err := b.settings(ctx, a.Guild)
	if err != nil {
		return "", err
	}
	if what != toAdd && holds(a.Roles, set[settingManage]) {
		if what == toManage || set[settingImport] == "" {
			return "", nil
		}
	}
	switch what {
	case toAdd:
		if set[settingAdd] == "" || holds(a.Roles, set[settingAdd]) {
			return "", nil
		}
		return r.say("On this server, adding quotes needs a role that is named in the settings (roles that may add), or the right to manage messages."), nil
	case toImport:
		if holds(a.Roles, set[settingImport]) {
			return "", nil
		}
		return r.say("Importing needs the right to manage messages, or a role that is named in the settings (roles that may import)."), nil
	default:
		return r.say("That needs the right to manage messages, or a role that is named in the settings (roles that may manage)."), nil
	}
}

// holds says whether one of the roles stands in a setting.
func holds(roles []string, setting string) bool {
	return slices.ContainsFunc(strings.Fields(setting), func(role string) bool { return slices.Contains(roles, role) })
}

// mayChange says whether the asker may change a quote: whoever added it, and those who may manage. The note says what is
// needed.
func (b *Brain) mayChange(ctx context.Context, r Request, c quotes.Citation) (note string, err error) {
	switch {
	case c.Scope != r.Asker.home() && c.Scope == quotes.Library:
		return r.say("%s belongs to the library that everybody reads. Only the operator changes it, at the terminal.", c.Ref()), nil
	case c.Scope != r.Asker.home():
		return r.say("%s can be changed only in the place that it was added in.", c.Ref()), nil
	case c.AddedBy != "" && c.AddedBy == r.Asker.User:
		return "", nil
	}
	note, err = b.may(ctx, r, toManage)
	if note != "" {
		note = r.say("Only whoever added %s may do that, or people with the right to manage messages or with a role that is named in the settings (roles that may manage).", c.Ref())
	}
	return note, err
}

// said tells whether the asker is the person who said the quote.
func (a Asker) said(c quotes.Citation) bool { return c.SpeakerID != "" && c.SpeakerID == a.User }

// reference reads which quote a request is about: its number, or a reference in its text.
func reference(r Request) (number int64, scope quotes.Scope, ok bool) {
	if r.Number != 0 {
		return r.Number, r.Asker.home(), r.Number > 0
	}
	number, library, ok := quotes.ParseRef(r.Text)
	if library {
		return number, quotes.Library, ok
	}
	return number, r.Asker.home(), ok
}

// meant gives the quote that a request is about, as far as the asker may see it. When it can't be shown, the reply says
// why and ok is false.
func (b *Brain) meant(ctx context.Context, r Request) (c quotes.Citation, v quotes.View, reply Reply, ok bool, err error) {
	number, scope, found := reference(r)
	if !found {
		return c, v, r.refuse("Tell me a quote's number, such as #12, or L12 for one of the library."), false, nil
	}
	if v, err = b.view(ctx, r.Asker); err != nil {
		return c, v, Reply{}, false, err
	}
	c, err = b.Store.ByNumber(ctx, v, scope, number)
	switch {
	case err == nil:
		return c, v, Reply{}, true, nil
	case !errors.Is(err, quotes.ErrNotFound):
		return c, v, Reply{}, false, fmt.Errorf("read quote %d: %w", number, err)
	}
	note, err := b.missing(ctx, r, scope, number)
	return c, v, Reply{Outcome: Nothing, Note: note, Private: true}, false, err
}

// trashTime is how long a quote stays in the trash. It is part of what docs/privacy.md promises.
const trashTime = 30 * 24 * time.Hour

// missing says what became of a quote that is not there, or not there for the asker.
func (b *Brain) missing(ctx context.Context, r Request, scope quotes.Scope, number int64) (string, error) {
	ref := quotes.Citation{Number: number, Scope: scope}.Ref()
	gone, err := b.Store.Removed(ctx, scope, number)
	switch {
	case errors.Is(err, quotes.ErrNotFound):
		return r.say("There is no quote %s here that you can see.", ref), nil
	case err != nil:
		return "", fmt.Errorf("look for removed quote %d: %w", number, err)
	case gone.State == quotes.Trashed && gone.Whole != 0:
		return r.say("%s is part of %s now.", ref, quotes.Citation{Number: gone.Whole, Scope: scope}.Ref()), nil
	case gone.State == quotes.Trashed:
		return r.say("%s is in the trash until %s. Whoever may manage quotes can restore it.", ref, day(gone.At.Add(trashTime))), nil
	case gone.State == quotes.Hidden && r.Asker.said(gone.Citation):
		return r.say("%s is hidden because you wanted it so. You can show it again.", ref), nil
	default:
		return r.say("%s was removed. Its number is not given again.", ref), nil
	}
}

// day writes a day so that it reads the same in every language.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// private says whether what comes from these channels must not be shown to everybody in the asker's place: unless it is
// known that all who read that place can read the channels too.
func (b *Brain) private(ctx context.Context, a Asker, channels []string) bool {
	others := slices.DeleteFunc(slices.Clone(channels), func(c string) bool { return c == "" || c == a.Channel })
	if len(others) == 0 {
		return false
	}
	s, ok := a.Access.(Shared)
	if !ok {
		return true
	}
	slices.Sort(others)
	others = slices.Compact(others)
	shared, err := s.Shared(ctx, others)
	if err != nil { // the asker still gets the answer, alone
		return true
	}
	return slices.ContainsFunc(others, func(c string) bool { return !slices.Contains(shared, c) })
}
