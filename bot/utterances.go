package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quotebot/quotes"
	"quotebot/quotes/search"
	"quotebot/quotes/utterance"
)

// Printings knows which stored quotes are printings of one utterance. Package db is one.
type Printings interface {
	UtterancesOf(ctx context.Context, ids []int64) (map[int64][]int64, error)
	Variants(ctx context.Context, v quotes.View, citationID int64) ([]utterance.Stored, error)
	Known(ctx context.Context, v quotes.View, ids []int64) ([]utterance.Known, error)
}

// Variant is another printing of the words on a card.
type Variant struct {
	quotes.Citation
	Link    string
	Wording utterance.Relation // of its words to those of the original
	First   bool               // it is the original of the words on the card
	Changes []utterance.Change // Real spans are in the card's Text from Place on, Asked spans in the variant's Part
	Place   quotes.Span        // the sentence, in the card's Text
	Part    quotes.Span        // the sentence, in the variant's Text
}

// foldMore is how many hits beyond the number of cards are looked at, because printings of one utterance share a card.
const foldMore = 12

// fold makes cards of hits, one card an utterance: it shows the original printing and names the others. With keep the
// printing that was found stays on the card, for answers that were narrowed to an outlet or a day. The rewording is
// what was found first when the first card shows other words than that.
func (b *Brain) fold(ctx context.Context, v quotes.View, hits []quotes.Hit, most int, keep bool) (cards []Card, first *rewording, err error) {
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	of, err := b.Printings.UtterancesOf(ctx, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("read which quotes are one utterance: %w", err)
	}
	seen := map[int64]bool{}
	shown := map[int64]bool{}
	for _, h := range hits {
		if len(cards) == most {
			break
		}
		mine := of[h.ID]
		if len(mine) > 0 && !slices.ContainsFunc(mine, func(u int64) bool { return !seen[u] }) {
			continue
		}
		k := card(h.Citation)
		k.Matched, k.Score, k.Why = h.Matched, h.Score, h.Why
		var reworded *rewording
		if len(mine) > 0 {
			stored, err := b.Printings.Variants(ctx, v, h.ID)
			if err != nil {
				return nil, nil, fmt.Errorf("read the printings of quote %d: %w", h.ID, err)
			}
			k, reworded = together(k, stored, keep)
			for _, s := range stored {
				seen[s.ID] = true
			}
		}
		if shown[k.ID] {
			continue
		}
		shown[k.ID] = true
		if len(cards) == 0 {
			first = reworded
		}
		cards = append(cards, k)
	}
	return cards, first, nil
}

// rewording is a printing that was found and is not shown, because it has other words than the speaker's.
type rewording struct {
	words string
	by    quotes.Citation // that prints them
	of    quotes.Citation // that is shown
}

// note tells of it.
func (w *rewording) note(r Request) string {
	return r.say("“%s” is a rewording, printed by %s. These are the words as %s has them.", w.words, r.tongue.Outlet(w.by), r.tongue.Outlet(w.of))
}

// together puts the original printing of a found quote on the card, with the others beside it.
func together(found Card, stored []utterance.Stored, keep bool) (k Card, reworded *rewording) {
	k = found
	if best, ok := original(found.ID, stored); ok && !keep && best.ID != found.ID && replaces(best, found, stored) {
		k = card(best.Citation)
		k.Score, k.Why = found.Score, found.Why
		k.Matched = again(found, k.Text)
	}
	k.Said = dated(k.Citation, stored)
	listed := map[int64]bool{k.ID: true}
	for _, s := range stored {
		var here, printed *utterance.Variant
		for i, x := range s.Variants {
			switch x.ID {
			case k.ID:
				here = &s.Variants[i]
			case found.ID:
				printed = &s.Variants[i]
			}
		}
		if len(k.Original) == 0 && len(s.Variants) > 1 {
			k.Original = s.Why
		}
		if printed != nil && here != nil && printed.Wording == utterance.Reworded {
			reworded = &rewording{words: printed.Part.In(printed.Text), by: printed.Citation, of: k.Citation}
		}
		for i, x := range s.Variants {
			if listed[x.ID] {
				continue
			}
			listed[x.ID] = true
			variant := Variant{Citation: x.Citation, Link: x.Citation.Link(), Wording: x.Wording, Part: x.Part, First: i == 0}
			if here != nil {
				variant.Place = here.Part
				variant.Changes = utterance.Diff(here.Part.In(here.Text), x.Part.In(x.Text))
			}
			k.Also = append(k.Also, variant)
		}
	}
	return k, reworded
}

// replaces says whether the original printing is to be shown instead of the one that was found: when that one has other
// words than the speaker's, or only some of the original's. Where both print the speaker's words in cuts of their own,
// the words that were asked for stay, and the original stands beside them.
func replaces(best utterance.Variant, found Card, stored []utterance.Stored) bool {
	for _, s := range stored {
		for _, x := range s.Variants {
			if x.ID == found.ID && !x.Wording.Verbatim() && x.ID != s.Variants[0].ID {
				return true
			}
		}
	}
	return strings.Contains(bare(best.Text), bare(found.Text))
}

// bare is a text's letters and digits alone, in lower case.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// dated is the day on which the words of a card were said: as its own article tells, or else as another article does that
// prints the same words. Where two of them differ, nobody knows.
func dated(c quotes.Citation, stored []utterance.Stored) quotes.Date {
	said := c.Said
	if !said.IsZero() {
		return said
	}
	for _, s := range stored {
		if !slices.ContainsFunc(s.Variants, func(x utterance.Variant) bool { return x.ID == c.ID }) {
			continue
		}
		for _, x := range s.Variants {
			switch {
			case x.Said.IsZero() || !x.Wording.Verbatim() && x.ID != s.Variants[0].ID:
			case said.IsZero():
				said = x.Said
			case said.Day() != x.Said.Day():
				return quotes.Date{}
			}
		}
	}
	return said
}

// printed names on a card who else printed its words.
func (b *Brain) printed(ctx context.Context, v quotes.View, k Card) (Card, error) {
	stored, err := b.Printings.Variants(ctx, v, k.ID)
	if err != nil {
		return k, fmt.Errorf("read the printings of quote %d: %w", k.ID, err)
	}
	k, _ = together(k, stored, true)
	return k, nil
}

// original is the printing that is the original of most of the sentences; the found one where it is as good as any.
func original(found int64, stored []utterance.Stored) (best utterance.Variant, ok bool) {
	points := map[int64]int{}
	for _, s := range stored {
		if len(s.Variants) > 0 {
			points[s.Variants[0].ID]++
		}
	}
	for _, s := range stored {
		if len(s.Variants) == 0 {
			continue
		}
		x := s.Variants[0]
		if !ok || points[x.ID] > points[best.ID] || points[x.ID] == points[best.ID] && x.ID == found {
			best, ok = x, true
		}
	}
	return best, ok
}

// again finds the words that matched in one printing in the text of another.
func again(found Card, text string) []quotes.Span {
	var out []quotes.Span
	done := map[string]bool{}
	for _, m := range found.Matched {
		word := strings.ToLower(m.In(found.Text))
		if done[word] || word == "" {
			continue
		}
		done[word] = true
		for i := 0; i < len(text); {
			j := strings.Index(text[i:], word)
			if j < 0 {
				break
			}
			s := quotes.Span{Start: i + j, End: i + j + len(word)}
			if wholeWord(text, s) {
				out = append(out, s)
			}
			i = s.End
		}
	}
	slices.SortFunc(out, func(a, b quotes.Span) int { return a.Start - b.Start })
	return out
}

// wholeWord says whether no letter or digit stands right before or after the span.
func wholeWord(text string, s quotes.Span) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:s.Start])
	after, _ := utf8.DecodeRuneInString(text[s.End:])
	return !unicode.IsLetter(before) && !unicode.IsDigit(before) && !unicode.IsLetter(after) && !unicode.IsDigit(after)
}

// checkCandidates is how many of the nearest quotes a misquote check looks at.
const checkCandidates = 25

// check tells whether words stand in the library as they are remembered.
func (b *Brain) check(ctx context.Context, r Request) (Reply, error) {
	if strings.TrimSpace(r.Text) == "" {
		return r.refuse("Tell me the words that I should check."), nil
	}
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	text := strings.Trim(strings.TrimSpace(shorten(r.Text, maxQuestion)), "\"“”„«»")
	a, err := b.Finder.Ask(ctx, search.Question{Text: text, View: v, Filter: r.Filter, Limit: checkCandidates, Now: r.Now})
	if err != nil {
		return Reply{}, fmt.Errorf("look for the words: %w", err)
	}
	ids := make([]int64, len(a.Hits))
	for i, h := range a.Hits {
		ids[i] = h.ID
	}
	known, err := b.Printings.Known(ctx, v, ids)
	if err != nil {
		return Reply{}, fmt.Errorf("read the candidates: %w", err)
	}
	f := utterance.Check(text, strings.TrimSpace(r.Speaker), known)
	if f.TooShort || len(f.Matches) == 0 { // which says nothing of the words while there is nothing to compare them with
		reply, err := b.nothing(ctx, v, r)
		if err != nil || reply.Empty {
			return reply, err
		}
	}
	if f.TooShort {
		return Reply{Outcome: Nothing, Verdict: "nothing", Note: r.tongue.Finding(f, "")}, nil
	}
	reply := Reply{Outcome: Done, Verdict: string(f.Verdict), Note: r.tongue.Finding(f, strings.TrimSpace(r.Speaker)), Asked: text}
	if f.Verdict == utterance.NotHere {
		reply.Outcome = Nothing
	}
	for _, m := range f.Matches {
		k := card(m.Citation)
		k.Check = &Checked{Window: m.Window, Changes: m.Changes, Lost: m.Lost, Added: m.Added}
		reply.Cards = append(reply.Cards, k)
	}
	return reply, nil
}

// Checked is a quote with the words that somebody remembers laid against it.
type Checked struct {
	Window      quotes.Span        // of the card's Text: the sentences that were compared
	Changes     []utterance.Change // Real spans are in the card's Text, Asked spans in Reply.Asked
	Lost, Added string             // a "not" that is missing from, or only in, the words asked about
}

// claimed is what a question like "did Ada Brook really say that ..." says that somebody said: what stands in marks, or
// what follows the word for saying.
func claimed(question string, phrases []string) string {
	if len(phrases) > 0 {
		return phrases[0]
	}
	lower := strings.ToLower(question)
	best := -1
	for _, verb := range []string{" say ", " said ", " state ", " stated ", " claim ", " claimed ", " write ", " written ", " promise ", " promised ", " tweet ", " tweeted "} {
		if i := strings.Index(lower, verb); i >= 0 && (best < 0 || i+len(verb) < best) {
			best = i + len(verb)
		}
	}
	if best < 0 || len(lower) != len(question) {
		return question
	}
	rest := strings.TrimSpace(question[best:])
	for _, lead := range []string{"that ", "something like "} {
		if len(rest) > len(lead) && strings.EqualFold(rest[:len(lead)], lead) {
			rest = rest[len(lead):]
		}
	}
	return strings.TrimRight(rest, "? ")
}

// timelineMost is how many quotes a timeline is made from.
const timelineMost = 200

// timeline shows what somebody said about a subject, one line an utterance, by day.
func (b *Brain) timeline(ctx context.Context, r Request) (Reply, error) {
	if strings.TrimSpace(r.Speaker) == "" {
		return r.refuse("Tell me whose words the timeline should show."), nil
	}
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	f := r.narrowed()
	topic := strings.TrimSpace(shorten(r.Text, maxQuestion))
	question := topic
	if question == "" {
		question = f.Speaker
	}
	a, err := b.Finder.Ask(ctx, search.Question{Text: question, View: v, Filter: f, Limit: timelineMost, Now: r.Now})
	if err != nil {
		return Reply{}, fmt.Errorf("look for the timeline: %w", err)
	}
	hits := a.Hits
	if topic != "" {
		hits = slices.DeleteFunc(hits, func(h quotes.Hit) bool { return len(h.Matched) == 0 && h.Score < hits[0].Score/2 })
	}
	cards, _, err := b.fold(ctx, v, hits, timelineMost, false)
	if err != nil {
		return Reply{}, err
	}
	if len(cards) == 0 {
		reply, err := b.nothing(ctx, v, r)
		switch {
		case err != nil || reply.Empty:
			return reply, err
		case topic == "":
			reply.Note = r.say("There is no quote by %s here.", f.Speaker)
		default:
			reply.Note = r.say("I have no quotes of %s on that.", f.Speaker)
		}
		return reply, nil
	}
	cs := make([]quotes.Citation, len(cards))
	byID := map[int64]Card{}
	for i, k := range cards {
		cs[i], byID[k.ID] = k.Citation, k
	}
	reply := Reply{Outcome: Done, Timeline: utterance.Timeline(cs)}
	for _, e := range reply.Timeline {
		reply.Cards = append(reply.Cards, byID[e.ID])
	}
	said := r.many(len(cs), "%d utterance", "%d utterances")
	reply.Note = r.say("%s by %s.", said, cards[0].Speaker)
	if topic != "" {
		reply.Note = r.say("%s by %s on “%s”.", said, cards[0].Speaker, topic)
	}
	return reply, nil
}

// variants shows every printing of a quote.
func (b *Brain) variants(ctx context.Context, r Request) (Reply, error) {
	shown, err := b.show(ctx, r)
	if err != nil || len(shown.Cards) == 0 {
		return shown, err
	}
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	stored, err := b.Printings.Variants(ctx, v, shown.Cards[0].ID)
	if err != nil {
		return Reply{}, fmt.Errorf("read the printings: %w", err)
	}
	k, _ := together(shown.Cards[0], stored, true)
	reply := Reply{Outcome: Done, Cards: []Card{k}}
	if len(k.Also) == 0 {
		reply.Note = r.say("I know of no other printing of these words.")
	}
	return reply, nil
}
