package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quotebot/quotes"
)

// days is what a store must know of quotes of the day.
type days interface {
	LastDay(ctx context.Context, guild, field string) (string, error)
	Daily(ctx context.Context, v quotes.View, guild, field string, day time.Time, anniversary bool, pick func(n int64) int64) (quotes.Citation, error)
}

// lateness is how long after its time a quote of the day is still posted, when the bot was not there at that time.
const lateness = 6 * time.Hour

// due lists the quotes of the day that are to be posted now.
func (b *Brain) due(ctx context.Context, r Request) (Reply, error) {
	fields := []string{settingDaily, settingThisDay}
	guilds, err := b.Store.GuildsWith(ctx, fields)
	if err != nil {
		return Reply{}, fmt.Errorf("list guilds with a quote of the day: %w", err)
	}
	reply := Reply{Outcome: Done, Private: true}
	for _, g := range guilds {
		set, err := b.settings(ctx, g)
		if err != nil {
			return Reply{}, err
		}
		local, isTime := timely(set, r.Now)
		if !isTime {
			continue
		}
		for _, f := range fields {
			if set[f] == "" {
				continue
			}
			last, err := b.Store.LastDay(ctx, g, f)
			if err != nil {
				return Reply{}, fmt.Errorf("read the last quote of the day: %w", err)
			}
			if last < local.Format(time.DateOnly) {
				reply.Posts = append(reply.Posts, Post{Guild: g, Channel: set[f], Field: f})
			}
		}
	}
	return reply, nil
}

// timely gives the time in a guild's zone and whether it is time for its quote of the day. The time of day is compared as
// a clock shows it: on the days on which clocks change, a time that is left out counts from the change on, and one that
// comes twice is over after the first.
func timely(set map[string]string, now time.Time) (local time.Time, isTime bool) {
	zone, err := time.LoadLocation(set[settingZone])
	if err != nil { // checked when it was set; zones can be dropped from the list of the world
		zone = time.UTC
	}
	local = now.In(zone)
	at, err := time.Parse("15:04", set[settingTime])
	if err != nil {
		return local, false
	}
	clock := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
	due := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	return local, clock >= due && clock < due+lateness
}

// daily chooses the quote of the day for one channel. Everybody who reads the channel will see it, so quotes of other
// channels are left out.
func (b *Brain) daily(ctx context.Context, r Request) (Reply, error) {
	if r.Asker.Guild == "" || r.Asker.Channel == "" || r.Field != settingDaily && r.Field != settingThisDay {
		return r.refuse("A quote of the day needs a server and a channel."), nil
	}
	set, err := b.settings(ctx, r.Asker.Guild)
	if err != nil {
		return Reply{}, err
	}
	v := quotes.View{Scopes: []quotes.Scope{quotes.GuildScope(r.Asker.Guild), quotes.Library}, Channels: []string{r.Asker.Channel}}
	local, _ := timely(set, r.Now)
	c, err := b.Store.Daily(ctx, v, r.Asker.Guild, r.Field, local, r.Field == settingThisDay, pick)
	switch {
	case errors.Is(err, quotes.ErrDoneToday) || errors.Is(err, quotes.ErrNotFound):
		return Reply{Outcome: Nothing}, nil
	case err != nil:
		return Reply{}, fmt.Errorf("choose the quote of the day: %w", err)
	}
	note := r.say("The quote of the day")
	if r.Field == settingThisDay {
		when := c.Said
		if when.IsZero() {
			when = c.Published
		}
		years := local.Year() - when.Time.Year()
		note = r.many(years, "On this day %d year ago", "On this day %d years ago")
	}
	return Reply{Outcome: Done, Note: note, Cards: []Card{card(c)}}, nil
}
