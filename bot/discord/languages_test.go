package discord_test

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"quotebot/bot/discord/discordtest"
	"quotebot/bot/say"
	"quotebot/quotes/watch"
)

// reader reads everything that the bot shows in one language, and complains of words that are neither of that language's
// texts nor of what people have put in.
type reader struct {
	*world
	locale string
	known  map[string]bool
	read   int // messages and forms
}

// wordsOf cuts a text into words in lower case. What Discord makes names of, addresses and commands are left out.
func wordsOf(text string) []string {
	text = markup.ReplaceAllString(text, " ")
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
}

var markup = regexp.MustCompile("<[^>]*>|\\]\\(https?://[^)]*\\)|https?://\\S+|`[^`]*`|/(?:quote|privacy|ask|help)[a-z -]*")

// learns takes the words of texts for known.
func (r *reader) learns(texts ...string) {
	for _, t := range texts {
		for _, w := range wordsOf(t) {
			r.known[w] = true
		}
	}
}

// looks complains of unknown words.
func (r *reader) looks(where, text string) {
	r.t.Helper()
	r.read++
	for _, w := range wordsOf(text) {
		if !r.known[w] && len(w) > 1 {
			r.t.Errorf("%s, %s: %q is no word of that language, in %q", r.locale, where, w, text)
			return
		}
	}
}

// seesAll looks at everything in a message that people can read.
func (r *reader) seesAll(what string, m discordtest.Message) discordtest.Message {
	r.t.Helper()
	r.looks(what, m.Content)
	for _, e := range m.Embeds {
		r.looks(what, e.Title)
		r.looks(what, e.Description)
		for _, f := range e.Fields {
			r.looks(what, f.Name)
			r.looks(what, f.Value)
		}
		if e.Footer != nil {
			r.looks(what, e.Footer.Text)
		}
	}
	for _, line := range m.Components {
		for _, c := range line.Components {
			r.looks(what, c.Label)
			r.looks(what, c.Placeholder)
			for _, o := range c.Options {
				r.looks(what, o.Label)
				r.looks(what, o.Description)
			}
		}
	}
	for _, f := range m.Files {
		if strings.HasSuffix(f.Name, ".txt") {
			r.looks(what+" "+f.Name, string(f.Data))
		}
	}
	return m
}

// use has somebody use a command; options are pairs of names and values.
func (r *reader) begin(by discordtest.User, command string, options ...string) *discordtest.Interaction {
	r.t.Helper()
	u := inGeneral(by, command, options...)
	u.Locale = r.locale
	if by.ID == ada.ID {
		u.Can = "8224" // to manage the server and its messages
	}
	for i, o := range u.Options {
		switch o.Name {
		case "file":
			name, text, _ := strings.Cut(o.Value, "\n")
			u.Options[i] = discordtest.Option{Name: "file", File: &discordtest.File{Name: name, Data: []byte(text)}, Type: "text/plain"}
			if strings.HasSuffix(name, ".html") {
				u.Options[i].Type = "text/html"
			}
			r.learns(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, " "), text)
		case "card":
			u.Options[i].Value, u.Options[i].Yes = "", true
		default:
			r.learns(o.Value)
		}
	}
	return r.world.use(u)
}

func (r *reader) use(by discordtest.User, command string, options ...string) discordtest.Message {
	r.t.Helper()
	return r.seesAll(command+" "+strings.Join(options, " "), r.last(r.begin(by, command, options...)))
}

func (r *reader) press(m discordtest.Message, by discordtest.User, name string, values ...string) discordtest.Message {
	r.t.Helper()
	return r.seesAll(name, r.last(r.world.press(m, by, name, values...)))
}

// last waits for the answer after notes of progress.
func (r *reader) last(i *discordtest.Interaction) (m discordtest.Message) {
	r.t.Helper()
	neutral := map[string]string{"de": "Diese Antwort ist nur", "fr": "Cette réponse est", "es-ES": "Esta respuesta es"}[r.locale]
	r.wait("the answer", func() bool {
		done, cancel := context.WithCancel(r.ctx)
		cancel()
		var err error
		m, err = i.Answer(done)
		return err == nil && !m.Deleted && !strings.HasSuffix(m.Content, "…") && !strings.HasPrefix(m.Content, neutral)
	})
	return m
}

// form waits for a form, looks at it and hands it in.
func (r *reader) form(i *discordtest.Interaction, fields map[string]string) discordtest.Message {
	r.t.Helper()
	f, err := i.Form(r.ctx)
	if err != nil {
		r.t.Fatal(err)
	}
	r.looks("form", f.Title)
	for _, c := range f.Components {
		r.looks("form", c.Label)
		r.looks("form", c.Description)
		if c.Component != nil {
			r.looks("form", c.Component.Placeholder)
		}
	}
	for _, v := range fields {
		r.learns(v)
	}
	return r.seesAll("after a form", r.last(r.submit(i, fields)))
}

// message uses a message command.
func (r *reader) message(by discordtest.User, command, text string) discordtest.Message {
	r.t.Helper()
	r.learns(text)
	p := r.Send(discordtest.Post{Guild: harbour, Channel: general, From: ada, Text: text})
	return r.seesAll(command, r.last(r.world.use(discordtest.Use{Guild: harbour, Channel: general, By: by, Command: command, Target: p, Locale: r.locale})))
}

// told gives reports of sources, one after the other.
type told struct{ list []watch.Report }

func (s *told) SourceReports(_ context.Context, ids []int64) (map[int64]watch.Report, error) {
	out := map[int64]watch.Report{}
	for _, id := range ids {
		if len(s.list) > 0 {
			out[id] = s.list[0]
		}
	}
	return out, nil
}

const hearing = `hearing.html
<html><head><title>Harbour hearing</title><meta property="og:site_name" content="The Shingle Post">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour hearing","datePublished":"2023-01-21T08:00:00Z"}</script></head><body><article>
<p>The harbour board of Marram Point heard harbour master Mara Quill and engineer Bo Lund on the future of the pier for a whole day.</p>
<p>“The lantern room is older than any of us. We will not sell the pier because the town needs it,” Mara Quill said on Friday.</p>
<p>The so-called “cheap option” was not looked at by Tom “Sparky” Reed, who has written “The Salt and the Sea” about the town.</p>
<p>“The crane is the last of its kind on this coast, and it shall stay,” Bo Lund told the Shingle Post in an interview.</p>
<p>“Every rope has two ends, and I hold only one of them,” Mara Quill said.</p>
</article></body></html>`

const echo2 = `echo.html
<html><head><title>Board hears engineers</title><meta property="og:site_name" content="The Marram Echo">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Board hears engineers","datePublished":"2023-01-22T08:00:00Z"}</script></head><body><article>
<p>The harbour board of Marram Point has heard what the people of the town think about the pier, its crane and its keeper.</p>
<p>“The lantern room is older than any of us. We will not sell the pier because the town needs it,” said Mara Quill, the harbour master.</p>
<p>“The crane is the very last of its kind on this whole coast, and it shall stay,” Bo Lund said.</p>
</article></body></html>`

// TestEveryAnswerInTheLanguage does everything that people can do with clients in German, French and Spanish, and looks at
// every word that is shown.
func TestEveryAnswerInTheLanguage(t *testing.T) {
	t.Parallel()
	for locale, language := range map[string]string{"de": "de", "fr": "fr", "es-ES": "es"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			reports := &told{}
			r := &reader{world: start(t, brainWith(t, reports)), locale: locale, known: map[string]bool{}}
			for _, file := range []string{"../texts/" + language + ".json", "words/" + language + ".json"} {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				var one say.Tongue
				if err := json.Unmarshal(data, &one); err != nil {
					t.Fatal(err)
				}
				for _, text := range one.Texts {
					r.learns(text)
				}
				r.learns(slices.Concat(one.Months, one.Days, []string{one.Date, one.MonthOf})...)
			}
			// Names: of people and papers, of formats and of what JSON calls its values.
			r.learns("Ada Captain ben Quoter NadekoBot YAML Firebot CSV JSON quotebot Lines UTC The Shingle Post Marram Echo news example org array number")
			everything(r, reports)
			if r.read < 400 {
				t.Errorf("only %d texts were looked at", r.read)
			}
		})
	}
}

// everything does what people can do.
func everything(r *reader, reports *told) {
	r.use(ben, "help")
	r.use(ben, "ask", "question", "harbour")
	r.use(ben, "quote random")
	r.use(ben, "quote list")
	r.use(ben, "quote stats")
	r.use(ben, "quote export")
	r.use(ben, "privacy show")

	// Keeping.
	r.use(ada, "quote from", "url", "ftp://shingle.example/a")
	r.use(ada, "quote from", "url", "http://127.0.0.1:9/a")
	r.use(ada, "quote from", "file", "a.txt\nNothing is said here.")
	r.use(ada, "quote from", "file", "a.bin\nx")
	review := r.use(ada, "quote from", "file", hearing)
	if review.Embeds == nil {
		r.t.Fatalf("no review: %+v", review)
	}
	review = r.press(review, ada, "choose:", "0", "1", "2")
	review = r.press(review, ada, "take:", "0")
	kept := r.press(review, ada, "keep:")
	r.press(kept, ada, "undo:")
	r.press(r.use(ada, "quote from", "file", hearing), ada, "keep:")
	r.press(r.use(ada, "quote from", "file", hearing), ada, "cancel:")
	r.press(r.use(ada, "quote from", "file", echo2), ada, "keep:")
	added := r.form(r.begin(ben, "quote add"), map[string]string{"text": "The tide does not ask.", "speaker": "Ida Marsh", "date": "2023-01", "source": "https://news.example.org/tide"})
	r.use(ben, "quote add", "text", "The tide does not ask.", "speaker", "Ida Marsh", "date", "2023-01", "source", "https://news.example.org/tide")
	r.use(ben, "quote add", "text", "A", "date", "yesteryear")
	r.use(ben, "quote add", "text", "A", "source", "nowhere")
	r.use(ben, "quote add", "speaker", "Ida Marsh")
	r.press(added, ben, "undo:")
	number := r.use(ben, "quote add", "text", "The tide asks nobody.", "speaker", "Ida Marsh", "date", "2023").Embeds[0].Footer.Text
	r.use(ben, "quote add", "text", "The fog has no master.")

	// Looking.
	for _, one := range []watch.Report{
		{Page: watch.Gone, Since: time.Unix(1.7e9, 0)}, {Quote: watch.Changed, Since: time.Unix(1.7e9, 0)}, {Quote: watch.Changed, Now: "The lantern", Since: time.Unix(1.7e9, 0)},
		{Quote: watch.Missing, Since: time.Unix(1.7e9, 0)}, {Quote: watch.Same, Checked: time.Unix(1.7e9, 0), Correction: "The lantern"}, {Page: watch.Other, Checked: time.Unix(1.7e9, 0)},
	} {
		reports.list = []watch.Report{one}
		r.use(ben, "quote show", "number", "6")
	}
	reports.list = nil
	answer := r.use(ben, "ask", "question", "who said the lantern room is older than any of us?")
	r.use(ben, "ask", "question", "what did Mara Quill say about trombones?")
	r.use(ben, "ask", "question", "trombones of the moon")
	r.use(ben, "ask", "question", "who said the lantrn room is older?")
	r.use(ben, "ask", "question", "did Mara Quill really say that the crane shall go?")
	r.use(ben, "ask", "question", "https://127.0.0.1:9/a")
	r.use(ben, "quote search", "query", "pier", "sort", "said")
	r.use(ben, "quote search", "query", "pier", "after", "soon")
	r.use(ben, "quote search", "query", "pier", "after", "2030", "speaker", "Mara Quill")
	r.use(ben, "quote random", "speaker", "Mara Quill")
	r.use(ben, "quote random", "speaker", "Nemo Nobody")
	r.press(r.press(r.use(ben, "quote list"), ben, "turn:"), ben, "turn:")
	r.use(ben, "quote list", "speaker", "Nemo Nobody")
	r.use(ben, "quote show", "number", "999")
	r.use(ben, "quote show", "number", "none")
	r.use(ben, "quote show", "number", "6", "card", "yes")
	r.use(ben, "quote stats")
	for _, words := range []string{
		"The lantern room is older than any of us. We will not sell the pier because the town needs it",
		"the lantern room IS older than any of us, we will not sell the pier because the town needs it",
		"The lantern room is older", "sell the pier because the town needs it", "We will sell the pier because the town needs it",
		"We will not sell the pier because the ferry needs it", "every rope has no two ends and I hold only one of them", "The crane shall stay, and every rope has two ends",
		"The lantern room is older than any of us, every rope has two ends, and I hold only one", "The crane is the very last of its kind on this whole coast",
		"penguins dislike trombones", "the", "The harbour belongs to rich people",
	} {
		r.use(ben, "quote check", "text", words)
	}
	r.use(ben, "quote check", "text", "every rope has two ends, and I hold only one of them", "speaker", "Bo Lund")
	r.use(ben, "quote timeline", "speaker", "Mara Quill")
	r.use(ben, "quote timeline", "speaker", "Mara Quill", "topic", "pier")
	r.use(ben, "quote timeline", "speaker", "Nemo Nobody", "topic", "pier")
	r.press(answer, ben, "context:")
	r.press(answer, ben, "variants:")
	r.message(ben, "Who said this?", "the lantern room is older than any of us")
	r.message(ben, "Who said this?", "https://news.example.org/a")
	r.message(ben, "Who said this?", "")

	// Repairing.
	r.press(answer, ben, "speaker:")
	answer = r.use(ada, "ask", "question", "who said the lantern room is older than any of us?")
	people := r.press(answer, ada, "speaker:")
	repaired := r.press(people, ada, "person:", "Bo Lund")
	r.press(repaired, ada, "carry:")
	r.press(r.press(answer, ada, "speaker:"), ada, "nobody:")
	r.form(r.world.press(r.press(answer, ada, "speaker:"), ada, "typed:"), map[string]string{"speaker": "Ida Marsh"})
	r.form(r.world.press(r.press(answer, ada, "speaker:"), ada, "names:"), map[string]string{"speaker": "Nemo", "into": "Bo Lund"})
	merged := r.form(r.world.press(r.press(answer, ada, "speaker:"), ada, "names:"), map[string]string{"speaker": "Ida Marsh", "into": "Bo Lund"})
	r.press(merged, ada, "split:")
	number = strings.TrimPrefix(strings.Fields(number)[0], "#")
	r.form(r.begin(ben, "quote edit", "number", number), map[string]string{"text": "The tide asks for nothing.", "date": "2023-02-01", "speaker": "Bo Lund", "source": "https://news.example.org/b"})
	r.form(r.begin(ada, "quote edit", "number", "6"), map[string]string{"date": "2023-01-19"})
	r.form(r.begin(ada, "quote edit", "number", "6"), map[string]string{"text": "Never printed."})
	r.form(r.begin(ada, "quote edit", "number", "6"), map[string]string{"date": "soon"})
	r.use(ben, "quote edit", "number", "6")
	r.use(ben, "quote edit", "number", "L6")
	r.use(ben, "quote show", "number", "6")
	r.use(ben, "quote history", "number", number)
	r.use(ben, "quote delete", "number", "6")
	gone := r.use(ben, "quote delete", "number", number)
	r.use(ben, "quote show", "number", number)
	r.use(ben, "quote restore", "number", number)
	r.press(gone, ada, "restore:")
	r.use(ada, "quote restore", "number", number)
	r.use(ada, "quote history", "number", number)
	r.press(r.press(answer, ada, "notquote:"), ada, "restore:")
	r.press(answer, ada, "notquote:")
	r.press(r.use(ada, "quote from", "file", hearing), ada, "cancel:") // the reason is told that somebody has given

	// Messages, and the rights of those who wrote them.
	r.message(ben, "Save quote", "I never liked the pier.")
	r.message(ben, "Save quote", "I never liked the pier.")
	joined := r.press(r.message(ben, "Save quote", "Nor the crane."), ben, "join:")
	r.press(joined, ben, "undo:")
	r.message(ben, "Save quote", "")
	mine := r.use(ada, "ask", "question", "I never liked the pier").Embeds[0].Footer.Text
	mine = strings.TrimPrefix(strings.Fields(mine)[0], "#")
	hidden := r.press(r.use(ada, "quote show", "number", mine), ada, "hide:")
	r.use(ada, "quote show", "number", mine)
	r.use(ben, "quote show", "number", mine)
	r.press(hidden, ada, "unhide:")
	r.press(r.use(ada, "quote show", "number", mine), ada, "delete:")
	r.press(r.use(ada, "quote delete", "number", mine), ada, "nothing:no")
	r.press(r.use(ada, "quote delete", "number", mine), ada, "delete:")
	r.use(ada, "privacy show")
	r.use(ada, "privacy opt-out")
	r.message(ben, "Save quote", "Leave me out.")
	r.message(ada, "Save quote", "Leave me out, too.")
	r.use(ada, "privacy show")
	r.use(ada, "privacy opt-in")
	r.press(r.use(ada, "privacy forget-me"), ada, "forget")

	// Files and settings.
	r.use(ada, "quote import", "file", "none.bin\nnothing to see")
	r.use(ben, "quote import", "file", "list.txt\n\"Salt is patient.\" - Ida Marsh\n")
	r.press(r.use(ada, "quote import", "file", "list.txt\n\"Salt is patient.\" - Ida Marsh\n\"Salt waits.\" - Ida Marsh\nand then\n"), ada, "keep:")
	r.use(ada, "quote import", "file", `bad.jsonl
{"text":"Salt.","said_on":"yesterday"}
{"text":"","speaker":"Ida"}
{"text":"Sea.","kind":"rumour"}
{"text":5}
[]
`)
	r.use(ada, "quote import", "file", "bad.csv\ntext,number\n\"a\"b,1\nSea,x\na,b,c\n")
	r.use(ben, "quote export")
	settings := r.use(ada, "quote settings")
	for _, name := range []string{"add-roles", "manage-roles", "import-roles", "message-edited", "message-deleted", "daily-channel", "this-day-channel"} {
		settings = r.press(settings, ada, "settings", name)
	}
	settings = r.press(settings, ada, "set:this-day-channel", general)
	settings = r.press(r.press(settings, ada, "settings", "message-deleted"), ada, "set:message-deleted", "forget")
	settings = r.press(r.press(settings, ada, "settings", "add-roles"), ada, "set:add-roles", staff)
	settings = r.press(settings, ada, "settings", "daily-time")
	r.form(r.world.press(settings, ada, "set:daily-time"), map[string]string{"value": "noon"})
	settings = r.press(settings, ada, "settings", "time-zone")
	r.form(r.world.press(settings, ada, "set:time-zone"), map[string]string{"value": "Nowhere"})
	r.use(ben, "quote add", "text", "Not for me.")
	r.press(r.press(r.use(ben, "quote settings"), ben, "settings", "message-deleted"), ben, "set:message-deleted", "keep")
}
