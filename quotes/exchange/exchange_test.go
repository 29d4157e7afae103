package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

var formats = []Format{JSONLines, CSV}

// bad is what is said of a line that is left out.
type bad struct {
	Line   int
	Reason string
}

// readAll reads a file to its end.
func readAll(t testing.TB, f Format, file string) (good []quotes.Citation, bads []bad, in *Reader) {
	t.Helper()
	in, err := NewReader(strings.NewReader(file), f)
	if err != nil {
		t.Fatal(err)
	}
	for {
		line, c, err := in.Read()
		var b *BadLine
		switch {
		case errors.Is(err, io.EOF):
			return good, bads, in
		case errors.As(err, &b):
			if b.Line != line {
				t.Errorf("line %d is reported as %d", line, b.Line)
			}
			bads = append(bads, bad{b.Line, b.Err.Error()})
		case err != nil:
			t.Fatal(err)
		default:
			good = append(good, c)
		}
	}
}

func writeAll(t testing.TB, f Format, cs ...quotes.Citation) string {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cs {
		if err := w.Write(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func testDate(t testing.TB, s, words string) quotes.Date {
	t.Helper()
	d, err := quotes.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	d.Words = words
	return d
}

// full has every field set that a file holds.
func full(t testing.TB) quotes.Citation {
	return quotes.Citation{
		Number: 7, Scope: quotes.GuildScope("12"), Text: "The bridge … will stand.", Segments: []string{"The bridge", "will stand."},
		Kind: quotes.Mixed, Context: "“The bridge,” she said,\r\n“will stand.”", Language: "en", Speaker: "Ida Marrow",
		SpeakerKind: quotes.Person, SpeakerID: "88", Aliases: []string{"I. Marrow", "Marrow, \"the keeper\""}, Mention: "she", Role: "bridge keeper",
		Via: "Tom Oake", Cue: "said", Rule: "after", Confidence: 0.1, Said: testDate(t, "2021-11", "in November"),
		Published: testDate(t, "2021-12-03T09:30:00+01:00", "datePublished"), Updated: testDate(t, "2021", "updated"),
		Title: "=1+1", Publisher: "The Daily Example", Agency: "Wire", Byline: "Ann Onym", URL: "https://example.org/bridge?a=1&b=<2>",
		Channel: "55", Message: "66", AddedBy: "77", AddedAt: time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC),
		EditedAt: time.Date(2024, 6, 6, 7, 8, 9, 0, time.UTC), Original: quotes.OriginalEdited,
	}
}

func TestRoundTripOfEveryField(t *testing.T) {
	c := full(t)
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "ID" && v.Field(i).IsZero() {
			t.Errorf("the test leaves %s empty", name)
		}
	}
	for _, f := range formats {
		t.Run(string(f), func(t *testing.T) {
			file := writeAll(t, f, c, quotes.Citation{Text: "Just words."})
			got, bads, _ := readAll(t, f, file)
			if diff := cmp.Diff([]quotes.Citation{c, {Text: "Just words."}}, got); diff != "" || bads != nil {
				t.Errorf("read (-want +got):\n%s%v", diff, bads)
			}
			if again := writeAll(t, f, got...); again != file {
				t.Errorf("written again:\n%s\nfirst:\n%s", again, file)
			}
		})
	}
}

func TestRead(t *testing.T) {
	words := func(texts ...string) []quotes.Citation {
		var cs []quotes.Citation
		for _, s := range texts {
			cs = append(cs, quotes.Citation{Text: s})
		}
		return cs
	}
	tests := []struct {
		name    string
		format  Format
		file    string
		want    []quotes.Citation
		bad     []bad
		unknown []string
	}{
		{"nothing", JSONLines, "", nil, nil, nil},
		{"only text and speaker", JSONLines, `{"text":"Hm.","speaker":"Ida"}`, []quotes.Citation{{Text: "Hm.", Speaker: "Ida"}}, nil, nil},
		{"null stands for nothing", JSONLines, `{"text":"Hm.","said_on":null}`, words("Hm."), nil, nil},
		{"byte order mark, empty lines, Windows ends", JSONLines, "\ufeff{\"text\":\"A\"}\r\n\r\n{\"text\":\"B\"}", words("A", "B"), nil, nil},
		{"unknown fields", JSONLines, `{"text":"A","speeker":"x","id":1}`, words("A"), nil, []string{"id", "speeker"}},
		{"bad lines between good ones", JSONLines, "{\"text\":\"A\"}\nhello\n[1]\n3\nnull\n{\"text\":\"B\"}\n", words("A", "B"), []bad{
			{2, "it is no JSON object (invalid character 'h' looking for beginning of value)"},
			{3, "it must be a JSON object, not array"}, {4, "it must be a JSON object, not number"}, {5, "it must be a JSON object"}}, nil},
		{"wrong type", JSONLines, `{"text":"A","speaker":5}` + "\n" + `{"text":"A","segments":"x"}`, nil,
			[]bad{{1, "speaker must be text, not number"}, {2, "segments must be a list of texts, not string"}}, nil},
		{"no text", JSONLines, `{"speaker":"Ida"}` + "\n" + `{"text":" "}`, nil, []bad{{1, "it has no text"}, {2, "it has no text"}}, nil},
		{"NUL and invalid UTF-8", JSONLines, `{"text":"A\u0000"}` + "\n{\"text\":\"\xff\"}", nil,
			[]bad{{1, "text holds a NUL character"}, {2, "it is not valid UTF-8"}}, nil},
		{"dates", JSONLines, `{"text":"A","said_on":"yesterday"}` + "\n" + `{"text":"A","added_at":"2023"}`, nil, []bad{
			{1, `said_on is no date: "yesterday"; write it as 2023, 2023-01, 2023-01-20 or 2023-01-20T15:04:05Z`},
			{2, `added_at is no time: "2023"; write it as 2023-01-20T15:04:05Z`}}, nil},
		{"values out of their range", JSONLines, `{"text":"A","kind":"rumour"}` + "\n" + `{"text":"A","confidence":2}` + "\n" +
			`{"text":"A","scope":"world"}` + "\n" + `{"text":"A","url":"ftp://example.org"}` + "\n" + `{"text":"A","number":-1}`, nil, []bad{
			{1, `kind must be direct, mixed, indirect, message or entered, not "rumour"`}, {2, "confidence must be from 0 to 1"},
			{3, `scope must be library, guild:ID or private:ID, not "world"`}, {4, "url must be an address that begins with http:// or https://"},
			{5, "number must not be below 0"}}, nil},
		{"segments against text", JSONLines, `{"text":"A B","segments":["A","B"]}` + "\n" + `{"segments":["A","B"]}`,
			[]quotes.Citation{{Text: "A … B", Segments: []string{"A", "B"}}}, []bad{{1, `the segments, joined with " … ", do not make up the text`}}, nil},
		{"columns in any order and case", CSV, "Speaker, TEXT ,rating\nIda,Hm.,5\n", []quotes.Citation{{Text: "Hm.", Speaker: "Ida"}}, nil, []string{"rating"}},
		{"semicolons", CSV, "text;speaker\n\"a;b\";Ida\n", []quotes.Citation{{Text: "a;b", Speaker: "Ida"}}, nil, nil},
		{"a cell over lines keeps its line ends", CSV, "text\r\n\"one\r\ntwo\n\"\"three\"\"\"\r\nfour\r\n", words("one\r\ntwo\n\"three\"", "four"), nil, nil},
		{"a stray mark costs one line", CSV, "text,speaker\n\"A,Ida\n\"B\",Tom\n\nC,Ann", []quotes.Citation{{Text: "B", Speaker: "Tom"}, {Text: "C", Speaker: "Ann"}},
			[]bad{{2, "a quotation mark in the middle of a cell must be doubled"}}, nil},
		{"a mark that is never closed", CSV, "text\n\"A\nB\nC", words("B", "C"), []bad{{2, "a cell begins with a quotation mark and does not end with one"}}, nil},
		{"marks inside a plain cell", CSV, "text\nthe \"old\" mill\n", words(`the "old" mill`), nil, nil},
		{"too many cells", CSV, "text\na, b\nc\n", words("c"), []bad{{2, "it has 2 cells and the header 1; a text with a comma in it must stand between quotation marks"}}, nil},
		{"fewer cells", CSV, "text,speaker,role\na,b\n", []quotes.Citation{{Text: "a", Speaker: "b"}}, nil, nil},
		{"not a number, not a list", CSV, "text,number,aliases\na,x,\na,,b\n", nil, []bad{{2, `number must be a whole number, not "x"`},
			{3, `aliases must be a list of texts like ["one","two"], not "b"`}}, nil},
		{"guarded cells", CSV, "text\n'=1+1\n''=1+1\n'tis\n=2\n", words("=1+1", "'=1+1", "'tis", "=2"), nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, bads, in := readAll(t, tt.format, tt.file)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("quotes (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.bad, bads); diff != "" {
				t.Errorf("bad lines (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.unknown, in.Unknown()); diff != "" {
				t.Errorf("unknown (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHeaderNeedsText(t *testing.T) {
	for _, file := range []string{"", "\n\n", "speaker,words\nIda,Hm.\n", "text,text\n", "\"text\n", "te\xfft"} {
		if _, err := NewReader(strings.NewReader(file), CSV); err == nil {
			t.Errorf("%q: no error", file)
		}
	}
}

func TestFormulasAreHarmlessInCSV(t *testing.T) {
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "'=1", "''=1", "plain", "'tis"} {
		file := writeAll(t, CSV, quotes.Citation{Text: text})
		cell := strings.TrimLeft(strings.Split(file[strings.IndexByte(file, '\n')+1:], ",")[2], `"`)
		if isFormula(cell) {
			t.Errorf("%q is written as the formula %q", text, cell)
		}
		if got, _, _ := readAll(t, CSV, file); len(got) != 1 || got[0].Text != text {
			t.Errorf("%q reads back as %v", text, got)
		}
	}
}

// numbered is a file of n lines made as it is read, so that its length costs no memory.
type numbered struct {
	n, made int
	head    string
	line    func(i int) string
	rest    []byte
}

func (f *numbered) Read(p []byte) (int, error) {
	if len(f.rest) == 0 && f.head != "" {
		f.rest, f.head = []byte(f.head), ""
	}
	for len(f.rest) < len(p) && f.made < f.n {
		f.rest = append(f.rest, f.line(f.made)...)
		f.made++
	}
	if len(f.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.rest)
	f.rest = f.rest[:copy(f.rest, f.rest[n:])]
	return n, nil
}

func TestManyAndHugeLines(t *testing.T) {
	huge := strings.Repeat("x", maxLine/2)
	tests := []struct {
		name      string
		format    Format
		file      *numbered
		good, bad int
	}{
		{"200,000 lines", JSONLines, &numbered{n: 200_000, line: func(i int) string { return fmt.Sprintf("{\"text\":\"words %d\"}\n", i) }}, 200_000, 0},
		{"one line of 20 MiB", JSONLines, &numbered{n: 11, line: func(i int) string {
			if i == 10 {
				return "\n{\"text\":\"after\"}\n"
			}
			return huge
		}}, 1, 1},
		{"an open mark before 8 MiB", CSV, &numbered{n: 5, head: "text\n\"open\n", line: func(int) string { return huge + "\n" }}, 0, 6}, // each is longer than a quote may be
		{"every line with a stray mark", CSV, &numbered{n: 100_000, head: "text\n", line: func(int) string { return "\"stray\n" }}, 0, 100_000},
		{"an open mark before a line of 8 MiB", CSV, &numbered{n: 5, head: "text\n\"open\n", line: func(i int) string {
			if i == 4 {
				return "\nafter\n"
			}
			return huge
		}}, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, err := NewReader(tt.file, tt.format)
			if err != nil {
				t.Fatal(err)
			}
			good, bad := 0, 0
			for {
				_, _, err := in.Read()
				var b *BadLine
				if errors.Is(err, io.EOF) {
					break
				} else if errors.As(err, &b) {
					bad++
				} else if err != nil {
					t.Fatal(err)
				} else {
					good++
				}
				if held := cap(in.lines.back); held > 2*maxLine {
					t.Fatalf("holds %d bytes", held)
				}
			}
			if good != tt.good || bad != tt.bad {
				t.Errorf("read %d and refused %d, want %d and %d", good, bad, tt.good, tt.bad)
			}
		})
	}
}

// broken fails after its text.
type broken struct{ io.Reader }

var errBroken = errors.New("broken")

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = errBroken
	}
	return n, err
}

func TestFileThatCannotBeRead(t *testing.T) {
	for f, file := range map[Format]string{JSONLines: "{\"text\":\"A\"}\n", CSV: "text\nA\n"} {
		in, err := NewReader(broken{strings.NewReader(file)}, f)
		if err != nil {
			t.Fatal(err)
		}
		if _, c, err := in.Read(); err != nil || c.Text != "A" {
			t.Errorf("%s: first line: %v, %v", f, c.Text, err)
		}
		if _, _, err := in.Read(); !errors.Is(err, errBroken) {
			t.Errorf("%s: second line: %v", f, err)
		}
	}
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]Format{"a.csv": CSV, "A.CSV": CSV, "a.jsonl": JSONLines, "a": JSONLines, "-": JSONLines} {
		if got := FormatOf(name); got != want {
			t.Errorf("FormatOf(%q) = %s, want %s", name, got, want)
		}
	}
	if _, err := NewWriter(io.Discard, "xml"); err == nil {
		t.Error("NewWriter took a format that there is not")
	}
}

// fuzz checks that what is read, written and read again is the same, in both formats.
func fuzz(f *testing.F, format Format, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		if _, err := NewReader(strings.NewReader(file), format); err != nil {
			return
		}
		first, bads, _ := readAll(t, format, file)
		for i := 1; i < len(bads); i++ {
			if bads[i].Line <= bads[i-1].Line {
				t.Errorf("line %d is reported after line %d", bads[i].Line, bads[i-1].Line)
			}
		}
		for _, f := range formats {
			again, bads, _ := readAll(t, f, writeAll(t, f, first...))
			if diff := cmp.Diff(first, again); diff != "" || bads != nil {
				t.Errorf("read back from %s (-first +again):\n%s%v", f, diff, bads)
			}
		}
	})
}

func FuzzReadJSONLines(f *testing.F) {
	fuzz(f, JSONLines, writeAll(f, JSONLines, full(f)), "{\"text\":\"=a\\r\\n\\\"b\\\"\"}\n\n{\"text\":1}", `{"segments":["a",""],"added_at":"2023-01-01T00:00:00.5+02:00"}`)
}

func FuzzReadCSV(f *testing.F) {
	fuzz(f, CSV, writeAll(f, CSV, full(f)), "text;confidence\n\"a\n\"\"b\"\"\";0.5\n\"stray\nc;;d", "text\n''=1\n\"\r\"")
}

func BenchmarkRead(b *testing.B) {
	for _, f := range formats {
		b.Run(string(f), func(b *testing.B) {
			c := full(b)
			file := writeAll(b, f, c, c, c, c, c, c, c, c, c, c)
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				if got, _, _ := readAll(b, f, file); len(got) != 10 {
					b.Fatal(len(got))
				}
			}
		})
	}
}
