package page

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

func TestReadDate(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"2023-01-20T10:15:00-05:00", "2023-01-20T10:15:00-05:00"},
		{"2023-01-20T10:15:00.123Z", "2023-01-20T10:15:00Z"},
		{"2023-01-20T10:15:00+0100", "2023-01-20T10:15:00+01:00"},
		{"2023-01-20T10:15Z", "2023-01-20T10:15:00Z"},
		{"2023-01-20 10:15:00 UTC", "2023-01-20T10:15:00Z"},
		{"Fri, 20 Jan 2023 10:15:00 GMT", "2023-01-20T10:15:00Z"},
		{"Fri, 20 Jan 2023 10:15:00 -0500", "2023-01-20T10:15:00-05:00"},
		{"January 20, 2023 10:15 a.m. EST", "2023-01-20T10:15:00-05:00"},
		{"10:15 PM EDT, Fri January 20, 2023", "2023-01-20T22:15:00-04:00"},
		{"12:05 AM GMT, 20 January 2023", "2023-01-20T00:05:00Z"},
		// Without a zone, and at a midnight that stands for no time, the day is all that is known.
		{"2023-01-20T10:15:00", "2023-01-20"},
		{"2023-01-20T00:00:00Z", "2023-01-20"},
		{"2023-01-20 10:15", "2023-01-20"},
		{"Friday Jan 20 2023", "2023-01-20"},
		{"January 20th, 2023 at 10:15", "2023-01-20"},
		{"20 January 2023, 10:15 IST", "2023-01-20"},
		{"20. Januar 2023", "2023-01-20"},
		{"20. März 2023, 10:15 Uhr", "2023-03-20"},
		{"20.01.2023 10.15", "2023-01-20"},
		{"2023/01/20", "2023-01-20"},
		{"20230120", "2023-01-20"},
		{"01/20/2023", "2023-01-20"},
		{"20/01/2023", "2023-01-20"},
		{"05/05/2023", "2023-05-05"},
		// Not dates, or two.
		{"01/02/2023", ""},
		{"0001-01-01T00:00:00Z", ""},
		{"2023-02-31", ""},
		{"31 April 2023", ""},
		{"2023-13-01", ""},
		{"2023", ""},
		{"yesterday", ""},
		{"the May 2023 report", ""},
		{"", ""},
		{strings.Repeat("2023-01-20 ", 100), ""},
	} {
		d, ok := readDate(tt.in, "here")
		if d.String() != tt.want || ok != (tt.want != "") {
			t.Errorf("%.40q: got %q, %v, want %q", tt.in, d, ok, tt.want)
		}
		if ok && d.Words != "here" {
			t.Errorf("%q: does not say what it rests on", tt.in)
		}
	}
}

func TestDateInAddress(t *testing.T) {
	for path, want := range map[string]string{
		"/2023/01/20/bridge":         "2023-01-20",
		"/world/2023/jan/20/bridge":  "2023-01-20",
		"/news/2023-01-20-bridge":    "2023-01-20",
		"/news/bridge-2023-01-20":    "2023-01-20",
		"/story/2023-01-20/bridge":   "2023-01-20",
		"/news/20230120/bridge.html": "2023-01-20",
		"/2023/01/bridge":            "2023-01",
		"/2023/13/20/bridge":         "",
		"/story/471031-bridge":       "",
		"/1234/12/12/bridge":         "",
		"/a/202301201234567/":        "",
		"/":                          "",
	} {
		if d, _ := dateInAddress(path); d.String() != want {
			t.Errorf("%s: got %q, want %q", path, d, want)
		}
	}
}

func TestReadAuthors(t *testing.T) {
	for _, tt := range []struct {
		in     string
		names  []string
		agency string
	}{
		{"By Ann Example", []string{"Ann Example"}, ""},
		{"by ANN EXAMPLE and Bob Sample", []string{"ANN EXAMPLE", "Bob Sample"}, ""},
		{"Ann Example, Bob Sample & Carol Mock", []string{"Ann Example", "Bob Sample", "Carol Mock"}, ""},
		{"Ann Example, Associated Press", []string{"Ann Example"}, "Associated Press"},
		{"Ann Example (Reuters)", []string{"Ann Example"}, "Reuters"},
		{"Ann Example of The Associated Press", []string{"Ann Example"}, "Associated Press"},
		{"By Ann Example | AP Writer", []string{"Ann Example"}, "Associated Press"},
		{"REUTERS", nil, "Reuters"},
		{"The Associated Press", nil, "Associated Press"},
		{"AFP/Reuters", nil, "AFP"},
		{"Reuters, London", nil, "Reuters"},
		{"Von Anna Beispiel", []string{"Anna Beispiel"}, ""},
		{"Ludwig van der Muster", []string{"Ludwig van der Muster"}, ""},
		{"Jean-Paul d’Exemple", []string{"Jean-Paul d’Exemple"}, ""},
		{"Ann Example Monday, January 20, 2023", []string{"Ann Example"}, ""},
		{"Ann Example. Oldford Herald International", []string{"Ann Example"}, ""},
		{"https://example.org/authors/ann", nil, ""},
		{"@annexample", nil, ""},
		{"ann@example.org", nil, ""},
		{"annexample", nil, ""},
		{"admin", nil, ""},
		{"Staff Writer", nil, ""},
		{"The council, the fire brigade", nil, ""},
		{"<b>Ann Example</b>", nil, ""},
		{"", nil, ""},
	} {
		names, agency := readAuthors(tt.in)
		if diff := cmp.Diff(tt.names, names); diff != "" || agency != tt.agency {
			t.Errorf("%q: got %q, %q, want %q, %q", tt.in, names, agency, tt.names, tt.agency)
		}
	}
}

func TestReadDateline(t *testing.T) {
	for _, tt := range []struct{ in, place, agency, day string }{
		{"OLDFORD — The bridge is open.", "OLDFORD", "", ""},
		{"OLDFORD, Wis. — The bridge is open.", "OLDFORD, Wis.", "", ""},
		{"OLDFORD, Wis. (AP) — The bridge is open.", "OLDFORD, Wis.", "Associated Press", ""},
		{"OLDFORD/NEWFORD, Jan 20 (Reuters) - The bridge is open.", "OLDFORD/NEWFORD", "Reuters", ""},
		{"OLDFORD, January 20. /TASS/. The bridge is open.", "OLDFORD", "TASS", ""},
		{"OLDFORD, Jan. 20, 2023 (Xinhua) -- The bridge is open.", "OLDFORD", "Xinhua", "2023-01-20"},
		{"ST. OLDFORD: The bridge is open.", "ST. OLDFORD", "", ""},
		{"(Reuters) - The bridge is open.", "", "Reuters", ""},
		{"Altfurt (dpa) - Die Brücke ist offen.", "Altfurt", "dpa", ""},
		{"The bridge (built in 1901) is open.", "", "", ""},
		{"Oldford (population 900) is small.", "", "", ""},
		{"EXCLUSIVE: The bridge is open.", "", "", ""},
		{"A bridge — the only one — is open.", "", "", ""},
		{"NATO said the bridge is open.", "", "", ""},
		{"“OLDFORD — my town,” he said.", "", "", ""},
		{"", "", "", ""},
	} {
		d := readDateline(tt.in)
		if d.place != tt.place || d.agency != tt.agency || d.day.String() != tt.day {
			t.Errorf("%q: got %q, %q, %q, want %q, %q, %q", tt.in, d.place, d.agency, d.day, tt.place, tt.agency, tt.day)
		}
	}
}

func TestCredits(t *testing.T) {
	for line, want := range map[string]string{
		"(Reporting by Ann Example; Editing by Bob Sample)": "Reuters",
		"— AFP":         "AFP",
		"(PTI)":         "PTI",
		"Source: TASS":  "TASS",
		"Source: ANI.":  "ANI",
		"AFP/Reuters":   "",
		"he said. (AP)": "Associated Press",
		"Copyright 2023 The Associated Press. All rights reserved.": "Associated Press",
		"Associated Press writer Ann Example contributed.":          "Associated Press",
		"The Associated Press contributed to this report.":          "",
		"He told Reuters that it was so.":                           "",
		"He works for the press (in Oldford).":                      "",
	} {
		if got := knownAgencies().credited([]string{"The bridge is open.", line}); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

func TestCanonical(t *testing.T) {
	for _, tt := range []struct{ name, base, link, want string }{
		{"same site", "https://example.org/a?x=1", "https://www.example.org/a", "https://www.example.org/a"},
		{"relative", "https://example.org/a?x=1", "/a", "https://example.org/a"},
		{"AMP page", "https://amp.example.org/a/amp", "https://example.org/a", "https://example.org/a"},
		{"tracking in it", "https://example.org/a", "https://example.org/a?utm_source=x", "https://example.org/a"},
		{"another site", "https://example.org/a", "https://example.net/a", "https://example.org/a"},
		{"a name that ends alike", "https://example.org/a", "https://badexample.org/a", "https://example.org/a"},
		{"the front page", "https://example.org/a", "https://example.org/", "https://example.org/a"},
		{"another scheme", "https://example.org/a", "javascript:alert(1)", "https://example.org/a"},
		{"a user name", "https://example.org/a", "https://user@example.org/b", "https://example.org/a"},
		{"without a base", "", "https://example.org/a", "https://example.org/a"},
		{"without a base, relative", "", "/a", ""},
		{"none", "https://example.org/a#part", "", "https://example.org/a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var base *url.URL
			if tt.base != "" {
				base, _ = url.Parse(tt.base)
			}
			if got := canonical(signs{canonical: tt.link}, base); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestCharsets reads the same words in several charsets, by header, mark, statement and in spite of a wrong one.
func TestCharsets(t *testing.T) {
	const head, tail = `<html><head>`, `</head><body><p>` + "The caf\xe9 of Oldford, \x93next to the bridge\x94, is open again after a year." + `</p></body></html>`
	const utf8Tail = `</head><body><p>The café of Oldford, “next to the bridge”, is open again after a year.</p></body></html>`
	const want = "The café of Oldford, “next to the bridge”, is open again after a year."
	for _, tt := range []struct{ name, page, contentType string }{
		{"header", head + tail, "text/html; charset=windows-1252"},
		{"meta", head + `<meta charset="iso-8859-1">` + tail, "text/html"},
		{"old meta", head + `<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">` + tail, ""},
		{"nothing stated", head + tail, ""},
		{"UTF-8 stated as Latin-1", head + `<meta charset="iso-8859-1">` + utf8Tail, "text/html; charset=iso-8859-1"},
		{"UTF-8 with its mark", "\xef\xbb\xbf" + head + utf8Tail, ""},
		{"unknown charset", head + tail, "text/html; charset=oldford-8"},
		{"UTF-16 with its mark", utf16(head + utf8Tail), "text/html"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := Parse(strings.NewReader(tt.page), nil, tt.contentType)
			if err != nil || a.Text != want {
				t.Errorf("got %q, %v", a.Text, err)
			}
		})
	}
}

// utf16 encodes characters of the basic plane, little end first, with a mark.
func utf16(s string) string {
	b := []byte{0xff, 0xfe}
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

func TestKnownFactsWin(t *testing.T) {
	read := quotes.Article{URL: "https://example.org/a", Source: quotes.Source{Name: "Example", Host: "example.org"}, Title: "Printed", Byline: []string{"Ann Example"},
		Published: quotes.DayOf(2023, 1, 20, "printed date"), Text: "Text."}
	got, err := Known{URL: "https://www.example.net/b?utm_source=x", Title: "Given", Publisher: "Herald", Byline: "By Bob Sample, AP", Published: "20 January 2022"}.Over(read)
	want := quotes.Article{URL: "https://www.example.net/b", Source: quotes.Source{Name: "Herald", Host: "example.net"}, Agency: "Associated Press", Title: "Given",
		Byline: []string{"Bob Sample"}, Published: quotes.DayOf(2022, 1, 20, "given"), Text: "Text."}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, (-want +got):\n%s", err, diff)
	}
	if got, err := (Known{}).Over(read); err != nil || !cmp.Equal(got, read) {
		t.Errorf("nothing known changed the article: %+v, %v", got, err)
	}
	if _, err := (Known{Published: "soon"}).Over(read); err == nil {
		t.Error("a date that is none was accepted")
	}
	if _, err := (Known{URL: "file:///a"}).Over(read); err == nil {
		t.Error("an address that is none was accepted")
	}
}
