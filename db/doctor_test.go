package db

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// examined gives what is wrong with a library, a line a finding.
func examined(t *testing.T, path string) string {
	t.Helper()
	list, err := Examine(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var wrong []string
	for _, f := range list {
		if f.Wrong {
			wrong = append(wrong, f.What)
			if f.Do == "" {
				t.Errorf("%q comes without advice", f.What)
			}
		}
	}
	if len(list) == 0 {
		t.Error("nothing was found, not even that all is well")
	}
	return strings.Join(wrong, "\n")
}

func TestExamine(t *testing.T) {
	tests := []struct {
		name  string
		spoil string // SQL
		want  string // a part of what is found wrong; empty: nothing is wrong
	}{
		{"a sound library", `SELECT 1`, ""},
		{"an unused speaker", `INSERT INTO speakers (scope_id, name, kind, folded) VALUES (1, 'Nobody Now', 'person', 'nobody now')`, ""},
		{"a quote of a speaker who is not there", `PRAGMA foreign_keys = OFF; UPDATE quotes SET speaker_id = 999 WHERE id = 1`, "a row of quotes refers to no row of speakers"},
		{"a segment of no quote", `PRAGMA foreign_keys = OFF; INSERT INTO segments (quote_id, position) VALUES (999, 0)`, "a row of segments refers to no row of quotes"},
		{"a counter that fell behind", `UPDATE scopes SET last_number = 0`, "given a number above their counter"},
		{"a quote that is not indexed", `DELETE FROM search WHERE rowid = 1`, "quotes in the index"},
		{"a quote that waits to be indexed", `UPDATE indexed SET last_id = last_id - 1`, "1 quotes are not in the index"},
		{"a word too many in the index", `INSERT INTO search (rowid, words) VALUES (77, 'phantom')`, "words in the index"},
		{"a word counted wrongly", `UPDATE vocabulary SET quotes = quotes + 1 WHERE id = (SELECT min(id) FROM vocabulary)`, "counted words"},
		{"a name that is missing", `DELETE FROM names`, "names (0 entries"},
		{"a word that is not counted", `DELETE FROM vocabulary WHERE id = (SELECT min(id) FROM vocabulary)`, "counted words"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := openTemp(t)
			mustAdd(t, d, full(t), typed("The second bridge stands."), typed("A third."))
			mustExec(t, d.write, tt.spoil)
			got := examined(t, d.path)
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

// Whatever is wrong with the index, making it anew puts it right.
func TestRebuildIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quotes.db")
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	mustAdd(t, d, full(t), typed("The second bridge stands."), typed("A third."))
	mustExec(t, d.write, `
		DELETE FROM search WHERE rowid = 2;
		INSERT INTO search (rowid, words) VALUES (77, 'phantom');
		UPDATE vocabulary SET quotes = 9;
		DELETE FROM names`)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if examined(t, path) == "" {
		t.Error("nothing was wrong before")
	}
	if err := RebuildIndex(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if got := examined(t, path); got != "" {
		t.Error("after rebuilding:", got)
	}
}

// Looking a file over changes no byte of it, damaged or not.
func TestExamineChangesNothing(t *testing.T) {
	folder := t.TempDir()
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		want string
	}{
		{"sound", func(*testing.T, string) {}, ""},
		{"a damaged page", func(t *testing.T, path string) { damage(t, path, 8192, 60000) }, "the library"},
		{"a damaged schema", func(t *testing.T, path string) { damage(t, path, 100, 3000) }, "can't be"},
		{"cut short", func(t *testing.T, path string) {
			if err := os.Truncate(path, 8192); err != nil {
				t.Fatal(err)
			}
		}, "the library"},
		{"a text", func(t *testing.T, path string) { write(t, path, []byte("Dear diary")) }, "not a quotebot library"},
		{"newer", func(t *testing.T, path string) {
			p := mustOpenRaw(t, path)
			mustExec(t, p, `PRAGMA user_version = 1000`)
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
		}, "newer"},
		{"older", func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			load(t, "testdata/v1.sql", path)
		}, ""},
		{"absent", func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, "there is no library"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(folder, strings.ReplaceAll(tt.name, " ", "-")+".db")
			filled(t, path)
			tt.make(t, path)
			before, _ := os.ReadFile(path) // absent is absent before and after
			if got := examined(t, path); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}
