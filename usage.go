package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"quotebot/quotes"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageError is a wrong call; exit status 2.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// takes is how many arguments a command takes. Another number is a wrong call, which is told how the right one goes.
func takes(least, most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		call := strings.TrimSuffix(c.UseLine(), " [flags]")
		switch {
		case len(args) < least:
			return &usageError{fmt.Errorf("something is missing; call it as %s", call)}
		case len(args) > most:
			return &usageError{fmt.Errorf("%q is too much; call it as %s", args[most], call)}
		}
		return nil
	}
}

// apart is takes for a command some flags of which do not go together.
func apart(args cobra.PositionalArgs, names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, list []string) error {
		var set []string
		for _, name := range names {
			if c.Flags().Changed(name) {
				set = append(set, "--"+name)
			}
		}
		if len(set) > 1 {
			return &usageError{fmt.Errorf("%s do not go together", strings.Join(set, " and "))}
		}
		return args(c, list)
	}
}

// many is the most arguments of a command that takes any number.
const many = 1 << 20

// unknownCommand is the wrong call of a command that there is not.
func unknownCommand(parent *cobra.Command, name string) error {
	parent.SuggestionsMinimumDistance = 2
	hint := ""
	switch near := parent.SuggestionsFor(name); {
	case len(near) > 0:
		hint = "; did you mean " + parent.CommandPath() + " " + strings.Join(near, " or ") + "?"
	case !parent.HasParent():
		hint = "; a question begins with quotebot ask"
	}
	return &usageError{fmt.Errorf("unknown command %q%s", name, hint)}
}

// wrongFlag is the wrong call of a flag.
func wrongFlag(_ *cobra.Command, err error) error {
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok && wrong.GetFlag() != nil {
		switch f := wrong.GetFlag(); f.Value.Type() {
		case "int":
			err = fmt.Errorf("--%s must be a whole number, not %q", f.Name, wrong.GetValue())
		case "bool":
			err = fmt.Errorf("--%s is either there or not; it takes no %q", f.Name, wrong.GetValue())
		}
	}
	return &usageError{err}
}

// plain is an error as a person reads it: without the names that packages put in front of their own errors.
func plain(err error) string { return unnamed(err.Error()) }

// unnamed is the text of an error without the names of packages.
func unnamed(text string) string {
	return regexp.MustCompile(`(^|: |\n)(?:(?:bot|config|db|discord|exchange|meaning|page|quotes|rivals|search): )+`).ReplaceAllString(text, "$1")
}

// manual finishes the commands of root for people who ask for help: texts as wide as their terminal, the settings, which
// are flags of every command, told once, and completion of what is known.
func (a *app) manual(root *cobra.Command) {
	s := a.style()
	width := fmt.Sprintf("FlagUsagesWrapped %d", s.Columns())
	root.SetUsageTemplate(strings.NewReplacer(
		"\n\nGlobal Flags:\n{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}", "\n\nSettings are flags too, such as --db FILE; quotebot --help lists them.",
		"FlagUsages", width,
	).Replace(root.UsageTemplate()))
	for _, c := range append(root.Commands(), root) {
		if c.Long != "" {
			c.Long = s.Fill(c.Long)
		}
		a.completions(c)
	}
	root.SetHelpCommand(helpCommand())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	completion, _, err := root.Find([]string{"completion"})
	if err != nil {
		return // it is what the line above has made
	}
	completion.Args = func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(c, args[0])
		}
		return nil
	}
	completion.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
}

// helpCommand is cobra's with an error for what there is not.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about any command",
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
			for _, sub := range c.Root().Commands() {
				if len(args) == 0 && sub.IsAvailableCommand() {
					names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			about, rest, err := c.Root().Find(args)
			if err != nil || about == c.Root() && len(rest) > 0 {
				return unknownCommand(c.Root(), args[0])
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// completions tells the shell what can stand behind a command and behind its flags; file names only where files are meant.
func (a *app) completions(c *cobra.Command) {
	if !slices.Contains([]string{"add", "extract", "import", "backup", "restore", "sbom"}, c.Name()) {
		c.ValidArgsFunction = cobra.NoFileCompletions
	}
	choices := map[string][]string{
		"kind":      {string(quotes.Direct), string(quotes.Mixed), string(quotes.Indirect), string(quotes.Message), string(quotes.Entered)},
		"sort":      {string(quotes.ByRelevance), string(quotes.BySaid), string(quotes.ByAdded)},
		"scope":     {string(quotes.Library), everyScope},
		"log-level": {"debug", "info", "warn", "error"}, "log-format": {"text", "json"}, "watch": {"on", "off"},
	}
	files := []string{"db", "model", "backup-dir", "discord-token-file", "health", "jsonl"}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		known := choices[f.Name]
		switch {
		case c.Name() == "import" && f.Name == "format":
			known = importFormats()
		case f.Name == "format":
			known = exportFormats()
		case slices.Contains(files, f.Name):
			return
		}
		// The only error is a flag that was registered before.
		_ = c.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(known, cobra.ShellCompDirectiveNoFileComp))
	})
}
