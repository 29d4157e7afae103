package search

import (
	"slices"
	"strings"

	"quotebot/quotes/words"
)

// office is how somebody is named by what he is: "the finance minister", "Kremlin spokesman", "mayor of the old town".
type office struct {
	head     string   // the office itself, by the word that stands for all its names
	more     []string // what tells it from others, as stems: "finance", "kremlin", "old" and "town"
	lessened bool     // somebody does not hold it, or not alone, or not now: "vice", "former", "wife"
	last     bool     // nothing stands behind its head but what it is of
}

// officeNames are words that name one office each line, in the languages that articles are read in. What stands before the
// colon stands for all. Words joined by _ stand side by side. Left out is what is another thing in English ("chef").
var officeNames = readOffices(`
	mayor: mayoress bürgermeister bürgermeisterin oberbürgermeister oberbürgermeisterin maire alcalde alcaldesa
	minister: ministerin ministre ministro ministra
	prime_minister: pm premier premierminister premierministerin ministerpräsident ministerpräsidentin premier_ministre primer_ministro
	foreign_minister: außenminister außenministerin ministre_des_affaires_étrangères ministro_de_exteriores
	finance_minister: finanzminister finanzministerin ministre_des_finances ministro_de_finanzas ministro_de_hacienda
	interior_minister: innenminister innenministerin ministre_de_l'intérieur ministro_del_interior
	defence_minister: defense_minister verteidigungsminister verteidigungsministerin ministre_de_la_défense ministro_de_defensa
	justice_minister: justizminister justizministerin ministre_de_la_justice ministro_de_justicia
	health_minister: gesundheitsminister gesundheitsministerin ministre_de_la_santé ministro_de_sanidad
	president: präsident präsidentin bundespräsident bundespräsidentin président présidente presidente presidenta
	chancellor: kanzler kanzlerin bundeskanzler bundeskanzlerin chancelier chancelière canciller
	spokesman: spokeswoman spokesperson sprecher sprecherin pressesprecher pressesprecherin porte_parole portavoz vocero vocera
	governor: gov gouverneur gouverneurin gouverneure gobernador gobernadora
	senator: sen senatorin sénateur sénatrice senador senadora
	representative: rep congressman congresswoman abgeordneter abgeordnete député députée diputado diputada
	secretary: sekretär sekretärin secrétaire secretario secretaria
	ambassador: botschafter botschafterin ambassadeur ambassadrice embajador embajadora
	judge: richter richterin juge juez jueza
	lawyer: attorney anwalt anwältin rechtsanwalt rechtsanwältin avocat avocate abogado abogada
	attorney_general: generalbundesanwalt
	prosecutor: staatsanwalt staatsanwältin procureur procureure
	director: direktor direktorin directeur directrice directora leiter leiterin
	chief: chefin jefe jefa
	police_chief: polizeichef polizeichefin
	chairman: chairwoman chair chairperson vorsitzender vorsitzende
	professor: prof professorin professeur professeure profesor profesora
	doctor: médecin arzt ärztin médico médica
	adviser: advisor berater beraterin conseiller conseillère asesor asesora
	general: generalin général
	bishop: bischof bischöfin évêque obispo
	pope: papst pape
	king: könig roi rey
	queen: königin reine reina
	teacher: lehrer lehrerin
	engineer: ingenieur ingenieurin ingénieur ingénieure ingeniero ingeniera
	coach: trainer trainerin entraîneur entrenador entrenadora`)

// offices are what stands for the names of offices; the roles that have one name only stand for themselves.
var offices = listOf(`mayor minister president chancellor spokesman governor senator representative secretary ambassador judge lawyer
	prosecutor director chief chairman professor doctor adviser general bishop pope king queen teacher engineer coach commissioner sheriff
	speaker treasurer economist analyst strategist pollster pastor priest rabbi imam captain commander colonel admiral superintendent
	principal dean rector librarian conductor curator architect councillor councilman councilwoman alderman delegate nominee founder
	owner ceo editor columnist historian scientist midwife firefighter fisherman farmer baker butcher landlord
	author writer reporter journalist critic aide official activist executive candidate veteran researcher campaigner lobbyist banker
	investor player voter consultant donor expert`)

// longestOffice is how many words side by side may name an office.
const longestOffice = 4

func readOffices(table string) map[string][]string {
	names := map[string][]string{}
	for line := range strings.Lines(table) {
		of, others, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found {
			continue
		}
		for _, name := range strings.Fields(others) {
			var forms []string
			for _, w := range words.Cut(strings.ReplaceAll(name, "_", " ")) {
				forms = append(forms, w.Form)
			}
			names[strings.Join(forms, " ")] = strings.Split(of, "_")
		}
	}
	return names
}

// inOneWord replaces the names of offices by the words that stand for them.
func inOneWord(forms []string) (list []string) {
	for i := 0; i < len(forms); {
		n, of := nameOfOffice(forms[i:])
		if n == 0 {
			n, of = 1, forms[i:i+1]
		}
		list = append(list, of...)
		i += n
	}
	return list
}

// nameOfOffice tells how many words at the beginning are a name of an office, other than the one that stands for all, and
// the words that do.
func nameOfOffice(forms []string) (n int, of []string) {
	for n = min(longestOffice, len(forms)); n > 0; n-- {
		if of = officeNames[strings.Join(forms[:n], " ")]; of != nil {
			return n, of
		}
	}
	return 0, nil
}

// officeWords tells how many words at the beginning are an office, under whatever name; 0: none.
func officeWords(forms []string) int {
	n, _ := nameOfOffice(forms)
	if n == 0 && len(forms) > 0 && offices[forms[0]] {
		return 1
	}
	return n
}

var (
	// behindOffices come between an office and what it is the office of.
	behindOffices = formsOf(`of for at from in to with under von der des vom für bei de du del la para`)
	// lessened says of an office that somebody does not hold it, or not alone, or not now.
	lessened = formsOf(`vice deputy former ex assistant acting interim late onetime retired designate elect office campaign
		stellvertretender stellvertretende ehemaliger ehemalige früherer frühere ancien ancienne antiguo antigua adjoint adjointe`)
	// related are people who are named by somebody else.
	related     = formsOf(`wife husband son daughter mother father mom dad mum brother sister widow widower partner friend neighbour neighbor cousin nephew niece`)
	determiners = listOf(`the a an that this our his her their its some`)
	articles    = formsOf(`the a an der die das den dem le la les el los las un une una`)
)

// formsOf makes a set of the forms of the words of a text.
func formsOf(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words.Cut(text) {
		set[w.Form] = true
	}
	return set
}

// officeIn reads the office that is named from its head: the last office before "of" and the like.
func officeIn(forms []string) (office, bool) {
	list, head := inOneWord(forms), -1
	o := office{last: true}
	for i, w := range list {
		if behindOffices[w] && i > 0 {
			break
		}
		if offices[w] {
			head, o.last = i, true
		} else {
			o.last = false
		}
	}
	if head < 0 {
		return office{}, false
	}
	o.head = list[head]
	for i, w := range list {
		switch {
		case lessened[w] || related[w]:
			o.lessened = true
		case i != head && !behindOffices[w] && !articles[w] && !slices.Contains(o.more, words.Stem(w)):
			o.more = append(o.more, words.Stem(w))
		}
	}
	return o, true
}

// is says whether a printed office is the one that is asked for: the same head, nothing that lessens it, and all that tells
// it from others.
func (o office) is(printed office) bool {
	return o.head == printed.head && o.lessened == printed.lessened &&
		!slices.ContainsFunc(o.more, func(s string) bool { return !slices.Contains(printed.more, s) })
}

// findOffice looks for an office where the one who speaks is named: "what did the mayor say", "Kremlin spokesman on", "who is
// the minister who said". A name goes before it that stands there too and is no part of it, sooner or right behind: "mayor Pike".
func (p *parser) findOffice(q *Query) {
	named := q.Speaker != "" && q.speaker.speaks
	for i := 0; i < len(p.forms); i++ {
		first, end, ok := p.officeAt(i)
		if !ok || !p.speaks(match{first: first, count: end - first}) && !p.isAsked(first, end) || named && (p.name.first < first || p.name.first == end) {
			continue
		}
		o, ok := officeIn(p.forms[first:end])
		if !ok {
			continue
		}
		q.Speaker, q.speaker, p.named = "", speakerWords{}, false
		clear(p.role)
		for k := first; k < end; k++ {
			p.role[k] = inSpeaker
		}
		q.Role, q.office = strings.Join(p.forms[first:end], " "), &o
		return
	}
}

// officeAt reads an office whose head begins at word i: the words before it that tell which one, and what it is of.
func (p *parser) officeAt(i int) (first, end int, ok bool) {
	n := officeWords(p.forms[i:])
	if n == 0 {
		return 0, 0, false
	}
	plain := func(k int) bool {
		w := p.forms[k]
		return !words.Common(w) && !askers[w] && !helpers[w] && !sayings[w] && !subjects[w] && !asides[w] && !determiners[w]
	}
	first, end = i, i+n
	for first > 0 && i-first < 3 && plain(first-1) {
		first--
	}
	for end < len(p.forms) && plain(end) && officeWords(p.forms[end:]) > 0 { // "police chief", "press secretary"
		end++
	}
	if end+1 < len(p.forms) && (p.forms[end] == "of" || p.forms[end] == "for") {
		k := end + 1
		for k < len(p.forms) && k-end <= 3 && (determiners[p.forms[k]] || plain(k) || p.forms[k] == "state") {
			k++
		}
		if k > end+1 && !determiners[p.forms[k-1]] {
			end = k
		}
	}
	return first, end, true
}

// isAsked says whether a question asks who it is that holds an office and said something: "who is the minister who said",
// "which minister said".
func (p *parser) isAsked(first, end int) bool {
	for first > 0 && determiners[p.forms[first-1]] {
		first--
	}
	if first == 0 || first > 2 || !askers[p.forms[0]] || first == 2 && !helpers[p.forms[1]] || end >= len(p.forms) {
		return false
	}
	if first == 1 && sayings[p.forms[end]] {
		return true
	}
	who := p.forms[end] == "who" || p.forms[end] == "that" || p.forms[end] == "which"
	return who && end+1 < len(p.forms) && sayings[p.forms[end+1]]
}
