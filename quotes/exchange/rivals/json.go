package rivals

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotebot/quotes"
	"quotebot/quotes/exchange"
)

// ownJSON reads our own JSON Lines: the first line is an object that has a text under that name, and nothing that is of another
// bot.
func ownJSON(data []byte, most int) (File, bool) {
	first, _, _ := bytes.Cut(bytes.TrimSpace(data), []byte("\n"))
	var head map[string]json.RawMessage
	if json.Unmarshal(first, &head) != nil || head["text"] == nil || botOf([]json.RawMessage{first}) != unnamedJSON {
		return File{}, false
	}
	return own(data, exchange.JSONLines, "quotebot JSON Lines", most)
}

func own(data []byte, format exchange.Format, name string, most int) (File, bool) {
	r, err := exchange.NewReader(bytes.NewReader(data), format)
	if err != nil {
		return File{}, false
	}
	f := File{Format: name, most: most}
	for !f.full() {
		line, c, err := r.Read()
		bad, isBad := errors.AsType[*exchange.BadLine](err)
		switch {
		case isBad:
			f.problem(bad.Line, bad.Err)
			continue
		case errors.Is(err, io.EOF):
			f.Unknown = r.Unknown()
			return f, true
		case err != nil:
			f.problem(line, quotes.Faultf("the rest of the file can't be read"))
			return f, true
		}
		f.add(line, c)
	}
	return f, true
}

// object is one quote of a JSON file, by its fields in lower case.
type object map[string]json.RawMessage

// text gives the first field that is there, whatever JSON calls its value.
func (o object) text(names ...string) string {
	for _, n := range names {
		raw, ok := o[n]
		if !ok || string(raw) == "null" {
			continue
		}
		var s string
		if json.Unmarshal(raw, &s) == nil {
			if s = strings.TrimSpace(s); s != "" {
				return s
			}
			continue
		}
		var n json.Number
		if json.Unmarshal(raw, &n) == nil {
			return n.String()
		}
		var wrapped map[string]json.RawMessage // the extended JSON of MongoDB: {"$numberLong": "5"}
		if json.Unmarshal(raw, &wrapped) == nil {
			for _, k := range []string{"$numberlong", "$date", "$oid"} {
				if s := object(lowered(wrapped)).text(k); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

func lowered(m map[string]json.RawMessage) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(m))
	for k, v := range m {
		out[strings.ToLower(k)] = v
	}
	return out
}

// botJSON reads the JSON of other bots: Quoter, Diabot and UB3R-B0T. It is an array of objects, or objects one after the
// other, or either of these under "quotes".
func botJSON(data []byte, most int) (File, bool) {
	trimmed := bytes.TrimSpace(data)
	if len(trimmed) == 0 || trimmed[0] != '[' && trimmed[0] != '{' {
		return File{}, false
	}
	objects, ok := objectsOf(trimmed, 2*most) // of which at most half may be bad
	if !ok || len(objects) == 0 {
		return File{}, false
	}
	f := File{Format: botOf(objects), most: most}
	unused := map[string]bool{}
	for i, raw := range objects {
		if f.full() {
			break
		}
		var m map[string]json.RawMessage
		if json.Unmarshal(raw, &m) != nil {
			f.problem(i+1, quotes.Faultf("it must be a JSON object"))
			continue
		}
		o := object(lowered(m))
		c, err := o.citation()
		if err != nil {
			f.problem(i+1, err)
			continue
		}
		for k := range o {
			if !slices.Contains(usedFields, k) {
				unused[k] = true
			}
		}
		f.add(i+1, c)
	}
	for k := range unused {
		f.Unknown = append(f.Unknown, k)
	}
	slices.Sort(f.Unknown)
	f.Unknown = f.Unknown[:min(len(f.Unknown), 20)]
	return f, true
}

// objectsOf takes a JSON text apart into the objects that it holds, and stops when they are more than may be.
func objectsOf(data []byte, most int) ([]json.RawMessage, bool) {
	d := json.NewDecoder(bytes.NewReader(data))
	var all []json.RawMessage
	for len(all) <= most {
		if rest := bytes.TrimSpace(data[d.InputOffset():]); len(rest) > 0 && rest[0] == '[' {
			list, ok := listOf(d, most-len(all))
			if !ok {
				return nil, false
			}
			all = append(all, list...)
			continue
		}
		var raw json.RawMessage
		err := d.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return all, true
		}
		var m map[string]json.RawMessage
		if err != nil || json.Unmarshal(raw, &m) != nil {
			return nil, false
		}
		under := lowered(m)["quotes"]
		if len(under) == 0 || under[0] != '[' {
			all = append(all, raw)
			continue
		}
		list, ok := listOf(json.NewDecoder(bytes.NewReader(under)), most-len(all))
		if !ok {
			return nil, false
		}
		all = append(all, list...)
	}
	return all, true
}

// listOf reads the array that comes next, up to one more value than may be.
func listOf(d *json.Decoder, most int) ([]json.RawMessage, bool) {
	if _, err := d.Token(); err != nil {
		return nil, false
	}
	var list []json.RawMessage
	for d.More() && len(list) <= most {
		var raw json.RawMessage
		if d.Decode(&raw) != nil {
			return nil, false
		}
		list = append(list, raw)
	}
	if len(list) > most {
		return list, true
	}
	_, err := d.Token()
	return list, err == nil
}

// unnamedJSON is what JSON is called that no bot is known to write.
const unnamedJSON = "JSON"

// botOf names the bot that writes such objects.
func botOf(objects []json.RawMessage) string {
	var m map[string]json.RawMessage
	if json.Unmarshal(objects[0], &m) != nil {
		return unnamedJSON
	}
	o := lowered(m)
	switch {
	case o["message"] != nil && (o["quoteid"] != nil || o["guildid"] != nil):
		return "Diabot JSON"
	case o["text"] != nil && (o["createdtimestamp"] != nil || o["quotenumber"] != nil):
		return "Quoter JSON"
	case o["quote"] != nil || o["nick"] != nil:
		return "UB3R-B0T JSON"
	default:
		return unnamedJSON
	}
}

// The names under which bots keep a field.
var (
	textFields    = []string{"text", "quote", "message", "content"}
	speakerFields = []string{"author", "speaker", "nick", "username", "user", "name"}
	personFields  = []string{"authorid", "author_id", "userid", "user_id"}
	addedFields   = []string{"createdtimestamp", "time", "timestamp", "createdat", "created_at", "date"}
	editedFields  = []string{"editedtimestamp", "editedat", "edited_at"}
	adderFields   = []string{"quoterid", "addedbyid", "added_by_id"}
	ignoredFields = []string{"quotenumber", "quoteid", "id", "_id", "guildid", "messageid", "server", "channel", "datetime"} // of the other place, or there twice
	usedFields    = slices.Concat(textFields, speakerFields, personFields, addedFields, editedFields, adderFields, ignoredFields)
)

func (o object) citation() (quotes.Citation, error) {
	var text string
	for _, name := range textFields {
		if json.Unmarshal(o[name], &text) == nil && strings.TrimSpace(text) != "" {
			break
		}
	}
	c := quotes.Citation{Text: text, Kind: quotes.Entered, Speaker: o.text(speakerFields...), SpeakerID: id(o.text(personFields...)), AddedBy: id(o.text(adderFields...))}
	if strings.TrimSpace(c.Text) == "" {
		return c, quotes.Faultf("it has no words")
	}
	if c.Speaker == "" {
		c.Text, c.Speaker = named(c.Text)
	}
	var err error
	if c.AddedAt, err = instant(o.text(addedFields...)); err != nil {
		return c, err
	}
	if c.EditedAt, err = instant(o.text(editedFields...)); err != nil {
		return c, err
	}
	return finished(c)
}

// finished completes and checks what every format makes.
func finished(c quotes.Citation) (quotes.Citation, error) {
	if strings.IndexByte(c.Text, 0) >= 0 || strings.IndexByte(c.Speaker, 0) >= 0 {
		return c, quotes.Faultf("it holds a character that no text has")
	}
	if c.Speaker != "" {
		c.SpeakerKind = quotes.Person
	}
	return c, nil
}

// id is an id of Discord, or nothing: 0 and names stand for nobody.
func id(s string) string {
	if len(s) > 20 || strings.Trim(s, "0") == "" || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}

// instant reads a time in seconds or milliseconds since 1970, or a date as people write it. No bot kept quotes before
// 2000, so smaller numbers are no times (imports have turned them into 1970).
func instant(s string) (time.Time, error) {
	if s == "" || s == "0" {
		return time.Time{}, nil
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		if n >= 1e11 {
			n /= 1000
		}
		if n < 946684800 || n > 4102444800 { // from 2000 to 2100
			return time.Time{}, quotes.Faultf("%q is no time", s)
		}
		return time.Unix(int64(n), 0).UTC(), nil
	}
	for _, l := range []string{time.RFC3339, "2006-01-02T15:04:05.000Z", time.DateTime, time.DateOnly, "2006/01/02"} {
		if t, err := time.Parse(l, s); err == nil {
			return t.UTC().Truncate(time.Second), nil
		}
	}
	return time.Time{}, quotes.Faultf("%q is no time that is clear", s)
}
