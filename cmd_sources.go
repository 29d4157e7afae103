package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"runtime"
	"strings"

	"quotebot/bot"
	"quotebot/bot/console"
	"quotebot/bot/review"
	"quotebot/quotes"
	"quotebot/quotes/exchange"
	"quotebot/quotes/extract"
	"quotebot/quotes/page"

	"github.com/spf13/cobra"
)

// maxArticle bounds a line of a JSON Lines file, in bytes: an article with its HTML, however much of it must be escaped.
const maxArticle = 32 << 20

const sourceHelp = `SOURCE is a web address, the path of an HTML or text file, or - for standard input.`

// facts are what the caller knows about a source.
type facts struct{ url, published, title, publisher, byline string }

func (f *facts) flags(c *cobra.Command) {
	c.Flags().StringVar(&f.url, "url", "", "address that the text was printed at")
	c.Flags().StringVar(&f.published, "published", "", "day it was printed: 2023-01-20, 2023-01 or 2023")
	c.Flags().StringVar(&f.title, "title", "", "headline")
	c.Flags().StringVar(&f.publisher, "publisher", "", "outlet that printed it")
	c.Flags().StringVar(&f.byline, "byline", "", "author")
}

// request makes the request that takes quotes from one source.
func (a *app) request(source string, f facts) (bot.Request, error) {
	r := bot.Request{Act: bot.From, Asker: bot.Asker{Operator: true}}
	var err error
	if source == "-" {
		r.File, err = console.Read(a.in, console.StandardInput)
	} else {
		r, err = console.Source(source)
	}
	if err != nil {
		return r, err
	}
	if f.url != "" {
		r.URL = f.url
	}
	r.Now, r.Published, r.Title, r.Publisher, r.Byline = a.now(), f.published, f.title, f.publisher, f.byline
	if a.interactive() {
		r.Progress = func(note string) { fmt.Fprintf(a.errw, "%s\n", note) }
	}
	return r, nil
}

func (a *app) addCommand() *cobra.Command {
	var f facts
	var dry bool
	c := &cobra.Command{
		Use:   "add SOURCE...",
		Short: "Take the quotes of pages or files into the library",
		Long:  "Finds the quotes of each source and keeps them with the article. What was there already is not added twice. " + sourceHelp,
		Example: `  quotebot add https://example.org/a-news-page
  quotebot add --url https://example.org/a-news-page saved.html
  quotebot add --dry-run article.txt
  pbpaste | quotebot add --published 2023-01-20 --publisher "The Example" -`,
		Args: takes(1, many),
		RunE: func(c *cobra.Command, args []string) error {
			if dry {
				brain, err := a.readOnlyBrain()
				if err != nil {
					return err
				}
				return a.take(c.Context(), brain, args, f, true)
			}
			return a.with(c.Context(), func(h *house) error {
				return errors.Join(a.take(c.Context(), h.brain, args, f, false), a.fillVectors(c.Context(), h))
			})
		},
	}
	f.flags(c)
	c.Flags().BoolVar(&dry, "dry-run", false, "show what would be added and add nothing")
	return c
}

// take hands the sources to the brain one after the other. A source that fails does not stop the others.
func (a *app) take(ctx context.Context, h bot.Handler, sources []string, f facts, dry bool) error {
	failed := false
	for i, source := range sources {
		if ctx.Err() != nil {
			return fmt.Errorf("stopped before %s", source)
		}
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		r, err := a.request(source, f)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = true
			fmt.Fprintf(a.errw, "quotebot: %s\n", plain(err))
			continue
		}
		r.DryRun = dry
		reply := h.Handle(ctx, r)
		if reply.Outcome == bot.Refused || reply.Outcome == bot.Failed {
			failed = true
			fmt.Fprintf(a.errw, "quotebot: %s: %s\n", nameOf(source), reply.Note)
			continue
		}
		fmt.Fprint(a.out, a.style().Render(reply))
		fmt.Fprint(a.out, a.style().Rejected(reply))
	}
	if failed {
		return &toldError{1}
	}
	return nil
}

// nameOf is what a source is called when something is wrong with it.
func nameOf(source string) string {
	if source == "-" {
		return console.StandardInput
	}
	return source
}

// readOnlyBrain is a brain that can look into sources and has no library.
func (a *app) readOnlyBrain() (*bot.Brain, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	x, err := extract.New()
	if err != nil {
		return nil, fmt.Errorf("load the extraction rules: %w", err)
	}
	return &bot.Brain{Extractor: x, Pages: a.pages(c), Log: a.logger(c)}, nil
}

func (a *app) extractCommand() *cobra.Command {
	var f facts
	var asJSON, explain, page bool
	var jsonl string
	c := &cobra.Command{
		Use:   "extract SOURCE... | --jsonl FILE",
		Short: "Show the quotes of pages or files without keeping them",
		Long: "Finds the quotes of each source and shows them; nothing is stored. " + sourceHelp + `

With --jsonl, FILE (or -) holds one article a line: {"name", "text" or "html", "url", "title", "byline", "publisher", "published"}.
The output has a line for each; start and end of a segment are byte offsets in the article's text, and a line that can't be used
has an "error".`,
		Example: `  quotebot extract article.txt
  quotebot extract --explain --published 2023-01-20 article.txt
  quotebot extract --html article.txt > review.html
  quotebot extract --json https://example.org/a-news-page
  quotebot extract --json --jsonl articles.jsonl > quotes.jsonl`,
		Args: apart(apart(func(_ *cobra.Command, args []string) error {
			if (jsonl == "") == (len(args) == 0) {
				return &usageError{errors.New("name sources, or one file with --jsonl")}
			}
			return nil
		}, "json", "explain", "html"), "jsonl", "explain", "html"),
		RunE: func(c *cobra.Command, args []string) error {
			brain, err := a.readOnlyBrain()
			if err != nil {
				return err
			}
			switch {
			case jsonl != "":
				return a.extractLines(c.Context(), brain.Extractor, jsonl)
			case asJSON:
				return a.extractJSON(c.Context(), brain, args, f)
			case page:
				if len(args) != 1 {
					return &usageError{errors.New("--html draws one source")}
				}
				return a.review(c.Context(), brain, args[0], f)
			case explain:
				return a.explain(c.Context(), brain, args, f)
			default:
				return a.take(c.Context(), brain, args, f, true)
			}
		},
	}
	f.flags(c)
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a source")
	c.Flags().BoolVar(&explain, "explain", false, "tell for each quote how its speaker and day were decided")
	c.Flags().BoolVar(&page, "html", false, "one self-contained web page: the text with its quotes coloured by speaker")
	c.Flags().StringVar(&jsonl, "jsonl", "", "read one article a line from this file (- for standard input) and write JSON")
	return c
}

// lookAt reads one source and keeps nothing; what can't be read is an error.
func (a *app) lookAt(ctx context.Context, h bot.Handler, source string, f facts) (bot.Reply, error) {
	r, err := a.request(source, f)
	if err != nil {
		return bot.Reply{}, err
	}
	r.DryRun, r.Explain = true, true
	reply := h.Handle(ctx, r)
	if reply.Outcome == bot.Refused || reply.Outcome == bot.Failed {
		return bot.Reply{}, fmt.Errorf("%s: %s", nameOf(source), reply.Note)
	}
	return reply, nil
}

// extractJSON prints each source as an object.
func (a *app) extractJSON(ctx context.Context, h bot.Handler, sources []string, f facts) error {
	failed := false
	for _, source := range sources {
		reply, err := a.lookAt(ctx, h, source, f)
		if err != nil {
			failed = true
			fmt.Fprintf(a.errw, "quotebot: %s\n", plain(err))
			continue
		}
		if err := json.NewEncoder(a.out).Encode(articleOut(source, reply.Article, reply.Extraction)); err != nil {
			return fmt.Errorf("write the quotes: %w", err)
		}
	}
	if failed {
		return &toldError{1}
	}
	return nil
}

// explain prints the quotes of each source with the steps that led to their speakers.
func (a *app) explain(ctx context.Context, h bot.Handler, sources []string, f facts) error {
	for _, source := range sources {
		reply, err := a.lookAt(ctx, h, source, f)
		if err != nil {
			return err
		}
		fmt.Fprint(a.out, a.style().Explain(reply))
	}
	return nil
}

// review writes the page on which a person can judge the quotes of a source.
func (a *app) review(ctx context.Context, h bot.Handler, source string, f facts) error {
	reply, err := a.lookAt(ctx, h, source, f)
	if err != nil {
		return err
	}
	return review.Write(a.out, reply.Article, reply.Extraction)
}

// lineIn is one article of a JSON Lines file.
type lineIn struct {
	Name      string  `json:"name"`
	Text      *string `json:"text"`
	HTML      *string `json:"html"`
	URL       string  `json:"url"`
	Title     string  `json:"title"`
	Byline    string  `json:"byline"`
	Publisher string  `json:"publisher"`
	Published string  `json:"published"`
}

// article reads the line; what it states wins over what the text or page says.
func (l lineIn) article() (quotes.Article, error) {
	var a quotes.Article
	var err error
	switch {
	case l.HTML != nil:
		var base *url.URL
		if u, err := url.Parse(l.URL); err == nil && u.Host != "" {
			base = u
		}
		if a, err = page.Parse(strings.NewReader(*l.HTML), base, "text/html; charset=utf-8"); err != nil {
			return a, err
		}
	case l.Text != nil:
		a = page.ParseText(*l.Text)
	default:
		return a, errors.New(`the line has neither "text" nor "html"`)
	}
	return page.Known{URL: l.URL, Title: l.Title, Byline: l.Byline, Publisher: l.Publisher, Published: l.Published}.Over(a)
}

// articleJSON and the types below are what `extract --json` prints of an article.
type articleJSON struct {
	Name      string      `json:"name"`
	URL       string      `json:"url"`
	Title     string      `json:"title"`
	Byline    string      `json:"byline"`
	Publisher string      `json:"publisher"`
	Agency    string      `json:"agency,omitempty"`
	Published *string     `json:"published"`
	Updated   *string     `json:"updated,omitempty"`
	Language  string      `json:"language,omitempty"`
	Quotes    []quoteJSON `json:"quotes"`
	Error     string      `json:"error,omitempty"`
}

type quoteJSON struct {
	Text        string        `json:"text"`
	Segments    []segmentJSON `json:"segments"`
	Speaker     *string       `json:"speaker"`
	SpeakerKind string        `json:"speaker_kind"`
	Mention     string        `json:"mention"`
	Role        string        `json:"role"`
	Via         string        `json:"via,omitempty"`
	Cue         string        `json:"cue"`
	SaidOn      *string       `json:"said_on"`
	SaidWords   string        `json:"said_words"`
	Kind        string        `json:"kind"`
	Rule        string        `json:"rule"`
	Confidence  float64       `json:"confidence"`
}

type segmentJSON struct {
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

func articleOut(name string, a quotes.Article, x quotes.Extraction) articleJSON {
	out := articleJSON{
		Name: name, URL: a.URL, Title: a.Title, Byline: strings.Join(a.Byline, ", "), Publisher: a.Source.Name, Agency: a.Agency,
		Published: orNull(a.Published.String()), Updated: orNull(a.Updated.String()), Language: x.Language, Quotes: []quoteJSON{},
	}
	for _, q := range x.Quotes {
		j := quoteJSON{
			Text: q.Words(a.Text), Speaker: orNull(q.Speaker.Name), SpeakerKind: string(q.Speaker.Kind), Mention: q.Mention.In(a.Text),
			Role: q.Speaker.Role, Via: q.Via.Name, Cue: q.Cue.In(a.Text), SaidOn: orNull(q.Said.Day()), SaidWords: q.Said.Words,
			Kind: string(q.Kind), Rule: q.Rule, Confidence: q.Confidence,
		}
		for _, s := range q.Segments {
			j.Segments = append(j.Segments, segmentJSON{Text: s.In(a.Text), Start: s.Start, End: s.End})
		}
		out.Quotes = append(out.Quotes, j)
	}
	return out
}

// orNull is how JSON tells that something is not known.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// extractLines reads one article a line and prints one object a line, in the same order, with every processor at work.
func (a *app) extractLines(ctx context.Context, x bot.Extractor, path string) error {
	in, err := a.file(path)
	if err != nil {
		return err
	}
	defer in.Close()
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan chan []byte, workers) // results in the order of the lines
	stop := make(chan struct{})
	readErr := make(chan error, 1)
	go func() {
		defer close(queue)
		lines := exchange.NewLines(in, maxArticle)
		for {
			raw, err := lines.Next()
			n, line, long := lines.Number, string(raw), errors.Is(err, exchange.ErrTooLong)
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil && !long:
				readErr <- err
				return
			case !long && strings.TrimSpace(line) == "":
				continue
			}
			result := make(chan []byte, 1)
			select {
			case queue <- result:
			case <-ctx.Done():
				readErr <- ctx.Err()
				return
			case <-stop:
				return
			}
			go func() {
				if long {
					result <- lineOut(articleJSON{Error: fmt.Sprintf("line %d is longer than the %d MB that are read of one", n, maxArticle>>20)})
				} else {
					result <- extractLine(x, line, n)
				}
			}()
		}
	}()
	w := bufio.NewWriterSize(a.out, 1<<16)
	for result := range queue {
		if _, err := w.Write(<-result); err != nil {
			close(stop)
			return fmt.Errorf("write the quotes: %w", err)
		}
	}
	select {
	case err := <-readErr:
		return fmt.Errorf("read the articles: %w", err)
	default:
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the quotes: %w", err)
	}
	return nil
}

// extractLine is the object for one line. A line that can't be read gives an object that says why, so that the output
// has as many lines as the input.
func extractLine(x bot.Extractor, line string, n int) []byte {
	var in lineIn
	if err := json.Unmarshal([]byte(line), &in); err != nil {
		return lineOut(articleJSON{Error: fmt.Sprintf("line %d is no JSON object of an article: %v", n, err)})
	}
	art, err := in.article()
	if err == nil && len(art.Text) > extract.MaxText {
		err = fmt.Errorf("there is too much text for one article: quotes are looked for in %d MB at most", extract.MaxText>>20)
	}
	if err != nil {
		return lineOut(articleJSON{Name: in.Name, URL: in.URL, Error: fmt.Sprintf("line %d: %s", n, plain(err))})
	}
	return lineOut(articleOut(in.Name, art, x.Extract(art, extract.Options{})))
}

// lineOut is an object as a line.
func lineOut(out articleJSON) []byte {
	if out.Quotes == nil {
		out.Quotes = []quoteJSON{}
	}
	b, err := json.Marshal(out)
	if err != nil { // only a value that JSON can't hold, and there is none in these types
		b = fmt.Appendf(nil, `{"name":%q,"quotes":[],"error":"cannot be written"}`, out.Name)
	}
	return append(b, '\n')
}
