package page

import (
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"quotebot/quotes"
)

// The limits of one JSON-LD block: no outlet comes near them, and a hostile one is skipped before it is decoded.
const (
	maxLinkedData  = 2 << 20
	maxLinkedDepth = 64
	maxLinkedNodes = 2000
)

// linkedNode is one object of the page's linked data (schema.org in JSON-LD).
type linkedNode map[string]any

// linkedData is what the page's JSON-LD blocks hold, in the order of the page.
type linkedData struct {
	nodes []linkedNode
	byID  map[string]linkedNode
}

// add decodes one block. A broken block is mended once and else left out: the page has other places for its facts.
func (l *linkedData) add(block string) {
	if len(block) > maxLinkedData {
		return
	}
	block = unwrapLinked(block)
	if linkedDepth(block) > maxLinkedDepth {
		return
	}
	var v any
	if json.Unmarshal([]byte(block), &v) != nil && json.Unmarshal([]byte(mendJSON(block)), &v) != nil {
		return
	}
	l.collect(v)
}

// collect keeps the top objects, those of an @graph, and the thing that a page says it is mainly about. Objects deeper
// down (lists of related articles, parts, mentions) are other things than the page's own article.
func (l *linkedData) collect(v any) {
	if len(l.nodes) >= maxLinkedNodes {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			l.collect(e)
		}
	case map[string]any:
		n := linkedNode(v)
		l.nodes = append(l.nodes, n)
		if id, ok := v["@id"].(string); ok && id != "" && len(v) > 1 {
			if l.byID == nil {
				l.byID = map[string]linkedNode{}
			}
			if _, taken := l.byID[id]; !taken {
				l.byID[id] = n
			}
		}
		l.collect(v["@graph"])
		if e, ok := v["mainEntity"].(map[string]any); ok {
			l.collect(e)
		}
		if e, ok := v["mainEntityOfPage"].(map[string]any); ok && linkedNode(e).text("headline") != "" {
			l.collect(e)
		}
	}
}

// article gives the object that describes the page's article: the one whose address is the page's, else the first.
func (l *linkedData) article(addresses ...string) linkedNode {
	var first linkedNode
	for _, n := range l.nodes {
		if !n.isArticle() {
			continue
		}
		if first == nil {
			first = n
		}
		for _, key := range []string{"url", "@id", "mainEntityOfPage"} {
			if own := n.text(key); own != "" && slices.ContainsFunc(addresses, func(a string) bool { return samePage(a, own) }) {
				return n
			}
		}
	}
	return first
}

// ofType gives the first object of a type.
func (l *linkedData) ofType(names ...string) linkedNode {
	for _, n := range l.nodes {
		if slices.ContainsFunc(n.types(), func(t string) bool { return slices.Contains(names, t) }) {
			return n
		}
	}
	return nil
}

func (n linkedNode) types() []string {
	var types []string
	for _, t := range listed(n["@type"]) {
		if s, ok := t.(string); ok {
			if i := strings.LastIndexAny(s, "/#:"); i >= 0 {
				s = s[i+1:]
			}
			types = append(types, s)
		}
	}
	return types
}

func (n linkedNode) isArticle() bool {
	return slices.ContainsFunc(n.types(), func(t string) bool {
		return strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "Posting") && t != "JobPosting" || t == "Report"
	})
}

// text gives a field's text: of a string, of the first string in a list, or of an object's name or address.
func (n linkedNode) text(key string) string {
	for _, v := range listed(n[key]) {
		switch v := v.(type) {
		case string:
			if s := oneLine(html.UnescapeString(v)); s != "" {
				return s
			}
		case map[string]any:
			for _, k := range []string{"name", "@value", "@id", "url"} {
				if s, ok := v[k].(string); ok && strings.TrimSpace(s) != "" {
					return oneLine(html.UnescapeString(s))
				}
			}
		}
	}
	return ""
}

// body gives the article's text that the linked data holds, a paragraph each, without furniture. Markup that was left in
// it would be printed as words: such a body is not taken.
func (n linkedNode) body() []string {
	s, _ := n["articleBody"].(string)
	if s = html.UnescapeString(s); strings.Contains(s, "</") || strings.Contains(s, "<p") {
		return nil
	}
	var set setter
	for l := range strings.Lines(s) {
		set.write(l)
		set.end()
	}
	return texts(dropFurniture(set.lines))
}

// names gives the names in a field of people or organisations: strings, objects, references to objects, or lists of these.
func (l *linkedData) names(n linkedNode, key string) []string {
	var names []string
	for _, v := range listed(n[key]) {
		if len(names) >= maxAuthors {
			break
		}
		switch v := v.(type) {
		case string:
			names = append(names, html.UnescapeString(v))
		case map[string]any:
			o := linkedNode(v)
			if _, named := v["name"]; !named {
				id, _ := v["@id"].(string)
				o = l.byID[id]
			}
			for _, e := range listed(o["name"]) {
				if s, ok := e.(string); ok {
					names = append(names, html.UnescapeString(s))
				}
			}
		}
	}
	return names
}

// date reads a field as a date.
func (n linkedNode) date(key string) quotes.Date {
	d, _ := readDate(n.text(key), "json-ld "+key)
	return d
}

func listed(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// unwrapLinked takes off what old templates put around the JSON: comments, CDATA marks, a closing semicolon.
func unwrapLinked(s string) string {
	for {
		before := s
		s = strings.TrimSpace(s)
		for _, p := range []string{"<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "//"} {
			s = strings.TrimPrefix(s, p)
		}
		for _, p := range []string{"-->", "//]]>", "/*]]>*/", "]]>", ";"} {
			s = strings.TrimSuffix(s, p)
		}
		if s == before {
			return s
		}
	}
}

// linkedDepth gives how deep brackets nest outside of strings.
func linkedDepth(s string) int {
	depth, deepest, inString := 0, 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

var looseComma = regexp.MustCompile(`,(\s*[}\]])`)

// mendJSON mends what hand-made templates break most: raw line breaks and tabs inside of strings, escapes that JSON
// does not have, and commas before a closing bracket.
func mendJSON(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	inString := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case inString && c == '\\' && i+1 < len(s):
			if strings.IndexByte(`"\/bfnrtu`, s[i+1]) < 0 {
				b.WriteByte(s[i+1])
			} else {
				b.WriteString(s[i : i+2])
			}
			i++
			continue
		case inString && c < ' ':
			c = ' '
		case c == '"':
			inString = !inString
		}
		b.WriteByte(c)
	}
	return looseComma.ReplaceAllString(b.String(), "$1")
}

// samePage says whether two addresses are of one page; own may be relative to its site.
func samePage(a, own string) bool {
	if a == "" || own == "" {
		return false
	}
	base, err := url.Parse(a)
	if err != nil {
		return false
	}
	ref, err := base.Parse(own)
	if err != nil {
		return false
	}
	one, err := quotes.PageKey(a)
	if err != nil {
		return false
	}
	other, err := quotes.PageKey(ref.String())
	return err == nil && one == other
}
