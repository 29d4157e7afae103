package extract

import (
	"fmt"
	"strings"
	"testing"

	"quotebot/quotes"
)

// TestGrowth shows that no search grows faster than the text: four times the text may cost little more than four times
// the looks around, also where a page is one endless line or is made of marks and names alone.
func TestGrowth(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	shapes := map[string]string{
		"an article":         "“We waited,” said Odalys Brandt. Her rival, Tomas Quill, called it “a sad day for all of us” on Monday.\n\n",
		"one line":           "“We waited,” said Odalys Brandt, and Tomas Quill told reporters that he had said “nothing of the sort” on Monday, ",
		"marks alone":        "“ ” \" \" ‘ ’ ' ' ",
		"open marks":         "“so “so ",
		"quotes alone":       "“we have not seen any of that.” ",
		"pronouns":           "he said she told him “we have seen it all before” and she ",
		"names alone":        "Odalys Brandt Tomas Quill Quill Brandt ",
		"different surnames": "Odalys Brandt met. Quill said “it is over now”. ",
		"descriptions":       "the senator said “it is over now”, the spokesman of the company wrote, ",
		"dates":              "on Monday he said “it is over now” on Tuesday in May ",
		"no spaces":          "said“word”",
		"open tags":          "<a \"x ",
		"lines":              "“open\n",
		"headlines":          "More from the region\n",
		"articles":           "a a a ",
		"labels":             "MAYOR: we have seen it all\nREPORTER: why is that\n",
		"unclosed, straight": `The mayor said "`,
		"unclosed, curly":    "The mayor said “",
		"unclosed, single":   "The mayor said ‘so ",
		"unclosed, angled":   "The mayor said «so ",
		"unclosed, inwards":  "The mayor said »so ",
		"unclosed, low":      "The mayor said „so ",
		"unclosed, doubled":  "The mayor said ``so ''",
		"nested marks":       "“a ‘b “c ’ ”",
		"apostrophes":        "'",
		"apostrophes, words": "'dogs' o'er ",
		"no sentence ends":   "the word of the day and ",
		"short paragraphs":   "“We waited,” he said.\n",
		"one name":           "Odalys Brandt said “it is over now” and Brandt said ",
		"he":                 "he ",
		"verbs":              "said ",
		"verbs and that":     "said that told reporters according to ",
		"one paragraph":      "“It is over now, we know,” said Odalys Brandt. ",
		"dates alone":        "May 4, 2024, Monday, 2024 ",
		"dated lines":        "On Monday, he said “it is over now”.\n",
		"round brackets":     "(so ",
		"square brackets":    "[so ",
		"closed brackets":    "(he said) ",
		"colons":             "A: ",
		"turns":              "A: so it is\nB: no\n",
		"blanks":             "\t \n\u00a0",
		"dots":               "...",
		"dotted letters":     "a.A.",
		"possessives":        "his Brandt's mother's ",
		"offices":            "Senator Mr. President ",
		"titles in marks":    "her book, “The River,” ",
		"nicknames":          "Bob “Big” Brandt ",
		"broken bytes":       "\xe2\x80“\xff",
	}
	// A new name each time.
	var several [3]strings.Builder
	for n := range 3200 {
		name := string([]byte{'A' + byte(n%26), 'a' + byte(n/26%26), 'a' + byte(n/676), 'o', 'v'})
		fmt.Fprintf(&several[0], "Anna %s said she met. ", name)
		fmt.Fprintf(&several[1], "%s Brandt met. Brandt said “it is over”. ", name)
		fmt.Fprintf(&several[2], "The senator, %s, said “it is over now”. The senator said “we know it”.\n", name)
	}
	german := map[string]string{
		"an article":   "„Wir haben lange gewartet“, sagte Bürgermeisterin Henrike Osterloh. Ihr Gegner Tilo Vesper nannte die Brücke am Montag „ein Denkmal“.\n\n",
		"one line":     "„Wir warten“, sagte Osterloh, und Tilo Vesper teilte der Presse mit, er habe „nichts davon“ gesagt, ",
		"brackets":     "er teilte dem Mann der Frau „das hier“ gab wies „und das“ ",
		"clauses":      ", der die, dass wie er ",
		"appositions":  "der Minister, der Sprecher (SPD), Roth, ",
		"openings":     "wie sie laut zufolge „das ist nicht gut“ sagen, ",
		"nouns":        "der Sprecher des Verbands der Halle ",
		"names alone":  "Henrike Osterloh Tilo Vesper Vesper Osterloh ",
		"sie":          "sie sagte die Behörde sie ",
		"one compound": "Donaudampfschifffahrtsgesellschaft",
	}
	for name, s := range german {
		shapes["German: "+name] = s
	}
	french := map[string]string{
		"an article":       "« Nous avons attendu longtemps », a déclaré la maire Odile Brandt. Son rival, Paul Vesper, a qualifié le pont lundi de « monument ».\n\n",
		"one line":         "« Nous attendons », a dit Brandt, et Paul Vesper a expliqué à la presse qu'il n'avait « rien dit », ",
		"chains":           "il a-t-il n'a pas encore tenu à dire à préciser ",
		"incises":          "« Nous irons, a dit le maire, et, dit-il, nous ",
		"incises, closed":  "« Nous irons, a dit le maire, et, dit-il, nous. » ",
		"nearly incises":   "« a, a dit à la la la , a dit le ",
		"tails":            "le directeur du service de l'hôpital de la ville de ",
		"relatives":        ", qui a dit, que le maire, qui ",
		"appositions":      "le maire, la ministre (PS), Brandt, a dit ",
		"prepositions":     "selon d'après pour de l'avis de « ceci n'est pas cela » ",
		"elisions":         "l'd'qu'l'a-t-il-",
		"coordinated":      "a dit et promis et reconnu ",
		"names alone":      "Odile Brandt Paul d'Arcy de La Motte ",
		"pronouns":         "il dit elle a dit « ceci n'est pas cela » il ",
		"nouns":            "la dame le monsieur une chose ",
		"quotes and cues":  "« ceci n'est pas cela », a dit, a dit ",
		"unclosed, angled": "Le maire a dit « tant, a dit le maire, ",
		"dates":            "lundi 12 mars 2024 il a dit hier le mois dernier ",
	}
	for name, s := range french {
		shapes["French: "+name] = s
	}
	texts := map[string]func(n int) string{}
	for name, s := range shapes {
		texts[name] = func(n int) string { return strings.Repeat(s, n) }
	}
	for i, name := range []string{"different names", "one surname of many", "one office of many"} {
		s := several[i].String()
		texts[name] = func(n int) string { return s[:len(s)/3200*n] }
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			tag := "en"
			if strings.HasPrefix(name, "German") {
				tag = "de"
			} else if strings.HasPrefix(name, "French") {
				tag = "fr"
			}
			looks := func(n int) int {
				d := e.document(quotes.Article{Text: text(n), Published: quotes.DayOf(2024, 5, 4, ""), Language: tag}, Options{Indirect: true})
				d.run()
				return d.looks
			}
			small, big := looks(800), looks(3200)
			if big > 5*small+2000 {
				t.Errorf("800 times: %d looks; 3200 times: %d looks, more than five times as many", small, big)
			}
		})
	}
}
