package page

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mainText gives the article's lines: a paragraph, heading or list item each. It takes the furniture out of the tree,
// lets readability choose the part that is the article, and sets that part as lines. doc is used up.
func mainText(doc *html.Node, base *url.URL) ([]string, error) {
	if err := prune(doc); err != nil {
		return nil, err
	}
	if base == nil {
		base = &url.URL{}
	}
	whole := setLines(doc) // before readability takes the tree apart
	parser := readability.NewParser()
	parser.DisableJSONLD = true
	parser.KeepClasses = true
	found, err := parser.ParseAndMutate(doc, base)
	var lines []line
	if err == nil && found.Node != nil {
		lines = setLines(found.Node)
	}
	lines = dropFurniture(lines)
	if !hasText(joined(lines)) {
		lines = dropFurniture(whole)
	}
	if !hasText(joined(lines)) {
		return nil, fmt.Errorf("%w: the page may need a browser, or a subscription", ErrNoText)
	}
	return texts(lines), nil
}

func texts(lines []line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.text
	}
	return out
}

func joined(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return b.String()
}

// line is one line of the text with what its place in the page tells about it.
type line struct {
	text    string
	heading bool
	quoted  bool // in a block quotation
	linked  int  // bytes of it that are links
}

// lineMark is put into the tree before line breaks: readability takes the br elements of old pages away when it makes
// paragraphs of them, and the lines would run together.
const lineMark = '\u0001'

// setter sets a tree as lines.
type setter struct {
	lines []line
	b     strings.Builder
	cur   line
	space bool // white space is due before the next letter
	link  int  // depth in a elements
	quote int  // depth in block quotations
	head  int  // depth in headings
}

// setLines sets the text below n, as a browser would break it: words never run together over the border of a block,
// and never are cut at the border of an inline element.
func setLines(n *html.Node) []line {
	var s setter
	s.set(n)
	s.end()
	return s.lines
}

func (s *setter) set(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		s.write(n.Data)
		return
	case html.ElementNode, html.DocumentNode:
	default:
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Head, atom.Iframe, atom.Textarea:
		return
	case atom.Br:
		s.end()
		return
	case atom.A:
		s.link++
		defer func() { s.link-- }()
	case atom.Blockquote:
		s.end()
		s.quote++
		defer func() { s.quote-- }()
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		s.end()
		s.head++
		defer func() { s.head-- }()
	case atom.Q: // browsers print the marks
		s.write("“")
		defer s.write("”")
	}
	block := isBlock(n)
	if block {
		s.end()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.set(c)
	}
	if block {
		s.end()
	}
}

// write adds text, white space folded. Characters that show nothing (soft hyphens, zero width) are left out: a word
// would not be found again with them.
func (s *setter) write(text string) {
	for _, r := range text {
		switch {
		case r == lineMark:
			s.end()
			continue
		case unicode.IsSpace(r):
			s.space = true
			continue
		case r == '\u00ad' || r == '\u200b' || r == '\u2060' || r == '\ufeff' || unicode.IsControl(r):
			continue
		}
		if s.space && s.b.Len() > 0 {
			s.b.WriteByte(' ')
		}
		s.space = false
		s.b.WriteRune(r)
		if s.link > 0 {
			s.cur.linked += utf8.RuneLen(r)
		}
	}
}

// end ends the line.
func (s *setter) end() {
	if s.b.Len() > 0 {
		s.cur.text = s.b.String()
		s.cur.quoted = s.quote > 0
		s.cur.heading = s.head > 0
		s.lines = append(s.lines, s.cur)
		s.b.Reset()
	}
	s.cur, s.space = line{}, false
}

// isBlock says whether browsers show the element as a block of its own.
func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote,
		atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Aside, atom.Nav, atom.Table, atom.Tr, atom.Td, atom.Th, atom.Caption, atom.Pre,
		atom.Figure, atom.Figcaption, atom.Hr, atom.Address, atom.Form, atom.Fieldset, atom.Details, atom.Summary, atom.Body, atom.Center, atom.Hgroup, atom.Option, atom.Button:
		return true
	}
	return false
}

// dropFurniture takes out lines that are not the article's: by their words; because they are one whole link, which a
// paragraph of an article never is; and headings that head nothing.
func dropFurniture(lines []line) []line {
	var kept []line
	for _, l := range lines {
		length := utf8.RuneCountInString(l.text)
		switch {
		case l.quoted:
		case l.linked > 0 && l.linked*10 >= len(strings.ReplaceAll(l.text, " ", ""))*9 && length < 300:
			continue
		case length <= 400 && knownFurniture().isLine(l.text):
			continue
		case !strings.ContainsFunc(l.text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
			continue
		}
		kept = append(kept, l)
	}
	for len(kept) > 0 && kept[len(kept)-1].heading {
		kept = kept[:len(kept)-1]
	}
	return kept
}
