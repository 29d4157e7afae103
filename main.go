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
	a := &app{getenv: getenv, in: in, out: out, errw: errw, now: time.Now}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage *usageError
	var told *toldError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &told):
		return told.code
	case errors.As(err, &usage):
		fmt.Fprintf(a.errw, "quotebot: %v\nTry: quotebot --help\n", err)
		return 2
	default:
		fmt.Fprintf(a.errw, "quotebot: %v\n", err)
		return 1
	}
}
