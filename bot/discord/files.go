package discord

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	"quotebot/bot"
)

// fileReader fetches the files that people hand in, from Discord's own hosts only.
type fileReader struct {
	http  *http.Client
	max   int64  // bytes
	extra string // another host to fetch from, without TLS too: that of the API's base address
}

// fileError is why a file was not taken, in words for the asker (tongue.say).
type fileError struct {
	text string
	args []any
}

func (e fileError) Error() string { return fmt.Sprintf(e.text, e.args...) }

// newFileReader follows no redirects: Discord's file hosts do not use them.
func newFileReader(next http.RoundTripper, max int64, base *url.URL) *fileReader {
	f := &fileReader{max: max, http: &http.Client{Transport: next, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
	if base != nil {
		f.extra = base.Host
	}
	return f
}

// read fetches an attachment: a page or a text, or a file of quotes.
func (f *fileReader) read(ctx context.Context, a attachment, ofQuotes bool) (*bot.File, error) {
	tooLarge := fileError{"That file is too large: I read up to %d MB. A saved page without its pictures is usually smaller.", []any{f.max >> 20}}
	switch {
	case a.URL == "":
		return nil, fileError{text: "Discord did not send the file along. Please try once more."}
	case a.Size > f.max:
		return nil, tooLarge
	case !ofQuotes && !readableFile(a):
		return nil, fileError{text: "I can read saved web pages (HTML) and plain text, and that file is neither."}
	}
	u, err := url.Parse(a.URL)
	if err != nil || !f.ours(u) {
		return nil, fileError{text: "That file is not kept by Discord, so I don't fetch it."}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %w", err)
	}
	resp, err := f.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %w", withoutURL(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch a file: discord answers %s", resp.Status)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, f.max+1))
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %w", err)
	}
	if int64(len(data)) > f.max {
		return nil, tooLarge
	}
	return &bot.File{Name: a.Filename, ContentType: a.ContentType, Data: data}, nil
}

func (f *fileReader) ours(u *url.URL) bool {
	if f.extra != "" && u.Host == f.extra {
		return u.Scheme == "http" || u.Scheme == "https"
	}
	return u.Scheme == "https" && (u.Host == "cdn.discordapp.com" || u.Host == "media.discordapp.net")
}

// readableFile goes by the type that Discord worked out, or by the name where it did not.
func readableFile(a attachment) bool {
	kind, _, _ := strings.Cut(strings.ToLower(a.ContentType), ";")
	switch kind = strings.TrimSpace(kind); {
	case strings.HasPrefix(kind, "text/"), kind == "application/xhtml+xml":
		return true
	case kind != "" && kind != "application/octet-stream":
		return false
	}
	switch strings.ToLower(path.Ext(a.Filename)) {
	case ".html", ".htm", ".xhtml", ".txt", ".text", ".md":
		return true
	}
	return false
}
