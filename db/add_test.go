package db

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
	"quotebot/quotes/exchange"
)

// full is a citation with every field set.
func full(t testing.TB) quotes.Citation {
	return quotes.Citation{
		Number: 7, Scope: quotes.Library, Text: "The bridge … will stand.", Segments: []string{"The bridge", "will stand."},
		Kind: quotes.Mixed, Context: "“The bridge,” she said, “will stand.”", Language: "en",
		Speaker: "Ida Marrow", SpeakerKind: quotes.Person, SpeakerID: "88", Aliases: []string{"I. Marrow", "Marrow"}, Mention: "she",
		Role: "bridge keeper", Via: "Tom Oake", Cue: "said", Rule: "after", Confidence: 0.75,
		Said: mustDate(t, "2021-11", "in November"), Published: mustDate(t, "2021-12-03T09:30:00+01:00", "datePublished"),
		Updated: mustDate(t, "2021-12-04", "updated"), Title: "Bridge opens", Publisher: "The Daily Example", Agency: "Wire",
		Byline: "Ann Onym, Bo Ring", URL: "https://example.org/bridge", Channel: "55", Message: "66", AddedBy: "77",
		AddedAt: time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC),
	}
}

func TestAddAndReadEveryField(t *testing.T) {
	d := openTemp(t)
	c := full(t)
	added := mustAdd(t, d, c)
	c.ID = added[0].ID
	if diff := cmp.Diff([]quotes.Added{{Citation: c}}, added); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	got, err := d.ByNumber(t.Context(), everything, quotes.Library, 7)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, got); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	c.Number = 0
	again := mustAdd(t, d, c)
	if diff := cmp.Diff([]quotes.Added{{Citation: got, Already: true}}, again); diff != "" {
		t.Errorf("added again (-want +got):\n%s", diff)
	}
}

func TestSameQuote(t *testing.T) {
	page := quotes.Citation{Text: "Yes.", Speaker: "Ida", URL: "https://example.org/a"}
	bare := quotes.Citation{Text: "Yes.", Speaker: "Ida"}
	saved := quotes.Citation{Text: "Yes.", Speaker: "Ida", Kind: quotes.Message, Channel: "5", Message: "6", URL: "https://example.org/5/6"}
	tests := []struct {
		name   string
		base   quotes.Citation
		change func(c *quotes.Citation)
		same   bool
	}{
		{"nothing else", bare, func(*quotes.Citation) {}, true},
		{"other words", bare, func(c *quotes.Citation) { c.Text = "Yes!" }, false},
		{"other speaker", bare, func(c *quotes.Citation) { c.Speaker = "Tom" }, false},
		{"other day", bare, func(c *quotes.Citation) { c.Said = mustDate(t, "2020-01-01", "") }, false},
		{"other publication day", bare, func(c *quotes.Citation) { c.Published = mustDate(t, "2020-01-01", "") }, false},
		{"other adder and role", bare, func(c *quotes.Citation) { c.AddedBy, c.Role = "9", "mayor" }, true},
		{"another form of the page", page, func(c *quotes.Citation) { c.URL = "http://www.example.org/a/?utm_source=x" }, true},
		{"another page", page, func(c *quotes.Citation) { c.URL = "https://example.org/b" }, false},
		{"another title of the page", page, func(c *quotes.Citation) { c.Title = "News" }, true},
		{"the message again, its author renamed", saved, func(c *quotes.Citation) { c.Speaker = "Ida M." }, true},
		{"another message", saved, func(c *quotes.Citation) { c.Message, c.URL = "7", "https://example.org/5/7" }, false},
		{"another guild", saved, func(c *quotes.Citation) { c.Scope = quotes.GuildScope("2") }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := openTemp(t)
			first := tt.base
			first.Scope = quotes.Library
			second := first
			tt.change(&second)
			added := mustAdd(t, d, first, second)
			if added[1].Already != tt.same {
				t.Errorf("already is %v, want %v", added[1].Already, tt.same)
			}
			if again := mustAdd(t, d, second); !again[0].Already {
				t.Error("is added again in another batch")
			}
		})
	}
}

func TestAddRefuses(t *testing.T) {
	tests := []struct {
		name string
		c    quotes.Citation
		want error // nil: any
	}{
		{"no words", typed(" \n"), quotes.ErrEmpty},
		{"too many words", typed("%s", strings.Repeat("x", maxWords+1)), quotes.ErrTooLong},
		{"an endless title", quotes.Citation{Scope: quotes.Library, Text: "Hm.", Title: strings.Repeat("x", maxFact+1)}, quotes.ErrTooLong},
		{"no scope", quotes.Citation{Text: "Hm."}, nil},
		{"an odd scope", quotes.Citation{Text: "Hm.", Scope: "guild:"}, nil},
		{"invalid UTF-8", typed("a\xff"), nil},
		{"NUL", typed("a\x00b"), nil},
		{"segments of other words", quotes.Citation{Scope: quotes.Library, Text: "a b", Segments: []string{"a", "b"}}, nil},
		{"an odd address", quotes.Citation{Scope: quotes.Library, Text: "Hm.", URL: "javascript:alert(1)"}, nil},
		{"an odd kind", quotes.Citation{Scope: quotes.Library, Text: "Hm.", SpeakerKind: "robot"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := openTemp(t)
			_, err := d.AddCitations(t.Context(), []quotes.Citation{typed("a good one before it"), tt.c})
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if n, err := d.Count(t.Context(), everything); err != nil || n != 0 {
				t.Errorf("half of the batch is there: %d quotes, %v", n, err)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	d := openTemp(t)
	guild := quotes.GuildScope("1")
	numbered := func(scope quotes.Scope, number int64, text string) quotes.Citation {
		return quotes.Citation{Scope: scope, Number: number, Text: text}
	}
	numbers := func(cs ...quotes.Citation) (ns []int64) {
		for _, a := range mustAdd(t, d, cs...) {
			ns = append(ns, a.Number)
		}
		return ns
	}
	steps := []struct {
		name string
		add  []quotes.Citation
		want []int64
	}{
		{"each scope counts for itself", []quotes.Citation{typed("a"), numbered(guild, 0, "a"), typed("b"), numbered(guild, 0, "b")}, []int64{1, 1, 2, 2}},
		{"an imported number above all others is kept", []quotes.Citation{numbered(quotes.Library, 9, "c"), typed("d")}, []int64{9, 10}},
		{"a number that was given is not", []quotes.Citation{numbered(quotes.Library, 9, "e"), numbered(quotes.Library, 5, "f"), numbered(quotes.Library, -5, "g")}, []int64{11, 12, 13}},
		{"nor one that would use the numbers up", []quotes.Citation{numbered(quotes.Library, maxNumber+1, "h")}, []int64{14}},
		{"what is there uses no number", []quotes.Citation{typed("a"), typed("i")}, []int64{1, 15}},
	}
	for _, s := range steps {
		if diff := cmp.Diff(s.want, numbers(s.add...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.name, diff)
		}
	}
	mustExec(t, d.write, `DELETE FROM quotes WHERE number = 15`)
	if got := numbers(typed("j")); got[0] != 16 {
		t.Errorf("after deleting the last quote the next one is %d", got[0])
	}
}

// export writes all of a view as a file.
func export(t testing.TB, d *DB, v quotes.View, f exchange.Format) string {
	t.Helper()
	var out bytes.Buffer
	w, err := exchange.NewWriter(&out, f)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Export(t.Context(), v, w.Write); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestExportImportExport(t *testing.T) {
	guild := quotes.GuildScope("1")
	view := quotes.View{Scopes: []quotes.Scope{guild, quotes.Library}, All: true}
	d := openTemp(t)
	a, qs := story(t)
	mustAddArticle(t, d, quotes.Library, a, qs)
	mustAddArticle(t, d, guild, a, qs)
	c := full(t)
	mustAdd(t, d, c, typed("=SUM(A1:A9)"), typed("two\r\nlines\tand, a \"comma\""), typed("'quoted"),
		quotes.Citation{Scope: guild, Text: "Own context.", Context: "Own context."}, quotes.Citation{Scope: quotes.Library, Text: "An official spoke.", SpeakerKind: quotes.Unnamed})
	mustExec(t, d.write, `DELETE FROM quotes WHERE number = 2`)
	for _, f := range []exchange.Format{exchange.JSONLines, exchange.CSV} {
		t.Run(string(f), func(t *testing.T) {
			first := export(t, d, view, f)
			in, err := exchange.NewReader(strings.NewReader(first), f)
			if err != nil {
				t.Fatal(err)
			}
			other := reopen(t, filepath.Join(t.TempDir(), "other.db"))
			for {
				_, c, err := in.Read()
				if errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
				mustAdd(t, other, c)
			}
			if diff := cmp.Diff(first, export(t, other, view, f)); diff != "" {
				t.Errorf("second export (-first +second):\n%s", diff)
			}
			if n := strings.Count(first, "\n"); n < 10 {
				t.Errorf("only %d lines were exported", n)
			}
		})
	}
}

func BenchmarkAddCitations(b *testing.B) {
	for _, size := range []int{1, 1000, 10000} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			d := openTemp(b)
			words := strings.Fields("the old mill wheel turned slowly again while nobody in our small town had ever asked who would pay its keeper for nine long years of waiting")
			n := 0
			for b.Loop() {
				cs := make([]quotes.Citation, size)
				for i := range cs {
					n++
					a, z := n%len(words), n/len(words)%len(words)
					cs[i] = typed("%s word%d %s", strings.Join(words[a:], " "), n%50000, strings.Join(words[:z], " ")+fmt.Sprint(" n", n))
					cs[i].Speaker = fmt.Sprint("Speaker ", n%5000)
					cs[i].URL = fmt.Sprint("https://example.org/", n/5)
					cs[i].Context = cs[i].Text
				}
				mustAdd(b, d, cs...)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "quotes/s")
			mustExec(b, d.write, `PRAGMA wal_checkpoint(TRUNCATE)`)
			info, err := os.Stat(d.path)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(info.Size())/float64(n), "file-B/quote")
		})
	}
}
