package db

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotebot/quotes"
)

// victimEnv holds the path of the library when this test binary runs as the process that is going to be killed.
const victimEnv = "QUOTEBOT_TEST_VICTIM"

const victimBatch = 20

func TestMain(m *testing.M) {
	if path := os.Getenv(victimEnv); path != "" {
		if err := victim(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// victim adds batches and articles without end, telling of each when it is acknowledged.
func victim(path string) error {
	ctx := context.Background()
	fmt.Println("start")
	d, err := Open(ctx, path)
	if err != nil {
		return err
	}
	run := os.Getpid()
	fmt.Println("open")
	for n := 0; ; n++ {
		if n%2 == 0 {
			cs := make([]quotes.Citation, victimBatch)
			for i := range cs {
				cs[i] = quotes.Citation{Scope: quotes.Library, Text: fmt.Sprintf("batch %d.%d quote %d", run, n, i), Speaker: fmt.Sprint("Speaker ", i),
					URL: fmt.Sprintf("https://example.org/%d/%d", run, n), Context: strings.Repeat("context ", 50)}
			}
			_, err = d.AddCitations(ctx, cs)
		} else {
			text := fmt.Sprintf("article %d.%d says: a first line\nand a second line", run, n)
			cut := strings.Index(text, "\n")
			_, err = d.AddArticle(ctx, quotes.Library, quotes.Article{Text: text, URL: fmt.Sprintf("https://example.org/%d/%d", run, n)}, []quotes.Quote{
				{Kind: quotes.Direct, Segments: []quotes.Span{{Start: 0, End: cut}}},
				{Kind: quotes.Direct, Segments: []quotes.Span{{Start: cut + 1, End: len(text)}}},
			}, quotes.Adder{})
		}
		if err != nil {
			return err
		}
		fmt.Println(run, n)
	}
}

// A process that is killed while it adds loses nothing that it acknowledged and leaves nothing half there. All runs go to
// one file, so each also begins by recovering what the one before left.
func TestKilledWhileAdding(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quotes.db")
	var acknowledged []string
	for range runs(20) {
		acknowledged = append(acknowledged, killed(t, path, "open")...)
	}
	d := reopen(t, path)
	for _, problem := range problems(t, d) {
		t.Error(problem)
	}
	there := map[string]int{}
	numbers := int64(0)
	err := d.Export(t.Context(), everything, func(c quotes.Citation) error {
		if c.Number != numbers+1 {
			t.Errorf("number %d follows %d", c.Number, numbers)
		}
		numbers = c.Number
		there[strings.TrimPrefix(c.URL, "https://example.org/")]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range acknowledged {
		if there[key] == 0 {
			t.Errorf("%s was acknowledged and is lost", key)
		}
	}
	for key, n := range there {
		add, err := strconv.Atoi(key[strings.Index(key, "/")+1:])
		if want := []int{victimBatch, 2}; err != nil || n != want[add%2] {
			t.Errorf("%d quotes of %s are there, %v", n, key, err)
		}
	}
	t.Logf("%d adds acknowledged in %d runs, %d quotes there", len(acknowledged), runs(20), numbers)
}

// A process that is killed while it makes its library leaves a file that the next one can go on with.
func TestKilledWhileOpening(t *testing.T) {
	for i := range runs(20) {
		path := filepath.Join(t.TempDir(), "quotes.db")
		killed(t, path, "start")
		d := reopen(t, path)
		if added := mustAdd(t, d, typed("after the crash")); added[0].Number < 1 {
			t.Errorf("run %d: %+v", i, added)
		}
		for _, problem := range problems(t, d) {
			t.Error(problem)
		}
	}
}

// killed runs a victim until a random moment after a line of its output and gives what it had acknowledged. After "open" it
// is left alone for a few acknowledged changes first, however slow the machine is just now.
func killed(t *testing.T, path, after string) (acknowledged []string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), victimEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, spared := bufio.NewScanner(out), -1
	for lines.Scan() {
		switch line := lines.Text(); line {
		case after:
			if spared = 0; after == "open" {
				spared = rand.IntN(4)
			}
		case "start", "open":
		default:
			acknowledged = append(acknowledged, strings.ReplaceAll(line, " ", "/"))
		}
		if spared == 0 { // within the time that opening, or one change, takes
			time.AfterFunc(rand.N(10*time.Millisecond), func() { _ = cmd.Process.Kill() }) // it may have ended by itself, which the check below sees
		}
		if spared >= 0 {
			spared--
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 {
		t.Errorf("the process was not killed: %v", err)
	}
	return acknowledged
}

// problems is what SQLite finds wrong with a library.
func problems(t testing.TB, d *DB) []string {
	t.Helper()
	list, err := flaws(t.Context(), d.read)
	if err != nil {
		t.Fatal(err)
	}
	return list
}
