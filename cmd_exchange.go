package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
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

// importFile takes the quotes of a file in, batch by batch. What was answered as taken in is stored; a stop in between
// loses nothing of it, and importing again adds only the rest.
func (a *app) importFile(ctx context.Context, h *house, path, format string) error {
	in := a.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("open the file: %w", err)
		}
		defer f.Close()
		in = f
	}
	r, err := openQuotes(in, path, format)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	var fresh, already, bad, optedOut int
	wanted := func(yield func([]quotes.Citation, error) bool) {
		for cs, err := range a.batches(ctx, r, path, &bad) {
			if err == nil {
				var out int
				cs, out, err = quotable(context.WithoutCancel(ctx), h.db, cs)
				optedOut += out
			}
			if !yield(cs, err) {
				return
			}
		}
	}
	// What has been read is stored also when ctx has ended: that takes a moment.
	err = h.db.Import(context.WithoutCancel(ctx), wanted, func(f, al int) {
		fresh, already = fresh+f, already+al
		if a.interactive() {
			fmt.Fprintf(a.errw, "\r%d quotes read ", fresh+already)
		}
	})
	if err != nil {
		return fmt.Errorf("take in %s (%d quotes are in): %w", path, fresh+already, err)
	}
	if a.interactive() {
		fmt.Fprintln(a.errw)
	}
	if ctx.Err() == nil {
		if err := a.regroup(ctx, h.db.Regroup); err != nil {
			return err
		}
		if err := a.fillVectors(ctx, h); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.out, "%d added, %d were here already, %d bad lines left out.\n", fresh, already, bad)
	if optedOut > 0 {
		fmt.Fprintf(a.out, "%d left out: whoever said them does not want to be quoted.\n", optedOut)
	}
	if u := r.Unknown(); len(u) > 0 {
		fmt.Fprintf(a.errw, "quotebot: %s: not used: %s\n", path, strings.Join(u, ", "))
	}
	if ctx.Err() != nil {
		return errors.New("stopped before the end of the file; import it again for the rest")
	}
	if bad > 0 {
		return &toldError{1}
	}
	return nil
}

// batches gives the quotes of a file, reports its bad lines and counts them. It ends with ctx, too.
func (a *app) batches(ctx context.Context, r quoteReader, path string, bad *int) iter.Seq2[[]quotes.Citation, error] {
	return func(yield func([]quotes.Citation, error) bool) {
		var pending []quotes.Citation
		for ctx.Err() == nil {
			_, c, err := r.Read()
			var line *exchange.BadLine
			if errors.As(err, &line) {
				*bad++
				fmt.Fprintf(a.errw, "quotebot: %s: %v\n", path, line)
				continue
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				if len(pending) == 0 || yield(pending, nil) {
					yield(nil, fmt.Errorf("read: %w", err))
				}
				return
			}
			if c.Scope == "" {
				c.Scope = quotes.Library
			}
			if c.AddedAt.IsZero() {
				c.AddedAt = a.now()
			}
			if pending = append(pending, c); len(pending) == batch {
				if !yield(pending, nil) {
					return
				}
				pending = nil
			}
		}
		if len(pending) > 0 {
			yield(pending, nil)
		}
	}
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
		Args: argsOf(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if f := exchange.Format(format); f != exchange.JSONLines && f != exchange.CSV {
				return &usageError{errors.New("--format must be jsonl or csv")}
			}
			if scope != everyScope {
				if err := quotes.Scope(scope).Valid(); err != nil {
					return &usageError{errors.New("--scope must be library, guild:ID, private:ID or all")}
				}
			}
			return a.with(c.Context(), func(h *house) error { return a.export(c.Context(), h, exchange.Format(format), scope) })
		},
	}
	c.Flags().StringVar(&format, "format", string(exchange.JSONLines), "jsonl or csv")
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
	if err := h.db.Export(ctx, v, w.Write); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("end the export: %w", err)
	}
	return nil
}

func (a *app) configCommand() *cobra.Command {
	var table bool
	c := &cobra.Command{
		Use:     "config",
		Short:   "Show the settings, secrets masked",
		Example: "  quotebot config\n  quotebot config --db /data/quotebot.db",
		Args:    argsOf(cobra.NoArgs),
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
