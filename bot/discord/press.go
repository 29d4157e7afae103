package discord

import (
	"context"
	"strconv"
	"strings"

	"quotebot/bot"
)

// preparePress says what is done when a button was pressed, something was chosen or a form was handed in. Everything that it
// goes by stands in the custom id, so that it is the same after a restart.
func (m *mouth) preparePress(j *job, to *interactionAnswer, i *interaction) {
	verb, about := verbOf(i.Data.CustomID, 4)
	form := i.Type == interactionForm
	t := j.scene.tongue
	to.into = i.Message != nil
	ask := func(act bot.Act, fill func(*bot.Request)) {
		j.request = func(context.Context) (bot.Request, string) {
			r := m.begun(i, act)
			r.MaxFile = i.MaxFile
			fill(&r)
			return r, ""
		}
	}
	ref := func(r *bot.Request) { r.Text = about[0] }
	token := func(r *bot.Request) { _, r.Token, _ = strings.Cut(i.Data.CustomID, ":") }
	apart := func() { to.into, to.hidden = false, true } // the message that was pressed stays for the others
	shows := func(f window) {
		j.prompt = true
		ask(bot.Help, func(*bot.Request) {}) // asks nothing of anybody
		j.reply = func(ctx context.Context, _ bot.Reply) (bool, error) { return true, m.open(ctx, i, f) }
	}
	switch verb {
	case doContext:
		apart()
		ask(bot.Context, ref)
	case doVariants:
		apart()
		ask(bot.Variants, ref)
	case doHistory:
		apart()
		ask(bot.History, ref)
	case doSpeaker:
		apart()
		ask(bot.People, ref)
	case doPerson:
		j.first = true
		ask(bot.SetSpeaker, func(r *bot.Request) { ref(r); r.Speaker = first(i.Data.Values) })
	case doTyped:
		if !form {
			shows(nameForm(t, about[0]))
			return
		}
		j.first = true
		ask(bot.SetSpeaker, func(r *bot.Request) { ref(r); r.Speaker, _ = i.Data.filled(fieldSpeaker) })
	case doNobody:
		j.first = true
		ask(bot.SetSpeaker, ref)
	case doNames:
		if !form {
			shows(namesForm(t, about[0]))
			return
		}
		j.first = true
		ask(bot.Merge, func(r *bot.Request) {
			r.Speaker, _ = i.Data.filled(fieldSpeaker)
			if r.Into, _ = i.Data.filled(fieldInto); strings.TrimSpace(r.Into) == "" {
				r.Act = bot.Split
			}
		})
	case doSplit:
		j.first = true
		ask(bot.Split, func(r *bot.Request) { _, r.Speaker, _ = strings.Cut(i.Data.CustomID, ":") })
	case doNotQuote:
		apart()
		j.first = true
		ask(bot.NotQuote, ref)
	case doEdit:
		if !form {
			ask(bot.Edit, func(r *bot.Request) { ref(r); r.DryRun = true })
			m.editing(j, i)
			return
		}
		j.first = true
		ask(bot.Edit, func(r *bot.Request) { ref(r); r.Changes = changes(&i.Data) })
	case doDelete:
		if about[1] != "sure" {
			apart()
		}
		j.first = true
		ask(bot.Delete, func(r *bot.Request) { ref(r); r.Sure = about[1] == "sure" })
	case doRestore:
		j.first = true
		ask(bot.Restore, ref)
	case doHide:
		apart()
		j.first = true
		ask(bot.Hide, ref)
	case doUnhide:
		j.first = true
		ask(bot.Unhide, ref)
	case doForget:
		j.first = true
		ask(bot.ForgetMe, func(r *bot.Request) { r.Sure = true })
	case doCarry:
		j.first = true
		ask(bot.Carry, token)
	case doUndo:
		j.first = true
		ask(bot.Undo, token)
	case doJoin:
		j.first = true
		ask(bot.Join, token)
	case doTurn:
		ask(bot.Turn, token)
	case doKeep:
		j.first = true
		ask(bot.Keep, token)
	case doCancel:
		ask(bot.Cancel, token)
	case doReview, doChoose, doTake:
		m.choosing(j, i, verb, about, ask)
	case doTimeline:
		if about[0] != j.scene.user {
			m.saying(j, t.say("Only whoever asked can turn these pages. Ask for yourself and you get your own."))
			return
		}
		j.scene.page = atoi(about[1])
		ask(bot.Timeline, func(r *bot.Request) { r.Speaker, r.Text = about[2], about[3] })
	case doSettings:
		// Picking a setting changes nothing: the list is shown again with what it is changed by.
		ask(bot.Settings, func(*bot.Request) {})
		j.shown = func(r *bot.Request) { r.Field = first(i.Data.Values) }
	case doSet:
		m.changing(j, i, about[0], ask)
	case doAdd:
		j.first = true
		ask(bot.Add, func(r *bot.Request) {
			r.Text, _ = i.Data.filled(fieldText)
			r.Speaker, _ = i.Data.filled(fieldSpeaker)
			r.Date, _ = i.Data.filled(fieldDate)
			r.URL, _ = i.Data.filled(fieldSource)
		})
	case doNothing:
		m.letBe(j, i)
	default:
		m.saying(j, t.say("That button is of another version of this bot. Ask again and you get new ones."))
	}
}

// choosing turns the pages of a review and takes what was chosen.
func (m *mouth) choosing(j *job, i *interaction, verb string, about []string, ask func(bot.Act, func(*bot.Request))) {
	page := atoi(about[1])
	j.scene.page = page
	places := []int{}
	for _, v := range i.Data.Values {
		places = append(places, atoi(v))
	}
	switch verb {
	case doReview:
		ask(bot.Review, func(r *bot.Request) { r.Token = about[0] })
	case doChoose:
		ask(bot.Choose, func(r *bot.Request) {
			r.Token, r.Offset, r.Count, r.Chosen = about[0], page*reviewPage, reviewPage, places
		})
	default:
		ask(bot.Choose, func(r *bot.Request) { r.Token, r.Taken = about[0], places })
	}
}

// changing sets a setting, or opens the form for one that is typed in.
func (m *mouth) changing(j *job, i *interaction, name string, ask func(bot.Act, func(*bot.Request))) {
	pressed := i.Type == interactionComponent && i.Data.ComponentType == typeButton
	if pressed {
		j.prompt, j.limit = true, m.o.Timing.Completion
		ask(bot.Settings, func(*bot.Request) {})
		j.reply = func(ctx context.Context, r bot.Reply) (bool, error) {
			for k := range r.Settings {
				if r.Settings[k].Name == name {
					return true, m.open(ctx, i, valueForm(j.scene.tongue, &r.Settings[k]))
				}
			}
			return false, nil
		}
		return
	}
	j.first = true
	ask(bot.Settings, func(r *bot.Request) {
		r.Field, r.Text = name, strings.Join(i.Data.Values, " ")
		if v, ok := i.Data.filled(fieldValue); ok {
			r.Text = v
		}
		r.Sure = r.Text == ""
	})
}

// saying answers without the brain.
func (m *mouth) saying(j *job, note string) {
	j.request = func(context.Context) (bot.Request, string) { return bot.Request{}, note }
}

// letBe takes a question away that was answered with no.
func (m *mouth) letBe(j *job, i *interaction) {
	j.request = func(context.Context) (bot.Request, string) { return m.begun(i, bot.Help), "" }
	j.reply = func(ctx context.Context, _ bot.Reply) (bool, error) {
		m.tell(ctx, j, message{Content: j.scene.say("Nothing was changed.")}, true)
		return true, nil
	}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// atoi reads a number of a custom id; what is no number is 0.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
