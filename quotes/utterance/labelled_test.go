package utterance_test

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// labelled is a pair of printings with what a person said of it.
type labelled struct {
	class string
	where string
	same  bool
	held  bool // kept aside: not looked at while the bounds were set
	a, b  utterance.Printing

	joined bool   // what the package says
	how    string // and why
}

// TestLabelledPairs measures Same on the single pairs of testdata, and Group on the stories: whether it puts the two
// quotes of a pair into one utterance, for every two quotes of two articles of a story. A third of the single pairs and three stories were held back while the bounds were set.
func TestLabelledPairs(t *testing.T) {
	pairs := append(singlePairs(t), storyPairs(t)...)
	if len(pairs) < 300 {
		t.Errorf("only %d pairs", len(pairs))
	}
	for _, part := range []struct {
		name string
		held bool
	}{{"looked at", false}, {"held back", true}} {
		t.Run(part.name, func(t *testing.T) { score(t, pairs, part.held) })
	}
}

func score(t *testing.T, pairs []labelled, held bool) {
	type count struct{ right, wrong int }
	classes := make(map[string]count)
	var found, claimed, same int
	for _, p := range pairs {
		if p.held != held {
			continue
		}
		c := classes[p.class]
		if p.joined == p.same {
			c.right++
		} else {
			c.wrong++
			if !held || os.Getenv("SHOW_HELD") != "" {
				t.Logf("%s (%s): %s\n\t%s\n\t%s", p.class, p.where, p.how, p.a.Text, p.b.Text)
			}
		}
		classes[p.class] = c
		if p.joined {
			claimed++
		}
		if p.same {
			same++
		}
		if p.joined && p.same {
			found++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(classes)) {
		t.Logf("%-22s %3d right, %d wrong", name, classes[name].right, classes[name].wrong)
	}
	precision, recall := float64(found)/float64(claimed), float64(found)/float64(same)
	t.Logf("%d same, %d joined, %d rightly: precision %.3f, recall %.3f", same, claimed, found, precision, recall)
	if precision < 0.98 || recall < 0.90 {
		t.Errorf("precision %.3f (at least 0.98), recall %.3f (at least 0.90)", precision, recall)
	}
}

// singlePairs reads testdata/pairs: "## class", then two lines a pair, "=" for the same and "!" for not, each line
// speaker | said | published | words.
func singlePairs(t *testing.T) []labelled {
	var out []labelled
	for _, file := range files(t, "testdata/pairs/*.txt") {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		class, n := "", 0
		var first labelled
		for in := bufio.NewScanner(f); in.Scan(); {
			line := in.Text()
			if c, ok := strings.CutPrefix(line, "## "); ok {
				class = c
				continue
			}
			n++
			p := printing(t, fmt.Sprintf("%s:%d", filepath.Base(file), n), line[2:])
			if line[0] != ' ' {
				first = labelled{class: class, same: line[0] == '=', held: n/2%3 == 2, a: p, where: p.Key}
				continue
			}
			first.b = p
			d := utterance.Same(first.a, first.b)
			first.joined, first.how = d.Relation != utterance.Apart, fmt.Sprint(d.Relation, d.Why)
			out = append(out, first)
		}
	}
	return out
}

func printing(t *testing.T, key, line string) utterance.Printing {
	f := strings.SplitN(line, "|", 4)
	if len(f) != 4 {
		t.Fatalf("%s: %q has not four fields", key, line)
	}
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	return utterance.Printing{Key: key, Scope: quotes.Library, Text: f[3], Speaker: quotes.Speaker{Name: f[0]}, Said: date(t, f[1]),
		Article: utterance.Article{Key: key, Published: date(t, f[2])}}
}

func date(t *testing.T, s string) quotes.Date {
	t.Helper()
	d, err := quotes.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// told is a labelled quote of a story: letter names the utterance.
type told struct {
	letter string
	utterance.Printing
}

var marked = regexp.MustCompile(`(?s)\[([a-z]):(.*?)\]`)

// story reads one file of testdata/stories: articles on one event, each with a head of facts and a text in which quotes
// stand as [letter:“words”]. Quotes with one letter are one utterance.
func story(t *testing.T, file string) [][]told {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var articles [][]told
	for _, f := range archive.Files {
		head, body, ok := strings.Cut(string(f.Data), "\n\n")
		if !ok {
			t.Fatalf("%s: %s has no head", file, f.Name)
		}
		facts := make(map[string]string)
		for _, line := range strings.Split(head, "\n") {
			k, v, _ := strings.Cut(line, ":")
			facts[k] = strings.TrimSpace(v)
		}
		text := marked.ReplaceAllString(body, "$2")
		a := utterance.Article{Key: file + "/" + f.Name, Publisher: facts["publisher"], Agency: facts["agency"],
			Published: date(t, facts["published"]), Sketch: utterance.SketchOf(text)}
		var quoted []told
		at := 0
		for _, m := range marked.FindAllStringSubmatch(body, -1) {
			at += strings.Index(text[at:], m[2])
			words := strings.Trim(m[2], "\"'“”„‘’»«,")
			start := at + strings.Index(m[2], words)
			before, after := utterance.Around(text, quotes.Span{Start: start, End: start + len(words)})
			p := utterance.Printing{Key: a.Key + "#" + m[1], Scope: quotes.Library, Text: words, Said: date(t, facts["said"]), Article: a,
				Before: before, After: after}
			p.Speaker.Name = facts["speaker"]
			if other, ok := facts["speaker "+m[1]]; ok {
				p.Speaker.Name = other
			}
			quoted = append(quoted, told{m[1], p})
		}
		articles = append(articles, quoted)
	}
	return articles
}

// heldStories were not looked at while the bounds were set.
var heldStories = []string{"bridge.txt", "keeper.txt", "orchestra.txt"}

func storyPairs(t *testing.T) []labelled {
	var out []labelled
	for _, file := range files(t, "testdata/stories/*.txt") {
		articles := story(t, file)
		held := slices.Contains(heldStories, filepath.Base(file))
		var all []utterance.Printing
		for _, quoted := range articles {
			for _, q := range quoted {
				all = append(all, q.Printing)
			}
		}
		of := make(map[string]string)
		for _, u := range utterance.Group(all, utterance.Hand{}) {
			for _, m := range u.Members {
				of[m.Key] = u.ID
			}
		}
		for i, one := range articles {
			for _, other := range articles[i+1:] {
				for _, a := range one {
					for _, b := range other {
						d := utterance.Same(a.Printing, b.Printing)
						out = append(out, labelled{class: "story " + strings.TrimSuffix(filepath.Base(file), ".txt"), where: a.Key + " " + b.Key,
							same: a.letter == b.letter, held: held, a: a.Printing, b: b.Printing,
							joined: of[a.Key] == of[b.Key], how: fmt.Sprintf("%s %.2f %v", d.Relation, d.Strength, d.Why)})
					}
				}
			}
		}
	}
	return out
}

func files(t *testing.T, pattern string) []string {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v files, %v", pattern, len(names), err)
	}
	return names
}
