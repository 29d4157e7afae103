package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// furnitureClass matches the classes and ids that outlets give to what surrounds an article. Each stands for whole
// words between hyphens, so that "share-bar" matches and "shareholders" does not.
var furnitureClass = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:related|relatedstories|related-?articles?|newsletters?|share|sharing|sharebar|social|caption|captions|cookies?|consent|gdpr|promos?|promoted|sidebar|breadcrumbs?|comments?|disqus|outbrain|taboola|trending|popular|most-?read|most-?popular|recirc|recirculation|recommended|recommendations?|read-?more|readmore|read-?next|sign-?up|signup|subscribe|subscription-?box|advert|advertisement|adverts|ads?|adslot|ad-?unit|sponsored|popup|modal|pull-?quote|pullquotes?|author-?bio|authorbio|about-?author|tag-?list|tags|toolbar|byline|dateline|timestamp|credit|credits|inline-?related|more-?on|more-?stories|also-?read|see-?also|teaser|teasers|slideshow|gallery|screen-?reader-?text|visually-?hidden|sr-only|skip-?link|print-?only|noprint|infobox|toc)(?:$|[\s_-])`)

// inlineFurniture matches the classes of what pages hide or lay over the words of a paragraph.
var inlineFurniture = regexp.MustCompile(`(?i)(?:tooltip|popup|popover|rollover|hover-?card)[\w-]*-?(?:block|content|text|body|box|card|inner|panel)(?:$|\s)|(?:^|[\s_-])(?:sr-only|screen-?reader-?text|visually-?hidden|captions?|photo-?credit|share|newsletter)(?:$|[\s_-])`)

// furnitureRoles are ARIA roles of what is not the article.
var furnitureRoles = map[string]bool{"navigation": true, "banner": true, "contentinfo": true, "dialog": true, "alertdialog": true, "search": true, "menu": true,
	"menubar": true, "toolbar": true, "tooltip": true, "complementary": true}

var hiddenStyle = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)

// prune takes the furniture out of the tree. What only a class calls furniture stays when a good part of the page's
// paragraphs is in it, because then the class speaks of something else (a body of class "has-sidebar").
func prune(doc *html.Node) {
	weights := map[*html.Node]int{}
	total := weigh(doc, false, weights)
	var walk func(n *html.Node, in place)
	walk = func(n *html.Node, in place) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			here := place{
				quote:     in.quote || c.DataAtom == atom.Blockquote,
				paragraph: in.paragraph || c.DataAtom == atom.P,
				heavy:     weights[c]*4 > total,
			}
			if c.Type == html.CommentNode || c.Type == html.ElementNode && isFurniture(c, here) {
				n.RemoveChild(c)
			} else {
				walk(c, here)
			}
			c = next
		}
	}
	walk(doc, place{})
}

// weigh counts the bytes of paragraph text below each element that has any, and marks elements with block quotations
// in them by at least one.
func weigh(n *html.Node, inParagraph bool, weights map[*html.Node]int) int {
	w := 0
	switch {
	case n.Type == html.TextNode && inParagraph:
		return len(strings.TrimSpace(n.Data))
	case n.Type == html.ElementNode && (n.DataAtom == atom.Script || n.DataAtom == atom.Style):
		return 0
	}
	inParagraph = inParagraph || n.DataAtom == atom.P || n.DataAtom == atom.Blockquote
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w += weigh(c, inParagraph, weights)
	}
	if w > 0 && n.Type == html.ElementNode {
		weights[n] = w
	}
	return w
}

// place is where an element stands.
type place struct {
	quote     bool // it is, or is in, a block quotation
	paragraph bool // it is, or is in, a paragraph
	heavy     bool // a good part of the page's paragraphs is in it
}

// isFurniture says whether an element is not the article's.
func isFurniture(n *html.Node, in place) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Embed, atom.Audio, atom.Video, atom.Canvas,
		atom.Input, atom.Select, atom.Textarea, atom.Button, atom.Dialog, atom.Menu, atom.Img, atom.Picture, atom.Source, atom.Link, atom.Meta:
		return true
	case atom.Nav, atom.Footer, atom.Aside:
		return !in.heavy && !in.quote
	case atom.Figcaption:
		return !in.quote && !holds(n.Parent, atom.Blockquote)
	case atom.Html, atom.Body, atom.Head, atom.Main, atom.Article, atom.Blockquote, atom.Title, atom.P, atom.H1:
		return isHidden(n)
	}
	if isHidden(n) {
		return true
	}
	if in.heavy || in.quote {
		return false
	}
	class, id := hyphenated(attr(n, "class")), hyphenated(attr(n, "id"))
	if in.paragraph {
		return inlineFurniture.MatchString(class)
	}
	if furnitureRoles[strings.ToLower(attr(n, "role"))] {
		return true
	}
	if furnitureClass.MatchString(class) || furnitureClass.MatchString(id) {
		return !holds(n, atom.Blockquote) // an embedded post
	}
	return false
}

// hyphenated writes the camel case of class names with hyphens: "newsCaption" becomes "news-Caption".
func hyphenated(name string) string {
	for i := 1; i < len(name); i++ {
		if isLower(name[i-1]) && isUpper(name[i]) {
			return name[:i] + "-" + hyphenated(name[i:])
		}
	}
	return name
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

// holds says whether an element of that kind is below n.
func holds(n *html.Node, kind atom.Atom) bool {
	if n == nil {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == kind || holds(c, kind) {
			return true
		}
	}
	return false
}
