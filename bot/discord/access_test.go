package discord

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"quotebot/bot/discord/discordtest"
)

func TestReadable(t *testing.T) {
	t.Parallel()
	const (
		home, mara, owner                           = "70", "60", "61"
		open, staff, adult, blind                   = "80", "81", "82", "83"
		thread, staffThread, private, mine, foreign = "90", "91", "92", "93", "99"
	)
	hidden := []discordtest.Overwrite{{ID: home, Type: 0, Allow: "0", Deny: "1024"}}
	noHistory := []discordtest.Overwrite{{ID: home, Type: 0, Allow: "0", Deny: "65536"}}
	s, err := discordtest.New(discordtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.AddGuild(discordtest.Guild{ID: home, Owner: owner, Roles: []discordtest.Role{{ID: home, Permissions: "66560"}}, Channels: []discordtest.Channel{
		{ID: open}, {ID: staff, Overwrites: hidden}, {ID: adult, NSFW: true}, {ID: blind, Overwrites: noHistory},
		{ID: thread, Type: publicThread, ParentID: open}, {ID: staffThread, Type: publicThread, ParentID: staff},
		{ID: private, Type: privateThread, ParentID: open}, {ID: mine, Type: privateThread, ParentID: open, ThreadMembers: []string{mara}},
	}})
	s.AddGuild(discordtest.Guild{ID: "71", Owner: mara, Channels: []discordtest.Channel{{ID: foreign}}})
	base, err := parseBase(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	wire := &http.Transport{}
	t.Cleanup(wire.CloseIdleConnections)
	client := &http.Client{Transport: &transport{base: base, next: wire, limited: func() {}, until: map[string]time.Time{}}}
	cr := newChannelReader(&api{session: newSession(s.Token(), client)}, time.Hour)
	all := []string{open, staff, adult, blind, thread, staffThread, private, mine, foreign, "1"}
	tests := []struct {
		name, user, here string
		want             []string
	}{
		{"a member", mara, open, []string{open, thread, mine}},
		{"a member in an age-restricted channel", mara, adult, []string{open, adult, thread, mine}},
		{"a member in a thread", mara, thread, []string{open, thread, mine}},
		{"a stranger to the thread", "62", open, []string{open, thread}},
		{"the owner", owner, open, []string{open, staff, blind, thread, staffThread, private, mine}},
	}
	for _, tt := range tests {
		r := &readable{channels: cr, guild: home, user: tt.user, here: tt.here}
		got, err := r.Readable(t.Context(), all)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s can read %v, want %v (%v)", tt.name, got, tt.want, err)
		}
	}
	asked := len(s.Requests())
	if _, err := (&readable{channels: cr, guild: home, user: mara, here: open}).Readable(t.Context(), all); err != nil || len(s.Requests()) != asked {
		t.Errorf("what is known is asked again (%v)", err)
	}

	unknown := &readable{channels: newChannelReader(cr.api, time.Hour), guild: home, user: owner, here: open}
	s.Fail(discordtest.Fault{Path: "guilds/", Status: http.StatusForbidden, Times: 1})
	if got, err := unknown.Readable(t.Context(), all); err != nil || !slices.Equal(got, []string{open}) {
		t.Errorf("of a guild that Discord tells nothing about %v can be read (%v)", got, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	late := &readable{channels: newChannelReader(cr.api, time.Hour), guild: home, user: owner, here: open}
	if got, err := late.Readable(ended, all); err == nil {
		t.Errorf("after the end of the time %v can be read", got)
	}
}

func TestShared(t *testing.T) {
	t.Parallel()
	const (
		home, mara                                       = "70", "60"
		open, staff, twin, adult, blind, thread, private = "80", "81", "82", "83", "84", "90", "91"
		role                                             = "71"
		seeAndRead, see, history                         = "66560", "1024", "65536"
	)
	forStaff := []discordtest.Overwrite{{ID: home, Type: 0, Allow: "0", Deny: see}, {ID: role, Type: 0, Allow: see, Deny: "0"}}
	s, err := discordtest.New(discordtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.AddGuild(discordtest.Guild{ID: home, Roles: []discordtest.Role{{ID: home, Permissions: seeAndRead}, {ID: role, Permissions: "0"}}, Channels: []discordtest.Channel{
		{ID: open}, {ID: staff, Overwrites: forStaff}, {ID: twin, Overwrites: forStaff}, {ID: adult, NSFW: true},
		{ID: blind, Overwrites: []discordtest.Overwrite{{ID: home, Type: 0, Allow: "0", Deny: history}}},
		{ID: thread, Type: publicThread, ParentID: staff}, {ID: private, Type: privateThread, ParentID: open},
	}})
	base, err := parseBase(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	wire := &http.Transport{}
	t.Cleanup(wire.CloseIdleConnections)
	client := &http.Client{Transport: &transport{base: base, next: wire, limited: func() {}, until: map[string]time.Time{}}}
	cr := newChannelReader(&api{session: newSession(s.Token(), client)}, time.Hour)
	all := []string{open, staff, twin, adult, blind, thread, private}
	for name, tt := range map[string]struct {
		here string
		want []string
	}{
		"where everybody is":         {open, []string{open}},
		"among the staff":            {staff, []string{open, staff, twin, thread}},
		"in a thread of the staff":   {thread, []string{open, staff, twin, thread}},
		"in an age-restricted place": {adult, []string{open, adult}},
		"in a private thread":        {private, []string{open}},
	} {
		r := &readable{channels: cr, guild: home, user: mara, roles: []string{role}, here: tt.here}
		got, err := r.Shared(t.Context(), all)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v (%v)", name, got, tt.want, err)
		}
	}
}
