package db

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Every schema before the newest has a dump for TestOldLibrariesMigrate. Where one is missing, because a version never was
// the newest of a release, -update makes it from the one before.
func TestDumpsOfOldSchemas(t *testing.T) {
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	for version := 2; version < len(steps); version++ {
		name := fmt.Sprintf("testdata/v%d.sql", version)
		if _, err := os.Stat(name); err == nil {
			continue
		}
		if !*update {
			t.Errorf("%s is missing: run with -update", name)
			continue
		}
		path := filepath.Join(t.TempDir(), "quotes.db")
		load(t, fmt.Sprintf("testdata/v%d.sql", version-1), path)
		p, err := pool(t.Context(), path, writerSettings, 1)
		if err != nil {
			t.Fatal(err)
		}
		d := &DB{write: p, read: p, path: path}
		if err := d.step(t.Context(), steps[version-1]); err != nil {
			t.Fatal(err)
		}
		write(t, name, []byte(dump(t, d, version)))
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
