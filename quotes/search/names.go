package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quotebot/quotes/words"
)

// Name is a speaker or an outlet as the library knows it.
type Name struct {
	Text    string
	Aliases []string
	Quotes  int64 // how many quotes have it
}

// Names are the speakers and outlets that a question may name. The zero value knows none. It is never changed once made,
// and safe for use by several goroutines.
type Names struct{ speakers, outlets rolls }

// NewNames makes the names ready for looking up.
func NewNames(speakers, outlets []Name) Names {
	return Names{speakers: rolls{newNameList(speakers)}, outlets: rolls{newNameList(outlets)}}
}

// rolls are lists of names that are looked into together. A name may be on several.
type rolls []*nameList

// known is a name cut into words: forms[0] is the name itself, the others are aliases.
type known struct {
	name   string
	forms  [][]string
	quotes int64
}

type nameList struct {
	all    []known
	byWord map[string][]int32  // word of a name to places in all, most quoted first
	sounds map[string][]string // sound to the words of names that sound so
}

func newNameList(names []Name) *nameList {
	l := &nameList{all: make([]known, 0, len(names)), byWord: make(map[string][]int32, len(names)), sounds: map[string][]string{}}
	for _, n := range names {
		k := known{name: n.Text, quotes: n.Quotes}
		for _, text := range append([]string{n.Text}, n.Aliases...) {
			if form := nameWords(text); len(form) > 0 {
				k.forms = append(k.forms, form)
			}
		}
		if len(k.forms) > 0 {
			l.all = append(l.all, k)
		}
	}
	slices.SortStableFunc(l.all, func(a, b known) int {
		return cmp.Or(cmp.Compare(b.quotes, a.quotes), cmp.Compare(a.name, b.name))
	})
	for i, k := range l.all {
		for _, form := range k.forms {
			for _, w := range form {
				at := l.byWord[w]
				if len(at) == 0 {
					s := sound(w)
					l.sounds[s] = append(l.sounds[s], w)
				}
				if len(at) == 0 || at[len(at)-1] != int32(i) {
					l.byWord[w] = append(at, int32(i))
				}
			}
		}
	}
	return l
}

// titles stand before names and are not part of them.
var titles = listOf(`mr mrs ms miss mx dr prof professor sir dame lord lady sen senator rep representative congressman congresswoman gov
	governor president vice prime minister chancellor king queen prince princess pope judge justice gen general col colonel capt captain
	lt sgt rev reverend the herr frau secretary mayor chief director chairman chairwoman chair spokesman spokeswoman jr`)

// nameWords are the words of a name without titles and without what is told of the one who bears it: of "Jon Oake, who
// keeps the bridge" and of "bridge keeper Jon Oake" these are "jon" and "oake". A name of titles alone keeps them; what is
// told alone ("a man in the street") is no name and has none.
func nameWords(name string) []string {
	var all, bare []string
	for _, w := range namePart(name) {
		all = append(all, w.Form)
		if !titles[w.Form] {
			bare = append(bare, w.Form)
		}
	}
	if len(bare) == 0 {
		return all
	}
	return bare
}

// namePart finds the name in a speaker as printed: the last words with capitals before a comma.
func namePart(name string) []words.Word {
	all := words.Cut(name)
	if end := strings.IndexAny(name, ",;("); end > 0 {
		if n := slices.IndexFunc(all, func(w words.Word) bool { return w.End > end }); n > 0 {
			all = all[:n]
		}
	}
	small := func(w words.Word) bool {
		r, _ := utf8.DecodeRuneInString(name[w.Start:])
		return unicode.IsLower(r)
	}
	first := slices.IndexFunc(all, func(w words.Word) bool { return !small(w) })
	switch {
	case len(all) > 1 && small(all[0]) && determiners[all[0].Form] && all[0].Form != "the": // "a friend of Oake's"
		return nil
	case first < 0: // typed without capitals
		if len(all) > longestSmall || slices.ContainsFunc(all, func(w words.Word) bool {
			return words.Common(w.Form) || askers[w.Form] || sayings[w.Form] || len(all) > 1 && everyday[w.Form]
		}) {
			return nil
		}
		return all
	}
	for small(all[len(all)-1]) {
		all = all[:len(all)-1]
	}
	for i := len(all) - 1; i >= 0; i-- {
		if small(all[i]) && !particles[all[i].Form] { // "bridge keeper Jon Oake"
			all = all[i+1:]
			break
		}
	}
	for small(all[0]) && words.Common(all[0].Form) { // what is left of "the keeper of the Bridge"
		all = all[1:]
	}
	for i := len(all) - 2; i >= 0; i-- {
		if titles[all[i].Form] && !small(all[i]) && !small(all[i+1]) { // "Oldham Gov. Jon Oake of the Bridge Party"
			all = all[i+1:]
			if end := slices.IndexFunc(all, func(w words.Word) bool { return w.Form == "of" || w.Form == "from" || w.Form == "in" }); end > 0 {
				all = all[:end]
			}
			break
		}
	}
	return all
}

// longestSmall is how many words a name may have in which none is written with a capital.
const longestSmall = 3

// particles stand within names without a capital.
var particles = listOf(`of the and for in on to at de del de la le les du des der den von van zu zur bin ibn al el da das do dos di af av y e`)

// match is a name found in a question.
type match struct {
	known *known
	first int // which of the question's words it is
	count int
	whole bool // all words of the name or of an alias stand there
}

// find looks for the name that begins at word i of a question: the longest run of words that belong to one name, whole
// names before parts of names, often quoted ones before others. A part must hold a surname (the last word of a name) or
// be spelt so that no other word of the library is.
func (r rolls) find(forms []string, i int) (best match, ok bool) {
	for _, l := range r {
		m, ok := l.find(forms, i)
		if ok && (m.count > best.count || m.count == best.count &&
			(m.whole && !best.whole || m.whole == best.whole && m.known.quotes > best.known.quotes)) {
			best = m
		}
	}
	return best, best.count > 0
}

func (l *nameList) find(forms []string, i int) (match, bool) {
	var best match
	for _, place := range l.byWord[forms[i]] {
		for _, form := range l.all[place].forms {
			m := match{known: &l.all[place], first: i}
			at := slices.Index(form, forms[i])
			for at >= 0 && at+m.count < len(form) && i+m.count < len(forms) && forms[i+m.count] == form[at+m.count] {
				m.count++
			}
			m.whole = m.count == len(form)
			if m.count > best.count || m.count == best.count && m.whole && !best.whole {
				best = m
			}
		}
	}
	return best, best.count > 0
}

// forms gives the name and the aliases that the lists have for it.
func (r rolls) forms(k *known) [][]string {
	forms := slices.Clone(k.forms)
	for _, l := range r {
		for _, place := range l.byWord[k.forms[0][0]] {
			if other := &l.all[place]; other != k && other.name == k.name {
				forms = append(forms, other.forms...)
			}
		}
	}
	return forms
}

// has says whether a word belongs to a name.
func (r rolls) has(word string) bool {
	return slices.ContainsFunc(r, func(l *nameList) bool { return len(l.byWord[word]) > 0 })
}

// heard gives the most quoted name with a word that a word sounds like and is spelt nearly like, or nil.
func (r rolls) heard(word string) *known {
	if len(word) <= 3 {
		return nil
	}
	var best *known
	far := 3
	for _, l := range r {
		for _, w := range l.sounds[sound(word)] {
			if d := distance(word, w, 2); d < far {
				best, far = &l.all[l.byWord[w][0]], d
			}
		}
	}
	return best
}

// listOf makes a set of the words of a text.
func listOf(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}
