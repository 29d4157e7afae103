package search_test

import (
	"strings"
	"testing"

	"quotebot/quotes"
	"quotebot/quotes/search"
)

// Who is asked for by an office, and who only stands in the question.
func TestParseRole(t *testing.T) {
	for _, c := range []struct{ question, role, speaker, topic string }{
		{"what did the mayor say about the bridge?", "mayor", "", "bridge"},
		{"what did the finance minister say about taxes", "finance minister", "", "taxes"},
		{"who is the minister who said taxes must fall?", "minister", "", "taxes fall"},
		{"which minister said taxes must fall", "minister", "", "taxes fall"},
		{"Kremlin spokesman on gas", "kremlin spokesman", "", "gas"},
		{"the mayor of Oldham on trams", "mayor of oldham", "", "trams"},
		{"what did the Bürgermeister say about trams", "burgermeister", "", "trams"},
		{"italian prime minister complaining about the summit", "italian prime minister", "", "summit"},
		{"what did the secretary of state say about trams", "secretary of state", "", "trams"},
		{"did the mayor really say trams are dead?", "mayor", "", "trams dead"},
		{"what did the mayor of the old town say about pike", "mayor of the old town", "", "pike"},
		{"what did pike's spokesman say about dues", "pike spokesman", "", "dues"},
		{"what did mayor pike say about dues", "", "Ada Pike", "mayor dues"},
		{"what did pike tell the mayor about dues", "", "Ada Pike", "mayor dues"},
		{"who spoke about the mayor", "", "", "mayor"},
		{"who said the mayor is a fool?", "", "", "mayor fool"},
		{"who said the mayor claims too much?", "", "", "mayor much"},
		{"what did the mayor's wife say about dues", "", "", "mayor wife dues"},
		{"pike on the mayor's dues", "", "Ada Pike", "mayor dues"},
		{"the mayor shall not raise the dues", "", "", "the mayor shall not raise the dues"},
	} {
		q := search.Parse(c.question, now, people)
		if topic := strings.Join(q.Topic, " "); q.Role != c.role || q.Speaker != c.speaker || topic != c.topic {
			t.Errorf("%q: role %q, speaker %q, topic %q; want %q, %q, %q", c.question, q.Role, q.Speaker, topic, c.role, c.speaker, c.topic)
		}
	}
}

// What is told of somebody beside a name is no name that a question means.
func TestNameInDescription(t *testing.T) {
	names := search.NewNames([]search.Name{
		{Text: "Jon Oake, who keeps the bridge on Mondays", Quotes: 3}, {Text: "bridge keeper Ida Marrow", Quotes: 2}, {Text: "Oldham Gov. Tom Reyle of the Bridge Party"},
		{Text: "a friend of Marrow's sister"}, {Text: "the spokesman for the Mill"}, {Text: "said in a letter"}, {Text: "lotte brook"}, {Text: "Ludwig van der Linde"},
	}, nil)
	for question, want := range map[string]string{
		"what did oake say about rust":            "Jon Oake, who keeps the bridge on Mondays",
		"what did mondays say about rust":         "",
		"what did marrow say about rust":          "bridge keeper Ida Marrow",
		"what did reyle say about rust":           "Oldham Gov. Tom Reyle of the Bridge Party",
		"what did oldham say about rust":          "",
		"what did the sister say about rust":      "",
		"what did lotte brook say about rust":     "lotte brook",
		"what did van der linde say about rust":   "Ludwig van der Linde",
		"what did the letter say about rust":      "",
		"who said marrow's plan is rust?":         "bridge keeper Ida Marrow", // as one whom it mentions
		"what did marrow's daughter say of rust?": "bridge keeper Ida Marrow", // the same
	} {
		if got := search.Parse(question, now, names).Speaker; got != want {
			t.Errorf("%q: %q, want %q", question, got, want)
		}
	}
}

// officials are quotes with roles of our own invention.
func officials() []quotes.Citation {
	as := func(role, url string) func(*quotes.Citation) {
		return func(c *quotes.Citation) { c.Role, c.URL, c.Title = role, "https://news.example/"+url, "The news" }
	}
	return []quotes.Citation{
		said("Ada Pike", "The old bridge will be closed before the winter comes.", as("Mayor", "1")),
		said("Ada Pike", "Nobody shall pay for crossing a ferry in my time.", as("", "2")),
		said("Jon Oake", "The old bridge has stood for longer than the mayor.", as("bridge keeper", "1")),
		said("Tom Reyle", "Lorries have no business on the old bridge.", as("deputy mayor of Oldham", "3")),
		said("Ida Marrow", "Taxes on tea are taxes on patience.", as("finance minister", "4")),
		said("Emil Varga", "Taxes on tea could buy us a school.", as("education minister", "4")),
		said("Nora Lind", "Der Hafen bleibt im Winter offen.", as("Bürgermeisterin von Hafenstadt", "5")),
		said("Carla Green", "The harbour feeds the town, not the other way round.", as("spokeswoman for the harbour", "6")),
		said("Bruno Marwitz", "Snails are the honest farmer's lobster.", as("the mayor's husband", "7")),
	}
}

func TestAskByRole(t *testing.T) {
	e, _ := newEngine(t, officials())
	for _, c := range []struct {
		name, question, first string
		found                 bool
	}{
		{"the office", "what did the mayor say about the bridge?", "The old bridge will", true},
		{"another quote of the same speaker", "what did the mayor say about the ferry?", "Nobody shall", true},
		{"which minister", "what did the finance minister say about tea", "Taxes on tea are", true},
		{"the one who said", "who is the education minister who said something about tea", "Taxes on tea could", true},
		{"two ministers", "what did the minister say about tea", "Taxes on tea", false},
		{"a deputy", "what did the deputy mayor say about lorries", "Lorries", true},
		{"not the deputy", "what did the mayor say about lorries", "Lorries", false},
		{"in another language", "what did the mayor say about the Hafen", "Der Hafen", true},
		{"a spokeswoman", "harbour spokesman on the town", "The harbour feeds", true},
		{"somebody else's office", "what did the mayor say about snails", "Snails", false},
		{"no such office here", "what did the bishop say about tea", "Taxes on tea", false},
		{"nothing about it", "what did the mayor say about whales and the bridge", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := ask(t, e, search.Question{Text: c.question, Explain: true})
			if len(a.Hits) == 0 || !strings.HasPrefix(a.Hits[0].Text, c.first) || a.Found != c.found {
				t.Errorf("%s with certainty %.2f, %+v", a.Verdict, a.Certainty, a.Hits)
			}
		})
	}
}

// Nobody can tell which of two mayors is meant: both are shown and neither is claimed.
func TestTwoMayors(t *testing.T) {
	as := func(c *quotes.Citation) { c.Role = "mayor" }
	cs := append(officials(), said("Olga Stern", "A bridge that is closed is a bridge that is safe.", as, func(c *quotes.Citation) { c.URL = "https://news.example/9" }))
	e, _ := newEngine(t, cs)
	a := ask(t, e, search.Question{Text: "what did the mayor say about the bridge?"})
	if a.Found || len(a.Hits) < 2 {
		t.Fatalf("%+v", a)
	}
	both := map[string]bool{a.Hits[0].Speaker: true, a.Hits[1].Speaker: true}
	if !both["Ada Pike"] || !both["Olga Stern"] {
		t.Errorf("%q and %q come first", a.Hits[0].Speaker, a.Hits[1].Speaker)
	}
	if a = ask(t, e, search.Question{Text: "what did the mayor say about the ferry?"}); !a.Found || a.Hits[0].Speaker != "Ada Pike" {
		t.Errorf("the other mayor does not speak of it: %+v", a)
	}
}

// FuzzNames holds that any text may be a speaker's name, and that a speaker found in a question is one of those known.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"", ",", "( Pike", "the", "THE", "a A of", "Gov. of Pike", "of the Bridge", "Gov. Gov.", "\xff, x", "李伟", "l'Oake's", "Mayor"} {
		f.Add(s, "what did the mayor of Pike say on "+s)
	}
	f.Fuzz(func(t *testing.T, name, question string) {
		q := search.Parse(question, now, search.NewNames([]search.Name{{Text: name, Quotes: 1}}, nil))
		if q.Speaker != "" && (q.Speaker != name || q.Role != "") {
			t.Errorf("%q in %q: speaker %q, role %q", name, question, q.Speaker, q.Role)
		}
	})
}
