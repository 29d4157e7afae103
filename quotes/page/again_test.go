package page

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestReadIf asks for pages a second time, at servers that know validators and at those that do not.
func TestReadIf(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/tagged", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, okPage)
	})
	mux.HandleFunc("/dated", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-Modified-Since") == "Mon, 04 Mar 2024 10:00:00 GMT" {
			w.WriteHeader(http.StatusNotModified) // without repeating the date
			return
		}
		w.Header().Set("Last-Modified", "Mon, 04 Mar 2024 10:00:00 GMT")
		io.WriteString(w, okPage)
	})
	mux.HandleFunc("/plain", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, okPage) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/tagged", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/always-304", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotModified) })
	mux.HandleFunc("/long-tag", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"`+strings.Repeat("x", maxValidator)+`"`)
		io.WriteString(w, okPage)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	c := NewClient(Options{Allow: []string{strings.TrimPrefix(server.URL, "http://")}})
	for _, tt := range []struct {
		path  string
		again bool // the second answer is that nothing changed
		v     Validators
	}{
		{"/tagged", true, Validators{ETag: `"v1"`}},
		{"/dated", true, Validators{LastModified: "Mon, 04 Mar 2024 10:00:00 GMT"}},
		{"/plain", false, Validators{}},
		{"/moved", true, Validators{ETag: `"v1"`}},
		{"/long-tag", false, Validators{}},
	} {
		t.Run(tt.path[1:], func(t *testing.T) {
			first, err := c.ReadIf(t.Context(), server.URL+tt.path, Validators{})
			if err != nil {
				t.Fatal(err)
			}
			if first.Unchanged || !strings.Contains(first.Article.Text, "open again") {
				t.Errorf("first: %+v", first)
			}
			second, err := c.ReadIf(t.Context(), server.URL+tt.path, first.Validators)
			if err != nil {
				t.Fatal(err)
			}
			if second.Unchanged != tt.again || first.Validators != tt.v || second.Validators != tt.v {
				t.Errorf("unchanged %v, validators %+v then %+v", second.Unchanged, first.Validators, second.Validators)
			}
		})
	}
	var status *StatusError
	if _, err := c.ReadIf(t.Context(), server.URL+"/always-304", Validators{}); !errors.As(err, &status) || status.Code != 304 {
		t.Errorf("a page that was not asked for conditionally is unchanged: %v", err)
	}
}

func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		name, after, date string
		want              time.Duration
	}{
		{"none", "", "", 0},
		{"seconds", "120", "", 2 * time.Minute},
		{"moment", "Mon, 04 Mar 2024 11:00:00 GMT", "Mon, 04 Mar 2024 10:00:00 GMT", time.Hour},
		{"moment that is over", "Mon, 04 Mar 2024 09:00:00 GMT", "Mon, 04 Mar 2024 10:00:00 GMT", 0},
		{"moment without a clock", "Mon, 04 Mar 2024 11:00:00 GMT", "", 0},
		{"negative", "-5", "", 0},
		{"words", "soon", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			resp := &http.Response{StatusCode: 429, Header: http.Header{"Retry-After": {tt.after}, "Date": {tt.date}}}
			if diff := cmp.Diff(&StatusError{Code: 429, RetryAfter: tt.want}, statusError(resp)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseRobots(t *testing.T) {
	const agent = "oldford-reader/1.0 (+https://example.org)"
	for _, tt := range []struct {
		name, text    string
		allowed, shut []string
		delay         time.Duration
	}{
		{name: "empty", allowed: []string{"/", "/a?b=c"}},
		{name: "everybody", text: "User-agent: *\nDisallow: /private", allowed: []string{"/", "/news"}, shut: []string{"/private", "/private/x", "/privateer"}},
		{name: "nothing forbidden", text: "User-agent: *\nDisallow:", allowed: []string{"/"}},
		{name: "our own group wins", text: "User-agent: *\nDisallow: /\n\nUser-agent: Oldford-Reader\nDisallow: /b", allowed: []string{"/a"}, shut: []string{"/b"}},
		{name: "our own group with a version", text: "User-agent: oldford-reader/2\nDisallow: /", shut: []string{"/a"}},
		{name: "somebody else's group", text: "User-agent: other\nDisallow: /", allowed: []string{"/a"}},
		{name: "a name that only begins like ours", text: "User-agent: oldford\nDisallow: /", allowed: []string{"/a"}},
		{name: "two names on one group", text: "User-agent: other\nUser-agent: oldford-reader\nDisallow: /", shut: []string{"/a"}},
		{name: "two groups of ours", text: "User-agent: oldford-reader\nDisallow: /a\nUser-agent: x\nDisallow: /c\nUser-agent: oldford-reader\nDisallow: /b",
			allowed: []string{"/c"}, shut: []string{"/a", "/b"}},
		{name: "longest rule", text: "User-agent: *\nDisallow: /news\nAllow: /news/open", allowed: []string{"/news/open/1"}, shut: []string{"/news/1"}},
		{name: "allow wins a tie", text: "User-agent: *\nDisallow: /a\nAllow: /a", allowed: []string{"/a"}},
		{name: "star and end", text: "User-agent: *\nDisallow: /*.pdf$\nDisallow: /*/print/", allowed: []string{"/a.pdf?x=1", "/print/"}, shut: []string{"/a.pdf", "/n/print/1"}},
		{name: "query", text: "User-agent: *\nDisallow: /*?id=", allowed: []string{"/a"}, shut: []string{"/a?id=1"}},
		{name: "escapes", text: "User-agent: *\nDisallow: /caf%c3%a9\nDisallow: /%7Ejoe", shut: []string{"/caf%C3%A9", "/~joe"}},
		{name: "comments, case, mark, line ends", text: "\xef\xbb\xbfUSER-AGENT: * # all\r\nDISALLOW: /x # not this\r\rnonsense\r\n", allowed: []string{"/y"}, shut: []string{"/x"}},
		{name: "sitemaps part no group", text: "User-agent: *\nSitemap: https://example.org/s.xml\nDisallow: /x", shut: []string{"/x"}},
		{name: "delay", text: "User-agent: *\nCrawl-delay: 2.5", allowed: []string{"/"}, delay: 2500 * time.Millisecond},
		{name: "delay without end", text: "User-agent: *\nCrawl-delay: 1e300", allowed: []string{"/"}, delay: 24 * time.Hour},
		{name: "a page instead", text: "<html><body>User-agent: none</body></html>", allowed: []string{"/"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := ParseRobots([]byte(tt.text), agent)
			for _, p := range tt.allowed {
				if !r.Allows("https://example.org" + p) {
					t.Errorf("%s is forbidden", p)
				}
			}
			for _, p := range tt.shut {
				if r.Allows("https://example.org" + p) {
					t.Errorf("%s is allowed", p)
				}
			}
			if r.Delay != tt.delay {
				t.Errorf("delay %v", r.Delay)
			}
		})
	}
}

// TestRobots fetches them: what is not there allows everything, what can't be had now is an error.
func TestRobots(t *testing.T) {
	status, text := 200, "User-agent: *\nDisallow: /b"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" || r.Header.Get("User-Agent") != DefaultUserAgent {
			t.Errorf("asked for %s as %s", r.URL, r.Header.Get("User-Agent"))
		}
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(status)
		io.WriteString(w, text)
	}))
	defer server.Close()
	c := NewClient(Options{Allow: []string{strings.TrimPrefix(server.URL, "http://")}})
	for _, tt := range []struct {
		status  int
		allowed bool
		fails   bool
	}{{200, false, false}, {404, true, false}, {403, true, false}, {429, false, true}, {503, false, true}} {
		status = tt.status
		r, err := c.Robots(t.Context(), server.URL+"/b?x=1")
		var failed *StatusError
		if errors.As(err, &failed) != tt.fails || tt.fails && failed.RetryAfter != 7*time.Second {
			t.Errorf("%d: %v", tt.status, err)
		} else if !tt.fails && r.Allows(server.URL+"/b") != tt.allowed {
			t.Errorf("%d: allowed is %v", tt.status, !tt.allowed)
		}
	}
}

// FuzzRobots: any text gives rules, a group that forbids everything does so for every path, and a pattern without signs
// of its own fits every path that begins with it.
func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a*b$", "/a%2fb?c")
	f.Add("Disallow: /\nUser-agent: x", "")
	f.Fuzz(func(t *testing.T, text, path string) {
		ParseRobots([]byte(text), "x").Allows("https://example.org/" + path)
		if _, err := url.Parse("https://example.org/" + path); err != nil {
			return
		}
		if ParseRobots([]byte("User-agent: x\nDisallow: /"), "x").Allows("https://example.org/" + path) {
			t.Errorf("%q is allowed where everything is forbidden", path)
		}
		plain := strings.NewReplacer("*", "", "$", "", "#", "", "\n", "", "\r", "").Replace(text)
		if plain = strings.TrimSpace(plain); plain != "" && !fits(normalPath(plain), normalPath(plain)+path) {
			t.Errorf("%q does not fit itself", plain)
		}
	})
}
