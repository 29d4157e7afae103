package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLicence(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"MIT over several lines", "LICENSE.md", "Permission is hereby\n  granted, free of charge, to any person", "MIT"},
		{"BSD with three clauses", "LICENSE", "Redistribution and use in source and binary forms ... Neither the name of", "BSD-3-Clause"},
		{"BSD with two", "COPYING", "Redistribution and use in source and binary forms are permitted", "BSD-2-Clause"},
		{"Apache", "licence.txt", "Apache License\n Version 2.0, January 2004", "Apache-2.0"},
		{"GPL", "LICENSE", "GNU GENERAL PUBLIC LICENSE Version 3", ""},
		{"none", "README", "Permission is hereby granted, free of charge", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, tt.file), []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, _, err := licence(folder); got != tt.want || err != nil {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
		})
	}
}
