package extract

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed data
var data embed.FS

// class is a set of word classes, one bit each. Every class is named in the data files; the code knows no word.
type class uint64

// The classes of words.
const (
	definite class = 1 << iota
	indefinite
	possessive
	preposition
	ofWord
	toWord
	byWord
	fromWord
	asWord
	conjunction
	andWord
	subordinator
	thatWord
	adverb
	auxiliary
	beWord
	relative
	whoWord
	pronounHe
	pronounShe
	pronounThey
	pronounIt
	pronounI
	pronounWe
	pronounOther
	otherVerb
	namePrefix
	titleWord
	maleTitle
	femaleTitle
	nameSuffix
	particle
	abbreviation
	nationality
	place
	placeStart
	month
	weekday
	orgWord
	orgName
	neverName
	personNoun
	pluralPerson
	maleNoun
	femaleNoun
	genericNoun
	orgNoun
	documentNoun
	eventNoun
	titlingWord
	firstMale
	firstFemale
	strongCue
	mediumCue
	nounForm
	baseForm
	thirdForm
	pastForm
	gerundForm
	participleForm
	sourcePhrase
	mindVerb
	askVerb
	surname // found in the article, in no data file
)

const (
	cue        = strongCue | mediumCue
	verb       = cue | otherVerb | auxiliary
	firstName  = firstMale | firstFemale
	determiner = definite | indefinite | possessive
	subject    = pronounHe | pronounShe | pronounThey | pronounIt | pronounI | pronounWe
	finite     = thirdForm | pastForm | baseForm
)

// classNames are the headings that may stand in the data files.
var classNames = map[string]class{
	"definite": definite, "indefinite": indefinite, "possessive": possessive, "preposition": preposition, "of": ofWord, "to": toWord,
	"by": byWord, "from": fromWord, "as": asWord, "conjunction": conjunction, "and": andWord, "subordinator": subordinator, "that": thatWord,
	"adverb": adverb, "auxiliary": auxiliary, "be": beWord, "negation": adverb, "relative": relative, "who": whoWord, "he": pronounHe,
	"she": pronounShe, "they": pronounThey, "it": pronounIt, "i": pronounI, "we": pronounWe, "other pronoun": pronounOther, "verb": otherVerb,
	"name prefix": namePrefix | titleWord, "title": titleWord, "male title": maleTitle, "female title": femaleTitle, "name suffix": nameSuffix,
	"particle": particle, "abbreviation": abbreviation, "nationality": nationality, "demonym plural": nationality, "place": place,
	"place start": placeStart, "month": month, "weekday": weekday, "org word": orgWord, "org name": orgWord | orgName, "never name": neverName,
	"person noun": personNoun, "plural person": personNoun | pluralPerson, "male noun": personNoun | maleNoun, "female noun": personNoun | femaleNoun,
	"kin": personNoun, "generic noun": personNoun | genericNoun, "org noun": orgNoun, "document noun": documentNoun,
	"event noun": eventNoun, "titling word": titlingWord, "first male": firstMale, "first female": firstFemale, "first either": firstName, "first mostly male": firstName, "first mostly female": firstName,
	"source phrase": sourcePhrase, "mind verb": mindVerb, "ask verb": askVerb,
}

// verbColumns are the forms in the order in which a verb file lists them.
var verbColumns = [...]class{baseForm, thirdForm, pastForm, gerundForm, participleForm}

// word is one entry of a language's dictionary.
type word struct {
	syntax    syntax
	particles []particleVerb // what it becomes with a prefix that is parted from it
	text      string         // lower case, as in the data
	class     class
	verb      int32 // which reporting verb it is a form of, from 1; 0 for none
	month     int8  // 1 to 12
	day       int8  // weekday, 1 for Sunday
	shift     int8  // for "yesterday" and its like: days from the day of publication
	traits    trait
	unit      byte // 'd', 'w', 'm' or 'y' for a unit of time, 'o' for a day told by another ("la veille"), or 0
}

// trait is a second set of classes, for what the names and dates need.
type trait uint32

const (
	notPast     trait = 1 << iota // a date behind it is not when something was said: "since", "next"
	dayPart                       // "morning", "night"
	lastWord                      // "last"
	earlierWord                   // "earlier" before "this month"
	relativeDay                   // "yesterday"
	plainVerb                     // a cue only right beside the quote: "began", "fired"
	maleWord                      // "he", "his"
	femaleWord                    // "she", "her"
	speechNoun                    // "remark", "claim": whose it is speaks
	nameLink                      // "of", "for" and their like within a long name
	mostlyMale                    // a first name that is given to men more often
	mostlyFemale
	thisWord   // "this" before "month"
	thingWord  // "day", "street": a capital run that ends in it names no person
	formerWord // "former": somebody had the office once
	onWord     // "on", "at", "during": a day behind it is when it was said
	questions  // "asked": who is asked speaks next
	goOn       // "added": who has spoken speaks
)

// traitNames are the headings of these classes in the data files.
var traitNames = map[string]trait{"not past": notPast, "day part": dayPart, "last": lastWord, "earlier": earlierWord, "today": relativeDay, "yesterday": relativeDay, "on": onWord, "question verb": questions, "continuing verb": goOn, "former": formerWord, "thing word": thingWord, "this": thisWord, "beside verb": plainVerb, "name link": nameLink, "speech noun": speechNoun, "male word": maleWord, "female word": femaleWord,
	"first mostly male": mostlyMale, "first mostly female": mostlyFemale}

// lineSections are the headings of what is read line by line instead of word by word.
var lineSections = map[string]bool{"same role": true, "negated verb ending": true, "party": true, "past ending": true, "age ending": true, "contraction": true, "possessive sign": true, "common": true, "credit": true, "link": true,
	"grammar": true, "include": true, "no first name": true, "elision": true, "clitic": true, "ordinal ending": true}

// unitNames are the headings of the units of time.
var unitNames = map[string]byte{"other day": 'o', "week": 'w', "month unit": 'm', "year unit": 'y'}

// language is everything that the code knows of one language: it is read from the data files, so that another language is
// another folder there.
type language struct {
	grammar      grammar
	includes     []string            // files of other languages that it takes
	heads        map[string]nounHead // nouns by which compounds are known
	endings      map[string][]string // the endings of words, by the heading of their list
	noFirst      []string            // words that are no first names in it
	ageEnding    string              // of "43-year-old", or empty
	pastEnding   string              // of regular past forms, or empty
	negations    []string            // how verbs with their negation end
	parties      map[string]bool     // the words, as roles gives them, of which a politician is one alone
	roles        map[string]string   // the one word for an office, by each of its words
	elided       map[string]bool     // small words that end with an apostrophe, with it: "l'"
	clitics      map[string]bool     // pronouns that a hyphen joins to the verb before them
	ordinal      string              // of "1er", or empty
	contractions map[string]bool     // what an apostrophe parts from a word as one of its own: "s", "ve"
	possessives  []string            // the ones that show a possessor
	common       map[string]bool     // the commonest words, by which a text is known to be in it
	credits      []string            // words of a picture's credit
	links        []string            // how lines begin that are no part of the article
	tag          string
	words        map[string]*word
	slab         []word // from which new words are taken, so that there are few allocations
}

// About how many words a language has, and how many are made at once.
const (
	manyWords = 1 << 15
	slabWords = 1 << 10
)

// newLanguage makes a language that knows nothing yet.
func newLanguage(tag string) *language {
	return &language{tag: tag, words: map[string]*word{}, roles: map[string]string{}, parties: map[string]bool{}, common: map[string]bool{},
		contractions: map[string]bool{}, elided: map[string]bool{}, clitics: map[string]bool{}, endings: map[string][]string{}}
}

// loadLanguage reads the folder of one language.
func loadLanguage(files fs.FS, tag string) (*language, error) {
	l := newLanguage(tag)
	l.words = make(map[string]*word, manyWords)
	dir := path.Join("data", tag)
	names, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, fmt.Errorf("extract: read language %q: %w", tag, err)
	}
	for _, n := range names {
		text, err := fs.ReadFile(files, path.Join(dir, n.Name()))
		if err != nil {
			return nil, fmt.Errorf("extract: read language %q: %w", tag, err)
		}
		read := l.readWords
		switch {
		case strings.HasPrefix(n.Name(), "verbs"):
			read = l.readVerbs
		case strings.HasPrefix(n.Name(), "conjugation"):
			read = l.readConjugations
		case strings.HasPrefix(n.Name(), "forms"):
			read = l.readForms
		}
		if err := read(string(text)); err != nil {
			return nil, fmt.Errorf("extract: %s/%s: %w", tag, n.Name(), err)
		}
	}
	return l, l.complete(files)
}

// entry finds or makes the dictionary entry of a word.
func (l *language) entry(w string) *word {
	e := l.words[w]
	if e == nil {
		if len(l.slab) == 0 {
			l.slab = make([]word, slabWords)
		}
		e, l.slab = &l.slab[0], l.slab[1:]
		e.text = w
		l.words[w] = e
	}
	return e
}

// readWords reads a file of classes: "[name]" and then words, separated by white space.
func (l *language) readWords(text string) error {
	var c class
	name := ""
	lines := bufio.NewScanner(strings.NewReader(text))
	count := 0
	for n := 1; lines.Scan(); n++ {
		s := strings.TrimSpace(lines.Text())
		if s == "" || s[0] == '#' {
			continue
		}
		if s[0] == '[' {
			name = strings.Trim(s, "[]")
			known := false
			if c, known = classNames[name]; !known && traitNames[name] == 0 && unitNames[name] == 0 && !lineSections[name] && !endingSections[name] && syntaxNames[name] == 0 {
				return fmt.Errorf("line %d: there is no class %q", n, name)
			}
			count = 0
			continue
		}
		if done, err := l.readGrammar(name, s); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		} else if done {
			continue
		}
		if name == "same role" {
			// A line lists words for one office: the first stands for all of them.
			f := strings.Fields(s)
			for _, w := range f {
				l.roles[w] = f[0]
			}
			continue
		}
		if set := l.setOf(name); set != nil {
			for _, w := range strings.Fields(s) {
				set[w] = true
			}
			continue
		}
		switch name {
		case "negated verb ending":
			l.negations = append(l.negations, strings.Fields(s)...)
			continue
		case "possessive sign":
			l.possessives = append(l.possessives, strings.Fields(s)...)
			continue
		case "ordinal ending":
			l.ordinal = s
			continue
		case "credit":
			l.credits = append(l.credits, s)
			continue
		case "link":
			l.links = append(l.links, s)
			continue
		}
		if name == "age ending" {
			l.ageEnding = s
			continue
		}
		if name == "past ending" {
			l.pastEnding = s
			continue
		}
		for _, w := range strings.Fields(s) {
			e := l.entry(strings.ReplaceAll(w, "_", " "))
			e.class |= c
			e.traits |= traitNames[name]
			e.syntax |= syntaxNames[name]
			if u := unitNames[name]; u != 0 {
				e.unit = u
			}
			if name == "yesterday" {
				e.shift = -1
			}
			switch c {
			case month:
				e.month = int8(count%12 + 1)
			case weekday:
				e.day = int8(count%7 + 1)
			}
			count++
		}
	}
	return lines.Err()
}

// setOf gives the set of words that a section of the data fills, or nil when it fills none.
func (l *language) setOf(section string) map[string]bool {
	switch section {
	case "party":
		return l.parties
	case "common":
		return l.common
	case "contraction":
		return l.contractions
	case "elision":
		return l.elided
	case "clitic":
		return l.clitics
	}
	return nil
}

// eachLine gives the lines of a data file, without white space around them; empty ones and notes are left out. An error is
// told with the number of its line.
func eachLine(text string, take func(line string) error) error {
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		s := strings.TrimSpace(lines.Text())
		if s == "" || s[0] == '#' {
			continue
		}
		if err := take(s); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

// eachVerb reads the lines of a file of verbs, in whatever language: its forms, a bar, and words for what sort of cue it is.
// It gives each verb a number, from 1.
func eachVerb(text string, take func(number int32, forms, sorts []string) error) error {
	number := int32(0)
	return eachLine(text, func(s string) error {
		left, right, _ := strings.Cut(s, "|")
		forms := strings.Fields(left)
		if len(forms) != len(verbColumns) {
			return fmt.Errorf("a verb has %d forms, want %d", len(forms), len(verbColumns))
		}
		number++
		return take(number, forms, strings.Fields(right))
	})
}

// cueSort gives the class that a sort of cue has in the data files.
func cueSort(name string) (class, error) {
	switch name {
	case "strong":
		return strongCue, nil
	case "medium":
		return mediumCue, nil
	}
	return 0, fmt.Errorf("there is no sort of cue %q", name)
}

// readVerbs reads a file of reporting verbs: the five forms, a bar, and what sort of cue they are.
func (l *language) readVerbs(text string) error {
	return eachVerb(text, func(number int32, forms, sorts []string) error {
		var c class
		for _, w := range sorts {
			if w == "noun" {
				c |= nounForm
				continue
			}
			k, err := cueSort(w)
			if err != nil {
				return err
			}
			c |= k
		}
		for i, f := range forms {
			e := l.entry(f)
			e.verb = number
			e.class |= verbColumns[i] | c&cue
			// Only the base and the third person of such a verb look like the noun ("report", "reports").
			if i < 2 {
				e.class |= c & nounForm
			}
		}
		return nil
	})
}

// contracted says whether a word is a verb with its negation ("aren't").
func (l *language) contracted(key string) bool {
	return len(l.negations) > 0 && slices.ContainsFunc(l.negations, func(n string) bool { return len(key) > len(n) && strings.HasSuffix(key, n) })
}

// looksPlural says whether a noun that no list has ends like a plural.
func (l *language) looksPlural(key string) bool {
	return l.ends(key, pluralNouns) && !l.ends(key, singularNouns)
}

// withoutPossessive cuts the sign of a possessor off the end of a word.
func (l *language) withoutPossessive(s string) string {
	for _, p := range l.possessives {
		if t, ok := strings.CutSuffix(s, p); ok {
			return t
		}
	}
	return s
}
