package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
	"quotebot/quotes/search"
)

func completed(t *testing.T, e *search.Engine, v quotes.View, typed string) []string {
	t.Helper()
	cs, err := e.Complete(context.Background(), v, "speaker", typed, 5)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range cs {
		names = append(names, c.Value)
	}
	return names
}

// crowd has so many speakers that they are not all read again for every new one. No made-up name begins with a z.
func crowd(n int) []quotes.Citation {
	random := rand.New(rand.NewPCG(3, 4))
	word := func() string {
		var b strings.Builder
		for range 4 {
			b.WriteByte("bdfgklmnprst"[random.IntN(12)])
			b.WriteByte("aeiou"[random.IntN(5)])
		}
		w := b.String()
		return strings.ToUpper(w[:1]) + w[1:]
	}
	cs := make([]quotes.Citation, n)
	for i := range cs {
		cs[i] = said(word()+" "+word(), fmt.Sprintf("This is what number %d has to say.", i))
	}
	return cs
}

// New names are known at once, in a library of few and of many, with their other names; and those of a removed quote are
// no longer offered.
func TestNamesFollow(t *testing.T) {
	for _, size := range []int{3, 3000} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			e, d := newEngine(t, crowd(size))
			if names := completed(t, e, everybody, "zorb"); len(names) > 0 {
				t.Fatalf("%v are there before they are added", names)
			}
			for i, name := range []string{"Zorba Zimmer", "Zorban Zucker", "Zorbas Zoll"} {
				c := said(name, "Something new under the sun, said in clause "+fmt.Sprint(i))
				c.Aliases = []string{"Zz" + fmt.Sprint(i) + " Topper"}
				if _, err := d.AddCitations(t.Context(), []quotes.Citation{c}); err != nil {
					t.Fatal(err)
				}
				if names := completed(t, e, everybody, name); len(names) != 1 || names[0] != name {
					t.Errorf("%s is completed to %v", name, names)
				}
				if names := completed(t, e, everybody, "zz"+fmt.Sprint(i)); len(names) != 1 || names[0] != name {
					t.Errorf("another name of %s is completed to %v", name, names)
				}
				if a := ask(t, e, search.Question{Text: "what did " + strings.Fields(name)[1] + " say about the sun?"}); a.Query.Speaker != name {
					t.Errorf("%s is taken for %q", name, a.Query.Speaker)
				}
			}
			if diff := cmp.Diff([]string{"Zorba Zimmer", "Zorban Zucker", "Zorbas Zoll"}, completed(t, e, everybody, "zorb")); diff != "" {
				t.Error(diff)
			}
			number := int64(size + 2)
			if _, err := d.Remove(t.Context(), quotes.Library, []int64{number}, quotes.Removal{State: quotes.Trashed}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"Zorba Zimmer", "Zorbas Zoll"}, completed(t, e, everybody, "zorb")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Names of several audiences are offered together, most quoted first, and nobody sees another guild's.
func TestNamesOfSeveralAudiences(t *testing.T) {
	one, two := quotes.GuildScope("1"), quotes.GuildScope("2")
	in := func(scope quotes.Scope, channel, speaker, text string) quotes.Citation {
		c := said(speaker, text)
		c.Scope, c.Channel = scope, channel
		return c
	}
	e, _ := newEngine(t, []quotes.Citation{
		in(quotes.Library, "", "Ada Pike", "One."),
		in(one, "", "Adam Reed", "Two."), in(one, "", "Adam Reed", "Three."),
		in(one, "c1", "Adele Moor", "Four."), in(one, "c1", "Ada Pike", "Five."),
		in(two, "", "Adrian Holt", "Six."),
	})
	for _, c := range []struct {
		name string
		view quotes.View
		want []string
	}{
		{"the library", everybody, []string{"Ada Pike"}},
		{"a guild", quotes.View{Scopes: []quotes.Scope{quotes.Library, one}}, []string{"Adam Reed", "Ada Pike"}},
		{"and its channel", quotes.View{Scopes: []quotes.Scope{quotes.Library, one}, Channels: []string{"c1"}}, []string{"Adam Reed", "Ada Pike", "Adele Moor"}},
		{"another guild", quotes.View{Scopes: []quotes.Scope{two}}, []string{"Adrian Holt"}},
		{"nothing", quotes.View{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, completed(t, e, c.view, "ad")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
