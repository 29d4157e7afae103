package db

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

// shelf fills a library with quotes in which every filter has something to keep and to leave.
func shelf(t testing.TB, d *DB) {
	t.Helper()
	guild, other := quotes.GuildScope("1"), quotes.GuildScope("2")
	at := func(day int) time.Time { return time.Date(2024, 1, day, 0, 0, 0, 0, time.UTC) }
	cs := []quotes.Citation{
		{Scope: quotes.Library, Text: "lib old", Speaker: "Ída Märrow", Aliases: []string{"The Keeper"}, Said: mustDate(t, "1999", ""), AddedAt: at(3),
			Publisher: "The Daily Example", URL: "https://news.example.org/1", Kind: quotes.Direct},
		{Scope: quotes.Library, Text: "lib new", Speaker: "Tom Oake", Published: mustDate(t, "2021-05-06", ""), AddedAt: at(1),
			Publisher: "Weekly", URL: "https://weekly.example/1", Kind: quotes.Mixed},
		{Scope: quotes.Library, Text: "lib undated", AddedAt: at(2)},
		{Scope: guild, Text: "guild open", Speaker: "Ida Marrow", Said: mustDate(t, "2021-05-06T12:00:00Z", ""), AddedAt: at(5)},
		{Scope: guild, Text: "guild in 7", Channel: "7", Message: "1", Said: mustDate(t, "2022-01", ""), AddedAt: at(4), Kind: quotes.Message},
		{Scope: guild, Text: "guild in 8", Channel: "8", Message: "2", Said: mustDate(t, "2022-02-02", ""), AddedAt: at(4), Kind: quotes.Message},
		{Scope: other, Text: "other guild", Said: mustDate(t, "2023-01-01", ""), AddedAt: at(6)},
	}
	mustAdd(t, d, cs...)
}

// member is what somebody in guild 1 who reads channel 7 sees.
var member = quotes.View{Scopes: []quotes.Scope{quotes.Library, quotes.GuildScope("1")}, Channels: []string{"7"}}

func texts(cs []quotes.Citation) []string {
	var list []string
	for _, c := range cs {
		list = append(list, c.Text)
	}
	return list
}

func TestViewIsKeptEverywhere(t *testing.T) {
	d := openTemp(t)
	shelf(t, d)
	tests := []struct {
		name string
		view quotes.View
		want []string // newest by date said, undated last
	}{
		{"nothing", quotes.View{}, nil},
		{"nothing, though all channels", quotes.View{All: true}, nil},
		{"the library", quotes.View{Scopes: []quotes.Scope{quotes.Library}}, []string{"lib new", "lib old", "lib undated"}},
		{"a member", member, []string{"guild in 7", "guild open", "lib new", "lib old", "lib undated"}},
		{"a guild's operator", quotes.View{Scopes: []quotes.Scope{quotes.GuildScope("1")}, All: true}, []string{"guild in 8", "guild in 7", "guild open"}},
		{"a scope that there is not", quotes.View{Scopes: []quotes.Scope{quotes.GuildScope("3")}, Channels: []string{"7"}}, nil},
	}
	var ids []int64
	for id := int64(1); id <= 7; id++ {
		ids = append(ids, id)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, _, err := d.List(t.Context(), tt.view, quotes.Filter{}, quotes.BySaid, "", 100)
			if diff := cmp.Diff(tt.want, texts(page)); diff != "" || err != nil {
				t.Errorf("list (-want +got):\n%s%v", diff, err)
			}
			allowed := map[string]bool{}
			for _, text := range tt.want {
				allowed[text] = true
			}
			seen := func(by string, cs ...quotes.Citation) {
				got := map[string]bool{}
				for _, c := range cs {
					got[c.Text] = true
				}
				if diff := cmp.Diff(allowed, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", by, diff)
				}
			}
			n, err := d.Count(t.Context(), tt.view)
			if err != nil || n != int64(len(tt.want)) {
				t.Errorf("count is %d, %v", n, err)
			}
			cs, err := d.ByID(t.Context(), tt.view, ids)
			if err != nil {
				t.Error(err)
			}
			seen("by id", cs...)
			cs = nil
			if err := d.Export(t.Context(), tt.view, func(c quotes.Citation) error { cs = append(cs, c); return nil }); err != nil {
				t.Error(err)
			}
			seen("export", cs...)
			cs = nil
			for _, scope := range []quotes.Scope{quotes.Library, quotes.GuildScope("1"), quotes.GuildScope("2")} {
				for number := int64(1); number < 5; number++ {
					c, err := d.ByNumber(t.Context(), tt.view, scope, number)
					if err == nil {
						cs = append(cs, c)
					} else if !errors.Is(err, quotes.ErrNotFound) {
						t.Error(err)
					}
				}
			}
			seen("by number", cs...)
			cs = nil
			for range 200 {
				c, err := d.Random(t.Context(), tt.view, quotes.Filter{}, rand.Int64N)
				if err == nil {
					cs = append(cs, c)
				} else if !errors.Is(err, quotes.ErrNotFound) {
					t.Error(err)
				}
			}
			seen("random", cs...)
		})
	}
}

func TestByIDKeepsTheOrder(t *testing.T) {
	d := openTemp(t)
	shelf(t, d)
	cs, err := d.ByID(t.Context(), member, []int64{5, 1, 99, 6, 3})
	if diff := cmp.Diff([]string{"guild in 7", "lib old", "lib undated"}, texts(cs)); diff != "" || err != nil {
		t.Errorf("(-want +got):\n%s%v", diff, err)
	}
}

func TestFilter(t *testing.T) {
	d := openTemp(t)
	shelf(t, d)
	tests := []struct {
		name   string
		filter quotes.Filter
		want   []string // newest added first
	}{
		{"none", quotes.Filter{}, []string{"guild open", "guild in 7", "lib old", "lib undated", "lib new"}},
		{"speaker without accents, in both scopes", quotes.Filter{Speaker: "ida marrow"}, []string{"guild open", "lib old"}},
		{"speaker by one name", quotes.Filter{Speaker: "MARROW"}, []string{"guild open", "lib old"}},
		{"speaker by alias", quotes.Filter{Speaker: "the keeper"}, []string{"lib old"}},
		{"a part of a word is no name", quotes.Filter{Speaker: "mar"}, nil},
		{"speaker of marks", quotes.Filter{Speaker: "%"}, nil},
		{"outlet", quotes.Filter{Outlet: "the daily example"}, []string{"lib old"}},
		{"host", quotes.Filter{Host: "www.weekly.example"}, []string{"lib new"}},
		{"host above", quotes.Filter{Host: "example.org"}, []string{"lib old"}},
		{"from a day; published stands for said", quotes.Filter{From: mustDate(t, "2021-05-06", "")}, []string{"guild open", "guild in 7", "lib new"}},
		{"from within a month that it may be", quotes.Filter{From: mustDate(t, "2022-01-20", "")}, []string{"guild in 7"}},
		{"until a day", quotes.Filter{Until: mustDate(t, "2021-05-06", "")}, []string{"guild open", "lib old", "lib new"}},
		{"until the day before", quotes.Filter{Until: mustDate(t, "2021-05-05", "")}, []string{"lib old"}},
		{"a year", quotes.Filter{From: mustDate(t, "2021", ""), Until: mustDate(t, "2021", "")}, []string{"guild open", "lib new"}},
		{"kind", quotes.Filter{Kind: quotes.Message}, []string{"guild in 7"}},
		{"channel", quotes.Filter{Channel: "7"}, []string{"guild in 7"}},
		{"a channel that is hidden", quotes.Filter{Channel: "8"}, nil},
		{"two at once", quotes.Filter{Speaker: "marrow", Outlet: "The Daily Example"}, []string{"lib old"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, next, err := d.List(t.Context(), member, tt.filter, quotes.ByAdded, "", 100)
			if diff := cmp.Diff(tt.want, texts(page)); diff != "" || next != "" || err != nil {
				t.Errorf("list (-want +got):\n%s%q %v", diff, next, err)
			}
			c, err := d.Random(t.Context(), member, tt.filter, func(n int64) int64 { return n - 1 })
			switch {
			case len(tt.want) == 0 && !errors.Is(err, quotes.ErrNotFound):
				t.Errorf("random: %v", err)
			case len(tt.want) > 0 && err != nil:
				t.Errorf("random: %v", err)
			case len(tt.want) > 0 && !contains(tt.want, c.Text):
				t.Errorf("random gives %q", c.Text)
			}
		})
	}
}

func contains(list []string, text string) bool {
	for _, s := range list {
		if s == text {
			return true
		}
	}
	return false
}

// Every quote has the same chance, whether the numbers are dense (drawn) or hardly used (counted).
func TestRandomIsUniform(t *testing.T) {
	tests := []struct {
		name   string
		quotes int
		filter quotes.Filter
		among  int
	}{
		{"all", 20, quotes.Filter{}, 20},
		{"one in forty", 800, quotes.Filter{Speaker: "rare"}, 20},
		{"one in four hundred", 4000, quotes.Filter{Speaker: "rare"}, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := openTemp(t)
			var cs []quotes.Citation
			for i := range tt.quotes {
				c := typed("%d", i)
				if i%(tt.quotes/tt.among) == 0 {
					c.Speaker = "Rare"
				}
				cs = append(cs, c)
			}
			mustAdd(t, d, cs...)
			mustAdd(t, d, quotes.Citation{Scope: quotes.GuildScope("1"), Text: "hidden", Speaker: "Rare"})
			rng := rand.New(rand.NewPCG(1, 2))
			const draws = 500
			count := map[string]int{}
			for range draws {
				c, err := d.Random(t.Context(), everything, tt.filter, rng.Int64N)
				if err != nil {
					t.Fatal(err)
				}
				count[c.Text]++
			}
			// Chi squared with up to 19 degrees of freedom is above 50 once in 10,000 runs; the draws are the same every time.
			expected, chi := float64(draws)/float64(tt.among), 0.0
			for _, n := range count {
				chi += (float64(n) - expected) * (float64(n) - expected) / expected
			}
			if len(count) != tt.among || chi > 50 {
				t.Errorf("%d of %d quotes were drawn, chi squared %.1f: %v", len(count), tt.among, chi, count)
			}
		})
	}
}

func TestListPages(t *testing.T) {
	d := openTemp(t)
	scopes := []quotes.Scope{quotes.Library, quotes.GuildScope("1")}
	var cs []quotes.Citation
	for i := range 60 { // many with the same date, some with none
		c := quotes.Citation{Scope: scopes[i%2], Text: fmt.Sprint(i), AddedAt: time.Unix(int64(1000+i%7), 0)}
		if i%5 > 0 {
			c.Said = mustDate(t, fmt.Sprintf("2020-01-%02d", i%4+1), "")
		}
		cs = append(cs, c)
	}
	mustAdd(t, d, cs...)
	view := quotes.View{Scopes: scopes}
	for _, order := range []quotes.Order{quotes.BySaid, quotes.ByAdded} {
		t.Run(string(order), func(t *testing.T) {
			whole, next, err := d.List(t.Context(), view, quotes.Filter{}, order, "", 1000)
			if err != nil || next != "" || len(whole) < 60 {
				t.Fatalf("%d quotes, next %q, %v", len(whole), next, err)
			}
			var got []string
			after := ""
			for {
				page, next, err := d.List(t.Context(), view, quotes.Filter{}, order, after, 7)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, texts(page)...)
				if after = next; after == "" {
					break
				}
				// What comes in newer than the page neither repeats nor hides anything.
				mustAdd(t, d, quotes.Citation{Scope: quotes.Library, Text: fmt.Sprint(order, "new", len(got)), Said: mustDate(t, "2030", ""), AddedAt: time.Unix(9000, 0)})
			}
			if diff := cmp.Diff(texts(whole), got); diff != "" {
				t.Errorf("pages (-whole +pages):\n%s", diff)
			}
		})
	}
	for _, bad := range []string{"x", "since.1", "added_at.1.1.1", "since.a.1", "id.1.1", "added_at.1.1"} {
		if _, _, err := d.List(t.Context(), view, quotes.Filter{}, quotes.BySaid, bad, 5); err == nil {
			t.Errorf("took the place %q", bad)
		}
	}
	if _, _, err := d.List(t.Context(), view, quotes.Filter{}, quotes.ByRelevance, "", 5); err == nil {
		t.Error("a list by relevance was given")
	}
	if _, _, err := d.List(t.Context(), view, quotes.Filter{}, quotes.BySaid, "", 0); err == nil {
		t.Error("a page of nothing was given")
	}
}
