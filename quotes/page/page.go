// Package page turns a source into an article: a web page as served, a saved page, or plain text as a person pastes it.
// Out comes a quotes.Article: the main text, a paragraph a line, and the facts about it (title, byline, outlet, agency,
// dates, address), each taken from where the source states it and from nowhere else. What a source does not tell stays
// empty.
//
// The main text is found by go-readability; the facts are read by this package, because extractors throw away their
// origin and precision. Client adds fetching, with limits against slow, endless and hostile servers and against
// addresses inside the operator's network.
package page

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"quotebot/quotes"
)

// DefaultMaxBytes is the size of a page, decoded, up to which it is read. The longest pages of news outlets have about
// a third of it, most of that scripts.
const DefaultMaxBytes = 8 << 20

// maxNodes bounds the tree that a page may become. A long page of a news outlet has some ten thousand nodes.
const maxNodes = 400_000

// Parse reads a page as served. contentType is the header's value and may be empty; base is the page's address and may
// be nil for a saved page, whose own word is then taken for it. Plain text (by content type) goes to ParseText. Errors
// wrap ErrTooLarge, ErrNotPage, ErrUnreadable or ErrNoText, or are the reader's own.
func Parse(r io.Reader, base *url.URL, contentType string) (quotes.Article, error) {
	data, err := readAll(r, DefaultMaxBytes)
	if err != nil {
		return quotes.Article{}, fmt.Errorf("read page: %w", err)
	}
	return parse(data, base, contentType)
}

// parse is Parse for a page that lies in memory.
func parse(data []byte, base *url.URL, contentType string) (quotes.Article, error) {
	kind, err := kindOf(contentType)
	if err != nil {
		return quotes.Article{}, err
	}
	decoded, err := decode(data, contentType)
	if err != nil {
		return quotes.Article{}, err
	}
	if kind == plainText {
		return parsePlain(decoded, base)
	}
	if n := treeSize(decoded); n > maxNodes {
		return quotes.Article{}, fmt.Errorf("%w: the page has too many elements", ErrUnreadable)
	}
	doc, err := html.Parse(bytes.NewReader(decoded))
	if err != nil {
		return quotes.Article{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	a, body := readFacts(doc, base)
	lines, err := mainText(doc, base)
	if (err == nil || errors.Is(err, ErrNoText)) && size(body) > 2*size(lines) && hasText(strings.Join(body, "\n")) {
		lines, err = body, nil // the page is set by a script, or shows only its beginning
	}
	if err != nil {
		return quotes.Article{}, err
	}
	finish(&a, lines)
	return a, nil
}

// parsePlain is ParseText with an address.
func parsePlain(text []byte, base *url.URL) (quotes.Article, error) {
	a := ParseText(string(text))
	if !hasText(a.Text) {
		return quotes.Article{}, ErrNoText
	}
	if base != nil {
		if clean, err := quotes.CleanURL(base.String()); err == nil {
			a.URL = clean
			a.Source.Host = quotes.HostOf(clean)
		}
	}
	return a, nil
}

// The kinds of content that are read.
const (
	hypertext = "html"
	plainText = "text"
)

// kindOf tells which kind of content a content type names. An empty one is taken for a web page.
func kindOf(contentType string) (string, error) {
	if strings.TrimSpace(contentType) == "" {
		return hypertext, nil
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		media = strings.ToLower(strings.TrimSpace(strings.SplitN(contentType, ";", 2)[0]))
	}
	switch media {
	case "text/html", "application/xhtml+xml":
		return hypertext, nil
	case "text/plain":
		return plainText, nil
	}
	return "", fmt.Errorf("%w: the content type is %.60q", ErrNotPage, media)
}

// readAll reads up to limit bytes; more are ErrTooLarge.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	}
	return data, nil
}

// decode brings a page into UTF-8: by its byte order mark, the header's charset or the one that the page states. Bytes
// that are valid UTF-8 beyond ASCII are that, whatever the page says: other charsets practically never come out valid.
func decode(data []byte, contentType string) ([]byte, error) {
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		return bytes.ToValidUTF8(rest, []byte("\uFFFD")), nil
	}
	if !utf8.Valid(data) {
		encoding, name, _ := charset.DetermineEncoding(data[:min(len(data), 1024)], contentType)
		if name != "utf-8" {
			var err error
			if data, err = encoding.NewDecoder().Bytes(data); err != nil {
				return nil, fmt.Errorf("%w: its characters are not %s", ErrUnreadable, name)
			}
		}
	}
	return bytes.ToValidUTF8(data, []byte("\uFFFD")), nil
}

// formatting are the elements that HTML opens again in every following block until they are closed.
var formatting = map[string]bool{"a": true, "b": true, "big": true, "code": true, "em": true, "font": true, "i": true, "nobr": true,
	"s": true, "small": true, "strike": true, "strong": true, "tt": true, "u": true}

// treeSize estimates from above how many nodes the page becomes. Tags that are left open and opened again in each block
// make a small page grow quadratically, so the parser must not be given every page that has a tolerable size.
func treeSize(page []byte) int {
	nodes, open := 0, 0
	for {
		i := bytes.IndexByte(page, '<')
		if i < 0 || nodes > maxNodes {
			return nodes
		}
		page = page[i+1:]
		name := tagName(page)
		closing := len(page) > 0 && page[0] == '/'
		switch {
		case name == "":
		case !formatting[name] && closing:
			nodes++
		case !formatting[name]:
			nodes += 2 + max(0, open-8)
		case closing:
			open = max(0, open-1)
		default:
			open++
			nodes += 2
		}
	}
}

// tagName reads the name of the tag whose "<" was just passed, in lower case, or gives the empty string.
func tagName(s []byte) string {
	if len(s) > 0 && s[0] == '/' {
		s = s[1:]
	}
	n := 0
	for n < len(s) && n < 12 && (s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z' || n > 0 && s[n] >= '0' && s[n] <= '9') {
		n++
	}
	return strings.ToLower(string(s[:n]))
}

// size is the length of all lines in bytes.
func size(lines []string) int {
	n := 0
	for _, l := range lines {
		n += len(l)
	}
	return n
}

// oneLine folds all white space to single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
