// Package console is the terminal mouth: the same bot as on Discord, as a chat on standard input and output. The
// person at the terminal is the operator, who adds to the library and sees all of it.
package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"quotebot/bot"
)

// maxLine bounds a typed line, in bytes: far more than a question needs.
const maxLine = 1 << 20

// Options are how the chat looks and where time comes from.
type Options struct {
	Style    Style
	Prompt   bool // show a prompt and the help hints: a person is typing
	Greeting string
	Now      func() time.Time
}

const helpText = `Ask anything:   who said there is no hope for improvement?
Or type:        add URL or FILE    take the quotes of a page or a file
                sample             take in a small library of old speeches to try
                random [NAME]      any quote, or any of one speaker
                L12                the quote with that number
                help               this text
                quit               leave
`

// Greeting is what a chat begins with: how many quotes there are and where, and how to add the first.
func Greeting(n int64, path string) string {
	if n == 0 {
		return "The library " + path + " is empty.\n" + firstSource
	}
	noun := "quotes"
	if n == 1 {
		noun = "quote"
	}
	return fmt.Sprintf("%d %s in %s. Ask anything, or type help.\n", n, noun, path)
}

// firstSource is what a chat without any quotes says.
const firstSource = `Add a first source:   add https://example.org/a-news-page   (or the path of a saved page)
Or try the sample:    sample
`

// Run chats until the input ends, somebody types quit or ctx ends. Errors are those of reading and writing.
func Run(ctx context.Context, h bot.Handler, in io.Reader, out io.Writer, o Options) error {
	lines := make(chan string)
	failed := make(chan error, 1)
	go func() {
		defer close(lines)
		sc := bufio.NewScanner(in)
		sc.Buffer(make([]byte, 0, 64<<10), maxLine)
		for sc.Scan() {
			select {
			case lines <- sc.Text():
			case <-ctx.Done():
				return
			}
		}
		err := sc.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("a line is longer than %d MB", maxLine>>20)
		}
		failed <- err
	}()
	say := func(text string) error {
		_, err := io.WriteString(out, text)
		return err
	}
	if err := say(o.Greeting); err != nil {
		return fmt.Errorf("write the greeting: %w", err)
	}
	for {
		if o.Prompt {
			if err := say("> "); err != nil {
				return fmt.Errorf("write the prompt: %w", err)
			}
		}
		select {
		case <-ctx.Done():
			if o.Prompt { // so that the shell's prompt does not stand behind ours
				return say("\n")
			}
			return nil
		case line, ok := <-lines:
			if !ok {
				select {
				case err := <-failed:
					if err != nil {
						return fmt.Errorf("read a line: %w", err)
					}
				default:
				}
				return nil
			}
			line = strings.TrimSpace(line)
			if line == "" {
				continue
			}
			if line == "quit" || line == "exit" {
				return nil
			}
			if err := say(answer(ctx, h, line, o)); err != nil {
				return fmt.Errorf("write the answer: %w", err)
			}
		}
	}
}

// answer handles one line.
func answer(ctx context.Context, h bot.Handler, line string, o Options) string {
	r, err := Request(line)
	if err != nil {
		return o.Style.paint(red, o.Style.wrap(clean(sentence(err)), "")) + "\n"
	}
	r.Now = o.Now()
	reply := h.Handle(ctx, r)
	text := o.Style.Render(reply)
	if r.Act == bot.Help || text == "" {
		text += helpText
	}
	if reply.Empty {
		text += firstSource
	}
	return text
}

// sentence is an error as it stands by itself. Ours begin with a small letter of a plain word.
func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// Request reads a typed line. The first word may be a command; anything else is a question, which the brain looks at
// once more (a bare address or number is no question).
func Request(line string) (bot.Request, error) {
	r := bot.Request{Act: bot.Ask, Asker: bot.Asker{Operator: true}, Text: line}
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch strings.TrimPrefix(strings.ToLower(word), "/") {
	case "add", "from":
		if rest == "" {
			return r, errors.New("tell me what to add: a web address or the path of a file")
		}
		return Source(rest)
	case "random":
		r.Act, r.Speaker, r.Text = bot.Random, rest, ""
	case "ask":
		r.Text = rest
	case "show":
		r.Act, r.Text = bot.Show, rest
	case "sample":
		if rest == "" {
			r.Act = bot.Sample
		}
	case "help":
		if rest == "" {
			r.Act = bot.Help
		}
	}
	return r, nil
}
