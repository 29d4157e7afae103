package db

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

var (
	harbour = quotes.GuildScope("1")
	keeper  = quotes.Adder{ID: "k", At: time.Unix(1700000000, 0).UTC()}
	inside  = quotes.View{Scopes: []quotes.Scope{harbour}, Channels: []string{"c"}}
)

const ferryText = "The ferry will not sail.\n“We wait for the wind,” said Ida Marrow. “Then we sail,” she added.\nTom Oake said: “We wait for nobody.”"

// ferry is an article with three quotes.
func ferry(t testing.TB, d *DB) []quotes.Added {
	t.Helper()
	at := func(words string) []quotes.Span {
		i := strings.Index(ferryText, words)
		return []quotes.Span{{Start: i, End: i + len(words)}}
	}
	ida, tom := quotes.Speaker{Name: "Ida Marrow", Kind: quotes.Person, Role: "captain"}, quotes.Speaker{Name: "Tom Oake", Kind: quotes.Person}
	a := quotes.Article{URL: "https://example.org/ferry", Source: quotes.Source{Name: "The Daily Example"}, Title: "No ferry", Text: ferryText, People: []quotes.Speaker{ida, tom}}
	added, err := d.AddArticle(t.Context(), harbour, a, []quotes.Quote{
		{Kind: quotes.Direct, Segments: at("We wait for the wind,"), Speaker: ida},
		{Kind: quotes.Direct, Segments: at("Then we sail,"), Speaker: ida},
		{Kind: quotes.Direct, Segments: at("We wait for nobody."), Speaker: tom},
	}, keeper)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

// counted reads everything that the index counts, by audience name, so that two libraries can be compared.
func countedIn(t testing.TB, d *DB) []string {
	t.Helper()
	lines, err := column[string](d, t.Context(), `
		SELECT 'word ' || a.channel || ' ' || x.word || ' ' || x.term || ' ' || x.quotes FROM vocabulary AS x JOIN audiences AS a ON a.id = x.audience_id
		UNION ALL SELECT 'name ' || a.channel || ' ' || x.kind || ' ' || x.name || ' ' || x.quotes FROM names AS x JOIN audiences AS a ON a.id = x.audience_id
		UNION ALL SELECT 'audience ' || channel || ' ' || quotes FROM audiences WHERE quotes > 0
		ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func everyQuote(t testing.TB, d *DB, v quotes.View) []quotes.Citation {
	t.Helper()
	var cs []quotes.Citation
	if err := d.Export(t.Context(), v, func(c quotes.Citation) error {
		c.ID = 0
		cs = append(cs, c)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return cs
}

// holdsWords says whether the words stand anywhere in the tables of a library.
func holdsWords(t testing.TB, d *DB, words string) []string {
	t.Helper()
	var where []string
	tables, err := column[string](d, t.Context(), `SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		columns, err := column[string](d, t.Context(), `SELECT name FROM pragma_table_info(?)`, table)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range columns {
			n, err := column[int64](d, t.Context(), fmt.Sprintf(`SELECT count(*) FROM %q WHERE instr(CAST(%q AS TEXT), ?) > 0`, table, c), words)
			if err != nil {
				t.Fatal(err)
			}
			if n[0] > 0 {
				where = append(where, table+"."+c)
			}
		}
	}
	return where
}

func TestRemoveAndRestore(t *testing.T) {
	d := openTemp(t)
	ferry(t, d)
	message := quotes.Citation{Scope: harbour, Text: "the cake is a lemon", Kind: quotes.Message, Speaker: "Robin", SpeakerKind: quotes.Person, SpeakerID: "r",
		URL: "https://discord.com/channels/1/c/m", Channel: "c", Message: "m", AddedBy: "k", AddedAt: keeper.At}
	mustAdd(t, d, message)
	whole, counts := everyQuote(t, d, inside), countedIn(t, d)
	trash := quotes.Removal{State: quotes.Trashed, By: "k", At: keeper.At}
	n, err := d.Remove(t.Context(), harbour, []int64{1, 4, 9}, trash)
	if err != nil || n != 2 {
		t.Fatalf("%d removed, %v", n, err)
	}
	if got := everyQuote(t, d, inside); len(got) != 2 {
		t.Errorf("%d quotes are left", len(got))
	}
	for _, c := range countedIn(t, d) {
		if strings.Contains(c, "lemon") || strings.Contains(c, "Robin") {
			t.Errorf("the index still has %q", c)
		}
	}
	list, err := d.Trash(t.Context(), inside, harbour, 10)
	if err != nil || len(list) != 2 || list[0].Number != 4 || list[0].Citation.Text != message.Text {
		t.Errorf("trash %+v, %v", list, err)
	}
	if list, _ := d.Trash(t.Context(), quotes.View{Scopes: inside.Scopes}, harbour, 10); len(list) != 1 {
		t.Errorf("without the channel the trash shows %d", len(list))
	}
	if added := mustAdd(t, d, quotes.Citation{Scope: harbour, Text: "new"}); added[0].Number != 5 {
		t.Errorf("the next number is %d", added[0].Number)
	}
	if _, err := d.Remove(t.Context(), harbour, []int64{5}, quotes.Removal{State: quotes.Forgotten, At: keeper.At}); err != nil {
		t.Fatal(err)
	}
	back, err := d.Restore(t.Context(), harbour, []int64{1, 4}, keeper)
	if err != nil || len(back) != 2 || back[1].Text != message.Text {
		t.Fatalf("%+v, %v", back, err)
	}
	if diff := cmp.Diff(whole, everyQuote(t, d, inside)); diff != "" {
		t.Errorf("restored otherwise (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(counts, countedIn(t, d)); diff != "" {
		t.Errorf("the index differs (-before +after):\n%s", diff)
	}
	_, q, err := d.Article(t.Context(), inside, back[0].ID)
	if err != nil || len(q.Segments) != 1 || q.Segments[0].In(ferryText) != "We wait for the wind," {
		t.Errorf("the place in the article is lost: %+v, %v", q, err)
	}
	deeds, err := d.History(t.Context(), harbour, 4)
	if err != nil || len(deeds) != 2 || deeds[0].What != quotes.WasTrashed || deeds[1].What != quotes.WasRestored || deeds[1].By != "k" {
		t.Errorf("history %+v, %v", deeds, err)
	}
	if list, err := flaws(t.Context(), d.write); err != nil || len(list) > 0 {
		t.Errorf("the file has flaws: %q, %v", list, err)
	}
}

func TestForgottenWordsAreNowhere(t *testing.T) {
	d := openTemp(t)
	const secret = "zanzibarprivatewords"
	mustAdd(t, d, quotes.Citation{Scope: harbour, Text: "the " + secret + " of Robin", Speaker: "Robinzanzibar", SpeakerID: "r", Message: "m", Channel: "c",
		URL: "https://discord.com/channels/1/c/zanzibar", Context: "before the " + secret + " of Robin"})
	if _, err := d.EditQuotes(t.Context(), harbour, []int64{1}, quotes.Edit{Speaker: &quotes.Speaker{Name: "Otherzanzibar"}}, quotes.WasEdited, keeper); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Remove(t.Context(), harbour, []int64{1}, quotes.Removal{State: quotes.Trashed, At: keeper.At}); err != nil {
		t.Fatal(err)
	}
	if n, err := d.EmptyTrash(t.Context(), keeper.At, keeper.At); n != 0 || err != nil {
		t.Errorf("%d emptied too early, %v", n, err)
	}
	if n, err := d.EmptyTrash(t.Context(), keeper.At.Add(time.Hour), keeper.At); n != 1 || err != nil {
		t.Errorf("%d emptied, %v", n, err)
	}
	if where := holdsWords(t, d, "zanzibar"); len(where) > 0 {
		t.Errorf("the words still stand in %q", where)
	}
	r, err := d.Removed(t.Context(), harbour, 1)
	if err != nil || r.State != quotes.Forgotten || r.Citation.Text != "" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := d.Restore(t.Context(), harbour, []int64{1}, keeper); !errors.Is(err, quotes.ErrNotFound) {
		t.Errorf("restored: %v", err)
	}
	if n := mustAdd(t, d, quotes.Citation{Scope: harbour, Text: "next"})[0].Number; n != 2 {
		t.Errorf("the number was given again: %d", n)
	}
}

// What was forgotten is not to be found in the bytes of the file either. Single words of it may be: the index of words
// lets go of them when it merges its parts.
func TestForgottenWordsAreNotInTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q.db")
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		mustAdd(t, d, quotes.Citation{Scope: harbour, Text: fmt.Sprintf("other words %d", i)})
	}
	mustAdd(t, d, quotes.Citation{Scope: harbour, Text: "the secret of Robin", Speaker: "Robin Tolle", SpeakerID: "r", Message: "m", Channel: "c", URL: "https://discord.com/channels/1/c/m"})
	if _, err := d.Remove(t.Context(), harbour, []int64{51}, quotes.Removal{State: quotes.Forgotten, At: keeper.At}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"the secret of", "Robin Tolle", "channels/1/c"} {
		if bytes.Contains(data, []byte(words)) {
			t.Errorf("%q is still in the file", words)
		}
	}
}

func TestEditQuotes(t *testing.T) {
	d := openTemp(t)
	ferry(t, d)
	mustAdd(t, d,
		quotes.Citation{Scope: harbour, Text: "typed in", Speaker: "Ann", AddedAt: keeper.At},
		quotes.Citation{Scope: harbour, Text: "as written", Kind: quotes.Message, Message: "m", Channel: "c", URL: "https://discord.com/channels/1/c/m"})
	text := func(s string) quotes.Edit { return quotes.Edit{Text: &s} }
	link := func(s string) quotes.Edit { return quotes.Edit{URL: &s} }
	day := mustDate(t, "2023-01-20", "given by hand")
	for _, tt := range []struct {
		name   string
		number int64
		edit   quotes.Edit
		want   string // the error, or what the quote is then
	}{
		{"longer words of the article", 1, text("We wait for the wind,” said Ida Marrow"), "We wait for the wind,” said Ida Marrow"},
		{"two pieces of it", 1, text("We wait for the wind, … Then we sail,"), "We wait for the wind, … Then we sail,"},
		{"not in the article", 2, text("Then we fly,"), quotes.ErrNotPrinted.Error()},
		{"what another quote is", 2, text("We wait for the wind,"), "We wait for the wind,"},
		{"typed in", 4, text("typed in well"), "typed in well"},
		{"a message", 5, text("otherwise"), quotes.ErrAsWritten.Error()},
		{"a message's address", 5, link("https://example.org"), quotes.ErrAsWritten.Error()},
		{"the day", 4, quotes.Edit{Said: &day}, "2023-01-20"},
		{"the speaker", 4, quotes.Edit{Speaker: &quotes.Speaker{Name: "Bea"}}, "Bea"},
		{"an address for it", 4, link("https://example.org/x?utm_source=a"), "https://example.org/x"},
		{"the article's address", 3, link("https://example.org/boat"), "https://example.org/boat"},
		{"no words", 4, text(" "), quotes.ErrEmpty.Error()},
		{"no such quote", 99, text("x"), quotes.ErrNotFound.Error()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cs, err := d.EditQuotes(t.Context(), harbour, []int64{tt.number}, tt.edit, quotes.WasEdited, keeper)
			if err != nil {
				if !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v", err)
				}
				return
			}
			c := cs[0]
			if got := fmt.Sprint(c.Text, c.Said, c.Speaker, c.URL); !strings.Contains(got, tt.want) || c.EditedAt != keeper.At {
				t.Errorf("it is %s then", got)
			}
			deeds, err := d.History(t.Context(), harbour, tt.number)
			if err != nil || len(deeds) == 0 || len(deeds[len(deeds)-1].Fields) == 0 {
				t.Errorf("history %+v, %v", deeds, err)
			}
		})
	}
	first, err := d.ByNumber(t.Context(), inside, harbour, 1)
	if err != nil || first.URL != "https://example.org/boat" {
		t.Errorf("the other quotes of the article have the address %s, %v", first.URL, err)
	}
	_, q, err := d.Article(t.Context(), inside, first.ID)
	if err != nil || q.Words(ferryText) != first.Text || len(first.Segments) != 2 {
		t.Errorf("the place of the edited words is %q, %v", q.Words(ferryText), err)
	}
	same := "We wait for nobody."
	tom := quotes.Speaker{Name: "Ida Marrow", Kind: quotes.Person, Role: "captain"}
	if _, err := d.EditQuotes(t.Context(), harbour, []int64{3}, quotes.Edit{Speaker: &tom}, quotes.SpeakerSet, keeper); err != nil {
		t.Fatal(err)
	}
	_, err = d.EditQuotes(t.Context(), harbour, []int64{2}, quotes.Edit{Text: &same}, quotes.WasEdited, keeper)
	if duplicate, ok := errors.AsType[*quotes.DuplicateError](err); !ok || duplicate.Number != 3 {
		t.Errorf("two quotes became one: %v", err)
	}
	fresh := openTemp(t)
	for _, c := range everyQuote(t, d, inside) {
		mustAdd(t, fresh, c)
	}
	if diff := cmp.Diff(countedIn(t, fresh), countedIn(t, d)); diff != "" {
		t.Errorf("the index is not that of the quotes (-want +got):\n%s", diff)
	}
}

func TestMergeAndSplit(t *testing.T) {
	d := openTemp(t)
	ferry(t, d)
	before, counts := everyQuote(t, d, inside), countedIn(t, d)
	moved, err := d.Merge(t.Context(), harbour, "ida marrow", "Tom Oake", keeper)
	if err != nil || moved != 2 {
		t.Fatalf("%d moved, %v", moved, err)
	}
	mustAdd(t, d, quotes.Citation{Scope: harbour, Text: "later words", Speaker: "Ida Marrow", SpeakerKind: quotes.Person})
	for _, c := range everyQuote(t, d, inside) {
		if c.Speaker != "Tom Oake" || !cmp.Equal(c.Aliases, []string{"Ida Marrow"}) {
			t.Errorf("%q is by %s, %q", c.Text, c.Speaker, c.Aliases)
		}
	}
	if _, err := d.Merge(t.Context(), harbour, "Tom Oake", "Ida Marrow", keeper); !errors.Is(err, quotes.ErrSameSpeaker) {
		t.Errorf("merged in a ring: %v", err)
	}
	if _, err := d.Merge(t.Context(), harbour, "Nobody", "Tom Oake", keeper); !errors.Is(err, quotes.ErrNotFound) {
		t.Errorf("merged nobody: %v", err)
	}
	if _, err := d.Remove(t.Context(), harbour, []int64{1}, quotes.Removal{State: quotes.Trashed, At: keeper.At}); err != nil {
		t.Fatal(err)
	}
	if moved, err = d.Split(t.Context(), harbour, "Ida Marrow", keeper); err != nil || moved != 2 {
		t.Errorf("%d split, %v", moved, err)
	}
	if _, err := d.Restore(t.Context(), harbour, []int64{1}, keeper); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Split(t.Context(), harbour, "Ida Marrow", keeper); !errors.Is(err, quotes.ErrNotMerged) {
		t.Errorf("split twice: %v", err)
	}
	if _, err := d.Remove(t.Context(), harbour, []int64{4}, quotes.Removal{State: quotes.Forgotten, At: keeper.At}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, everyQuote(t, d, inside)); diff != "" {
		t.Errorf("split otherwise (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(counts, countedIn(t, d)); diff != "" {
		t.Errorf("the index differs (-before +after):\n%s", diff)
	}
	sisters, err := d.Sisters(t.Context(), inside, 2, "Ida Marrow")
	if err != nil || len(sisters) != 1 {
		t.Errorf("sisters %+v, %v", sisters, err)
	}
	people, err := d.People(t.Context(), inside, 2)
	if err != nil || len(people) != 2 || people[0].Role != "captain" {
		t.Errorf("people %+v, %v", people, err)
	}
}

func TestNotQuotesAreRemembered(t *testing.T) {
	d := openTemp(t)
	cs := ferry(t, d)
	if _, err := d.Remove(t.Context(), harbour, []int64{2}, quotes.Removal{State: quotes.Trashed, Cause: quotes.NoQuote, At: keeper.At}); err != nil {
		t.Fatal(err)
	}
	ask := func() []bool {
		no, err := d.NotQuotes(t.Context(), harbour, []quotes.Citation{cs[0].Citation, cs[1].Citation})
		if err != nil {
			t.Fatal(err)
		}
		return no
	}
	if no := ask(); !cmp.Equal(no, []bool{false, true}) {
		t.Errorf("no quotes: %v", no)
	}
	if _, err := d.Restore(t.Context(), harbour, []int64{2}, keeper); err != nil {
		t.Fatal(err)
	}
	if no := ask(); !cmp.Equal(no, []bool{false, false}) {
		t.Errorf("no quotes after restoring: %v", no)
	}
}

func TestSlips(t *testing.T) {
	d := openTemp(t)
	now := keeper.At
	for i := range maxSlips + 5 {
		if err := d.KeepSlip(t.Context(), quotes.Slip{Token: fmt.Sprint("t", i), Kind: "draft", Owner: "u", Until: now.Add(time.Duration(i+1) * time.Minute), Body: []byte("b")}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		token string
		at    time.Time
		there bool
	}{{"t4", now, false}, {"t5", now, true}, {"t5", now.Add(time.Hour), false}, {"t24", now, true}, {"other", now, false}} {
		_, err := d.Slip(t.Context(), tt.token, tt.at)
		if (err == nil) != tt.there || err != nil && !errors.Is(err, quotes.ErrNotFound) {
			t.Errorf("%s at %s: %v", tt.token, tt.at, err)
		}
	}
	if err := d.DropSlip(t.Context(), "t24"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Slip(t.Context(), "t24", now); !errors.Is(err, quotes.ErrNotFound) {
		t.Errorf("a dropped slip: %v", err)
	}
}
