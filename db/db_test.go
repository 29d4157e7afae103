package db

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

// everything is the operator's view of the library.
var everything = quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}

// open opens a library in a temporary folder.
func openTemp(t testing.TB) *DB {
	t.Helper()
	return reopen(t, filepath.Join(t.TempDir(), "quotes.db"))
}

func reopen(t testing.TB, path string) *DB {
	t.Helper()
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// mustAdd adds citations and gives them as they are stored.
func mustAdd(t testing.TB, d *DB, cs ...quotes.Citation) []quotes.Added {
	t.Helper()
	added, err := d.AddCitations(t.Context(), cs)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func mustDate(t testing.TB, s, words string) quotes.Date {
	t.Helper()
	d, err := quotes.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	d.Words = words
	return d
}

// full is a citation with every field set.
func full(t testing.TB) quotes.Citation {
	return quotes.Citation{
		Number: 7, Scope: quotes.Library, Text: "The bridge … will stand.", Segments: []string{"The bridge", "will stand."},
		Kind: quotes.Mixed, Context: "“The bridge,” she said, “will stand.”", Language: "en",
		Speaker: "Ida Marrow", SpeakerKind: quotes.Person, Aliases: []string{"I. Marrow", "Marrow"}, Mention: "she",
		Role: "bridge keeper", Via: "Tom Oake", Cue: "said", Rule: "after", Confidence: 0.75,
		Said: mustDate(t, "2021-11", "in November"), Published: mustDate(t, "2021-12-03T09:30:00+01:00", "datePublished"),
		Updated: mustDate(t, "2021-12-04", "updated"), Title: "Bridge opens", Publisher: "The Daily Example", Agency: "Wire",
		Byline: "Ann Onym, Bo Ring", URL: "https://example.org/bridge", Channel: "55", Message: "66", AddedBy: "77",
		AddedAt: time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC),
	}
}

func TestAddAndRead(t *testing.T) {
	d := openTemp(t)
	c := full(t)
	added := mustAdd(t, d, c)
	c.ID = added[0].ID
	got, err := d.ByNumber(t.Context(), everything, quotes.Library, 7)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, got); diff != "" {
		t.Errorf("stored citation (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]quotes.Added{{Citation: c}}, added); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

var _ = context.Background
var _ = sql.ErrNoRows
var _ = errors.Is
