package discord

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/bot/discord/discordtest"
)

func TestStandingOf(t *testing.T) {
	s, err := discordtest.New(discordtest.Options{Shards: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.AddGuild(discordtest.Guild{ID: "10", Roles: []discordtest.Role{{ID: "10", Permissions: permissionText(Permissions)}}})
	s.AddGuild(discordtest.Guild{ID: "11", Roles: []discordtest.Role{{ID: "11", Permissions: permissionText(Permissions &^ embedLinks)}}})
	s.AddGuild(discordtest.Guild{ID: "12", Roles: []discordtest.Role{{ID: "12", Permissions: permissionText(administrator)}}})
	got, err := StandingOf(t.Context(), s.Token(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != discordtest.BotID || got.Application != discordtest.AppID || got.Shards != 3 || got.SessionsLeft != 999 || !got.Content {
		t.Errorf("%+v", got)
	}
	if off := time.Since(got.Clock); off < -2*time.Second || off > time.Minute {
		t.Errorf("the clock is %v", got.Clock)
	}
	var lacks []string
	for _, g := range got.Guilds {
		lacks = append(lacks, g.ID+":"+strings.Join(g.Missing, ","))
	}
	if want := []string{"10:", "11:Embed Links", "12:"}; !slices.Equal(lacks, want) {
		t.Errorf("missing rights %q, want %q", lacks, want)
	}

	if _, err := StandingOf(t.Context(), "another", s.URL()); !errors.Is(err, ErrToken) || strings.Contains(err.Error(), "another") {
		t.Errorf("a wrong token: %v", err)
	}
	s.Fail(discordtest.Fault{Path: "applications/@me", Status: 403, Times: 1})
	if _, err := StandingOf(t.Context(), s.Token(), s.URL()); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("a refusal: %v", err)
	}
	s.Close()
	if _, err := StandingOf(t.Context(), s.Token(), s.URL()); err == nil || strings.Contains(err.Error(), s.Token()) {
		t.Errorf("nobody there: %v", err)
	}
}
