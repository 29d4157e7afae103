package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

// FuzzExtract holds what every result keeps, whatever the text: spans are valid and cut their text out, quotes and
// segments stand in order, the confidence is a probability, and the same article gives the same result again.
func FuzzExtract(f *testing.F) {
	e, err := New()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		"“We won,” said Jane Roe. “At last.”",
		"\"It is 6'2\" tall,\" he said.\n\"And then\n\n\"more.\"",
		"„Ja“, sagte sie. »Nein«, sagte er. « Oui »",
		"Der Minister fügte hinzu: „Wir sind's“, wie Dr. Osterloh am 3. März 2005 sagte, z. B. laut dpa.",
		"Sie teilte der Polizei, die das der",
		"« Nous ferons tout, a promis le ministre de la Santé, Paul d'Arcy, pour réussir. Oui\u202f! s'est-elle exclamée mardi 12 mars. »",
		"Selon Mme Le Goff, qui l'a dit : «\u202fl' »",
		"« Le pont, a-t-il dit, a-t-elle dit, dit-il, , a dit le maire » du le des d'",
		"''wire ''copy'' of 'the' times' 'n' all''",
		"REPORTER: Why?\nMAYOR: Because.\nREPORTER: When?\nMAYOR: Soon.",
		"At Monday's debate, Roe (D-Ohio) told them on Sept. 31, 2020: “no\xff\xfe”",
		"<a href=\"x\">said \"Roe\"</a> ‘‘ ’’ “ “ ” ”",
		"LONDON (Reuters) — The U.S. President, Mr. X.Y. O’Brien-Smith Jr., said, according to the",
	} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, indirect bool) {
		text = strings.ToValidUTF8(text, "?")
		a := quotes.Article{Text: text, Title: "A title", Byline: []string{"Ann Author"}, Published: quotes.DayOf(2024, 5, 4, "")}
		o := Options{Indirect: indirect, Explain: true}
		x := e.Extract(a, o)
		last := 0
		for _, q := range x.Quotes {
			if err := q.Valid(text); err != nil {
				t.Fatal(err)
			}
			if q.Segments[0].Start < last {
				t.Fatalf("the quote at %d stands before the one before it", q.Segments[0].Start)
			}
			last = q.Segments[0].Start
			if q.Confidence < 0 || q.Confidence > 1 {
				t.Fatalf("confidence %v", q.Confidence)
			}
			if q.Speaker.Kind == quotes.Nobody && q.Speaker.Name != "" || q.Speaker.Kind != quotes.Nobody && q.Speaker.Name == "" {
				t.Fatalf("speaker %+v", q.Speaker)
			}
		}
		for _, r := range x.Rejected {
			if !r.Span.Valid(text) || r.Reason == "" {
				t.Fatalf("rejected %+v", r)
			}
		}
		if diff := cmp.Diff(x, e.Extract(a, o)); diff != "" {
			t.Fatalf("a second time it is different:\n%s", diff)
		}
	})
}
