package discord

import (
	"encoding/json"
	"testing"
)

func TestPermissions(t *testing.T) {
	const everyone, team, muted, owner, mara = "1", "2", "3", "8", "9"
	g := guild{ID: everyone, Owner: owner, Roles: []role{
		{everyone, viewChannel | readHistory}, {team, manageThreads}, {muted, 0}, {"4", administrator},
	}}
	over := func(kind int, id string, allow, deny permissions) overwrite { return overwrite{id, kind, allow, deny} }
	hidden := over(overRole, everyone, 0, viewChannel)
	tests := []struct {
		name   string
		over   []overwrite
		member string
		roles  []string
		want   bool
	}{
		{"everyone may", nil, mara, nil, true},
		{"hidden from everyone", []overwrite{hidden}, mara, nil, false},
		{"hidden, owner", []overwrite{hidden}, owner, nil, true},
		{"hidden, administrator", []overwrite{hidden}, mara, []string{"4"}, true},
		{"hidden, shown to a role", []overwrite{over(overRole, team, viewChannel, 0), hidden}, mara, []string{team}, true},
		{"hidden, shown to a role of others", []overwrite{hidden, over(overRole, team, viewChannel, 0)}, mara, []string{muted}, false},
		{"one role denies, another allows", []overwrite{over(overRole, muted, 0, viewChannel), over(overRole, team, viewChannel, 0)}, mara, []string{muted, team}, true},
		{"a role denies", []overwrite{over(overRole, muted, 0, readHistory)}, mara, []string{muted}, false},
		{"a role denies, shown to the member", []overwrite{over(overMember, mara, readHistory, 0), over(overRole, muted, 0, readHistory)}, mara, []string{muted}, true},
		{"hidden from the member", []overwrite{over(overMember, mara, 0, viewChannel), over(overRole, team, viewChannel, 0)}, mara, []string{team}, false},
		{"hidden from another member", []overwrite{over(overMember, "7", 0, viewChannel)}, mara, nil, true},
		{"an overwrite for a member with a role's id", []overwrite{over(overMember, team, 0, viewChannel)}, mara, []string{team}, true},
	}
	for _, tt := range tests {
		if got := g.in(channel{Overwrites: tt.over}, tt.member, tt.roles).has(viewChannel | readHistory); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestPermissionsAsText(t *testing.T) {
	var p permissions
	for text, want := range map[string]permissions{`"274877906944"`: sendInThreads, `1024`: viewChannel, `"0"`: 0} {
		if err := json.Unmarshal([]byte(text), &p); err != nil || p != want {
			t.Errorf("%s: %d, %v", text, p, err)
		}
	}
	if err := json.Unmarshal([]byte(`"many"`), &p); err == nil {
		t.Error("a word is taken for permissions")
	}
	if want := "https://discord.com/oauth2/authorize?client_id=5&scope=bot+applications.commands&permissions=274878024704"; InviteURL("5") != want {
		t.Error(InviteURL("5"))
	}
}
