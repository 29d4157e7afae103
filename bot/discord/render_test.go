package discord

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"quotebot/bot"
	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

func TestEscape(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain words", "It holds, I think – well: 50% (more or less).", "It holds, I think – well: 50% (more or less)."},
		{"emphasis", "*a* _b_ ~~c~~ ||d||", `\*a\* \_b\_ \~\~c\~\~ \|\|d\|\|`},
		{"code fence", "```go\nx```", "\\`\\`\\`go\nx\\`\\`\\`"},
		{"everyone", "@everyone and @here", `\@everyone and \@here`},
		{"pings", "<@1> <@&2> <#3> <:a:4> <t:5:R> </ask:6>", `\<\@1> \<\@&2> \<#3> \<:a:4> \<t:5:R> \</ask:6>`},
		{"masked link", "[here](https://a.example)", `\[here\](https\://a.example)`},
		{"backslash", `a\*b`, `a\\\*b`},
		{"line starts", "# a\n- b\n> c\n-# d\n  + e\n12. f\n3) g\n4.5 h", "\\# a\n\\- b\n\\> c\n\\-# d\n  \\+ e\n12\\. f\n3\\) g\n4\\.5 h"},
		{"not at line starts", "a # b - c > d 1. e", "a # b - c > d 1. e"},
		{"not UTF-8", "a\xffb", "a\uFFFDb"},
	}
	for _, tt := range tests {
		if got := escape(tt.in); got != tt.want {
			t.Errorf("%s: escape(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestEscapeMessage(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"spoiler", "it was ||the *gardener*||", `it was ||the \*gardener\*||`},
		{"spoiler cut off", "it was ||the gard…", "it was ||the gard…||"},
		{"custom emoji", "<:wave:600000000000000001> <@1>", `<:wave:600000000000000001> \<\@1>`},
		{"plain", "a|b", `a\|b`},
	}
	for _, tt := range tests {
		if got := escapeMessage(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// FuzzEscape: taking the backslashes away again gives the text, and no sign that starts markup stands without one.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a*b", `\`, "1. x", "<@1>", "http://x", "\n- a\r\n# b", "\x00", "\u202eabc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := escape(s)
		var plain strings.Builder
		escaped := false
		for _, r := range e {
			switch {
			case escaped:
				if r > unicode.MaxASCII || !unicode.IsPunct(r) && !unicode.IsSymbol(r) {
					t.Fatalf("escape(%q) = %q: %q is escaped", s, e, r)
				}
				escaped = false
			case r == '\\':
				escaped = true
				continue
			case strings.ContainsRune("*_~`|<[]@", r):
				t.Fatalf("escape(%q) = %q: %q is not escaped", s, e, r)
			}
			plain.WriteRune(r)
		}
		want := strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
		if escaped || plain.String() != want {
			t.Fatalf("escape(%q) = %q, which shows %q", s, e, plain.String())
		}
	})
}

func TestCut(t *testing.T) {
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{"short", 5, "short"}, {"a longer text", 9, "a longer…"}, {"a longer text", 10, "a longer…"}, {"abcdefgh", 4, "abc…"},
		{"😀😀😀", 4, "😀…"}, {"", 0, ""}, {"x", 0, "…"},
	}
	for _, tt := range tests {
		if got := cut(tt.in, tt.limit); got != tt.want {
			t.Errorf("cut(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func TestSafeLink(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"with a text fragment", "https://a.example/x#:~:text=it%20holds", "https://a.example/x#:~:text=it%20holds"},
		{"parentheses", "https://a.example/x_(y)", "https://a.example/x_%28y%29"},
		{"script", "javascript:alert(1)", ""},
		{"a space", "https://a.example/x y", ""},
		{"a line break", "https://a.example/\n[x](y)", ""},
		{"too long", "https://a.example/" + strings.Repeat("x", 100), ""},
	}
	for _, tt := range tests {
		if got := safeLink(tt.in, 100); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// pier is a card as the brain makes it.
func pier() bot.Card {
	return bot.Card{
		Citation: quotes.Citation{
			Number: 12, Scope: quotes.GuildScope("1"), Text: "The pier will stand for *another* winter", Kind: quotes.Direct,
			Speaker: "Mara Quill", SpeakerKind: quotes.Person, Role: "harbour master", Confidence: 0.9,
			Said:      quotes.DayOf(2023, time.January, 20, "on Friday"),
			Published: quotes.DayOf(2023, time.January, 21, "datePublished"),
			Publisher: "The Daily Example", Agency: "Northwire", URL: "https://news.example.org/pier",
		},
		Link: "https://news.example.org/pier#:~:text=The%20pier%20will", Matched: []quotes.Span{{Start: 4, End: 8}},
	}
}

func TestCard(t *testing.T) {
	with := func(change func(*bot.Card)) bot.Card {
		c := pier()
		change(&c)
		return c
	}
	tests := []struct {
		name, want, foot string
		card             bot.Card
	}{
		{"of an article", "“The **pier** will stand for \\*another\\* winter”\n\n— **Mara Quill**, harbour master\n" +
			"said Fri 20 Jan 2023 (from “on Friday”), printed Sat 21 Jan 2023\n" +
			"[The Daily Example, from Northwire](https://news.example.org/pier#:~:text=The%20pier%20will)", "#12", pier()},
		{"not certain", "", "#12 · not certain that it was Mara Quill (40 %)", with(func(c *bot.Card) { c.Confidence = 0.4 })},
		{"of the library, already there", "", "L12 · was here already", with(func(c *bot.Card) { c.Scope, c.Already = quotes.Library, true })},
		{"of a chat message", "The pier will stand for \\*another\\* winter\n\n— **Mara Quill**\nsent <t:1674226000:f>\n" +
			"[chat message](https://discord.com/channels/1/2/3) · kept by <@600000000000000001>", "#12",
			with(func(c *bot.Card) {
				c.Kind, c.Role, c.Link, c.Agency, c.Publisher = quotes.Message, "", "", "", ""
				c.URL, c.AddedBy = "https://discord.com/channels/1/2/3", "600000000000000001"
				c.Said = quotes.Date{Time: time.Unix(1674226000, 0).UTC(), Precision: quotes.Minute}
			})},
		{"right to left", "\u2068“שלום”\u2069\n\n— \u2068שרה\u2069\nday not known", "#12",
			bot.Card{Citation: quotes.Citation{Number: 12, Scope: quotes.GuildScope("1"), Text: "שלום", Speaker: "שרה"}}},
		{"of nobody, from nowhere", "“So it is”\n\n— speaker not known\nday not known", "not stored", bot.Card{Citation: quotes.Citation{Text: "So it is"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, whole := card(&tt.card, 3500, "", scene{})
			got := strings.ReplaceAll(e.Description, "**\u2068שרה\u2069**", "\u2068שרה\u2069")
			if tt.want != "" && got != tt.want || e.Footer.Text != tt.foot || !whole {
				t.Errorf("whole %v\n%s\n%s\nwant\n%s\n%s", whole, e.Description, e.Footer.Text, tt.want, tt.foot)
			}
		})
	}
}

func TestRenderSaysWhatItIs(t *testing.T) {
	if m := render(bot.Reply{Outcome: bot.Nearest, Note: "The nearest:", Cards: []bot.Card{pier(), pier()}}, scene{}); len(m.Embeds) != 2 ||
		!strings.Contains(m.Embeds[0].Title, "not what was asked") || !strings.Contains(m.Embeds[1].Title, "not what was asked") {
		t.Errorf("the nearest quotes are not marked: %+v", m.Embeds)
	}
	if m := render(bot.Reply{Outcome: bot.Found, Cards: []bot.Card{pier()}}, scene{}); m.Embeds[0].Title != "" || m.Content != "" {
		t.Errorf("the quote that was asked for is marked: %+v", m)
	}
	if m := render(bot.Reply{}, scene{}); m.Content == "" {
		t.Error("an empty message")
	}
	c := pier()
	c.Text = strings.Repeat("*", 3000)
	if m := render(bot.Reply{Outcome: bot.Found, Cards: []bot.Card{c}}, scene{}); strings.Count(m.Embeds[0].Description, `\*`) < 1000 || len(m.files) != 1 {
		t.Errorf("little is shown of words that need much escaping: %s", m.Embeds[0].Description)
	}
}

func TestRenderSource(t *testing.T) {
	r := bot.Reply{Outcome: bot.Done, Note: "12 quotes added.", Article: quotes.Article{Title: "Pier [news]", URL: "https://news.example.org/pier"},
		Rejected: []bot.Marks{{Words: "Old Salt", Reason: "nickname"}}}
	for range 12 {
		r.Cards = append(r.Cards, pier())
	}
	m := render(r, scene{})
	if len(m.Embeds) != 1 || m.Embeds[0].Title != `Pier \[news\]` || len(m.files) != 0 {
		t.Fatalf("%+v", m)
	}
	text := m.Embeds[0].Description
	if n := strings.Count(text, "**Mara Quill**, Fri 20 Jan 2023 · #12"); n != 12 || !strings.Contains(text, "Not taken: “Old Salt” (nickname)") {
		t.Errorf("%d quotes shown:\n%s", n, text)
	}
	for range 100 {
		r.Cards = append(r.Cards, pier())
	}
	m = render(r, scene{})
	if len(m.files) != 1 || !strings.Contains(m.Embeds[0].Description, "in the file") {
		t.Errorf("112 quotes are shown without a file:\n%s", m.Embeds[0].Description)
	}
	data, err := io.ReadAll(m.files[0].Reader)
	if n := strings.Count(string(data), "The pier will stand"); err != nil || n != 112 {
		t.Errorf("%d quotes in the file, %v", n, err)
	}
}

// within fails the test when a message breaks one of Discord's limits.
func within(t *testing.T, m message) {
	t.Helper()
	total := 0
	for _, e := range m.Embeds {
		foot := ""
		if e.Footer != nil {
			foot = e.Footer.Text
		}
		if length(e.Title) > maxTitle || length(e.Description) > maxDescription || length(foot) > maxFooter || e.Description == "" && len(e.Fields) == 0 {
			t.Fatalf("an embed with a title of %d, a text of %d and a foot of %d", length(e.Title), length(e.Description), length(foot))
		}
		total += length(e.Title) + length(e.Description) + length(foot)
		for _, f := range e.Fields {
			if f.Name == "" || f.Value == "" || length(f.Name) > 256 || length(f.Value) > 1024 || len(e.Fields) > 25 {
				t.Fatalf("%d fields, one %q with %d units", len(e.Fields), f.Name, length(f.Value))
			}
			total += length(f.Name) + length(f.Value)
		}
	}
	pressable(t, m)
	if total > maxEmbedText || len(m.Embeds) > maxEmbeds || length(m.Content) > maxContent {
		t.Fatalf("%d embeds with %d units, content of %d", len(m.Embeds), total, length(m.Content))
	}
	if strings.TrimSpace(m.Content) == "" && len(m.Embeds) == 0 {
		t.Fatal("an empty message")
	}
}

// pressable fails the test when components break one of Discord's limits.
func pressable(t *testing.T, m message) {
	t.Helper()
	seen := map[string]bool{}
	if len(m.Components) > 5 {
		t.Fatalf("%d rows", len(m.Components))
	}
	for _, r := range m.Components {
		if r.Type != typeRow || len(r.Components) < 1 || len(r.Components) > 5 {
			t.Fatalf("a row of %d", len(r.Components))
		}
		for _, c := range r.Components {
			if c.Style != styleLink && (c.CustomID == "" || length(c.CustomID) > maxCustomID || seen[c.CustomID]) || length(c.URL) > maxButtonLink ||
				c.Type == typeButton && (c.Label == "" || length(c.Label) > maxLabel) || length(c.Placeholder) > 150 || len(c.Options) > maxOptions {
				t.Fatalf("component %+v", c)
			}
			seen[c.CustomID] = true
			for _, o := range c.Options {
				if o.Label == "" || length(o.Label) > maxOption || length(o.Value) > maxOption || length(o.Description) > maxOption {
					t.Fatalf("option %+v", o)
				}
			}
		}
	}
}

// TestEveryKindOfReply renders every kind of reply with little and with far too much in it.
func TestEveryKindOfReply(t *testing.T) {
	words := func(sign string, n int) (string, bot.Card) {
		c := pier()
		c.Text = strings.Repeat(sign, n)
		c.Speaker, c.Role, c.Publisher, c.Link = c.Text, c.Text, c.Text, "https://a.example/"+strings.Repeat("x", n)
		c.Before, c.After = c.Text, c.Text
		return c.Text, c
	}
	for _, sign := range []string{"w ", "*", "😀", "ש", "\n- "} {
		for _, n := range []int{1, 30, 5000} {
			for _, many := range []int{1, 12, 80} {
				text, c := words(sign, n)
				all := utterance.Diff(text, "w "+text)
				other := bot.Variant{Citation: c.Citation, Link: c.Link, Wording: utterance.Near, Changes: all, Place: quotes.Span{End: len(text)}, Part: quotes.Span{End: len(text)}}
				full := c
				full.Original, full.Check, full.Editable, full.SpeakerID = []string{text}, &bot.Checked{Changes: all, Lost: text}, true, "60"
				cards := slices.Repeat([]bot.Card{c}, many)
				marks := slices.Repeat([]bot.Marks{{Words: text, Reason: text}}, many)
				var printings []bot.Variant
				for i := range many {
					other.Publisher = fmt.Sprint(i, text)
					printings = append(printings, other)
				}
				full.Also = printings
				var told []utterance.Entry
				for i := range many {
					told = append(told, utterance.Entry{Citation: c.Citation, Day: c.Said, Since: i - 1, Changes: all, Lost: text, Added: text})
				}
				people := make([]bot.Choice, many)
				for i := range people {
					people[i] = bot.Choice{Label: fmt.Sprint(i, text), Value: fmt.Sprint(i, text)}
				}
				change := bot.Change{Note: text, Deed: quotes.Deed{By: "600000000000000001", Fields: []quotes.FieldChange{{Field: "text", Before: text, After: text}}}}
				figure := []quotes.Figure{{Name: "x" + text, Count: 7}}
				for name, tt := range map[string]struct {
					r bot.Reply
					s scene
				}{
					"review":   {bot.Reply{Outcome: bot.Done, Draft: "abcdefghijklmnop", Article: quotes.Article{Title: text}, Cards: cards, Rejected: marks, Note: text}, scene{page: 1}},
					"import":   {bot.Reply{Outcome: bot.Done, Draft: "abcdefghijklmnop", Cards: cards, Import: &bot.Imported{Format: "x" + text, Bad: 90, Problems: slices.Repeat([]bot.Problem{{Line: 1, Reason: text}}, many), Unknown: []string{text}}}, scene{}},
					"timeline": {bot.Reply{Outcome: bot.Done, Timeline: told, Cards: cards}, scene{user: "600000000000000001", page: many, r: bot.Request{Speaker: text}}},
					"variants": {bot.Reply{Outcome: bot.Done, Cards: []bot.Card{full}}, scene{r: bot.Request{Act: bot.Variants}}},
					"check":    {bot.Reply{Outcome: bot.Done, Asked: "w " + text, Verdict: "altered", Cards: []bot.Card{full, full}}, scene{}},
					"show":     {bot.Reply{Outcome: bot.Done, Cards: []bot.Card{full}, Undo: "abcdefghijklmnop", Join: "abcdefghijklmnop", Paging: bot.Paging{Next: "abcdefghijklmnop.1"}}, scene{user: "60", r: bot.Request{Act: bot.Show}}},
					"context":  {bot.Reply{Outcome: bot.Done, Cards: []bot.Card{full}}, scene{r: bot.Request{Act: bot.Context}}},
					"people":   {bot.Reply{Outcome: bot.Done, Cards: []bot.Card{c}, Choices: people}, scene{r: bot.Request{Act: bot.People}}},
					"history":  {bot.Reply{Outcome: bot.Done, Cards: []bot.Card{c}, Changes: slices.Repeat([]bot.Change{change}, many)}, scene{}},
					"figures":  {bot.Reply{Outcome: bot.Done, Figures: &quotes.Figures{Speakers: slices.Repeat(figure, min(many, 10)), Outlets: figure}}, scene{}},
					"list":     {bot.Reply{Outcome: bot.Done, Cards: cards[:min(many, 25)], Paging: bot.Paging{First: 1, Total: 99, Next: "abcdefghijklmnop.1"}}, scene{}},
					"confirm":  {bot.Reply{Outcome: bot.Done, Confirm: true, Note: text + "?"}, scene{r: bot.Request{Act: bot.Delete, Text: "L123456789"}}},
					"carry":    {bot.Reply{Outcome: bot.Done, Carry: "abcdefghijklmnop", Others: cards, Cards: []bot.Card{c}}, scene{}},
				} {
					t.Run(fmt.Sprintf("%s %q %d %d", name, sign, n, many), func(t *testing.T) { within(t, render(tt.r, tt.s)) })
				}
			}
		}
	}
}

func TestRenderIsWithinTheLimits(t *testing.T) {
	for _, cards := range []int{1, 3, 10, 11, 60} {
		for _, size := range []int{1, 4000, 4096, 4097, 6001, 100_000} {
			for _, sign := range []string{"w ", "*", "😀", "ש", "\n- "} {
				t.Run(fmt.Sprintf("%d cards of %d %q", cards, size, sign), func(t *testing.T) {
					c := pier()
					c.Text = strings.Repeat(sign, size)
					c.Speaker, c.Role, c.Via = c.Text, c.Text, c.Text
					c.Publisher, c.Agency, c.Link = c.Text, c.Text+"x", "https://a.example/"+strings.Repeat("x", size)
					c.Confidence = 0.1
					r := bot.Reply{Outcome: bot.Nearest, Note: c.Text}
					for range cards {
						r.Cards = append(r.Cards, c)
					}
					m := render(r, scene{})
					within(t, m)
					if size > 5000 && len(m.files) != 1 {
						t.Error("the words are not in a file")
					}
				})
			}
		}
	}
}

// FuzzRender: whatever the brain says makes a message that Discord takes.
func FuzzRender(f *testing.F) {
	f.Add("words", "Mara Quill", "master", "https://a.example/(x)", "note", 2, 4, 0, false)
	f.Add(strings.Repeat("*", 5000), "\xff", "\u202e", "https://a", "", 12, 0, 9, true)
	f.Fuzz(func(t *testing.T, text, name, role, link, note string, n, start, end int, source bool) {
		c := bot.Card{Citation: quotes.Citation{Text: text, Speaker: name, Role: role, Mention: role, Publisher: role, Agency: name, URL: link, Kind: quotes.Direct,
			Number: int64(n), AddedBy: name, Confidence: 0.2}, Link: link, Matched: []quotes.Span{{Start: start, End: end}, {Start: end, End: start}}}
		r := bot.Reply{Outcome: bot.Nearest, Note: note}
		for range min(max(n, 0), 40) {
			r.Cards = append(r.Cards, c)
		}
		if source {
			r.Article.Title, r.Article.URL = name, link
			r.Rejected = []bot.Marks{{Words: text, Reason: role}}
		}
		m := render(r, scene{})
		within(t, m)
		raw, err := json.Marshal(m)
		if err != nil || !utf8.Valid(raw) || !strings.Contains(string(raw), `"allowed_mentions":{"parse":[]`) {
			t.Fatalf("%v: %s", err, raw)
		}
	})
}

func TestChoicesAreNeverNull(t *testing.T) {
	raw, err := json.Marshal(choicesOf(nil))
	if err != nil || string(raw) != "[]" {
		t.Errorf("%s, %v", raw, err)
	}
}
