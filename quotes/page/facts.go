package page

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"quotebot/quotes"
)

// Limits of single facts, in bytes or entries; longer ones are not what they say they are.
const (
	maxTitle   = 400
	maxName    = 80
	maxAuthors = 20
)

// Fields of meta elements in the order in which they are trusted, in lower case. article:modified_time and its like
// stand in updatedFields only: the day of a change is never the day of printing.
var (
	publishedFields = []string{"article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
		"parsely-pub-date", "sailthru.date", "originalpublicationdate", "citation_publication_date", "dc.date.issued", "dcterms.issued", "dc.date.created",
		"dcterms.created", "article:post_date", "article.published", "published_at", "published-date", "publish-date", "publish_date", "publishdate",
		"publication_date", "publicationdate", "pubdate", "ptime", "pdate", "displaydate", "rnews:datepublished", "vr:published_time", "bt:pubdate",
		"cxenseparse:recs:publishtime", "dc.date", "dcterms.date", "date"}
	updatedFields = []string{"article:modified_time", "og:updated_time", "og:article:modified_time", "article:modified", "datemodified", "dcterms.modified",
		"dc.date.modified", "last-modified", "lastmod", "article.updated", "utime"}
	titleFields     = []string{"og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "headline"}
	authorFields    = []string{"author", "article:author_name", "byl", "byline", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "cxenseparse:author", "article:author", "citation_author"}
	publisherFields = []string{"og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher", "cre", "twitter:app:name:iphone"}
)

// readFacts reads what the page states about itself, most exact places first: JSON-LD, meta elements, the page as
// printed, and the address for the day. body is the article's text, if JSON-LD has it.
func readFacts(doc *html.Node, base *url.URL) (a quotes.Article, body []string) {
	s := readSigns(doc)
	a.URL = canonical(s, base)
	a.Source.Host = quotes.HostOf(a.URL)
	address := ""
	if base != nil {
		address = base.String()
	}
	node := s.linked.article(a.URL, address)
	a.Title = s.title(node, a.Source.Host)
	a.Source.Name = s.publisher(node, a.Source.Host)
	a.Title = withoutSiteName(a.Title, a.Source.Name)
	authors := s.authors(node)
	a.Byline, a.Agency = readByline(authors, a.Source.Name, a.Source.Host)
	if a.Agency == "" {
		a.Agency = s.linkedAgency(node, a.Source.Host)
	}
	if a.Agency == "" {
		a.Agency = knownAgencies().atHost(a.Source.Host)
	}
	a.Published, a.Updated = s.dates(node, a.URL)
	a.Language = s.language(node)
	return a, node.body()
}

// finish sets the text and the facts that are read from it.
func finish(a *quotes.Article, lines []string) {
	lines = withoutHead(lines, a.Title)
	a.Text = strings.Join(lines, "\n")
	takeDateline(a, lines[0])
	if a.Agency == "" {
		a.Agency = knownAgencies().credited(lines)
	}
}

// headLines is how many lines at the top of a page's text may repeat its facts.
const headLines = 6

// withoutHead drops the title, byline and date where they are printed above the first paragraph. A text is never left
// without lines.
func withoutHead(lines []string, title string) []string {
	kept := make([]string, 0, len(lines))
	for i, l := range lines {
		repeated := title != "" && squash(l) == squash(title) || isDateAlone(l) || byLine.MatchString(l) && len(l) < 120 && !endsSentence(l)
		if i >= headLines || !repeated {
			kept = append(kept, l)
		}
	}
	if len(kept) == 0 {
		return lines
	}
	return kept
}

// canonical gives the clean address of the page: the one that the page names, if that is on the same site and not the
// site's front, else the one it was fetched from.
func canonical(s signs, base *url.URL) string {
	own := ""
	if base != nil {
		own, _ = quotes.CleanURL(base.String())
	}
	for _, named := range []string{s.canonical, s.first("og:url")} {
		ref, err := url.Parse(strings.TrimSpace(named))
		if err != nil || named == "" {
			continue
		}
		if base != nil {
			ref = base.ResolveReference(ref)
		}
		clean, err := quotes.CleanURL(ref.String())
		if err != nil {
			continue
		}
		front := strings.Trim(ref.Path, "/") == "" && ref.RawQuery == ""
		if own == "" && !front || own != "" && sameSite(own, clean) && (!front || base.Path == ref.Path) {
			return clean
		}
	}
	return own
}

// sameSite says whether one address's host is the other's or lies below it.
func sameSite(a, b string) bool {
	x, y := quotes.HostOf(a), quotes.HostOf(b)
	return x == y || strings.HasSuffix(x, "."+y) && strings.Contains(y, ".") || strings.HasSuffix(y, "."+x) && strings.Contains(x, ".")
}

// title gives the headline: JSON-LD's, the meta elements', the only first-level heading, the page's title.
func (s signs) title(n linkedNode, host string) string {
	candidates := []string{n.text("headline")}
	for _, f := range titleFields {
		candidates = append(candidates, s.first(f))
	}
	if len(s.headings) > 0 {
		candidates = append(candidates, s.headings[0])
	}
	candidates = append(candidates, n.text("name"), s.docTitle)
	for i, c := range candidates {
		c = oneLine(c)
		if c == "" || len(c) > maxTitle || squash(c) == squash(s.first("og:site_name")) {
			continue
		}
		if i > 0 {
			c = withoutHost(c, host)
		}
		// Search engines ask for headlines under 110 letters, so some outlets cut this field; the printed one is whole.
		for _, h := range s.headings {
			if cut := strings.TrimRight(c, ".… "); len(cut) > 30 && len(cut) < len(h) && strings.HasPrefix(h, cut) && cut != c {
				return h
			}
		}
		return c
	}
	return ""
}

// titleBreaks are what stands between a headline and the outlet's name in the title of a page.
var titleBreaks = []string{" | ", " - ", " – ", " — ", " · ", " :: ", " » "}

// withoutSiteName cuts the outlet's name off the end of a title.
func withoutSiteName(title, name string) string {
	for _, b := range titleBreaks {
		if i := strings.LastIndex(title, b); i > 0 && name != "" && squash(title[i+len(b):]) == squash(name) {
			return strings.TrimSpace(title[:i])
		}
	}
	return title
}

// withoutHost cuts an ending off a title that spells the site's host ("... - The Daily Example" on dailyexample.org).
func withoutHost(title, host string) string {
	for _, b := range titleBreaks {
		if i := strings.LastIndex(title, b); i > 0 && spellsHost(title[i+len(b):], host) {
			return strings.TrimSpace(title[:i])
		}
	}
	return title
}

// spellsHost says whether a name, its letters alone, is a label of the host, or some labels in a row.
func spellsHost(name, host string) bool {
	letters := squash(name)
	if len(letters) < 3 {
		return false
	}
	labels := strings.Split(strings.ReplaceAll(host, "-", ""), ".")
	for i := range labels {
		run := ""
		for _, label := range labels[i:] {
			if run += label; run == letters || run == strings.TrimPrefix(letters, "the") {
				return true
			}
		}
	}
	return false
}

// squash keeps the letters and digits of a name, in lower case, for comparing.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// publisher gives the outlet's name as it calls itself. An agency that the linked data names as the publisher of a
// report on somebody else's site is where the report comes from and not the outlet.
func (s signs) publisher(n linkedNode, host string) string {
	candidates := s.linked.names(n, "publisher")
	for _, f := range publisherFields {
		candidates = append(candidates, s.first(f))
	}
	if o := s.linked.ofType("NewsMediaOrganization", "WebSite"); o != nil {
		candidates = append(candidates, o.text("name"))
	}
	for _, b := range titleBreaks {
		if i := strings.LastIndex(s.docTitle, b); i > 0 && spellsHost(s.docTitle[i+len(b):], host) {
			candidates = append(candidates, s.docTitle[i+len(b):])
		}
	}
	candidates = append(candidates, s.outletInTitle())
	agencies := knownAgencies()
	for _, c := range candidates {
		c = strings.TrimSpace(oneLine(c))
		if c == "" || len(c) > maxName || strings.HasPrefix(c, "@") || isAddress(c) {
			continue
		}
		if agency := agencies.named(c); agency != "" && host != "" && agencies.atHost(host) != agency && !spellsHost(c, host) {
			continue
		}
		return c
	}
	return ""
}

// outletInTitle gives what the page's title has behind the headline, if the headline is known from elsewhere:
// "Bridge closed - The Daily Example" beside an og:title of "Bridge closed".
func (s signs) outletInTitle() string {
	for _, b := range titleBreaks {
		i := strings.LastIndex(s.docTitle, b)
		if i <= 0 || len(strings.Fields(s.docTitle[i+len(b):])) > 5 {
			continue
		}
		for _, headline := range append([]string{s.first("og:title"), s.first("twitter:title")}, s.headings...) {
			if headline != "" && squash(headline) == squash(s.docTitle[:i]) {
				return s.docTitle[i+len(b):]
			}
		}
	}
	return ""
}

// linkedAgency gives the agency that the linked data or the meta elements name as the origin of the report.
func (s signs) linkedAgency(n linkedNode, host string) string {
	agencies := knownAgencies()
	for _, key := range []string{"sourceOrganization", "provider", "creditText", "copyrightHolder", "creator", "publisher"} {
		for _, name := range s.linked.names(n, key) {
			if agency := agencies.namedFirst(name); agency != "" {
				return agency
			}
		}
	}
	for _, f := range []string{"article:source", "source", "dc.source", "news_source", "copyright", "dc.rights"} {
		if agency := agencies.namedFirst(s.first(f)); agency != "" {
			return agency
		}
	}
	return ""
}

// authors gives the strings that name authors, from the first place that has any name left once cleaned.
func (s signs) authors(n linkedNode) [][]string {
	places := [][]string{s.linked.names(n, "author"), s.linked.names(n, "creator")}
	for _, f := range authorFields {
		places = append(places, s.meta[f])
	}
	return append(places, s.itemAuthors, s.bylines)
}

// dates gives when the page was first printed and when it was last changed.
func (s signs) dates(n linkedNode, address string) (published, updated quotes.Date) {
	path := ""
	if u, err := url.Parse(address); err == nil {
		path = u.Path
	}
	inAddress, _ := dateInAddress(path)
	candidates := []quotes.Date{n.date("datePublished")}
	for _, f := range publishedFields {
		candidates = append(candidates, s.date(f))
	}
	if w := s.linked.ofType("WebPage", "ItemPage"); w != nil {
		candidates = append(candidates, w.date("datePublished"))
	}
	candidates = append(candidates, s.published...)
	published = bestDate(candidates, inAddress)

	candidates = []quotes.Date{n.date("dateModified")}
	for _, f := range updatedFields {
		candidates = append(candidates, s.date(f))
	}
	candidates = append(candidates, s.updated...)
	updated = bestDate(candidates, quotes.Date{})
	_, until := updated.Bounds()
	if from, _ := published.Bounds(); !published.IsZero() && !updated.IsZero() && until.Before(from) {
		updated = quotes.Date{} // changed before it was printed: the field means something else
	}
	return published, updated
}

func (s signs) date(field string) quotes.Date {
	for _, v := range s.meta[field] {
		if d, ok := readDate(v, "meta "+field); ok {
			return d
		}
	}
	return quotes.Date{}
}

// bestDate gives the first date that is known. When it is a time in UTC, which is what machines write and not where the
// outlet is, a later one of the same instant with the outlet's own zone is better; and if the address has the outlet's
// day and that is the day before or after, the address is right about the day.
func bestDate(candidates []quotes.Date, inAddress quotes.Date) quotes.Date {
	best := inAddress
	for _, c := range candidates {
		if !c.IsZero() {
			best = c
			break
		}
	}
	if best.Precision != quotes.Minute {
		return best
	}
	if _, offset := best.Time.Zone(); offset != 0 {
		return best
	}
	for _, c := range candidates {
		if c.Precision != quotes.Minute {
			continue
		}
		if _, offset := c.Time.Zone(); offset != 0 && c.Time.Sub(best.Time).Abs().Minutes() < 1 {
			return c
		}
	}
	if inAddress.Precision == quotes.Day && inAddress.Day() != best.Day() {
		if gap := best.Time.Sub(inAddress.Time).Hours(); gap > -24 && gap < 48 {
			inAddress.Words = best.Words + ", day in url"
			return inAddress
		}
	}
	return best
}

var languageTag = regexp.MustCompile(`^([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-_]+)?$`)

// language gives the language that the page states, as a primary tag.
func (s signs) language(n linkedNode) string {
	for _, c := range []string{n.text("inLanguage"), s.lang, s.first("og:locale"), s.first("content-language"), s.first("dc.language"), s.first("language")} {
		if m := languageTag.FindStringSubmatch(strings.TrimSpace(c)); m != nil {
			return strings.ToLower(m[1])
		}
	}
	return ""
}

// hasText says whether there are enough letters to be an article: an empty shell that asks for JavaScript has none.
func hasText(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) && r != utf8.RuneError {
			if letters++; letters >= 20 {
				return true
			}
		}
	}
	return false
}
