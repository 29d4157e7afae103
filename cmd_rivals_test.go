package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quotebot/db"
)

// TestImportFromOtherBots takes in a file of each kind, told by its content and by --format.
func TestImportFromOtherBots(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		format, data, said string
		status             int
	}{
		"quoter.json":  {"quoter", `[{"text":"We have cake.","author":"Ada Brook","createdTimestamp":1700000000000},` + "\n" + `{"text":""}]`, "1 added, 0 here already, 1 left out.", 1},
		"diabot.json":  {"diabot", `{"quoteId":7,"guildId":12,"author":"Ada Brook","authorId":0,"message":"We have cake.","time":1600000000}`, "1 added,", 0},
		"uber.json":    {"ub3r-b0t", `[{"id":"3","nick":"Ada Brook","userId":"5","server":"12","text":"We have cake.","messageId":"9","time":1620284889,"dateTime":""}]`, "1 added,", 0},
		"nadeko.yml":   {"nadekobot", "cake:\n- id: a1\n  an: Kim\n  txt: '\"We have cake.\" - Ada Brook'\n", "1 added,", 0},
		"firebot.csv":  {"firebot", "_id,createdAt,creator,originator,text,game\n1,2022-02-03T04:05:06.000Z,Kim,@Ada Brook,We have cake.,Chess\n", "1 added,", 0},
		"red.csv":      {"serverquotes", "server_quote_id,author_name,quote\n1,Ada Brook,We have cake.\n", "1 added,", 0},
		"list.txt":     {"list", "“We have cake.” - Ada Brook\n", "1 added,", 0},
		"ours.csv":     {"csv", "speaker,text\nAda Brook,We have cake.\n", "1 added,", 0},
		"ours.json":    {"jsonl", "\n" + `{"text":"We have cake.","speaker":"Ada Brook"}` + "\n", "1 added,", 0},
		"nothing.json": {"", "{broken\n}\n", "0 added, 0 here already, 2 left out.", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, args := range [][]string{{"import", name}, {"import", "--format", tt.format, name}} {
				if args[1] == "--format" && tt.format == "" {
					continue
				}
				folder := t.TempDir()
				if err := os.WriteFile(filepath.Join(folder, name), []byte(tt.data), 0o600); err != nil {
					t.Fatal(err)
				}
				if out := quotebot(t, folder, tt.status, args...); !strings.Contains(out, tt.said) {
					t.Errorf("%q says %q", args, out)
				}
				if out := quotebot(t, folder, 0, "export"); tt.format != "" && !strings.Contains(out, `"text":"We have cake."`) || strings.Count(out, "Ada Brook") != min(1, len(tt.format)) {
					t.Errorf("%q took in %s", args, out)
				}
			}
		})
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "list.txt"), []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	quotebot(t, folder, 2, "import", "--format", "xml", "list.txt")
	if p := start(t, folder, nil, nil, "import", "--format", "nadekobot", "list.txt"); p.status(t) != 1 || !strings.Contains(p.err.String(), "no file of the format nadekobot") {
		t.Errorf("a file of another format: %s", p.err.String())
	}
}

// TestImportLeavesOutWhoOptedOut imports what somebody said who does not want to be quoted.
func TestImportLeavesOutWhoOptedOut(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	d, err := db.Open(t.Context(), filepath.Join(folder, "quotebot.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.OptOut(t.Context(), "600000000000000001", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	const quotes = `[{"nick":"Ada","userId":"600000000000000001","text":"Leave me out."},{"nick":"Ben","userId":"600000000000000002","text":"Take me in."}]`
	if err := os.WriteFile(filepath.Join(folder, "q.json"), []byte(quotes), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, folder, nil, nil, "import", "q.json")
	if status := p.status(t); status != 0 || p.out.String() != "1 added, 0 here already, 1 left out.\n" ||
		p.err.String() != "quotebot: q.json: line 1: whoever said that does not want to be quoted\n" {
		t.Errorf("import ends with %d and says %q, %q", status, p.out.String(), p.err.String())
	}
	if all := quotebot(t, folder, 0, "export"); strings.Contains(all, "Leave me out") || !strings.Contains(all, "Take me in.") {
		t.Errorf("in the library: %s", all)
	}
}
