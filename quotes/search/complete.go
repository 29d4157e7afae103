package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"quotebot/quotes"
	"quotebot/quotes/words"
)

// Completion is one way to go on with what was typed.
type Completion struct {
	Label string // what to show
	Value string // what to put in
}

// completable is a name in the form in which typed letters are compared with it.
type completable struct {
	Completion
	folded string // words folded, with one blank between them
	set    uint64 // its letters
	quotes int64
}

// completables are the names to choose from, most quoted first, and the words of them.
type completables struct {
	all   []completable
	words []spelledWord // to look for mistyped ones
}

const (
	usualChoices = 25 // what a chat shows
	longestTyped = 32 // runes; the fuzzy matcher's scores overflow from 40 letters in a row
	mostFuzzy    = 20_000
)

func newCompletables(names []Name) completables {
	c := completables{all: make([]completable, 0, len(names))}
	for _, n := range names {
		c.all = append(c.all, newCompletable(n.Text, n.Text, n.Quotes))
		for _, alias := range n.Aliases {
			c.all = append(c.all, newCompletable(alias+" ("+n.Text+")", n.Text, n.Quotes))
		}
	}
	slices.SortStableFunc(c.all, func(a, b completable) int {
		return cmp.Or(cmp.Compare(b.quotes, a.quotes), cmp.Compare(a.Label, b.Label))
	})
	seen := map[string]bool{}
	for _, n := range c.all {
		for w := range strings.FieldsSeq(n.folded) {
			if !seen[w] {
				seen[w] = true
				c.words = append(c.words, spelledWord{word: w, set: letterSet(w)})
			}
		}
	}
	return c
}

func newCompletable(label, value string, quotes int64) completable {
	f := folded(label)
	return completable{Completion: Completion{Label: label, Value: value}, folded: f, set: letterSet(f) &^ letterSet(" "), quotes: quotes}
}

func folded(text string) string {
	var list []string
	for _, w := range words.Cut(text) {
		list = append(list, w.Form)
	}
	return strings.Join(list, " ")
}

// Complete gives names of speakers ("speaker") or outlets ("outlet") that go on from what was typed, or numbers of quotes
// with their first words ("number"), the likeliest first. Names that begin so come first, then names with words that
// begin so in any order, then names that have the letters in this order, then names that are typed wrong; within each,
// those that are quoted most. With nothing typed, those that are quoted most.
func (e *Engine) Complete(ctx context.Context, v quotes.View, field, typed string, limit int) ([]Completion, error) {
	if limit <= 0 {
		limit = usualChoices
	}
	switch field {
	case "number":
		return e.completeNumber(ctx, v, typed, limit)
	case "speaker", "outlet":
	default:
		return nil, fmt.Errorf("search: there is no completion for %q", field)
	}
	r, err := e.rosterFor(ctx, v)
	if err != nil {
		return nil, fmt.Errorf("complete %s: %w", field, err)
	}
	if field == "outlet" {
		return r.outlets.complete(typed, limit), nil
	}
	return r.speakers.complete(typed, limit), nil
}

func (c completables) complete(typed string, limit int) []Completion {
	if runes := []rune(typed); len(runes) > longestTyped {
		typed = string(runes[:longestTyped])
	}
	f := folded(typed)
	if f == "" && strings.TrimSpace(typed) != "" {
		return nil
	}
	list := chosen{limit: limit, seen: map[string]bool{}}
	c.begins(f, &list)
	if !list.full() {
		c.fuzzily(f, &list)
	}
	if len(list.choices) == 0 {
		c.mistyped(f, &list)
	}
	return list.choices
}

// chosen gathers choices, each value once.
type chosen struct {
	choices []Completion
	seen    map[string]bool
	limit   int
}

func (l *chosen) full() bool { return len(l.choices) >= l.limit }

func (l *chosen) add(c completable) {
	if !l.full() && !l.seen[c.Value] {
		l.seen[c.Value] = true
		l.choices = append(l.choices, c.Completion)
	}
}

// begins adds names that begin with what was typed, then those of which every typed word begins a word.
func (c completables) begins(typed string, list *chosen) {
	fields, set := strings.Fields(typed), letterSet(strings.ReplaceAll(typed, " ", ""))
	var others []int
	for i, n := range c.all {
		switch {
		case set&^n.set != 0:
		case strings.HasPrefix(n.folded, typed):
			list.add(n)
			if list.full() {
				return
			}
		case len(others) < list.limit && everyBegins(n.folded, fields):
			others = append(others, i)
		}
	}
	for _, i := range others {
		list.add(c.all[i])
	}
}

func everyBegins(name string, typed []string) bool {
	for _, t := range typed {
		if !strings.HasPrefix(name, t) && !strings.Contains(name, " "+t) {
			return false
		}
	}
	return true
}

// fuzzily adds names that have the typed letters in this order.
func (c completables) fuzzily(typed string, list *chosen) {
	set := letterSet(strings.ReplaceAll(typed, " ", ""))
	var names []string
	var places []int
	for i, n := range c.all {
		if set&^n.set == 0 && len(names) < mostFuzzy {
			names, places = append(names, n.folded), append(places, i)
		}
	}
	matches := fuzzy.FindNoSort(strings.ReplaceAll(typed, " ", ""), names)
	slices.SortStableFunc(matches, func(a, b fuzzy.Match) int { return cmp.Compare(b.Score, a.Score) })
	for _, m := range matches {
		list.add(c.all[places[m.Index]])
	}
}

// mistyped adds names of which every typed word is nearly a word, or nearly begins one.
func (c completables) mistyped(typed string, list *chosen) {
	var near []map[string]int // by typed word: how many letters are wrong in the words that it may be
	for t := range strings.FieldsSeq(typed) {
		near = append(near, c.wordsNear(t))
	}
	type wrongly struct{ place, wrong int }
	var found []wrongly
	for i, n := range c.all {
		if wrong, ok := wrongLetters(n.folded, near); ok {
			found = append(found, wrongly{i, wrong})
		}
	}
	slices.SortStableFunc(found, func(a, b wrongly) int { return cmp.Compare(a.wrong, b.wrong) })
	for _, f := range found {
		list.add(c.all[f.place])
	}
}

func (c completables) wordsNear(typed string) map[string]int {
	near := map[string]int{}
	limit, set := max(1, reach(len(typed))), letterSet(typed)
	for _, w := range c.words {
		far := limit + 1
		if !farApart(set, w.set, limit) {
			far = distance(typed, w.word, limit)
		}
		if far > limit && len(w.word) > len(typed) && w.word[0] == typed[0] {
			far = distance(typed, w.word[:len(typed)], limit)
		}
		if far <= limit {
			near[w.word] = far
		}
	}
	return near
}

// wrongLetters sums up what is wrong in the best word of a name for each typed word; none may be without one.
func wrongLetters(name string, near []map[string]int) (sum int, ok bool) {
	for _, typed := range near {
		best, met := 0, false
		for w := range strings.FieldsSeq(name) {
			if wrong, is := typed[w]; is && (!met || wrong < best) {
				best, met = wrong, true
			}
		}
		if !met {
			return 0, false
		}
		sum += best
	}
	return sum, len(near) > 0
}

// completeNumber gives quotes by the first digits of their number or, when words were typed, by these.
func (e *Engine) completeNumber(ctx context.Context, v quotes.View, typed string, limit int) ([]Completion, error) {
	digits := strings.TrimLeft(strings.TrimSpace(typed), "#Ll")
	var cs []quotes.Citation
	if digits != "" && len(digits) < 10 && strings.Trim(digits, "0123456789") == "" {
		var err error
		if cs, err = e.index.Numbers(ctx, v, digits, limit); err != nil {
			return nil, fmt.Errorf("complete number: %w", err)
		}
	} else if typed != "" {
		a, err := e.Ask(ctx, Question{Text: typed, View: v, Limit: limit})
		if err != nil {
			return nil, fmt.Errorf("complete number: %w", err)
		}
		for _, h := range a.Hits {
			cs = append(cs, h.Citation)
		}
	}
	choices := make([]Completion, 0, len(cs))
	for _, c := range cs {
		choices = append(choices, Completion{Label: c.Ref() + " " + firstWords(c), Value: c.Ref()})
	}
	return choices, nil
}

// firstWords shows who begins a quote how, on one line.
func firstWords(c quotes.Citation) string {
	const most = 60
	text := strings.Join(strings.Fields(c.Text), " ")
	if runes := []rune(text); len(runes) > most {
		text = strings.TrimSpace(string(runes[:most])) + "…"
	}
	if c.Speaker != "" {
		return c.Speaker + ": " + text
	}
	return text
}
