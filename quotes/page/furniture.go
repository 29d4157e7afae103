package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// furnitureClass matches the classes and ids that outlets give to what surrounds an article. Each stands for whole
// words between hyphens, so that "share-bar" matches and "shareholders" does not.
var furnitureClass = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:related|relatedstories|related-?articles?|newsletters?|share|sharing|sharebar|social|caption|captions|cookies?|consent|gdpr|promos?|promoted|sidebar|breadcrumbs?|comments?|disqus|outbrain|taboola|trending|popular|most-?read|most-?popular|recirc|recirculation|recommended|recommendations?|read-?more|readmore|read-?next|sign-?up|signup|subscribe|subscription-?box|advert|advertisement|adverts|ads?|adslot|ad-?unit|sponsored|tooltip|rollover|popup|popover|modal|pull-?quote|pullquotes?|author-?bio|authorbio|about-?author|tag-?list|tags|toolbar|byline|dateline|timestamp|credit|credits|inline-?related|more-?on|more-?stories|also-?read|see-?also|teaser|teasers|slideshow|gallery|screen-?reader-?text|visually-?hidden|sr-only|skip-?link|print-?only|noprint|infobox|toc)(?:$|[\s_-])`)

// furnitureRoles are ARIA roles of what is not the article.
var furnitureRoles = map[string]bool{"navigation": true, "banner": true, "contentinfo": true, "dialog": true, "alertdialog": true, "search": true, "menu": true,
	"menubar": true, "toolbar": true, "tooltip": true, "complementary": true}

var hiddenStyle = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)

// prune takes the furniture out of the tree. What only a class calls furniture stays when a good part of the page's
// paragraphs is in it, because then the class speaks of something else (a body of class "has-sidebar").
func prune(doc *html.Node) {
	weights := map[*html.Node]int{}
	total := weigh(doc, false, weights)
	var walk func(n *html.Node, inQuote bool)
	walk = func(n *html.Node, inQuote bool) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			quote := inQuote || c.DataAtom == atom.Blockquote
			if c.Type == html.CommentNode || c.Type == html.ElementNode && isFurniture(c, quote, weights[c]*4 > total) {
				n.RemoveChild(c)
			} else if weights[c] > 0 || c.Type == html.ElementNode {
				walk(c, quote)
			}
			c = next
		}
	}
	walk(doc, false)
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

// isFurniture says whether an element is not the article's. heavy: a good part of the page's paragraphs is in it.
func isFurniture(n *html.Node, inQuote, heavy bool) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Embed, atom.Audio, atom.Video, atom.Canvas,
		atom.Input, atom.Select, atom.Textarea, atom.Button, atom.Dialog, atom.Menu, atom.Img, atom.Picture, atom.Source, atom.Link, atom.Meta:
		return true
	case atom.Nav, atom.Footer, atom.Aside:
		return !heavy && !inQuote
	case atom.Figcaption:
		return !inQuote && !holds(n.Parent, atom.Blockquote)
	case atom.Html, atom.Body, atom.Head, atom.Main, atom.Article, atom.Blockquote, atom.Title, atom.P, atom.H1:
		return isHidden(n)
	}
	if isHidden(n) {
		return true
	}
	if heavy || inQuote {
		return false
	}
	if furnitureRoles[strings.ToLower(attr(n, "role"))] {
		return true
	}
	if furnitureClass.MatchString(attr(n, "class")) || furnitureClass.MatchString(attr(n, "id")) {
		return !holds(n, atom.Blockquote) // an embedded post
	}
	return false
}

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
