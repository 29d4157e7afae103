package db

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"quotebot/quotes"
)

// What is taken of one quote, in bytes.
const (
	maxWords   = quotes.MaxWords
	maxContext = quotes.MaxContext
	maxFact    = quotes.MaxFact
	maxAlias   = 200 // of one other name of a speaker; longer ones are no names and are passed over
	maxAliases = 40  // of one speaker, as a number
)

// tidy checks a citation and brings it to the form in which it is stored.
func tidy(c quotes.Citation) (quotes.Citation, error) {
	if len(c.Segments) > 0 {
		joined := strings.Join(c.Segments, quotes.Ellipsis)
		if c.Text != "" && c.Text != joined {
			return c, errors.New("db: the segments of a quote do not make up its text")
		}
		c.Text = joined
	}
	if len(c.Segments) == 1 {
		c.Segments = nil
	}
	if strings.TrimSpace(c.Text) == "" {
		return c, quotes.ErrEmpty
	}
	if err := checkTexts(c); err != nil {
		return c, err
	}
	if err := tidyDates(&c); err != nil {
		return c, err
	}
	if c.URL != "" {
		var err error
		if c.URL, err = quotes.CleanURL(c.URL); err != nil {
			return c, err
		}
	}
	if c.Kind == "" {
		c.Kind = quotes.Entered
	}
	c.Number = max(c.Number, 0)
	return c, nil
}

// checkTexts refuses texts that are too long, hold a NUL (where SQLite's own functions would end them) or are not UTF-8.
func checkTexts(c quotes.Citation) error {
	if len(c.Aliases) > maxAliases {
		c.Aliases = c.Aliases[:maxAliases]
	}
	for i, s := range []string{c.Text, c.Context, c.Speaker, string(c.SpeakerKind), c.Mention, c.Role, c.Via, c.Cue, c.Rule, c.Said.Words,
		c.Published.Words, c.Updated.Words, c.Title, c.Publisher, c.Agency, c.Byline, c.URL, c.Language, c.Channel, c.Message, c.SpeakerID,
		c.AddedBy, strings.Join(c.Aliases, "")} {
		most := maxFact
		switch i {
		case 0:
			most = maxWords
		case 1:
			most = maxContext
		}
		switch {
		case len(s) > most:
			return quotes.ErrTooLong
		case strings.IndexByte(s, 0) >= 0:
			return errors.New("db: a quote must not hold a NUL character")
		case !utf8.ValidString(s):
			return errors.New("db: a quote must be valid UTF-8")
		}
	}
	return nil
}

// tidyArticle brings the address and the dates of an article to the form in which they are stored.
func tidyArticle(a quotes.Article) (quotes.Article, error) {
	if a.URL != "" {
		var err error
		if a.URL, err = quotes.CleanURL(a.URL); err != nil {
			return a, err
		}
	}
	for _, d := range []*quotes.Date{&a.Published, &a.Updated} {
		if err := tidyDate(d); err != nil {
			return a, err
		}
	}
	return a, nil
}

// tidyDate brings a date to the form that it has when it is read again, and refuses one that could not be read.
func tidyDate(d *quotes.Date) error {
	words := d.Words
	read, err := quotes.ParseDate(d.String()) // no date gives none
	if err != nil {
		return err
	}
	*d = read
	d.Words = words
	return nil
}

// tidyDates does so for the dates of a citation, and cuts the time of adding to whole seconds.
func tidyDates(c *quotes.Citation) error {
	for _, d := range []*quotes.Date{&c.Said, &c.Published, &c.Updated} {
		if err := tidyDate(d); err != nil {
			return err
		}
	}
	for _, t := range []*time.Time{&c.AddedAt, &c.EditedAt} {
		if t.IsZero() {
			*t = time.Time{}
		} else {
			*t = t.UTC().Truncate(time.Second)
		}
	}
	return nil
}
