package page

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// builtPage makes a page like those of news outlets: linked data, meta elements, menus, scripts, an article with
// embedded pictures, lists of other headlines. Most of it, by size, is not the article.
func builtPage(size int) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><title>Bridge closed - The Daily Example</title><link rel="canonical" href="https://example.org/news/bridge">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Bridge closed","datePublished":"2023-01-20T10:00:00+01:00","author":[{"@type":"Person","name":"Ann Example"}],"publisher":{"@type":"Organization","name":"The Daily Example"}}</script>`)
	for i := range 40 {
		fmt.Fprintf(&b, `<meta property="og:field%d" content="value %d"><link rel="preload" href="/asset%d.js">`, i, i, i)
	}
	b.WriteString(`</head><body class="page has-sidebar"><header><nav><ul>`)
	for i := range 150 {
		fmt.Fprintf(&b, `<li class="menu-item menu-item-%d"><a class="menu-link" href="/section/%d"><span>Section %d</span></a></li>`, i, i, i)
	}
	b.WriteString(`</ul></nav></header><main><article><h1>Bridge closed</h1><div class="byline">By Ann Example</div><div class="article-body">`)
	for i := range 60 {
		fmt.Fprintf(&b, `<p class="paragraph" data-index="%d">The council of <a href="/oldford">Oldford</a> met again on Monday, and talked for %d hours about the bridge, which has been closed since the flood. “We shall open it when it is safe and not a day before,” said the mayor, <em>Bob Sample</em>, who has <b>not</b> slept much.</p>
`, i, i)
		if i%10 == 0 {
			b.WriteString(`<figure class="picture"><picture><source srcset="/a.jpg 1x, /b.jpg 2x"><img src="/a.jpg" alt="A bridge"></picture><figcaption>The bridge (Photo: Carol Sample)</figcaption></figure>`)
		}
	}
	b.WriteString(`</div></article><aside class="related">`)
	for i := range 150 {
		fmt.Fprintf(&b, `<div class="card teaser"><a href="/news/%d"><img src="/%d.jpg"><h3 class="card-title">Another thing happened %d times in Newford</h3></a><time datetime="2023-01-%02dT08:00:00Z">then</time></div>`, i, i, i, 1+i%28)
	}
	b.WriteString(`</aside></main><script>window.state={"list":[`)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `{"id":%d,"headline":"Something else","html":"<b>bold</b>"},`, i)
	}
	b.WriteString(`]}</script></body></html>`)
	return b.String()
}

// BenchmarkParse is a page of 200 kB to an article.
func BenchmarkParse(b *testing.B) {
	page := builtPage(200 << 10)
	base, _ := url.Parse("https://example.org/news/bridge")
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(strings.NewReader(page), base, "text/html"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseText is a pasted report of 5 kB to an article.
func BenchmarkParseText(b *testing.B) {
	text := "Bridge closed\n\nBy Ann Example\n\nOLDFORD — The bridge is closed, the town said on Monday, and will stay so.\n" + strings.Repeat("The council met again and talked for hours about it.\n", 95)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		ParseText(text)
	}
}
