package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Hostile files end with a sentence and leave a sound library. What a hostile page on the network
// can do is tested in quotes/page.
func TestHostileFiles(t *testing.T) {
	const million = 1_000_000
	var lines strings.Builder
	for n := range million {
		if n%100_000 == 0 {
			lines.WriteString(`{"text":"Good."}` + "\n")
		} else {
			lines.WriteString("no json\n")
		}
	}
	article := "<p>The council met on Monday and “talked about the bridge for an hour,” the mayor said.</p>"
	for _, tt := range []struct {
		name, file, text, command string
		status                    int
		says                      string
	}{
		{"a million bad lines", "lines.jsonl", lines.String(), "import", 1, "999990 bad lines left out"},
		{"a quote of a million characters", "long.jsonl", `{"text":"` + strings.Repeat("a", million) + `"}` + "\n" + `{"text":"after"}`, "import", 1,
			"text has 1000000 bytes; at most 100000 are kept"},
		{"names of a million characters", "names.jsonl", `{"text":"x","speaker":"` + strings.Repeat("a", million) + `"}` + "\n" +
			`{"text":"y","aliases":["` + strings.Repeat("a", million) + `"]}`, "import", 1, "2 bad lines left out"},
		{"NUL and broken UTF-8", "bytes.jsonl", `{"text":"A\u0000"}` + "\n{\"text\":\"\xff\"}\n\x00\n{\"text\":\"good\"}\n", "import", 1, "3 bad lines left out"},
		{"a cell of a million characters", "long.csv", "text\n" + strings.Repeat("a", million) + "\nafter\n", "import", 1, "1 bad lines left out"},
		{"an article with one quote of a million characters", "long.txt", "OLDFORD (AP) - The mayor, Ada Brook, spoke.\n\n“" + strings.Repeat("word ", million/5) + ",” Brook said.\n",
			"add", 1, "too long for one quote"},
		{"ten thousand opening marks on one line", "marks.txt", strings.Repeat(`The mayor said "`, 10_000), "extract", 0, ""},
		{"a million nested tags", "nested.html", strings.Repeat("<div>", million), "extract", 1, "make sense of that page"},
		{"linked data of absurd depth", "deep.html", `<script type="application/ld+json">` + strings.Repeat(`{"a":[`, 200_000) + "</script>" + strings.Repeat(article, 20), "extract", 0, "talked about the bridge"},
		{"a hundred megabytes", "large.txt", strings.Repeat("words and words\n", 100<<20/16), "extract", 1, "larger than the 32 MB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, tt.file), []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			p := start(t, folder, nil, nil, tt.command, tt.file)
			code := p.status(t)
			said := p.out.String() + p.err.String()
			told := strings.Contains(said, tt.says)
			said = said[max(0, len(said)-2000):]
			if code != tt.status || !told {
				t.Errorf("status %d, want %d and %q:\n%s", code, tt.status, tt.says, said)
			}
			for _, internal := range []string{"panic", "goroutine", "quotes: ", "db: "} {
				if strings.Contains(said, internal) {
					t.Errorf("it shows internals (%q):\n%s", internal, said)
				}
			}
			if tt.command != "extract" {
				quotebot(t, folder, 0, "doctor", "--offline")
			}
		})
	}
}
