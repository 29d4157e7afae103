package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"quotebot/bot"
	"quotebot/bot/console"
	"quotebot/config"
	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/extract"
	"quotebot/quotes/meaning"
	"quotebot/quotes/page"
	"quotebot/quotes/sample"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// toldError ends the program with a status after everything has been said.
type toldError struct{ code int }

func (e *toldError) Error() string { return fmt.Sprintf("exit status %d", e.code) }

// app is what the commands share.
type app struct {
	getenv    func(string) string
	in        io.Reader
	out, errw io.Writer
	screen    *os.File // where out leads when that is a terminal, else nil
	typed     bool     // in is a terminal
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
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			return a.start(c.Context())
		},
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errw)
	root.SetFlagErrorFunc(wrongFlag)
	a.flags = map[string]*string{}
	for _, f := range config.Flags() {
		a.flags[f.Setting] = root.PersistentFlags().String(f.Name, "", strings.ReplaceAll(f.Usage, "`", "")) // pflag takes a word in backquotes for the value's name
	}
	root.AddCommand(a.serveCommand(), a.chatCommand(), a.addCommand(), a.extractCommand(), a.askCommand(), a.checkCommand(), a.timelineCommand(), a.utterancesCommand(), a.watchCommand(), a.importCommand(),
		a.exportCommand(), a.configCommand(), a.healthCommand(), a.backupCommand(), a.restoreCommand(), a.doctorCommand(), a.vectorsCommand(), a.sbomCommand())
	a.manual(root)
	return root
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
	switch {
	case errors.Is(err, quotes.ErrReadOnly):
		return nil, fmt.Errorf("the library %s can't be written: give the user that runs quotebot the right to write it and the folder that it is in", c.DB)
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s for the library; make it, or choose another place with --db", filepath.Dir(c.DB))
	case err != nil:
		return nil, err // it names the library
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
	if a.screen != nil {
		s.Colour = a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
		if w, _, err := term.GetSize(int(a.screen.Fd())); err == nil {
			s.Width = w
		}
	}
	if w, err := strconv.Atoi(a.getenv("COLUMNS")); err == nil && w > 0 { // shells keep it to themselves, so it was meant
		s.Width = w
	}
	return s
}

// interactive says whether a person types at a terminal.
func (a *app) interactive() bool { return a.typed && a.screen != nil }

// terminal is the file behind a reader or writer when it is a terminal, else nil.
func terminal(of any) *os.File {
	if f, ok := of.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return f
	}
	return nil
}

// input is where the program reads from, until it is told to stop: a read that waits for somebody to type ends then too.
type input struct {
	from io.Reader
	stop <-chan struct{}
	got  chan chunk
	buf  []byte
	rest []byte // of buf, read and not given yet
	err  error
}

// chunk is what one read gave.
type chunk struct {
	n   int
	err error
}

func newInput(ctx context.Context, from io.Reader) *input {
	return &input{from: from, stop: ctx.Done(), got: make(chan chunk, 1), buf: make([]byte, 64<<10)}
}

func (i *input) Read(p []byte) (int, error) {
	for len(i.rest) == 0 && i.err == nil {
		go func() {
			n, err := i.from.Read(i.buf)
			i.got <- chunk{n, err}
		}()
		select {
		case c := <-i.got:
			i.rest, i.err = i.buf[:c.n], c.err
		case <-i.stop: // what the goroutine may still read is lost with the program
			i.err = context.Canceled
		}
	}
	n := copy(p, i.rest)
	if i.rest = i.rest[n:]; n > 0 {
		return n, nil
	}
	return 0, i.err
}

// file opens a file that was named, or standard input for -.
func (a *app) file(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(a.in), nil
	}
	return console.Open(path)
}

// sink is where the program writes to. It keeps the first error, so that a full disk does not pass for success where
// nobody looks at each line.
type sink struct {
	io.Writer
	err error
}

func (o *sink) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}
