package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows says which of our packages each of our packages may import (docs/architecture.md); tests may import more.
// Layers point inwards: a package that is not listed may import none of ours.
var arrows = map[string][]string{
	".": {"config", "db", "bot", "bot/cards", "bot/console", "bot/discord", "bot/metrics", "bot/review", "bot/say", "quotes", "quotes/exchange", "quotes/exchange/rivals", "quotes/extract", "quotes/meaning", "quotes/page",
		"quotes/sample", "quotes/search", "quotes/utterance", "quotes/watch", "bot/timeline", "bot/watcher"},
	"bot":                            {"bot/say", "quotes", "quotes/exchange", "quotes/exchange/rivals", "quotes/extract", "quotes/page", "quotes/search", "quotes/utterance", "quotes/watch"},
	"bot/say":                        {"quotes", "quotes/utterance", "quotes/watch"},
	"bot/metrics":                    {"bot"},
	"bot/review":                     {"bot/say", "quotes"},
	"bot/timeline":                   {"bot/say", "quotes", "quotes/utterance"},
	"bot/watcher":                    {"quotes", "quotes/page", "quotes/watch"},
	"bot/console":                    {"bot", "bot/say", "quotes", "quotes/utterance", "quotes/watch"},
	"bot/discord":                    {"bot", "bot/say", "quotes", "quotes/utterance", "quotes/watch"},
	"bot/discord/discordtest/double": {"bot/discord/discordtest"},
	// A program that draws the pictures in docs wires everything, as main does.
	"bot/discord/discordtest/pictures": {"bot", "bot/discord", "bot/discord/discordtest", "db", "quotes/extract", "quotes/page", "quotes/search"},
	"db":                               {"quotes", "quotes/words", "quotes/utterance", "quotes/watch"},
	"quotes/exchange":                  {"quotes"},
	"quotes/exchange/rivals":           {"quotes", "quotes/exchange"},
	"bot/cards":                        {"bot/say", "quotes"},
	"quotes/extract":                   {"quotes"},
	"quotes/extract/train":             {"quotes", "quotes/extract"},
	"quotes/page":                      {"quotes"},
	"quotes/sample":                    {"quotes", "quotes/exchange"},
	"quotes/search":                    {"quotes", "quotes/meaning", "quotes/words"},
	"quotes/sample/madeup":             {"quotes"},
	"quotes/search/bench":              {"db", "quotes", "quotes/sample/madeup", "quotes/search"},
	"quotes/search/train":              {"db", "quotes", "quotes/meaning", "quotes/search", "quotes/words"},
	"quotes/utterance":                 {"quotes", "quotes/words"},
	"quotes/watch":                     {"quotes", "quotes/words", "quotes/utterance"},
}

// TestArrows parses the files itself: a test that asks the go command is served from the test cache and misses a new
// import.
func TestArrows(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && file != "." || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := path.Dir(filepath.ToSlash(file))
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			to, ours := strings.CutPrefix(name, "quotebot/")
			if !ours {
				continue
			}
			seen++
			if !slices.Contains(arrows[from], to) {
				t.Errorf("%s imports %s, which docs/architecture.md does not allow", file, to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Error("no import of ours was seen: the test looks in the wrong place")
	}
}
