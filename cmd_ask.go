package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"quotebot/bot"
	"quotebot/quotes"
	"quotebot/quotes/exchange"
	"quotebot/quotes/watch"

	"github.com/spf13/cobra"
)

// askFlags are how an answer is narrowed and shown.
type askFlags struct {
	json, explain                    bool
	limit                            int
	speaker, outlet, host, from, til string
	kind, sort                       string
}

func (a *app) askCommand() *cobra.Command {
	var f askFlags
	c := &cobra.Command{
		Use:   "ask QUESTION... | -",
		Short: "Ask for a quote",
		Long: `Answers a question with the exact words, the speaker, the day and the source. Half-remembered words, typos, names spelt by
ear and whole questions all work. With - there is one question a line on standard input.`,
		Example: `  quotebot ask who said there is no hope for improvement
  quotebot ask --limit 3 'what did the mayor say about the bridge?'
  quotebot ask --speaker "Ada Brook" --from 2023-01-01 bridge
  quotebot ask --json - < questions.txt`,
		Args: takes(1, many),
		RunE: func(c *cobra.Command, args []string) error {
			filter, err := f.filter()
			if err != nil {
				return &usageError{err}
			}
			if f.limit < 1 || f.limit > 1000 {
				return &usageError{errors.New("--limit must be from 1 to 1000")}
			}
			return a.with(c.Context(), func(h *house) error {
				if len(args) == 1 && args[0] == "-" {
					return a.askLines(c.Context(), h, f, filter)
				}
				return a.askOne(c.Context(), h, strings.Join(args, " "), f, filter)
			})
		},
	}
	c.Flags().BoolVar(&f.json, "json", false, "one JSON object a question")
	c.Flags().BoolVar(&f.explain, "explain", false, "tell why the answers stand in this order")
	c.Flags().IntVar(&f.limit, "limit", 5, "how many answers")
	c.Flags().StringVar(&f.speaker, "speaker", "", "only this speaker")
	c.Flags().StringVar(&f.outlet, "outlet", "", "only this outlet")
	c.Flags().StringVar(&f.host, "host", "", "only sources on this host")
	c.Flags().StringVar(&f.from, "from", "", "said on or after this day")
	c.Flags().StringVar(&f.til, "until", "", "said on or before this day")
	c.Flags().StringVar(&f.kind, "kind", "", "direct, mixed, indirect, message or entered")
	c.Flags().StringVar(&f.sort, "sort", "relevance", "relevance, said or added")
	return c
}

// filter checks the narrowing flags.
func (f askFlags) filter() (quotes.Filter, error) {
	out := quotes.Filter{Speaker: f.speaker, Outlet: f.outlet, Host: f.host, Kind: quotes.Kind(f.kind)}
	var err1, err2, err3 error
	if out.From, err1 = quotes.ParseDate(f.from); err1 != nil {
		err1 = errors.New("--from must be a day such as 2023-01-20")
	}
	if out.Until, err2 = quotes.ParseDate(f.til); err2 != nil {
		err2 = errors.New("--until must be a day such as 2023-01-20")
	}
	if !out.From.IsZero() && !out.Until.IsZero() && out.From.Time.After(out.Until.Time) && !strings.HasPrefix(out.From.Day(), out.Until.Day()) {
		err2 = errors.Join(err2, errors.New("--from must not be after --until"))
	}
	switch out.Kind {
	case "", quotes.Direct, quotes.Mixed, quotes.Indirect, quotes.Message, quotes.Entered:
	default:
		err3 = errors.New("--kind must be direct, mixed, indirect, message or entered")
	}
	switch quotes.Order(f.sort) {
	case quotes.ByRelevance, quotes.BySaid, quotes.ByAdded:
	default:
		err3 = errors.Join(err3, errors.New("--sort must be relevance, said or added"))
	}
	return out, errors.Join(err1, err2, err3)
}

func (a *app) askRequest(question string, f askFlags, filter quotes.Filter) bot.Request {
	return bot.Request{Act: bot.Ask, Asker: bot.Asker{Operator: true}, Now: a.now(), Text: question, Filter: filter,
		Order: quotes.Order(f.sort), Limit: f.limit, Explain: f.explain}
}

// askOne answers one question. The exit status is 1 when our side failed, not when nothing was found.
func (a *app) askOne(ctx context.Context, h *house, question string, f askFlags, filter quotes.Filter) error {
	reply := h.brain.Handle(ctx, a.askRequest(question, f, filter))
	if f.json {
		if err := json.NewEncoder(a.out).Encode(answerOut(question, reply)); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
	} else {
		a.show(reply)
	}
	return statusOf(reply)
}

// show writes a reply for a person.
func (a *app) show(reply bot.Reply) {
	fmt.Fprint(a.out, a.style().Render(reply))
	if reply.Empty {
		fmt.Fprintln(a.out, "Add a first source: quotebot add https://example.org/a-news-page\nOr the sample library: quotebot import --sample")
	}
}

// statusOf is the exit status of a reply: 1 for what went wrong, not for what was not found.
func statusOf(r bot.Reply) error {
	if r.Outcome == bot.Failed || r.Outcome == bot.Refused {
		return &toldError{1}
	}
	return nil
}

// maxQuestion bounds a question, in bytes.
const maxQuestion = 1 << 20

// askLines answers one question a line, each as soon as it is read.
func (a *app) askLines(ctx context.Context, h *house, f askFlags, filter quotes.Filter) error {
	in := exchange.NewLines(a.in, maxQuestion)
	failed := false
	for {
		line, err := in.Next()
		switch {
		case ctx.Err() != nil:
			return errors.New("stopped before the last question")
		case errors.Is(err, io.EOF) && failed:
			return &toldError{1}
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, exchange.ErrTooLong):
			failed = true
			fmt.Fprintf(a.errw, "quotebot: line %d is longer than the %d kB that a question may have\n", in.Number, maxQuestion>>10)
			continue
		case err != nil:
			return fmt.Errorf("read the questions: %w", err)
		}
		err = a.askOne(ctx, h, strings.TrimRight(string(line), "\r\n"), f, filter)
		if _, told := errors.AsType[*toldError](err); told {
			failed = true
		} else if err != nil {
			return err
		}
	}
}

// answerJSON and citedJSON are what `ask --json` prints.
type answerJSON struct {
	Query   string      `json:"query"`
	Found   bool        `json:"found"`
	Verdict string      `json:"verdict"`
	Note    string      `json:"note,omitempty"`
	Answers []citedJSON `json:"answers"`
}

type citedJSON struct {
	ID        int64        `json:"id"`
	Number    string       `json:"number"`
	Text      string       `json:"text"`
	Speaker   *string      `json:"speaker"`
	Role      string       `json:"role,omitempty"`
	SaidOn    *string      `json:"said_on"`
	SaidWords string       `json:"said_words,omitempty"`
	Published *string      `json:"published"`
	Title     string       `json:"title,omitempty"`
	Publisher string       `json:"publisher,omitempty"`
	Agency    string       `json:"agency,omitempty"`
	URL       string       `json:"url"`
	Link      string       `json:"link,omitempty"`
	Score     float64      `json:"score"`
	Why       []reasonJSON `json:"why,omitempty"`
	Source    *sourceJSON  `json:"source,omitempty"`
}

// sourceJSON is what re-reading the source has shown.
type sourceJSON struct {
	Page       watch.State `json:"page"`
	Quote      watch.State `json:"quote"`
	Since      *string     `json:"since"`
	Seen       string      `json:"seen"`
	Now        string      `json:"now,omitempty"`
	Correction string      `json:"correction,omitempty"`
}

type reasonJSON struct {
	Rule   string  `json:"rule"`
	Points float64 `json:"points"`
}

func answerOut(question string, r bot.Reply) answerJSON {
	out := answerJSON{Query: question, Found: r.Outcome == bot.Found, Verdict: r.Verdict, Note: r.Note, Answers: []citedJSON{}}
	for _, c := range r.Cards {
		j := citedJSON{
			ID: c.ID, Number: c.Ref(), Text: c.Text, Speaker: orNull(c.Speaker), Role: c.Role, SaidOn: orNull(c.Said.Day()), SaidWords: c.Said.Words,
			Published: orNull(c.Published.String()), Title: c.Title, Publisher: c.Publisher, Agency: c.Agency, URL: c.URL, Link: c.Link, Score: c.Score,
		}
		for _, w := range c.Why {
			j.Why = append(j.Why, reasonJSON{w.Rule, w.Points})
		}
		if s := c.Source; s != nil {
			j.Source = &sourceJSON{Page: s.Page, Quote: s.Quote, Since: orNull(dayIn(s.Since)), Seen: dayIn(s.Checked), Now: s.Now, Correction: s.Correction}
		}
		out.Answers = append(out.Answers, j)
	}
	return out
}

// dayIn is the day of a time, or nothing when there is none.
func dayIn(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
