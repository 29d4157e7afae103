package page

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"quotebot/quotes"
)

// Options set up a Client. Zero values give the defaults.
type Options struct {
	UserAgent    string        // sent with every request; default DefaultUserAgent
	Allow        []string      // exceptions to the refused addresses: host:port or CIDR; see CheckAllow
	MaxBytes     int64         // of the decoded body; default DefaultMaxBytes
	Timeout      time.Duration // for the whole of one Read; default 20 seconds
	MaxRedirects int           // default 5
	Resolver     *net.Resolver // default the system's
}

// DefaultUserAgent is how the client names itself when it is not told otherwise.
const DefaultUserAgent = "quotebot/1 (news quotation library)"

const (
	defaultTimeout      = 20 * time.Second
	defaultMaxRedirects = 5
	maxHeaderBytes      = 64 << 10
	maxAddress          = 4096
)

// Client fetches pages from the public web. It is safe for concurrent use.
type Client struct {
	http     *http.Client
	agent    string
	maxBytes int64
	timeout  time.Duration
}

// NewClient sets up a client. It takes no proxy from the environment, keeps no cookies and no connections: a proxy would
// connect in its place, past the check of addresses.
func NewClient(o Options) *Client {
	if o.UserAgent == "" {
		o.UserAgent = DefaultUserAgent
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxRedirects <= 0 {
		o.MaxRedirects = defaultMaxRedirects
	}
	d := &dialer{exceptions: newExceptions(o.Allow), Dialer: net.Dialer{Resolver: o.Resolver, KeepAlive: -1}}
	return &Client{
		http: &http.Client{
			Transport: &http.Transport{
				Proxy:                  nil,
				DialContext:            d.dial,
				ForceAttemptHTTP2:      true,
				DisableKeepAlives:      true,
				MaxResponseHeaderBytes: maxHeaderBytes,
			},
			CheckRedirect: func(next *http.Request, before []*http.Request) error {
				if len(before) > o.MaxRedirects {
					return fmt.Errorf("%w: more than %d", ErrRedirects, o.MaxRedirects)
				}
				next.Header.Del("Referer")
				return checkAddress(next.URL)
			},
		},
		agent:    o.UserAgent,
		maxBytes: o.MaxBytes,
		timeout:  o.Timeout,
	}
}

// Validators are what a server gave with a page so that it can be asked later whether that has changed (RFC 9110, 8.8).
type Validators struct{ ETag, LastModified string }

// Reading is a page that was asked for with validators.
type Reading struct {
	Unchanged  bool           // the server says that it is as it was; then there is no Article
	Article    quotes.Article // as Read gives it
	Validators Validators     // for the next time; those that were sent when it is unchanged and none came
}

// Read fetches a page and reads it. Errors wrap one of this package's (a *StatusError for an answer that is no page),
// or the context's when the caller gave up. They hold no part of the address, which may carry a secret.
func (c *Client) Read(ctx context.Context, rawURL string) (quotes.Article, error) {
	r, err := c.ReadIf(ctx, rawURL, Validators{})
	return r.Article, err
}

// ReadIf is Read for a page that was read before: with its validators the server can answer that nothing has changed.
func (c *Client) ReadIf(ctx context.Context, rawURL string, v Validators) (Reading, error) {
	u, err := readAddress(rawURL)
	if err != nil {
		return Reading{}, fmt.Errorf("read page: %w", err)
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	got, err := c.fetch(limited, u, v)
	if err != nil {
		return Reading{}, fmt.Errorf("read page: %w", explain(ctx, err))
	}
	if got.unchanged {
		return Reading{Unchanged: true, Validators: got.validators}, nil
	}
	a, err := parse(got.body, got.base, got.contentType)
	if err != nil {
		return Reading{}, fmt.Errorf("read page: %w", err)
	}
	return Reading{Article: a, Validators: got.validators}, nil
}

// fetched is a page as it came.
type fetched struct {
	base        *url.URL // where the redirects led
	contentType string
	body        []byte
	validators  Validators
	unchanged   bool
}

// maxValidator bounds what is kept of a validator; a longer one is not sent back.
const maxValidator = 1024

// request makes a request that names us.
func (c *Client) request(ctx context.Context, u *url.URL, accept string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadURL, err)
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", accept)
	req.Header.Set("Accept-Language", "en,*;q=0.5")
	return req, nil
}

func (c *Client) fetch(ctx context.Context, u *url.URL, v Validators) (fetched, error) {
	req, err := c.request(ctx, u, "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8")
	if err != nil {
		return fetched{}, err
	}
	if v.ETag != "" {
		req.Header.Set("If-None-Match", v.ETag)
	}
	if v.LastModified != "" {
		req.Header.Set("If-Modified-Since", v.LastModified)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return fetched{}, err
	}
	defer resp.Body.Close()
	given := Validators{ETag: validator(resp, "ETag"), LastModified: validator(resp, "Last-Modified")}
	if resp.StatusCode == http.StatusNotModified && v != (Validators{}) {
		if given == (Validators{}) {
			given = v
		}
		return fetched{unchanged: true, validators: given}, nil
	}
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNonAuthoritativeInfo {
		return fetched{}, statusError(resp)
	}
	contentType := resp.Header.Get("Content-Type")
	if _, err := kindOf(contentType); err != nil {
		return fetched{}, err
	}
	if resp.ContentLength > c.maxBytes {
		return fetched{}, fmt.Errorf("%w: %d bytes", ErrTooLarge, resp.ContentLength)
	}
	if e := resp.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return fetched{}, fmt.Errorf("%w: its encoding was not asked for", ErrUnreadable)
	}
	body, err := readAll(resp.Body, c.maxBytes) // counts what was unpacked, so that a packed bomb ends here
	if err != nil {
		return fetched{}, err
	}
	return fetched{base: resp.Request.URL, contentType: contentType, body: body, validators: given}, nil
}

// validator reads one validator of an answer.
func validator(resp *http.Response, name string) string {
	if v := resp.Header.Get(name); len(v) <= maxValidator {
		return v
	}
	return ""
}

// statusError makes an error of an answer that is no page. Retry-After may be a number of seconds or a moment, which is
// taken by the server's own clock (RFC 9110, 10.2.3).
func statusError(resp *http.Response) *StatusError {
	e := &StatusError{Code: resp.StatusCode}
	after := strings.TrimSpace(resp.Header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(after, 10, 32); err == nil {
		e.RetryAfter = max(0, time.Duration(seconds)*time.Second)
		return e
	}
	at, err := http.ParseTime(after)
	now, errNow := http.ParseTime(resp.Header.Get("Date"))
	if err == nil && errNow == nil {
		e.RetryAfter = max(0, at.Sub(now))
	}
	return e
}

// readAddress reads what a person gave as an address.
func readAddress(raw string) (*url.URL, error) {
	raw = strings.TrimSpace(raw)
	if len(raw) > maxAddress {
		return nil, fmt.Errorf("%w: it is too long", ErrBadURL)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, ErrBadURL
	}
	if err := checkAddress(u); err != nil {
		return nil, err
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// checkAddress refuses addresses that are not of web pages, also where a redirect leads to them.
func checkAddress(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%w: it must begin with http:// or https://", ErrBadURL)
	case u.User != nil:
		return fmt.Errorf("%w: it carries a user name or password", ErrBadURL)
	case u.Hostname() == "":
		return fmt.Errorf("%w: it names no host", ErrBadURL)
	case isOddNumber(u.Hostname()):
		return fmt.Errorf("%w: its host is a number in an unusual form", ErrBadURL)
	}
	return nil
}

// isOddNumber says whether a host is an IPv4 address in a form that only some resolvers read (decimal, octal, hex,
// short): what ends in a number is an address by the URL standard, and nobody prints one like that.
func isOddNumber(host string) bool {
	last := strings.TrimSuffix(host, ".")
	last = strings.ToLower(last[strings.LastIndexByte(last, '.')+1:])
	if digits, hex := strings.CutPrefix(last, "0x"); hex {
		return strings.Trim(digits, "0123456789abcdef") == ""
	}
	if strings.Trim(last, "0123456789") != "" || last == "" {
		return false
	}
	_, err := netip.ParseAddr(host)
	return err != nil
}

// explain makes the network's errors ours. ctx is the caller's: when it was ended, that is not the server's fault.
func explain(ctx context.Context, err error) error {
	var wrapped *url.Error // holds the address
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var status *StatusError
	var timeout net.Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case errors.As(err, &status), errors.Is(err, ErrRefused), errors.Is(err, ErrBadURL), errors.Is(err, ErrTooLarge), errors.Is(err, ErrRedirects),
		errors.Is(err, ErrNotPage), errors.Is(err, ErrUnreadable):
		return err
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: %w", ErrTooSlow, context.DeadlineExceeded)
	case errors.Is(err, context.Canceled):
		return err
	default:
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
}
