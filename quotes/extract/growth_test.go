package extract

import (
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
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			tag := "en"
			if strings.HasPrefix(name, "German") {
				tag = "de"
			}
			looks := func(n int) int {
				d := e.document(quotes.Article{Text: strings.Repeat(s, n), Published: quotes.DayOf(2024, 5, 4, ""), Language: tag}, Options{Indirect: true})
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
