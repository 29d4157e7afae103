package console

import (
	"fmt"
	"strings"

	"quotebot/bot"
	"quotebot/bot/say"
	"quotebot/quotes/utterance"
	"quotebot/quotes/watch"
)

// alsoMost is how many other outlets an answer names; `quotebot utterances` and the variants of a quote show all.
const alsoMost = 4

// also tells in a few lines who else printed the words, and why this printing is the original.
func (s Style) also(k bot.Card, line func(colour, text string)) {
	var same, reworded []string
	for _, v := range k.Also {
		name := say.Outlet(v.Citation)
		if v.First {
			line(dim, "the original: "+name+", "+say.When(v.Citation)+" "+v.Link)
			continue
		}
		if v.Wording.Verbatim() || v.Wording == utterance.Translated {
			same = append(same, name)
		} else {
			reworded = append(reworded, name)
		}
	}
	if len(same) > 0 {
		line(dim, "also in "+listed(same))
	}
	if len(reworded) > 0 {
		line(dim, "in other words in "+listed(reworded))
	}
	if len(k.Original) > 0 {
		line(dim, "original because: "+strings.Join(k.Original, ", "))
	}
}

// source tells what re-reading the source has shown, with changed words laid against those that were kept.
func (s Style) source(k bot.Card, line func(colour, text string)) {
	colour := yellow
	if k.Source != nil && k.Source.Quote == watch.Same && k.Source.Page != watch.Gone {
		colour = dim
	}
	line(colour, say.Source(k.Source))
	if say.Reads(k.Source) == "" {
		return
	}
	if cs := k.Source.Changes(k.Text); len(cs) > 0 {
		line("", "now: "+s.changes(cs, k.Source.Part.In(k.Text), k.Source.Now))
	}
}

// listed joins names, each once, and counts those that are too many.
func listed(names []string) string {
	var kept []string
	seen := map[string]bool{}
	for _, n := range names {
		if !seen[n] {
			seen[n] = true
			kept = append(kept, n)
		}
	}
	if more := len(kept) - alsoMost; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(kept[:alsoMost], ", "), more)
	}
	return strings.Join(kept, ", ")
}

// Variants lists every other printing of a card's words with what is different in it.
func (s Style) Variants(k bot.Card) string {
	var b strings.Builder
	for _, v := range k.Also {
		b.WriteString("\n" + s.paint(dim, fmt.Sprintf("%-5s", v.Ref())) + s.paint(bold, clean(say.Outlet(v.Citation))))
		b.WriteString(s.paint(dim, clean(" · "+string(v.Wording)+" · "+say.When(v.Citation))) + "\n")
		here := k.Text
		if v.Place.Valid(here) && v.Part.Valid(v.Text) {
			b.WriteString(s.wrap(s.changes(v.Changes, v.Place.In(here), v.Part.In(v.Text)), indent) + "\n")
		} else {
			b.WriteString(s.wrap(clean(v.Text), indent) + "\n")
		}
		if v.Link != "" {
			b.WriteString(indent + s.paint(dim, clean(v.Link)) + "\n")
		}
	}
	return b.String()
}

// changes draws two wordings in one: what only the first has is struck, what only the second has is added.
func (s Style) changes(cs []utterance.Change, first, second string) string {
	var b strings.Builder
	put := func(colour, open, text, close string) {
		text, blank := strings.TrimRight(text, " \n"), text[len(strings.TrimRight(text, " \n")):]
		if text == "" {
			b.WriteString(blank)
			return
		}
		if s.Colour {
			for i, word := range strings.Fields(clean(text)) {
				if i > 0 {
					b.WriteByte(' ')
				}
				b.WriteString(colour + word + reset)
			}
		} else {
			b.WriteString(open + clean(text) + close)
		}
		b.WriteString(" ")
	}
	for _, c := range cs {
		switch c.Op {
		case utterance.Kept:
			b.WriteString(clean(c.Real.In(first)))
			if c.Real.End == len(first) {
				b.WriteByte(' ')
			}
		case utterance.Struck:
			put(struck, "[-", c.Real.In(first), "-]")
		case utterance.Added:
			put(added, "{+", c.Asked.In(second), "+}")
		}
	}
	return strings.TrimSpace(b.String())
}

// Checked draws the answer to a misquote check: the verdict, then the nearest real words with the remembered ones laid
// against them.
func (s Style) Checked(r bot.Reply) string {
	var b strings.Builder
	if r.Verdict != "" {
		b.WriteString(s.paint(bold, r.Verdict) + "\n")
	}
	b.WriteString(s.wrap(clean(r.Note), "") + "\n")
	for _, k := range r.Cards {
		b.WriteByte('\n')
		if k.Check != nil && len(k.Check.Changes) > 0 {
			b.WriteString(s.wrap(s.changes(k.Check.Changes, k.Text, r.Asked), indent) + "\n")
			switch {
			case k.Check.Lost != "":
				b.WriteString(s.paint(red, fmt.Sprintf("%s“%s” is printed here and missing in your words", indent, clean(k.Check.Lost))) + "\n")
			case k.Check.Added != "":
				b.WriteString(s.paint(red, fmt.Sprintf("%s“%s” is in your words and not printed here", indent, clean(k.Check.Added))) + "\n")
			}
		}
		s.card(&b, k)
	}
	return b.String()
}

// Timeline draws one line an utterance, by day, with the change of wording marked.
func (s Style) Timeline(r bot.Reply) string {
	var b strings.Builder
	b.WriteString(s.paint(noteColour(r.Outcome), s.wrap(clean(r.Note), "")) + "\n")
	for _, e := range r.Timeline {
		day := "day not known"
		if !e.Day.IsZero() {
			day = e.Day.Day()
		}
		if e.Printed {
			day += " (printed)"
		}
		b.WriteString("\n" + s.paint(bold, day) + " " + s.paint(dim, clean(e.Ref()+" "+say.Outlet(e.Citation))) + "\n")
		switch {
		case e.Repeated && e.Since >= 0:
			b.WriteString(s.wrap(clean(e.Text), indent) + "\n" + indent + s.paint(dim, "the same words as in "+r.Timeline[e.Since].Ref()) + "\n")
		case e.Since >= 0:
			b.WriteString(s.wrap(s.changes(e.Changes, r.Timeline[e.Since].Text, e.Text), indent) + "\n" + indent + s.paint(dim, "compared with "+r.Timeline[e.Since].Ref()) + "\n")
		default:
			b.WriteString(s.wrap(clean(e.Text), indent) + "\n")
		}
		if e.Lost != "" || e.Added != "" {
			b.WriteString(indent + s.paint(red, strings.TrimSpace(lostOrAdded(e))) + "\n")
		}
	}
	return b.String()
}

func lostOrAdded(e utterance.Entry) string {
	s := ""
	if e.Lost != "" {
		s += "without “" + clean(e.Lost) + "” "
	}
	if e.Added != "" {
		s += "now with “" + clean(e.Added) + "”"
	}
	return s
}

// Utterance draws one utterance of a list: the words of the original, then a line for each printing.
func (s Style) Utterance(u utterance.Stored) string {
	if len(u.Variants) == 0 {
		return ""
	}
	var b strings.Builder
	first := u.Variants[0]
	b.WriteString(s.wrap(clean("“"+first.Part.In(first.Text)+"”"), "") + "\n")
	b.WriteString(s.paint(bold, s.wrap(clean(say.Who(first.Citation)), indent)) + "\n")
	for i, v := range u.Variants {
		mark := string(v.Wording)
		if i == 0 {
			mark = "original"
			if len(u.Why) > 0 {
				mark += ": " + strings.Join(u.Why, ", ")
			}
		}
		b.WriteString(s.paint(dim, s.wrap(clean(v.Ref()+" "+say.Outlet(v.Citation)+" · "+say.When(v.Citation)+" · "+mark), indent)) + "\n")
	}
	return b.String()
}
