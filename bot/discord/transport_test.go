package discord

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestParseBase(t *testing.T) {
	for raw, want := range map[string]string{
		"http://127.0.0.1:8787":           "http://127.0.0.1:8787",
		"https://proxy.example/":          "https://proxy.example",
		"https://proxy.example/api":       "https://proxy.example",
		"https://proxy.example/api/v10/":  "https://proxy.example",
		"https://proxy.example/d/api/v9":  "https://proxy.example/d",
		"https://proxy.example/apiproxy":  "https://proxy.example/apiproxy",
		"ftp://proxy.example":             "",
		"proxy.example":                   "",
		"https://proxy.example/?key=word": "",
	} {
		u, err := parseBase(raw)
		if got := ""; err == nil {
			if got = u.String(); got != want {
				t.Errorf("%s: %s, want %s", raw, got, want)
			}
		} else if want != "" {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

// rig is a transport to a server that answers with f.
func rig(t *testing.T, f http.HandlerFunc) *http.Client {
	t.Helper()
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	base, err := url.Parse(s.URL + "/prefix")
	if err != nil {
		t.Fatal(err)
	}
	wire := &http.Transport{}
	t.Cleanup(wire.CloseIdleConnections)
	return &http.Client{Transport: &transport{base: base, next: wire, limited: func() {}, until: map[string]time.Time{}}}
}

func post(ctx context.Context, c *http.Client, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://discord.com/api/v9/"+path, strings.NewReader("body"))
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	return resp, err
}

func TestTransportRepeatsWithTheBody(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	c := rig(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if string(body) != "body" || r.URL.Path != "/prefix/api/v9/x" {
			t.Errorf("%s got %q", r.URL, body)
		}
		w.Header().Set("X-RateLimit-Remaining", "7")
		switch n.Add(1) {
		case 1:
			w.Header().Set("Retry-After", "0.01")
			w.WriteHeader(http.StatusTooManyRequests)
		case 2:
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	resp, err := post(t.Context(), c, "x")
	if err != nil || resp.StatusCode != 200 || n.Load() != 3 || resp.Header.Get("X-RateLimit-Remaining") != "" {
		t.Errorf("%v, %v after %d requests", resp, err, n.Load())
	}
}

func TestTransportGivesUp(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	c := rig(t, func(w http.ResponseWriter, _ *http.Request) {
		n.Add(1)
		w.Header().Set("Retry-After", "0.001")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	if resp, err := post(t.Context(), c, "x"); err != nil || resp.StatusCode != 429 || n.Load() != maxTries {
		t.Errorf("%v, %v after %d requests", resp, err, n.Load())
	}
}

// TestTransportDoesNotWaitInVain: a wait that would outlast the request's context is not begun.
func TestTransportDoesNotWaitInVain(t *testing.T) {
	t.Parallel()
	for _, global := range []bool{false, true} {
		var n atomic.Int32
		c := rig(t, func(w http.ResponseWriter, _ *http.Request) {
			n.Add(1)
			w.Header().Set("Retry-After", "3600")
			if global {
				w.Header().Set("X-RateLimit-Global", "true")
			}
			w.WriteHeader(http.StatusTooManyRequests)
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		path := "x"
		for range 2 {
			if _, err := post(ctx, c, path); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("global %v: %v", global, err)
			}
			if global {
				path = "another"
			}
		}
		if n.Load() != 1 {
			t.Errorf("global %v: %d requests were sent", global, n.Load())
		}
	}
}

// TestTransportHoldsBack: a route that is used up is not asked before its time.
func TestTransportHoldsBack(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	c := rig(t, func(w http.ResponseWriter, _ *http.Request) {
		n.Add(1)
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset-After", "3600")
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := post(ctx, c, "x"); err != nil {
		t.Fatal(err)
	}
	if _, err := post(ctx, c, "x"); !errors.Is(err, context.DeadlineExceeded) || n.Load() != 1 {
		t.Errorf("%v after %d requests", err, n.Load())
	}
	if _, err := post(ctx, c, "another"); err != nil {
		t.Errorf("another route: %v", err)
	}
}
