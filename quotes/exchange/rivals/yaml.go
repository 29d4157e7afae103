package rivals

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"quotebot/quotes"
)

// nadeko reads the YAML of NadekoBot: under each keyword a list of entries with an id, the name (an) and id (aid) of who
// added it, and the text (txt). Who said it stands in the text, if at all.
func nadeko(data []byte) (File, bool) {
	if !bytes.Contains(data, []byte("txt:")) {
		return File{}, false
	}
	var root yaml.Node
	if yaml.Unmarshal(data, &root) != nil || len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return File{}, false
	}
	f := File{Format: "NadekoBot YAML"}
	pairs := root.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		keyword, list := pairs[i], pairs[i+1]
		if list.Kind != yaml.SequenceNode {
			f.problem(keyword.Line, quotes.Faultf("there is no list under this keyword"))
			continue
		}
		for _, n := range list.Content {
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
