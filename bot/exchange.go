package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"quotebot/quotes"
	"quotebot/quotes/exchange"
	"quotebot/quotes/exchange/rivals"
)

// exporting is what a store must know for export.
type exporting interface {
	Export(ctx context.Context, v quotes.View, f func(quotes.Citation) error) error
}

// Bounds of files: what Discord takes from a bot without a boosted server, how many parts an export may have, and how
// much of a file is left free so that the quote that fills it still fits.
const (
	usualFile  = 8 << 20
	mostFiles  = 10
	spareBytes = 512 << 10
)

func (r Request) maxFile() int64 {
	if r.MaxFile > 0 {
		return r.MaxFile
	}
	return usualFile
}

// errTooMany ends an export that would be too large to send.
var errTooMany = errors.New("bot: too much to export")

// export writes what the asker may see of the place's quotes, with every field.
func (b *Brain) export(ctx context.Context, r Request) (Reply, error) {
	format := exchange.Format(r.Field)
	if format == "" {
		format = exchange.JSONLines
	}
	if format != exchange.JSONLines && format != exchange.CSV {
		return r.refuse("I export as jsonl or as csv."), nil
	}
	v, err := b.view(ctx, r.Asker)
	if err != nil {
		return Reply{}, err
	}
	v.Scopes = []quotes.Scope{r.Asker.home()}
	out := parts{format: format, most: max(r.maxFile()-spareBytes, spareBytes)}
	n := 0
	err = b.Store.Export(ctx, v, func(c quotes.Citation) error {
		n++
		return out.write(c)
	})
	if err == nil {
		err = out.close()
	}
	switch {
	case errors.Is(err, errTooMany):
		return r.refuse("There is too much to send here. The operator can export it at the terminal: quotebot export."), nil
	case err != nil:
		return Reply{}, fmt.Errorf("export: %w", err)
	case n == 0:
		return b.empty(r), nil
	}
	return Reply{Outcome: Done, Private: true, Files: out.files, Note: r.say("%s, with every field. The file can be imported again.", r.quotes(n))}, nil
}

// parts writes quotes into files of a bounded size.
type parts struct {
	format exchange.Format
	most   int64
	files  []File
	buf    *bytes.Buffer
	w      *exchange.Writer
}

func (p *parts) write(c quotes.Citation) error {
	if p.w == nil {
		if len(p.files) == mostFiles {
			return errTooMany
		}
		p.buf = &bytes.Buffer{}
		var err error
		if p.w, err = exchange.NewWriter(p.buf, p.format); err != nil {
			return err
		}
	}
	if err := p.w.Write(c); err != nil {
		return err
	}
	if int64(p.buf.Len()) >= p.most {
		return p.close()
	}
	return nil
}

func (p *parts) close() error {
	if p.w == nil {
		return nil
	}
	if err := p.w.Close(); err != nil {
		return err
	}
	name, kind := "quotes", "application/jsonl"
	if p.format == exchange.CSV {
		kind = "text/csv"
	}
	if len(p.files) > 0 {
		name += fmt.Sprintf("-%d", len(p.files)+1)
	}
	p.files = append(p.files, File{Name: name + "." + string(p.format), ContentType: kind, Data: p.buf.Bytes()})
	p.w = nil
	return nil
}

// Bounds of an import: how many quotes at once, how many problems are told one by one, and how many examples are shown.
const (
	mostImported  = 20_000
	toldProblems  = 20
	shownExamples = 5
)

// importFile takes the quotes of a file in, or keeps them as a draft (Review).
func (b *Brain) importFile(ctx context.Context, r Request) (Reply, error) {
	if note, err := b.may(ctx, r, toImport); err != nil || note != "" {
		return refusal(note), err
	}
	if r.File == nil {
		return r.refuse("Hand me the file with the quotes."), nil
	}
	tell(r, r.say("Reading the file …"))
	in, err := rivals.Read(r.File.Data, mostImported)
	switch {
	case errors.Is(err, rivals.ErrTooMany):
		return r.refuse("That file has more than %d quotes. Split it, or let the operator import it at the terminal: quotebot import.", mostImported), nil
	case errors.Is(err, rivals.ErrUnknown):
		return r.refuse("I can't read quotes out of that file. I know my own exports (JSON Lines, CSV), Quoter, NadekoBot, Firebot, serverquotes of Red, UB3R-B0T and Diabot, and lists of lines like: “words” - Name."), nil
	case err != nil:
		return Reply{}, fmt.Errorf("read a file of quotes: %w", err)
	}
	cs, told, err := b.importable(ctx, r, in)
	if err != nil {
		return Reply{}, err
	}
	if len(cs) == 0 {
		return Reply{Outcome: Refused, Private: true, Import: &told, Note: r.say("There is no quote in that file that I can use (%s).", told.Format)}, nil
	}
	if !r.Review {
		return b.storeImport(ctx, r, told, cs)
	}
	added, err := b.Store.TryCitations(ctx, cs)
	if err != nil {
		return Reply{}, fmt.Errorf("look what is here already: %w", err)
	}
	d := draft{Citations: cs}
	for _, ad := range added {
		d.Chosen = append(d.Chosen, true)
		if ad.Already {
			told.Already++
		}
	}
	told.New = len(cs) - told.Already
	d.Imported = told
	token, until, err := b.hand(ctx, r, "", slipDraft, draftTime, d)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Outcome: Done, Private: true, Draft: token, Until: until, Import: &told, Cards: examples(added), Note: r.say(
		"%s: %s, %d of them new, %d here already, %d that I can't use. Nothing is stored yet.", told.Format, r.quotes(told.Read), told.New, told.Already, told.Bad)}, nil
}

// importable makes citations of what a file has, for the asker's place: what its numbers, scopes and channels were
// elsewhere does not count here, and who opted out stays out.
func (b *Brain) importable(ctx context.Context, r Request, in rivals.File) ([]quotes.Citation, Imported, error) {
	told := Imported{Format: r.text(in.Format), Bad: len(in.Problems), Unknown: in.Unknown}
	for _, p := range in.Problems {
		told.problem(p.Line, r.tongue.Fault(p.Err))
	}
	all := make([]quotes.Citation, len(in.Entries))
	for i, e := range in.Entries {
		all[i] = e.Citation
	}
	why, err := Quotable(ctx, b.Store, all)
	if err != nil {
		return nil, told, err
	}
	var cs []quotes.Citation
	for i, e := range in.Entries {
		c := e.Citation
		switch {
		case why[i] != nil:
			told.Bad++
			told.problem(e.Line, r.tongue.Fault(why[i]))
			continue
		case len([]rune(c.Text)) > maxRunes:
			told.Bad++
			told.problem(e.Line, r.say("the words are too long"))
			continue
		}
		if c.Scope != r.Asker.home() && c.Scope != "" { // of another place: its channels mean nothing here
			c.Channel = ""
		}
		c.Scope = r.Asker.home()
		if c.AddedAt.IsZero() {
			c.AddedAt = r.Now
		}
		if c.AddedBy == "" {
			c.AddedBy = r.Asker.User
		}
		cs = append(cs, c)
	}
	told.Read = len(cs)
	return cs, told, nil
}

func (i *Imported) problem(line int, reason string) {
	if len(i.Problems) < toldProblems {
		i.Problems = append(i.Problems, Problem{Line: line, Reason: reason})
	}
}

// storeImport keeps the quotes of a file and tells what became of them.
func (b *Brain) storeImport(ctx context.Context, r Request, told Imported, cs []quotes.Citation) (Reply, error) {
	if len(cs) == 0 {
		return r.refuse("Nothing is chosen. Choose at least one quote, or cancel."), nil
	}
	tell(r, r.say("Storing the quotes …"))
	added, err := b.Store.AddCitations(ctx, cs)
	if err != nil {
		return Reply{}, fmt.Errorf("keep imported quotes: %w", err)
	}
	told.New, told.Already = 0, 0
	for _, ad := range added {
		if ad.Already {
			told.Already++
		} else {
			told.New++
		}
	}
	reply := Reply{Outcome: Done, Private: true, Import: &told, Cards: examples(added), Note: r.say(
		"Imported from %s: %s new, %d here already, %d that I can't use.", told.Format, r.quotes(told.New), told.Already, told.Bad)}
	return b.undoable(ctx, r, reply, added)
}

// examples shows the first new quotes of an import, or the first when none is new.
func examples(added []quotes.Added) []Card {
	var fresh, others []Card
	for _, ad := range added {
		k := card(ad.Citation)
		k.Already = ad.Already
		if !ad.Already && len(fresh) < shownExamples {
			fresh = append(fresh, k)
		} else if ad.Already && len(others) < shownExamples {
			others = append(others, k)
		}
	}
	if len(fresh) > 0 {
		return fresh
	}
	return others
}
