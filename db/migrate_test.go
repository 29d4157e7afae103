package db

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

var update = flag.Bool("update", false, "write schema.sql, and the dump of the newest schema when there is none, instead of comparing")

// schemaOf is the schema of a library as one text: everything that the migrations made, by name.
func schemaOf(t testing.TB, d *DB) string {
	t.Helper()
	rows, err := d.read.QueryContext(t.Context(), `
		SELECT sql FROM sqlite_schema
		WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
		ORDER BY tbl_name, type = 'table' DESC, type = 'index' DESC, name`)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := all(rows, func(scan func(...any) error) (s string, err error) { return s, scan(&s) })
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(parts, ";\n\n") + ";\n"
}

func TestSchemaFile(t *testing.T) {
	const name = "schema.sql"
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("-- The schema of version %d, written by `go test -tags sqlite_fts5 ./db -run TestSchemaFile -update`, for reading.\n"+
		"-- The program makes it from db/migrations.\n\n%s", len(steps), schemaOf(t, openTemp(t)))
	if *update {
		write(t, name, []byte(got))
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("schema.sql is not what the migrations make; run with -update (-file +made):\n%s", diff)
	}
}

// load makes a library from a dump.
func load(t testing.TB, dump, path string) {
	t.Helper()
	text, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	p := mustOpenRaw(t, path)
	mustExec(t, p, string(text))
	mustExec(t, p, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID))
}

// Each old schema's dump (testdata/vN.sql: made once, when its version was the newest, and never changed) becomes the same
// schema as a new file and keeps its quotes.
func TestOldLibrariesMigrate(t *testing.T) {
	dumps, err := filepath.Glob("testdata/v*.sql")
	if err != nil || len(dumps) == 0 {
		t.Fatalf("no dumps: %v", err)
	}
	fresh := schemaOf(t, openTemp(t))
	for _, dump := range dumps {
		t.Run(filepath.Base(dump), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "quotes.db")
			load(t, dump, path)
			d := reopen(t, path)
			if diff := cmp.Diff(fresh, schemaOf(t, d)); diff != "" {
				t.Errorf("schema (-fresh +migrated):\n%s", diff)
			}
			view := quotes.View{Scopes: []quotes.Scope{quotes.Library, quotes.GuildScope("1")}, All: true}
			page, _, err := d.List(t.Context(), view, quotes.Filter{}, quotes.BySaid, "", 10)
			if diff := cmp.Diff([]string{"The bridge … will stand.", "A guild's own.", "Undated."}, texts(page)); diff != "" || err != nil {
				t.Errorf("quotes (-want +got):\n%s%v", diff, err)
			}
			if added := mustAdd(t, d, typed("Undated."), typed("A new one.")); !added[0].Already || added[1].Number != 9 {
				t.Errorf("adding goes on with %+v", added)
			}
			old := strings.TrimSuffix(filepath.Base(dump), ".sql")
			if steps, err := migrations(); err != nil || old == "v"+fmt.Sprint(len(steps)) {
				return // the newest: nothing changes, and no copy is kept
			}
			backup := mustOpenRaw(t, path+"."+old+".bak")
			var version, n int
			if err := backup.QueryRowContext(t.Context(), `SELECT user_version, (SELECT count(*) FROM quotes) FROM pragma_user_version`).Scan(&version, &n); err != nil {
				t.Fatal(err)
			}
			if "v"+fmt.Sprint(version) != old || n != 3 {
				t.Errorf("the copy has the version %d and %d quotes", version, n)
			}
			if info, err := os.Stat(path + "." + old + ".bak"); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the copy's rights: %v, %v", info.Mode(), err)
			}
		})
	}
}

func TestFailedMigrationLeavesTheFileAsItWas(t *testing.T) {
	d := openTemp(t)
	mustAdd(t, d, typed("kept"))
	before := schemaOf(t, d)
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	bad := migration{version: len(steps) + 1, name: "bad", sql: `CREATE TABLE half (a); DROP TABLE segments; CREATE TABLE half (a);`}
	if err := d.step(t.Context(), bad); err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(before, schemaOf(t, d)); diff != "" {
		t.Errorf("half a migration is there (-before +after):\n%s", diff)
	}
	good := bad
	good.sql = `CREATE TABLE whole (a);`
	for range 2 { // the second time stands for another process that comes late
		if err := d.step(t.Context(), good); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(t.Context(), d.path); !errors.Is(err, ErrNewer) {
		t.Errorf("a library with one schema more: %v", err)
	}
}

func TestOpenedByManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quotes.db")
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			d, err := Open(t.Context(), path)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := d.AddCitations(t.Context(), []quotes.Citation{typed("from %d", i)}); err != nil {
				t.Error(err)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n, err := reopen(t, path).Count(t.Context(), everything); err != nil || n != 6 {
		t.Errorf("%d quotes, %v", n, err)
	}
}

// TestDump writes the dump of the newest schema for TestOldLibrariesMigrate, with -update, when it is not there yet.
func TestDump(t *testing.T) {
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("testdata/v%d.sql", len(steps))
	if _, err := os.Stat(name); err == nil || !*update {
		t.Skip("is there, or not asked for with -update")
	}
	d := openTemp(t)
	mustAdd(t, d, full(t), typed("Undated."), quotes.Citation{Scope: quotes.GuildScope("1"), Text: "A guild's own.", Said: mustDate(t, "2020", "")})
	mustExec(t, d.write, fmt.Sprintf(`UPDATE scopes SET last_number = %d`, 8))
	write(t, name, []byte(dump(t, d, len(steps))))
}

// dump writes a library as SQL. Tables that a virtual table keeps for itself are written by it when it is filled.
func dump(t testing.TB, d *DB, version int) string {
	t.Helper()
	var out strings.Builder
	fmt.Fprintf(&out, "PRAGMA foreign_keys = OFF;\nPRAGMA user_version = %d;\n", version)
	rows, err := d.read.QueryContext(t.Context(), `
		SELECT name, type, (SELECT sql FROM sqlite_schema AS s WHERE s.name = l.name) FROM pragma_table_list AS l
		WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'
		ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	type table struct{ name, kind, sql string }
	tables, err := all(rows, func(scan func(...any) error) (s table, err error) { return s, scan(&s.name, &s.kind, &s.sql) })
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range tables {
		fmt.Fprintf(&out, "%s;\n", s.sql)
		if s.kind == "table" {
			insertsOf(t, d, s.name, &out)
		}
	}
	rows, err = d.read.QueryContext(t.Context(), `
		SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger', 'view') AND sql IS NOT NULL ORDER BY type, name`)
	if err != nil {
		t.Fatal(err)
	}
	others, err := all(rows, func(scan func(...any) error) (s string, err error) { return s, scan(&s) })
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range others {
		fmt.Fprintf(&out, "%s;\n", s)
	}
	return out.String()
}

// insertsOf writes the rows of a table as SQL.
func insertsOf(t testing.TB, d *DB, table string, out *strings.Builder) {
	t.Helper()
	rows, err := d.read.QueryContext(t.Context(), `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := all(rows, func(scan func(...any) error) (s string, err error) { return s, scan(&s) })
	if err != nil {
		t.Fatal(err)
	}
	quoted := slices.Clone(columns)
	for i, c := range quoted {
		quoted[i] = "quote(" + c + ")"
	}
	rows, err = d.read.QueryContext(t.Context(), `SELECT concat_ws(', ', `+strings.Join(quoted, ", ")+`) FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	values, err := all(rows, func(scan func(...any) error) (s sql.NullString, err error) { return s, scan(&s) })
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		fmt.Fprintf(out, "INSERT INTO %s (%s) VALUES (%s);\n", table, strings.Join(columns, ", "), v.String)
	}
}
