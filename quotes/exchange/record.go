package exchange

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"quotebot/quotes"
)

// record is a quote as files hold it. The order of the fields is the order in the files.
type record struct {
	Scope          string   `json:"scope,omitempty"`
	Number         int64    `json:"number,omitempty"`
	Text           string   `json:"text"`
	Segments       []string `json:"segments,omitempty"`
	Speaker        string   `json:"speaker,omitempty"`
	SpeakerKind    string   `json:"speaker_kind,omitempty"`
	SpeakerID      string   `json:"speaker_id,omitempty"`
	Aliases        []string `json:"aliases,omitempty"`
	Mention        string   `json:"mention,omitempty"`
	Role           string   `json:"role,omitempty"`
	Via            string   `json:"via,omitempty"`
	Cue            string   `json:"cue,omitempty"`
	Rule           string   `json:"rule,omitempty"`
	Confidence     float64  `json:"confidence,omitempty"`
	SaidOn         string   `json:"said_on,omitempty"`
	SaidWords      string   `json:"said_words,omitempty"`
	Published      string   `json:"published,omitempty"`
	PublishedWords string   `json:"published_words,omitempty"`
	Updated        string   `json:"updated,omitempty"`
	UpdatedWords   string   `json:"updated_words,omitempty"`
	Title          string   `json:"title,omitempty"`
	Publisher      string   `json:"publisher,omitempty"`
	Agency         string   `json:"agency,omitempty"`
	Byline         string   `json:"byline,omitempty"`
	URL            string   `json:"url,omitempty"`
	Kind           string   `json:"kind,omitempty"`
	Language       string   `json:"language,omitempty"`
	Context        string   `json:"context,omitempty"`
	Channel        string   `json:"channel,omitempty"`
	Message        string   `json:"message,omitempty"`
	AddedBy        string   `json:"added_by,omitempty"`
	AddedAt        string   `json:"added_at,omitempty"`
	EditedAt       string   `json:"edited_at,omitempty"`
	Original       string   `json:"original,omitempty"`
}

// column is one field under the name that it has in both formats.
type column struct {
	name  string
	place any // pointer into a record: *string, *int64, *float64 or *[]string
}

// columns gives the fields of a record in order, each with its place.
func (r *record) columns() []column {
	return []column{
		{"scope", &r.Scope}, {"number", &r.Number}, {"text", &r.Text}, {"segments", &r.Segments},
		{"speaker", &r.Speaker}, {"speaker_kind", &r.SpeakerKind}, {"speaker_id", &r.SpeakerID}, {"aliases", &r.Aliases}, {"mention", &r.Mention},
		{"role", &r.Role}, {"via", &r.Via}, {"cue", &r.Cue}, {"rule", &r.Rule}, {"confidence", &r.Confidence},
		{"said_on", &r.SaidOn}, {"said_words", &r.SaidWords}, {"published", &r.Published},
		{"published_words", &r.PublishedWords}, {"updated", &r.Updated}, {"updated_words", &r.UpdatedWords},
		{"title", &r.Title}, {"publisher", &r.Publisher}, {"agency", &r.Agency}, {"byline", &r.Byline}, {"url", &r.URL},
		{"kind", &r.Kind}, {"language", &r.Language}, {"context", &r.Context}, {"channel", &r.Channel},
		{"message", &r.Message}, {"added_by", &r.AddedBy}, {"added_at", &r.AddedAt}, {"edited_at", &r.EditedAt}, {"original", &r.Original},
	}
}

// cell is the value of a field as CSV text; empty for none.
func (c column) cell() string {
	switch p := c.place.(type) {
	case *string:
		return *p
	case *int64:
		if *p != 0 {
			return strconv.FormatInt(*p, 10)
		}
	case *float64:
		if *p != 0 {
			return strconv.FormatFloat(*p, 'g', -1, 64)
		}
	case *[]string:
		if len(*p) > 0 {
			return jsonText(*p)
		}
	}
	return ""
}

// set reads CSV text into the field.
func (c column) set(cell string) error {
	if cell == "" {
		return nil
	}
	var err error
	switch p := c.place.(type) {
	case *string:
		*p = cell
	case *int64:
		if *p, err = strconv.ParseInt(cell, 10, 64); err != nil {
			return quotes.Faultf("%s must be a whole number, not %q", c.name, clip(cell))
		}
	case *float64:
		if *p, err = strconv.ParseFloat(cell, 64); err != nil {
			return quotes.Faultf("%s must be a number, not %q", c.name, clip(cell))
		}
	case *[]string:
		if err := json.Unmarshal([]byte(cell), p); err != nil {
			return quotes.Faultf(`%s must be a list of texts like ["one","two"], not %q`, c.name, clip(cell))
		}
	}
	return nil
}

// recordOf is a citation as files hold it.
func recordOf(c quotes.Citation) *record {
	return &record{
		Scope: string(c.Scope), Number: c.Number, Text: c.Text, Segments: c.Segments, Speaker: c.Speaker,
		SpeakerKind: string(c.SpeakerKind), SpeakerID: c.SpeakerID, Aliases: c.Aliases, Mention: c.Mention, Role: c.Role, Via: c.Via, Cue: c.Cue,
		Rule: c.Rule, Confidence: c.Confidence, SaidOn: c.Said.String(), SaidWords: c.Said.Words,
		Published: c.Published.String(), PublishedWords: c.Published.Words, Updated: c.Updated.String(),
		UpdatedWords: c.Updated.Words, Title: c.Title, Publisher: c.Publisher, Agency: c.Agency, Byline: c.Byline, URL: c.URL,
		Kind: string(c.Kind), Language: c.Language, Context: c.Context, Channel: c.Channel, Message: c.Message,
		AddedBy: c.AddedBy, AddedAt: stamp(c.AddedAt), EditedAt: stamp(c.EditedAt), Original: string(c.Original),
	}
}

// stamp is a time of our own as files hold it; empty for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// citation checks a record and makes a citation of it. Errors are reasons for people.
func (r *record) citation() (quotes.Citation, error) {
	c := quotes.Citation{
		Scope: quotes.Scope(r.Scope), Number: r.Number, Text: r.Text, Segments: r.Segments, Speaker: r.Speaker,
		SpeakerKind: quotes.SpeakerKind(r.SpeakerKind), SpeakerID: r.SpeakerID, Aliases: r.Aliases, Mention: r.Mention, Role: r.Role, Via: r.Via,
		Cue: r.Cue, Rule: r.Rule, Confidence: r.Confidence, Title: r.Title, Publisher: r.Publisher, Agency: r.Agency,
		Byline: r.Byline, Kind: quotes.Kind(r.Kind), Language: r.Language, Context: r.Context, Channel: r.Channel,
		Message: r.Message, AddedBy: r.AddedBy, Original: quotes.Original(r.Original),
	}
	if err := r.plain(); err != nil {
		return c, err
	}
	if err := joinSegments(&c); err != nil {
		return c, err
	}
	var errs [7]error
	c.Said, errs[0] = date("said_on", r.SaidOn, r.SaidWords)
	c.Published, errs[1] = date("published", r.Published, r.PublishedWords)
	c.Updated, errs[2] = date("updated", r.Updated, r.UpdatedWords)
	c.AddedAt, errs[3] = instant("added_at", r.AddedAt)
	c.URL, errs[4] = address(r.URL)
	errs[5] = known(c)
	c.EditedAt, errs[6] = instant("edited_at", r.EditedAt)
	for _, err := range errs { // the first is enough: a person mends one thing at a time
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// plain refuses what no text may hold.
func (r *record) plain() error {
	check := func(name, text string) error {
		if strings.IndexByte(text, 0) >= 0 {
			return quotes.Faultf("%s holds a NUL character", name)
		}
		if !utf8.ValidString(text) {
			return quotes.Faultf("%s is not valid UTF-8", name)
		}
		most := quotes.MaxFact
		switch name {
		case "text":
			most = quotes.MaxWords
		case "context":
			most = quotes.MaxContext
		}
		if len(text) > most {
			return quotes.Faultf("%s has %d bytes; at most %d are kept", name, len(text), most)
		}
		return nil
	}
	for _, c := range r.columns() {
		switch p := c.place.(type) {
		case *string:
			if err := check(c.name, *p); err != nil {
				return err
			}
		case *[]string:
			name := c.name
			if name == "segments" { // they make up the text
				name = "text"
			}
			if err := check(name, strings.Join(*p, quotes.Ellipsis)); err != nil {
				return err
			}
		}
	}
	return nil
}

// joinSegments brings text and segments together: either may be left out, and a single segment is the text.
func joinSegments(c *quotes.Citation) error {
	if len(c.Segments) > 0 {
		joined := strings.Join(c.Segments, quotes.Ellipsis)
		if c.Text != "" && c.Text != joined {
			return quotes.Faultf("the segments, joined with %q, do not make up the text", quotes.Ellipsis)
		}
		c.Text = joined
	}
	if len(c.Segments) < 2 {
		c.Segments = nil
	}
	if len(c.Aliases) == 0 {
		c.Aliases = nil
	}
	if strings.TrimSpace(c.Text) == "" {
		return errNoText
	}
	return nil
}

// known checks the fields that have only certain values.
func known(c quotes.Citation) error {
	kinds := []quotes.Kind{"", quotes.Direct, quotes.Mixed, quotes.Indirect, quotes.Message, quotes.Entered}
	speakers := []quotes.SpeakerKind{quotes.Nobody, quotes.Person, quotes.Organisation, quotes.Document, quotes.Unnamed}
	switch {
	case !slices.Contains(kinds, c.Kind):
		return quotes.Faultf("kind must be direct, mixed, indirect, message or entered, not %q", clip(string(c.Kind)))
	case !slices.Contains(speakers, c.SpeakerKind):
		return quotes.Faultf("speaker_kind must be person, org, document or unnamed, not %q", clip(string(c.SpeakerKind)))
	case !slices.Contains([]quotes.Original{"", quotes.OriginalEdited, quotes.OriginalDeleted}, c.Original):
		return quotes.Faultf("original must be edited or deleted, not %q", clip(string(c.Original)))
	case c.Number < 0:
		return quotes.Faultf("number must not be below 0")
	case math.IsNaN(c.Confidence) || c.Confidence < 0 || c.Confidence > 1:
		return quotes.Faultf("confidence must be from 0 to 1")
	case c.Scope != "" && c.Scope.Valid() != nil:
		return quotes.Faultf("scope must be library, guild:ID or private:ID, not %q", clip(string(c.Scope)))
	}
	return nil
}

func date(name, text, words string) (quotes.Date, error) {
	d, err := quotes.ParseDate(text)
	if err != nil {
		return d, quotes.Faultf("%s is no date: %q; write it as 2023, 2023-01, 2023-01-20 or 2023-01-20T15:04:05Z", name, clip(text))
	}
	d.Words = words
	return d, nil
}

func instant(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1000 || t.UTC().Year() > 9999 {
		return t, quotes.Faultf("%s is no time: %q; write it as 2023-01-20T15:04:05Z", name, clip(text))
	}
	return t.UTC().Truncate(time.Second), nil
}

func address(raw string) (string, error) {
	if raw == "" {
		return "", nil
	}
	clean, err := quotes.CleanURL(raw)
	if err != nil {
		return "", quotes.Faultf("url must be an address that begins with http:// or https://")
	}
	return clean, nil
}

// clip shortens what is shown of a bad value, at a rune border.
func clip(s string) string {
	const most = 40
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}

func sortedKeys(m map[string]bool) []string { return slices.Sorted(maps.Keys(m)) }
