package discordtest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf16"
)

// refusal is an error as Discord answers it.
type refusal struct {
	status  int
	code    int
	message string
}

func (r *refusal) Error() string { return r.message }

// invalid is what Discord answers to a body that breaks a rule.
func invalid(format string, a ...any) *refusal {
	return &refusal{400, 50035, "Invalid Form Body: " + fmt.Sprintf(format, a...)}
}

// Embed is the part of an embed that counts.
type Embed struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
	Footer      *struct {
		Text string `json:"text"`
	} `json:"footer"`
	Image *struct {
		URL string `json:"url"`
	} `json:"image"`
	Color  int `json:"color"`
	Author *struct {
		Name string `json:"name"`
	} `json:"author"`
	Fields []struct {
		Name   string `json:"name"`
		Value  string `json:"value"`
		Inline bool   `json:"inline"`
	} `json:"fields"`
}

// body is a message as a bot sends it.
type body struct {
	Content    string      `json:"content"`
	Embeds     []Embed     `json:"embeds"`
	Components []Component `json:"components"`
	Flags      int         `json:"flags"`
	Mentions   *struct {
		Parse []string `json:"parse"`
	} `json:"allowed_mentions"`
	Reference *struct {
		MessageID string `json:"message_id"`
	} `json:"message_reference"`
	Attachments []struct {
		ID          json.Number `json:"id"`
		Filename    string      `json:"filename"`
		Description string      `json:"description"`
	} `json:"attachments"`
}

// units counts as Discord's clients do; the API is no stricter.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// checkMessage holds a message against the limits of
// https://discord.com/developers/docs/resources/message#embed-object-embed-limits and of create-message.
func checkMessage(b *body, files []File, edit bool) *refusal {
	if units(b.Content) > 2000 {
		return invalid("content: must be 2000 or fewer in length")
	}
	if len(b.Embeds) > 10 {
		return invalid("embeds: must be 10 or fewer in length")
	}
	if !edit && strings.TrimSpace(b.Content) == "" && len(b.Embeds) == 0 && len(files) == 0 {
		return &refusal{400, 50006, "Cannot send an empty message"}
	}
	if err := checkComponents(b.Components); err != nil {
		return err
	}
	total := 0
	for i := range b.Embeds {
		n, err := checkEmbed(&b.Embeds[i])
		if err != nil {
			return err
		}
		total += n
	}
	if total > 6000 {
		return invalid("embeds: embed size exceeds maximum size of 6000")
	}
	const flags = 1<<2 | 1<<6 | 1<<12 | 1<<15
	if b.Flags&^flags != 0 {
		return invalid("flags: unknown flag")
	}
	for _, a := range b.Attachments {
		if units(a.Description) > 1024 {
			return invalid("attachments: description: must be 1024 or fewer in length")
		}
		n, err := a.ID.Int64()
		if err != nil || n < 0 || int(n) >= len(files) {
			return invalid("attachments: no file with the id %s", a.ID)
		}
	}
	if len(files) > 10 {
		return invalid("files: 10 at most")
	}
	for _, f := range files {
		if len(f.Data) > 10<<20 {
			return &refusal{413, 40005, "Request entity too large"}
		}
	}
	return nil
}

func checkEmbed(e *Embed) (size int, err *refusal) {
	count := func(what, s string, most int) {
		n := units(s)
		size += n
		if n > most && err == nil {
			err = invalid("embeds: %s: must be %d or fewer in length", what, most)
		}
	}
	count("title", e.Title, 256)
	count("description", e.Description, 4096)
	if e.Footer != nil {
		count("footer.text", e.Footer.Text, 2048)
	}
	if e.Author != nil {
		count("author.name", e.Author.Name, 256)
	}
	if len(e.Fields) > 25 {
		return 0, invalid("embeds: fields: 25 at most")
	}
	for _, f := range e.Fields {
		if f.Name == "" || f.Value == "" {
			return 0, invalid("embeds: fields: this field is required")
		}
		count("field name", f.Name, 256)
		count("field value", f.Value, 1024)
	}
	if u, bad := url.Parse(e.URL); e.URL != "" && (bad != nil || u.Scheme != "http" && u.Scheme != "https" || len(e.URL) > 2048) {
		return 0, invalid("embeds: url: not a well formed URL")
	}
	if size == 0 && err == nil && e.Image == nil {
		return 0, &refusal{400, 50006, "Cannot send an empty message"}
	}
	return size, err
}

// checkChoices holds completions against
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure
func checkChoices(data json.RawMessage) ([]Choice, *refusal) {
	var d struct {
		Choices *[]struct {
			Name  string `json:"name"`
			Value any    `json:"value"`
		} `json:"choices"`
	}
	if json.Unmarshal(data, &d) != nil || d.Choices == nil {
		return nil, invalid("data.choices: this field is required")
	}
	if len(*d.Choices) > 25 {
		return nil, invalid("data.choices: must be 25 or fewer in length")
	}
	out := []Choice{}
	for _, c := range *d.Choices {
		v, isText := c.Value.(string)
		if n := units(c.Name); n < 1 || n > 100 || isText && (units(v) < 1 || units(v) > 100) || c.Value == nil {
			return nil, invalid("data.choices: must be between 1 and 100 in length")
		}
		out = append(out, Choice{c.Name, fmt.Sprint(c.Value)})
	}
	return out, nil
}

// Choice is a completion.
type Choice struct{ Name, Value string }

// definition is a command, a subcommand or an option as it is registered.
type definition struct {
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations"`
	Descriptions map[string]string `json:"description_localizations"`
	Contexts     []int             `json:"contexts"`
	Install      []int             `json:"integration_types"`
	Choices      []struct {
		Name  string            `json:"name"`
		Names map[string]string `json:"name_localizations"`
		Value any               `json:"value"`
	} `json:"choices"`
	Type         int          `json:"type"`
	Description  string       `json:"description"`
	Required     bool         `json:"required"`
	Autocomplete bool         `json:"autocomplete"`
	MaxLength    int          `json:"max_length"`
	Options      []definition `json:"options"`
}

// locales are those of https://discord.com/developers/docs/reference#locales that the project has words for.
var locales = map[string]bool{"de": true, "fr": true, "es-ES": true, "es-419": true}

var chatName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// checkCommands holds command definitions against
// https://discord.com/developers/docs/interactions/application-commands#application-command-object
func checkCommands(list []definition) *refusal {
	seen := map[string]bool{}
	for i := range list {
		c := &list[i]
		if c.Type == 0 {
			c.Type = 1
		}
		key := fmt.Sprint(c.Type, c.Name)
		if seen[key] {
			return invalid("name: %s is there twice", c.Name)
		}
		seen[key] = true
		if c.Type != 1 {
			if n := units(c.Name); n < 1 || n > 32 || c.Description != "" || len(c.Options) > 0 {
				return invalid("%s: message commands have a name of 1 to 32 and nothing else", c.Name)
			}
			continue
		}
		if sum, err := checkDefinition(c, 0); err != nil {
			return err
		} else if sum > 8000 {
			return invalid("%s: 8000 characters at most", c.Name)
		}
	}
	return nil
}

func checkDefinition(d *definition, depth int) (size int, err *refusal) {
	if !chatName.MatchString(d.Name) || strings.ToLower(d.Name) != d.Name {
		return 0, invalid("name: %q is no name", d.Name)
	}
	if n := units(d.Description); n < 1 || n > 100 {
		return 0, invalid("%s: description: must be between 1 and 100 in length", d.Name)
	}
	if len(d.Options) > 25 || depth > 2 || d.MaxLength < 0 || d.MaxLength > 6000 {
		return 0, invalid("%s: options", d.Name)
	}
	size = units(d.Name) + units(d.Description)
	for locale, name := range d.Names {
		if !chatName.MatchString(name) || strings.ToLower(name) != name || !locales[locale] {
			return 0, invalid("%s: name_localizations: %s: %q", d.Name, locale, name)
		}
	}
	for locale, text := range d.Descriptions {
		if n := units(text); n < 1 || n > 100 || !locales[locale] {
			return 0, invalid("%s: description_localizations: %s: must be between 1 and 100 in length", d.Name, locale)
		}
	}
	if len(d.Choices) > 25 || len(d.Choices) > 0 && d.Autocomplete {
		return 0, invalid("%s: choices", d.Name)
	}
	for _, c := range d.Choices {
		if n := units(c.Name); n < 1 || n > 100 {
			return 0, invalid("%s: choices: must be between 1 and 100 in length", d.Name)
		}
		size += units(c.Name)
	}
	names := map[string]bool{}
	for _, o := range d.Options {
		for locale, name := range o.Names {
			if key := locale + " " + name; names[key] {
				return 0, invalid("%s: options: %q is there twice in %s", d.Name, name, locale)
			} else {
				names[key] = true
			}
		}
	}
	optional := false
	for i := range d.Options {
		o := &d.Options[i]
		if o.Type < 1 || o.Type > 11 || o.Required && optional || o.Autocomplete && o.Type != 3 && o.Type != 4 && o.Type != 10 {
			return 0, invalid("%s: options: %s", d.Name, o.Name)
		}
		optional = optional || o.Type > 2 && !o.Required
		n, err := checkDefinition(o, depth+1)
		if err != nil {
			return 0, err
		}
		size += n
	}
	return size, nil
}
