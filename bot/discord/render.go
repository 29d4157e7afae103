package discord

import (
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
	"quotebot/bot/say"
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

// render makes the message that shows a reply. It is always within Discord's limits and never empty.
func render(r bot.Reply) message {
	m := message{Content: strings.TrimSpace(fit(strings.TrimSpace(r.Note), maxContent))}
	r.Cards = slices.Clone(r.Cards)
	for i := range r.Cards {
		c := &r.Cards[i]
		for _, s := range []*string{&c.Speaker, &c.Mention, &c.Role, &c.Via, &c.Publisher, &c.Agency} {
			*s = oneLine(cut(*s, maxFact))
		}
	}
	switch {
	case len(r.Cards) == 0:
	case len(r.Cards) > maxEmbeds || len(r.Rejected) > 0 || r.Article.Text != "" || r.Article.Title != "":
		m.Embeds, m.files = list(r)
	default:
		m.Embeds, m.files = cards(r)
	}
	if len(r.Cards) == 0 && len(r.Rejected) > 0 {
		m.Embeds, m.files = list(r)
	}
	switch {
	case r.Empty:
		m.Content = fit(r.Note, maxContent-len(firstSteps)-1) + "\n" + firstSteps
	case m.Content == "" && len(m.Embeds) == 0 && r.Outcome == bot.Done: // the brain leaves it to the mouths to explain themselves
		m.Content = helpText
	case m.Content == "" && len(m.Embeds) == 0:
		m.Content = "There is nothing to show."
	}
	for i, f := range m.files {
		m.Attachments = append(m.Attachments, attached{ID: strconv.Itoa(i), Filename: f.Name})
	}
	return m
}

// cards shows each quote in an embed of its own.
func cards(r bot.Reply) ([]*discordgo.MessageEmbed, []*discordgo.File) {
	for _, room := range wordRooms {
		var embeds []*discordgo.MessageEmbed
		short := false
		size := 0
		for i := range r.Cards {
			e, whole := card(&r.Cards[i], room)
			e.Color, e.Title = edge(r.Outcome, i)
			short = short || !whole
			size += length(e.Title) + length(e.Description) + length(e.Footer.Text)
			embeds = append(embeds, e)
		}
		if size > maxEmbedText || slices.ContainsFunc(embeds, func(e *discordgo.MessageEmbed) bool { return length(e.Description) > maxDescription }) {
			continue
		}
		if short {
			return embeds, []*discordgo.File{textFile(r)}
		}
		return embeds, nil
	}
	return list(r) // ten cards with very long addresses
}

// edge is the colour of the card at place i, and its title, which says so when it is not what was asked for.
func edge(o bot.Outcome, i int) (colour int, title string) {
	switch {
	case o == bot.Nearest:
		return colourNearest, "Nearest – not what was asked for"
	case o == bot.Found && i == 0:
		return colourFound, ""
	case o == bot.Done:
		return colourFound, ""
	default:
		return colourPlain, ""
	}
}

// card shows one quote, at most room units of its words, and says whether those are all of them.
func card(c *bot.Card, room int) (e *discordgo.MessageEmbed, whole bool) {
	words, whole := emphasised(c, room)
	lines := []string{words, "", "— " + who(c), when(c)}
	if where := where(c); where != "" {
		lines = append(lines, where)
	}
	foot := numberOf(c)
	if doubt := say.Doubt(c.Citation); doubt != "" {
		foot += " · " + cut(doubt, 200)
	}
	if c.Already {
		foot += " · was here already"
	}
	if !whole {
		foot += " · all of it in the file"
	}
	return &discordgo.MessageEmbed{Description: strings.Join(lines, "\n"), Footer: &discordgo.MessageEmbedFooter{Text: foot}}, whole
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
func who(c *bot.Card) string {
	all, name := say.Who(c.Citation), c.Speaker
	if name == "" || !strings.HasPrefix(all, name) {
		return fit(all, 350)
	}
	return "**" + fit(name, 150) + "**" + fit(all[len(name):], 250)
}

// when tells when it was said and how that is known. The time of a chat message is shown in each reader's own zone.
func when(c *bot.Card) string {
	if c.Kind == quotes.Message && c.Said.Precision == quotes.Minute {
		return fmt.Sprintf("sent <t:%d:f>", c.Said.Time.Unix())
	}
	return fit(say.When(c.Citation), 200)
}

// userID is what Discord's ids look like.
var userID = regexp.MustCompile(`^[0-9]{15,20}$`)

// where names the outlet and the agency, with the link that opens at the words; for what people have entered, also who
// entered it.
func where(c *bot.Card) string {
	var parts []string
	link := safeLink(c.Link, 1500)
	if link == "" {
		link = safeLink(c.URL, 1500)
	}
	name := fit(say.Where(c.Citation), 150)
	switch {
	case link != "":
		parts = append(parts, "["+cmp.Or(name, "source")+"]("+link+")")
	case name != "":
		parts = append(parts, name)
	}
	if (c.Kind == quotes.Entered || c.Kind == quotes.Message) && userID.MatchString(c.AddedBy) {
		parts = append(parts, "kept by <@"+c.AddedBy+">")
	}
	return strings.Join(parts, " · ")
}

// numberOf is what to type to see the quote again.
func numberOf(c *bot.Card) string {
	if c.Number == 0 {
		return "not stored"
	}
	return c.Ref()
}

// list shows many quotes in one embed, a paragraph each, then what was not taken.
func list(r bot.Reply) ([]*discordgo.MessageEmbed, []*discordgo.File) {
	e := &discordgo.MessageEmbed{Title: fit(oneLine(r.Article.Title), maxTitle)}
	e.Color, _ = edge(r.Outcome, 0)
	if r.Outcome == bot.Nearest {
		_, e.Title = edge(r.Outcome, 0)
	}
	e.URL = safeLink(r.Article.URL, 2000)
	if e.Title == "" {
		e.URL = ""
	}
	var items []string
	for i := range r.Cards {
		c := &r.Cards[i]
		head := "**" + fit(cmp.Or(c.Speaker, "speaker not known"), 150) + "**"
		if !c.Said.IsZero() {
			head += ", " + say.Day(c.Said)
		}
		if c.Number != 0 {
			head += " · " + numberOf(c)
		}
		if c.Already {
			head += " · was here already"
		}
		words, _ := emphasised(&bot.Card{Citation: quotes.Citation{Kind: c.Kind, Text: cut(oneLine(cut(c.Text, 500)), 220)}}, 250)
		items = append(items, head+"\n"+words)
	}
	if len(r.Rejected) > 0 {
		var not []string
		for _, m := range r.Rejected {
			not = append(not, "“"+fit(oneLine(m.Words), 60)+"” ("+fit(oneLine(m.Reason), 60)+")")
		}
		items = append(items, "Not taken: "+strings.Join(not[:min(len(not), 5)], ", ")+more(len(not)-5))
	}
	const room = maxDescription - 100
	size := 0
	shown := 0
	for ; shown < len(items) && size+length(items[shown])+2 <= room; shown++ {
		size += length(items[shown]) + 2
	}
	e.Description = strings.Join(items[:shown], "\n\n")
	whole := shown == len(items) && !slices.ContainsFunc(r.Cards, func(c bot.Card) bool { return length(c.Text) > 200 })
	if shown < len(items) {
		e.Description += "\n\n…" + strings.TrimPrefix(more(len(items)-shown), ",") + " in the file"
	}
	if whole {
		return []*discordgo.MessageEmbed{e}, nil
	}
	return []*discordgo.MessageEmbed{e}, []*discordgo.File{textFile(r)}
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(", and %d more", n)
}

// maxTextFile keeps the file far below what Discord takes from bots (10 MiB).
const maxTextFile = 4 << 20

// textFile has the quotes of a reply whole and as plain text.
func textFile(r bot.Reply) *discordgo.File {
	var b strings.Builder
	for i := range r.Cards {
		c := &r.Cards[i]
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(c.Text)
		b.WriteString("\n\n— " + oneLine(say.Who(c.Citation)) + "\n")
		for _, s := range []string{say.When(c.Citation), say.Where(c.Citation), c.URL, numberOf(c)} {
			if s != "" {
				b.WriteString(oneLine(s) + "\n")
			}
		}
		if b.Len() > maxTextFile {
			break
		}
	}
	for _, m := range r.Rejected {
		b.WriteString("\nnot taken: " + oneLine(m.Words) + " (" + oneLine(m.Reason) + ")")
	}
	text := strings.ToValidUTF8(b.String(), "\uFFFD")
	if len(text) > maxTextFile {
		text = strings.ToValidUTF8(text[:maxTextFile], "")
	}
	name := "quotes.txt"
	if len(r.Cards) == 1 && r.Cards[0].Number > 0 {
		name = "quote-" + strings.Trim(numberOf(&r.Cards[0]), "#") + ".txt"
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
