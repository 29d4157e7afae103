package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"quotebot/bot"
	"quotebot/bot/console"
	"quotebot/config"
	"quotebot/db"
	"quotebot/quotes/extract"
	"quotebot/quotes/meaning"
	"quotebot/quotes/page"
	"quotebot/quotes/sample"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// usageError is a wrong call; exit status 2.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// toldError ends the program with a status after everything has been said.
type toldError struct{ code int }

func (e *toldError) Error() string { return fmt.Sprintf("exit status %d", e.code) }

// app is what the commands share.
type app struct {
	getenv    func(string) string
	in        io.Reader
	out, errw io.Writer
	now       func() time.Time

	flags    map[string]*string // setting name to what its flag says
	redacted bool               // the token is masked in what goes to errw
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "quotebot",
		Short: "Who said that, when, and where it was printed",
		Long: `quotebot takes the quotations out of news pages, files, pasted text and chat messages, keeps them with speaker, day and
source in one SQLite file, and answers questions about them. With DISCORD_TOKEN set it is a Discord bot; without it, in a
terminal, it is the same bot as a chat.`,
		Example: `  quotebot                                                     start the bot, or the chat
  quotebot add https://example.org/a-news-page                 take the quotes of a page
  quotebot ask who said there is no hope for improvement       ask for the words
  quotebot export --format csv > quotes.csv                    take everything out`,
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          argsOf(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.start(c.Context())
		},
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errw)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	a.flags = map[string]*string{}
	for _, f := range config.Flags() {
		a.flags[f.Setting] = root.PersistentFlags().String(f.Name, "", f.Usage)
	}
	root.AddCommand(a.serveCommand(), a.chatCommand(), a.addCommand(), a.extractCommand(), a.askCommand(), a.checkCommand(), a.timelineCommand(), a.utterancesCommand(), a.watchCommand(), a.importCommand(),
		a.exportCommand(), a.configCommand(), a.healthCommand(), a.backupCommand(), a.restoreCommand(), a.doctorCommand(), a.vectorsCommand(), a.sbomCommand())
	root.InitDefaultCompletionCmd()
	return root
}

// argsOf makes a wrong number of arguments a usage error.
func argsOf(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return &usageError{err}
		}
		return nil
	}
}

// config reads the settings from flags, then from the environment.
func (a *app) config() (config.Config, error) {
	c, err := config.Load(func(name string) string {
		if f := a.flags[name]; f != nil && *f != "" {
			return *f
		}
		return a.getenv(name)
	})
	if err != nil {
		return c, &usageError{fmt.Errorf("these settings are wrong:\n%w", err)}
	}
	if !a.redacted {
		a.errw, a.redacted = c.Token.Redact(a.errw), true
	}
	return c, nil
}

func (a *app) logger(c config.Config) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.errw, o))
	}
	return slog.New(slog.NewTextHandler(a.errw, o))
}

// house is the open library with the brain that lives in it.
type house struct {
	config config.Config
	db     *db.DB
	brain  *bot.Brain
	model  *meaning.Model // nil without QUOTEBOT_MODEL
	log    *slog.Logger
}

// open reads the settings, opens the library and wires the brain.
func (a *app) open(ctx context.Context) (*house, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, c.DB)
	if err != nil {
		return nil, fmt.Errorf("open the library %s: %w", c.DB, err)
	}
	x, err := extract.New()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("load the extraction rules: %w", err), d.Close())
	}
	engine, model, err := engineOf(c, d)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("load the ranking: %w", err), d.Close())
	}
	log := a.logger(c)
	h := &house{config: c, db: d, model: model, log: log}
	h.brain = &bot.Brain{Store: d, Finder: engine, Printings: d, Extractor: x, Pages: a.pages(c), Sample: sample.Library, Sources: d, Log: log}
	return h, nil
}

func (a *app) pages(c config.Config) *page.Client {
	return page.NewClient(page.Options{UserAgent: c.UserAgent, Allow: c.FetchAllow, MaxBytes: c.FetchMax, Timeout: c.FetchTimeout})
}

// with runs f in the open library and closes it.
func (a *app) with(ctx context.Context, f func(h *house) error) (err error) {
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if e := h.db.Close(); e != nil && err == nil {
			err = fmt.Errorf("close the library: %w", e)
		}
	}()
	return f(h)
}

// style is how replies look on the output: in colour only in a terminal, and not when NO_COLOR (no-color.org) is set.
func (a *app) style() console.Style {
	s := console.Style{}
	f, ok := a.out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return s
	}
	s.Colour = a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
	if w, _, err := term.GetSize(int(f.Fd())); err == nil {
		s.Width = w
	}
	return s
}

// interactive says whether a person types at a terminal.
func (a *app) interactive() bool {
	in, ok := a.in.(*os.File)
	out, ok2 := a.out.(*os.File)
	return ok && ok2 && term.IsTerminal(int(in.Fd())) && term.IsTerminal(int(out.Fd()))
}

// sentence makes an error of ours end a line as a sentence would.
func sentence(err error) string { return strings.TrimSuffix(err.Error(), ".") }
