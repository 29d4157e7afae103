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
	said, err := quotes.ParseDate(strings.TrimSpace(r.Date))
	if err != nil {
		return refusal(fmt.Sprintf("%q is not a date that I can read. Write it as 2023-01-20, 2023-01 or 2023.", r.Date)), nil
	}
	if !said.IsZero() {
		said.Words = "given by hand"
	}
	c := quotes.Citation{
		Scope: r.Asker.home(), Text: r.Text, Kind: quotes.Entered, Speaker: strings.TrimSpace(r.Speaker), Said: said,
		AddedBy: r.Asker.User, AddedAt: r.Now, Title: r.Title, Publisher: r.Publisher,
	}
	if c.Speaker != "" {
		c.SpeakerKind = quotes.Person
	}
	if u := strings.TrimSpace(r.URL); u != "" {
		if c.URL, err = quotes.CleanURL(u); err != nil {
			return refusal("That is not a web address that I can keep. It must begin with https:// or http://."), nil
		}
	}
	return b.keep(ctx, c)
}

// save keeps a chat message with its author, time and jump link.
func (b *Brain) save(ctx context.Context, r Request) (Reply, error) {
	m := r.Message
	if m == nil {
		return refusal("I can't see that message."), nil
	}
	text := m.Text
	for _, a := range m.Attachments {
		if text != "" {
			text += "\n"
		}
		text += "[" + a + "]"
	}
	return b.keep(ctx, quotes.Citation{
		Scope: r.Asker.home(), Text: text, Kind: quotes.Message, Speaker: m.AuthorName, SpeakerKind: quotes.Person, SpeakerID: m.Author,
		Said: quotes.Date{Time: m.At.UTC(), Precision: quotes.Minute, Words: "sent"}, URL: m.Link, Channel: m.Channel, Message: m.ID,
		AddedBy: r.Asker.User, AddedAt: r.Now,
	})
}

// keep stores one citation and says what became of it.
func (b *Brain) keep(ctx context.Context, c quotes.Citation) (Reply, error) {
	switch {
	case strings.TrimSpace(c.Text) == "":
		return Reply{}, quotes.ErrEmpty
	case utf8.RuneCountInString(c.Text) > maxRunes:
		return Reply{}, quotes.ErrTooLong
	case !utf8.ValidString(c.Text) || strings.ContainsRune(c.Text, 0):
		return refusal("That text holds bytes that are no text."), nil
	}
	added, err := b.Store.AddCitations(ctx, []quotes.Citation{c})
	if err != nil {
		return Reply{}, fmt.Errorf("keep a quote: %w", err)
	}
	k := card(added[0].Citation)
	k.Already = added[0].Already
	note := "Saved as " + k.Ref() + "."
	if k.Already {
		note = "That is here already, as " + k.Ref() + "."
	}
	return Reply{Outcome: Done, Note: note, Cards: []Card{k}}, nil
}

// sample takes the sample library in.
func (b *Brain) sample(ctx context.Context, r Request) (Reply, error) {
	if !r.Asker.Operator {
		return refusal("Only the operator adds to the library, at the terminal: quotebot chat."), nil
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
	note := count(fresh, "quote") + " from old speeches added. Ask, for example: who said we have nothing to fear but fear?"
	if fresh == 0 {
		note = "The sample library is here already."
	}
	return Reply{Outcome: Done, Note: note}, nil
}

// from takes the quotes out of a page, a file or pasted text and keeps them, or only looks (DryRun).
func (b *Brain) from(ctx context.Context, r Request) (Reply, error) {
	a, err := b.source(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	facts := page.Known{URL: r.URL, Title: r.Title, Publisher: r.Publisher, Byline: r.Byline, Published: r.Published}
	if a, err = facts.Over(a); err != nil {
		return Reply{}, err
	}
	tell(r, "Looking for quotes …")
	found := b.Extractor.Extract(a, extract.Options{Explain: r.Explain})
	a.Language = found.Language
	reply := Reply{Outcome: Done, Article: a, Extraction: found}
	for _, m := range found.Rejected {
		reply.Rejected = append(reply.Rejected, Marks{Words: m.Span.In(a.Text), Reason: m.Reason})
	}
	if len(found.Quotes) == 0 {
		reply.Outcome, reply.Note = Nothing, "I read "+nameOf(a)+" and found no quotations in it."
		return reply, nil
	}
	if r.DryRun {
		for _, q := range found.Quotes {
			reply.Cards = append(reply.Cards, card(quotes.Cite(a, q)))
		}
		reply.Note = count(len(found.Quotes), "quote") + " in " + nameOf(a) + "."
		return reply, nil
	}
	added, err := b.Store.AddArticle(ctx, r.Asker.home(), a, found.Quotes, quotes.Adder{ID: r.Asker.User, At: r.Now})
	if err != nil {
		return Reply{}, fmt.Errorf("keep an article: %w", err)
	}
	already := 0
	for _, ad := range added {
		k := card(ad.Citation)
		k.Already = ad.Already
		if ad.Already {
			already++
		}
		reply.Cards = append(reply.Cards, k)
	}
	switch {
	case already == 0:
		reply.Note = count(len(added), "quote") + " added from " + nameOf(a) + "."
	case already == len(added):
		reply.Note = "All " + count(already, "quote") + " of " + nameOf(a) + " were here already."
		if already == 1 {
			reply.Note = "The one quote of " + nameOf(a) + " was here already."
		}
	default:
		reply.Note = fmt.Sprintf("%s added from %s; %d were here already.", count(len(added)-already, "quote"), nameOf(a), already)
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
		tell(r, "Reading the page …")
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
func nameOf(a quotes.Article) string {
	switch {
	case a.Source.Name != "" && a.Title != "":
		return fmt.Sprintf("“%s” (%s)", a.Title, a.Source.Name)
	case a.Title != "":
		return "“" + a.Title + "”"
	case a.Source.Name != "":
		return a.Source.Name
	case a.Source.Host != "":
		return a.Source.Host
	default:
		return "the text"
	}
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// tell reports progress where somebody listens.
func tell(r Request, note string) {
	if r.Progress != nil {
		r.Progress(note)
	}
}
