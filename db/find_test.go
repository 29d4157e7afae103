package db

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

// library opens a new library with these quotes.
func library(t testing.TB, cs ...quotes.Citation) *DB {
	t.Helper()
	d, err := Open(context.Background(), filepath.Join(t.TempDir(), "quotes.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.AddCitations(context.Background(), cs); err != nil {
		t.Fatal(err)
	}
	return d
}

func uttered(scope quotes.Scope, channel, speaker, text string) quotes.Citation {
	c := quotes.Citation{Scope: scope, Channel: channel, Kind: quotes.Entered, Speaker: speaker, Text: text}
	if speaker != "" {
		c.SpeakerKind = quotes.Person
	}
	return c
}

func candidateTexts(cs []quotes.Candidate) []string {
	var list []string
	for _, c := range cs {
		list = append(list, c.Text)
	}
	return list
}

var (
	guild        = quotes.GuildScope("7")
	operatorView = quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}
)

func TestCandidates(t *testing.T) {
	ctx := context.Background()
	d := library(t,
		uttered(quotes.Library, "", "Ada Pike", "The old bridge is closed."),
		uttered(quotes.Library, "", "Bruno Marwitz", "The new bridge is open to the public."),
		uttered(guild, "", "", "Our bridge is a card game."),
		uttered(guild, "c1", "", "A bridge for the teeth."),
	)
	all := quotes.View{Scopes: []quotes.Scope{quotes.Library, guild}, Channels: []string{"c1"}}
	for _, c := range []struct {
		name   string
		view   quotes.View
		filter quotes.Filter
		wanted quotes.Wanted
		want   []string
	}{
		{"any", operatorView, quotes.Filter{}, quotes.Wanted{Any: []string{"open", "public"}}, []string{"The new bridge is open to the public."}},
		{"all, newest first", operatorView, quotes.Filter{}, quotes.Wanted{All: []string{"bridg"}},
			[]string{"The new bridge is open to the public.", "The old bridge is closed."}},
		{"a run", operatorView, quotes.Filter{}, quotes.Wanted{Run: []string{"bridg", "close"}}, []string{"The old bridge is closed."}},
		{"no run", operatorView, quotes.Filter{}, quotes.Wanted{Run: []string{"old", "close"}}, nil},
		{"a run with a pair of common words", operatorView, quotes.Filter{}, quotes.Wanted{Run: []string{"open", "to_the", "public"}},
			[]string{"The new bridge is open to the public."}},
		{"by a speaker", operatorView, quotes.Filter{}, quotes.Wanted{Any: []string{"bridg"}, Speaker: []string{"pike"}}, []string{"The old bridge is closed."}},
		{"filtered", operatorView, quotes.Filter{Speaker: "Marwitz"}, quotes.Wanted{All: []string{"bridg"}}, []string{"The new bridge is open to the public."}},
		{"a guild and its channel", all, quotes.Filter{Channel: "c1"}, quotes.Wanted{All: []string{"bridg"}}, []string{"A bridge for the teeth."}},
		{"not a channel that is hidden", quotes.View{Scopes: []quotes.Scope{guild}}, quotes.Filter{}, quotes.Wanted{All: []string{"bridg"}},
			[]string{"Our bridge is a card game."}},
		{"a view of nothing", quotes.View{}, quotes.Filter{}, quotes.Wanted{All: []string{"bridg"}}, nil},
		{"nothing wanted", operatorView, quotes.Filter{}, quotes.Wanted{}, nil},
		{"a speaker alone is no words", operatorView, quotes.Filter{}, quotes.Wanted{Speaker: []string{"pike"}}, nil},
		{"operators", operatorView, quotes.Filter{}, quotes.Wanted{Any: []string{`"`, "a OR b", "*", "words:", ""}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := d.Candidates(ctx, c.view, c.filter, c.wanted, 10)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, candidateTexts(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The limit counts quotes that the view shows: hidden ones that fit better do not crowd them out.
func TestHiddenDoNotCrowd(t *testing.T) {
	var cs []quotes.Citation
	for i := range 30 {
		cs = append(cs, uttered(quotes.GuildScope("other"), "", "", "Kettle "+strings.Repeat("kettle ", i%3)+string(rune('a'+i))))
	}
	d := library(t, append(cs, uttered(quotes.Library, "", "", "Somebody said in a long and winding speech that the kettle was on."))...)
	got, err := d.Candidates(context.Background(), operatorView, quotes.Filter{}, quotes.Wanted{Any: []string{"kettl"}}, 5)
	if err != nil || len(got) != 1 {
		t.Errorf("%v, %v", candidateTexts(got), err)
	}
}

// The index follows edits and removals, and no list tells a word of a removed quote.
func TestIndexFollows(t *testing.T) {
	ctx := context.Background()
	d := library(t, uttered(quotes.Library, "", "Ada Pike", "The zeppelin is late."), uttered(quotes.Library, "", "Ada Pike", "The tram is late."))
	change := func(statement string) {
		t.Helper()
		if err := d.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statement)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(when string, n int64, counts map[string]int64, words string) {
		t.Helper()
		for term, want := range counts {
			all, with, cost, err := d.Counts(ctx, operatorView, []string{term})
			if err != nil || all != n || with[0] != want || cost[0] != want {
				t.Errorf("%s: %s in %v (%v) of %d, want %d of %d, %v", when, term, with, cost, all, want, n, err)
			}
			found, err := d.Candidates(ctx, operatorView, quotes.Filter{}, quotes.Wanted{All: []string{term}}, 10)
			if err != nil || int64(len(found)) != want {
				t.Errorf("%s: %s finds %v, %v", when, term, candidateTexts(found), err)
			}
		}
		audiences, err := d.Audiences(ctx, operatorView)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, a := range audiences {
			es, err := d.Vocabulary(ctx, a, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range es {
				list = append(list, e.Name)
			}
		}
		if got := strings.Join(list, " "); got != words {
			t.Errorf("%s: the words are %q, want %q", when, got, words)
		}
	}
	expect("added", 2, map[string]int64{"zeppelin": 1, "late": 2, "tram": 1, "pike": 2}, "ada is late pike the tram zeppelin")
	change(`UPDATE quotes SET words = 'The airship is late.' WHERE words LIKE '%zeppelin%'`)
	expect("edited", 2, map[string]int64{"zeppelin": 0, "airship": 1, "late": 2}, "ada is late pike the tram airship")
	change(`UPDATE speakers SET name = 'Ada Perch'`)
	expect("renamed", 2, map[string]int64{"pike": 0, "perch": 2}, "ada is late the tram airship perch")
	change(`DELETE FROM quotes WHERE words LIKE '%airship%'`)
	expect("removed", 1, map[string]int64{"airship": 0, "late": 1}, "ada is late the tram perch")
	if _, err := d.AddCitations(ctx, []quotes.Citation{uttered(quotes.Library, "", "", "The balloon is early.")}); err != nil {
		t.Fatal(err)
	}
	expect("added under the id of a removed one", 2, map[string]int64{"balloon": 1, "airship": 0}, "ada is late the tram perch balloon early")
}

// FuzzMatch holds that no term breaks the index.
func FuzzMatch(f *testing.F) {
	d := library(f, uttered(quotes.Library, "", "", "The old bridge is closed."))
	for _, s := range []string{`"`, "a\x00b", "NEAR", "e\u0301", "_", "words:x", "*", "^", "\u200f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, term string) {
		ts := []string{term, "bridg"}
		for _, w := range []quotes.Wanted{{Any: ts}, {All: ts}, {Run: ts}, {Any: ts, Speaker: ts}} {
			if _, err := d.Candidates(context.Background(), operatorView, quotes.Filter{}, w, 3); err != nil {
				t.Errorf("%q: %v", term, err)
			}
		}
		if _, _, _, err := d.Counts(context.Background(), operatorView, ts); err != nil {
			t.Errorf("%q: %v", term, err)
		}
	})
}
