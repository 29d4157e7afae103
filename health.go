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
	"quotebot/bot/metrics"
	"quotebot/db"
	"quotebot/quotes"

	"github.com/spf13/cobra"
)

// healthTime is how long a check may take before the process counts as hung.
const healthTime = 5 * time.Second

// maxSocketPath is how long the path of a unix socket can be, in bytes (unix(7), without the final NUL).
const maxSocketPath = 107

// health answers on a unix socket, and on the network where that is asked for, how the bot is.
type health struct {
	db      *db.DB
	metrics *metrics.Metrics
	servers []*http.Server
	live    atomic.Bool // the gateway
}

// listenHealth opens the socket, and addr unless it is empty. A socket left by a process that is gone is replaced; one
// that answers belongs to a running bot on the same library, which is an error.
func listenHealth(ctx context.Context, path, addr string, d *db.DB, m *metrics.Metrics) (*health, error) {
	if answers(path) {
		return nil, fmt.Errorf("another quotebot runs on this library (it answers on %s)", path)
	}
	if len(path) > maxSocketPath {
		return nil, fmt.Errorf("the path of the health socket is too long (%d bytes, at most %d): set QUOTEBOT_HEALTH to a shorter one", len(path), maxSocketPath)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("make room for the health socket: %w", err)
	}
	h := &health{db: d, metrics: m}
	if err := h.serve(ctx, "unix", path); err != nil {
		return nil, fmt.Errorf("open the health socket (QUOTEBOT_HEALTH): %w", err)
	}
	if addr != "" {
		if err := h.serve(ctx, "tcp", addr); err != nil {
			h.close()
			return nil, fmt.Errorf("open the address for figures (QUOTEBOT_METRICS_ADDR): %w", err)
		}
	}
	return h, nil
}

// answers says whether a bot answers on the socket.
func answers(path string) bool {
	conn, err := net.DialTimeout("unix", path, healthTime)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func (h *health) serve(ctx context.Context, network, addr string) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, network, addr)
	if err != nil {
		return err
	}
	s := &http.Server{Handler: h.pages(), ReadHeaderTimeout: healthTime, WriteTimeout: time.Minute, IdleTimeout: time.Minute}
	h.servers = append(h.servers, s)
	go func() { _ = s.Serve(l) }() // ends with close
	return nil
}

// pages are what can be asked: /healthz, whether the process works, which a restart could mend; /readyz, whether it can do
// its work, stores and is connected to Discord; /metrics, the figures.
func (h *health) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		h.tell(w, r, func(ctx context.Context) error {
			_, err := h.db.Scopes(ctx)
			return err
		}, true)
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { h.tell(w, r, h.db.Check, h.live.Load()) })
	mux.Handle("GET /metrics", h.metrics.Page())
	return mux
}

// tell answers whether the library passes a check and the gateway is live.
func (h *health) tell(w http.ResponseWriter, r *http.Request, check func(context.Context) error, live bool) {
	ctx, cancel := context.WithTimeout(r.Context(), healthTime)
	defer cancel()
	switch err := check(ctx); {
	case errors.Is(err, quotes.ErrFull):
		http.Error(w, "the disk is full", http.StatusServiceUnavailable)
	case err != nil:
		http.Error(w, "the library does not answer", http.StatusServiceUnavailable)
	case !live:
		http.Error(w, "the gateway is not connected", http.StatusServiceUnavailable)
	default:
		fmt.Fprintln(w, "ok")
	}
}

// gateway is told whenever the connection to Discord comes or goes.
func (h *health) gateway(s discord.State) {
	h.live.Store(s == discord.Live)
	h.metrics.Gateway(s == discord.Live)
}

func (h *health) close() {
	for _, s := range h.servers {
		_ = s.Close() // also removes the socket
	}
}

func (a *app) healthCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "health",
		Short: "Tell whether the running Discord bot is well",
		Long: `Asks the bot that runs on the same library. It is well when its connection to Discord is live and its database answers.
The exit status is 0 when it is, else 1; the container's health check uses this.`,
		Example: "  quotebot health --db /data/quotebot.db",
		Args:    takes(0, 0),
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
