package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Hostile files end with a sentence and leave a sound library. What a hostile page on the network
// can do is tested in quotes/page.
func TestHostileFiles(t *testing.T) {
	const million = 1_000_000
	thousandBad := `{"text":"Good."}` + "\n" + strings.Repeat("no json\n", toldLines-1)
	article := "<p>The council met on Monday and “talked about the bridge for an hour,” the mayor said.</p>"
	for _, tt := range []struct {
		name, file, text, command string
		status                    int
		says                      string
	}{
		{"a hundred thousand lines, most of them bad", "lines.jsonl", strings.Repeat(thousandBad, 100), "import", 1, "1 added, 99 here already, 99900 left out"},
		{"a list of a million lines", "list.txt", strings.Repeat("a - b\n", million), "import", 1, "more than 100000 quotes"},
		{"JSON of four million entries", "list.json", "[1" + strings.Repeat(",1", 4*million) + "]", "import", 1, "more than 100000 quotes"},
		{"YAML of two million entries", "list.yml", "txt:\n" + strings.Repeat("- a\n", 2*million), "import", 1, "more than 100000 quotes"},
		{"a quote of a million characters", "long.jsonl", `{"text":"` + strings.Repeat("a", million) + `"}` + "\n" + `{"text":"after"}`, "import", 1,
			"text has 1000000 bytes; at most 100000 are kept"},
		{"names of a million characters", "names.jsonl", `{"text":"x","speaker":"` + strings.Repeat("a", million) + `"}` + "\n" +
			`{"text":"y","aliases":["` + strings.Repeat("a", million) + `"]}`, "import", 1, "0 added, 0 here already, 2 left out"},
		{"NUL and broken UTF-8", "bytes.jsonl", `{"text":"A\u0000"}` + "\n{\"text\":\"\xff\"}\n\x00\n{\"text\":\"good\"}\n", "import", 1, "1 added, 0 here already, 3 left out"},
		{"a cell of a million characters", "long.csv", "text\n" + strings.Repeat("a", million) + "\nafter\n", "import", 1, "1 added, 0 here already, 1 left out"},
		{"an article with one quote of a million characters", "long.txt", "OLDFORD (AP) - The mayor, Ada Brook, spoke.\n\n“" + strings.Repeat("word ", million/5) + ",” Brook said.\n",
			"add", 1, "too long for one quote"},
		{"a hundred thousand opening marks on one line", "marks.txt", strings.Repeat(`The mayor said "`, 100_000), "extract", 0, ""},
		{"three megabytes of quotes", "quotes.txt", strings.Repeat("“We waited,” he said.\n", 3<<20/25), "extract", 1, "too long for one article"},
		{"a million nested tags", "nested.html", strings.Repeat("<div>", million), "extract", 1, "make sense of that page"},
		{"linked data of absurd depth", "deep.html", `<script type="application/ld+json">` + strings.Repeat(`{"a":[`, 200_000) + "</script>" + strings.Repeat(article, 20), "extract", 0, "talked about the bridge"},
		{"a line of forty megabytes among articles", "long.jsonl", `{"text":"` + strings.Repeat("a", 40<<20) + `"}` + "\n" + `{"text":"“We waited,” said Ada Brook."}`, "extract --jsonl", 0,
			`"error":"line 1 is longer than the 32 MB that are read of one"}` + "\n" + `{"name":"","url":"","title":"","byline":"","publisher":"","published":null,"language":"en","quotes":[{"text":"We waited,"`},
		{"three megabytes of text on a line", "text.jsonl", `{"text":"` + strings.Repeat("words ", 3<<20/6) + `"}`, "extract --jsonl", 0, "quotes are looked for in 2 MB at most"},
		{"a hundred megabytes", "large.txt", strings.Repeat("words and words\n", 100<<20/16), "extract", 1, "than the 8 MB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, tt.file), []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			p := start(t, folder, nil, nil, append(strings.Fields(tt.command), tt.file)...)
			memory := watchMemory(p)
			code := p.status(t)
			most := hostileMemory
			if withRace() {
				most *= raceMemory
			}
			if used := <-memory; used > most {
				t.Errorf("it used %d MB of memory, more than %d", used>>20, most>>20)
			}
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
			if !strings.HasPrefix(tt.command, "extract") {
				quotebot(t, folder, 0, "doctor", "--offline")
			}
		})
	}
}

// hostileMemory is the most that a hostile file may make the program hold: what compose.yaml gives it, about twice what the
// worst of these takes.
const hostileMemory = 512 << 20

// raceMemory is how many times the memory a program with the race detector may hold.
const raceMemory = 4

// withRace says whether this binary, which is also the program that is tested, was built with the race detector.
func withRace() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// watchMemory follows the most memory that a program has held, and gives it when the program has ended. It asks the kernel
// about the program itself: what is told of children when they end counts the parent before its first step too. Where there
// is no /proc, it gives 0.
func watchMemory(p *program) <-chan int {
	result := make(chan int, 1)
	go func() {
		most := 0
		look := time.NewTicker(5 * time.Millisecond)
		defer look.Stop()
		for {
			select {
			case <-p.done:
				result <- most
				return
			case <-look.C:
			}
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
			if err != nil {
				continue
			}
			for line := range strings.Lines(string(status)) {
				if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
					kilobytes, _ := strconv.Atoi(strings.Fields(rest)[0])
					most = max(most, kilobytes<<10)
				}
			}
		}
	}()
	return result
}

// What watches the memory sees a program that takes too much.
func TestWatchMemory(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("no /proc")
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "long.txt"), []byte(strings.Repeat("“We waited,” said Ada Brook. ", 40_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, folder, nil, nil, "extract", "long.txt")
	memory := watchMemory(p)
	p.status(t)
	if used := <-memory; used < 40<<20 {
		t.Errorf("%d MB were seen of a program that held at least forty", used>>20)
	}
}
