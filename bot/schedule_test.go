package bot_test

import (
	"fmt"
	"testing"
	"time"

	"quotebot/bot"
)

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestDailyIsDueAtLocalTime(t *testing.T) {
	b, _ := brain(t)
	add(t, b, kim, "the tide is on time", "Ada Brook")
	for field, text := range map[string]string{"daily-channel": "77", "daily-time": "09:30", "time-zone": "Europe/Berlin"} {
		wants(t, do(t, b, bot.Request{Act: bot.Settings, Asker: admin, Field: field, Text: text}), bot.Done, "Set:")
	}
	berlin := mustZone(t, "Europe/Berlin")
	at := func(day, hour, minute int) time.Time { return time.Date(2024, 3, day, hour, minute, 0, 0, berlin) }
	for _, tt := range []struct {
		name string
		now  time.Time
		due  int
	}{
		{"a minute before", at(29, 9, 29), 0},
		{"in time", at(29, 9, 30), 1},
		{"late, the bot was away", at(29, 15, 0), 1},
		{"much too late", at(29, 16, 0), 0},
		{"the day of the change of clocks, before", at(31, 9, 29), 0},
		{"the day of the change of clocks", at(31, 9, 30), 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := do(t, b, bot.Request{Act: bot.Due, Now: tt.now, Asker: bot.Asker{Operator: true}})
			if len(r.Posts) != tt.due || tt.due == 1 && r.Posts[0] != (bot.Post{Guild: "g1", Channel: "77", Field: "daily-channel"}) {
				t.Errorf("due: %+v", r.Posts)
			}
		})
	}
	daily := bot.Request{Act: bot.Daily, Asker: bot.Asker{Guild: "g1", Channel: "77"}, Field: "daily-channel", Now: at(29, 9, 30)}
	if r := do(t, b, daily); len(r.Cards) != 1 || r.Private {
		t.Fatalf("%s %q", r.Outcome, r.Note)
	}
	if r := do(t, b, daily); r.Outcome != bot.Nothing {
		t.Errorf("twice on one day: %q", words(r))
	}
	if r := do(t, b, bot.Request{Act: bot.Due, Now: at(29, 9, 31), Asker: bot.Asker{Operator: true}}); len(r.Posts) != 0 {
		t.Errorf("due again: %+v", r.Posts)
	}
	do(t, b, bot.Request{Act: bot.GuildGone, Asker: bot.Asker{Guild: "g1"}})
	if r := do(t, b, bot.Request{Act: bot.Due, Now: at(30, 9, 31), Asker: bot.Asker{Operator: true}}); len(r.Posts) != 0 {
		t.Errorf("due where the bot is not: %+v", r.Posts)
	}
}

func TestDailyIsFairAndDoesNotRepeat(t *testing.T) {
	b, _ := brain(t)
	for i := range 6 {
		add(t, b, kim, fmt.Sprint("much said ", i), "Ada Brook")
	}
	add(t, b, kim, "said once", "Tomas Reyle")
	add(t, b, kim, "said once as well", "Mira Tolle")
	save(t, b, bot.Asker{User: "u1", Guild: "g1", Channel: "staff"}, "m1", "staff", "u9", "not for this channel")
	var speakers []string
	seen := map[string]bool{}
	for day := range 9 {
		r := do(t, b, bot.Request{Act: bot.Daily, Asker: bot.Asker{Guild: "g1", Channel: "77"}, Field: "daily-channel", Now: now.AddDate(0, 0, day)})
		if len(r.Cards) != 1 {
			t.Fatalf("day %d: %s %q", day, r.Outcome, r.Note)
		}
		k := r.Cards[0]
		if k.Channel != "" {
			t.Errorf("day %d shows a quote of another channel", day)
		}
		if day < 8 && seen[k.Text] {
			t.Errorf("%q came twice before all others came", k.Text)
		}
		seen[k.Text] = true
		speakers = append(speakers, k.Speaker)
	}
	first := map[string]bool{}
	for _, s := range speakers[:3] {
		first[s] = true
	}
	if len(first) != 3 {
		t.Errorf("the first three days had %q", speakers[:3])
	}
	if len(seen) != 8 {
		t.Errorf("%d quotes came in nine days", len(seen))
	}
}

func TestOnThisDay(t *testing.T) {
	b, _ := brain(t)
	for text, day := range map[string]string{"two years ago": "2022-03-14", "today": "2024-03-14", "other day": "2022-03-15", "some March": "2022-03"} {
		wants(t, do(t, b, bot.Request{Act: bot.Add, Text: text, Date: day}), bot.Done, "Saved")
	}
	post := func(at time.Time) bot.Reply {
		return do(t, b, bot.Request{Act: bot.Daily, Asker: bot.Asker{Guild: "g1", Channel: "77"}, Field: "this-day-channel", Now: at})
	}
	r := post(now)
	wants(t, r, bot.Done, "On this day 2 years ago")
	if r.Cards[0].Text != "two years ago" {
		t.Errorf("it is %q", r.Cards[0].Text)
	}
	if r := post(now.AddDate(0, 0, 7)); r.Outcome != bot.Nothing {
		t.Errorf("a day without: %q", words(r))
	}
}
