package extract

import (
	"strings"
	"testing"
	"testing/fstest"

	"quotebot/quotes"
)

// TestLanguage shows whose rules a text gets.
func TestLanguage(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	english := "The mayor said that it was the first time that she had crossed the river with her brother. "
	for name, c := range map[string]struct{ tag, text, want string }{
		"by its words":            {"", english, "en"},
		"as the article says":     {"en-GB", "Rain. Wind.", "en"},
		"German":                  {"", "Der Fluss ist wieder sauber, und die Leute feiern das mit einem Fest auf der alten Brücke.", "de"},
		"French":                  {"", "Le pont est ouvert depuis vendredi et les habitants sont venus en nombre pour le voir.", "fr"},
		"a language without any":  {"fi", english, ""},
		"words of another":        {"", "El puente está abierto desde el viernes y los vecinos han venido en gran número para verlo, que no es poco, y para hablar de la obra.", ""},
		"Italian":                 {"", "Il ponte è aperto da venerdì e gli abitanti sono venuti in gran numero per vederlo con le loro famiglie, e per parlare della città che cresce.", ""},
		"Catalan":                 {"", "El pont és obert des de divendres i els veïns hi han anat en gran nombre per veure'l amb les seves famílies i per parlar de l'obra de la ciutat.", ""},
		"Portuguese":              {"", "A ponte está aberta desde sexta-feira e os moradores vieram em grande número para ver a obra, que não é pouca coisa, e para falar com o prefeito.", ""},
		"no words":                {"", "12 34", ""},
		"names and numbers alone": {"", strings.Repeat("Brandt Quill Varga 12 ", 50), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := e.Extract(quotes.Article{Text: c.text, Language: c.tag}, Options{}).Language; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestBrokenData shows that a slip in a data file is named with its line.
func TestBrokenData(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"a class that nobody knows": {"words.txt", "[definite]\nthe\n[indefinit]\na\n", `line 3: there is no class "indefinit"`},
		"a verb with four forms":    {"verbs.txt", "# verbs\nsay says said saying | strong\n", "line 2: a verb has 4 forms, want 5"},
		"a property of no grammar":  {"words.txt", "[grammar]\nverb-bracket\n", `line 2: there is no property "verb-bracket"`},
		"a conjugation":             {"conjugation.txt", "sagen sagt sagte gesagt | strong\n", "line 1: a verb has 4 forms, want 5"},
		"forms of a verb":           {"forms.txt", "dire | dit | strong\n", "line 1: a verb has 2 groups of forms, want 5"},
		"a sort of a verb":          {"forms.txt", "dire | dit | dit | disant | dit | loud\n", `line 1: there is no sort of cue "loud"`},
		"a sort of parted cue":      {"conjugation.txt", "teilen teilt teilte teilten geteilt | mit:loud\n", `line 1: there is no sort of cue "loud"`},
		"a sort of cue":             {"verbs.txt", "say says said saying said | loud\n", `line 1: there is no sort of cue "loud"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadLanguage(fstest.MapFS{"data/xx/" + c.file: {Data: []byte(c.text)}}, "xx")
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "xx/"+c.file) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := readWeights("rule\tcue after\n"); err == nil {
		t.Error("a weight without a number was taken")
	}
}
