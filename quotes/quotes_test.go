package quotes

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCleanURLAndPageKey(t *testing.T) {
	for _, tt := range []struct{ name, raw, clean, key string }{
		{"plain", "https://example.org/a/b", "https://example.org/a/b", "example.org/a/b"},
		{"case and default port", "HTTPS://Example.ORG:443/A", "https://example.org/A", "example.org/A"},
		{"http stays http", "http://example.org:80/a", "http://example.org/a", "example.org/a"},
		{"other port", "http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a", "127.0.0.1:8080/a"},
		{"www, slash, fragment", "https://www.example.org/a/#top", "https://www.example.org/a/", "example.org/a"},
		{"tracking", "https://example.org/a?utm_source=x&id=7&fbclid=1", "https://example.org/a?id=7", "example.org/a?id=7"},
		{"only tracking", "https://example.org/?utm_source=x", "https://example.org/", "example.org"},
		{"order of parameters", "https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1", "example.org/a?a=1&b=2"},
		{"amp path", "https://m.example.org/a/amp/", "https://m.example.org/a/amp/", "example.org/a"},
		{"amp file", "https://amp.example.org/a.amp.html", "https://amp.example.org/a.amp.html", "example.org/a.html"},
		{"a site called amp", "https://amp.org/amplify", "https://amp.org/amplify", "amp.org/amplify"},
		{"escapes untouched", "https://example.org/caf%C3%A9?q=a%20b", "https://example.org/caf%C3%A9?q=a%20b", "example.org/caf%C3%A9?q=a%20b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clean, err := CleanURL(tt.raw)
			if err != nil || clean != tt.clean {
				t.Errorf("clean %q, %v; want %q", clean, err, tt.clean)
			}
			key, err := PageKey(tt.raw)
			if err != nil || key != tt.key {
				t.Errorf("key %q, %v; want %q", key, err, tt.key)
			}
		})
	}
	for _, bad := range []string{"", "example.org", "ftp://example.org/", "https://", "https://user:pw@example.org/", "javascript:alert(1)", "http://[::1", "file:///etc/passwd"} {
		if got, err := CleanURL(bad); err == nil {
			t.Errorf("CleanURL(%q) = %q, no error", bad, got)
		}
	}
}

func FuzzCleanURL(f *testing.F) {
	for _, s := range []string{"https://www.example.org/a?utm_x=1&b=%zz", "HTTP://[::1]:80//amp/amp", "https://a.b/?&&=&x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		clean, err := CleanURL(raw)
		if err != nil {
			return
		}
		again, err := CleanURL(clean)
		if err != nil || again != clean {
			t.Errorf("%q became %q and then %q, %v", raw, clean, again, err)
		}
		k1, err1 := PageKey(raw)
		k2, err2 := PageKey(clean)
		if err1 != nil || err2 != nil || k1 != k2 {
			t.Errorf("%q has key %q, %v; cleaned %q, %v", raw, k1, err1, k2, err2)
		}
	})
}

func TestParseDate(t *testing.T) {
	for _, s := range []string{"2023", "2023-01", "2023-01-20", "2023-01-20T15:04:05Z", "2023-01-20T15:04:05+02:00"} {
		d, err := ParseDate(s)
		if err != nil || d.String() != s {
			t.Errorf("%s became %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"yesterday", "2023-13", "2023-02-30", "0000-01-01", "20-01-2023", "2023-1-2"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%s became %s", s, d)
		}
	}
	if d, err := ParseDate(""); err != nil || !d.IsZero() || d.String() != "" {
		t.Errorf("no date became %v, %v", d, err)
	}
}

func TestDateBounds(t *testing.T) {
	from, until := MonthOf(2024, time.February, "").Bounds()
	if from.Day() != 1 || until.Sub(from) != 29*24*time.Hour {
		t.Errorf("February 2024 is %v to %v", from, until)
	}
}

func TestSpanValid(t *testing.T) {
	text := "aé"
	for s, want := range map[Span]bool{{0, 1}: true, {1, 3}: true, {0, 3}: true, {2, 3}: false, {0, 2}: false, {1, 1}: false, {-1, 1}: false, {0, 4}: false, {2, 1}: false} {
		if got := s.Valid(text); got != want {
			t.Errorf("%v valid: %v", s, got)
		}
	}
}

func TestRef(t *testing.T) {
	for s, want := range map[string]string{"#12": "#12", "12": "#12", "L3": "L3", "l3": "L3", " 7 ": "#7"} {
		n, library, ok := ParseRef(s)
		c := Citation{Number: n, Scope: GuildScope("1")}
		if library {
			c.Scope = Library
		}
		if !ok || c.Ref() != want {
			t.Errorf("%q is %s, %v", s, c.Ref(), ok)
		}
	}
	for _, s := range []string{"", "#", "L", "0", "-1", "+1", "#+1", "12a", "#L1", "99999999999999999999"} {
		if n, _, ok := ParseRef(s); ok {
			t.Errorf("%q is %d", s, n)
		}
	}
}

func TestLink(t *testing.T) {
	const url = "https://example.org/a"
	for _, tt := range []struct {
		name string
		c    Citation
		want string
	}{
		{"no address", Citation{Text: "words"}, ""},
		{"few words", Citation{URL: url, Text: "no, it’s a well-known fact (really)"}, url + "#:~:text=no%2C%20it%E2%80%99s%20a%20well%2Dknown%20fact%20%28really%29"},
		{"many words", Citation{URL: url, Text: "one two three four five six seven eight nine"}, url + "#:~:text=one%20two%20three%20four,six%20seven%20eight%20nine"},
		{"first segment", Citation{URL: url, Text: "a b … c d", Segments: []string{"a b", "c d"}}, url + "#:~:text=a%20b"},
		{"twice in the paragraph", Citation{URL: url, Text: "no way", Context: "He said no way. no way"}, url + "#:~:text=He%20said-,no%20way"},
		{"chat message", Citation{URL: "https://discord.com/channels/1/2/3", Kind: Message, Text: "hi"}, "https://discord.com/channels/1/2/3"},
		{"brackets in the address", Citation{URL: "https://example.org/a_(b)", Kind: Entered, Text: "hi"}, "https://example.org/a_%28b%29"},
	} {
		if got := tt.c.Link(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestAround(t *testing.T) {
	c := Citation{Text: "one … two", Segments: []string{"one", "two"}, Context: "Before it. “one,” she said, “two.” After it came more."}
	before, after := c.Around(9)
	if diff := cmp.Diff([]string{"…it. “", ".” After…"}, []string{before, after}); diff != "" {
		t.Error(diff)
	}
	c.Context = "elsewhere"
	if b, a := c.Around(9); b+a != "" {
		t.Errorf("%q %q", b, a)
	}
}

func TestQuoteValid(t *testing.T) {
	text := strings.Repeat("x", 10)
	good := Quote{Segments: []Span{{0, 2}, {4, 6}}, Cue: Span{2, 3}}
	if err := good.Valid(text); err != nil {
		t.Error(err)
	}
	for name, q := range map[string]Quote{
		"none":        {},
		"overlapping": {Segments: []Span{{0, 4}, {3, 6}}},
		"too long":    {Segments: []Span{{0, 40}}},
		"cue":         {Segments: []Span{{0, 4}}, Cue: Span{9, 40}},
	} {
		if q.Valid(text) == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if got := good.Words("0123456789"); got != "01 … 45" {
		t.Errorf("words %q", got)
	}
}

func TestCite(t *testing.T) {
	long := strings.Repeat("x ", 400)
	for _, tt := range []struct{ name, before, paragraph, after, want string }{
		{"alone", "", "“Yes,” she said.", "", "“Yes,” she said."},
		{"short paragraph brings the one before", "It was late.\n\n", "“Yes,” she said.", "\nMore.", "It was late.\n\n“Yes,” she said."},
		{"not a very long one", long + "\n", "“Yes,” she said.", "", "“Yes,” she said."},
		{"a long paragraph stands alone", "It was late.\n", "“Yes,” she said. " + long + "end", "\nMore.", "“Yes,” she said. " + long + "end"},
	} {
		text := tt.before + tt.paragraph + tt.after
		i := strings.Index(text, "Yes,")
		c := Cite(Article{Text: text, Title: "T", Byline: []string{"A", "B"}}, Quote{Kind: Direct, Segments: []Span{{i, i + 4}}, Speaker: Speaker{Name: "Ada Brook", Kind: Person}})
		if c.Context != tt.want {
			t.Errorf("%s: context %q", tt.name, c.Context)
		}
		if c.Text != "Yes," || c.Speaker != "Ada Brook" || c.Byline != "A, B" || c.Segments != nil {
			t.Errorf("%s: %+v", tt.name, c)
		}
	}
}

// What is kept around a quote is the same as if the text had been read from its beginning for each of them, also where
// lines are about as long as the search goes.
func TestContextAtTheBounds(t *testing.T) {
	long := strings.Repeat("x", maxContext-12)
	for _, text := range []string{
		"“a”", "\n“a”\n", "b\n \n\t“a”\n", long + "“a”", "\n" + long + "“a”", "c\n" + long + "“a”", "c\n\n" + long + "x“a”yyyyy\nd",
		"c\n" + long + "xx“a”yyyyyy\nd", "c\n" + long + "xxxxxxxxx“a”", "“a”" + long + "\n", "“a”" + long + "xxxxxxxxxxx\nd", "“a”" + long + "xxxxxxxxxxxx", "“a”" + long + "xxxxxxxxxxxxxxx",
		long + "\n“a”", strings.Repeat("x", longParagraph-1) + "\n“a”", strings.Repeat("x", longParagraph) + "\n“a”", strings.Repeat("x", longParagraph+1) + "\n“a”",
		"c\n" + strings.Repeat("x", longParagraph) + "\n“a”", "c\n" + strings.Repeat("x", longParagraph+1) + "\n“a”",
	} {
		i := strings.Index(text, "a”")
		q := Quote{Segments: []Span{{i, i + 1}}}
		lo, hi := strings.LastIndexByte(text[:i], '\n')+1, len(text)
		if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
			hi = i + n
		}
		want := text[i : i+1]
		if hi-lo <= maxContext {
			if hi-lo < shortParagraph {
				before := strings.TrimRight(text[:lo], " \t\n")
				if n := strings.LastIndexByte(before, '\n') + 1; n < len(before) && len(before)-n <= longParagraph {
					lo = n
				}
			}
			want = strings.TrimSpace(text[lo:hi])
		}
		if got := q.Context(text).In(text); got != want {
			t.Errorf("a text of %d bytes with the quote at %d: %d bytes of context, want %d", len(text), i, len(got), len(want))
		}
	}
}
