package page

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/net/dns/dnsmessage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const okPage = `<html lang="en"><title>Bridge</title><body><article><p>The bridge of Oldford is open again, the town said on Monday.</p></article></body></html>`

// TestRefusedAddresses holds the ways in which people try to reach what is not public. None may be connected to: each
// ends with one of our errors before a connection is made, as the listener that counts them shows.
func TestRefusedAddresses(t *testing.T) {
	var reached atomic.Int64
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reached.Add(1); io.WriteString(w, okPage) }))
	defer inner.Close()
	_, port, _ := net.SplitHostPort(inner.Listener.Addr().String())
	for _, v := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"} {
		t.Setenv(v, inner.URL) // a proxy would connect in our place
	}
	c := NewClient(Options{Timeout: 5 * time.Second, Resolver: answering(t, "127.0.0.1")})
	for _, tt := range []struct{ name, address string }{
		{"loopback", "http://127.0.0.1:PORT/"},
		{"loopback on port 80", "http://127.0.0.1/"},
		{"loopback, other address", "http://127.8.9.10:PORT/"},
		{"loopback, short form", "http://127.1:PORT/"},
		{"loopback, decimal", "http://2130706433:PORT/"},
		{"loopback, octal", "http://0177.0.0.1:PORT/"},
		{"loopback, octal in one", "http://017700000001:PORT/"},
		{"loopback, hex", "http://0x7f000001:PORT/"},
		{"loopback, hex by bytes", "http://0x7f.0x0.0x0.0x1:PORT/"},
		{"loopback, trailing dot", "http://127.0.0.1.:PORT/"},
		{"loopback, full-width digits", "http://１２７.0.0.1:PORT/"},
		{"loopback, escaped", "http://127.0.0.%31:PORT/"},
		{"loopback by name", "http://localhost:PORT/"},
		{"loopback by name with dot", "http://localhost.:PORT/"},
		{"loopback by a public name", "http://inner.example.org:PORT/"},
		{"loopback, IPv6", "http://[::1]:PORT/"},
		{"loopback, IPv6 written out", "http://[0:0:0:0:0:0:0:1]:PORT/"},
		{"loopback, IPv4 mapped", "http://[::ffff:127.0.0.1]:PORT/"},
		{"loopback, IPv4 mapped in hex", "http://[::ffff:7f00:1]:PORT/"},
		{"loopback, IPv4 compatible", "http://[::127.0.0.1]:PORT/"},
		{"loopback, IPv4 translated", "http://[::ffff:0:127.0.0.1]:PORT/"},
		{"loopback, NAT64", "http://[64:ff9b::7f00:1]:PORT/"},
		{"loopback, local NAT64", "http://[64:ff9b:1::7f00:1]:PORT/"},
		{"loopback, 6to4", "http://[2002:7f00:1::]:PORT/"},
		{"loopback, Teredo", "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]:PORT/"},
		{"unspecified", "http://0.0.0.0:PORT/"},
		{"unspecified, short", "http://0:PORT/"},
		{"unspecified, IPv6", "http://[::]:PORT/"},
		{"this network", "http://0.1.2.3/"},
		{"private 10", "http://10.0.0.1/"},
		{"private 172", "http://172.16.0.1/"},
		{"private 172, last", "http://172.31.255.254/"},
		{"private 192", "http://192.168.1.1/"},
		{"private, IPv6", "http://[fd00::1]/"},
		{"private, IPv6 fc", "http://[fc00::1]/"},
		{"site local, IPv6", "http://[fec0::1]/"},
		{"link local", "http://169.254.1.1/"},
		{"link local, IPv6", "http://[fe80::1]/"},
		{"link local, IPv6 with zone", "http://[fe80::1%25lo]:PORT/"},
		{"metadata of clouds", "http://169.254.169.254/latest/meta-data/"},
		{"metadata, decimal", "http://2852039166/"},
		{"metadata, IPv4 mapped", "http://[::ffff:a9fe:a9fe]/"},
		{"metadata, IPv6", "http://[fd00:ec2::254]/"},
		{"metadata, another cloud", "http://168.63.129.16/"},
		{"metadata, carrier range", "http://100.100.100.200/"},
		{"carrier NAT", "http://100.64.0.1/"},
		{"protocol assignments", "http://192.0.0.1/"},
		{"documentation", "http://192.0.2.1/"},
		{"documentation, IPv6", "http://[2001:db8::1]/"},
		{"benchmarks", "http://198.18.0.1/"},
		{"6to4 relay", "http://192.88.99.1/"},
		{"multicast", "http://224.0.0.1/"},
		{"multicast, IPv6", "http://[ff02::1]/"},
		{"reserved", "http://240.0.0.1/"},
		{"broadcast", "http://255.255.255.255/"},
		{"discard", "http://[100::1]/"},
		{"not given out, IPv6", "http://[4000::1]/"},
		{"user name", "http://example.org@127.0.0.1:PORT/"},
		{"user name and password", "http://user:pass@example.org/"},
		{"empty user name", "http://@127.0.0.1:PORT/"},
		{"backslash", `http://example.org\@127.0.0.1:PORT/`},
		{"line break in the address", "http://127.0.0.1:PORT/\r\nHost: x"},
		{"file", "file:///etc/passwd"},
		{"ftp", "ftp://127.0.0.1/"},
		{"gopher", "gopher://127.0.0.1:PORT/_GET"},
		{"data", "data:text/html,<p>words</p>"},
		{"javascript", "javascript:alert(1)"},
		{"unix socket", "unix:///var/run/docker.sock"},
		{"no scheme", "127.0.0.1:PORT"},
		{"scheme of the page", "//127.0.0.1:PORT/"},
		{"no host", "http:///path"},
		{"port only", "http://:PORT/"},
		{"mail port", "http://93.184.215.14:25/"},
		{"not an address", "http://[::1/"},
		{"empty", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.Read(t.Context(), strings.ReplaceAll(tt.address, "PORT", port))
			if !errors.Is(err, ErrRefused) && !errors.Is(err, ErrBadURL) {
				t.Errorf("got %v, want a refusal", err)
			}
		})
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("the inner server was reached %d times", n)
	}
}

// TestRefusalTable checks the ranges at their borders, and that public addresses are not refused.
func TestRefusalTable(t *testing.T) {
	for _, a := range []string{"93.184.215.14", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
		"172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "169.253.255.255", "223.255.255.255", "2606:4700::1111", "2a00:1450::1"} {
		if why := refusal(netip.MustParseAddr(a)); why != "" {
			t.Errorf("%s is public, but refused as %s", a, why)
		}
	}
	for _, a := range []string{"10.255.255.255", "100.127.255.255", "127.255.255.255", "172.31.255.255", "192.168.255.255", "169.254.255.255", "239.255.255.255",
		"::ffff:10.0.0.1", "64:ff9b::a00:1", "2001:1ff:ffff::", "fdff::", "febf::", "3fff::1"} {
		if refusal(netip.MustParseAddr(a)) == "" {
			t.Errorf("%s is not refused", a)
		}
	}
}

// answering is a resolver whose server, on loopback, gives the addresses one after the other, the last one for ever.
func answering(t *testing.T, addresses ...string) *net.Resolver {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		asked := 0
		buf := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if m.Questions[0].Type == dnsmessage.TypeA {
				a := netip.MustParseAddr(addresses[min(asked, len(addresses)-1)])
				asked++
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
					Body:   &dnsmessage.AResource{A: a.As4()},
				}}
			}
			if packed, err := m.Pack(); err == nil {
				conn.WriteTo(packed, from)
			}
		}
	}()
	t.Cleanup(func() { conn.Close(); <-done })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// TestNameThatChanges reads one name twice: its first address is an exception (it stands for a public one), its second
// is not. A check made before the connection would let the second through.
func TestNameThatChanges(t *testing.T) {
	var reached atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reached.Add(1); io.WriteString(w, okPage) }))
	defer s.Close()
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	c := NewClient(Options{Allow: []string{"127.0.0.1/32"}, Resolver: answering(t, "127.0.0.1", "127.0.0.2")})
	if _, err := c.Read(t.Context(), "http://rebind.example.org:"+port+"/"); err != nil {
		t.Fatalf("first look-up: %v", err)
	}
	if _, err := c.Read(t.Context(), "http://rebind.example.org:"+port+"/"); !errors.Is(err, ErrRefused) {
		t.Errorf("second look-up: got %v, want %v", err, ErrRefused)
	}
	if n := reached.Load(); n != 1 {
		t.Errorf("reached %d times, want once", n)
	}
}

// TestRead drives a client against a server that misbehaves by path.
func TestRead(t *testing.T) {
	release := make(chan struct{})
	mux := http.NewServeMux()
	body := func(path, contentType, text string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			io.WriteString(w, text)
		})
	}
	body("/ok", "text/html; charset=utf-8", okPage)
	body("/xhtml", "application/xhtml+xml", okPage)
	body("/no-type", "", okPage)
	body("/text", "text/plain; charset=iso-8859-1", "Br\xfccke\n\nOLDFORD (AP) — not really a dash in that charset, but a long enough line of text.")
	body("/json", "application/json", `{"text": "words"}`)
	body("/pdf", "application/pdf", "%PDF-1.4")
	body("/picture", "image/png", "\x89PNG")
	body("/empty", "text/html", "")
	redirect := func(path, to string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		})
	}
	redirect("/redirect", "/ok")
	redirect("/endless", "/endless")
	redirect("/inside", "http://10.0.0.1/secret")
	redirect("/metadata", "http://[::ffff:a9fe:a9fe]/latest")
	redirect("/to-file", "file:///etc/passwd")
	redirect("/to-user", "http://user:pass@example.org/")
	status := func(path string, code int) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	}
	status("/gone", http.StatusGone)
	status("/paid", http.StatusPaymentRequired)
	status("/broken", http.StatusBadGateway)
	status("/nothing", http.StatusNoContent)
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		chunk := []byte(strings.Repeat("words and words ", 4096))
		for range (100 << 20) / len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/announced", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Length", fmt.Sprint(100<<20))
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		zeros := make([]byte, 1<<20)
		for range 100 {
			if _, err := z.Write(zeros); err != nil {
				return
			}
		}
		z.Close()
	})
	mux.HandleFunc("/odd-encoding", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "br")
		io.WriteString(w, "\x0b\x02\x80")
	})
	mux.HandleFunc("/drip", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for {
			select {
			case <-release:
				return
			case <-r.Context().Done():
				return
			case <-time.After(10 * time.Millisecond):
				io.WriteString(w, "<p>")
				w.(http.Flusher).Flush()
			}
		}
	})
	mux.HandleFunc("/silent", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/headers", func(w http.ResponseWriter, _ *http.Request) {
		for i := range 200 {
			w.Header().Set(fmt.Sprintf("X-Field-%d", i), strings.Repeat("x", 1000))
		}
	})
	mux.HandleFunc("/agent", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "This is what the client said of itself: %s", r.UserAgent())
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	defer close(release)
	host := strings.TrimPrefix(server.URL, "http://")
	c := NewClient(Options{Allow: []string{host}, MaxBytes: 4 << 20, UserAgent: "oldford-reader/1"})
	hasty := NewClient(Options{Allow: []string{host}, Timeout: 300 * time.Millisecond})

	for _, tt := range []struct {
		path string
		want error // nil: an article
	}{
		{"/ok", nil}, {"/xhtml", nil}, {"/no-type", nil}, {"/text", nil}, {"/redirect", nil},
		{"/json", ErrNotPage}, {"/pdf", ErrNotPage}, {"/picture", ErrNotPage},
		{"/empty", ErrNoText},
		{"/endless", ErrRedirects}, {"/inside", ErrRefused}, {"/metadata", ErrRefused}, {"/to-file", ErrBadURL}, {"/to-user", ErrBadURL},
		{"/gone", &StatusError{Code: 410}}, {"/paid", &StatusError{Code: 402}}, {"/broken", &StatusError{Code: 502}}, {"/nothing", &StatusError{Code: 204}},
		{"/large", ErrTooLarge}, {"/announced", ErrTooLarge}, {"/bomb", ErrTooLarge}, {"/odd-encoding", ErrUnreadable},
		{"/drip", ErrTooSlow}, {"/silent", ErrTooSlow}, {"/headers", ErrUnreachable},
	} {
		t.Run(tt.path[1:], func(t *testing.T) {
			reader := c
			if tt.want == ErrTooSlow {
				reader = hasty
			}
			a, err := reader.Read(t.Context(), server.URL+tt.path+"?secret=1")
			var got, want *StatusError
			if errors.As(tt.want, &want) {
				if !errors.As(err, &got) || got.Code != want.Code {
					t.Fatalf("got %v, want %v", err, want)
				}
			} else if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells the address: %v", err)
			}
			if err == nil && !hasText(a.Text) {
				t.Error("no text")
			}
		})
	}
	t.Run("user agent", func(t *testing.T) {
		a, err := c.Read(t.Context(), server.URL+"/agent")
		if err != nil || !strings.HasSuffix(a.Text, "oldford-reader/1") {
			t.Errorf("got %q, %v", a.Text, err)
		}
	})
	t.Run("where the redirects led", func(t *testing.T) {
		a, err := c.Read(t.Context(), server.URL+"/redirect?utm_source=x#top")
		if err != nil || a.URL != server.URL+"/ok" {
			t.Errorf("got %q, %v", a.URL, err)
		}
	})
	t.Run("the caller gives up", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.Read(ctx, server.URL+"/ok"); !errors.Is(err, context.Canceled) || errors.Is(err, ErrTooSlow) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
	})
	t.Run("another port of the host that is an exception", func(t *testing.T) {
		if _, err := c.Read(t.Context(), "http://127.0.0.1:1/"); !errors.Is(err, ErrRefused) {
			t.Errorf("got %v, want %v", err, ErrRefused)
		}
	})
}

func TestCheckAllow(t *testing.T) {
	for _, ok := range []string{"127.0.0.1:8080", "intranet.example.org:80", "[::1]:8080", "10.1.0.0/16", "fd00::/8", " 10.0.0.1/32 "} {
		if err := CheckAllow(ok); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
	for _, bad := range []string{"", "intranet", "10.0.0.1", ":80", "host:", "host:0", "host:http", "10.0.0.0/33", "http://host:80"} {
		if CheckAllow(bad) == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// TestReadKeepsTheAddressItWasGiven is for pages that name no address: query parameters that matter stay.
func TestReadKeepsTheAddressItWasGiven(t *testing.T) {
	base, _ := url.Parse("https://example.org/story?id=7&utm_medium=mail")
	a, err := Parse(strings.NewReader(okPage), base, "text/html")
	if err != nil || a.URL != "https://example.org/story?id=7" {
		t.Errorf("got %q, %v", a.URL, err)
	}
}
