package discord

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/bot"
	"quotebot/bot/say"
	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

var verbs = regexp.MustCompile(`%(\[\d\])?[sd%]`)

// TestTongues checks what a language can lack without anybody noticing.
func TestTongues(t *testing.T) {
	all, err := readTongues()
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	var walk func(path string, options []parameter)
	walk = func(path string, options []parameter) {
		paths = append(paths, path)
		for _, o := range options {
			walk(path+"."+o.Name, o.Options)
		}
	}
	for _, c := range commands(all) {
		walk(c.Name, c.Options)
	}
	facts, err := bot.NewTexts()
	if err != nil {
		t.Fatal(err)
	}
	english := slices.Sorted(maps.Keys(textsOf(t, facts.In("de"))))
	for name, one := range all.by {
		if len(one.Locales) == 0 {
			t.Errorf("%s has no locales", name)
		}
		if d := cmp.Diff(english, slices.Sorted(maps.Keys(one.Texts))); d != "" {
			t.Errorf("%s has other texts than are said (-said +%s):\n%s", name, name, d)
		}
		for key, text := range one.Texts {
			if one.say(key) != text {
				t.Errorf("%s says %q for %q, which the brain has too", name, one.say(key), key)
			}
			if !slices.Equal(verbs.FindAllString(key, -1), verbs.FindAllString(text, -1)) {
				t.Errorf("%s: %q takes other values than %q", name, text, key)
			}
		}
		for _, path := range paths {
			if one.Commands[path][0] == "" {
				t.Errorf("%s has no name for %s", name, path)
			}
		}
	}
}

// textsOf are the English texts that the package says: what its sources hand to say, and what they pick from lists. Those that
// the brain has are left out.
func textsOf(t *testing.T, brain *say.Tongue) map[string]bool {
	t.Helper()
	texts := map[string]bool{}
	add := func(s string) {
		if _, ok := brain.Texts[s]; !ok {
			texts[s] = true
		}
	}
	for _, s := range []string{helpText, firstSteps, timedOut, "text", "speaker", "role", "said", "source"} { // the last are fields in a history
		add(s)
	}
	for _, v := range []utterance.Verdict{utterance.Exact, utterance.ExactMarks, utterance.Shortened, utterance.OutOfContext, utterance.JoinedFromTwo,
		utterance.RewordedCopy, utterance.Altered, utterance.OtherSpeaker, utterance.NotHere} {
		add(string(v))
	}
	for _, r := range []utterance.Relation{utterance.Identical, utterance.Marks, utterance.Shorter, utterance.Longer, utterance.Halves,
		utterance.Near, utterance.Reworded, utterance.Translated} {
		add(string(r))
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	take := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			s, err := strconv.Unquote(l.Value)
			if err != nil {
				t.Fatal(err)
			}
			add(s)
		}
	}
	for _, name := range names {
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
				if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "say" {
					take(n.Args[0])
				}
			case *ast.CompositeLit:
				if id, ok := n.Type.(*ast.Ident); ok && id.Name == "fileError" && len(n.Elts) > 0 {
					if kv, ok := n.Elts[0].(*ast.KeyValueExpr); ok {
						take(kv.Value)
					} else {
						take(n.Elts[0])
					}
				}
			}
			return true
		})
	}
	if len(texts) < 80 {
		t.Fatalf("only %d texts were found: the test looks in the wrong place", len(texts))
	}
	return texts
}

func TestTongueWritesFacts(t *testing.T) {
	all, err := readTongues()
	if err != nil {
		t.Fatal(err)
	}
	c := quotes.Citation{Speaker: "Mara Quill", Role: "harbour master", Via: "Bo Lund", Kind: quotes.Direct,
		Said: quotes.DayOf(2023, time.January, 20, "on Friday"), Published: quotes.DayOf(2023, time.January, 21, "")}
	for _, tt := range []struct{ locale, who, when string }{
		{"de", "Mara Quill, harbour master (wie von Bo Lund wiedergegeben)", "gesagt Fr 20. Januar 2023 (aus „on Friday“), gedruckt Sa 21. Januar 2023"},
		{"fr", "Mara Quill, harbour master (rapporté par Bo Lund)", "dit ven. 20 janvier 2023 (d’après « on Friday »), imprimé sam. 21 janvier 2023"},
		{"es-419", "Mara Quill, harbour master (según contó Bo Lund)", "dicho vie 20 de enero de 2023 (según «on Friday»), publicado sáb 21 de enero de 2023"},
		{"en-GB", "Mara Quill, harbour master (as told by Bo Lund)", "said Fri 20 Jan 2023 (from “on Friday”), printed Sat 21 Jan 2023"},
		{"ja", "Mara Quill, harbour master (as told by Bo Lund)", "said Fri 20 Jan 2023 (from “on Friday”), printed Sat 21 Jan 2023"},
	} {
		one := all.of(tt.locale)
		if who, when := one.facts().Who(c), one.facts().When(c); who != tt.who || when != tt.when {
			t.Errorf("%s: %s; %s", tt.locale, who, when)
		}
	}
}

// A text names a command as Discord shows it to whoever reads the text.
func TestTextsNameCommandsOfTheirLanguage(t *testing.T) {
	all, err := readTongues()
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(?:^|[\s\x60(])/(\pL[\pL-]*)(?: (\pL[\pL-]*))?`)
	for language, one := range all.by {
		known := map[string]bool{}
		for path, words := range one.Commands {
			if group, rest, ok := strings.Cut(path, "."); ok && !strings.Contains(rest, ".") {
				known[one.Commands[group][0]+" "+words[0]] = true
			}
		}
		n := 0
		for english, text := range one.told.Texts {
			for _, m := range named.FindAllStringSubmatch(text, -1) {
				n++
				if top := []string{one.Commands[commandAsk][0], one.Commands[commandHelp][0], one.Commands["privacy"][0]}; !known[m[1]+" "+m[2]] && !slices.Contains(top, m[1]) {
					t.Errorf("%s: %q names %s, which is no command of that language", language, english, m[0])
				}
			}
		}
		if n < 20 {
			t.Errorf("%s: only %d commands were found: the test looks in the wrong place", language, n)
		}
	}
}
