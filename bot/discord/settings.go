package discord

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"quotebot/bot"
)

// settings shows the settings of a guild, a select of which one to change and, where one was picked, what to change it with.
func settings(m *message, r bot.Reply, s scene) {
	e := &discordgo.MessageEmbed{Title: s.say("Settings"), Color: colourPlain}
	which := component{Type: typeSelect, CustomID: doSettings, Placeholder: s.say("Which setting to change")}
	var picked *bot.Setting
	for i := range r.Settings[:min(len(r.Settings), maxOptions)] {
		set := &r.Settings[i]
		if set.Name == s.r.Field {
			picked = set
		}
		e.Fields = append(e.Fields, &discordgo.MessageEmbedField{Name: fit(set.Title, maxTitle), Value: shownValue(set, s) + "\n-# " + fit(set.About, 300)})
		which.Options = append(which.Options, choosable(set.Title, set.Name, set.About, picked == set))
	}
	m.Embeds = []*discordgo.MessageEmbed{e}
	m.Components = append(m.Components, row(which))
	if picked != nil {
		m.Components = append(m.Components, changer(picked, s)...)
	}
}

// shownValue is a setting's value as people read it.
func shownValue(set *bot.Setting, s scene) string {
	value := set.Value
	if value == "" {
		value = set.Usual
	}
	switch set.Kind {
	case bot.SettingRoles:
		var roles []string
		for _, id := range strings.Fields(value) {
			roles = append(roles, "<@&"+fit(id, 20)+">")
		}
		value = strings.Join(roles[:min(len(roles), maxOptions)], " ")
	case bot.SettingChannel:
		if value != "" {
			value = "<#" + fit(value, 20) + ">"
		}
	case bot.SettingChoice:
		for _, c := range set.Choices {
			if c.Value == value {
				value = fit(c.Label, 200)
			}
		}
	default:
		value = fit(value, 200)
	}
	if value == "" {
		return s.say("none")
	}
	return value
}

// changer is what a setting is changed with.
func changer(set *bot.Setting, s scene) []component {
	c := component{CustomID: customID(doSet, set.Name), Placeholder: cut(set.Title, 150)}
	none, one := 0, 1
	switch set.Kind {
	case bot.SettingRoles:
		all := maxOptions
		c.Type, c.MinValues, c.MaxValues = typeRoleSelect, &none, &all
		for _, id := range strings.Fields(set.Value) {
			c.Defaults = append(c.Defaults, selectedDefault{id, "role"})
		}
	case bot.SettingChannel:
		c.Type, c.MinValues, c.MaxValues = typeChannelSelect, &none, &one
		c.ChannelTypes = []int{textChannel, newsChannel}
		if set.Value != "" {
			c.Defaults = []selectedDefault{{set.Value, "channel"}}
		}
	case bot.SettingChoice:
		c.Type = typeSelect
		for _, choice := range set.Choices[:min(len(set.Choices), maxOptions)] {
			c.Options = append(c.Options, choosable(choice.Label, choice.Value, "", choice.Value == set.Value))
		}
		if !slices.ContainsFunc(c.Options, func(o selectOption) bool { return o.Default }) {
			for i := range c.Options {
				c.Options[i].Default = c.Options[i].Value == set.Usual
			}
		}
	default:
		return rows([]component{button(stylePrimary, s.say("Change: %s", set.Title), customID(doSet, set.Name))})
	}
	return []component{row(c)}
}
