package discord_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"quotebot/bot"
	"quotebot/bot/discord/discordtest"
)

// specification is Discord's OpenAPI document, which is not part of the project.
const specification = "../../../shared/discord-api/openapi.json"

// routes are the paths of the requests whose bodies are checked, as the document names them.
var routes = []struct{ method, path string }{
	{"POST", "/interactions/{interaction_id}/{interaction_token}/callback"},
	{"PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"},
	{"POST", "/webhooks/{webhook_id}/{webhook_token}"},
	{"POST", "/channels/{channel_id}/messages"},
	{"PUT", "/applications/{application_id}/commands"},
	{"POST", "/users/@me/channels"},
}

// schemas are the schemas of the routes' bodies, or nil without the document.
var schemas = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	raw, err := os.ReadFile(specification)
	if err != nil {
		return nil, nil
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("discord.json", doc); err != nil {
		return nil, err
	}
	out := map[string]*jsonschema.Schema{}
	for _, r := range routes {
		path := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(r.path)
		s, err := c.Compile("discord.json#/paths/" + path + "/" + strings.ToLower(r.method) + "/requestBody/content/application~1json/schema")
		if err != nil {
			return nil, err
		}
		out[r.method+" "+r.path] = s
	}
	return out, nil
})

// routeOf finds the route of a request.
func routeOf(r discordtest.Request) string {
	parts := strings.Split("/"+r.Path, "/")
	for _, route := range routes {
		want := strings.Split(route.path, "/")
		fits := r.Method == route.method && len(parts) == len(want)
		for i := 0; fits && i < len(want); i++ {
			fits = strings.HasPrefix(want[i], "{") || want[i] == parts[i]
		}
		if fits {
			return route.method + " " + route.path
		}
	}
	return ""
}

// conforms fails the test when a body that the bot sent is not as Discord's document says. It returns how many it checked.
func conforms(t *testing.T, requests []discordtest.Request) int {
	t.Helper()
	all, err := schemas()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, r := range requests {
		s := all[routeOf(r)]
		if s == nil || len(r.Body) == 0 {
			continue
		}
		body, err := jsonschema.UnmarshalJSON(bytes.NewReader(r.Body))
		if err == nil {
			err = s.Validate(body)
		}
		if err != nil {
			t.Errorf("%s %s: %v\n%.2000s", r.Method, r.Path, err, r.Body)
		}
		checked++
	}
	return checked
}

// TestBodiesAreAsDocumented drives every kind of request; the other tests' requests are checked as well when they end.
func TestBodiesAreAsDocumented(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(specification); err != nil {
		t.Skip("Discord's OpenAPI document is not here")
	}
	w := start(t, func(_ context.Context, r bot.Request) bot.Reply {
		c := bot.Card{Link: "https://news.example.org/x"}
		c.Text, c.Speaker, c.Number = strings.Repeat("words and more ", 500), "Mara Quill", 3
		return bot.Reply{Outcome: bot.Found, Note: "Here.", Cards: []bot.Card{c, c}, Choices: []bot.Choice{{Label: "Mara", Value: "Mara"}},
			Private: r.Text == "private" || r.URL != ""}
	})
	w.answer(w.ask("public"))
	w.answer(w.ask("private"))
	i := w.use(discordtest.Use{Command: "quote add", Options: []discordtest.Option{{Name: "text", Value: "x"}, {Name: "source", Value: "x"}}})
	w.wait("a private message", func() bool { s := i.Shown(); return len(s) == 1 && s[0].Private() })
	c := w.use(discordtest.Use{Command: "quote random", Options: []discordtest.Option{{Name: "speaker", Value: "", Focused: true}}})
	if _, err := c.Choices(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.answers(w.mentions("public"))
	w.mentions("private")
	w.wait("a direct message", func() bool { return len(w.Messages(w.DirectChannel(ben.ID))) == 1 })
	seen := map[string]bool{}
	for _, r := range w.Requests() {
		seen[routeOf(r)] = true
	}
	for _, r := range routes {
		if !seen[r.method+" "+r.path] {
			t.Errorf("no %s %s was sent", r.method, r.path)
		}
	}
	if n := conforms(t, w.Requests()); n < len(routes) {
		t.Errorf("%d bodies were checked", n)
	}
}
