package page

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxRobots is how much of a robots.txt is read; RFC 9309 asks for 500 KiB at least.
const maxRobots = 512 << 10

// Robots are the rules of a site for one reader, as its robots.txt has them (RFC 9309). The zero value allows everything.
type Robots struct {
	Delay time.Duration // pause between two requests that the site asks for; 0 when it does not
	rules []robotsRule
}

// robotsRule allows or forbids the paths that fit its pattern.
type robotsRule struct {
	pattern string // normalised; * stands for anything, $ at the end for the end
	allow   bool
}

// Robots fetches the rules of the site of an address. A site that answers that it has none allows everything. Errors are
// as those of Read; as long as the rules can't be had, nothing may be fetched (RFC 9309, 2.3.1.4).
func (c *Client) Robots(ctx context.Context, rawURL string) (Robots, error) {
	u, err := readAddress(rawURL)
	if err != nil {
		return Robots{}, fmt.Errorf("read robots.txt: %w", err)
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	text, err := c.robots(limited, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"})
	if err != nil {
		return Robots{}, fmt.Errorf("read robots.txt: %w", explain(ctx, err))
	}
	return ParseRobots(text, c.agent), nil
}

func (c *Client) robots(ctx context.Context, u *url.URL) ([]byte, error) {
	req, err := c.request(ctx, u, "text/plain,*/*;q=0.5")
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if errors.Is(err, ErrRedirects) {
		return nil, nil // counts as not there (RFC 9309, 2.3.1.2)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusOK:
		return io.ReadAll(io.LimitReader(resp.Body, maxRobots))
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode >= 500:
		return nil, statusError(resp)
	default:
		return nil, nil
	}
}

// ParseRobots reads a robots.txt for a reader that names itself with the user agent: the groups of its product token, or
// those for everybody where it has none. What can't be understood is passed over.
func ParseRobots(text []byte, agent string) Robots {
	token := productToken(agent)
	var mine, all Robots
	named := false
	var forMe, forAll, inRules bool
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	for line := range strings.FieldsFuncSeq(string(text), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "user-agent":
			if inRules { // a new group begins
				forMe, forAll, inRules = false, false, false
			}
			me := token != "" && strings.EqualFold(productToken(value), token)
			forMe, forAll, named = forMe || me, forAll || value == "*", named || me
			continue
		case "allow", "disallow", "crawl-delay":
			inRules = true
		default: // sitemaps and the like belong to no group
			continue
		}
		if forMe {
			mine.add(key, value)
		}
		if forAll {
			all.add(key, value)
		}
	}
	if named {
		return mine
	}
	return all
}

// add takes in one line of a group.
func (r *Robots) add(key, value string) {
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "crawl-delay":
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && !math.IsInf(s, 0) {
			r.Delay = max(r.Delay, time.Duration(min(s, 86_400)*float64(time.Second)))
		}
	case "allow":
		r.rule(value, true)
	default:
		r.rule(value, false)
	}
}

func (r *Robots) rule(pattern string, allow bool) {
	if pattern != "" { // an empty one forbids nothing
		r.rules = append(r.rules, robotsRule{pattern: normalPath(pattern), allow: allow})
	}
}

// Allows says whether the page of an address may be fetched: the longest pattern that fits decides, of two of one length
// the one that allows.
func (r Robots) Allows(rawURL string) bool {
	u, err := url.Parse(rawURL)
	if err != nil {
		return false
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	path = normalPath(path)
	allowed, longest := true, -1
	for _, rule := range r.rules {
		if n := len(rule.pattern); (n > longest || n == longest && rule.allow) && fits(rule.pattern, path) {
			allowed, longest = rule.allow, n
		}
	}
	return allowed
}

// productToken is the name at the head of a user agent: "quotebot" of "quotebot/1 (news)".
func productToken(agent string) string {
	i := strings.IndexFunc(agent, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
	if i < 0 {
		return agent
	}
	return agent[:i]
}

// normalPath brings two ways of writing a path together: what needs no escape is written plainly, other escapes in
// capitals, bytes beyond ASCII escaped.
func normalPath(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' && i+2 < len(path) {
			if n, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				i += 2
				if d := byte(n); unreserved(d) {
					b.WriteByte(d)
				} else {
					fmt.Fprintf(&b, "%%%02X", d)
				}
				continue
			}
		}
		if c >= 0x80 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// unreserved says whether a byte means the same escaped and not (RFC 3986, 2.3).
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// fits says whether a pattern fits the head of a path, or all of it where the pattern ends in $. Each star takes as
// little as it can and is only gone back to when what follows does not fit, so that no pattern is slow.
func fits(pattern, path string) bool {
	body, whole := strings.CutSuffix(pattern, "$")
	if !whole {
		body += "*"
	}
	p, star, taken := 0, -1, 0
	for i := 0; i < len(path); {
		switch {
		case p < len(body) && body[p] == '*':
			star, taken = p, i
			p++
		case p < len(body) && body[p] == path[i]:
			p++
			i++
		case star >= 0:
			taken++
			p, i = star+1, taken
		default:
			return false
		}
	}
	return strings.Trim(body[p:], "*") == ""
}
