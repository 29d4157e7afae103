package bot

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"quotebot/quotes"
	"quotebot/quotes/extract"
	"quotebot/quotes/page"
)

// maxRunes bounds one quote that is typed in or saved: far more than anybody says in one go, and little enough for
// every place that shows it.
const maxRunes = 100_000

// add keeps one quote as somebody typed it, byte for byte.
func (b *Brain) add(ctx context.Context, r Request) (Reply, error) {
	if note, err := b.may(ctx, r, toAdd); err != nil || note != "" {
		return refusal(note), err
	}
	said, err := quotes.ParseDate(strings.TrimSpace(r.Date))
	if err != nil {
		return r.refuse("“%s” is not a date that I can read. Write it as 2023-01-20, 2023-01 or 2023.", r.Date), nil
	}
	if !said.IsZero() {
		said.Words = quotes.GivenByHand
	}
	c := quotes.Citation{
		Scope: r.Asker.home(), Text: r.Text, Kind: quotes.Entered, Speaker: strings.TrimSpace(r.Speaker), SpeakerID: r.SpeakerID, Said: said,
		AddedBy: r.Asker.User, AddedAt: r.Now, Title: r.Title, Publisher: r.Publisher,
	}
	if c.Speaker != "" {
		c.SpeakerKind = quotes.Person
	}
	if u := strings.TrimSpace(r.URL); u != "" {
		if c.URL, err = quotes.CleanURL(u); err != nil {
			return r.refuse("That is not a web address that I can keep. It must begin with https:// or http://."), nil
		}
	}
	return b.keep(ctx, r, c)
}

// save keeps a chat message with its author, time and jump link.
func (b *Brain) save(ctx context.Context, r Request) (Reply, error) {
	m := r.Message
	if m == nil {
		return r.refuse("I can't see that message."), nil
	}
	if note, err := b.may(ctx, r, toAdd); err != nil || note != "" {
		return refusal(note), err
	}
	text := m.Text
	for _, a := range m.Attachments {
		if text != "" {
			text += "\n"
		}
		text += "[" + a + "]"
	}
	c := quotes.Citation{
		Scope: r.Asker.home(), Text: text, Kind: quotes.Message, Speaker: m.AuthorName, SpeakerKind: quotes.Person, SpeakerID: m.Author,
		Said: quotes.Date{Time: m.At.UTC(), Precision: quotes.Minute, Words: "sent"}, URL: m.Link, Channel: m.Channel, Message: m.ID,
		AddedBy: r.Asker.User, AddedAt: r.Now,
	}
	if m.Bot {
		c.SpeakerID = ""
	}
	if c.Scope == quotes.PrivateScope(r.Asker.User) { // only the asker sees it, whom Discord has just shown the message
		c.Channel = ""
	}
	reply, err := b.keep(ctx, r, c)
	if err != nil || reply.Outcome != Done {
		return reply, err
	}
	return b.joinable(ctx, r, reply)
}

// keep stores one citation and says what became of it.
func (b *Brain) keep(ctx context.Context, r Request, c quotes.Citation) (Reply, error) {
	switch {
	case strings.TrimSpace(c.Text) == "":
		return Reply{}, quotes.ErrEmpty
	case utf8.RuneCountInString(c.Text) > maxRunes:
		return Reply{}, quotes.ErrTooLong
	case !utf8.ValidString(c.Text) || strings.ContainsRune(c.Text, 0):
		return r.refuse("That text holds bytes that are no text."), nil
	}
	why, err := Quotable(ctx, b.Store, []quotes.Citation{c})
	if err != nil {
		return Reply{}, err
	}
	if why[0] != nil {
		if r.Asker.said(c) {
			return r.refuse("You have opted out of being quoted, so nothing of yours is kept. With /privacy opt-in it can be."), nil
		}
		return r.refuse("Whoever said that does not want to be quoted, so I don't keep it."), nil
	}
	added, err := b.Store.AddCitations(ctx, []quotes.Citation{c})
	if err != nil {
		return Reply{}, fmt.Errorf("keep a quote: %w", err)
	}
	k := card(added[0].Citation)
	k.Already = added[0].Already
	k.Editable = !k.Already
	reply := Reply{Outcome: Done, Note: r.say("Saved as %s.", k.Ref()), Cards: []Card{k}}
	if k.Already {
		reply.Note = r.say("That is here already, as %s.", k.Ref())
	}
	return b.undoable(ctx, r, reply, added)
}

// sample takes the sample library in.
func (b *Brain) sample(ctx context.Context, r Request) (Reply, error) {
	if !r.Asker.Operator {
		return r.refuse("Only the operator adds to the library, at the terminal: quotebot chat."), nil
	}
	cs, err := b.Sample()
	if err != nil {
		return Reply{}, err
	}
	for i := range cs {
		cs[i].Scope, cs[i].AddedAt = quotes.Library, r.Now
	}
	added, err := b.Store.AddCitations(ctx, cs)
	if err != nil {
		return Reply{}, fmt.Errorf("keep the sample library: %w", err)
	}
	fresh := 0
	for _, a := range added {
		if !a.Already {
			fresh++
		}
	}
	note := r.say("%s from old speeches added. Ask, for example: who said we have nothing to fear but fear?", r.quotes(fresh))
	if fresh == 0 {
		note = r.say("The sample library is here already.")
	}
	return Reply{Outcome: Done, Note: note}, nil
}

// from takes the quotes out of a page, a file or pasted text and keeps them, keeps them as a draft (Review), or only looks
// (DryRun).
func (b *Brain) from(ctx context.Context, r Request) (Reply, error) {
	if !r.DryRun {
		if note, err := b.may(ctx, r, toAdd); err != nil || note != "" {
			return refusal(note), err
		}
	}
	a, err := b.source(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	if a, err = facts(r, a); err != nil {
		return Reply{}, err
	}
	if len(a.Text) > extract.MaxText {
		return r.refuse("That is too long for one article: I look for quotes in %d MB of text at most. Hand it to me in parts.", extract.MaxText>>20), nil
	}
	tell(r, r.say("Looking for quotes …"))
	found := b.Extractor.Extract(a, extract.Options{Explain: r.Explain})
	a.Language, a.People = found.Language, found.People
	if !r.DryRun {
		if found, err = b.accept(ctx, r, a, found); err != nil {
			return Reply{}, err
		}
	}
	var reply Reply
	switch {
	case len(found.Quotes) == 0 && !(r.Review && len(found.Rejected) > 0):
		reply = Reply{Outcome: Nothing, Article: a, Note: r.say("I read %s and found no quotations in it.", nameOf(r, a))}
	case r.DryRun:
		reply = Reply{Outcome: Done, Article: a, Note: r.say("%s in %s.", r.quotes(len(found.Quotes)), nameOf(r, a))}
		for _, q := range found.Quotes {
			reply.Cards = append(reply.Cards, card(quotes.Cite(a, q)))
		}
	case r.Review:
		reply, err = b.begin(ctx, r, a, found)
	default:
		reply, err = b.storeArticle(ctx, r, a, found.Quotes)
	}
	if err != nil {
		return Reply{}, err
	}
	reply.Extraction = found
	if reply.Draft == "" {
		for _, m := range found.Rejected {
			reply.Rejected = append(reply.Rejected, Marks{Words: m.Span.In(a.Text), Reason: r.text(m.Reason)})
		}
	}
	return reply, nil
}

// source reads what the request hands in: an address is fetched, a file or text is read as it is.
func (b *Brain) source(ctx context.Context, r Request) (quotes.Article, error) {
	switch {
	case r.File != nil:
		return parseFile(*r.File, r.URL)
	case strings.TrimSpace(r.Text) != "":
		if !utf8.ValidString(r.Text) {
			return quotes.Article{}, page.ErrNotPage
		}
		return page.ParseText(r.Text), nil
	case strings.TrimSpace(r.URL) != "":
		tell(r, r.say("Reading the page …"))
		a, err := b.Pages.Read(ctx, strings.TrimSpace(r.URL))
		if err != nil {
			return quotes.Article{}, fmt.Errorf("read page: %w", err)
		}
		return a, nil
	default:
		return quotes.Article{}, quotes.ErrEmpty
	}
}

// parseFile reads a file as HTML when it says so or looks so, else as plain text. The name's ending counts before the
// content type that a chat gives it, which is a guess by name as well; neither tells the charset of HTML.
func parseFile(f File, address string) (quotes.Article, error) {
	var base *url.URL
	if u, err := url.Parse(strings.TrimSpace(address)); err == nil && u.Host != "" {
		base = u
	}
	kind := f.ContentType
	switch ext := strings.ToLower(path.Ext(f.Name)); {
	case ext == ".html" || ext == ".htm" || ext == ".xhtml":
		kind = "text/html"
	case ext == ".txt" || ext == ".text" || ext == ".md":
		kind = "text/plain; charset=utf-8"
	case kind == "" || strings.HasPrefix(kind, "application/octet-stream"):
		kind = http.DetectContentType(f.Data)
	}
	a, err := page.Parse(bytes.NewReader(f.Data), base, kind)
	if err != nil {
		return quotes.Article{}, fmt.Errorf("read file: %w", err)
	}
	return a, nil
}

// nameOf says which source that is, for people.
func nameOf(r Request, a quotes.Article) string {
	switch {
	case a.Source.Name != "" && a.Title != "":
		return r.say("“%s”", headline(a.Title)) + " (" + a.Source.Name + ")"
	case a.Title != "":
		return r.say("“%s”", headline(a.Title))
	case a.Source.Name != "":
		return a.Source.Name
	case a.Source.Host != "":
		return a.Source.Host
	default:
		return r.say("the text")
	}
}

// longHeadline is how many characters of a headline are enough to know it by. It often stands once more beside the quotes.
const longHeadline = 80

// headline is a title as a sentence names it, cut behind a word.
func headline(title string) string {
	short := shorten(title, longHeadline)
	if short == title {
		return title
	}
	if i := strings.LastIndexByte(short, ' '); i > 0 {
		short = short[:i]
	}
	return short + " …"
}

// tell reports progress where somebody listens.
func tell(r Request, note string) {
	if r.Progress != nil {
		r.Progress(note)
	}
}
