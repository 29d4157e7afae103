package discord

import (
	"quotebot/bot"
	"quotebot/quotes"
)

// buttons is what can be pressed under a reply. Everybody sees the buttons of an answer in a channel; whether somebody may
// do what one says is the brain's to decide when it is pressed.
func buttons(r bot.Reply, s scene) []component {
	if r.Draft != "" || len(r.Settings) > 0 || len(r.Timeline) > 0 {
		return nil // they have their own
	}
	var out []component
	switch {
	case s.r.Act == bot.People && len(r.Cards) == 1:
		return people(r, s)
	case r.Confirm:
		return rows(confirming(s))
	case r.Carry != "":
		out = append(out, lapsing(button(stylePrimary, s.say("Correct those too (%d)", len(r.Others)), customID(doCarry, r.Carry))))
	}
	if r.Undo != "" {
		out = append(out, lapsing(button(styleSecondary, s.say("Undo"), customID(doUndo, r.Undo))))
	}
	if r.Join != "" {
		out = append(out, lapsing(button(styleSecondary, s.say("Join with the one before"), customID(doJoin, r.Join))))
	}
	if len(r.Cards) > 0 && !listed(r) && len(r.Changes) == 0 && r.Article.Text == "" && r.Import == nil {
		out = append(out, onCard(&r.Cards[0], r, s)...)
	}
	switch {
	case r.Outcome == bot.Done && (s.r.Act == bot.Delete || s.r.Act == bot.NotQuote) && len(r.Cards) == 0 && !r.Until.IsZero():
		out = append(out, button(styleSecondary, s.say("Restore"), customID(doRestore, targetOf(s.r))))
	case r.Outcome == bot.Done && s.r.Act == bot.Hide:
		out = append(out, button(styleSecondary, s.say("Show it again"), customID(doUnhide, targetOf(s.r))))
	case r.Outcome == bot.Done && s.r.Act == bot.Merge && length(customID(doSplit, s.r.Speaker)) <= maxCustomID:
		out = append(out, button(styleSecondary, s.say("Split again"), customID(doSplit, s.r.Speaker)))
	}
	components := rows(out)
	if r.Paging.Prev != "" || r.Paging.Next != "" {
		components = append(components, rows(turning(s, customID(doTurn, r.Paging.Prev), customID(doTurn, r.Paging.Next), r.Paging.Prev != "", r.Paging.Next != ""))...)
	}
	return components
}

// targetOf is the reference of the quote that a request was about.
func targetOf(r bot.Request) string { return r.Text }

// onCard is what can be done with the quote that an answer is about.
func onCard(c *bot.Card, r bot.Reply, s scene) []component {
	if c.Number == 0 {
		return nil
	}
	var out []component
	ref := refOf(c)
	article := c.Kind != quotes.Message && c.Kind != quotes.Entered
	if article && s.r.Act != bot.Context {
		out = append(out, button(styleSecondary, s.say("Context"), customID(doContext, ref)))
	}
	if len(c.Also) > 0 && s.r.Act != bot.Variants {
		out = append(out, button(styleSecondary, s.say("Variants"), customID(doVariants, ref)))
	}
	if c.Scope != quotes.Library && s.r.Act != bot.Context && s.r.Act != bot.Variants {
		out = append(out, button(styleSecondary, s.say("Wrong speaker"), customID(doSpeaker, ref)))
		if article {
			out = append(out, button(styleSecondary, s.say("Not a quote"), customID(doNotQuote, ref)))
		}
		if c.Editable {
			out = append(out, button(styleSecondary, s.say("Edit"), customID(doEdit, ref)))
		}
		if s.r.Act == bot.Show && c.SpeakerID == s.user && s.user != "" {
			out = append(out, button(styleSecondary, s.say("Hide what I said"), customID(doHide, ref)), button(styleDanger, s.say("Remove what I said"), customID(doDelete, ref)))
		}
	}
	link := c.Link
	if length(safeLink(link, maxAddress)) > maxButtonLink {
		link = c.URL
	}
	if b, ok := linkButton(s.say("Source"), link); ok {
		out = append(out, b)
	}
	return out
}

// people lets somebody choose who said a quote: somebody whom the article names, somebody else, or nobody.
func people(r bot.Reply, s scene) []component {
	ref := refOf(&r.Cards[0])
	var out []component
	c := component{Type: typeSelect, CustomID: customID(doPerson, ref), Placeholder: s.say("The people of the article")}
	seen := map[string]bool{}
	for _, p := range r.Choices {
		if length(p.Value) > maxOption || p.Value == "" || seen[p.Value] || len(c.Options) == maxOptions {
			continue // the form takes them
		}
		seen[p.Value] = true
		c.Options = append(c.Options, choosable(p.Label, p.Value, "", false))
	}
	if len(c.Options) > 0 {
		out = append(out, row(c))
	}
	return append(out, rows([]component{
		button(stylePrimary, s.say("Somebody else …"), customID(doTyped, ref)),
		button(styleSecondary, s.say("Nobody is named"), customID(doNobody, ref)),
		button(styleSecondary, s.say("Same person, two names …"), customID(doNames, ref)),
	})...)
}

// confirming asks whether to go on with what can't be undone.
func confirming(s scene) []component {
	id := doForget
	if s.r.Act == bot.Delete {
		id = customID(doDelete, targetOf(s.r), "sure")
	}
	return []component{button(styleDanger, s.say("Yes, for good"), id), button(styleSecondary, s.say("No"), customID(doNothing, "no"))}
}

// turning is the buttons of pages.
func turning(s scene, prev, next string, hasPrev, hasNext bool) []component {
	return []component{lapsing(arrow("◀ "+s.say("Back"), prev, hasPrev)), lapsing(arrow(s.say("More")+" ▶", next, hasNext))}
}

// arrow is a button that leads to another page, if there is one.
func arrow(label, id string, there bool) component {
	b := button(styleSecondary, label, id)
	if !there {
		b.CustomID, b.Disabled = customID(doNothing, label), true
	}
	return b
}

func lapsing(c component) component {
	c.lapses = true
	return c
}
