package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones by name on machines that have none
)

// The settings of a guild.
const (
	settingAdd      = "add-roles"
	settingManage   = "manage-roles"
	settingImport   = "import-roles"
	settingEdited   = "message-edited"
	settingDeleted  = "message-deleted"
	settingDaily    = "daily-channel"
	settingThisDay  = "this-day-channel"
	settingTime     = "daily-time"
	settingZone     = "time-zone"
	followMark      = "mark"
	followForget    = "forget"
	followKeep      = "keep"
	usualDailyTime  = "09:00"
	usualZone       = "UTC"
	maxSettingValue = 2_000
)

// preferences keeps the settings of guilds.
type preferences interface {
	Settings(ctx context.Context, guild string) (map[string]string, error)
	Set(ctx context.Context, guild, name, value string) error
	Unset(ctx context.Context, guild, name string) error
	GuildsWith(ctx context.Context, names []string) ([]string, error)
}

// known lists the settings in the order in which they are shown.
func known(r Request) []Setting {
	follow := []Choice{
		{r.say("mark: the quote says so"), followMark},
		{r.say("forget: only the number is left"), followForget},
		{r.say("keep: nothing happens"), followKeep},
	}
	return []Setting{
		{Name: settingAdd, Kind: SettingRoles, Title: r.say("Roles that may add"), About: r.say("Who may add quotes. None: everybody.")},
		{Name: settingManage, Kind: SettingRoles, Title: r.say("Roles that may manage"), About: r.say("Who may correct, delete and restore what others added, besides people who may manage messages.")},
		{Name: settingImport, Kind: SettingRoles, Title: r.say("Roles that may import"), About: r.say("Who may import files, besides people who may manage messages. None: those who may manage.")},
		{Name: settingEdited, Kind: SettingChoice, Usual: followMark, Choices: follow, Title: r.say("When a saved message is edited"), About: r.say("What happens to the quote. The saved words never change.")},
		{Name: settingDeleted, Kind: SettingChoice, Usual: followMark, Choices: follow, Title: r.say("When a saved message is deleted"), About: r.say("What happens to the quote.")},
		{Name: settingDaily, Kind: SettingChannel, Title: r.say("Channel of the daily quote"), About: r.say("Where a quote is posted every day. None: nowhere.")},
		{Name: settingThisDay, Kind: SettingChannel, Title: r.say("Channel of “on this day”"), About: r.say("Where a quote of the same day of an earlier year is posted, on days that have one. None: nowhere.")},
		{Name: settingTime, Kind: SettingTime, Usual: usualDailyTime, Title: r.say("Time of the daily quote"), About: r.say("At this time of the server's day, such as 09:00.")},
		{Name: settingZone, Kind: SettingZone, Usual: usualZone, Title: r.say("Time zone"), About: r.say("By its name, such as Europe/Berlin.")},
	}
}

// settings gives the values of a guild, the usual ones where nothing was set.
func (b *Brain) settings(ctx context.Context, guild string) (map[string]string, error) {
	set, err := b.Store.Settings(ctx, guild)
	if err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	for _, s := range known(Request{}) {
		if _, ok := set[s.Name]; !ok {
			set[s.Name] = s.Usual
		}
	}
	return set, nil
}

// configure lists the settings of a guild, or sets one.
func (b *Brain) configure(ctx context.Context, r Request) (Reply, error) {
	if r.Asker.Guild == "" || r.Asker.UserApp {
		return r.refuse("Settings belong to a server. Use the command there."), nil
	}
	note := ""
	if r.Field != "" {
		needs, err := b.may(ctx, r, toSet)
		if err != nil {
			return Reply{}, err
		}
		if needs != "" {
			return refusal(needs), nil
		}
		all := known(r)
		i := slices.IndexFunc(all, func(s Setting) bool { return s.Name == r.Field })
		if i < 0 {
			return r.refuse("There is no setting of that name."), nil
		}
		value, wrong := all[i].check(r, r.Text)
		if wrong != "" {
			return refusal(wrong), nil
		}
		if err := b.set(ctx, r, all[i], value); err != nil {
			return Reply{}, err
		}
		note = r.say("Set: %s.", all[i].Title)
	}
	set, err := b.settings(ctx, r.Asker.Guild)
	if err != nil {
		return Reply{}, err
	}
	reply := Reply{Outcome: Done, Note: note, Private: true, Settings: known(r)}
	for i := range reply.Settings {
		reply.Settings[i].Value = set[reply.Settings[i].Name]
	}
	return reply, nil
}

func (b *Brain) set(ctx context.Context, r Request, s Setting, value string) error {
	var err error
	if value == s.Usual || value == "" {
		err = b.Store.Unset(ctx, r.Asker.Guild, s.Name)
	} else {
		err = b.Store.Set(ctx, r.Asker.Guild, s.Name, value)
	}
	if err != nil {
		return fmt.Errorf("change a setting: %w", err)
	}
	return nil
}

// check brings a value to the form in which it is kept. wrong says what is wrong with it and what to write.
func (s Setting) check(r Request, value string) (clean, wrong string) {
	value = strings.Join(strings.Fields(value), " ")
	switch {
	case value == "":
		return s.Usual, ""
	case len(value) > maxSettingValue:
		return "", r.say("That is too long for a setting.")
	}
	switch s.Kind {
	case SettingRoles:
		ids := strings.Fields(value)
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if len(ids) > 25 || slices.ContainsFunc(ids, func(id string) bool { return !isID(id) }) {
			return "", r.say("Choose at most 25 roles from the list.")
		}
		return strings.Join(ids, " "), ""
	case SettingChannel:
		if !isID(value) {
			return "", r.say("Choose a channel from the list.")
		}
	case SettingTime:
		t, err := time.Parse("15:04", value)
		if err != nil {
			return "", r.say("Write the time as hours and minutes, such as 09:00 or 18:30.")
		}
		return t.Format("15:04"), ""
	case SettingZone:
		l, err := time.LoadLocation(value)
		if err != nil || value == "Local" {
			return "", r.say("I don't know that time zone. Write its name as in Europe/Berlin or America/New_York, or UTC.")
		}
		return l.String(), ""
	case SettingChoice:
		if !slices.ContainsFunc(s.Choices, func(c Choice) bool { return c.Value == value }) {
			return "", r.say("Choose one of the values in the list.")
		}
	}
	return value, ""
}

// isID says whether a text may be one of Discord's ids.
func isID(s string) bool {
	return len(s) <= 20 && s != "" && strings.Trim(s, "0123456789") == ""
}
