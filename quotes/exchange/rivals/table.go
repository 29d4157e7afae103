package rivals

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"quotebot/quotes"
	"quotebot/quotes/exchange"
)

// ownCSV is what our own CSV is called.
const ownCSV = "quotebot CSV"

// table reads CSV: of Firebot (text, originator, creator, game, createdAt), of Red's serverquotes (quote, author_name,
// date_said and more) and our own.
func table(data []byte, most int) (File, bool) {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	head := strings.Split(strings.ToLower(strings.TrimSpace(string(first))), ",")
	for i := range head {
		head[i] = strings.Trim(strings.TrimSpace(head[i]), `"`)
	}
	has := func(name string) bool { return slices.Contains(head, name) }
	switch {
	case has("text") && has("originator"):
		return rows(data, head, "Firebot CSV", firebot, most)
	case has("quote") && (has("author_name") || has("server_quote_id")):
		return rows(data, head, "serverquotes CSV", serverQuotes, most)
	default:
		return own(data, exchange.CSV, ownCSV, most)
	}
}

// rows reads the records of a CSV file by the names of its columns.
func rows(data []byte, head []string, name string, read func(get func(string) string) (quotes.Citation, error), most int) (File, bool) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	f := File{Format: name, most: most}
	for n := 0; !f.full(); n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return f, true
		}
		if err != nil {
			return f, len(f.Entries) > 0
		}
		if n == 0 {
			continue
		}
		line, _ := r.FieldPos(0)
		c, err := read(func(column string) string {
			if i := slices.Index(head, column); i >= 0 && i < len(cells) {
				return cells[i]
			}
			return ""
		})
		if err == nil && strings.TrimSpace(c.Text) == "" {
			err = quotes.Faultf("it has no words")
		}
		if err == nil {
			c, err = finished(c)
		}
		if err != nil {
			f.problem(line, err)
			continue
		}
		f.add(line, c)
	}
	return f, true
}

// firebot reads a row of Firebot. A quote there is kept while it is said, so the day of keeping is the day of saying.
func firebot(get func(string) string) (quotes.Citation, error) {
	c := quotes.Citation{Text: get("text"), Kind: quotes.Entered, Speaker: strings.TrimPrefix(strings.TrimSpace(get("originator")), "@"), Title: strings.TrimSpace(get("game"))}
	at, err := instant(strings.TrimSpace(get("createdat")))
	if err != nil {
		return c, err
	}
	if !at.IsZero() {
		c.AddedAt = at
		c.Said = quotes.DayOf(at.Year(), at.Month(), at.Day(), "kept on that day")
	}
	return c, nil
}

// serverQuotes reads a row of Red's serverquotes. The message that a quote was made from is known there.
func serverQuotes(get func(string) string) (quotes.Citation, error) {
	c := quotes.Citation{
		Text: get("quote"), Kind: quotes.Entered, Speaker: strings.TrimSpace(get("display_author")), SpeakerID: id(get("author_id")),
		AddedBy: id(get("added_by")),
	}
	if c.Speaker == "" || c.Speaker == "(unknown)" {
		c.Speaker = strings.TrimSpace(get("author_name"))
	}
	if name := get("attachment_filename"); name != "" {
		c.Text = strings.TrimSpace(c.Text + "\n[" + name + "]")
	}
	said, err := instant(get("date_said"))
	if err != nil {
		return c, err
	}
	if !said.IsZero() {
		c.Said = quotes.Date{Time: said.Truncate(time.Minute), Precision: quotes.Minute, Words: "sent"}
	}
	if c.AddedAt, err = instant(get("date_added")); err != nil {
		return c, err
	}
	if guild := id(get("server_id")); guild != "" {
		c.Scope = quotes.GuildScope(guild)
		if channel, message := id(get("channel_id")), id(get("message_id")); channel != "" && message != "" {
			c.Kind, c.Channel, c.Message = quotes.Message, channel, message
			c.URL = "https://discord.com/channels/" + guild + "/" + channel + "/" + message
		}
	}
	return c, nil
}
