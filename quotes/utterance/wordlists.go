package utterance

import "strings"

// contraction is a short form whose two words can't be told from an apostrophe alone; bytes is the share of the first.
type contraction struct {
	first, second string
	bytes         int
}

// length is how many bytes of the printed form belong to the first word.
func (c contraction) length(printed string) int { return min(c.bytes, len(printed)) }

var (
	// contracted are keyed by the form without its apostrophe.
	contracted = map[string]contraction{
		"wont": {"will", "not", 2}, "cant": {"can", "not", 2}, "shant": {"shall", "not", 3}, "cannot": {"can", "not", 3},
		"aint": {"is", "not", 2}, "dont": {"do", "not", 2}, "doesnt": {"does", "not", 4}, "didnt": {"did", "not", 3},
		"isnt": {"is", "not", 2}, "wasnt": {"was", "not", 3}, "arent": {"are", "not", 3}, "werent": {"were", "not", 4},
		"hasnt": {"has", "not", 3}, "havent": {"have", "not", 4}, "hadnt": {"had", "not", 3}, "couldnt": {"could", "not", 5},
		"wouldnt": {"would", "not", 5}, "shouldnt": {"should", "not", 6}, "lets": {"let", "us", 3},
	}
	// needsApostrophe are those that are words of their own without one.
	needsApostrophe = set("wont cant lets")
	endings         = map[string]string{"s": "s", "re": "are", "ve": "have", "ll": "will", "m": "am", "d": "would"}
	isAfter         = set("it that he she there what who here where how")
	fillers         = set("uh uhm um umm er erm hm hmm ah ahm")

	links = set("and but so then while because also und aber also denn weil auch")

	negators = set(`not no never nobody nothing none neither nor nowhere without hardly barely scarcely
		nicht kein keine keinen keinem keiner keines nie niemals nichts niemand niemanden niemandem weder nirgends nirgendwo ohne kaum`)
	negativePrefixes = strings.Fields("un in im il ir non dis miss a anti")

	common = set(`a an the and or but if of to in on at by for from with as is are was were be been being am do does did has have had having i you he
		she it we they me him her us them my your his its our their this that these those there here what which who whom whose when where why how so
		than then too very can could will would shall should may might must just about into over up down out off all any some such only more most also
		because while let s not no one own both each other
		der die das den dem des ein eine einen einem einer eines und oder aber wenn von vom zu zum zur in im an am auf bei mit für fur aus nach als ist
		sind war waren sein bin bist wird werden wurde wurden hat haben hatte hatten habe ich du er sie es wir ihr mich mir uns euch ihn ihm ihnen mein
		meine unser unsere sein seine ihre dieser diese dieses hier da was wer wen wem wie wo warum so dann auch nur noch schon sehr kann konnen
		konnte muss mussen soll sollen sollte will wollen wurde dass ob weil nicht man sich um uber`)

	numerals = map[string]string{"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
		"eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18",
		"nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
		"zwei": "2", "drei": "3", "vier": "4", "funf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9", "zehn": "10", "elf": "11",
		"zwolf": "12", "zwanzig": "20", "dreissig": "30", "vierzig": "40", "funfzig": "50", "sechzig": "60", "siebzig": "70", "achtzig": "80",
		"neunzig": "90", "prozent": "percent"}

	suffixes = strings.Fields(`ically fulness ements ations ating ated ation ement ments ical ical ally ment ness ions ungen able ible ings ion ung ing ies ied ate
		est ern ers ly ic al ed es en er em te st y s e n`)

	// titles stand before a name and are no part of it.
	titles = set(`mr mrs ms miss dr prof professor sir dame lord lady president governor mayor senator minister secretary chancellor chairman
		chairwoman judge justice general colonel captain sergeant king queen prince princess pope bishop father sister rep congressman congresswoman
		herr frau praesident prasident prasidentin minister ministerin kanzler kanzlerin burgermeister burgermeisterin senatorin the`)

	// generations stand behind a name and are left out as often as not.
	generations = set("jr sr ii iii iv junior senior")

	// accents maps letters to those that people type for them. German umlauts lose their dots, as in search.
	accents = letters("àáâãäåāăą=a çćĉċč=c ďđð=d èéêëēĕėęě=e ĝğġģ=g ĥħ=h ìíîïĩīĭįı=i ĵ=j ķ=k ĺļľŀł=l ñńņňŉ=n òóôõöøōŏő=o ŕŗř=r śŝşšș=s ţťŧț=t " +
		"ùúûüũūŭůűų=u ŵ=w ýÿŷ=y źżž=z ß=ss æ=ae œ=oe þ=th ﬁ=fi ﬂ=fl")
)

func set(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

func letters(table string) map[rune]string {
	m := make(map[rune]string)
	for _, group := range strings.Fields(table) {
		signs, to, _ := strings.Cut(group, "=")
		for _, r := range signs {
			m[r] = to
		}
	}
	return m
}
