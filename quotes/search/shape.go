package search

import (
	"strings"
)

var (
	askers = listOf(`who whom whose what which when where why how`)
	// helpers come before the subject in a question.
	helpers = listOf(`do does did is are was were has have had will would can could should must am not`)
	// sayings are verbs of speech, in every form.
	sayings = listOf(`say says said saying tell tells told telling talk talks talked talking claim claims claimed claiming state states stated
		stating write writes wrote written writing tweet tweets tweeted tweeting post posted call calls called calling ask asks asked asking
		answer answers answered answering reply replies replied replying respond responds responded responding explain explains explained
		explaining warn warns warned warning think thinks thought mention mentions mentioned announce announces announced insist insists
		insisted argue argues argued arguing admit admits admitted admitting deny denies denied denying complain complains complained complaining
		promise promises promised add adds added quote quotes quoted quoting comment comments commented speak speaks spoke spoken speaking
		describe describes described describing react reacts reacted reacting statement statements remark remarks words`)
	asides   = listOf(`about on of regarding concerning really actually ever again exactly please thing something anything someone somebody guy stuff bit whole line story`)
	subjects = listOf(`i you we they he she it there this that`)
	// roles are how people name a speaker whose name they forgot.
	roles = listOf(`senator professor lawyer attorney spokesman spokeswoman spokesperson governor mayor judge general minister president
		secretary chancellor director chief economist analyst expert critic doctor author writer reporter journalist editor columnist adviser
		advisor aide official officer strategist pollster voter supporter activist founder executive ceo chairman owner mother father son daughter
		wife husband guy man woman someone somebody congressman congresswoman representative candidate pm prosecutor teacher student officer
	veteran resident pastor bishop scientist researcher historian campaigner lobbyist banker investor owner coach player pope king queen
	report study essay article editorial speech statement analysis letter memo democrat republican`)
)

// intent tells what the question is after from how it begins.
func (p *parser) intent() Intent {
	f := p.forms
	at := func(i int) string {
		if i >= 0 && i < len(f) {
			return f[i]
		}
		return ""
	}
	i := 0
	for at(i) == "please" || at(i) == "so" || at(i) == "and" || at(i) == "hey" {
		i++
	}
	said := func(from, to int) bool {
		for k := from; k < min(to, len(f)); k++ {
			if sayings[f[k]] {
				return true
			}
		}
		return false
	}
	switch first := at(i); {
	case p.random(i):
		return Random
	case first == "who" || first == "whose":
		return Who
	case first == "when" && helpers[at(i+1)] && said(i, len(f)):
		return When
	case (first == "what" || first == "which") && (said(i, len(f)) || p.named && helpers[at(i+1)]):
		return What
	case (first == "did" || first == "has" || first == "have" || first == "does") && said(i, i+8):
		return Really
	case p.named && p.name.first+p.name.count == len(f) && p.name.first > 0 && (at(p.name.first-1) == "by" || at(p.name.first-1) == "from") &&
		p.name.first <= i+5:
		return By
	case p.named && p.name.first == i && p.name.count == len(f):
		return By
	case p.named && p.name.first <= i+2 && (said(i, p.name.first) || said(p.name.first+p.name.count, p.name.first+p.name.count+2)):
		return What
	}
	return Lookup
}

// random says whether any quote will do: "random", "a random quote", "give me a random quote by X". "A random act" will not.
func (p *parser) random(i int) bool {
	f := p.forms[i:]
	if len(f) > 1 && (f[0] == "give" || f[0] == "show" || f[0] == "tell") {
		f = f[1:]
		if f[0] == "me" || f[0] == "us" {
			f = f[1:]
		}
	}
	if len(f) > 0 && f[0] == "a" {
		f = f[1:]
	}
	if len(f) == 0 || f[0] != "random" {
		return false
	}
	return len(f) == 1 || f[1] == "quote" || f[1] == "quotes" || f[1] == "one" || f[1] == "by" || f[1] == "from" || p.named && p.forms[p.name.first] == f[1]
}

// asked says whether the words are put as a question or as the description of a quote, and not as the quote itself.
func (p *parser) asked(in Intent) bool {
	f := p.forms
	if in != Lookup {
		return true
	}
	if len(f) == 0 {
		return false
	}
	if strings.HasSuffix(strings.TrimSpace(p.text), "?") {
		return true
	}
	for i, w := range f {
		if !askers[w] || i+1 >= len(f) {
			continue
		}
		opens := i == 0 || strings.ContainsAny(p.text[p.ws[i-1].End:p.ws[i].Start], ",;:.-–—")
		if !opens {
			continue
		}
		for k := i + 1; k < min(len(f), i+6) && !subjects[f[k]]; k++ {
			if helpers[f[k]] || sayings[f[k]] && i == 0 {
				return true
			}
		}
	}
	if helpers[f[0]] && p.named && p.name.first <= 2 {
		return true
	}
	return p.described()
}

// described finds "somebody on something": a short head that names a speaker or a role, without a subject or verb of its
// own, before "on", "about", "saying" and the like.
func (p *parser) described() bool {
	someone := false
	for i, w := range p.forms[:min(len(p.forms), 9)] {
		if i > 0 && p.possessive(i-1) && (someone || p.names.known(p.forms[i-1])) {
			return true
		}
		if i > 0 && someone && (w == "on" || w == "about" || w == "vs" || w == "regarding" || strings.HasSuffix(w, "ing") && len(w) > 5) {
			return true
		}
		if helpers[w] || subjects[w] || w == "my" || w == "our" || w == "your" {
			return false
		}
		if someone && w == "who" && i+1 < len(p.forms) && sayings[p.forms[i+1]] {
			return true
		}
		someone = someone || roles[w] || offices[w] || p.names.known(w)
	}
	return false
}

// possessive says whether word i carries a possessive ending in the question.
func (p *parser) possessive(i int) bool {
	end := p.text[p.ws[i].Start:p.ws[i].End]
	return strings.HasSuffix(end, "'s") || strings.HasSuffix(end, "’s")
}

// known says whether a word belongs to the name of a speaker and is no everyday word.
func (n Names) known(word string) bool {
	return n.speakers.has(word) && !everyday[word]
}

// everyday are names that are more often something else.
var everyday = listOf(`will may mark bill rice young green white brown black gray king church bush rose grace hope faith joy dean page cook
	baker long short day summer winter may june april august the a of for and in on at to new york times post state states house united
	national american party group law man men woman people city county police department school university office board council bank world
	health news report study court case bell best case chance cash cross dick drew frank free good grant hall hill hunter love major
	marsh mason mills moon nice noble paris price reed rich sage sharp small stone street strong wise wood woods word words young officials
	company campaign government one two who what that this not he she it his her they we i you official statement spokesman spokeswoman
	guy republican republicans democrat democrats democratic american americans liberal conservative`)
