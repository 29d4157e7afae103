package extract

import (
	"embed"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"quotebot/quotes"
)

//go:embed weights
var weightFiles embed.FS

// feature is one thing that is known of how a quote's speaker was found, such as "rule: cue after". The trainer counts how
// often quotes with it are right.
type feature struct{ name, value string }

// weights are those of a logistic regression over features. They are fitted by the program in train and read from
// weights/confidence.txt; nothing in them is written by hand.
type weights map[feature]float64

// readWeights reads a file of lines "name<tab>value<tab>weight".
func readWeights(text string) (weights, error) {
	w := weights{}
	err := eachLine(text, func(line string) error {
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			return errors.New("want name, value and weight")
		}
		x, err := strconv.ParseFloat(f[2], 64)
		w[feature{f[0], f[1]}] = x
		return err
	})
	return w, err
}

// builtIn reads one of the built-in files of weights.
func builtIn[T any](name string, read func(text string) (T, error)) (w T, err error) {
	b, err := weightFiles.ReadFile("weights/" + name)
	if err != nil {
		return w, fmt.Errorf("extract: read weights: %w", err)
	}
	if w, err = read(string(b)); err != nil {
		return w, fmt.Errorf("extract: weights/%s: %w", name, err)
	}
	return w, nil
}

// The least and the most that is claimed: no rule is never or always right.
const (
	leastSure = 0.05
	mostSure  = 0.98
)

// confidence says how sure the speaker of a segment is, from 0 to 1: the share of quotes like this one that are right.
func (d *document) confidence(g int) float64 {
	if d.segments[g].source.speaker.Kind == quotes.Nobody {
		return leastSure
	}
	sum := d.weights[feature{"bias", ""}]
	for _, f := range d.features(g) {
		sum += d.weights[f]
	}
	p := 1 / (1 + math.Exp(-sum))
	return math.Round(100*min(max(p, leastSure), mostSure)) / 100
}

// features lists what is known of how the speaker of segment g was found.
func (d *document) features(g int) []feature {
	s := &d.segments[g]
	list := make([]feature, 0, 12)
	add := func(name, value string) { list = append(list, feature{name, value}) }
	yes := func(name string, is bool) {
		if is {
			add(name, "yes")
		}
	}
	add("rule", string(s.source.rule))
	add("speaker", string(s.source.speaker.Kind))
	if s.source.order {
		// What is handed on is as good as what it is taken from.
		add("after", string(d.segments[s.source.from].source.rule))
	}
	switch {
	case s.source.cue < 0:
		add("cue", "none")
	case d.tokens[s.source.cue].cue == strongStrength:
		add("cue", "strong")
	case d.tokens[s.source.cue].cue == mediumStrength:
		add("cue", "medium")
	default:
		add("cue", "other")
	}
	add("last", string(rune(lastByte(s.inner.In(d.text)))))
	add("length", bucket(s.words, 3, 6, 12))
	yes("single marks", s.single)
	yes("mixed", d.mixed(g))
	yes("unclosed", !s.closed)
	if s.source.mention < 0 {
		return list
	}
	m := &d.mentions[s.source.mention]
	add("mention", m.kind.String())
	if m.kind == pronounMention || m.kind == descriptionMention {
		add("rivals", bucket(d.rivals(s.source.mention, s.source.entity), 0, 1, 3))
		add("margin", bucket(int(4*s.source.margin), 2, 6, 12))
		yes("gender unknown", s.source.entity >= 0 && d.genderOf(s.source.entity) == unknownGender)
	}
	gap := s.token - m.end
	if gap < 0 {
		gap = m.first - s.token
	}
	add("gap", bucket(gap, 2, 6, 14))
	if s.source.entity >= 0 {
		x := &d.people.all[s.source.entity]
		yes("surname only", !x.full && x.kind == quotes.Person)
		yes("no sign of a person", !x.human && x.kind == quotes.Person)
	}
	return list
}

// bucket names the range in which a number falls.
func bucket(n, a, b, c int) string {
	switch {
	case n <= a:
		return "few"
	case n <= b:
		return "some"
	case n <= c:
		return "many"
	}
	return "most"
}

// rivals counts the other people near a mention for whom it might stand as well.
func (d *document) rivals(m, entity int) int {
	x := &d.mentions[m]
	want := unknownGender
	if x.male != x.female {
		want = femaleGender
		if x.male {
			want = maleGender
		}
	}
	var seen [4]int
	n := 0
	for j := m - 1; j >= 0 && j >= m-backwards && x.sent-d.mentions[j].sent <= 4 && n < len(seen); j-- {
		d.looks++
		o := &d.mentions[j]
		if o.entity < 0 || o.entity == entity || o.kind != personMention || contains(seen[:n], o.entity) {
			continue
		}
		if g := d.genderOf(o.entity); want != unknownGender && g != unknownGender && g != want {
			continue
		}
		seen[n] = o.entity
		n++
	}
	return n
}

// String names the kind of mention.
func (k mentionKind) String() string {
	return [...]string{"other", "person", "name", "organisation", "place", "pronoun", "description"}[k]
}

// Observation is one quoted segment with the features that its confidence rests on, for the trainer.
type Observation struct {
	Segment  quotes.Span
	Speaker  quotes.Speaker
	Features [][2]string // name and value
}

// Observe lists the segments of an article with their features. Only the program in train calls it.
func (e *Extractor) Observe(a quotes.Article) []Observation {
	d := e.document(a, Options{})
	d.run()
	var list []Observation
	for g := range d.segments {
		s := &d.segments[g]
		if s.reject != "" || s.source.speaker.Kind == quotes.Nobody {
			continue
		}
		o := Observation{Segment: s.inner, Speaker: s.source.speaker}
		for _, f := range d.features(g) {
			o.Features = append(o.Features, [2]string{f.name, f.value})
		}
		list = append(list, o)
	}
	return list
}
