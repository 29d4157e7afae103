package db

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"quotebot/quotes"
)

// fingerprint is the same for quotes that should be kept once in a scope: the same words by the same speaker on the same
// page or, without an address, with all that is known of their printing the same: two outlets that print the same words
// are two printings. For a chat message it is the same message.
func fingerprint(c quotes.Citation) int64 {
	if c.Message != "" {
		return digest("message", c.Channel, c.Message, c.Text)
	}
	if c.URL != "" {
		return digest("page", pageOrURL(c.URL), c.Text, c.Speaker)
	}
	return digest("words", c.Published.String(), c.Said.String(), c.Text, c.Speaker, c.Title, c.Publisher, c.Agency, c.Byline, c.Context)
}

func pageOrURL(url string) string {
	if key := pageKey(url); key != "" {
		return key
	}
	return url
}

// factsHash is the same for articles of which the same is known, the text apart; 0 when nothing is.
func factsHash(a *quotes.Article) int64 {
	if a == nil {
		return 0
	}
	return digest(a.URL, a.Source.Name, a.Source.Host, a.Agency, a.Title, strings.Join(a.Byline, "\n"), a.Dateline,
		a.Published.String(), a.Published.Words, a.Updated.String(), a.Updated.Words, a.Language)
}

// digest is 64 bits of SHA-256 over the parts, each with its length in front. With a million rows in a scope, two
// different ones meet with a chance of one in 10^7.
func digest(parts ...string) int64 {
	var buf []byte
	for _, p := range parts {
		buf = binary.AppendUvarint(buf, uint64(len(p)))
		buf = append(buf, p...)
	}
	sum := sha256.Sum256(buf)
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

func textHash(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// pageKey is quotes.PageKey, or empty for what is no web address.
func pageKey(url string) string {
	key, err := quotes.PageKey(url)
	if err != nil {
		return ""
	}
	return key
}
