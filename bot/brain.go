package bot

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/big"
	"runtime/debug"
	"slices"
	"strings"
	"unicode/utf8"

	"quotebot/quotes"
	"quotebot/quotes/extract"
	"quotebot/quotes/search"
)

// Store keeps quotes. Package db is one.
type Store interface {
	AddArticle(ctx context.Context, scope quotes.Scope, a quotes.Article, qs []quotes.Quote, by quotes.Adder) ([]quotes.Added, error)
	AddCitations(ctx context.Context, cs []quotes.Citation) ([]quotes.Added, error)
	ByNumber(ctx context.Context, v quotes.View, scope quotes.Scope, number int64) (quotes.Citation, error)
	Random(ctx context.Context, v quotes.View, f quotes.Filter, pick func(n int64) int64) (quotes.Citation, error)
	Count(ctx context.Context, v quotes.View) (int64, error)
	// Channels lists the chat channels that quotes of these scopes were saved from.
	Channels(ctx context.Context, scopes []quotes.Scope) ([]string, error)

	lists
	drafts
	slips
	keeping
	naming
	personal
	originals
	preferences
	days
	guilds
	exporting
}

// Finder answers questions from what is stored. Package search has one.
type Finder interface {
	Ask(ctx context.Context, q search.Question) (search.Answer, error)
	Complete(ctx context.Context, v quotes.View, field, typed string, limit int) ([]search.Completion, error)
}

// Extractor finds the quotes of an article. Package extract has one.
type Extractor interface {
	Extract(a quotes.Article, o extract.Options) quotes.Extraction
}

// Pages fetches a page. Package page has one.
type Pages interface {
	Read(ctx context.Context, rawURL string) (quotes.Article, error)
}

// Brain answers requests. All its fields but the last four must be set, unless a request says otherwise.
type Brain struct {
	Store     Store
	Finder    Finder
	Printings Printings
	Extractor Extractor
	Pages     Pages
	Sample    func() ([]quotes.Citation, error) // the sample library
	Log       *slog.Logger
	Limits    *Limits // nil: nobody has to wait
	Drawer    Drawer  // nil: there are no pictures
	Sources   Sources // nil: no source is ever read again
	Texts     *Texts  // nil: everything is said in English
}

var _ Handler = (*Brain)(nil)

// Handle does what the request wants. Whatever goes wrong becomes a reply in the asker's words; faults of ours are
// logged under an id that the reply repeats.
func (b *Brain) Handle(ctx context.Context, r Request) (reply Reply) {
	defer func() {
		if p := recover(); p != nil {
			reply = b.failed(r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	r = understand(r)
	r.tongue = b.Texts.In(r.Locale)
	act, ok := b.acts()[r.Act]
	if !ok {
		return r.refuse("I don't know how to %q.", string(r.Act))
	}
	if !free(r.Act) {
		if wait := b.Limits.wait(r); wait > 0 {
			return r.refuse("That is a lot at once. Please ask again in %s.", r.many(int(wait.Seconds()), "%d second", "%d seconds"))
		}
	}
	if !plain(r) {
		return r.refuse("That text holds bytes that are no text.")
	}
	reply, err := act(ctx, r)
	if err == nil {
		err = b.sources(ctx, reply.Cards)
	}
	if err != nil {
		if note, ours := explain(r, err); !ours {
			return refusal(note)
		}
		return b.failed(r, err)
	}
	reply.Private = reply.Private || r.Asker.UserApp || b.private(ctx, r.Asker, channelsOf(reply))
	return reply
}

// acts says what does what.
func (b *Brain) acts() map[Act]func(context.Context, Request) (Reply, error) {
	return map[Act]func(context.Context, Request) (Reply, error){
		Ask: b.ask, Add: b.add, From: b.from, Save: b.save, Random: b.random, Show: b.show, Sample: b.sample,
		Check: b.check, Timeline: b.timeline, Variants: b.variants, Complete: b.complete, Help: b.help,
		Review: b.review, Choose: b.choose, Keep: b.keepDraft, Cancel: b.cancel, Undo: b.undo,
		Edit: b.edit, Delete: b.remove, Restore: b.restore, Trash: b.trash, History: b.history,
		People: b.people, SetSpeaker: b.setSpeaker, Carry: b.carry, Join: b.join, NotQuote: b.notQuote, Merge: b.merge, Split: b.split,
		List: b.list, Turn: b.turn, Context: b.context, Stats: b.stats, Export: b.export, Import: b.importFile,
		PrivacyShow: b.privacy, ForgetMe: b.forgetMe, OptOut: b.optOut, OptIn: b.optIn, Hide: b.hide, Unhide: b.unhide,
		Edited: b.messageEdited, Deleted: b.messageDeleted,
		Settings: b.configure, Due: b.due, Daily: b.daily, Guilds: b.guildsKept, GuildGone: b.guildGone, GuildBack: b.guildBack,
	}
}

// plain says whether everything that a request might store is text. What is only looked for may be anything.
func plain(r Request) bool {
	texts := []string{r.Speaker, r.SpeakerID, r.Into, r.Title, r.Publisher, r.Byline, r.Token}
	if m := r.Message; m != nil {
		texts = append(append(texts, m.ID, m.Channel, m.Author, m.AuthorName, m.Text, m.Link), m.Attachments...)
	}
	if c := r.Changes; c != nil {
		for _, s := range []*string{c.Text, c.Speaker, c.Date, c.URL} {
			if s != nil {
				texts = append(texts, *s)
			}
		}
	}
	return !slices.ContainsFunc(texts, func(s string) bool { return !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 })
}

// channelsOf gives the chat channels that what a reply shows was saved from.
func channelsOf(reply Reply) []string {
	var channels []string
	for _, list := range [][]Card{reply.Cards, reply.Others} {
		for _, k := range list {
			channels = append(channels, k.Channel)
			for _, v := range k.Also {
				channels = append(channels, v.Channel)
			}
		}
	}
	return channels
}

func (b *Brain) help(context.Context, Request) (Reply, error) {
	return Reply{Outcome: Done, Private: true}, nil
}

// refusal is the reply to what can't be done.
func refusal(note string) Reply { return Reply{Outcome: Refused, Note: note, Private: true} }

// failed logs a fault of ours and makes the reply that names its id. The asker's words are not logged.
func (b *Brain) failed(r Request, err error) Reply {
	var raw [4]byte
	_, _ = rand.Read(raw[:]) // never fails (crypto/rand)
	id := hex.EncodeToString(raw[:])
	b.Log.Error("request failed", "id", id, "act", string(r.Act), "guild", r.Asker.Guild, "channel", r.Asker.Channel, "error", err)
	return Reply{Outcome: Failed, Private: true,
		Note: r.say("Something went wrong on my side and nothing was changed. If it happens again, tell the operator this number: %s.", id)}
}

// home is the scope that the asker adds to and whose numbers need no letter.
func (a Asker) home() quotes.Scope {
	switch {
	case a.Operator:
		return quotes.Library
	case a.Guild != "" && !a.UserApp:
		return quotes.GuildScope(a.Guild)
	default:
		return quotes.PrivateScope(a.User)
	}
}

// view is what the asker may see: the library, the asker's own scope, and of that the channels that the asker can read.
func (b *Brain) view(ctx context.Context, a Asker) (quotes.View, error) {
	if a.Operator {
		return quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}, nil
	}
	v := quotes.View{Scopes: []quotes.Scope{a.home(), quotes.Library}}
	channels, err := b.Store.Channels(ctx, v.Scopes)
	if err != nil {
		return quotes.View{}, fmt.Errorf("list channels: %w", err)
	}
	others := slices.DeleteFunc(channels, func(c string) bool { return c == a.Channel })
	if a.Channel != "" {
		v.Channels = append(v.Channels, a.Channel)
	}
	if a.Access == nil || len(others) == 0 {
		return v, nil
	}
	readable, err := a.Access.Readable(ctx, others)
	if err != nil {
		return quotes.View{}, fmt.Errorf("ask which channels can be read: %w", err)
	}
	v.Channels = append(v.Channels, readable...)
	return v, nil
}

// pick chooses a number below n, the same chance for each.
func pick(n int64) int64 {
	i, err := rand.Int(rand.Reader, big.NewInt(max(n, 1)))
	if err != nil {
		return 0 // crypto/rand never fails on the systems we run on; any quote is better than none
	}
	return i.Int64()
}

// card makes what a mouth shows of a citation.
func card(c quotes.Citation) Card {
	before, after := c.Around(contextRunes)
	return Card{Citation: c, Link: c.Link(), Before: before, After: after}
}

// contextRunes is how much of the printed text stands on each side of the words in an answer.
const contextRunes = 220
