package db

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

const storyText = `LONDON — The old mill will open in May, its keeper said on Friday.
“The wheel turns again,” said Ida Marrow, keeper of the mill. “We have waited,” she added, “for nine years.”
Tom Oake, a neighbour, was less pleased. “The wheel turns again,” he sighed. “So does the noise.”`

// story is an article with its quotes.
func story(t testing.TB) (quotes.Article, []quotes.Quote) {
	t.Helper()
	a := quotes.Article{
		URL: "https://www.example.org/mill", Source: quotes.Source{Name: "The Daily Example", Host: "example.org"}, Agency: "Wire",
		Title: "Mill opens", Byline: []string{"Ann Onym", "Bo Ring"}, Dateline: "LONDON",
		Published: mustDate(t, "2021-12-03", "datePublished"), Language: "en", Text: storyText,
	}
	ida := quotes.Speaker{Name: "Ida Marrow", Kind: quotes.Person, Role: "keeper of the mill", Aliases: []string{"Marrow", "Ida Marrow"}}
	tom := quotes.Speaker{Name: "Tom Oake", Kind: quotes.Person, Role: "a neighbour"}
	return a, []quotes.Quote{
		{Kind: quotes.Direct, Segments: []quotes.Span{in(t, "The wheel turns again", ",” said Ida")}, Speaker: ida, Mention: in(t, "Ida Marrow", ""),
			Cue: in(t, "said", " Ida"), Said: mustDate(t, "2021-12-03", "on Friday"), Rule: "after", Confidence: 0.9},
		{Kind: quotes.Mixed, Segments: []quotes.Span{in(t, "We have waited", ","), in(t, "for nine years.", "")},
			Reported: in(t, "“We have waited,” she added, “for nine years.”", ""), Speaker: ida, Rule: "pronoun", Confidence: 0.7},
		{Kind: quotes.Direct, Segments: []quotes.Span{in(t, "The wheel turns again", ",” he sighed")}, Speaker: tom, Confidence: 0.8},
		{Kind: quotes.Direct, Segments: []quotes.Span{in(t, "So does the noise.", "")}, Speaker: tom, Confidence: 0.8},
	}
}

// in is the place in storyText of words that stand before what follows.
func in(t testing.TB, words, follows string) quotes.Span {
	t.Helper()
	at := strings.Index(storyText, words+follows)
	if at < 0 {
		t.Fatalf("%q is not in the text", words+follows)
	}
	return quotes.Span{Start: at, End: at + len(words)}
}

var adder = quotes.Adder{ID: "77", At: time.Date(2024, 5, 6, 7, 8, 9, 10, time.UTC)}

func mustAddArticle(t testing.TB, d *DB, scope quotes.Scope, a quotes.Article, qs []quotes.Quote) []quotes.Added {
	t.Helper()
	added, err := d.AddArticle(t.Context(), scope, a, qs, adder)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

// brief is what the tests compare of an answer.
type brief struct {
	Number  int64
	Text    string
	Already bool
}

func briefs(added []quotes.Added) []brief {
	var list []brief
	for _, a := range added {
		list = append(list, brief{a.Number, a.Text, a.Already})
	}
	return list
}

func TestAddArticleKeepsTextAndPlaces(t *testing.T) {
	d := openTemp(t)
	a, qs := story(t)
	added := mustAddArticle(t, d, quotes.Library, a, qs)
	for i, q := range qs {
		got, at, err := d.Article(t.Context(), everything, added[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, got); diff != "" {
			t.Errorf("article (-want +got):\n%s", diff)
		}
		want := q
		if len(want.Speaker.Aliases) > 0 {
			want.Speaker.Aliases = []string{"Marrow"} // the name itself is no alias
		}
		if diff := cmp.Diff(want, at); diff != "" {
			t.Errorf("quote %d (-want +got):\n%s", i, diff)
		}
		c, err := d.ByNumber(t.Context(), everything, quotes.Library, added[i].Number)
		if err != nil {
			t.Fatal(err)
		}
		if c.Text != q.Words(a.Text) || c.Context != q.Context(a.Text).In(a.Text) {
			t.Errorf("quote %d is cited as %q in %q", i, c.Text, c.Context)
		}
	}
	if c := added[1].Citation; !cmp.Equal(c.Segments, []string{"We have waited", "for nine years."}) || c.Byline != "Ann Onym, Bo Ring" {
		t.Errorf("split quote: %q, byline %q", c.Segments, c.Byline)
	}
}

func TestAddArticleAgain(t *testing.T) {
	first := []brief{{1, "The wheel turns again", false}, {2, "We have waited … for nine years.", false}, {3, "The wheel turns again", false}, {4, "So does the noise.", false}}
	again := make([]brief, len(first))
	for i, b := range first {
		again[i] = brief{b.Number, b.Text, true}
	}
	grown := strings.Replace(storyText, "LONDON — ", "LONDON (updated) — ", 1) + "\n“Nobody asked me,” said Ada Pike."
	tests := []struct {
		name   string
		change func(a *quotes.Article, qs *[]quotes.Quote)
		want   []brief
	}{
		{"the same", func(*quotes.Article, *[]quotes.Quote) {}, again},
		{"another form of the address", func(a *quotes.Article, _ *[]quotes.Quote) { a.URL = "http://example.org/mill/?utm_source=x" }, again},
		{"a quote cut shorter, another speaker", func(a *quotes.Article, qs *[]quotes.Quote) {
			q := (*qs)[0]
			q.Segments = []quotes.Span{{Start: q.Segments[0].Start + 4, End: q.Segments[0].End}}
			q.Speaker.Name = "Somebody Else"
			*qs = []quotes.Quote{q}
		}, again[:1]},
		{"a quote that was missed", func(a *quotes.Article, qs *[]quotes.Quote) {
			*qs = []quotes.Quote{{Kind: quotes.Indirect, Segments: []quotes.Span{in(t, "The old mill will open in May", "")}}}
		}, []brief{{5, "The old mill will open in May", false}}},
		{"a page that grew", func(a *quotes.Article, qs *[]quotes.Quote) {
			shift := len(grown[:strings.Index(grown, "“The wheel")]) - strings.Index(storyText, "“The wheel")
			a.Text = grown
			var moved []quotes.Quote
			for _, q := range *qs {
				m := quotes.Quote{Kind: q.Kind, Speaker: q.Speaker}
				for _, s := range q.Segments {
					m.Segments = append(m.Segments, quotes.Span{Start: s.Start + shift, End: s.End + shift})
				}
				moved = append(moved, m)
			}
			at := strings.Index(grown, "Nobody asked me")
			*qs = append(moved, quotes.Quote{Kind: quotes.Direct, Segments: []quotes.Span{{Start: at, End: at + 15}}})
		}, []brief{again[0], again[1], again[2], again[3], {5, "Nobody asked me", false}}},
		{"without an address", func(a *quotes.Article, qs *[]quotes.Quote) { a.URL = "" }, []brief{{1, first[0].Text, true}, {2, first[1].Text, true}, {3, first[2].Text, true}, {4, first[3].Text, true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := openTemp(t)
			a, qs := story(t)
			if diff := cmp.Diff(first, briefs(mustAddArticle(t, d, quotes.Library, a, qs))); diff != "" {
				t.Fatalf("first time (-want +got):\n%s", diff)
			}
			tt.change(&a, &qs)
			if diff := cmp.Diff(tt.want, briefs(mustAddArticle(t, d, quotes.Library, a, qs))); diff != "" {
				t.Errorf("then (-want +got):\n%s", diff)
			}
			for _, b := range briefs(mustAddArticle(t, d, quotes.Library, a, qs)) {
				if !b.Already {
					t.Errorf("%q is added once more", b.Text)
				}
			}
			kept, _, err := d.Article(t.Context(), everything, 1)
			if err != nil || kept.Text != storyText {
				t.Errorf("the kept text has changed: %v", err)
			}
		})
	}
}

func TestAddArticleRefuses(t *testing.T) {
	d := openTemp(t)
	a, qs := story(t)
	bad := []quotes.Quote{qs[0], {Segments: []quotes.Span{{Start: 3, End: len(storyText) + 1}}}}
	if _, err := d.AddArticle(t.Context(), quotes.Library, a, bad, adder); err == nil {
		t.Error("took a span outside of the text")
	}
	if n, err := d.Count(t.Context(), everything); err != nil || n != 0 {
		t.Errorf("%d quotes are kept of an article that was refused, %v", n, err)
	}
	if _, err := d.AddArticle(t.Context(), "nowhere", a, qs, adder); err == nil {
		t.Error("took a scope that is none")
	}
	odd := a
	odd.Published.Time = odd.Published.Time.AddDate(9000, 0, 0)
	if _, err := d.AddArticle(t.Context(), quotes.Library, odd, nil, adder); err == nil {
		t.Error("took a date that could not be read again")
	}
	odd = a
	odd.URL = "javascript:alert(1)"
	if _, err := d.AddArticle(t.Context(), quotes.Library, odd, nil, adder); err == nil {
		t.Error("took an address that is none")
	}
	a.Text = " \n"
	if _, err := d.AddArticle(t.Context(), quotes.Library, a, nil, adder); !errors.Is(err, quotes.ErrEmpty) {
		t.Errorf("empty text: %v", err)
	}
}

func TestArticleOfAHiddenOrTypedQuote(t *testing.T) {
	d := openTemp(t)
	a, qs := story(t)
	guild := quotes.GuildScope("1")
	added := mustAddArticle(t, d, guild, a, qs)
	if _, _, err := d.Article(t.Context(), everything, added[0].ID); !errors.Is(err, quotes.ErrNotFound) {
		t.Errorf("an article of a guild in the view of the library: %v", err)
	}
	typed := mustAdd(t, d, quotes.Citation{Scope: quotes.Library, Text: "Hm."})
	if a, q, err := d.Article(t.Context(), everything, typed[0].ID); err != nil || a.Text != "" || q.Segments != nil {
		t.Errorf("typed quote: %v, %v, %v", a, q, err)
	}
}
