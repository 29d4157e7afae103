package db

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/quotes"
	"quotebot/quotes/words"
)

// parcels deals quotes out in batches, and ends with an error when there is one.
func parcels(cs []quotes.Citation, size int, end error) func(yield func([]quotes.Citation, error) bool) {
	return func(yield func([]quotes.Citation, error) bool) {
		for part := range slices.Chunk(cs, size) {
			if !yield(part, nil) {
				return
			}
		}
		if end != nil {
			yield(nil, end)
		}
	}
}

// several are quotes that share articles and speakers, some twice, of two scopes and a channel.
func several(n int) []quotes.Citation {
	var cs []quotes.Citation
	for i := range n {
		c := quotes.Citation{Scope: quotes.Library, Text: fmt.Sprintf("It is what it is, said the %dth of the harbour masters, and so did she.", i-i%7/6),
			Speaker: fmt.Sprint("Ada Pike ", i%5), SpeakerKind: quotes.Person, Publisher: fmt.Sprint("The Post ", i%3), Title: "Masters of the harbour",
			URL: fmt.Sprintf("https://example.org/%d", i/4), Role: "master"}
		switch {
		case i%11 == 0:
			c.Scope, c.Channel, c.Message = "guild:1", fmt.Sprint(i%2), fmt.Sprint("m", i)
		case i%5 == 0:
			c.Context = "Before. " + c.Text + " Behind."
		}
		cs = append(cs, c)
	}
	return cs
}

// An import stores what AddCitations stores, and indexes it in the same way as an index that is made anew.
func TestImportIsAdding(t *testing.T) {
	folder := t.TempDir()
	imported, added := filepath.Join(folder, "imported.db"), filepath.Join(folder, "added.db")
	cs := append(several(400), several(90)...)
	d := reopen(t, imported)
	mustMerge := func(d *DB) {
		t.Helper()
		mustAdd(t, d, quotes.Citation{Scope: quotes.Library, Text: "First of all.", Speaker: "Ada Pike 1", SpeakerKind: quotes.Person},
			quotes.Citation{Scope: quotes.Library, Text: "Second.", Speaker: "Lady Ada", SpeakerKind: quotes.Person})
		if _, err := d.Merge(t.Context(), quotes.Library, "Ada Pike 1", "Lady Ada", quotes.Adder{}); err != nil {
			t.Fatal(err)
		}
	}
	mustMerge(d)
	var fresh, already int
	if err := d.Import(t.Context(), parcels(cs, 60, nil), func(f, a int) { fresh, already = fresh+f, already+a }); err != nil {
		t.Fatal(err)
	}
	e := reopen(t, added)
	mustMerge(e)
	want := 0
	for part := range slices.Chunk(cs, 250) {
		as, err := e.AddCitations(t.Context(), part)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range as {
			if !a.Already {
				want++
			}
		}
	}
	if fresh != want || already != len(cs)-want || already == 0 {
		t.Errorf("%d added and %d there, want %d and %d", fresh, already, want, len(cs)-want)
	}
	var got, wanted []string
	for _, x := range []struct {
		d    *DB
		list *[]string
	}{{d, &got}, {e, &wanted}} {
		if err := x.d.Export(t.Context(), everything, func(c quotes.Citation) error {
			*x.list = append(*x.list, fmt.Sprintf("%+v", c))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, problem := range problems(t, x.d) {
			t.Error(problem)
		}
	}
	if !slices.Equal(got, wanted) || len(got) == 0 {
		t.Errorf("%d quotes are not the %d that were added in the other way", len(got), len(wanted))
	}
	for _, path := range []string{imported, added} {
		different, err := compareIndex(t.Context(), path)
		if err != nil || len(different) > 0 {
			t.Errorf("%s: the index is not what one made anew is: %v, %v", filepath.Base(path), different, err)
		}
	}
}

// What others write between the transactions of an import is seen by it.
func TestImportAmongOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quotes.db")
	d, other := reopen(t, path), reopen(t, path)
	quote := func(i int) quotes.Citation {
		return quotes.Citation{Scope: quotes.Library, Text: fmt.Sprintf("Word%d of the harbour.", i), Speaker: "Ada Pike", URL: "https://example.org"}
	}
	stored := make(chan int, 1)
	err := d.Import(t.Context(), func(yield func([]quotes.Citation, error) bool) {
		for i := range 12 {
			if !yield([]quotes.Citation{quote(3 * i), quote(3*i + 2)}, nil) {
				return
			}
			<-stored // so each is a transaction by itself
			w := []*DB{d, other}[i%2]
			mustAdd(t, w, quote(3*i+1))
		}
	}, func(fresh, already int) { stored <- fresh })
	if err != nil {
		t.Fatal(err)
	}
	n, err := d.Count(t.Context(), everything)
	if err != nil || n != 36 {
		t.Errorf("%d quotes are there, %v", n, err)
	}
	for _, problem := range problems(t, d) {
		t.Error(problem)
	}
	if different, err := compareIndex(t.Context(), path); err != nil || len(different) > 0 {
		t.Errorf("the index is not what one made anew is: %v, %v", different, err)
	}
}

// Who waits for the writer gets it between two batches, however long a transaction of an import might last.
func TestImportGivesWay(t *testing.T) {
	d := reopen(t, filepath.Join(t.TempDir(), "quotes.db"))
	const most = 20_000
	var given, before int
	added := make(chan error)
	err := d.importAll(t.Context(), time.Hour, func(yield func([]quotes.Citation, error) bool) {
		for open := true; open && given < most; given++ {
			if given == 3 {
				go func() {
					_, err := d.AddCitations(t.Context(), []quotes.Citation{{Scope: quotes.Library, Text: "Let me in."}})
					added <- err
				}()
			}
			select {
			case err := <-added:
				if err != nil {
					t.Error(err)
				}
				before, open = given, false
			default:
			}
			if !yield([]quotes.Citation{{Scope: quotes.Library, Text: fmt.Sprintf("It is number %d.", given)}}, nil) {
				return
			}
		}
	}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	if before == 0 || before >= most {
		t.Errorf("the add came through after %d of %d batches", before, most)
	}
	n, err := d.Count(t.Context(), everything)
	if err != nil || int(n) != given+1 {
		t.Errorf("%d quotes are there, want %d: %v", n, given+1, err)
	}
}

// An import that is given up keeps the batches that it has written.
func TestImportGivenUp(t *testing.T) {
	d := reopen(t, filepath.Join(t.TempDir(), "quotes.db"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := 0
	err := d.Import(ctx, func(yield func([]quotes.Citation, error) bool) {
		for i := 0; yield([]quotes.Citation{{Scope: quotes.Library, Text: fmt.Sprintf("It is number %d.", i)}}, nil); i++ {
			if i == 50 {
				cancel()
			}
		}
	}, func(fresh, _ int) { told += fresh })
	n, counted := d.Count(t.Context(), everything)
	if !errors.Is(err, context.Canceled) || counted != nil || told == 0 || int(n) != told {
		t.Errorf("%v; %d quotes are there and %d were told: %v", err, n, told, counted)
	}
	for _, problem := range problems(t, d) {
		t.Error(problem)
	}
}

// A batch that cannot be taken ends the import; those before it are stored, and nothing of it or behind it.
func TestImportEnds(t *testing.T) {
	broken := errors.New("the file is broken")
	for _, x := range []struct {
		name string
		cs   []quotes.Citation
		end  error
		want error
	}{
		{"an error of the source", several(100), broken, broken},
		{"a quote without words", append(several(100), make([]quotes.Citation, 50)...), nil, quotes.ErrEmpty},
	} {
		d := reopen(t, filepath.Join(t.TempDir(), "quotes.db"))
		for i := range x.cs {
			x.cs[i].Scope = quotes.Library
		}
		told := 0
		err := d.Import(t.Context(), parcels(x.cs, 50, x.end), func(f, a int) { told += f + a })
		if !errors.Is(err, x.want) {
			t.Errorf("%s: %v", x.name, err)
		}
		n, err := d.Count(t.Context(), everything)
		if err != nil || told != 100 || n == 0 || int(n) > told {
			t.Errorf("%s: told of %d, %d are there, %v", x.name, told, n, err)
		}
	}
}

// A lexicon gives the terms that words.Terms gives, which searches are made of.
func TestLexiconAgreesWithWords(t *testing.T) {
	l := newLexicon()
	for _, text := range []string{"", "It is what it is.", "the", "Two years is a long time to wait for the voters’ train, isn't it?", "東京は晴れ", "U.S. and the E.U."} {
		want := strings.Join(words.Terms(words.Cut(text), words.Stem), " ")
		if got := l.form(entry{words: text}).words; got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}
