package discord

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"quotebot/bot"
	"quotebot/quotes"
)

// The colours of an answer's edge.
const (
	colourFound   = 0x2E7D32 // what was asked for
	colourNearest = 0xF9A825 // only the nearest
	colourPlain   = 0x546E7A
)

// wordRooms are how many units of each quote's words are shown, roomy to tight: the first that keeps the message within
// Discord's limits is taken, and what is left out goes into a file.
var wordRooms = []int{3500, 2500, 1600, 1000, 700, 450, 300, 200, 120}

// maxFact is how much is shown of a name, a role or an outlet at most.
const maxFact = 300

// maxAlt bounds the description of a picture, for people who can't see it.
const maxAlt = 1024

// scene is for whom a reply is shown, and what was asked.
type scene struct {
	*tongue
	user   string // id of the asker
	locale string
	guild  string // empty outside of guilds
	page   int    // of what we page ourselves, from 0
	r      bot.Request
}

// render makes the message that shows a reply. It is always within Discord's limits and never empty.
func render(r bot.Reply, s scene) message {
	m := message{Content: strings.TrimSpace(fit(strings.TrimSpace(r.Note), maxContent))}
	r.Cards = tidied(r.Cards)
	r.Others = tidied(r.Others)
	switch {
	case r.Draft != "" || r.Import != nil:
		review(&m, r, s)
	case len(r.Timeline) > 0:
		timeline(&m, r, s)
	case len(r.Settings) > 0:
		settings(&m, r, s)
	case r.Figures != nil:
		figures(&m, r, s)
	case len(r.Changes) > 0:
		history(&m, r, s)
	case s.r.Act == bot.Variants && len(r.Cards) == 1 && len(r.Cards[0].Also) > 0:
		variants(&m, r, s)
	case s.r.Picture && len(r.Files) > 0: // the picture has it all
	case len(r.Cards) == 0 && len(r.Rejected) == 0:
	case len(r.Cards) > maxEmbeds || len(r.Rejected) > 0 || r.Article.Text != "" || r.Article.Title != "" || len(r.Cards) == 0 || listed(r):
		m.Embeds, m.files = list(r, s)
	default:
		m.Embeds, m.files = cards(r, s)
	}
	switch {
	case r.Empty:
		m.Content = fit(r.Note, maxContent/2) + "\n" + s.say(firstSteps)
	case m.Content == "" && len(m.Embeds) == 0 && len(r.Files) == 0 && r.Outcome == bot.Done: // the brain leaves it to the mouths to explain themselves
		m.Content = s.say(helpText)
	case m.Content == "" && len(m.Embeds) == 0 && len(r.Files) == 0:
		m.Content = s.say("There is nothing to show.")
	}
	m.Components = append(m.Components, buttons(r, s)...)
	handOut(&m, r)
	for i, f := range m.files {
		m.Attachments = append(m.Attachments, attached{ID: strconv.Itoa(i), Filename: f.Name, Description: m.alt})
	}
	return m
}

// listed says whether a reply is a page of a list, or the trash, and not an answer.
func listed(r bot.Reply) bool {
	return r.Outcome == bot.Done && (r.Paging.First > 0 || len(r.Cards) > 0 && !r.Cards[0].Removed.IsZero())
}

// tidied copies cards and puts what stands on one line onto one, not too long.
func tidied(cards []bot.Card) []bot.Card {
	cards = slices.Clone(cards)
	for i := range cards {
		c := &cards[i]
		for _, s := range []*string{&c.Speaker, &c.Mention, &c.Role, &c.Via, &c.Publisher, &c.Agency} {
			*s = oneLine(cut(*s, maxFact))
		}
	}
	return cards
}

// handOut attaches the files of a reply: the first to the message, others to messages after it, because Discord bounds what
// one request may weigh.
func handOut(m *message, r bot.Reply) {
	for i, f := range r.Files {
		file := &discordgo.File{Name: f.Name, ContentType: f.ContentType, Reader: bytes.NewReader(f.Data)}
		if i == 0 {
			m.files = append(m.files, file)
			if strings.HasPrefix(f.ContentType, "image/") && len(r.Cards) == 1 {
				m.alt = cut(r.Cards[0].Text+" — "+r.Cards[0].Speaker, maxAlt)
			}
			continue
		}
		m.more = append(m.more, message{files: []*discordgo.File{file}, Attachments: []attached{{ID: "0", Filename: f.Name}}})
	}
}

// cards shows each quote in an embed of its own.
func cards(r bot.Reply, s scene) ([]*discordgo.MessageEmbed, []*discordgo.File) {
	for _, room := range wordRooms {
		var embeds []*discordgo.MessageEmbed
		short := false
		size := 0
		for i := range r.Cards {
			e, whole := card(&r.Cards[i], room, r.Asked, s)
			e.Color, e.Title = edge(r, i, s)
			short = short || !whole
			size += length(e.Title) + length(e.Description) + length(e.Footer.Text)
			embeds = append(embeds, e)
		}
		if size > maxEmbedText || slices.ContainsFunc(embeds, func(e *discordgo.MessageEmbed) bool { return length(e.Description) > maxDescription }) {
			continue
		}
		if short {
			return embeds, []*discordgo.File{textFile(r, s)}
		}
		return embeds, nil
	}
	return list(r, s) // ten cards with very long addresses
}

// edge is the colour of the card at place i, and its title, which says so when it is not what was asked for.
func edge(r bot.Reply, i int, s scene) (colour int, title string) {
	switch {
	case r.Asked != "" && i == 0:
		return verdictColour(r.Verdict), s.say(r.Verdict)
	case r.Asked != "":
		return colourPlain, ""
	case r.Outcome == bot.Nearest:
		return colourNearest, s.say("Nearest – not what was asked for")
	case r.Outcome == bot.Found && i == 0, r.Outcome == bot.Done:
		return colourFound, ""
	default:
		return colourPlain, ""
	}
}

// card shows one quote, at most room units of its words, and says whether those are all of them.
func card(c *bot.Card, room int, asked string, s scene) (e *discordgo.MessageEmbed, whole bool) {
	words, whole := emphasised(c, room)
	var lines []string
	if c.Check != nil && len(c.Check.Changes) > 0 {
		lines = append(lines, compared(c, asked, room, s), "")
	}
	if s.r.Act == bot.Context {
		words = surrounded(c, words, room)
	}
	lines = append(lines, words, "", "— "+who(c, s), when(c, s))
	if where := where(c, s); where != "" {
		lines = append(lines, where)
	}
	lines = append(lines, watched(c, s)...)
	lines = append(lines, also(c, s)...)
	foot := numberOf(c, s)
	if doubt := s.facts().Doubt(c.Citation); doubt != "" {
		foot += " · " + cut(doubt, 200)
	}
	if c.Already {
		foot += " · " + s.say("was here already")
	}
	switch c.Citation.Original {
	case quotes.OriginalEdited:
		foot += " · " + s.say("the message was edited since")
	case quotes.OriginalDeleted:
		foot += " · " + s.say("the message was deleted since")
	}
	if !whole {
		foot += " · " + s.say("all of it in the file")
	}
	return &discordgo.MessageEmbed{Description: strings.Join(lines, "\n"), Footer: &discordgo.MessageEmbedFooter{Text: foot}}, whole
}

// surrounded puts the printed text around the words, smaller.
func surrounded(c *bot.Card, words string, room int) string {
	var parts []string
	small := func(text string) {
		for _, line := range strings.Split(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				parts = append(parts, "-# "+fit(line, room/2))
			}
		}
	}
	// The words bring their marks along.
	const marks = "“”„«»‹›‘’\"' "
	small(strings.TrimRight(cut(c.Before, room/2), marks))
	parts = append(parts, words)
	small(strings.TrimLeft(cut(c.After, room/2), marks))
	return strings.Join(parts, "\n")
}

// emphasised is the words as they stand. Those of articles stand between marks, what was asked for in bold; a chat message
// keeps its own form.
func emphasised(c *bot.Card, room int) (shown string, whole bool) {
	text := strings.ToValidUTF8(c.Text, "\uFFFD")
	spans := c.Matched
	if text != c.Text {
		spans = nil // they count bytes of the text as it was
	}
	for n := room; n > 0; {
		part := cut(text, n)
		kept := len(part)
		if whole = part == text; !whole {
			kept -= len("…")
		}
		var s string
		if c.Kind == quotes.Message {
			s = escapeMessage(part)
		} else {
			s = "“" + bold(part, kept, spans) + "”"
		}
		s = isolate(s)
		size := length(s)
		if size <= room {
			return s, whole
		}
		n = min(n-1, n*room/size)
	}
	return "…", false
}

// bold escapes text and puts the spans that lie in its first kept bytes in bold.
func bold(text string, kept int, spans []quotes.Span) string {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b quotes.Span) int { return cmp.Compare(a.Start, b.Start) })
	var b strings.Builder
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End > kept || !s.Valid(text) {
			continue
		}
		inner := s.In(text)
		if inner != strings.TrimSpace(inner) || strings.Contains(inner, "\n") {
			continue // Discord shows the stars then
		}
		b.WriteString(escape(text[at:s.Start]))
		b.WriteString("**" + escape(inner) + "**")
		at = s.End
	}
	b.WriteString(escape(text[at:]))
	return strings.ReplaceAll(b.String(), "****", "") // two spans that touch
}

// who names the speaker, the name in bold.
func who(c *bot.Card, s scene) string {
	all, name := s.facts().Who(c.Citation), c.Speaker
	if name == "" || !strings.HasPrefix(all, name) {
		return fit(all, 350)
	}
	return "**" + fit(name, 150) + "**" + fit(all[len(name):], 250)
}

// when tells when it was said and how that is known. The time of a chat message is shown in each reader's own zone.
func when(c *bot.Card, s scene) string {
	if c.Kind == quotes.Message && c.Said.Precision == quotes.Minute {
		return s.say("sent %s", fmt.Sprintf("<t:%d:f>", c.Said.Time.Unix()))
	}
	return fit(s.facts().When(c.Citation), 200)
}

// userID is what Discord's ids look like.
var userID = regexp.MustCompile(`^[0-9]{15,20}$`)

// where names the outlet and the agency, with the link that opens at the words; for what people have entered, also who
// entered it.
func where(c *bot.Card, s scene) string {
	var parts []string
	link := safeLink(c.Link, 1500)
	if link == "" {
		link = safeLink(c.URL, 1500)
	}
	name := ""
	if s.facts().Where(c.Citation) != "" {
		name = fit(s.facts().Outlet(c.Citation), 150)
	}
	switch {
	case link != "":
		parts = append(parts, "["+cmp.Or(name, s.say("source"))+"]("+link+")")
	case name != "":
		parts = append(parts, name)
	}
	if (c.Kind == quotes.Entered || c.Kind == quotes.Message) && userID.MatchString(c.AddedBy) {
		parts = append(parts, s.say("kept by %s", "<@"+c.AddedBy+">"))
	}
	return strings.Join(parts, " · ")
}

// numberOf is what to type to see the quote again.
func numberOf(c *bot.Card, s scene) string {
	if c.Number == 0 {
		return s.say("not stored")
	}
	return c.Ref()
}

// list shows many quotes in one embed, a paragraph each, then what was not taken.
func list(r bot.Reply, s scene) ([]*discordgo.MessageEmbed, []*discordgo.File) {
	e := &discordgo.MessageEmbed{Title: fit(oneLine(r.Article.Title), maxTitle)}
	e.Color, _ = edge(bot.Reply{Outcome: r.Outcome}, 0, s)
	if r.Outcome == bot.Nearest {
		_, e.Title = edge(r, 0, s)
	}
	e.URL = safeLink(r.Article.URL, 2000)
	if e.Title == "" {
		e.URL = ""
	}
	var items []string
	for i := range r.Cards {
		items = append(items, item(&r.Cards[i], 250, s))
	}
	if len(r.Rejected) > 0 {
		var not []string
		for _, m := range r.Rejected {
			not = append(not, rejected(m.Words, m.Reason, 60, s))
		}
		items = append(items, s.say("Not taken: %s", strings.Join(not[:min(len(not), 5)], ", ")+more(len(not)-5, s)))
	}
	if r.Paging.Total > 0 {
		e.Footer = &discordgo.MessageEmbedFooter{Text: s.say("%d–%d of %d", r.Paging.First, r.Paging.First+len(r.Cards)-1, r.Paging.Total)}
	}
	const room = maxDescription - 200
	size := 0
	shown := 0
	for ; shown < len(items) && size+length(items[shown])+2 <= room; shown++ {
		size += length(items[shown]) + 2
	}
	e.Description = strings.Join(items[:shown], "\n\n")
	whole := shown == len(items) && (r.Paging.First > 0 || !slices.ContainsFunc(r.Cards, func(c bot.Card) bool { return length(c.Text) > 200 }))
	if shown < len(items) {
		e.Description += "\n\n…" + s.say("%d more in the file", len(items)-shown)
	}
	if whole {
		return []*discordgo.MessageEmbed{e}, nil
	}
	return []*discordgo.MessageEmbed{e}, []*discordgo.File{textFile(r, s)}
}

// item is a quote in a list: who, when, which number, and the beginning of its words.
func item(c *bot.Card, room int, s scene) string {
	head := "**" + fit(cmp.Or(c.Speaker, s.say("speaker not known")), 150) + "**"
	if !c.Said.IsZero() {
		head += ", " + s.facts().Day(c.Said)
	}
	if c.Number != 0 {
		head += " · " + numberOf(c, s)
	}
	if c.Already {
		head += " · " + s.say("was here already")
	}
	if !c.Removed.IsZero() {
		head += " · " + s.say("deleted %s", fmt.Sprintf("<t:%d:D>", c.Removed.Unix()))
	}
	return head + "\n" + brief(c, room)
}

// brief is the beginning of a quote's words on one line, at most room units.
func brief(c *bot.Card, room int) string {
	words, _ := emphasised(&bot.Card{Citation: quotes.Citation{Kind: c.Kind, Text: cut(oneLine(cut(c.Text, 2*room)), room*9/10)}}, room)
	return words
}

func more(n int, s scene) string {
	if n <= 0 {
		return ""
	}
	return ", " + s.say("and %d more", n)
}

// maxTextFile keeps the file far below what Discord takes from bots (10 MiB).
const maxTextFile = 4 << 20

// textFile has the quotes of a reply whole and as plain text.
func textFile(r bot.Reply, s scene) *discordgo.File {
	var b strings.Builder
	for i := range r.Cards {
		c := &r.Cards[i]
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(c.Text)
		b.WriteString("\n\n— " + oneLine(s.facts().Who(c.Citation)) + "\n")
		for _, fact := range []string{s.facts().When(c.Citation), s.facts().Where(c.Citation), c.URL, numberOf(c, s)} {
			if fact != "" {
				b.WriteString(oneLine(fact) + "\n")
			}
		}
		if b.Len() > maxTextFile {
			break
		}
	}
	for _, m := range r.Rejected {
		b.WriteString("\n" + s.say("not taken:") + " " + oneLine(m.Words) + " (" + oneLine(m.Reason) + ")")
	}
	text := strings.ToValidUTF8(b.String(), "\uFFFD")
	if len(text) > maxTextFile {
		text = strings.ToValidUTF8(text[:maxTextFile], "")
	}
	name := "quotes.txt"
	if len(r.Cards) == 1 && r.Cards[0].Number > 0 {
		name = "quote-" + refOf(&r.Cards[0]) + ".txt"
	}
	if slices.ContainsFunc(r.Cards, func(c bot.Card) bool { return c.Kind == quotes.Message && strings.Contains(c.Text, "||") }) {
		name = "SPOILER_" + name // clients veil such files
	}
	return &discordgo.File{Name: name, ContentType: "text/plain; charset=utf-8", Reader: strings.NewReader(text)}
}

// choice is one completion as Discord takes it.
type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// choicesOf makes the completions that Discord takes: at most 25, names and values of 1 to 100 units, nothing twice. The
// list is never null, which clients show as a failure. A value that is too long is left out: cut, it would name another.
func choicesOf(all []bot.Choice) []choice {
	out := []choice{}
	for _, c := range all {
		value := strings.TrimSpace(cmp.Or(c.Value, c.Label))
		name := strings.TrimFunc(strings.ToValidUTF8(cmp.Or(oneLine(c.Label), value), "\uFFFD"), func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) })
		if name == "" || value == "" || length(value) > maxChoice || !utf8.ValidString(value) {
			continue
		}
		name = cut(name, maxChoice)
		if slices.ContainsFunc(out, func(o choice) bool { return o.Name == name }) {
			continue
		}
		if out = append(out, choice{name, value}); len(out) == maxChoices {
			break
		}
	}
	return out
}
