package bot_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"quotebot/bot"
)

func TestExportAndImportGoRound(t *testing.T) {
	for _, format := range []string{"jsonl", "csv"} {
		t.Run(format, func(t *testing.T) {
			b, _ := brain(t)
			wants(t, do(t, b, bot.Request{Act: bot.From, Text: bakery}), bot.Done, "added")
			save(t, b, kim, "m1", "c1", "u9", "||the *cake*||, \"they\" said\nis a lemon")
			add(t, b, kim, "=typed in", "Ada Brook")
			name := "Mira Tolle"
			wants(t, do(t, b, bot.Request{Act: bot.Edit, Number: 1, Changes: &bot.Changes{Speaker: &name}}), bot.Done, "changed")
			out := do(t, b, bot.Request{Act: bot.Export, Field: format})
			if len(out.Files) != 1 || !out.Private {
				t.Fatalf("%s %q", out.Outcome, out.Note)
			}
			other, _ := brain(t)
			in := do(t, other, bot.Request{Act: bot.Import, Asker: manager, File: &out.Files[0]})
			wants(t, in, bot.Done, "Imported from quotebot")
			again := do(t, other, bot.Request{Act: bot.Export, Field: format})
			if !bytes.Equal(out.Files[0].Data, again.Files[0].Data) {
				t.Errorf("it came back otherwise:\n%s\n%s", out.Files[0].Data, again.Files[0].Data)
			}
			twice := do(t, other, bot.Request{Act: bot.Import, Asker: manager, File: &out.Files[0]})
			if twice.Import.New != 0 || twice.Import.Already != in.Import.New {
				t.Errorf("imported twice: %+v", twice.Import)
			}
		})
	}
}

func TestImportIsReviewed(t *testing.T) {
	b, _ := brain(t)
	add(t, b, kim, "We have cake", "Ada Brook")
	var list strings.Builder
	for i := range 8 {
		fmt.Fprintf(&list, "“Words number %d” - Tomas Reyle\n", i)
	}
	list.WriteString("“We have cake” - Ada Brook\nnothing to use here\n")
	file := &bot.File{Name: "old.txt", Data: []byte(list.String())}
	wants(t, do(t, b, bot.Request{Act: bot.Import, File: file, Review: true}), bot.Refused, "Importing needs")
	d := do(t, b, bot.Request{Act: bot.Import, Asker: manager, File: file, Review: true})
	wants(t, d, bot.Done, "Nothing is stored yet")
	if d.Import.New != 8 || d.Import.Already != 1 || d.Import.Bad != 1 || d.Import.Problems[0].Line != 10 || len(d.Cards) != 5 || d.Draft == "" {
		t.Fatalf("%+v, %d examples", d.Import, len(d.Cards))
	}
	if got := texts(t, b, kim); len(got) != 1 {
		t.Errorf("stored already: %q", got)
	}
	kept := do(t, b, bot.Request{Act: bot.Keep, Asker: manager, Token: d.Draft})
	wants(t, kept, bot.Done, "8 quotes new, 1 here already")
	wants(t, do(t, b, bot.Request{Act: bot.Undo, Asker: manager, Token: kept.Undo}), bot.Done, "Taken back")
	if got := texts(t, b, kim); len(got) != 1 {
		t.Errorf("after the undo: %q", got)
	}
	wants(t, do(t, b, bot.Request{Act: bot.Import, Asker: manager, File: &bot.File{Name: "x.png", Data: []byte("\x89PNG\x00")}}), bot.Refused, "can't read quotes")
	wants(t, do(t, b, bot.Request{Act: bot.Import, Asker: manager}), bot.Refused, "Hand me the file")
}

func TestLargeExportsComeInParts(t *testing.T) {
	b, _ := brain(t)
	for i := range 12 {
		add(t, b, kim, fmt.Sprint(i, strings.Repeat(" word", 18_000)), "")
	}
	r := do(t, b, bot.Request{Act: bot.Export, MaxFile: 700 << 10})
	if len(r.Files) < 2 {
		t.Fatalf("%d files, %q", len(r.Files), r.Note)
	}
	lines := 0
	for _, f := range r.Files {
		if len(f.Data) > 700<<10 {
			t.Errorf("%s has %d bytes", f.Name, len(f.Data))
		}
		lines += bytes.Count(f.Data, []byte("\n"))
	}
	if lines != 12 {
		t.Errorf("%d lines", lines)
	}
}
