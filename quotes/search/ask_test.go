package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/search"
	"quotebot/quotes/words"
)

var everybody = quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}

// said makes a quote of our own invention.
func said(speaker, text string, more ...func(*quotes.Citation)) quotes.Citation {
	c := quotes.Citation{Scope: quotes.Library, Kind: quotes.Direct, Speaker: speaker, Text: text, Title: "News of the town", URL: "https://news.example/1"}
	if speaker != "" {
		c.SpeakerKind = quotes.Person
	}
	for _, m := range more {
		m(&c)
	}
	return c
}

func town() []quotes.Citation {
	on := func(y, m, d int) func(*quotes.Citation) {
		return func(c *quotes.Citation) { c.Said, _ = quotes.ParseDate(fmt.Sprintf("%d-%02d-%02d", y, m, d)) }
	}
	page := func(url, title, around string) func(*quotes.Citation) {
		return func(c *quotes.Citation) {
			c.URL, c.Title, c.Context = url, title, strings.Replace(around, "…", "“"+c.Text+"”", 1)
		}
	}
	return []quotes.Citation{
		said("Ada Pike", "We shall not raise the harbour dues before the new quay is built.", on(2022, 3, 1),
			page("https://news.example/dues", "Fishermen fear higher dues", "Mayor Ada Pike told fishermen on Tuesday: …")),
		said("Bruno Marwitz", "Then let them fish somewhere else and see how they like it.", on(2022, 3, 1),
			page("https://news.example/dues", "Fishermen fear higher dues", "… Bruno Marwitz of the boat owners answered when asked about harbour dues.")),
		said("Ada Pike", "A town without trams is a town without evenings.", on(2016, 5, 4),
			page("https://news.example/trams", "Council votes on trams", "Pike, who travels by tram herself, said: …")),
		said("Ada Pike", "The trams will run again when the money does.", on(2021, 9, 9),
			page("https://news.example/trams2", "Trams stay in the depot", "… Pike said.")),
		said("Carla Green", "Snails are the honest farmer's lobster, and twice as slow to anger.",
			page("https://news.example/snails", "A feast of snails", "Carla Green, who breeds them, laughed: …")),
		said("Dmitri Zelenkov", "Gas is a habit, and habits can be broken.", page("https://news.example/gas", "Winter without gas", "… said Zelenkov.")),
		said("Ünal Çelik", "It is what it is, and it was what it was."),
		said("", "No!"),
		said("Li Wei", "我们的家在河边"),
	}
}

func newEngine(t testing.TB, cs []quotes.Citation) (*search.Engine, *db.DB) {
	t.Helper()
	d, err := db.Open(context.Background(), filepath.Join(t.TempDir(), "quotes.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if len(cs) > 0 {
		if _, err := d.AddCitations(context.Background(), cs); err != nil {
			t.Fatal(err)
		}
	}
	e, err := search.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return e, d
}

func ask(t testing.TB, e *search.Engine, q search.Question) search.Answer {
	t.Helper()
	if q.View.Scopes == nil {
		q.View = everybody
	}
	q.Now = now
	a, err := e.Ask(context.Background(), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	return a
}

func TestAsk(t *testing.T) {
	e, _ := newEngine(t, town())
	for _, c := range []struct {
		name, question string
		first          string // how the first hit begins
		verdict        string // "" for any but nothing
		why            string // part of one of its reasons
	}{
		{"words", "not raise the harbour dues", "We shall not", search.Found, "in the words: not, raise, the, harbour, dues"},
		{"words in another order, mistyped", "quay harbuor dues new", "We shall not", "", "harbuor"},
		{"no accents, no curly marks", "farmers lobster", "Snails", "", "lobster"},
		{"common words only", "it was what it was", "It is what", search.Found, ""},
		{"who said", "who said habits can be broken?", "Gas is", "", ""},
		{"the speaker's other quote", "what did pike say about trams in 2016", "A town without", "", "the time that was asked for"},
		{"the speaker decides", "what did marwitz say about harbour dues", "Then let them", "", "said by Bruno Marwitz"},
		{"a name by ear", "what did selenkow say about gas", "Gas is", "", "said by Dmitri Zelenkov"},
		{"phrase", `"habits can be broken"`, "Gas is", "", "quotation marks"},
		{"another script", "河边", "我们", "", ""},
		{"one word", "lobster", "Snails", "", ""},
		{"a speaker alone", "carla green", "Snails", search.Found, "said by Carla Green"},
		{"accents in a name", "unal celik", "It is", search.Found, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := ask(t, e, search.Question{Text: c.question, Explain: true})
			if len(a.Hits) == 0 || !strings.HasPrefix(a.Hits[0].Text, c.first) {
				t.Fatalf("%s, %+v", a.Verdict, a.Hits)
			}
			if c.verdict != "" && a.Verdict != c.verdict || a.Verdict == search.Nothing {
				t.Errorf("verdict %s with certainty %.2f", a.Verdict, a.Certainty)
			}
			if why := fmt.Sprint(a.Hits[0].Why); !strings.Contains(why, c.why) {
				t.Errorf("reasons %s", why)
			}
			for _, s := range a.Hits[0].Matched {
				if !s.Valid(a.Hits[0].Text) {
					t.Errorf("matched %v does not fit %q", s, a.Hits[0].Text)
				}
			}
		})
	}
}

// What is not there is not claimed, and what asks for nothing finds nothing.
func TestHonesty(t *testing.T) {
	e, _ := newEngine(t, town())
	none, _ := newEngine(t, nil)
	for _, text := range []string{"the moon is made of green cheese they say", "dues for keeping parrots in public baths", "whales"} {
		if a := ask(t, e, search.Question{Text: text}); a.Found {
			t.Errorf("%q is claimed: %q", text, a.Hits[0].Text)
		}
	}
	for _, text := range []string{"", " ", "?", "🙂🙂", "\x00", "the", "x", "OR NEAR * \" - ^ :", "a AND (b", "%_*", "\u200f", strings.Repeat("harbour ", 500),
		strings.Repeat("x", 4000), "words : dues", "\"", "NOT trams"} {
		a := ask(t, e, search.Question{Text: text})
		if a.Reason == "" || a.Verdict == search.Nothing && len(a.Hits) > 0 {
			t.Errorf("%.20q: %+v", text, a)
		}
		if a := ask(t, none, search.Question{Text: text}); a.Verdict != search.Nothing {
			t.Errorf("%.20q in an empty library: %+v", text, a)
		}
	}
}

func TestCorrected(t *testing.T) {
	e, _ := newEngine(t, town())
	a := ask(t, e, search.Question{Text: "honest farmer's lobstre"})
	if len(a.Corrected) != 1 || a.Corrected[0] != (search.Correction{Typed: "lobstre", Meant: "lobster"}) {
		t.Errorf("corrected %v", a.Corrected)
	}
}

// The words that make it a question are nothing mistyped, even where no quote has them.
func TestNotCorrected(t *testing.T) {
	e, _ := newEngine(t, append(town(), said("Olga Stern", "We saw the harbour and stayed.")))
	if a := ask(t, e, search.Question{Text: "what did stern say about the harbour"}); !a.Found || len(a.Corrected) > 0 {
		t.Errorf("%s, corrected %v", a.Verdict, a.Corrected)
	}
}

// A guild learns nothing of another's quotes: not the words, not how they are spelt, not the names.
func TestViews(t *testing.T) {
	ours, theirs := quotes.GuildScope("1"), quotes.GuildScope("2")
	in := func(scope quotes.Scope, channel string) func(*quotes.Citation) {
		return func(c *quotes.Citation) { c.Scope, c.Channel, c.URL = scope, channel, "" }
	}
	e, _ := newEngine(t, append(town(),
		said("Olga Secret", "The zeppelin leaves at midnight from the meadow.", in(theirs, "")),
		said("Pavel Quiet", "The submarine leaves at noon from the cellar.", in(ours, "c1")),
		said("Rita Loud", "The balloon leaves at dawn from the roof.", in(ours, ""))))
	view := quotes.View{Scopes: []quotes.Scope{quotes.Library, ours}}
	reader := quotes.View{Scopes: view.Scopes, Channels: []string{"c1"}}
	for _, c := range []struct {
		view     quotes.View
		question string
		first    string // "" when nothing of it may show
	}{
		{view, "the balloon leaves at dawn", "The balloon"},
		{view, "the submarine leaves at noon from the cellar", ""},
		{reader, "the submarine leaves at noon from the cellar", "The submarine"},
		{reader, "the zeppelin leaves at midnight from the meadow", ""},
		{reader, "zepelin midnigt", ""},
		{reader, "what did olga secret say", ""},
	} {
		a := ask(t, e, search.Question{Text: c.question, View: c.view, Explain: true})
		if c.first != "" && (len(a.Hits) == 0 || !strings.HasPrefix(a.Hits[0].Text, c.first)) {
			t.Errorf("%q: %+v", c.question, a.Hits)
		}
		if c.first == "" && a.Found {
			t.Errorf("%q is claimed: %+v", c.question, a.Hits)
		}
		told := fmt.Sprint(a.Corrected, a.Query.Speaker, a.Reason)
		for _, h := range a.Hits {
			told += h.Text + h.Speaker + fmt.Sprint(h.Why)
			if h.Scope == theirs || h.Channel != "" && len(c.view.Channels) == 0 {
				t.Errorf("%q shows %q", c.question, h.Text)
			}
		}
		if strings.Contains(told, "Olga") || strings.Contains(told, "Meant:zeppelin") {
			t.Errorf("%q tells %s", c.question, told)
		}
	}
	for field, typed := range map[string]string{"speaker": "olga", "number": "zeppelin"} {
		cs, err := e.Complete(context.Background(), reader, field, typed, 5)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			if strings.Contains(c.Label, "Olga") {
				t.Errorf("%s completes to %v", field, cs)
			}
		}
	}
}

func TestFilters(t *testing.T) {
	e, _ := newEngine(t, town())
	a := ask(t, e, search.Question{Text: "trams", Filter: quotes.Filter{From: quotes.YearOf(2020, "")}})
	if len(a.Hits) != 1 || !strings.HasPrefix(a.Hits[0].Text, "The trams") {
		t.Errorf("from 2020: %+v", a.Hits)
	}
	a = ask(t, e, search.Question{Text: "harbour dues", Filter: quotes.Filter{Speaker: "Marwitz"}})
	if len(a.Hits) != 1 || a.Hits[0].Speaker != "Bruno Marwitz" {
		t.Errorf("by Marwitz: %+v", a.Hits)
	}
	a = ask(t, e, search.Question{Text: "trams", Order: quotes.BySaid})
	if len(a.Hits) < 2 || !strings.HasPrefix(a.Hits[0].Text, "The trams") {
		t.Errorf("newest first: %+v", a.Hits)
	}
}

// Pages put together are the long page.
func TestPages(t *testing.T) {
	e, _ := newEngine(t, town())
	whole := ask(t, e, search.Question{Text: "town trams harbour dues", Limit: 6})
	var ids []int64
	for offset := 0; offset < 6; offset += 2 {
		for _, h := range ask(t, e, search.Question{Text: "town trams harbour dues", Limit: 2, Offset: offset}).Hits {
			ids = append(ids, h.ID)
		}
	}
	if len(ids) != len(whole.Hits) {
		t.Fatalf("%d hits on pages, %d on one", len(ids), len(whole.Hits))
	}
	for i, h := range whole.Hits {
		if h.ID != ids[i] {
			t.Errorf("hit %d is %d, on pages %d", i, h.ID, ids[i])
		}
	}
}

// Five or more words of a quote, exactly as they stand, always find it first, however common they are.
func TestFragments(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	everyday := strings.Fields("the of and to a in that is was it for on with he be we they have not this but people time want know world")
	var cs []quotes.Citation
	texts := map[string]bool{}
	for i := range 400 {
		ws := make([]string, 8+r.IntN(20))
		for k := range ws {
			ws[k] = everyday[r.IntN(len(everyday))]
			if r.IntN(4) == 0 {
				ws[k] = fmt.Sprint("thing", string(rune('a'+r.IntN(20))), string(rune('a'+r.IntN(20))))
			}
		}
		texts[strings.Join(ws, " ")] = true
		cs = append(cs, said("", strings.Join(ws, " "), func(c *quotes.Citation) { c.URL = fmt.Sprintf("https://news.example/%d", i/3) }))
	}
	e, _ := newEngine(t, cs)
	for range 200 {
		ws := strings.Fields(cs[r.IntN(len(cs))].Text)
		n := 5 + r.IntN(4)
		from := r.IntN(len(ws) - n + 1)
		fragment := strings.Join(ws[from:from+n], " ")
		a := ask(t, e, search.Question{Text: fragment})
		if len(a.Hits) == 0 || !strings.Contains(" "+a.Hits[0].Text+" ", " "+fragment+" ") {
			t.Errorf("%q: %+v", fragment, a.Hits)
		}
	}
}

// FuzzAsk holds that no text breaks a question, and that what is claimed is shown.
func FuzzAsk(f *testing.F) {
	e, _ := newEngine(f, town())
	for _, s := range []string{"trams%", "a\x00b", "e\u0301 \u0301", "\u200fשלום", "\"words\" : (x", "who said", "by pike in 2016?", "ß ŉ ﷺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, question string) {
		a := ask(t, e, search.Question{Text: question, Explain: true})
		if a.Found != (a.Verdict == search.Found) || a.Found && len(a.Hits) == 0 {
			t.Errorf("%q: %+v", question, a)
		}
		for _, h := range a.Hits {
			for _, s := range h.Matched {
				if !s.Valid(h.Text) {
					t.Errorf("%q: %v does not fit %q", question, s, h.Text)
				}
			}
		}
	})
}

// Asking, completing and adding at once: every quote is found as soon as it is added.
func TestAtOnce(t *testing.T) {
	e, d := newEngine(t, town())
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 10 {
				word := fmt.Sprintf("wonder%c%c", 'a'+g, 'a'+i)
				if _, err := d.AddCitations(context.Background(), []quotes.Citation{said("New "+word, "A "+word+" was seen over the old mill.")}); err != nil {
					t.Error(err)
					return
				}
				if a := ask(t, e, search.Question{Text: word + " over the mill"}); len(a.Hits) == 0 || !strings.Contains(a.Hits[0].Text, word) {
					t.Errorf("%s is not found: %+v", word, a.Hits)
				}
				if cs, err := e.Complete(context.Background(), everybody, "speaker", word, 3); err != nil || len(cs) == 0 {
					t.Errorf("%s is not completed: %v, %v", word, cs, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestComplete(t *testing.T) {
	e, _ := newEngine(t, append(town(), said("Peter Pikeman", "I carry a pike."), said("Ursula von der Leine", "Rivers have no borders.")))
	for _, c := range []struct{ name, field, typed, first string }{
		{"nothing typed", "speaker", "", "Ada Pike"},
		{"a beginning", "speaker", "ad", "Ada Pike"},
		{"a surname, most quoted first", "speaker", "pike", "Ada Pike"},
		{"another order", "speaker", "pike ada", "Ada Pike"},
		{"letters left out", "speaker", "dzelen", "Dmitri Zelenkov"},
		{"letters swapped", "speaker", "zelenkvo", "Dmitri Zelenkov"},
		{"accents", "speaker", "celik", "Ünal Çelik"},
		{"too long", "speaker", "ursula von der leine " + strings.Repeat("x", 100), ""},
		{"an unknown name", "speaker", "qqqq", ""},
		{"signs only", "speaker", "***", ""},
		{"number", "number", "2", "L2"},
		{"a library number", "number", "L3", "L3"},
		{"words of a quote", "number", "lobster", "L5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cs, err := e.Complete(context.Background(), everybody, c.field, c.typed, 5)
			if err != nil {
				t.Fatal(err)
			}
			if c.first == "" && len(cs) > 0 || c.first != "" && (len(cs) == 0 || cs[0].Value != c.first) {
				t.Errorf("%+v", cs)
			}
		})
	}
	if _, err := e.Complete(context.Background(), everybody, "colour", "x", 5); err == nil {
		t.Error("colours are completed")
	}
}

// A word that package words cuts out of a text is one that the index takes: every quote is found by its own words.
func TestOwnWords(t *testing.T) {
	cs := town()
	e, _ := newEngine(t, cs)
	for _, c := range cs {
		if len(words.Cut(c.Text)) < 3 {
			continue
		}
		if a := ask(t, e, search.Question{Text: c.Text}); !a.Found || a.Hits[0].Text != c.Text {
			t.Errorf("%q: %s %+v", c.Text, a.Verdict, a.Hits)
		}
	}
}
