package db

import (
	"testing"
	"time"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// TestRulingsOutliveTheTrash takes quotes about which people have ruled into the trash and back.
func TestRulingsOutliveTheTrash(t *testing.T) {
	d := openTemp(t)
	view := quotes.View{Scopes: []quotes.Scope{quotes.GuildScope("7")}, All: true}
	added := mustAdd(t, d,
		quotes.Citation{Scope: quotes.GuildScope("7"), Kind: quotes.Entered, Speaker: "Mara Quill", Text: "We counted the herons on the island."},
		quotes.Citation{Scope: quotes.GuildScope("7"), Kind: quotes.Entered, Speaker: "Mara Quill", Text: "A census of long-legged birds was made by us."},
		quotes.Citation{Scope: quotes.GuildScope("7"), Kind: quotes.Direct, Speaker: "Mara Quill", SpeakerKind: quotes.Person, Text: "We counted herons on the island and not a single fox.", Publisher: "The Post", Said: mustDate(t, "2031-05-01", "")},
		quotes.Citation{Scope: quotes.GuildScope("7"), Kind: quotes.Direct, Speaker: "Mara Quill", SpeakerKind: quotes.Person, Text: "We counted herons on the island and not a single fox.", Publisher: "The Echo", Said: mustDate(t, "2031-05-01", "")})
	if len(added) != 4 {
		t.Fatalf("added %d", len(added))
	}
	by := quotes.Adder{ID: "u1", At: time.Unix(1_700_000_000, 0).UTC()}
	rule := func(a, b int, r utterance.Ruling) {
		t.Helper()
		if err := d.Rule(t.Context(), view, added[a].ID, added[b].ID, r); err != nil {
			t.Fatal(err)
		}
	}
	together := func(when string, a int, want int) {
		t.Helper()
		c, err := d.ByNumber(t.Context(), view, quotes.GuildScope("7"), added[a].Number)
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.Variants(t.Context(), view, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(s) == 0 || len(s[0].Variants) != want {
			t.Errorf("%s: #%d is printed %+v, want %d times", when, c.Number, s, want)
		}
	}
	rule(0, 1, utterance.AreOne)
	rule(2, 3, utterance.AreTwo)
	together("ruled to be one", 0, 2)
	together("ruled to be two", 2, 1)
	for _, n := range []int{0, 3} {
		number := []int64{added[n].Number}
		if _, err := d.Remove(t.Context(), quotes.GuildScope("7"), number, quotes.Removal{State: quotes.Trashed, By: "u1", At: by.At}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Restore(t.Context(), quotes.GuildScope("7"), number, by); err != nil {
			t.Fatal(err)
		}
	}
	together("after the trash", 0, 2)
	together("after the trash", 1, 2)
	together("after the trash", 2, 1)
	together("after the trash", 3, 1)
	if err := d.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	together("after a rebuild", 0, 2)
	together("after a rebuild", 3, 1)

	// A guild goes with the rulings that were made in it.
	if err := d.GuildGone(t.Context(), "7", by.At); err != nil {
		t.Fatal(err)
	}
	later := by.At.Add(40 * 24 * time.Hour)
	if _, erased, err := d.Tidy(t.Context(), later, by.At, later); err != nil || len(erased) != 1 {
		t.Fatalf("erased %q, %v", erased, err)
	}
	var left int
	if err := d.read.QueryRowContext(t.Context(), `SELECT count(*) FROM rulings`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d rulings are left, %v", left, err)
	}
}
