package page

import (
	"fmt"
	"strings"

	"quotebot/quotes"
)

// Known are facts that a person gives about a source. They win over what the source says; empty fields change nothing.
type Known struct {
	URL, Title, Publisher, Byline, Published string
}

// Over puts the known facts over those of an article. Errors wrap ErrBadDate or ErrBadURL.
func (k Known) Over(a quotes.Article) (quotes.Article, error) {
	if k.URL != "" {
		clean, err := quotes.CleanURL(k.URL)
		if err != nil {
			return a, fmt.Errorf("%w: %w", ErrBadURL, err)
		}
		a.URL, a.Source.Host = clean, quotes.HostOf(clean)
	}
	if k.Title != "" {
		a.Title = oneLine(k.Title)
	}
	if k.Publisher != "" {
		a.Source.Name = oneLine(k.Publisher)
	}
	if k.Byline != "" {
		names, agency := readAuthors(k.Byline)
		if len(names) == 0 && agency == "" {
			names = []string{oneLine(k.Byline)}
		}
		a.Byline = names
		if agency != "" {
			a.Agency = agency
		}
	}
	if published := strings.TrimSpace(k.Published); published != "" {
		d, err := quotes.ParseDate(published)
		if err != nil {
			var ok bool
			if d, ok = readDate(published, ""); !ok {
				return a, fmt.Errorf("%w: %.60q", ErrBadDate, published)
			}
		}
		d.Words = "given"
		a.Published = d
	}
	return a, nil
}
