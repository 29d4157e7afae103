package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quotebot/bot"
	"quotebot/config"
	"quotebot/quotes"
	"quotebot/quotes/exchange"
)

// batch is how many quotes are handed over at once to be taken in; several may share a transaction.
const batch = 2_000

// everyScope is the scope of `export` that stands for all of them.
const everyScope = "all"

// operatorView is what the operator at the terminal sees: the library.
func operatorView() quotes.View {
	return quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}
}

func (a *app) importCommand() *cobra.Command {
	var format string
	var sample bool
	c := &cobra.Command{
		Use:   "import FILE | --sample",
		Short: "Take in quotes from a JSON Lines or CSV file, or from another bot's",
		Long: `Reads one quote a line: JSON objects, or CSV with a header. Only the text is required; text and speaker are enough. Any
field that export writes is read. A bad line is reported with its number and the others go in; the exit status is then 1.
Of very many the first thousand are named.

Files of Quoter, NadekoBot, Firebot, Red's serverquotes, UB3R-B0T and Diabot, and lists of lines like “words” - Name, are
told by their content; --format takes the doubt away. What people said who have opted out of being quoted stays out.`,
		Example: `  quotebot import quotes.jsonl
  quotebot import quoter-export.json
  quotebot import --format csv - < quotes.csv
  quotebot import --sample`,
		Args: func(c *cobra.Command, args []string) error {
			if sample == (len(args) == 1) || len(args) > 1 {
				return &usageError{errors.New("name one file (or - for standard input), or --sample")}
			}
			if known := importFormats(); format != "" && !slices.Contains(known, format) {
				return &usageError{errors.New("--format must be one of " + strings.Join(known, ", "))}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(h *house) error {
				if sample {
					reply := h.brain.Handle(c.Context(), bot.Request{Act: bot.Sample, Asker: bot.Asker{Operator: true}, Now: a.now()})
					fmt.Fprint(a.out, a.style().Render(reply))
					if reply.Outcome != bot.Done {
						return &toldError{1}
					}
					return nil
				}
				return a.importFile(c.Context(), h, args[0], format)
			})
		},
	}
	c.Flags().StringVar(&format, "format", "", strings.Join(importFormats(), ", ")+"; without it the file tells")
	c.Flags().BoolVar(&sample, "sample", false, "take in the small library of old speeches that comes with quotebot")
	return c
}

// importing is one file on its way into the library.
type importing struct {
	*app
	house *house
	path  string
	in    quoteReader

	fresh, already, bad, left int // quotes stored, there before, that can't be used, of people who don't want to be quoted
	told                      int // lines that were named
}

// toldLines is how many lines that are left out are named: more than anybody mends by hand.
const toldLines = 1000

// importFile takes the quotes of a file in, batch by batch. What was answered as taken in is stored; a stop in between
// loses nothing of it, and importing again adds only the rest.
func (a *app) importFile(ctx context.Context, h *house, path, format string) error {
	in, err := a.file(path)
	if err != nil {
		return err
	}
	defer in.Close()
	r, err := openQuotes(in, path, format)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	i := importing{app: a, house: h, path: path, in: r}
	// What has been read is stored also when ctx has ended: that takes a moment.
	err = h.db.Import(context.WithoutCancel(ctx), i.batches(ctx), func(fresh, already int) {
		i.fresh, i.already = i.fresh+fresh, i.already+already
		if a.interactive() {
			fmt.Fprintf(a.errw, "\r%d quotes read ", i.fresh+i.already)
		}
	})
	if a.interactive() {
		fmt.Fprintln(a.errw)
	}
	if err != nil {
		return fmt.Errorf("take in %s (%d quotes are in): %w", path, i.fresh+i.already, err)
	}
	if more := i.bad + i.left - i.told; more > 0 {
		fmt.Fprintf(a.errw, "quotebot: %s: %d more lines are left out\n", path, more)
	}
	fmt.Fprintf(a.out, "%d added, %d here already, %d left out.\n", i.fresh, i.already, i.bad+i.left)
	if u := r.Unknown(); len(u) > 0 {
		fmt.Fprintf(a.errw, "quotebot: %s: not used: %s\n", path, strings.Join(u, ", "))
	}
	if ctx.Err() != nil {
		return errors.New("stopped before the end of the file; import it again for the rest")
	}
	if err := a.finish(ctx, h); err != nil {
		return err
	}
	if i.bad > 0 {
		return &toldError{1}
	}
	return nil
}

// finish works out what follows from new quotes. All of them are stored when it is stopped.
func (a *app) finish(ctx context.Context, h *house) error {
	err := a.regroup(ctx, h.db.Regroup)
	if err == nil {
		err = a.fillVectors(ctx, h)
	}
	if err != nil && ctx.Err() != nil {
		return errors.New("stopped while the quotes, which are all stored, were compared with each other; the next import and the running bot go on with that")
	}
	return err
}

// leaveOut names a line that is left out.
func (i *importing) leaveOut(line *exchange.BadLine) {
	if i.told < toldLines {
		i.told++
		fmt.Fprintf(i.errw, "quotebot: %s: %v\n", i.path, line)
	}
}

// batches gives the quotes of the file that may be kept, and names and counts the others. It ends with ctx, too.
func (i *importing) batches(ctx context.Context) iter.Seq2[[]quotes.Citation, error] {
	return func(yield func([]quotes.Citation, error) bool) {
		for end := false; !end && ctx.Err() == nil; {
			cs, lines, err := i.batch(ctx)
			if end = err != nil; errors.Is(err, io.EOF) {
				err = nil
			}
			kept, checkErr := i.quotable(context.WithoutCancel(ctx), cs, lines)
			if checkErr != nil {
				yield(nil, checkErr)
				return
			}
			if len(kept) > 0 && !yield(kept, nil) {
				return
			}
			if err != nil {
				yield(nil, fmt.Errorf("read: %w", err))
			}
		}
	}
}

// batch reads up to a batch of quotes with their lines. The error, io.EOF or another, is why there are no more behind these.
func (i *importing) batch(ctx context.Context) (cs []quotes.Citation, lines []int, err error) {
	for len(cs) < batch && ctx.Err() == nil {
		n, c, err := i.in.Read()
		if line, ok := errors.AsType[*exchange.BadLine](err); ok {
			i.bad++
			i.leaveOut(line)
			continue
		}
		if err != nil && ctx.Err() != nil { // a read that was waiting
			return cs, lines, io.EOF
		}
		if err != nil {
			return cs, lines, err
		}
		if c.Scope == "" {
			c.Scope = quotes.Library
		}
		if c.AddedAt.IsZero() {
			c.AddedAt = i.now()
		}
		cs, lines = append(cs, c), append(lines, n)
	}
	return cs, lines, nil
}

// quotable leaves out what people said who don't want to be quoted.
func (i *importing) quotable(ctx context.Context, cs []quotes.Citation, lines []int) ([]quotes.Citation, error) {
	why, err := bot.Quotable(ctx, i.house.db, cs)
	if err != nil {
		return nil, err
	}
	kept := cs[:0]
	for k, c := range cs {
		if why[k] == nil {
			kept = append(kept, c)
			continue
		}
		i.left++
		i.leaveOut(&exchange.BadLine{Line: lines[k], Err: why[k]})
	}
	return kept, nil
}

// exportFormats are the formats that export writes.
func exportFormats() []string {
	return []string{string(exchange.JSONLines), string(exchange.CSV)}
}

func (a *app) exportCommand() *cobra.Command {
	var format, scope string
	c := &cobra.Command{
		Use:   "export",
		Short: "Write all quotes with every field",
		Long: `Writes the quotes to standard output, one a line. Importing the file into an empty library and exporting again gives the same
bytes. The library is written; --scope chooses a guild's or a person's quotes (guild:ID, private:ID) or all.`,
		Example: `  quotebot export > quotes.jsonl
  quotebot export --format csv > quotes.csv
  quotebot export --scope all > everything.jsonl`,
		Args: takes(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			if known := exportFormats(); !slices.Contains(known, format) {
				return &usageError{errors.New("--format must be " + strings.Join(known, " or "))}
			}
			if scope != everyScope {
				if err := quotes.Scope(scope).Valid(); err != nil {
					return &usageError{errors.New("--scope must be library, guild:ID, private:ID or all")}
				}
			}
			return a.with(c.Context(), func(h *house) error { return a.export(c.Context(), h, exchange.Format(format), scope) })
		},
	}
	c.Flags().StringVar(&format, "format", string(exchange.JSONLines), strings.Join(exportFormats(), " or "))
	c.Flags().StringVar(&scope, "scope", string(quotes.Library), "whose quotes")
	return c
}

func (a *app) export(ctx context.Context, h *house, format exchange.Format, scope string) error {
	v := quotes.View{Scopes: []quotes.Scope{quotes.Scope(scope)}, All: true}
	if scope == everyScope {
		all, err := h.db.Scopes(ctx)
		if err != nil {
			return err
		}
		v.Scopes = slices.Clip(all)
	}
	w, err := exchange.NewWriter(a.out, format)
	if err != nil {
		return fmt.Errorf("begin the export: %w", err)
	}
	n := 0
	err = h.db.Export(ctx, v, func(c quotes.Citation) error {
		n++
		return w.Write(c)
	})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("end the export: %w", err)
	}
	if n == 0 {
		fmt.Fprintf(a.errw, "quotebot: there are no quotes of %s in %s\n", scope, h.config.DB)
	}
	return nil
}

func (a *app) configCommand() *cobra.Command {
	var table bool
	c := &cobra.Command{
		Use:     "config",
		Short:   "Show the settings, secrets masked",
		Example: "  quotebot config\n  quotebot config --db /data/quotebot.db",
		Args:    takes(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			if table {
				return config.Table(a.out)
			}
			cfg, err := a.config()
			if err != nil {
				return err
			}
			return cfg.Show(a.out)
		},
	}
	c.Flags().BoolVar(&table, "table", false, "the table of settings for the README")
	return c
}
