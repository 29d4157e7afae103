package bot_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quotebot/bot"
)

// spoken are the English texts of the package: what its sources hand to say, refuse, text and many, and the texts of
// explanations.
func spoken(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]bool{}
	take := func(list []ast.Expr) {
		for _, e := range list {
			if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil && s != "" {
					texts[s] = true
				}
			}
		}
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				s, ok := n.Fun.(*ast.SelectorExpr)
				switch {
				case !ok:
				case s.Sel.Name == "many":
					take(n.Args)
				case s.Sel.Name == "say" || s.Sel.Name == "refuse" || s.Sel.Name == "text":
					take(n.Args[:1])
				}
			case *ast.ValueSpec:
				if n.Names[0].Name == "savedPage" {
					take(n.Values)
				}
			case *ast.FuncDecl:
				if n.Name.Name == "explanations" {
					ast.Inspect(n, func(m ast.Node) bool {
						if c, ok := m.(*ast.CompositeLit); ok {
							take(c.Elts)
						}
						return true
					})
				}
			}
			return true
		})
	}
	return texts
}

var verb = regexp.MustCompile(`%(?:\[\d+\])?[a-z]`)

func TestTextsAreWhole(t *testing.T) {
	english := spoken(t)
	if len(english) < 100 {
		t.Fatalf("only %d texts were found: the test looks in the wrong place", len(english))
	}
	files, err := filepath.Glob("texts/*.json")
	if err != nil || len(files) < 3 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var own map[string]string
			if err := json.Unmarshal(data, &own); err != nil {
				t.Fatal(err)
			}
			for s := range english {
				if own[s] == "" {
					t.Errorf("not translated: %q", s)
				}
			}
			for s, translated := range own {
				if !english[s] {
					t.Errorf("not said any more: %q", s)
				}
				if want, got := verb.FindAllString(s, -1), verb.FindAllString(translated, -1); !slices.Equal(want, got) {
					t.Errorf("%q has %q, not %q", translated, got, want)
				}
			}
		})
	}
}

func TestAnswersInTheAskersLanguage(t *testing.T) {
	b, _ := brain(t)
	var err error
	if b.Texts, err = bot.NewTexts(); err != nil {
		t.Fatal(err)
	}
	add(t, b, kim, "the tide is on time", "Ada Brook")
	for locale, want := range map[string]string{"": "There is no quote #7", "en-GB": "There is no quote #7", "de": "Ein Zitat #7", "fr": "pas ici de citation #7", "es-419": "una cita #7",
		"pt-BR": "There is no quote #7"} {
		if r := do(t, b, bot.Request{Act: bot.Show, Number: 7, Locale: locale}); !strings.Contains(r.Note, want) {
			t.Errorf("%q: %q", locale, r.Note)
		}
	}
	wants(t, do(t, b, bot.Request{Act: bot.Add, Text: " ", Locale: "de"}), bot.Refused, "Darin sind keine Worte")
	if r := do(t, b, bot.Request{Act: bot.Settings, Locale: "de"}); r.Settings[len(r.Settings)-1].Title != "Zeitzone" {
		t.Errorf("settings are %+v", r.Settings)
	}
}
