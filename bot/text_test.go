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
	"quotebot/bot/say"
	"quotebot/quotes/extract"
	"quotebot/quotes/utterance"
)

// spoken are the English texts that the brain says: what the sources of the package and of say hand to say, refuse, text and
// many, the texts of explanations, the faults of files, and the reasons that other packages give.
func spoken(t *testing.T) map[string]bool {
	t.Helper()
	texts := map[string]bool{refusedHere: true, "a list of lines": true}
	for _, reason := range slices.Concat(extract.Reasons(), utterance.Reasons()) {
		texts[reason] = true
	}
	for _, dir := range []string{".", "say", "../quotes/exchange", "../quotes/exchange/rivals"} {
		said := map[string]int{"say": 1, "Say": 1, "refuse": 1, "text": 1, "Text": 1, "many": 3, "Faultf": 1}
		if dir != "." && dir != "say" {
			said = map[string]int{"Faultf": 1}
		}
		for _, f := range parsed(t, dir) {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if s, ok := n.Fun.(*ast.SelectorExpr); ok && said[s.Sel.Name] > 0 {
						take(texts, n.Args[:min(len(n.Args), said[s.Sel.Name])])
					}
				case *ast.ValueSpec:
					if name := n.Names[0].Name; name == "savedPage" || name == "tooLong" || name == "notUTF8" {
						take(texts, n.Values)
					}
				case *ast.FuncDecl:
					if n.Name.Name == "explanations" {
						ast.Inspect(n, func(m ast.Node) bool {
							if c, ok := m.(*ast.CompositeLit); ok {
								take(texts, c.Elts)
							}
							return true
						})
					}
				}
				return true
			})
		}
	}
	return texts
}

// refusedHere is the brain's reason of words that somebody has said to be no quote.
const refusedHere = "somebody here said that this is no quote"

// parsed are the sources of a package, tests left out.
func parsed(t *testing.T, dir string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no sources in %s: %v", dir, err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// take notes the texts among expressions.
func take(texts map[string]bool, list []ast.Expr) {
	for _, e := range list {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil && s != "" {
				texts[s] = true
			}
		}
	}
}

var verb = regexp.MustCompile(`%(?:\[\d+\])?[a-z%]`)

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
			var one say.Tongue
			if err := json.Unmarshal(data, &one); err != nil {
				t.Fatal(err)
			}
			if len(one.Months) != 12 || len(one.Days) != 7 || one.Date == "" || one.MonthOf == "" {
				t.Errorf("the calendar is not whole: %d months, %d days", len(one.Months), len(one.Days))
			}
			own := one.Texts
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

// A number of quotes may be one, so the sentences around it have no word that holds for several only: a participle, an
// adjective or a verb that agrees with it.
func TestNumbersMayBeOne(t *testing.T) {
	several := regexp.MustCompile(`\b(?:\pL+(?:ées|ies|enues|adas|idas)|nouvelles|nuevas|waren|étaient|estaban|were)\b|%s(?: \pL+)?, die\b`)
	counting := map[string]bool{}
	for _, f := range parsed(t, ".") {
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || len(c.Args) == 0 {
				return true
			}
			counts := slices.ContainsFunc(c.Args, func(e ast.Expr) bool {
				arg, ok := e.(*ast.CallExpr)
				if !ok {
					return false
				}
				s, ok := arg.Fun.(*ast.SelectorExpr)
				return ok && s.Sel.Name == "quotes"
			})
			if s, ok := c.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "say" && counts {
				take(counting, c.Args[:1])
			}
			return true
		})
	}
	if len(counting) < 12 {
		t.Fatalf("only %d sentences count quotes: the test looks in the wrong place", len(counting))
	}
	delete(counting, "All %s of %s were here already.") // of several
	texts, err := bot.NewTexts()
	if err != nil {
		t.Fatal(err)
	}
	for english := range counting {
		for _, language := range []string{"en", "de", "fr", "es"} {
			text := texts.In(language).Text(english)
			if m := several.FindString(text); m != "" {
				t.Errorf("%s: “%s” in %q", language, m, text)
			}
		}
	}
}
