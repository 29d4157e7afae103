// Command quotebot keeps quotations with their speaker, day and source, and answers questions about them, on Discord and
// in a terminal. `quotebot --help` lists what it can do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// version is set by the Makefile and the Dockerfile.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends what does not heed the first
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program with everything that it takes from the outside. It gives the exit status: 0, 1 when it
// failed, 2 when it was called wrongly.
func run(ctx context.Context, args []string, getenv func(string) string, in io.Reader, out, errw io.Writer) int {
	o := &sink{Writer: out}
	a := &app{getenv: getenv, in: newInput(ctx, in), typed: terminal(in) != nil, out: o, screen: terminal(out), errw: errw, now: time.Now}
	root := a.root()
	root.SetArgs(args)
	c, err := root.ExecuteContextC(ctx)
	var usage *usageError
	var told *toldError
	switch {
	case errors.As(err, &told):
		return told.code
	case errors.As(err, &usage):
		fmt.Fprintf(a.errw, "quotebot: %s\nTry: %s --help\n", plain(err), c.CommandPath())
		return 2
	case err == nil && o.err != nil:
		err = fmt.Errorf("write the output: %w", o.err)
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		err = errors.New("stopped before it was done")
	}
	fmt.Fprintf(a.errw, "quotebot: %s\n", plain(err))
	return 1
}
