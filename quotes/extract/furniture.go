package extract

import (
	"strings"
	"unicode/utf8"
)

const (
	lineWords   = 16 // a line with more words is no headline
	listLines   = 3  // so many headlines in a row are a list of links
	summaryHead = 15 // bullets among the first paragraphs are a summary of the article
)

// findFurniture marks the lines that belong to the page around the article: lists of other headlines, summaries in
// bullets, captions with a credit, lines that ask for something. Nothing in them is taken for a quote, because there it
// is shortened, or belongs to another article.
func (d *document) findFurniture() {
	seen := map[string]int{}
	for p := range d.paras {
		if s := d.paras[p].In(d.text); d.headlineLike(s) {
			seen[s]++
		}
	}
	run := 0
	for p := range d.paras {
		para := &d.paras[p]
		s := para.In(d.text)
		like := d.headlineLike(s)
		switch {
		case like && seen[s] > 1, d.bulleted(s) && p < summaryHead, d.credited(s), d.asks(s):
			para.furniture = furniture
		}
		if !like {
			run = 0
			continue
		}
		run++
		if run < listLines {
			continue
		}
		// The whole run once it is long enough, then line by line.
		from := p
		if run == listLines {
			from = p - run + 1
		}
		for q := from; q <= p; q++ {
			d.looks++
			d.paras[q].furniture = furniture
		}
	}
}

// headlineLike says whether a line is short and ends without a stop, as headlines do and sentences do not.
func (d *document) headlineLike(s string) bool {
	if len(s) > lineWords*12 || len(s) == 0 {
		return false
	}
	switch r, _ := utf8.DecodeLastRuneInString(s); r {
	case '.', '?', '!', '"', '”', '’', '\'', ':', ',', ';', '…', '»', '“', ')', '-', '–', '—':
		return false
	}
	return strings.Count(s, " ") < lineWords && strings.Count(s, " ") >= 2
}

// bulleted says whether a line is an item of a list.
func (d *document) bulleted(s string) bool {
	return strings.HasPrefix(s, "•") || strings.HasPrefix(s, "▪") || strings.HasPrefix(s, "·") || strings.HasPrefix(s, "●")
}

// credited says whether a line ends in the credit of a picture: a bracket or dash with an agency and a slash or "via".
func (d *document) credited(s string) bool {
	if len(s) > 600 || strings.HasPrefix(s, "“") || strings.HasPrefix(s, `"`) {
		return false
	}
	tail := s[max(0, len(s)-60):]
	for _, c := range d.lang.credits {
		if i := strings.Index(tail, c); i >= 0 && (strings.HasSuffix(s, ")") || strings.LastIndex(tail, "—") >= 0 && strings.Contains(tail, "/")) {
			return true
		}
	}
	return false
}

// asks says whether a line begins like an invitation or a link: "Read more", "Sign up".
func (d *document) asks(s string) bool {
	if len(s) > 240 {
		return false
	}
	head := strings.ToLower(s[:min(len(s), 40)])
	for _, a := range d.lang.links {
		if strings.HasPrefix(head, a) {
			return true
		}
	}
	return false
}
