package extract

import (
	"sort"
	"strings"

	"quotebot/quotes"
)

// entity is a person or organisation that the article names.
type entity struct {
	kind    quotes.SpeakerKind
	name    string   // fullest form as printed
	keys    []string // its words in lower case
	male    bool
	female  bool
	told    evidence // of the gender
	count   int
	first   int // first mention
	role    string
	aliases []string
	last    string
	full    bool // named with more than a surname
	fulls   int  // how often it is named in full
	human   bool // speaks, has a title or a known first name
}

// people are the entities of an article with ways to find them.
type people struct {
	all      []entity
	byLast   map[string][]int
	byFirst  map[string][]int
	byName   map[string]int
	acronyms map[string]int // organisations by their initials
}

// joinNames joins the names of the article to people and organisations: the long forms first, then the short ones to the
// one bearer that fits.
func (d *document) joinNames() {
	p := &d.people
	p.byLast, p.byFirst, p.byName, p.acronyms = map[string][]int{}, map[string][]int{}, map[string]int{}, map[string]int{}
	long := make([]int, 0, len(d.mentions))
	for i := range d.mentions {
		m := &d.mentions[i]
		if n := m.name[1] - m.name[0]; n >= 2 && m.kind == personMention {
			long = append(long, i)
		}
	}
	sort.SliceStable(long, func(a, b int) bool {
		x, y := d.mentions[long[a]], d.mentions[long[b]]
		return x.name[1]-x.name[0] > y.name[1]-y.name[0]
	})
	d.cutHeads(long)
	for _, i := range long {
		d.joinFull(i)
	}
	d.findQuotedNames()
	for i := range d.mentions {
		m := &d.mentions[i]
		switch {
		case m.entity >= 0:
		case m.kind == orgMention || m.kind == placeMention:
			d.joinOrg(i)
		case m.kind == personMention || m.kind == nameMention:
			d.joinShort(i)
		}
	}
	for i := range d.mentions {
		d.note(i)
	}
	d.guessGenders()
}

// nameKeys gives the words of a name in lower case, without suffixes, nicknames and signs.
func (d *document) nameKeys(name [2]int) []string {
	keys := make([]string, 0, 4)
	for i := name[0]; i < name[1]; i++ {
		t := &d.tokens[i]
		if t.kind == wordToken && (t.class&nameSuffix == 0 || i == name[0]) {
			keys = append(keys, strings.TrimSuffix(t.key, "."))
		}
	}
	return keys
}

// printed gives the words of a name as printed, nicknames and suffixes left out.
func (d *document) printed(name [2]int) string {
	if name[0] >= name[1] {
		return ""
	}
	plain := true
	for i := name[0]; i < name[1]; i++ {
		t := &d.tokens[i]
		if t.kind == nickToken || t.kind == signToken || i > name[0] && d.text[d.tokens[i-1].end:t.start] != " " {
			plain = false
		}
	}
	if plain {
		return d.text[d.tokens[name[0]].start:d.tokens[name[1]-1].end]
	}
	var b strings.Builder
	for i := name[0]; i < name[1]; i++ {
		t := &d.tokens[i]
		if t.kind == nickToken {
			continue
		}
		if b.Len() > 0 && t.kind != signToken && !(d.lang.grammar.elisions && d.tokens[i-1].end == t.start) {
			b.WriteByte(' ')
		}
		b.WriteString(d.text[t.start:t.end])
	}
	return b.String()
}

// sameFirst says whether two first names may be one: equal, or one is the other's initial.
func sameFirst(a, b string) bool {
	return a == b || len(a) == 1 && strings.HasPrefix(b, a) || len(b) == 1 && strings.HasPrefix(a, b)
}

// joinFull joins a name of two words and more.
func (d *document) joinFull(i int) {
	m := &d.mentions[i]
	keys := d.nameKeys(m.name)
	if len(keys) < 2 {
		return
	}
	first, last := keys[0], keys[len(keys)-1]
	p := &d.people
	for _, e := range few(p.byLast[last]) {
		d.looks++
		k := p.all[e].keys
		if sameFirst(k[0], first) || len(k) > len(keys) && strings.HasSuffix(strings.Join(k, " "), " "+strings.Join(keys, " ")) {
			m.entity = e
			p.all[e].fulls++
			d.addAlias(e, d.printed(m.name))
			return
		}
	}
	m.entity = d.addEntity(entity{kind: quotes.Person, name: d.printed(m.name), keys: keys, first: i, last: last, full: true, fulls: 1})
}

func (d *document) addEntity(e entity) int {
	p := &d.people
	n := len(p.all)
	p.all = append(p.all, e)
	p.byName[strings.Join(e.keys, " ")] = n
	if e.kind == quotes.Person {
		p.byLast[e.last] = append(p.byLast[e.last], n)
		p.byFirst[e.keys[0]] = append(p.byFirst[e.keys[0]], n)
	} else if len(e.keys) > 1 {
		if s := d.initials(e.keys); len(s) > 1 {
			if _, taken := p.acronyms[s]; !taken {
				p.acronyms[s] = n
			}
		}
	}
	return n
}

func (d *document) addAlias(e int, s string) {
	x := &d.people.all[e]
	if s == "" || s == x.name || len(x.aliases) >= most {
		return
	}
	for _, a := range x.aliases {
		if a == s {
			return
		}
	}
	x.aliases = append(x.aliases, s)
}

// joinShort joins a surname or first name alone to its bearer.
func (d *document) joinShort(i int) {
	m := &d.mentions[i]
	keys := d.nameKeys(m.name)
	if len(keys) == 0 {
		return
	}
	key := keys[len(keys)-1]
	p := &d.people
	var bearers []int
	for _, e := range few(p.byLast[key]) {
		d.looks++
		if m.male && d.genderOf(e) == femaleGender || m.female && d.genderOf(e) == maleGender {
			continue
		}
		bearers = append(bearers, e)
	}
	if len(bearers) == 0 && len(keys) == 1 {
		bearers = append(bearers, few(p.byFirst[key])...)
	}
	if len(bearers) > 0 {
		e := d.likeliest(i, bearers)
		m.entity = e
		m.kind = personMention
		d.addAlias(e, d.printed(m.name))
		return
	}
	if e, ok := p.byName[strings.Join(keys, " ")]; ok {
		m.entity = e
		if p.all[e].kind == quotes.Person {
			m.kind = personMention
		}
		return
	}
	t := &d.tokens[m.name[1]-1]
	kind := quotes.Person
	if m.kind == nameMention && len(keys) == 1 && t.class&firstName == 0 {
		if e := d.acronym(t); e >= 0 {
			m.entity, m.kind = e, orgMention
			return
		}
		if t.allCaps && t.end-t.start <= 6 {
			kind = quotes.Organisation
			m.kind = orgMention
		}
	}
	m.entity = d.addEntity(entity{kind: kind, name: d.printed(m.name), keys: keys, first: i, last: key})
}

// most is how many bearers of one name are told apart; an article has a handful, a broken text any number.
const most = 48

// few cuts a list of bearers to the length that is looked at.
func few(list []int) []int { return list[:min(len(list), most)] }

// acronym finds the organisation whose initials a word in capitals spells, or -1.
func (d *document) acronym(t *token) int {
	if t.allCaps {
		if e, ok := d.people.acronyms[strings.ReplaceAll(t.key, ".", "")]; ok {
			return e
		}
	}
	return -1
}

// initials spells the first letters of a name's words, small words left out.
func (d *document) initials(keys []string) string {
	b := make([]byte, 0, 8)
	for _, k := range keys {
		if w := d.lang.words[k]; k != "" && (w == nil || w.class&(preposition|conjunction|definite) == 0) {
			b = append(b, k[0])
		}
	}
	return string(b)
}

// joinOrg joins the name of an organisation or place to the same name before.
func (d *document) joinOrg(i int) {
	m := &d.mentions[i]
	keys := d.nameKeys(m.name)
	if len(keys) == 0 {
		return
	}
	key := strings.Join(keys, " ")
	if e, ok := d.people.byName[key]; ok {
		m.entity = e
		return
	}
	if len(keys) == 1 {
		if e := d.acronym(&d.tokens[m.name[0]]); e >= 0 {
			m.entity = e
			return
		}
	}
	m.entity = d.addEntity(entity{kind: quotes.Organisation, name: d.printed(m.name), keys: keys, first: i, last: key})
}

// backwards is how many mentions any search goes back at most.
const backwards = 150

// near is how many sentences back a full name still makes its bearer the likeliest one of that surname.
const near = 4

// likeliest chooses among the bearers of a surname: the one named in full in this paragraph, the only one named in full
// in the last sentences, the one most often named in full.
func (d *document) likeliest(i int, bearers []int) int {
	if len(bearers) == 1 {
		return bearers[0]
	}
	m := &d.mentions[i]
	para := d.sents[m.sent].para
	recent := -1
	several := false
	for j := i - 1; j >= 0; j-- {
		o := &d.mentions[j]
		if d.looks++; i-j > backwards || d.sents[o.sent].para < para && m.sent-o.sent > near {
			break
		}
		if o.entity < 0 || o.name[1]-o.name[0] < 2 || !contains(bearers, o.entity) {
			continue
		}
		if d.sents[o.sent].para == para {
			return o.entity
		}
		if recent >= 0 && recent != o.entity {
			several = true
		}
		recent = o.entity
	}
	if recent >= 0 && !several {
		return recent
	}
	best := bearers[0]
	for _, e := range bearers {
		if d.people.all[e].fulls > d.people.all[best].fulls {
			best = e
		}
	}
	return best
}

func contains(list []int, x int) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// roleReach is how many tokens a role behind a name may have.
const roleReach = 14

// roleOf reads the role printed beside a name: the words before it, or the description between commas behind it.
func (d *document) roleOf(m *mention) string {
	if d.lang.grammar.verbChains {
		if r := d.roleBefore(m); r != "" {
			return r
		}
	}
	if m.start < m.name[0] && !d.honorific(m) {
		// The word right before the name must be an office; what leads up to it may not be a verb or a day.
		if d.tokens[m.name[0]-1].class&(personNoun|titleWord) == 0 {
			return ""
		}
		from := m.start
		for k := m.start; k < m.name[0]-1; k++ {
			if t := &d.tokens[k]; t.class&(otherVerb|adverb) != 0 || t.word != nil && (t.word.unit != 0 || t.word.day > 0) {
				from = k + 1
			}
		}
		return d.text[d.tokens[from].start:d.tokens[m.name[0]-1].end]
	}
	if m.end+1 >= len(d.tokens) || d.tokens[m.end].kind != signToken || d.tokens[m.end].sign != ',' || int(d.tokens[m.end].sent) != m.sent {
		return ""
	}
	n := int(d.tokens[m.end+1].mention)
	if n < 0 || d.mentions[n].first != m.end+1 || d.mentions[n].kind != descriptionMention || d.tokens[d.mentions[n].head].class&personNoun == 0 {
		return ""
	}
	r := &d.mentions[n]
	end := r.end
	for k := r.end; k < d.sents[m.sent].end && k < r.end+roleReach; k++ {
		t := &d.tokens[k]
		if t.kind != wordToken || t.class&(relative|cue|otherVerb) != 0 {
			break
		}
		if t.mention >= 0 {
			end = d.mentions[t.mention].end
		}
	}
	return d.text[d.tokens[r.start].start:d.tokens[end-1].end]
}

// honorific says whether only an abbreviated form of address stands before the name: "Dr." tells nothing of an office.
func (d *document) honorific(m *mention) bool {
	if m.start != m.name[0]-1 {
		return false
	}
	t := &d.tokens[m.start]
	return t.class&namePrefix != 0 && (d.text[t.end-1] == '.' || int(t.end-t.start) <= len("Sir"))
}

// reportsBehind says whether a reporting verb stands at token i, or behind one adverb there.
func (d *document) reportsBehind(i int) bool {
	if i+1 < len(d.tokens) && d.tokens[i].class&adverb != 0 {
		i++
	}
	return i < len(d.tokens) && d.tokens[i].class&strongCue != 0
}

// note adds up what a mention tells of its entity: how often it is named, its gender and its role.
func (d *document) note(i int) {
	m := &d.mentions[i]
	if m.entity < 0 {
		return
	}
	x := &d.people.all[m.entity]
	x.count++
	x.male = x.male || m.male
	x.female = x.female || m.female
	for k := m.start; k < m.name[0]; k++ {
		switch c := d.tokens[k].class; {
		case c&namePrefix == 0:
		case c&maleTitle != 0:
			x.told.mr++
		case c&femaleTitle != 0:
			x.told.ms++
		}
	}
	if x.role == "" && m.kind == personMention {
		x.role = d.roleOf(m)
	}
	if x.role != "" || m.kind == personMention && d.tokens[m.name[0]].class&firstName != 0 || d.reportsBehind(m.end) {
		x.human = true
	}
}
