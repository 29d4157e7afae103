// Command licences lists every module that the program, its tests and its tools are built from with the licence that the
// module comes with, and fails when one has a licence that is not allowed, or none that is known. It reads the modules as
// the go command has them, so it says what is really built.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

// kinds are licences with words that only they have, the more particular first. All of them are allowed: they ask for
// nothing but naming their authors (and, for Apache, their patents' peace), and fit into a program under the MIT licence.
var kinds = []struct {
	name  string
	words []string
}{
	{"Apache-2.0", []string{"Apache License", "Version 2.0"}},
	{"BSD-3-Clause", []string{"Redistribution and use in source and binary forms", "Neither the name"}},
	{"BSD-3-Clause", []string{"Redistribution and use in source and binary forms", "may not be used to endorse"}},
	{"BSD-2-Clause", []string{"Redistribution and use in source and binary forms"}},
	{"MIT", []string{"Permission is hereby granted, free of charge"}},
	{"ISC", []string{"Permission to use, copy, modify, and/or distribute this software for any purpose"}},
}

func main() {
	texts := flag.Bool("texts", false, "write the texts of the licences")
	flag.Parse()
	run := table
	if *texts {
		run = notices
	}
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

// notices writes the licences of what is linked into the program.
func notices(w io.Writer) error {
	modules, err := list("-deps", ".")
	if err != nil {
		return err
	}
	for _, m := range modules {
		_, text, err := licence(m.folder)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "==== %s %s\n\n%s\n\n", m.path, m.version, bytes.TrimSpace(text)); err != nil {
			return fmt.Errorf("write the licences: %w", err)
		}
	}
	return nil
}

// table writes the list of modules.
func table(w io.Writer) error {
	modules, err := list("-deps", "-test", "./...", "tool")
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	var unknown []string
	for _, m := range modules {
		kind, _, err := licence(m.folder)
		if err != nil {
			return err
		}
		if kind == "" {
			kind = "NOT ALLOWED OR NOT KNOWN"
			unknown = append(unknown, m.path)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", m.path, m.version, kind)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	if len(unknown) > 0 {
		return fmt.Errorf("look at the licences of %s", strings.Join(unknown, ", "))
	}
	return nil
}

type module struct{ path, version, folder string }

// list asks the go command for the modules that something is built from.
func list(what ...string) ([]module, error) {
	const format = `{{with .Module}}{{if not .Main}}{{.Path}}	{{.Version}}	{{.Dir}}{{end}}{{end}}`
	cmd := exec.Command("go", append([]string{"list", "-tags", "sqlite_fts5", "-f", format}, what...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list the modules: %w", err)
	}
	seen := map[module]bool{}
	var modules []module
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 {
			continue
		}
		if m := (module{f[0], f[1], f[2]}); !seen[m] {
			seen[m] = true
			modules = append(modules, m)
		}
	}
	slices.SortFunc(modules, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return modules, nil
}

// licence gives the name and the text of the licence that a module comes with; the name is empty when it is not allowed.
func licence(folder string) (name string, text []byte, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", nil, fmt.Errorf("read a module: %w", err)
	}
	for _, e := range entries {
		file := strings.ToUpper(e.Name())
		if !strings.HasPrefix(file, "LICENSE") && !strings.HasPrefix(file, "LICENCE") && !strings.HasPrefix(file, "COPYING") || e.IsDir() {
			continue
		}
		if text, err = os.ReadFile(filepath.Join(folder, e.Name())); err != nil {
			return "", nil, fmt.Errorf("read a licence: %w", err)
		}
		words := bytes.Join(bytes.Fields(text), []byte(" "))
		for _, k := range kinds {
			if !slices.ContainsFunc(k.words, func(w string) bool { return !bytes.Contains(words, []byte(w)) }) {
				return k.name, text, nil
			}
		}
	}
	return "", text, nil
}
