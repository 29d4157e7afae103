package search_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quotebot/quotes"
	"quotebot/quotes/search"
)

// now is a Saturday.
var now = time.Date(2023, 1, 21, 12, 0, 0, 0, time.UTC)

var people = search.NewNames([]search.Name{
	{Text: "Ada Pike", Aliases: []string{"Mrs Pike", "the Iron Gardener"}, Quotes: 9},
	{Text: "Bruno Marwitz", Quotes: 5},
	{Text: "Carla Green", Quotes: 4},
	{Text: "Dmitri Zelenkov", Quotes: 3},
	{Text: "Will Summer", Quotes: 1},
}, []search.Name{{Text: "The Daily Example", Quotes: 10}, {Text: "Wire", Quotes: 3}})

func TestParse(t *testing.T) {
	day := func(m time.Month, d int) quotes.Date { return quotes.DayOf(2023, m, d, "") }
	for _, c := range []struct {
		question string
		want     search.Query
	}{
		{"who said the bridge will never open?", search.Query{Intent: search.Who, Asked: true, Topic: []string{"bridge", "never", "open"}}},
		{"What did Ada Pike say about the harbour?", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike", Topic: []string{"harbour"}}},
		{"what did pike say about harbour dues", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike", Topic: []string{"harbour", "dues"}}},
		{"what did mrs pike tell the council", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike", Topic: []string{"mrs", "council"}}},
		{"what has the iron gardener said about roses", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike", Topic: []string{"roses"}}},
		{"what did Marwits say about the strike", search.Query{Intent: search.What, Asked: true, Speaker: "Bruno Marwitz", Topic: []string{"strike"}}},
		{"what did selenkow say about gas", search.Query{Intent: search.What, Asked: true, Speaker: "Dmitri Zelenkov", Topic: []string{"gas"}}},
		{"when did marwitz say the pit would close", search.Query{Intent: search.When, Asked: true, Speaker: "Bruno Marwitz", Topic: []string{"pit", "close"}}},
		{"did Carla Green really say we should eat snails?", search.Query{Intent: search.Really, Asked: true, Speaker: "Carla Green",
			Topic: []string{"eat", "snails"}}},
		{"quotes by carla green", search.Query{Intent: search.By, Asked: true, Speaker: "Carla Green", Topic: nil}},
		{"ada pike", search.Query{Intent: search.By, Asked: true, Speaker: "Ada Pike", Topic: nil}},
		{"random quote by marwitz", search.Query{Intent: search.Random, Asked: true, Speaker: "Bruno Marwitz", Topic: nil}},
		{"a random act of kindness", search.Query{Intent: search.Lookup, Topic: []string{"a", "random", "act", "of", "kindness"}}},
		{"pike on harbour dues", search.Query{Intent: search.Lookup, Asked: true, Speaker: "Ada Pike", Topic: []string{"harbour", "dues"}}},
		{"the green grass of home", search.Query{Intent: search.Lookup, Topic: []string{"the", "green", "grass", "of", "home"}}},
		{"we will walk in summer", search.Query{Intent: search.Lookup, Topic: []string{"we", "will", "walk", "in", "summer"}}},
		{"what did pike tell marwitz about wages", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike",
			Topic: []string{"marwitz", "wages"}}},
		{"what did pike say about dues in the Daily Example", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike",
			Outlet: "The Daily Example", Topic: []string{"dues"}}},
		{"what did pike say last week", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike", From: day(1, 9), Until: day(1, 15), Topic: nil}},
		{"what did pike say in 2016 about trams?", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike",
			From: quotes.YearOf(2016, ""), Until: quotes.YearOf(2016, ""), Topic: []string{"trams"}}},
		{"what did pike say about trams in November", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike",
			From: quotes.MonthOf(2022, 11, ""), Until: quotes.MonthOf(2022, 11, ""), Topic: []string{"trams"}}},
		{"what did pike say on friday about trams", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike",
			From: day(1, 20), Until: day(1, 20), Topic: []string{"trams"}}},
		{"what did pike say since March 2022 about trams", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike",
			From: quotes.MonthOf(2022, 3, ""), Topic: []string{"trams"}}},
		{"what did pike say before the election", search.Query{Intent: search.What, Asked: true, Speaker: "Ada Pike",
			Topic: []string{"before", "election"}}},
		{`who said “not a penny more”?`, search.Query{Intent: search.Who, Asked: true, Phrases: []string{"not a penny more"}, Topic: []string{"penny"}}},
		{"why are trams so slow?", search.Query{Intent: search.Lookup, Asked: true, Topic: []string{"trams", "slow"}}},
		{"", search.Query{Intent: search.Lookup}},
		{"OR NEAR * \" - ^ :", search.Query{Intent: search.Lookup, Topic: []string{"or", "near"}}},
	} {
		t.Run(c.question, func(t *testing.T) {
			got := search.Parse(c.question, now, people)
			if d := cmp.Diff(c.want, got, cmpopts.IgnoreUnexported(search.Query{}), cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
		})
	}
}

// FuzzParse holds that any text is understood, and that the words left are words of it.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"what did Pike say “in 2016", "\x00\xff", "e\u0301\u0301 \u200fשלום", "5 weeks ago in may", "did who say by", "'s 's on"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, question string) {
		q := search.Parse(question, now, people)
		for _, p := range append(q.Topic, q.Phrases...) {
			if p == "" {
				t.Errorf("%q: an empty word in %+v", question, q)
			}
		}
		if q.Speaker != "" && !q.Asked {
			t.Errorf("%q: a speaker in what is no question: %+v", question, q)
		}
	})
}
