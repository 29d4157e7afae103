package search

import (
	"math"
	"slices"
	"strings"

	"quotebot/quotes/words"
)

// besideName is how many words before a name and behind it may tell who bears it: "the harbour master, Jon Oake", "Jon Oake,
// who has kept the harbour".
const besideName = 9

// measureBearers sees how much of what a question says of the one who speaks is told of the speaker of each candidate: in
// the role, in the name as printed, and beside the name where some candidate of the same article has it in its context.
// What is told of somebody in one quote holds for the other quotes too.
func (p *pool) measureBearers() {
	mass := 0.0
	for _, g := range p.groups {
		if p.describes(g) {
			mass += g.value
		}
	}
	if mass == 0 {
		return
	}
	type bearer struct {
		article int64 // or the quote, negative, when it has none
		name    string
	}
	of := func(d *doc, name string) bearer {
		if d.Article == 0 {
			return bearer{-d.ID, name}
		}
		return bearer{d.Article, name}
	}
	told := map[bearer][]float64{} // by group of the question
	names := make([]string, len(p.docs))
	for i, d := range p.docs {
		n := d.name
		if len(n) == 0 {
			continue
		}
		names[i] = n[len(n)-1]
		own := told[of(d, names[i])]
		if own == nil {
			own = make([]float64, len(p.groups))
			told[of(d, names[i])] = own
		}
		for _, text := range []string{d.Role, d.Speaker} {
			ws := words.Cut(text)
			p.note(own, text, ws, 0, len(ws), -1)
		}
	}
	for _, d := range p.docs {
		for part, ws := range [][]words.Word{d.ahead, d.behind} {
			text := d.before
			if part == 1 {
				text = d.after
			}
			for at, w := range ws {
				if own := told[of(d, w.Form)]; own != nil {
					p.note(own, text, ws, max(0, at-besideName), min(len(ws), at+besideName+1), at)
				}
			}
		}
	}
	for i, d := range p.docs {
		sum := 0.0
		for g, v := range told[of(d, names[i])] {
			if p.describes(p.groups[g]) {
				sum += v * p.groups[g].value
			}
		}
		d.features[fWho] = sum / mass
	}
}

// describes says whether a word of the question tells of the one who speaks and is worth to look for.
func (p *pool) describes(g group) bool {
	return g.who && !g.common && g.weight >= topicWeight && !slices.Contains(p.query.speaker.typed, g.form)
}

// note puts down which words of the question are told in a part of a text, less the farther from a name.
func (p *pool) note(told []float64, text string, ws []words.Word, from, to, name int) {
	for k := from; k < to; k++ {
		worth := 1.0
		if name >= 0 {
			if p.ends(text, ws, min(k, name), max(k, name)) {
				continue
			}
			worth = math.Exp(-math.Abs(float64(k-name)) / 12)
		}
		if m := p.meaningOf(ws[k].Form); m.group != absent {
			told[m.group] = max(told[m.group], m.sim*worth)
		}
		for _, r := range p.kinHits(text, ws, k) {
			if r.follows(ws, k) {
				told[r.group] = max(told[r.group], r.worth*worth)
			}
		}
	}
}

// ends says whether a sentence ends between two words.
func (p *pool) ends(text string, ws []words.Word, from, to int) bool {
	if from == to {
		return false
	}
	between := text[ws[from].End:ws[to].Start]
	return strings.ContainsAny(between, "!?\n“”\"") || strings.Contains(between, ". ") && to-from > 1
}

// otherHolder is what is left of a description for one who has the same office otherwise: a deputy, or that of another town.
const otherHolder = .5

// measureOffice compares the speakers of the candidates with the office that the question asks for. Who holds it in one
// candidate is the same person in the others.
func (p *pool) measureOffice() {
	if p.query.office == nil {
		return
	}
	var holders [][]string
	for _, d := range p.docs {
		var other bool
		if d.holds, other = p.holds(d); d.holds && len(d.name) > 1 {
			holders = append(holders, d.name)
		} else if other {
			d.features[fWho] = min(d.features[fWho], otherHolder)
		}
	}
	for _, d := range p.docs {
		d.holds = d.holds || len(d.name) > 1 && d.Role == "" && slices.ContainsFunc(holders, func(h []string) bool { return slices.Equal(h, d.name) })
		if d.holds {
			d.features[fWho] = 1
		}
	}
}

// holds says whether a candidate's speaker is printed with the office that the question asks for, or with another one of
// the same kind.
func (p *pool) holds(d *doc) (holds, other bool) {
	for i, text := range []string{d.Role, d.Speaker} {
		for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;()", r) }) {
			var forms []string
			for _, w := range words.Cut(part) {
				forms = append(forms, w.Form)
			}
			has, ok := officeIn(forms)
			switch {
			case !ok:
			case (i > 0 || has.last) && p.query.office.is(has): // behind the office of a speaker stands the name
				return true, false
			default:
				other = other || has.head == p.query.office.head
			}
		}
	}
	return false, other
}

// samePerson says whether two names may be one person's: each word of the shorter one is in the other.
func samePerson(m, n []string) bool {
	if len(m) > len(n) {
		m, n = n, m
	}
	return len(m) > 0 && !slices.ContainsFunc(m, func(w string) bool { return !slices.Contains(n, w) })
}
