package console

import (
	"fmt"
	"strings"

	"quotebot/bot"
	"quotebot/bot/say"
	"quotebot/quotes"
)

// Rejected lists the marks that were not taken for quotes, a line each with the reason, or gives nothing.
func (s Style) Rejected(r bot.Reply) string {
	if len(r.Rejected) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n" + s.paint(dim, "Not taken:") + "\n")
	for _, m := range r.Rejected {
		b.WriteString(s.paint(dim, s.wrap(clean(fmt.Sprintf("“%s”: %s", oneLine(m.Words), m.Reason)), indent)) + "\n")
	}
	return b.String()
}

// Explain draws what was found in an article with the steps that led to each speaker and day: cue, mention, rule, date
// words and confidence, then the marks that were not taken.
func (s Style) Explain(r bot.Reply) string {
	var b strings.Builder
	a := r.Article
	for _, f := range []struct{ name, value string }{
		{"title", a.Title}, {"byline", strings.Join(a.Byline, ", ")}, {"outlet", a.Source.Name}, {"agency", a.Agency}, {"dateline", a.Dateline},
		{"published", evidence(a.Published)}, {"updated", evidence(a.Updated)}, {"address", a.URL}, {"language", r.Extraction.Language},
	} {
		if f.value != "" {
			b.WriteString(s.paint(dim, fmt.Sprintf("%-10s", f.name)) + clean(f.value) + "\n")
		}
	}
	if r.Note != "" {
		b.WriteString("\n" + s.paint(noteColour(r.Outcome), s.wrap(clean(r.Note), "")) + "\n")
	}
	for i, q := range r.Extraction.Quotes {
		c := quotes.Cite(a, q)
		b.WriteString("\n" + s.paint(dim, fmt.Sprintf("%-5d", i+1)))
		b.WriteString(strings.TrimPrefix(s.wrap(clean(say.Words(c)), indent), indent) + "\n")
		b.WriteString(s.paint(bold, s.wrap(clean(say.Who(c)), indent)) + "\n")
		step := func(name, value string) {
			if value != "" {
				b.WriteString(s.paint(dim, indent+fmt.Sprintf("%-11s", name)) + clean(oneLine(value)) + "\n")
			}
		}
		step("kind", string(q.Kind))
		step("mention", c.Mention)
		step("cue", c.Cue)
		step("rule", q.Rule)
		step("said", evidence(q.Said))
		step("confidence", fmt.Sprintf("%.2f", q.Confidence))
		for _, t := range q.Trace {
			step("because", t)
		}
	}
	b.WriteString(s.Rejected(r))
	return b.String()
}

// evidence is a date with what it rests on.
func evidence(d quotes.Date) string {
	if d.IsZero() || d.Words == "" {
		return d.String()
	}
	return d.String() + " (" + d.Words + ")"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
