package utterance

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Why a wording counts as the speaker's, and why a printing is the original.
const (
	ownWords         = "words said to the outlet itself"
	agencyWords      = "words of the agency's report"
	independentWords = "words that more reports have independently"
	datedWords       = "words of a dated report"
	earliestWords    = "words of the earliest report"
	longestForm      = "the longest form"
	onlyPrinting     = "the only printing of these words"
	interviewRule    = "the outlet that did the interview"
	agencyRule       = "the agency's report"
	agencyItself     = "printed by the agency itself"
	datedRule        = "dated"
	firstRule        = "printed first"
	addressRule      = "has an address"
	severalEqual     = "one of several that are equal in all this"
)

// Reasons lists all that Why of a stored utterance may say, so that it can be told in other languages.
func Reasons() []string {
	return []string{ownWords, agencyWords, independentWords, datedWords, earliestWords, longestForm, onlyPrinting, interviewRule, agencyRule,
		agencyItself, datedRule, firstRule, addressRule, severalEqual}
}

// wording is a set of forms whose words are those of one another, cuts included.
type wording struct {
	forms   []int
	members []*Prepared
}

// utterance makes the result for one cluster of forms.
func (g *grouping) utterance(cluster []int) Utterance {
	ws := g.wordings(cluster)
	lead, why := leadOf(ws)
	first, reasons := original(lead.members)
	u := Utterance{Why: append(why, reasons...)}
	var all []*Prepared
	for _, w := range ws {
		for _, i := range w.forms {
			for _, p := range g.forms[i].members {
				m := Member{Printing: *p.Printing}
				d := decide(p, first)
				m.Wording, m.Lost = d.Relation, d.Lost
				if w.members[0] != lead.members[0] {
					m.Wording = g.otherWording(w, lead)
				} else if p == first {
					m.Wording = Identical
				} else if !d.Relation.Verbatim() {
					m.Wording = Near // joined through a third printing, or by hand
				}
				if d.Relation != Shorter {
					m.Lost = ""
				}
				u.Members = append(u.Members, m)
				all = append(all, p)
			}
		}
	}
	slices.SortFunc(u.Members, func(a, b Member) int {
		return cmp.Or(
			-compareBool(a.Key == first.Key, b.Key == first.Key),
			compareBool(a.Wording == Reworded, b.Wording == Reworded),
			compareBool(a.Wording == Translated, b.Wording == Translated),
			-compareBool(days(a.Article.Published).known, days(b.Article.Published).known),
			days(a.Article.Published).from.Compare(days(b.Article.Published).from),
			strings.Compare(a.Key, b.Key))
	})
	u.ID = slices.MinFunc(all, func(a, b *Prepared) int { return strings.Compare(a.Key, b.Key) }).Key
	u.Hangs = g.forms[g.root(cluster[0])].members[0].Key
	u.Outlets, u.Reports = countOutlets(all), countReports(all)
	return u
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// wordings parts a cluster by its verbatim decisions, in the order of the forms.
func (g *grouping) wordings(cluster []int) []wording {
	var out []wording
	taken := make(map[int]bool)
	for _, start := range cluster {
		if taken[start] {
			continue
		}
		taken[start] = true
		w := wording{forms: []int{start}}
		for k := 0; k < len(w.forms); k++ {
			for _, j := range cluster {
				if !taken[j] && g.decision(w.forms[k], j).Relation.Verbatim() {
					taken[j] = true
					w.forms = append(w.forms, j)
				}
			}
		}
		slices.Sort(w.forms)
		for _, i := range w.forms {
			w.members = append(w.members, g.forms[i].members...)
		}
		out = append(out, w)
	}
	return out
}

// otherWording tells a reworded copy from another translation of the same sentence.
func (g *grouping) otherWording(w, lead wording) Relation {
	r := Reworded
	best := 0.0
	for _, i := range w.forms {
		for _, j := range lead.forms {
			if d := g.decision(i, j); d.Strength > best {
				r, best = d.Relation, d.Strength
			}
		}
	}
	return r
}

// leadOf chooses the wording that counts as the speaker's: an outlet's own interview, then an agency's report, then what
// more reports have independently, then what is dated, earliest, longest.
func leadOf(ws []wording) (wording, []string) {
	if len(ws) == 1 {
		return ws[0], nil
	}
	left := slices.Clone(ws)
	var why []string
	for _, rule := range []struct {
		why  string
		rank func(wording) int64 // the least wins
	}{
		{ownWords, func(w wording) int64 {
			return no(slices.ContainsFunc(w.members, func(p *Prepared) bool { return p.Article.Interview }))
		}},
		{agencyWords, func(w wording) int64 {
			return no(slices.ContainsFunc(w.members, func(p *Prepared) bool { return p.Article.Agency != "" }))
		}},
		{independentWords, func(w wording) int64 { return -int64(countReports(w.members)) }},
		{datedWords, func(w wording) int64 {
			return undatedness(slices.MinFunc(w.members, func(a, b *Prepared) int { return cmp.Compare(undatedness(a), undatedness(b)) }))
		}},
		{earliestWords, func(w wording) int64 { return earliest(w.members).Unix() }},
		{longestForm, func(w wording) int64 { return -int64(longest(w.members)) }},
	} {
		left, why = keepLeast(left, rule.rank, why, rule.why)
	}
	return left[0], why
}

// original chooses the printing that an answer shows and links to, and says by which rules. What is left after all rules
// is decided by the key.
func original(ps []*Prepared) (*Prepared, []string) {
	left := slices.Clone(ps)
	slices.SortFunc(left, func(a, b *Prepared) int { return strings.Compare(a.Key, b.Key) })
	if len(left) == 1 {
		return left[0], []string{onlyPrinting}
	}
	agencyDay := earliest(slices.DeleteFunc(slices.Clone(left), func(p *Prepared) bool { return p.Article.Agency == "" }))
	var why []string
	for _, rule := range []struct {
		why  string
		rank func(*Prepared) int64 // the least wins
	}{
		{interviewRule, func(p *Prepared) int64 { return no(p.Article.Interview) }},
		{agencyRule, func(p *Prepared) int64 {
			return no(p.Article.Agency != "" || agencyDay.Equal(farFuture) || firstDay(p).Before(agencyDay))
		}},
		{agencyItself, func(p *Prepared) int64 { return no(p.Article.Agency != "" && ownSite(p.Article)) }},
		{datedRule, undatedness},
		{firstRule, func(p *Prepared) int64 { return firstDay(p).Unix() }},
		{longestForm, func(p *Prepared) int64 { return -int64(len(p.tokens)) }},
		{addressRule, func(p *Prepared) int64 { return no(p.Article.Host != "") }},
	} {
		left, why = keepLeast(left, rule.rank, why, rule.why)
	}
	if left[0].Article.Agency != "" && !slices.Contains(why, agencyRule) {
		why = append([]string{agencyRule}, why...)
	}
	if len(left) > 1 {
		why = append(why, severalEqual)
	}
	return left[0], why
}

// keepLeast keeps what ranks least, in its order, and adds the reason when that leaves something out.
func keepLeast[T any](xs []T, rank func(T) int64, why []string, reason string) ([]T, []string) {
	least := rank(xs[0])
	for _, x := range xs[1:] {
		least = min(least, rank(x))
	}
	kept := slices.DeleteFunc(slices.Clone(xs), func(x T) bool { return rank(x) != least })
	if len(kept) < len(xs) {
		why = append(why, reason)
	}
	return kept, why
}

// no ranks what holds (0) before what doesn't (1).
func no(holds bool) int64 {
	if holds {
		return 0
	}
	return 1
}

// undatedness ranks what is known of the day: printed, only said, nothing.
func undatedness(p *Prepared) int64 {
	return no(days(p.Article.Published).known) + no(days(p.Article.Published).known || days(p.Said).known)
}

// farFuture stands for the day of what is undated, so that it ranks last.
var farFuture = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// earliest is the first day that one of the printings may have appeared.
func earliest(ps []*Prepared) time.Time {
	first := farFuture
	for _, p := range ps {
		if day := firstDay(p); day.Before(first) {
			first = day
		}
	}
	return first
}

func firstDay(p *Prepared) time.Time {
	if d := days(p.Article.Published); d.known {
		return d.from
	}
	return farFuture
}

func longest(ps []*Prepared) int {
	n := 0
	for _, p := range ps {
		n = max(n, len(p.tokens))
	}
	return n
}

// ownSite says whether an article with an agency's mark stands on the agency's own site.
func ownSite(a Article) bool {
	name := plainString(a.Agency)
	return name != "" && (plainString(a.Publisher) == name || strings.HasPrefix(a.Host, name+"."))
}

// known says whether it is known who printed an article.
func (a Article) known() bool { return a.Publisher != "" || a.Host != "" }

// outlet names who printed an article.
func (a Article) outlet() string {
	return cmp.Or(plainString(a.Publisher), a.Host, a.Key)
}

func countOutlets(ps []*Prepared) int {
	names := make(map[string]bool)
	for _, p := range ps {
		names[p.Article.outlet()] = true
	}
	return len(names)
}

// countReports counts independent reports: the printings with one agency's mark, and articles that are much the same,
// count once.
func countReports(ps []*Prepared) int {
	var reports []Article
	for _, p := range ps {
		if !slices.ContainsFunc(reports, func(r Article) bool { return sameArticle(r, p.Article) }) {
			reports = append(reports, p.Article)
		}
	}
	return len(reports)
}

func sameArticle(a, b Article) bool {
	return a.Key == b.Key || a.Agency != "" && strings.EqualFold(a.Agency, b.Agency) || a.Sketch.Resemblance(b.Sketch) >= copiedReport
}

// Interviewed says whether the words around a quote say that they were said to the outlet itself: "told the Daily
// Example", "in an interview with this newspaper".
func Interviewed(around, publisher string) bool {
	text := " " + strings.Join(strings.Fields(plainName(around)), " ") + " "
	for _, own := range ownOutlet {
		if strings.Contains(text, " "+own+" ") {
			return true
		}
	}
	name := strings.Join(nameTokens(publisher), " ")
	if name == "" {
		return false
	}
	for _, cue := range toldCues {
		for _, article := range []string{" ", " the ", " der ", " dem "} {
			if strings.Contains(text, " "+cue+article+name+" ") {
				return true
			}
		}
	}
	return false
}

var (
	ownOutlet = []string{"told this newspaper", "told this reporter", "interview with this newspaper", "told our reporter", "sagte dieser zeitung",
		"sagte unserer zeitung", "gesprach mit dieser zeitung", "gesprach mit unserer zeitung"}
	toldCues = []string{"told", "tells", "interview with", "speaking to", "spoke to", "said in an email to", "sagte", "gesprach mit", "interview mit", "gegenuber"}
)
