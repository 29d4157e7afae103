package words

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/porter"
)

// Stem is the form without its ending, by Porter's rules for English: "voting" and "voters" meet in "vote" and "voter".
// Forms with signs other than a to z are their own stem.
func Stem(form string) string {
	if len(form) < 3 {
		return form
	}
	for i := range len(form) {
		if form[i] < 'a' || form[i] > 'z' {
			return form
		}
	}
	env := snowballstem.NewEnv(form)
	porter.Stem(env)
	return env.Current()
}

// Common says whether the form is a word that nearly every text has, so that it tells nothing alone.
func Common(form string) bool { return common[form] }

// Pair is the index term for two common words that follow each other. One common word is in every second text; two in
// a row are rare enough to find by, which makes phrases like "it is what it is" findable without indexing single ones.
func Pair(a, b string) string { return a + "_" + b }

// withoutEnding takes the contracted ending behind an apostrophe off: "we", "re" gives "we"; "is", "nt" gives "not".
func withoutEnding(before, ending string) (string, bool) {
	switch ending {
	case "s", "re", "ve", "ll", "d", "m":
		return before, before != ""
	case "t":
		return "not", strings.HasSuffix(before, "n")
	}
	return "", false
}

// contractions are short forms that people type without an apostrophe, and spoken ones, with the words they stand for.
// Those that are words of their own ("were", "well", "id") are left alone.
var contractions = map[string]string{
	"isnt": "not", "arent": "not", "wasnt": "not", "werent": "not", "dont": "not", "doesnt": "not", "didnt": "not", "wont": "not",
	"cant": "not", "cannot": "not", "couldnt": "not", "wouldnt": "not", "shouldnt": "not", "havent": "not", "hasnt": "not",
	"hadnt": "not", "mustnt": "not", "neednt": "not", "aint": "not",
	"im": "i", "ive": "i", "youre": "you", "youve": "you", "youll": "you", "youd": "you", "hes": "he", "shes": "she",
	"weve": "we", "theyre": "they", "theyve": "they", "theyll": "they", "theyd": "they", "itll": "it", "itd": "it",
	"thats": "that", "thatll": "that", "theres": "there", "whats": "what", "whos": "who", "wheres": "where", "hows": "how", "whys": "why", "whens": "when",
	"lets": "let", "heres": "here", "gonna": "going to", "wanna": "want to", "gotta": "got to", "gotten": "got", "kinda": "kind of",
	"sorta": "sort of", "outta": "out of", "lemme": "let me", "gimme": "give me", "dunno": "not know", "yall": "you",
	"shoulda": "should have", "coulda": "could have", "woulda": "would have", "cuz": "because", "coz": "because",
}

// common are the function words of English; "us" is missing because it is also a country's name.
var common = set(`a an the and or but nor if of to in on at by for from with without as is are was were be been being am do does did
	have has had having i you he she it we they me him her them my your his its our their this that these those there here what which
	who whom whose when where why how not no so than then too very can could will would shall should may might must just about into
	over up down out off all any some such only more most also because while let got`)

func set(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// Terms are what a text is found by: the stems of its words that are not common, and the pairs of common words that
// follow each other. A text of nothing else gives its common words. Terms hold letters, digits and the underscore only.
func Terms(ws []Word, stem func(string) string) []string {
	terms := make([]string, 0, len(ws))
	for i, w := range ws {
		switch {
		case !common[w.Form]:
			terms = append(terms, stem(w.Form))
		case i > 0 && common[ws[i-1].Form]:
			terms = append(terms, Pair(ws[i-1].Form, w.Form))
		}
	}
	if len(terms) == 0 {
		for _, w := range ws {
			terms = append(terms, w.Form)
		}
	}
	return terms
}
