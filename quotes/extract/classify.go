package extract

import "strings"

// wordlike are the classes that a surname may share with an ordinary word ("Early", "Price", "King", "Dean", "West").
const wordlike = personNoun | pluralPerson | maleNoun | femaleNoun | genericNoun | titleWord | maleTitle | femaleTitle | orgNoun | orgWord | documentNoun |
	eventNoun | placeStart | place | nationality | month | neverName | adverb | cue | otherVerb | preposition | nounForm | finite | conjunction

// findSurnames takes words that follow a first name for surnames in the whole article, whatever else they mean.
func (d *document) findSurnames() {
	surnames := map[string]bool{}
	for s := range d.sents {
		x := d.sents[s]
		if d.titleCase(x) {
			continue
		}
		for i := x.first; i+1 < x.end; i++ {
			t, n := &d.tokens[i], &d.tokens[i+1]
			if !t.capital || t.class&firstName == 0 || t.class&(place|titleWord) != 0 || n.kind != wordToken || !n.capital || n.class&wordlike == 0 || n.class&orgName != 0 {
				continue
			}
			if i > x.first && d.tokens[i-1].capital && d.tokens[i-1].class&(titleWord|nationality|personNoun|firstName) == 0 {
				continue
			}
			if n.class&(orgWord|orgNoun) != 0 && n.class&(adverb|titleWord) == 0 {
				continue
			}
			if i+2 < x.end && d.tokens[i+2].kind == wordToken && (d.tokens[i+2].capital || d.tokens[i+2].class&ofWord != 0) {
				continue
			}
			surnames[n.key] = true
		}
	}
	if len(surnames) == 0 {
		return
	}
	for i := range d.tokens {
		t := &d.tokens[i]
		if t.kind != wordToken || !t.capital || !surnames[t.key] {
			continue
		}
		if i+1 < len(d.tokens) && d.tokens[i+1].kind == wordToken && d.tokens[i+1].capital && d.tokens[i+1].sent == t.sent {
			continue // here it may be the title before a name
		}
		t.class = t.class&firstName | surname
	}
}

// countCapitals notes which words are printed with a capital where no sentence begins.
func (d *document) countCapitals() {
	d.capitals = map[string]int{}
	for s := range d.sents {
		x := d.sents[s]
		if d.titleCase(x) {
			continue
		}
		for i := x.first + 1; i < x.end; i++ {
			t := &d.tokens[i]
			if t.kind == wordToken && t.capital && d.tokens[i-1].kind == wordToken {
				d.capitals[t.key]++
			}
		}
	}
}

// titleCase says whether a sentence is set like a headline: nearly every longer word has a capital.
func (d *document) titleCase(s sentence) bool {
	big, small := 0, 0
	for i := s.first; i < s.end; i++ {
		t := &d.tokens[i]
		if t.kind == quoteToken {
			return false
		}
		if t.kind != wordToken || t.end-t.start < 4 {
			continue
		}
		if t.capital {
			big++
		} else {
			small++
		}
	}
	return big >= 4 && small*4 < big
}

// compound says whether a word is an adjective made of a name: "Trump-style", "Oscar-winning".
func compound(s string) bool {
	i := strings.LastIndexByte(s, '-')
	return i > 0 && i+2 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z'
}

// describe fills a description with what its head noun tells.
func (d *document) describe(m *mention, head int) {
	m.kind = descriptionMention
	m.head = head
	c := d.tokens[head].class
	m.plural = c&pluralPerson != 0 || c == 0 && d.tokens[head].word == nil && d.lang.looksPlural(d.tokens[head].key)
	m.male = c&maleNoun != 0
	m.female = c&femaleNoun != 0
}

// classifyName finds out what a capital run names, and where the name begins behind titles.
func (d *document) classifyName(m *mention, run [2]int) {
	lo, hi := run[0], run[1]
	if d.headlines[m.sent] {
		// In a headline every word has a capital: only a first name shows where a name begins.
		for k := lo; k+1 < hi; k++ {
			if d.tokens[k].class&firstName != 0 && d.tokens[k].class&(place|orgWord) == 0 && d.tokens[k+1].kind == wordToken && d.tokens[k+1].class&(preposition|verb|orgWord|place|firstName|determiner) == 0 {
				m.name, m.kind, m.head = [2]int{k, k + 2}, personMention, k+1
				return
			}
		}
		m.kind, m.head = otherMention, hi-1
		return
	}
	m.head = hi - 1
	m.name = run
	var honorific class
	// Words before the run belong to the role, and may tell the gender ("actress Jane Roe").
	for k := m.first; k < lo; k++ {
		honorific |= d.tokens[k].class & (maleNoun | femaleNoun)
	}
	for hi-1 > lo && d.tokens[hi-1].class&nameSuffix != 0 {
		hi--
		if d.tokens[hi-1].kind == signToken {
			hi--
		}
	}
	// The last title before which the name cannot begin; what stands after "of" belongs to the office.
	cut, titled := lo, false
	for k := lo; k < hi; k++ {
		c := d.tokens[k].class
		if c&(titleWord|namePrefix|personNoun) == 0 {
			continue
		}
		if k > lo && k+1 == hi && k == cut+1 && d.tokens[cut].class&firstName != 0 && c&pluralPerson == 0 {
			continue // "Michael Chief": the surname is also a title
		}
		if k > lo && k+1 == hi && d.tokens[k].capital && (d.initial(k-1) || c&titleWord == 0 && d.tokens[k-1].class&namePrefix != 0 && d.text[d.tokens[k-1].end-1] == '.') {
			continue // "James A. Baker", "Ms. Boxer"
		}
		honorific |= c & (maleTitle | femaleTitle | maleNoun | femaleNoun)
		cut, titled = k+1, true
		if k+1 < hi && d.tokens[k+1].class&ofWord != 0 {
			e := k + 2
			for e < hi && d.tokens[e].class&firstName == 0 {
				e++
			}
			if e == hi && hi-k > 3 {
				e = hi - 2
			}
			if e < hi {
				cut = e
			} else {
				cut = hi
			}
			k = cut - 1
		}
	}
	if cut >= hi {
		// Only titles: "the President", "the Secretary of State".
		if d.tokens[hi-1].class&orgWord != 0 && d.tokens[hi-1].class&(titleWord|personNoun) == 0 {
			m.kind = orgMention
			return
		}
		k := lo
		for k < hi-1 && d.tokens[k+1].class&ofWord == 0 {
			k++
		}
		m.name = [2]int{}
		d.describe(m, k)
		m.male = m.male || honorific&(maleTitle|maleNoun) != 0
		m.female = m.female || honorific&(femaleTitle|femaleNoun) != 0
		m.definite = !m.indefinite
		return
	}
	lo = cut
	last := &d.tokens[hi-1]
	n := hi - lo
	if !titled {
		// Cut what stands before a first name when it is a nationality, a body or a place: "Russian Vladimir Putin".
		for k := lo + 1; k+1 < hi; k++ {
			if d.tokens[k].class&firstName != 0 && d.tokens[k-1].class&(nationality|orgWord|place) != 0 && d.tokens[k-1].class&firstName == 0 && d.tokens[hi-1].class&orgWord == 0 {
				lo, titled = k, true
				break
			}
		}
		// "to Britain Jane Roe": the place belongs to what stands before the name.
		if !titled && hi-lo >= 3 && d.tokens[lo].class&place != 0 && d.tokens[lo].class&firstName == 0 && !d.hasOrgWord(lo, hi) && d.tokens[hi-1].class&(place|nationality) == 0 && lo > 0 && d.tokens[lo-1].class&preposition != 0 {
			lo++
		}
		n = hi - lo
	}
	m.name = [2]int{lo, run[1]}
	m.male = honorific&(maleTitle|maleNoun) != 0
	m.female = honorific&(femaleTitle|femaleNoun) != 0
	if m.male && m.female {
		m.male, m.female = false, false
	}
	firstTok := &d.tokens[lo]
	switch {
	case n == 1 && !titled:
		switch {
		case firstTok.class&orgName != 0:
			m.kind = orgMention
		case firstTok.class&place != 0 && firstTok.class&firstName == 0:
			m.kind = placeMention
		case firstTok.class&nationality != 0 && m.definite && !strings.HasSuffix(firstTok.key, "s"):
			m.name = [2]int{} // "the Texan said"
			d.describe(m, hi-1)
		case firstTok.class&nationality != 0:
			m.kind = otherMention
		case firstTok.class&orgWord != 0 && firstTok.class&firstName == 0:
			m.kind = orgMention
		default:
			m.kind = nameMention
		}
	case d.hasOrgWord(lo, hi) && !(n == 2 && firstTok.class&firstName != 0 && last.class&orgName == 0):
		m.kind = orgMention
	case titled:
		m.kind = personMention
	case n == 2 && firstTok.class&(place|placeStart) != 0 && firstTok.class&firstName == 0:
		m.kind = placeMention
	case n >= 2 && last.class&preposition != 0 && last.class&surname == 0, n >= 3 && last.traits()&thingWord != 0 && !d.initial(hi-2):
		m.kind, m.name = otherMention, [2]int{} // "Left Behind", "Madison Square Garden"
	case firstTok.class&firstName != 0 && n <= 5:
		m.kind = personMention
	case n >= 2 && last.traits()&thingWord != 0:
		m.kind, m.name = otherMention, [2]int{}
	case n >= 2 && n <= 4 && firstTok.class&(nationality|place|orgWord) == 0 && last.class&(nationality|place|orgWord|month) == 0 && !firstTok.allCaps:
		m.kind = personMention
	case n >= 2:
		m.kind = orgMention
	default:
		m.kind = nameMention
	}
	if m.first < lo && m.kind == personMention {
		m.start = m.first
		if d.tokens[m.first].class&determiner != 0 {
			m.start++
		}
	}
}

// initial says whether token k is a capital letter and a full stop.
func (d *document) initial(k int) bool {
	t := &d.tokens[k]
	return t.kind == wordToken && t.capital && t.end-t.start == 2 && d.text[t.end-1] == '.'
}

// hasOrgWord says whether a run holds a word that only bodies have in their names.
func (d *document) hasOrgWord(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		c := d.tokens[k].class
		if c&orgWord != 0 && (c&firstName == 0 || k == hi-1) {
			return true
		}
	}
	return false
}
