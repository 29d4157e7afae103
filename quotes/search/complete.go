package search

import (
	"cmp"
	"context"
	"fmt"
	"maps"
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
	all     []completable
	words   []spelledWord // to look for mistyped ones
	holders [][]int32     // for each of words the names that have it, as places in all
}

const (
	usualChoices = 25 // what a chat shows
	longestTyped = 32 // runes; the fuzzy matcher's scores overflow from 40 letters in a row
	mostFuzzy    = 20_000
)

func newCompletables(names []Name) *completables {
	c := &completables{all: make([]completable, 0, len(names))}
	for _, n := range names {
		c.all = append(c.all, newCompletable(n.Text, n.Text, n.Quotes))
		for _, alias := range n.Aliases {
			c.all = append(c.all, newCompletable(alias+" ("+n.Text+")", n.Text, n.Quotes))
		}
	}
	slices.SortStableFunc(c.all, func(a, b completable) int {
		return cmp.Or(cmp.Compare(b.quotes, a.quotes), cmp.Compare(a.Label, b.Label))
	})
	place := make(map[string]int, len(c.all))
	for i, n := range c.all {
		for w := range strings.FieldsSeq(n.folded) {
			at, ok := place[w]
			if !ok {
				at = len(c.words)
				place[w] = at
				c.words = append(c.words, spelledWord{word: w, set: letterSet(w)})
				c.holders = append(c.holders, nil)
			}
			if h := c.holders[at]; len(h) == 0 || h[len(h)-1] != int32(i) {
				c.holders[at] = append(h, int32(i))
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
	audiences, err := e.index.Audiences(ctx, v)
	if err != nil {
		return nil, fmt.Errorf("complete %s: %w", field, err)
	}
	lists, err := e.rostersFor(ctx, audiences)
	if err != nil {
		return nil, fmt.Errorf("complete %s: %w", field, err)
	}
	var among choosable
	for _, l := range lists {
		if field == "outlet" {
			among = append(among, l.outletChoices)
		} else {
			among = append(among, l.speakerChoices)
		}
	}
	choices, err := e.still(ctx, audiences, field, among.complete(typed, limit))
	if err != nil {
		return nil, fmt.Errorf("complete %s: %w", field, err)
	}
	return choices, nil
}

// still leaves out names that nothing is quoted from any more: what is kept of the names learns of new ones only.
func (e *Engine) still(ctx context.Context, audiences []int64, field string, choices []Completion) ([]Completion, error) {
	if len(choices) == 0 {
		return nil, nil
	}
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = c.Value
	}
	there, err := e.index.Named(ctx, audiences, field, names)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(choices, func(c Completion) bool { return !slices.Contains(there, c.Value) }), nil
}

// choosable are lists of names to choose from together. A name may be on several.
type choosable []*completables

// candidate is a name that may go on from what was typed.
type candidate struct {
	*completable
	worse int // the lower the better; among equals those that are quoted most come first
}

func (ch choosable) complete(typed string, limit int) []Completion {
	if runes := []rune(typed); len(runes) > longestTyped {
		typed = string(runes[:longestTyped])
	}
	f := folded(typed)
	if f == "" && strings.TrimSpace(typed) != "" {
		return nil
	}
	list := chosen{limit: limit, seen: map[string]bool{}}
	list.add(ch.beginning(f, limit))
	if !list.full() {
		list.add(ch.fuzzy(f))
	}
	if len(list.choices) == 0 {
		var found []candidate
		for _, c := range ch {
			found = c.mistyped(found, f)
		}
		list.add(found)
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

func (l *chosen) add(cs []candidate) {
	slices.SortStableFunc(cs, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.worse, b.worse), cmp.Compare(b.quotes, a.quotes))
	})
	for _, c := range cs {
		if !l.full() && !l.seen[c.Value] {
			l.seen[c.Value] = true
			l.choices = append(l.choices, c.Completion)
		}
	}
}

// beginning gives names that begin with what was typed and, as worse, those of which every typed word begins a word: of
// each list as many as there may be choices, which are the most quoted.
func (ch choosable) beginning(typed string, limit int) []candidate {
	fields, set := strings.Fields(typed), letterSet(strings.ReplaceAll(typed, " ", ""))
	var found []candidate
	for _, c := range ch {
		begins, others := 0, 0
		for i := range c.all {
			n := &c.all[i]
			switch {
			case set&^n.set != 0:
			case strings.HasPrefix(n.folded, typed):
				begins++
				found = append(found, candidate{n, 0})
			case others < limit && everyBegins(n.folded, fields):
				others++
				found = append(found, candidate{n, 1})
			}
			if begins == 2*limit { // twice, for those that are there under several names
				break
			}
		}
	}
	return found
}

func everyBegins(name string, typed []string) bool {
	for _, t := range typed {
		if !strings.HasPrefix(name, t) && !strings.Contains(name, " "+t) {
			return false
		}
	}
	return true
}

// fuzzy gives names that have the typed letters in this order.
func (ch choosable) fuzzy(typed string) []candidate {
	letters := strings.ReplaceAll(typed, " ", "")
	set := letterSet(letters)
	var names []string
	var found []candidate
	for _, c := range ch {
		for i := range c.all {
			if n := &c.all[i]; set&^n.set == 0 && len(names) < mostFuzzy {
				names, found = append(names, n.folded), append(found, candidate{completable: n})
			}
		}
	}
	matches := fuzzy.FindNoSort(letters, names)
	good := make([]candidate, len(matches))
	for i, m := range matches {
		good[i] = candidate{found[m.Index].completable, -m.Score}
	}
	return good
}

// mistyped appends names of which every typed word is nearly a word, or nearly begins one; the more letters are wrong,
// the worse.
func (c *completables) mistyped(found []candidate, typed string) []candidate {
	wrong := map[int32]int{} // by place: how many letters, of the names that have all typed words so far
	for i, t := range strings.Fields(typed) {
		best := map[int32]int{}
		for _, w := range c.wordsNear(t) {
			for _, place := range c.holders[w.place] {
				if old, ok := best[place]; !ok || w.wrong < old {
					best[place] = w.wrong
				}
			}
		}
		if i == 0 {
			wrong = best
			continue
		}
		for place := range wrong {
			if more, ok := best[place]; ok {
				wrong[place] += more
			} else {
				delete(wrong, place)
			}
		}
	}
	for _, place := range slices.Sorted(maps.Keys(wrong)) {
		found = append(found, candidate{&c.all[place], wrong[place]})
	}
	return found
}

// nearWord is a word that may have been meant: its place, and how many letters are wrong.
type nearWord struct{ place, wrong int }

func (c *completables) wordsNear(typed string) []nearWord {
	var near []nearWord
	limit, set := max(1, reach(len(typed))), letterSet(typed)
	for i, w := range c.words {
		far := limit + 1
		if !farApart(set, w.set, limit) {
			far = distance(typed, w.word, limit)
		}
		if far > limit && len(w.word) > len(typed) && w.word[0] == typed[0] {
			far = distance(typed, w.word[:len(typed)], limit)
		}
		if far <= limit {
			near = append(near, nearWord{i, far})
		}
	}
	return near
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
