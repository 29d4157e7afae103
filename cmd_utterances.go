package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"quotebot/bot"
	"quotebot/bot/timeline"
	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/utterance"

	"github.com/spf13/cobra"
)

func (a *app) checkCommand() *cobra.Command {
	var speaker string
	var asJSON bool
	c := &cobra.Command{
		Use:   "check WORDS...",
		Short: "Tell whether words stand in the library as they are remembered",
		Long: `Compares words with what is printed in the library's sources and says what is different: marks only, a cut, other words, a
lost "not", another speaker, or that they are not in this library. It says what the library has, and nothing about anybody's honesty.`,
		Example: `  quotebot check "ask what your country can do for you"
  quotebot check --speaker Lincoln "government by the people shall perish from the earth"`,
		Args: takes(1, many),
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(h *house) error {
				r := h.brain.Handle(c.Context(), bot.Request{Act: bot.Check, Asker: bot.Asker{Operator: true}, Now: a.now(),
					Text: strings.Join(args, " "), Speaker: speaker})
				if asJSON {
					if err := json.NewEncoder(a.out).Encode(answerOut(strings.Join(args, " "), r)); err != nil {
						return fmt.Errorf("write the verdict: %w", err)
					}
				} else {
					a.show(r)
				}
				return statusOf(r)
			})
		},
	}
	c.Flags().StringVar(&speaker, "speaker", "", "who is thought to have said it")
	c.Flags().BoolVar(&asJSON, "json", false, "a JSON object")
	return c
}

func (a *app) timelineCommand() *cobra.Command {
	var svg bool
	c := &cobra.Command{
		Use:     "timeline SPEAKER [TOPIC...]",
		Short:   "Show what somebody said about a subject, by day",
		Long:    "One line an utterance, by the day on which it was said, with the change of wording marked. With --svg as a picture.",
		Example: "  quotebot timeline \"Ada Brook\" bridge\n  quotebot timeline \"Ada Brook\" bridge --svg > bridge.svg",
		Args:    takes(1, many),
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(h *house) error {
				r := h.brain.Handle(c.Context(), bot.Request{Act: bot.Timeline, Asker: bot.Asker{Operator: true}, Now: a.now(),
					Speaker: args[0], Text: strings.Join(args[1:], " ")})
				switch {
				case !svg:
					a.show(r)
					return statusOf(r)
				case len(r.Timeline) == 0: // an empty file would look like a picture
					fmt.Fprint(a.errw, a.style().Render(r))
					return &toldError{1}
				default:
					return timeline.SVG(a.out, r.Note, r.Timeline)
				}
			})
		},
	}
	c.Flags().BoolVar(&svg, "svg", false, "a picture (SVG) on standard output")
	return c
}

func (a *app) utterancesCommand() *cobra.Command {
	var rebuild, reprints bool
	var join, split, undo []string
	c := &cobra.Command{
		Use:   "utterances [QUOTE]",
		Short: "Show which printings are one act of speaking, and correct that",
		Long: `Lists the utterances that more than one article prints, with the original and the others. With the number of a quote, only
that one, with the differences. What you join or split by hand is kept when everything is worked out anew.`,
		Example: `  quotebot utterances
  quotebot utterances L12
  quotebot utterances --split L12,L15
  quotebot utterances --rebuild
  quotebot utterances --reprints`,
		Args: apart(takes(0, 1), "rebuild", "reprints", "join", "split", "by-rules"),
		RunE: func(c *cobra.Command, args []string) error {
			for name, pair := range map[string][]string{"--join": join, "--split": split, "--by-rules": undo} {
				if len(pair) != 0 && len(pair) != 2 {
					return &usageError{errors.New(name + " takes the numbers of two quotes: " + name + " L1,L2")}
				}
			}
			return a.with(c.Context(), func(h *house) error {
				ctx := c.Context()
				switch {
				case rebuild:
					return a.rebuild(ctx, h)
				case reprints:
					return a.reprints(ctx, h.db)
				case len(join) > 0:
					return a.rule(ctx, h.db, join, utterance.AreOne)
				case len(split) > 0:
					return a.rule(ctx, h.db, split, utterance.AreTwo)
				case len(undo) > 0:
					return a.rule(ctx, h.db, undo, utterance.ByRules)
				case len(args) == 1:
					r := h.brain.Handle(ctx, bot.Request{Act: bot.Variants, Asker: bot.Asker{Operator: true}, Now: a.now(), Text: args[0]})
					a.show(r)
					for _, k := range r.Cards {
						fmt.Fprint(a.out, a.style().Variants(k))
					}
					return statusOf(r)
				default:
					return a.listUtterances(ctx, h.db)
				}
			})
		},
	}
	c.Flags().BoolVar(&rebuild, "rebuild", false, "work out all utterances anew")
	c.Flags().BoolVar(&reprints, "reprints", false, "count originals and reprints by outlet")
	c.Flags().StringSliceVar(&join, "join", nil, "these two quotes are one utterance")
	c.Flags().StringSliceVar(&split, "split", nil, "these two quotes are not one utterance")
	c.Flags().StringSliceVar(&undo, "by-rules", nil, "take back what was said of these two quotes")
	return c
}

// regroup brings the utterances up to date, with progress where somebody watches.
func (a *app) regroup(ctx context.Context, run func(context.Context, func(int64)) error) error {
	var progress func(int64)
	if a.interactive() {
		progress = func(left int64) { fmt.Fprintf(a.errw, "\rjoining printings, %d quotes left   ", left) }
		defer fmt.Fprintln(a.errw)
	}
	if err := run(ctx, progress); err != nil {
		return fmt.Errorf("join printings: %w", err)
	}
	return nil
}

func (a *app) rebuild(ctx context.Context, h *house) error {
	if err := a.regroup(ctx, h.db.Rebuild); err != nil {
		return err
	}
	fmt.Fprintln(a.out, "All utterances were worked out anew.")
	return nil
}

func (a *app) reprints(ctx context.Context, d *db.DB) error {
	list, err := d.Reprints(ctx, operatorView())
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(a.out, "No words here are printed by more than one article.")
		return nil
	}
	t := tabwriter.NewWriter(a.out, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "originals\treprints\treworded\t  outlet")
	for _, r := range list {
		name := r.Outlet
		if name == "" {
			name = "(no outlet known)"
		}
		fmt.Fprintf(t, "%d\t%d\t%d\t  %s\n", r.Originals, r.Reprinted, r.Reworded, name)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// rule keeps what somebody decided about two quotes of the library.
func (a *app) rule(ctx context.Context, d *db.DB, refs []string, ruling utterance.Ruling) error {
	var ids [2]int64
	for i, ref := range refs {
		number, _, ok := quotes.ParseRef(ref)
		if !ok {
			return &usageError{fmt.Errorf("%q is not the number of a quote, such as L12", ref)}
		}
		c, err := d.ByNumber(ctx, operatorView(), quotes.Library, number)
		if errors.Is(err, quotes.ErrNotFound) {
			return fmt.Errorf("there is no quote L%d", number)
		}
		if err != nil {
			return err
		}
		ids[i] = c.ID
	}
	if err := d.Rule(ctx, operatorView(), ids[0], ids[1], ruling); err != nil {
		return fmt.Errorf("keep that: %w", err)
	}
	fmt.Fprintln(a.out, "Kept; it also holds when everything is worked out anew.")
	return nil
}

// listPage is how many utterances are read at once.
const listPage = 100

func (a *app) listUtterances(ctx context.Context, d *db.DB) error {
	var after int64
	shown := 0
	for {
		page, next, err := d.Utterances(ctx, operatorView(), after, listPage)
		if err != nil {
			return err
		}
		for _, s := range page {
			if shown > 0 {
				fmt.Fprintln(a.out)
			}
			shown++
			fmt.Fprint(a.out, a.style().Utterance(s))
		}
		if next == 0 {
			break
		}
		after = next
	}
	if shown == 0 {
		fmt.Fprintln(a.out, "No words here are printed by more than one article.")
	}
	return nil
}
