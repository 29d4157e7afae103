package rivals

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"quotebot/quotes"
)

// separators is how many ends of lines and commas an entry has at most, by and large: four lines, and some in its words.
const separators = 16

// nadeko reads the YAML of NadekoBot: under each keyword a list of entries with an id, the name (an) and id (aid) of who
// added it, and the text (txt). Who said it stands in the text, if at all.
func nadeko(data []byte, most int) (File, bool) {
	if !bytes.Contains(data, []byte("txt:")) {
		return File{}, false
	}
	// What the decoder makes of a few bytes takes hundreds, so what can't be a file of so many quotes is not given to it.
	if bytes.Count(data, []byte("\n"))+bytes.Count(data, []byte(",")) > separators*(most+1) {
		return File{over: true}, true
	}
	var root yaml.Node
	if yaml.Unmarshal(data, &root) != nil || len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return File{}, false
	}
	f := File{Format: "NadekoBot YAML", most: most}
	pairs := root.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		keyword, list := pairs[i], pairs[i+1]
		if list.Kind != yaml.SequenceNode {
			f.problem(keyword.Line, quotes.Faultf("there is no list under this keyword"))
			continue
		}
		for _, n := range list.Content {
			if f.full() {
				return f, true
			}
			var e struct {
				Adder string `yaml:"aid"`
				Text  string `yaml:"txt"`
			}
			if err := n.Decode(&e); err != nil || strings.TrimSpace(e.Text) == "" {
				f.problem(n.Line, quotes.Faultf("it has no words"))
				continue
			}
			c := quotes.Citation{Kind: quotes.Entered, Title: keyword.Value, AddedBy: id(e.Adder)}
			c.Text, c.Speaker = named(strings.TrimRight(e.Text, "\n"))
			c, err := finished(c)
			if err != nil {
				f.problem(n.Line, err)
				continue
			}
			f.add(n.Line, c)
		}
	}
	return f, len(f.Entries) > 0
}
