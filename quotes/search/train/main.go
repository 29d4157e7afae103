// Command train learns the weights of package search from a library and writes them as Go code.
//
//	train -data DIR -step rank  >quotes/search/learned_rank.go   weights of ranking, from labelled questions
//	train -data DIR -step found >quotes/search/learned_found.go  weights of claiming, from the library alone
//
// DIR has corpus.jsonl (a quote a line: text, context, speaker, said_on, published, title, publisher, url) and, for
// ranking, queries.jsonl (a question a line: id, kind, query, and answer with the text of the quote or null). Ranking is
// learned first; claiming looks at its scores. What cross-validation says of the weights goes to standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/search"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, log io.Writer) (err error) {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	data := flags.String("data", "", "folder with corpus.jsonl and queries.jsonl")
	step := flags.String("step", "", "rank or found")
	folder := flags.String("model", "", "folder of the model of meaning: rank tells its figures too")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "train")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	d, err := db.Open(ctx, filepath.Join(dir, "quotes.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	corpus, err := readLines[stored](filepath.Join(*data, "corpus.jsonl"))
	if err != nil {
		return err
	}
	if err := load(ctx, d, corpus); err != nil {
		return err
	}
	e, err := search.New(d)
	if err != nil {
		return err
	}
	switch *step {
	case "rank":
		questions, err := readLines[labelled](filepath.Join(*data, "queries.jsonl"))
		if err != nil {
			return err
		}
		var meant *search.Engine
		if *folder != "" {
			if meant, err = withMeaning(ctx, d, *folder); err != nil {
				return err
			}
		}
		return learnRanking(ctx, e, meant, questions, out, log)
	case "found":
		return learnClaiming(ctx, e, corpus, out, log)
	}
	return errors.New("-step must be rank or found")
}

var everybody = quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}
