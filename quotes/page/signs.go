package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotebot/quotes"
)

// signs are the places of a page that may state facts, gathered in one walk over its tree, in the order of the page.
type signs struct {
	meta      map[string][]string // content of meta elements by name, property or itemprop, in lower case
	linked    linkedData
	canonical string
	lang      string // of the html element
	docTitle  string
	headings  []string // first-level headings

	itemAuthors []string // elements marked as author in microdata or by rel
	bylines     []string // elements whose class says byline or author
	published   []quotes.Date
	updated     []quotes.Date

	inBody bool // a paragraph of running text was seen: what follows is no longer the article's head
}

// maxMeta bounds how many values are kept for one field, and how many signs of one sort.
const maxMeta = 50

// first gives the first value of a field.
func (s signs) first(field string) string {
	for _, v := range s.meta[field] {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}

// readSigns walks the page once. The tree is at most 512 deep (the parser refuses more), so recursion is safe.
func readSigns(doc *html.Node) signs {
	s := signs{meta: map[string][]string{}}
	s.walk(doc)
	return s
}

func (s *signs) walk(n *html.Node) {
	if n.Type == html.ElementNode && !s.visit(n) {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.walk(c)
	}
}

// visit takes what one element states and says whether to go into it.
func (s *signs) visit(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Html:
		s.lang = attr(n, "lang")
		if s.lang == "" {
			s.lang = attr(n, "xml:lang")
		}
	case atom.Title:
		if s.docTitle == "" && n.Namespace == "" {
			s.docTitle = oneLine(textOf(n, maxTitle*2))
		}
		return false
	case atom.Meta:
		s.addMeta(n)
	case atom.Link:
		if s.canonical == "" && strings.EqualFold(strings.TrimSpace(attr(n, "rel")), "canonical") {
			s.canonical = attr(n, "href")
		}
	case atom.Script:
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(attr(n, "type"))), "application/ld+json") && n.FirstChild != nil {
			s.linked.add(n.FirstChild.Data)
		}
		return false
	case atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Nav, atom.Footer, atom.Aside:
		return false
	case atom.H1:
		if len(s.headings) < maxMeta {
			if h := oneLine(textOf(n, maxTitle)); h != "" {
				s.headings = append(s.headings, h)
			}
		}
	case atom.P:
		s.inBody = s.inBody || len(s.headings) > 0 && n.FirstChild != nil && len(textOf(n, 400)) > 200
	}
	s.addPrinted(n)
	return true
}

func (s *signs) addMeta(n *html.Node) {
	content := attr(n, "content")
	if content == "" || len(content) > 4000 {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		for _, field := range strings.Fields(strings.ToLower(attr(n, key))) {
			if len(s.meta[field]) < maxMeta {
				s.meta[field] = append(s.meta[field], content)
			}
		}
	}
}

// Words of classes, as hasClass takes them, of elements that print the date or the authors.
var (
	dateClass = map[string]bool{"date": true, "dates": true, "dateline": true, "datetime": true, "timestamp": true, "published": true, "publish": true,
		"pubdate": true, "publication": true, "posted": true, "time": true, "byline": true, "meta": true, "info": true, "datestamp": true}
	authorClass = map[string]bool{"byline": true, "author": true, "authors": true, "authorname": true, "creator": true}
)

var updateWord = regexp.MustCompile(`(?i)(?:updated?|modified|edited|aktualisiert|geändert|mis à jour|last change)`)

// addPrinted takes dates and authors that are printed on the page. Dates without a statement of what they are count only
// in the head of the article, between its heading and its first paragraph: elsewhere they belong to other articles.
func (s *signs) addPrinted(n *html.Node) {
	item := strings.ToLower(attr(n, "itemprop"))
	class := attr(n, "class")
	if len(s.itemAuthors)+len(s.bylines) < maxMeta {
		switch {
		case strings.Contains(item, "author"):
			name := child(n, "itemprop", "name")
			if name == nil {
				name = n
			}
			s.itemAuthors = append(s.itemAuthors, authorText(name))
		case strings.EqualFold(attr(n, "rel"), "author"):
			s.itemAuthors = append(s.itemAuthors, authorText(n))
		case !s.inBody && hasClass(class, authorClass):
			s.bylines = append(s.bylines, authorText(n))
		}
	}
	if len(s.published)+len(s.updated) >= maxMeta {
		return
	}
	value := attr(n, "datetime")
	if value == "" {
		value = attr(n, "content")
	}
	isTime := n.DataAtom == atom.Time
	switch {
	case item == "datepublished":
		s.addDate(n, value, "itemprop datePublished", false)
	case item == "datemodified":
		s.addDate(n, value, "itemprop dateModified", true)
	case s.inBody || len(s.headings) == 0:
	case isTime:
		around := class
		if n.Parent != nil {
			around += " " + attr(n.Parent, "class")
			if p := n.PrevSibling; p != nil {
				around += " " + textOf(p, 60)
			}
		}
		changed := updateWord.MatchString(around) || updateWord.MatchString(textOf(n, 100))
		s.addDate(n, value, "time element", changed)
	case hasClass(class, dateClass):
		s.addDateline(textOf(n, 300))
	}
}

// addDate reads the machine's value of an element, else what is printed in it.
func (s *signs) addDate(n *html.Node, value, words string, changed bool) {
	d, ok := readDate(value, words)
	if !ok {
		d, ok = readDate(textOf(n, 100), words)
	}
	switch {
	case !ok:
	case changed:
		s.updated = append(s.updated, d)
	default:
		s.published = append(s.published, d)
	}
}

// addDateline reads a printed line with the day of printing and perhaps the day of the last change after it.
func (s *signs) addDateline(line string) {
	if len(line) >= 300 {
		return // not a line
	}
	printed, changed := line, ""
	if at := updateWord.FindStringIndex(line); at != nil {
		printed, changed = line[:at[0]], line[at[1]:]
	}
	if d, ok := readPrintedDate(printed, "printed date"); ok {
		s.published = append(s.published, d)
	}
	if d, ok := readPrintedDate(changed, "printed date of update"); ok {
		s.updated = append(s.updated, d)
	}
}

// authorText is the text of an element that names authors, or the empty string when it is far too long for that.
func authorText(n *html.Node) string {
	if t := textOf(n, 300); len(t) < 300 {
		return t
	}
	return ""
}

// attr gives an attribute's value.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// child finds the first element below n whose attribute has the value, at most a few steps down.
func child(n *html.Node, key, value string) *html.Node {
	var find func(n *html.Node, depth int) *html.Node
	find = func(n *html.Node, depth int) *html.Node {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && strings.EqualFold(attr(c, key), value) {
				return c
			}
			if depth > 0 {
				if f := find(c, depth-1); f != nil {
					return f
				}
			}
		}
		return nil
	}
	return find(n, 3)
}

// textOf gives the text below n up to about limit bytes, elements held apart by spaces where HTML shows them apart.
func textOf(n *html.Node, limit int) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case b.Len() >= limit:
			return
		case n.Type == html.TextNode:
			b.WriteString(n.Data[:min(len(n.Data), limit)])
		case n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Svg:
			return
		case n.Type == html.ElementNode && (isBlock(n) || n.DataAtom == atom.Br || n.DataAtom == atom.Time || n.DataAtom == atom.Span):
			b.WriteByte(' ')
			defer b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.ToValidUTF8(oneLine(b.String()), "")
}
