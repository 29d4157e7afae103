package page

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inlineFurniture matches the classes of what pages hide or lay over the words of a paragraph.
var inlineFurniture = regexp.MustCompile(`(?i)(?:tooltip|popup|popover|rollover|hover-?card)[\w-]*-?(?:block|content|text|body|box|card|inner|panel)(?:$|\s)|(?:^|[\s_-])(?:sr-only|screen-?reader-?text|visually-?hidden|captions?|photo-?credit|share|newsletter)(?:$|[\s_-])`)

// furnitureRoles are ARIA roles of what is not the article.
var furnitureRoles = map[string]bool{"navigation": true, "banner": true, "contentinfo": true, "dialog": true, "alertdialog": true, "search": true, "menu": true,
	"menubar": true, "toolbar": true, "tooltip": true, "complementary": true}

var hiddenStyle = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)

// maxWork bounds what choosing the main part of a page may cost: its text is looked at once for each element around
// it. In bytes; the longest articles of real pages need about a fiftieth.
const maxWork = 64 << 20

// pruner takes the furniture out of a tree.
type pruner struct {
	weights map[*html.Node]int  // bytes of paragraph text below an element
	quoting map[*html.Node]bool // elements with a block quotation below them
	total   int
	work    int
}

// prune takes the furniture out of the tree. What only a class calls furniture stays when a good part of the page's
// paragraphs is in it, because then the class speaks of something else (a body of class "has-sidebar").
func prune(doc *html.Node) error {
	p := pruner{weights: map[*html.Node]int{}, quoting: map[*html.Node]bool{}}
	p.total, _ = p.weigh(doc, false)
	p.clear(doc, place{}, 0)
	if p.work > maxWork {
		return fmt.Errorf("%w: it is too deeply nested", ErrUnreadable)
	}
	return nil
}

// weigh counts the bytes of paragraph text below n and tells whether there is a block quotation.
func (p *pruner) weigh(n *html.Node, inParagraph bool) (weight int, quoting bool) {
	switch {
	case n.Type == html.TextNode:
		if inParagraph {
			return len(strings.TrimSpace(n.Data)), false
		}
		return 0, false
	case n.DataAtom == atom.Script || n.DataAtom == atom.Style:
		return 0, false
	}
	inParagraph = inParagraph || n.DataAtom == atom.P || n.DataAtom == atom.Blockquote
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w, q := p.weigh(c, inParagraph)
		weight += w
		quoting = quoting || q || c.DataAtom == atom.Blockquote
	}
	if weight > 0 {
		p.weights[n] = weight
	}
	if quoting {
		p.quoting[n] = true
	}
	return weight, quoting
}

// clear removes the furniture below n and counts the work that is left.
func (p *pruner) clear(n *html.Node, in place, depth int) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		here := place{
			quote:     in.quote || c.DataAtom == atom.Blockquote,
			paragraph: in.paragraph || c.DataAtom == atom.P,
			heavy:     p.weights[c]*4 > p.total,
		}
		switch {
		case c.Type == html.CommentNode || c.Type == html.ElementNode && p.isFurniture(c, here):
			n.RemoveChild(c)
		case c.Type == html.TextNode:
			p.work += len(c.Data) * depth
		default:
			if c.DataAtom == atom.Br && !afterBreak(c) {
				n.InsertBefore(&html.Node{Type: html.TextNode, Data: string(lineMark)}, c)
			}
			p.work += 16 * depth
			p.clear(c, here, depth+1)
		}
		c = next
	}
}

// afterBreak says whether nothing but white space is between a line break and the one before it.
func afterBreak(br *html.Node) bool {
	s := br.PrevSibling
	for s != nil && s.Type == html.TextNode && strings.TrimSpace(s.Data) == "" {
		s = s.PrevSibling
	}
	return s != nil && s.DataAtom == atom.Br
}

// place is where an element stands.
type place struct {
	quote     bool // it is, or is in, a block quotation
	paragraph bool // it is, or is in, a paragraph
	heavy     bool // a good part of the page's paragraphs is in it
}

// maxClass is the length up to which classes and ids are looked at.
const maxClass = 500

// isFurniture says whether an element is not the article's.
func (p *pruner) isFurniture(n *html.Node, in place) bool {
	for i, a := range n.Attr {
		if len(a.Val) > maxClass && (a.Key == "class" || a.Key == "id" || a.Key == "style") {
			n.Attr[i].Val = ""
		}
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Embed, atom.Audio, atom.Video, atom.Canvas,
		atom.Input, atom.Select, atom.Textarea, atom.Button, atom.Dialog, atom.Menu, atom.Img, atom.Picture, atom.Source, atom.Link, atom.Meta:
		return true
	case atom.Nav, atom.Footer, atom.Aside:
		return !in.heavy && !in.quote
	case atom.Figcaption:
		return !in.quote && !p.quoting[n.Parent]
	case atom.Html, atom.Body, atom.Head, atom.Main, atom.Article, atom.Blockquote, atom.Title, atom.P, atom.H1:
		return isHidden(n)
	}
	if isHidden(n) {
		return true
	}
	if in.heavy || in.quote {
		return false
	}
	class := attr(n, "class")
	if in.paragraph {
		return class != "" && inlineFurniture.MatchString(hyphenated(class))
	}
	if furnitureRoles[strings.ToLower(attr(n, "role"))] {
		return true
	}
	words := knownFurniture().classes
	if hasClass(class, words) || hasClass(attr(n, "id"), words) {
		return !p.quoting[n] // it holds an embedded post
	}
	return false
}

// hasClass says whether one of the words, or two neighbours joined by a hyphen, is in the class or id. Words are told
// apart by signs and by camel case, so that "shareholders" does not hold "share" but "shareBar" does.
func hasClass(class string, words map[string]bool) bool {
	if class == "" || len(class) > maxClass {
		return false
	}
	before := ""
	for _, w := range strings.FieldsFunc(strings.ToLower(hyphenated(class)), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if words[w] || before != "" && words[before+"-"+w] {
			return true
		}
		before = w
	}
	return false
}

// hyphenated writes the camel case of class names with hyphens: "newsCaption" becomes "news-Caption".
func hyphenated(name string) string {
	var b []byte
	for i := range len(name) {
		if i > 0 && isLower(name[i-1]) && isUpper(name[i]) {
			b = append(b, '-')
		}
		b = append(b, name[i])
	}
	return string(b)
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && hiddenStyle.MatchString(a.Val) {
			return n.DataAtom != atom.Body && n.DataAtom != atom.Html
		}
	}
	return false
}
