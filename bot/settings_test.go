package bot_test

import (
	"slices"
	"testing"

	"quotebot/bot"
)

func TestSettings(t *testing.T) {
	b, _ := brain(t)
	wants(t, do(t, b, bot.Request{Act: bot.Settings, Asker: manager, Field: "time-zone", Text: "UTC"}), bot.Refused, "manage the server")
	wants(t, do(t, b, bot.Request{Act: bot.Settings, Asker: bot.Asker{User: "u1", Channel: "dm"}}), bot.Refused, "belong to a server")
	for _, tt := range []struct{ field, text, want, note string }{
		{"add-roles", "22 11 22", "11 22", ""},
		{"add-roles", "@everyone", "", "roles from the list"},
		{"add-roles", "", "", ""},
		{"message-deleted", "forget", "forget", ""},
		{"message-deleted", "explode", "", "values in the list"},
		{"daily-channel", "77", "77", ""},
		{"daily-channel", "general", "", "channel from the list"},
		{"daily-time", "8:05", "08:05", ""},
		{"daily-time", "25:00", "", "hours and minutes"},
		{"time-zone", "America/New_York", "America/New_York", ""},
		{"time-zone", "Nowhere/Land", "", "don't know that time zone"},
		{"time-zone", "Local", "", "don't know that time zone"},
		{"colour", "red", "", "no setting of that name"},
	} {
		t.Run(tt.field+" "+tt.text, func(t *testing.T) {
			r := do(t, b, bot.Request{Act: bot.Settings, Asker: admin, Field: tt.field, Text: tt.text})
			if tt.note != "" {
				wants(t, r, bot.Refused, tt.note)
				return
			}
			wants(t, r, bot.Done, "Set:")
			for _, s := range do(t, b, bot.Request{Act: bot.Settings, Asker: kim}).Settings {
				if s.Name == tt.field && s.Value != tt.want {
					t.Errorf("it is %q, want %q", s.Value, tt.want)
				}
			}
		})
	}
}

func TestRightsByRole(t *testing.T) {
	b, _ := brain(t)
	add(t, b, kim, "one is a start", "")
	set := func(field, roles string) {
		t.Helper()
		wants(t, do(t, b, bot.Request{Act: bot.Settings, Asker: admin, Field: field, Text: roles}), bot.Done, "Set:")
	}
	set("add-roles", "1")
	set("manage-roles", "2")
	set("import-roles", "3")
	file := &bot.File{Name: "q.txt", Data: []byte("“We have cake” - Ada Brook")}
	for _, tt := range []struct {
		name string
		r    bot.Request
		may  string // role
		note string
	}{
		{"add", bot.Request{Act: bot.Add, Text: "two"}, "1", "roles that may add"},
		{"save", bot.Request{Act: bot.Save, Message: &bot.SavedMessage{ID: "1", Channel: "c1", Author: "u9", Text: "three"}}, "1", "roles that may add"},
		{"from", bot.Request{Act: bot.From, Text: bakery, Review: true}, "1", "roles that may add"},
		{"delete", bot.Request{Act: bot.Delete, Number: 1}, "2", "roles that may manage"},
		{"restore", bot.Request{Act: bot.Restore, Number: 1}, "2", "roles that may manage"},
		{"trash", bot.Request{Act: bot.Trash}, "2", "roles that may manage"},
		{"import", bot.Request{Act: bot.Import, File: file, Review: true}, "3", "roles that may import"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, role := range append(slices.DeleteFunc([]string{"", "1", "2", "3"}, func(s string) bool { return s == tt.may }), tt.may) { // the allowed one last
				r := tt.r
				r.Asker = bot.Asker{User: "u7", Guild: "g1", Channel: "c1", Roles: []string{role}}
				got := do(t, b, r)
				if may := role == tt.may; may == (got.Outcome == bot.Refused) {
					t.Errorf("with role %q: %s %q", role, got.Outcome, got.Note)
				} else if !may {
					wants(t, got, bot.Refused, tt.note)
				}
			}
		})
	}
}

func TestLimits(t *testing.T) {
	b, log := brain(t)
	b.Limits = bot.NewLimits()
	refused := 0
	for range 30 {
		if r := do(t, b, bot.Request{Act: bot.Ask, Text: "anything"}); r.Outcome == bot.Refused {
			refused++
			wants(t, r, bot.Refused, "Please ask again in")
		}
	}
	if refused == 0 || refused == 30 {
		t.Errorf("%d of 30 were refused", refused)
	}
	if r := do(t, b, bot.Request{Act: bot.Complete, Field: "speaker", Text: "a"}); r.Outcome != bot.Done {
		t.Errorf("completions are counted: %q", r.Note)
	}
	if r := do(t, b, bot.Request{Act: bot.Ask, Asker: lee, Text: "anything"}); r.Outcome == bot.Refused {
		t.Errorf("somebody else has to wait: %q", r.Note)
	}
	if r := do(t, b, bot.Request{Act: bot.Ask, Text: "anything", Now: now.Add(60e9)}); r.Outcome == bot.Refused {
		t.Errorf("a minute later: %q", r.Note)
	}
	if log.Len() > 0 {
		t.Errorf("the log has %s", log)
	}
}
