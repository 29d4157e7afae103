package discord

import (
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotebot/quotes"
)

var verbs = regexp.MustCompile(`%(\[\d\])?[sd%]`)

// TestTongues checks what a language can lack without anybody noticing.
func TestTongues(t *testing.T) {
	all, err := readTongues()
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	var walk func(path string, options []parameter)
	walk = func(path string, options []parameter) {
		paths = append(paths, path)
		for _, o := range options {
			walk(path+"."+o.Name, o.Options)
		}
	}
	for _, c := range commands(all) {
		walk(c.Name, c.Options)
	}
	german := slices.Sorted(maps.Keys(all.by["de"].Texts))
	for name, one := range all.by {
		if len(one.Months) != 12 || len(one.Days) != 7 || len(one.Locales) == 0 {
			t.Errorf("%s: %d months, %d days, locales %v", name, len(one.Months), len(one.Days), one.Locales)
		}
		if d := cmp.Diff(german, slices.Sorted(maps.Keys(one.Texts))); d != "" {
			t.Errorf("%s has other texts than German (-de +%s):\n%s", name, name, d)
		}
		for english, text := range one.Texts {
			if !slices.Equal(verbs.FindAllString(english, -1), verbs.FindAllString(text, -1)) {
				t.Errorf("%s: %q takes other values than %q", name, text, english)
			}
		}
		for _, path := range paths {
			if one.Commands[path][0] == "" {
				t.Errorf("%s has no name for %s", name, path)
			}
		}
	}
}

func TestTongueWritesFacts(t *testing.T) {
	all, err := readTongues()
	if err != nil {
		t.Fatal(err)
	}
	c := quotes.Citation{Speaker: "Mara Quill", Role: "harbour master", Via: "Bo Lund", Kind: quotes.Direct,
		Said: quotes.DayOf(2023, time.January, 20, "on Friday"), Published: quotes.DayOf(2023, time.January, 21, "")}
	for _, tt := range []struct{ locale, who, when string }{
		{"de", "Mara Quill, harbour master (wie von Bo Lund wiedergegeben)", "gesagt Fr 20. Januar 2023 (aus „on Friday“), gedruckt Sa 21. Januar 2023"},
		{"fr", "Mara Quill, harbour master (rapporté par Bo Lund)", "dit ven. 20 janvier 2023 (d’après « on Friday »), imprimé sam. 21 janvier 2023"},
		{"es-419", "Mara Quill, harbour master (según contó Bo Lund)", "dicho vie 20 de enero de 2023 (según «on Friday»), publicado sáb 21 de enero de 2023"},
		{"en-GB", "Mara Quill, harbour master (as told by Bo Lund)", "said Fri 20 Jan 2023 (from “on Friday”), printed Sat 21 Jan 2023"},
		{"ja", "Mara Quill, harbour master (as told by Bo Lund)", "said Fri 20 Jan 2023 (from “on Friday”), printed Sat 21 Jan 2023"},
	} {
		one := all.of(tt.locale)
		if who, when := one.who(c), one.when(c); who != tt.who || when != tt.when {
			t.Errorf("%s: %s; %s", tt.locale, who, when)
		}
	}
}
