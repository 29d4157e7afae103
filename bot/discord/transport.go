package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxTries is how often one request is sent at most when Discord answers 429 or 5xx.
const maxTries = 4

// triesHeader is put into answers: how often the request was sent.
const triesHeader = "X-Quotebot-Tries"

// transport sends the library's requests: to another base address where one is set, and within Discord's rate limits.
// The library's own limiter sleeps without looking at a context and never forgets a route, so the limits are kept here,
// where waiting ends with the request's context, and the library does not get to see their headers.
// https://discord.com/developers/docs/topics/rate-limits
type transport struct {
	base    *url.URL // nil: Discord itself
	next    http.RoundTripper
	limited func() // told of every 429

	mu     sync.Mutex
	until  map[string]time.Time // routes that are used up, until then
	global time.Time
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	route := req.Method + " " + req.URL.Path
	for try := 1; ; try++ {
		if err := t.wait(req.Context(), route); err != nil {
			return nil, err
		}
		r, err := t.readdressed(req)
		if err != nil {
			return nil, err
		}
		resp, err := t.next.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		pause := t.note(route, resp, try)
		if pause < 0 || try == maxTries {
			for name := range resp.Header {
				if strings.HasPrefix(name, "X-Ratelimit-") {
					resp.Header.Del(name)
				}
			}
			resp.Header.Set(triesHeader, strconv.Itoa(try))
			return resp, nil
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection can be used again
		_ = resp.Body.Close()
		if err := sleepWithin(req.Context(), pause); err != nil {
			return nil, fmt.Errorf("discord answers %s: %w", resp.Status, err)
		}
	}
}

// readdressed copies the request, with a body of its own, for the base address.
func (t *transport) readdressed(req *http.Request) (*http.Request, error) {
	r := req.Clone(req.Context())
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, fmt.Errorf("repeat a request: %w", err)
		}
		r.Body = body
	}
	if t.base != nil {
		r.URL.Scheme, r.URL.Host, r.Host = t.base.Scheme, t.base.Host, ""
		r.URL.Path = t.base.Path + r.URL.Path
		r.URL.RawPath = ""
	}
	return r, nil
}

// wait holds a request back while its route, or everything, is used up.
func (t *transport) wait(ctx context.Context, route string) error {
	t.mu.Lock()
	until := t.until[route]
	if t.global.After(until) {
		until = t.global
	}
	t.mu.Unlock()
	if err := sleepWithin(ctx, time.Until(until)); err != nil {
		return fmt.Errorf("wait for discord's rate limit: %w", err)
	}
	return nil
}

// note keeps what the answer says about limits, and tells how long to wait before the request is sent again; less than
// zero means that the answer stands.
func (t *transport) note(route string, resp *http.Response, try int) time.Duration {
	h := resp.Header
	after := seconds(h.Get("X-RateLimit-Reset-After"))
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		t.limited()
		if r := seconds(h.Get("Retry-After")); r > 0 {
			after = r
		}
		if after <= 0 {
			after = time.Second
		}
		if h.Get("X-RateLimit-Global") != "" || h.Get("X-RateLimit-Scope") == "global" {
			t.global = now.Add(after)
		} else {
			t.usedUp(route, now, after)
		}
		return after
	case resp.StatusCode >= 500:
		return 250 * time.Millisecond << (try - 1)
	case h.Get("X-RateLimit-Remaining") == "0" && after > 0:
		t.usedUp(route, now, after)
	}
	return -1
}

// usedUp marks a route, and forgets those that are free again: routes hold tokens and would never stop being new ones.
func (t *transport) usedUp(route string, now time.Time, after time.Duration) {
	for r, until := range t.until {
		if until.Before(now) {
			delete(t.until, r)
		}
	}
	t.until[route] = now.Add(after)
}

func seconds(header string) time.Duration {
	s, err := strconv.ParseFloat(header, 64)
	if err != nil || s < 0 || s > 1e6 {
		return 0
	}
	return time.Duration(s * float64(time.Second))
}

// sleepWithin waits for d, or fails at once when the context ends before that.
func sleepWithin(ctx context.Context, d time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && d > 0 && time.Until(deadline) < d {
		return context.DeadlineExceeded
	}
	return sleep(ctx, d)
}

var apiPath = regexp.MustCompile(`/api(/v[0-9]+)?$`)

// parseBase reads the base address of the API. What follows the host is put before "/api/v9"; an address that ends in
// that itself, as people copy it from documents, means the same as without.
func parseBase(raw string) (*url.URL, error) {
	if raw == "" {
		return nil, nil
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("discord: the API address must look like https://host or http://host:port/prefix")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: apiPath.ReplaceAllString(strings.TrimRight(u.Path, "/"), "")}, nil
}

// withoutURL drops the address from a failed request's error: it may hold an interaction's token.
func withoutURL(err error) error {
	if ue, ok := errors.AsType[*url.Error](err); ok {
		return ue.Err
	}
	return err
}
