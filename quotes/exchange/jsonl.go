package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"quotebot/quotes"
)

const (
	tooLong = "it is longer than 4 MiB"
	notUTF8 = "it is not valid UTF-8"
)

// lookedOver is how many JSON lines are searched for unknown fields: reading every line twice would slow long imports.
const lookedOver = 1000

// jsonReader reads an object a line; empty lines are passed over.
type jsonReader struct {
	lines   *Lines
	unknown func(name string)
}

func (j *jsonReader) next() (int, *record, error) {
	for {
		n, line, err := j.lines.good()
		if err != nil {
			return n, nil, err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		r, err := j.read(line, n <= lookedOver)
		if err != nil {
			return n, nil, &BadLine{Line: n, Err: err}
		}
		return n, r, nil
	}
}

func (j *jsonReader) read(line []byte, lookOver bool) (*record, error) {
	if !utf8.Valid(line) { // the decoder would replace it without a word
		return nil, quotes.Faultf(notUTF8)
	}
	var r record
	var wrong *json.UnmarshalTypeError
	switch err := json.Unmarshal(line, &r); {
	case errors.As(err, &wrong) && wrong.Field != "":
		return nil, typeFault(wrong.Field, wrong.Type.Kind().String(), wrong.Value)
	case errors.As(err, &wrong):
		return nil, quotes.Faultf("it must be a JSON object, not %s", wrong.Value)
	case err != nil:
		return nil, quotes.Faultf("it is no JSON object (%s)", err)
	case line[0] != '{':
		return nil, quotes.Faultf("it must be a JSON object")
	}
	if lookOver {
		return &r, j.lookOver(line, &r)
	}
	return &r, nil
}

// lookOver notes the fields of an object that are not used.
func (j *jsonReader) lookOver(line []byte, r *record) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(line, &fields); err != nil {
		return err
	}
	for _, c := range r.columns() {
		delete(fields, c.name)
	}
	for name := range fields { // the order does not matter: they end in a set
		j.unknown(name)
	}
	return nil
}

// typeFault says that a field holds another kind of value than it must.
func typeFault(field, kind, value string) error {
	switch kind {
	case "string":
		return quotes.Faultf("%s must be text, not %s", field, value)
	case "slice":
		return quotes.Faultf("%s must be a list of texts, not %s", field, value)
	case "int64":
		return quotes.Faultf("%s must be a whole number, not %s", field, value)
	}
	return quotes.Faultf("%s must be a number, not %s", field, value)
}

// jsonWriter writes an object a line.
type jsonWriter struct {
	out *bufio.Writer
	enc *json.Encoder
}

func newJSONWriter(w io.Writer) *jsonWriter {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return &jsonWriter{out: out, enc: enc}
}

func (j *jsonWriter) write(r *record) error { return j.enc.Encode(r) }

// jsonText is a list of texts as JSON.
func jsonText(list []string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(list); err != nil { // cannot be: texts always have a JSON form
		return ""
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
