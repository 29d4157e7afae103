package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quotebot/config"
)

// TestSecurityNamesTests finds every test and every file that SECURITY.md names.
func TestSecurityNamesTests(t *testing.T) {
	text, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	var tests []string
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		code, err := os.ReadFile(path)
		for _, m := range declared.FindAllSubmatch(code, -1) {
			tests = append(tests, string(m[1]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)(…?)`").FindAllStringSubmatch(string(text), -1)
	if len(named) < 20 {
		t.Errorf("only %d tests are named", len(named))
	}
	for _, m := range named {
		if !slices.ContainsFunc(tests, func(name string) bool { return name == m[1] || m[2] != "" && strings.HasPrefix(name, m[1]) }) {
			t.Errorf("there is no test %s", m[1])
		}
	}
	for _, m := range regexp.MustCompile("`([a-z_/]+/[a-z_]+\\.go)`").FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat(m[1]); err != nil {
			t.Errorf("there is no file %s", m[1])
		}
	}
}

// TestSettingsThatAreNamed finds every setting that documents and examples of deployment use.
func TestSettingsThatAreNamed(t *testing.T) {
	known := []string{"QUOTEBOT_SOAK", "QUOTEBOT_TEST_FAULTS", "QUOTEBOT_TEST_ARM64", "QUOTEBOT_WHOLE_DAY", "QUOTEBOT_BENCH_QUOTES"} // of tests
	for _, f := range config.Flags() {
		known = append(known, f.Setting, strings.TrimSuffix(f.Setting, "_FILE"))
	}
	files := []string{"README.md", "SECURITY.md", "Dockerfile", "compose.yaml"}
	for _, pattern := range []string{"docs/*.md", "deploy/*"} {
		more, err := filepath.Glob(pattern)
		if err != nil || len(more) == 0 {
			t.Fatal(pattern, err)
		}
		files = append(files, more...)
	}
	name := regexp.MustCompile(`\b(?:QUOTEBOT|DISCORD)_[A-Z_]*[A-Z]\b`)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.IsDir() {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range name.FindAllString(string(text), -1) {
			if !slices.Contains(known, n) {
				t.Errorf("%s names the setting %s, which there is not", file, n)
			}
		}
	}
}
