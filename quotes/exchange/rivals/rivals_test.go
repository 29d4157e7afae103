package rivals_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes/exchange/rivals"
)

// The files are of our own making, in the forms that the bots write.
const (
	quoter = `[
  {"quoteNumber": 1, "text": "We have cake", "author": "Ada Brook", "createdTimestamp": 1700000000000, "editedTimestamp": 1700000100000},
  {"text": "  two\nlines ", "author": null, "createdTimestamp": 1700000200000},
  {"text": "", "author": "Nobody"}
]`
	diabot = `{"_id": {"$oid": "5f1f"}, "quoteId": {"$numberLong": "7"}, "guildId": 12, "author": "Robin", "authorId": 345678901234567890, "message": "the cake is a lemon", "messageId": 0, "time": 1600000000}
{"quoteId": 8, "guildId": 12, "author": "Sam", "authorId": 0, "message": "no id", "messageId": 99, "time": 12}
{"quoteId": 9, "guildId": 12, "author": "Sam", "authorId": 0, "message": "no id", "messageId": 99, "time": 1600000001, "colour": "red"}
`
	ub3r      = `[{"id": "3", "nick": "Robin", "userId": "345678901234567890", "channel": "general", "server": "12", "text": "so it goes", "messageId": "99", "time": 1620284889, "dateTime": "2021-05-06T07:08:09"}]`
	ub3rLines = `{"id": "3", "nick": "Robin", "userId": "0", "server": "12", "text": "so it went", "messageId": "", "time": 1620284889, "dateTime": ""}` + "\n"
	uberbot   = `{"quotes": [{"id": 3, "nick": "Robin", "quote": "so it goes", "timestamp": "2021-05-06T07:08:09Z"}, 5]}`

	nadeko = `# Keys are keywords
cake:
- id: a1
  an: Kim
  aid: 123456789012345678
  txt: '"We have cake" - Ada Brook'
- id: a2
  an: Kim
  aid: 123456789012345678
  txt: |-
    no cake - at all
    today
tea: nothing
empty:
- id: a3
`
	firebot = "_id,createdAt,creator,originator,text,game\r\n1,2022-02-03T04:05:06.000Z,Kim,@Robin,\"We, the \"\"players\"\"\",Chess\r\n2,03/04/2022,Kim,Robin,unclear day,Chess\r\n3,,Kim,,Nobody said so,\r\n"
	server  = "\ufeffserver_quote_id,server_id,author_id,author_name,added_by,quote,date_said,date_added,attachment_filename,message_id,channel_id,display_author,display_added_by\n" +
		"1,12,345,,678,the cake is a lemon,1600000000.5,1600000100.0,cake.png,99,55,Robin,Kim\n2,12,,Old Joe,678,by hand,,1600000200,,,,Old Joe,Kim\n"
	list = `1. "We have cake" - Ada Brook
#2 “Two — of a kind” — Tomas Reyle, 2019
We shall see ~Robin
„Nein“ – Mira Tolle (2020-05-06)
«Non, c'est fini» -- Léa-Marie d'Or
“nobody named”

this line - as many lines do - says nothing of anybody who may have spoken it at all
`
)

// line writes an entry so that it can be compared.
func line(e rivals.Entry) string {
	s := fmt.Sprintf("%d %q by %q", e.Line, e.Text, e.Speaker)
	for _, more := range []struct{ name, value string }{{"id", e.SpeakerID}, {"said", e.Said.String()}, {"title", e.Title}, {"adder", e.AddedBy}, {"url", e.URL}, {"channel", e.Channel}, {"kind", string(e.Kind)}} {
		if more.value != "" && more.value != "entered" {
			s += " " + more.name + " " + more.value
		}
	}
	if !e.AddedAt.IsZero() {
		s += " added " + e.AddedAt.Format("2006-01-02T15:04:05")
	}
	if !e.EditedAt.IsZero() {
		s += " edited " + e.EditedAt.Format("15:04:05")
	}
	return s
}

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name, data, format string
		want               []string
		problems           []int
		unknown            []string
	}{
		{"q.json", quoter, "Quoter JSON", []string{
			`1 "We have cake" by "Ada Brook" added 2023-11-14T22:13:20 edited 22:15:00`,
			`2 "  two\nlines " by "" added 2023-11-14T22:16:40`}, []int{3}, nil},
		{"d.json", diabot, "Diabot JSON", []string{
			`1 "the cake is a lemon" by "Robin" id 345678901234567890 added 2020-09-13T12:26:40`,
			`3 "no id" by "Sam" added 2020-09-13T12:26:41`}, []int{2}, []string{"colour"}},
		{"u.json", uberbot, "UB3R-B0T JSON", []string{`1 "so it goes" by "Robin" added 2021-05-06T07:08:09`}, []int{2}, nil},
		{"v.json", ub3r, "UB3R-B0T JSON", []string{`1 "so it goes" by "Robin" id 345678901234567890 added 2021-05-06T07:08:09`}, nil, nil},
		{"w.json", ub3rLines, "UB3R-B0T JSON", []string{`1 "so it went" by "Robin" added 2021-05-06T07:08:09`}, nil, nil},
		{"n.yml", nadeko, "NadekoBot YAML", []string{
			`3 "We have cake" by "Ada Brook" title cake adder 123456789012345678`,
			`7 "no cake - at all\ntoday" by "" title cake adder 123456789012345678`}, []int{13, 15}, nil},
		{"f.csv", firebot, "Firebot CSV", []string{
			`2 "We, the \"players\"" by "Robin" said 2022-02-03 title Chess added 2022-02-03T04:05:06`,
			`4 "Nobody said so" by ""`}, []int{3}, nil},
		{"s.csv", server, "serverquotes CSV", []string{
			`2 "the cake is a lemon\n[cake.png]" by "Robin" id 345 said 2020-09-13T12:26:00Z adder 678 url https://discord.com/channels/12/55/99 channel 55 kind message added 2020-09-13T12:28:20`,
			`3 "by hand" by "Old Joe" adder 678 added 2020-09-13T12:30:00`}, nil, nil},
		{"l.txt", list, "a list of lines", []string{
			`1 "We have cake" by "Ada Brook"`, `2 "Two — of a kind" by "Tomas Reyle" said 2019`, `3 "We shall see" by "Robin"`, `4 "Nein" by "Mira Tolle" said 2020-05-06`,
			`5 "Non, c'est fini" by "Léa-Marie d'Or"`, `6 "nobody named" by ""`}, []int{8}, nil},
		{"o.jsonl", `{"text":"ours","speaker":"Ada Brook","colour":"red"}` + "\n{broken\n", "quotebot JSON Lines", []string{`1 "ours" by "Ada Brook"`}, []int{2}, []string{"colour"}},
		{"o.csv", "speaker,text\nAda Brook,ours\n", "quotebot CSV", []string{`2 "ours" by "Ada Brook"`}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := rivals.Read([]byte(tt.data), 100)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range f.Entries {
				got = append(got, line(e))
			}
			var problems []int
			for _, p := range f.Problems {
				problems = append(problems, p.Line)
				if p.Err == nil {
					t.Errorf("line %d has no reason", p.Line)
				}
			}
			if f.Format != tt.format {
				t.Errorf("taken for %s", f.Format)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.problems, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.unknown, f.Unknown); diff != "" {
				t.Errorf("unknown (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsNoListOfQuotes(t *testing.T) {
	for name, data := range map[string]string{"empty": "", "prose": "Once upon a time there was a bridge.\nIt fell.\n", "binary": "\x89PNG\x00", "not UTF-8": "\xff\xfe\x00", "numbers": "[1, 2",
		"table": "a,b,c\n1,2,3\n"} {
		if f, err := rivals.Read([]byte(data), 100); !errors.Is(err, rivals.ErrUnknown) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

// Of every format no more is read than asked for: neither quotes nor what is none.
func TestTooMany(t *testing.T) {
	const line = `{"text":"Words.","speaker":"Ada"}` + "\n"
	for name, data := range map[string]string{
		"list": strings.Repeat("“words” - Name\n", 101), "our JSON": strings.Repeat(line, 101), "our JSON, bad lines": line + strings.Repeat("{\n", 101),
		"JSON":             "[" + strings.Repeat(`{"text":"Words.","author":"Ada","createdTimestamp":0},`, 101) + "{}]",
		"JSON, half bad":   "[" + strings.Repeat(`{"text":"Words.","author":"Ada","createdTimestamp":0},1,`, 101) + "1]",
		"JSON under a key": `{"quotes":[1` + strings.Repeat(",1", 1000) + "]}", "JSON, one by one": strings.Repeat(`{"quoteId":7,"message":"Words."}`, 101),
		"Firebot": "text,originator\n" + strings.Repeat("Words.,Ada\n", 101), "YAML": "a:\n" + strings.Repeat("- txt: Words.\n", 101),
		"YAML, bad entries": "a:\n- txt: Words.\n" + strings.Repeat("- a: b\n", 101), "YAML that is large": "txt: [1" + strings.Repeat(",1", 10_000) + "]",
	} {
		if f, err := rivals.Read([]byte(data), 100); !errors.Is(err, rivals.ErrTooMany) {
			t.Errorf("%s: %d entries, %d problems, %v", name, len(f.Entries), len(f.Problems), err)
		}
	}
	for name, data := range map[string]string{"list": strings.Repeat("“words” - Name\n", 100), "JSON": "[1" + strings.Repeat(`,{"text":"Words."}`, 100) + "]"} {
		if f, err := rivals.Read([]byte(data), 100); err != nil || len(f.Entries) != 100 {
			t.Errorf("%s: %d entries, %v", name, len(f.Entries), err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{quoter, diabot, uberbot, nadeko, firebot, server, list, "a: &a [*a]\ntxt: x", `[{"text":{"$date":"x"}}]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		rivals.Own([]byte(data))
		for _, format := range rivals.Formats() {
			if f, err := rivals.ReadAs(format, []byte(data), 50); err == nil && len(f.Entries) > 50 {
				t.Fatalf("%s: %d quotes", format, len(f.Entries))
			}
		}
		file, err := rivals.Read([]byte(data), 50)
		if err != nil {
			return
		}
		if len(file.Entries) > 50 || file.Format == "" {
			t.Errorf("%d entries of %q", len(file.Entries), file.Format)
		}
		for _, e := range file.Entries {
			if strings.TrimSpace(e.Text) == "" || !utf8.ValidString(e.Text) || !utf8.ValidString(e.Speaker) || e.Line < 1 || strings.ContainsRune(e.Text, 0) {
				t.Errorf("entry %+v", e)
			}
		}
	})
}
