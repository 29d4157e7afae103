package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"quotebot/db"
	"quotebot/quotes"
	"quotebot/quotes/search"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if args[0] == "size" {
		n, _ := strconv.Atoi(args[1])
		m, err := measure(ctx, os.Stderr, args[2], n, 400)
		fmt.Printf("%+v\n", m)
		return err
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	d, err := db.Open(ctx, filepath.Join(dir, "q.db"))
	if err != nil {
		return err
	}
	defer d.Close()
	t := time.Now()
	if err := load(ctx, d, filepath.Join(args[0], "corpus.jsonl")); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "import", time.Since(t))
	e, err := search.New(d)
	if err != nil {
		return err
	}
	type query struct{ Query string }
	qs, err := readLines[query](filepath.Join(args[0], "queries.jsonl"))
	if err != nil {
		return err
	}
	t = time.Now()
	out := json.NewEncoder(os.Stdout)
	for _, q := range qs {
		a, err := e.Ask(ctx, search.Question{Text: q.Query, View: quotes.View{Scopes: []quotes.Scope{quotes.Library}, All: true}})
		if err != nil {
			return err
		}
		type text struct {
			Text string `json:"text"`
		}
		answer := struct {
			Query   string  `json:"query"`
			Found   bool    `json:"found"`
			C       float64 `json:"c"`
			A       bool    `json:"asked"`
			Answers []text  `json:"answers"`
		}{q.Query, a.Found, a.Certainty, a.Query.Asked, nil}
		for _, h := range a.Hits {
			answer.Answers = append(answer.Answers, text{h.Text})
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
	fmt.Fprintln(os.Stderr, "ask", time.Since(t)/time.Duration(len(qs)))
	return nil
}
