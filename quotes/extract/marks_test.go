package extract

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

// TestMarks shows what is cut out between marks of every style, before anything is read of the sentence around them.
func TestMarks(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"curly":                   {"“One two.” Three.", []string{"One two."}},
		"straight":                {`"One two," he said. "Three four."`, []string{"One two,", "Three four."}},
		"wire copy":               {"''One two,'' he said.", []string{"One two,"}},
		"guillemets outwards":     {"« One two », dit-il.", []string{"One two"}},
		"guillemets inwards":      {"»One two«, he said, »three«.", []string{"One two", "three"}},
		"low and high":            {"„One two“, he said.", []string{"One two"}},
		"single":                  {"‘One two,’ he said.", []string{"One two,"}},
		"apostrophes":             {"It’s the Quills’ dog, isn't it, in the '90s.", nil},
		"inches":                  {`It is 6'2" long and 4" wide.`, nil},
		"nested":                  {"“He said “no” to me,” she said.", []string{"He said “no” to me,"}},
		"mixed styles":            {"“One two,\" he said.", []string{"One two,"}},
		"opening mark repeated":   {"“One.\n“Two.”", []string{"One.", "Two."}},
		"closed two lines on":     {"“One.\nTwo.\nThree.” Four.", []string{"One.", "Two.", "Three."}},
		"forgotten, clause after": {"“One two three, Jane Roe said.", []string{"One two three,"}},
		"never closed":            {"“One two three.\nFour five.", []string{"One two three."}},
		"closing mark alone":      {"One two.” Three.", nil},
		"nothing between":         {"“” \"\" ‘’", nil},
		"within a tag":            {`<a href="x y z">One</a>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := e.document(quotes.Article{Text: c.text, Language: "en"}, Options{})
			d.findParagraphs()
			d.findMarks()
			var got []string
			for _, s := range d.segments {
				got = append(got, s.inner.In(c.text))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", c.text, diff)
			}
		})
	}
}
