package extract

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"
)

// grammar is how the sentences of a language are built, as far as that changes how they are read. The zero value is
// English: names are known by their capitals, and subject and verb stand in one order.
type grammar struct {
	nounCapitals bool // every noun has a capital: a name needs other evidence
	verbBrackets bool // the finite verb stands second or last, a prefix or participle at the end of its clause
	compounds    bool // nouns are written in one word, of which the last part says what it is
	ordinalDots  bool // a full stop behind a number of one or two digits makes it an ordinal
	verbChains   bool // an auxiliary and a participle stand together and their subject on either side; nouns are followed by what belongs to them; reporting clauses stand inside the marks too
	elisions     bool // small words are joined to the next by an apostrophe, pronouns to the verb by a hyphen
	smallDays    bool // days and months have no capital
	pronounSigns bool // whom he and she mean is weighed by the signs of weights/antecedents.txt
}

// set switches a property on by its name in the data; false when there is no such property.
func (g *grammar) set(name string) bool {
	switch name {
	case "noun-capitals":
		g.nounCapitals = true
	case "verb-brackets":
		g.verbBrackets = true
	case "compounds":
		g.compounds = true
	case "ordinal-dots":
		g.ordinalDots = true
	case "verb-chains":
		g.verbChains = true
	case "elisions":
		g.elisions = true
	case "small-days":
		g.smallDays = true
	case "pronoun-signs":
		g.pronounSigns = true
	default:
		return false
	}
	return true
}

// syntax is a set of word classes that only languages with such a grammar have.
type syntax uint32

const (
	obliqueForm    syntax = 1 << iota // a determiner that no subject has
	maybeOblique                      // a determiner that a subject has unless the noun is feminine or plural
	commonNoun                        // a noun that is no name and names nobody
	reportedForm                      // a verb form that marks reported speech
	soWord                            // "so Renner"
	asTold                            // "wie Renner sagte"
	sourceBefore                      // "laut Renner"
	sourceBehind                      // "Renner zufolge"
	tellingNoun                       // "nach Angaben von Renner"
	quotedObject                      // a verb whose object speaks: "zitiert den Minister"
	impersonal                        // "hieß es"
	masculineMaker                    // a noun from which the feminine is made with an ending
	noHead                            // never the last part of a compound, because surnames end so too
	nonFinite                         // a form of an auxiliary that is no finite verb
	pluralVerb                        // a plural form that does not end as others do
	tellingLead                       // the preposition before a telling noun
	shortHead                         // the last part of a compound though it is short
	masculineForm                     // a determiner of masculine nouns
	feminineForm                      // a determiner of feminine nouns
	severalForm                       // a determiner of the plural
	havingForm                        // the auxiliary of what somebody did
	reflexiveForm                     // "s'est exclamé"
	objectPronoun                     // a pronoun between subject and verb
	leadVerb                          // a verb with an infinitive behind it that was done: "a tenu à préciser"
	beforeNoun                        // an adjective that stands before its noun
	epicene                           // a noun whose gender tells nothing of the sex
	notVerb                           // a reporting verb's form that is a noun behind an article
	opinionLead                       // "pour Roux, ..." at the head of a sentence
	speakersOwn                       // a possessive of who speaks: "mon"
	believingWord                     // "à en croire Roux"
	clitic                            // a pronoun joined to the verb before it by a hyphen; given to tokens, not words
	passiveVerb                       // a participle that tells what is done to somebody; given to tokens, not words
)

// syntaxNames are the headings of these classes in the data files.
var syntaxNames = map[string]syntax{"oblique": obliqueForm, "nominative or oblique": maybeOblique, "common noun": commonNoun, "reported": reportedForm,
	"so": soWord, "as told": asTold, "source preposition": sourceBefore, "source postposition": sourceBehind, "telling": tellingNoun,
	"quoted object": quotedObject, "impersonal": impersonal, "feminine maker": masculineMaker, "no head": noHead, "short head": shortHead, "non-finite": nonFinite, "plural verb": pluralVerb,
	"telling preposition": tellingLead, "masculine": masculineForm, "feminine": feminineForm, "several": severalForm, "having": havingForm, "reflexive": reflexiveForm,
	"object pronoun": objectPronoun, "lead verb": leadVerb, "before noun": beforeNoun, "epicene": epicene, "not a verb": notVerb, "believing": believingWord, "opinion preposition": opinionLead, "speaker's own": speakersOwn}

// The headings of lists of endings.
const (
	feminineEndings  = "feminine ending"    // of feminine nouns
	derivedEndings   = "noun ending"        // of derived nouns, that no names have
	femaleEndings    = "female ending"      // that make a woman of a man, and several of her
	caseEndings      = "case ending"        // of nouns in other cases and numbers
	adjectiveEndings = "adjective ending"   // of adjectives before a noun
	subjectEndings   = "subject ending"     // of adjectives behind an article and before a subject
	verbEndings      = "verb ending"        // of finite verbs that no list has
	pluralEndings    = "plural verb ending" // of verbs in the plural
	pluralNouns      = "plural ending"      // of nouns in the plural
	singularNouns    = "singular ending"    // of nouns that look like it and are not
	genitiveEndings  = "genitive ending"    // of names that possess, without an apostrophe
)

// endingSections are the headings of lists of endings.
var endingSections = map[string]bool{feminineEndings: true, derivedEndings: true, femaleEndings: true, caseEndings: true, adjectiveEndings: true,
	verbEndings: true, pluralEndings: true, subjectEndings: true, genitiveEndings: true, pluralNouns: true, singularNouns: true}

// particleVerb is what a verb becomes with a prefix that is parted from it.
type particleVerb struct {
	prefix string
	class  class
}

// nounHead is what a compound is by its last part.
type nounHead struct {
	text   string // its own form in the data
	class  class
	syntax syntax
}

// nounClasses are the classes that go from a noun to its inflected forms and to compounds that end in it.
const nounClasses = personNoun | pluralPerson | maleNoun | femaleNoun | genericNoun | orgNoun | orgWord | documentNoun | eventNoun

// readGrammar reads a line of a section about the grammar, and says whether the section is one.
func (l *language) readGrammar(section, line string) (bool, error) {
	if endingSections[section] {
		l.endings[section] = append(l.endings[section], strings.Fields(unaccented(line))...)
		return true, nil
	}
	switch section {
	case "grammar":
		for _, p := range strings.Fields(line) {
			if !l.grammar.set(p) {
				return true, fmt.Errorf("there is no property %q", p)
			}
		}
	case "include":
		l.includes = append(l.includes, strings.Fields(line)...)
	case "no first name":
		l.noFirst = append(l.noFirst, strings.Fields(line)...)
	default:
		return false, nil
	}
	return true, nil
}

// complete reads the files that a language takes from others, and makes the forms that its grammar derives from the words
// of the data.
func (l *language) complete(files fs.FS) error {
	for _, name := range l.includes {
		text, err := fs.ReadFile(files, path.Join("data", name))
		if err != nil {
			return fmt.Errorf("extract: read language %q: %w", l.tag, err)
		}
		if err := l.readWords(string(text)); err != nil {
			return fmt.Errorf("extract: %s: %w", name, err)
		}
	}
	for _, w := range l.noFirst {
		if e := l.words[w]; e != nil {
			e.class &^= firstName
		}
	}
	if l.grammar.verbChains {
		l.makePlurals()
	}
	if l.grammar.compounds {
		l.makeFeminines()
		l.makeHeads()
	}
	return nil
}

// makeFeminines adds the feminine of the nouns for people: "Sprecher", "Sprecherin", "Sprecherinnen".
func (l *language) makeFeminines() {
	var made []*word
	for _, e := range l.words {
		if e.syntax&masculineMaker != 0 {
			made = append(made, e)
		}
	}
	for _, e := range made {
		e.class |= personNoun | maleNoun
		for i, ending := range l.endings[femaleEndings] {
			f := l.entry(strings.TrimSuffix(e.text, "e") + ending)
			f.class |= personNoun | femaleNoun | e.class&genericNoun
			if i > 0 {
				f.class |= pluralPerson
			}
		}
	}
}

// headBytes is how many bytes the last part of a compound has at least.
const headBytes = 4

// longestHead is how many bytes of a word's end are looked at for it.
const longestHead = 32

// makeHeads collects the nouns by which compounds and inflected forms are known.
func (l *language) makeHeads() {
	l.heads = map[string]nounHead{}
	for _, e := range l.words {
		if e.class&nounClasses == 0 && e.syntax&(commonNoun|tellingNoun) == 0 || e.class&firstName != 0 {
			continue
		}
		h := nounHead{e.text, e.class & nounClasses, e.syntax & (commonNoun | tellingNoun | noHead | shortHead)}
		if e.class&orgName != 0 && len(e.text) < 7 {
			h.syntax |= noHead // "ARD" is no last part of "Standard"
		}
		for _, ending := range append([]string{""}, l.endings[caseEndings]...) {
			form := e.text + ending
			if _, known := l.words[form]; ending != "" && known {
				continue
			}
			// A form that two nouns share goes to the shorter one; the order of a map must not decide.
			form = unaccented(form)
			if old, ok := l.heads[form]; ok && (len(old.text) < len(e.text) || len(old.text) == len(e.text) && old.text < e.text) {
				continue
			}
			l.heads[form] = h
		}
	}
}

// head finds what a noun is that no list has, by itself in another form or by its last part.
func (l *language) head(key string) nounHead {
	if h, ok := l.heads[key]; ok {
		return h
	}
	if i := strings.LastIndexByte(key, '-'); i > 0 {
		if h, ok := l.heads[key[i+1:]]; ok {
			return h
		}
	}
	for i := max(3, len(key)-longestHead); i+3 <= len(key); i++ {
		if !utf8.RuneStart(key[i]) {
			continue
		}
		if h, ok := l.heads[key[i:]]; ok && h.syntax&noHead == 0 && (len(key)-i >= headBytes || h.syntax&shortHead != 0) {
			return h
		}
	}
	return nounHead{}
}

// ends says whether a word has one of the endings of a list.
func (l *language) ends(key, list string) bool {
	for _, e := range l.endings[list] {
		if strings.HasSuffix(key, e) {
			return true
		}
	}
	return false
}

// withoutGenitive takes the genitive's ending off a name; the name is unchanged when it has none.
func (l *language) withoutGenitive(key string) string {
	for _, e := range l.endings[genitiveEndings] {
		if len(key) > len(e)+2 && strings.HasSuffix(key, e) {
			return strings.TrimSuffix(key, e)
		}
	}
	return key
}

// isFeminine says whether a noun is feminine by what it means or how it ends.
func (l *language) isFeminine(t *token) bool {
	if t.class&(maleNoun|femaleNoun) != 0 {
		return t.class&maleNoun == 0 // nouns like "Vorsitzende" are both: by the article
	}
	return l.ends(t.key, feminineEndings)
}

// readConjugations reads a file of reporting verbs with their forms: infinitive, third person, preterite, its plural and
// the participle, a bar, and what sort of cue the verb is by itself and with each of its prefixes.
func (l *language) readConjugations(text string) error {
	return eachVerb(text, func(number int32, forms, sorts []string) error {
		finite, participle := forms[:4], forms[4]
		kinds := [...]class{baseForm, thirdForm, pastForm, pastForm}
		for _, sort := range sorts {
			prefix, name, apart := strings.Cut(sort, ":")
			if !apart {
				prefix, name = "", sort
			}
			c, err := cueSort(name)
			if err != nil {
				return err
			}
			for i, f := range finite {
				e := l.entry(prefix + f)
				e.verb = number
				e.class |= kinds[i] | c
				if apart {
					e = l.entry(f)
					e.class |= otherVerb
					e.particles = append(e.particles, particleVerb{prefix, kinds[i] | c})
				}
			}
			e := l.entry(prefix + participle)
			e.verb = number
			e.class |= participleForm | c
		}
		return nil
	})
}

// isPlural says whether a finite verb is plural.
func (d *document) isPlural(i int) bool {
	t := &d.tokens[i]
	return t.syntax&pluralVerb != 0 || d.lang.ends(t.key, pluralEndings)
}
