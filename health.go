package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"quotebot/bot/discord"
	"quotebot/db"

	"github.com/spf13/cobra"
)

// healthTime is how long a check may take before the process counts as hung.
const healthTime = 5 * time.Second

// health answers on a unix socket whether the gateway is live and the database works.
type health struct {
	server *http.Server
	live   atomic.Bool // the gateway
}

// listenHealth opens the socket. A socket left by a process that is gone is replaced; one that answers belongs to a
// running bot on the same library, which is an error.
func listenHealth(ctx context.Context, path string, d *db.DB) (*health, error) {
	if conn, err := net.DialTimeout("unix", path, healthTime); err == nil {
		conn.Close()
		return nil, fmt.Errorf("another quotebot runs on this library (it answers on %s)", path)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("make room for the health socket: %w", err)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the health socket (QUOTEBOT_HEALTH): %w", err)
	}
	h := &health{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), healthTime)
		defer cancel()
		switch err := d.Check(ctx); {
		case err != nil:
			http.Error(w, "the library does not answer", http.StatusServiceUnavailable)
		case !h.live.Load():
			http.Error(w, "the gateway is not connected", http.StatusServiceUnavailable)
		default:
			fmt.Fprintln(w, "ok")
		}
	})
	h.server = &http.Server{Handler: mux, ReadHeaderTimeout: healthTime}
	go func() { _ = h.server.Serve(l) }() // ends with close
	return h, nil
}

// gateway is told whenever the connection to Discord comes or goes.
func (h *health) gateway(s discord.State) { h.live.Store(s == discord.Live) }

func (h *health) close() {
	_ = h.server.Close() // also removes the socket
}

func (a *app) healthCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "health",
		Short: "Tell whether the running Discord bot is well",
		Long: `Asks the bot that runs on the same library. It is well when its connection to Discord is live and its database answers.
The exit status is 0 when it is, else 1; the container's health check uses this.`,
		Example: "  quotebot health --db /data/quotebot.db",
		Args:    argsOf(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			return a.askHealth(c.Context(), cfg.HealthSocket())
		},
	}
}

// askHealth asks the process behind the socket and repeats what it says.
func (a *app) askHealth(ctx context.Context, path string) error {
	client := http.Client{Timeout: healthTime + time.Second, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", path)
		},
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://quotebot/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("no bot answers on %s", path)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1024))
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("not well: %s", strings.TrimSpace(string(text)))
	}
	_, err = a.out.Write(text)
	return err
}
