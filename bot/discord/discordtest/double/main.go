// Command double serves the Discord double on a loopback port, for trying the bot by hand and for checking the container
// image. What is said on either side goes to standard output.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"quotebot/bot/discord/discordtest"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	addr := flag.String("listen", "127.0.0.1:8787", "address to listen on")
	token := flag.String("token", "test-token", "the bot's token")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := discordtest.New(discordtest.Options{Addr: *addr, Token: *token, Transcript: os.Stdout})
	if err != nil {
		return err
	}
	defer s.Close()
	s.AddGuild(discordtest.Guild{
		ID: "700000000000000001", Owner: "600000000000000001",
		Roles:    []discordtest.Role{{ID: "700000000000000001", Permissions: "68608"}},
		Channels: []discordtest.Channel{{ID: "800000000000000001"}},
	})
	fmt.Printf("the Discord double listens; start the bot with DISCORD_API_URL=%s DISCORD_TOKEN=%s\n", s.URL(), *token)
	<-ctx.Done()
	return nil
}
