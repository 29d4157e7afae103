package discordtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// place is a server with a guild, and a way to send requests to it.
func place(t *testing.T, o Options) (*Server, func(method, path, body string) (int, string)) {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.AddGuild(Guild{ID: "70", Channels: []Channel{{ID: "80"}}})
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	return s, func(method, path, body string) (int, string) {
		t.Helper()
		req, err := http.NewRequest(method, s.URL()+"/api/v9/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bot "+s.Token())
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(answer)
	}
}

const askCommand = `[{"name":"ask","description":"Ask","options":[{"type":3,"name":"question","description":"What","required":true,"autocomplete":true}]}]`

func TestRefusesMessages(t *testing.T) {
	_, do := place(t, Options{})
	embed := func(fields string) string { return `{"embeds":[{` + fields + `}]}` }
	long := func(n int) string { return strings.Repeat("x", n) }
	many := strings.TrimSuffix(strings.Repeat(`{"description":"x"},`, 11), ",")
	tests := []struct {
		name, body string
		status     int
	}{
		{"fine", `{"content":"x"}`, 200},
		{"2,000 characters", `{"content":"` + long(2000) + `"}`, 200},
		{"2,001 characters", `{"content":"` + long(2001) + `"}`, 400},
		{"empty", `{"content":" "}`, 400},
		{"title of 257", embed(`"title":"` + long(257) + `"`), 400},
		{"description of 4,096", embed(`"description":"` + long(4096) + `"`), 200},
		{"description of 4,097", embed(`"description":"` + long(4097) + `"`), 400},
		{"empty embed", embed(``), 400},
		{"field without a value", embed(`"fields":[{"name":"x","value":""}]`), 400},
		{"6,001 in all", `{"embeds":[{"description":"` + long(4000) + `"},{"description":"` + long(2001) + `"}]}`, 400},
		{"eleven embeds", `{"embeds":[` + many + `]}`, 400},
		{"ephemeral in a channel", `{"content":"x","flags":64}`, 400},
		{"a file that is not there", `{"content":"x","attachments":[{"id":"0","filename":"a"}]}`, 400},
		{"not JSON", `{`, 400},
	}
	for _, tt := range tests {
		if status, answer := do("POST", "channels/80/messages", tt.body); status != tt.status {
			t.Errorf("%s: %d %s", tt.name, status, answer)
		}
	}
	if status, _ := do("POST", "channels/81/messages", `{"content":"x"}`); status != 404 {
		t.Errorf("an unknown channel: %d", status)
	}
}

func TestRefusesComponents(t *testing.T) {
	_, do := place(t, Options{})
	long := strings.Repeat("x", 101)
	rows := func(components string) string {
		return `{"content":"x","components":[{"type":1,"components":[` + components + `]}]}`
	}
	options := strings.TrimSuffix(strings.Repeat(`{"label":"x","value":"x"},`, 2), ",")
	tests := []struct {
		name, body string
		status     int
	}{
		{"a button", rows(`{"type":2,"style":1,"label":"x","custom_id":"x"}`), 200},
		{"a custom id of 101", rows(`{"type":2,"style":1,"label":"x","custom_id":"` + long + `"}`), 400},
		{"a custom id twice", rows(`{"type":2,"style":1,"label":"x","custom_id":"x"},{"type":2,"style":1,"label":"y","custom_id":"x"}`), 400},
		{"no label", rows(`{"type":2,"style":1,"custom_id":"x"}`), 400},
		{"a link", rows(`{"type":2,"style":5,"label":"x","url":"https://news.example.org"}`), 200},
		{"a link without an address", rows(`{"type":2,"style":5,"label":"x","custom_id":"x"}`), 400},
		{"six buttons", rows(strings.TrimSuffix(strings.Repeat(`{"type":2,"style":5,"label":"x","url":"https://news.example.org"},`, 6), ",")), 400},
		{"no row", `{"content":"x","components":[{"type":2,"style":1,"label":"x","custom_id":"x"}]}`, 400},
		{"a select", rows(`{"type":3,"custom_id":"x","options":[{"label":"x","value":"x"}]}`), 200},
		{"a select without options", rows(`{"type":3,"custom_id":"x","options":[]}`), 400},
		{"a value twice", rows(`{"type":3,"custom_id":"x","options":[` + options + `]}`), 400},
		{"more than can be chosen", rows(`{"type":3,"custom_id":"x","max_values":2,"options":[{"label":"x","value":"x"}]}`), 400},
		{"two selects in a row", rows(`{"type":6,"custom_id":"x"},{"type":6,"custom_id":"y"}`), 400},
	}
	for _, tt := range tests {
		if status, answer := do("POST", "channels/80/messages", tt.body); status != tt.status {
			t.Errorf("%s: %d %s", tt.name, status, answer)
		}
	}
}

// TestComponents presses a button, and answers it in all the ways that there are.
func TestComponents(t *testing.T) {
	s, do := place(t, Options{FirstReply: time.Hour})
	do("PUT", "applications/"+AppID+"/commands", askCommand)
	first, err := s.Use(Use{Guild: "70", Channel: "80", By: User{ID: "60"}, Command: "ask", Options: []Option{{Name: "question", Value: "q"}}})
	if err != nil {
		t.Fatal(err)
	}
	callback := func(i *Interaction) string { return "interactions/" + i.ID + "/" + i.Token + "/callback" }
	check := func(name string, i *Interaction, body string, want int) {
		t.Helper()
		if status, answer := do("POST", callback(i), body); status != want {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	const buttons = `"components":[{"type":1,"components":[{"type":2,"style":1,"label":"Go","custom_id":"go"},{"type":2,"style":1,"label":"Off","custom_id":"off","disabled":true}]}]`
	check("an update where nothing was pressed", first, `{"type":7,"data":{"content":"x"}}`, 400)
	check("an answer for one person", first, `{"type":4,"data":{"content":"x","flags":64,`+buttons+`}}`, 204)
	m := first.Shown()[0]
	for name, press := range map[string]func() (*Interaction, error){
		"somebody else":      func() (*Interaction, error) { return s.Press(m, User{ID: "61"}, "Go") },
		"one that is off":    func() (*Interaction, error) { return s.Press(m, User{ID: "60"}, "Off") },
		"one that is not it": func() (*Interaction, error) { return s.Press(m, User{ID: "60"}, "Stop") },
	} {
		if _, err := press(); !errors.Is(err, errUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	press := func() *Interaction {
		t.Helper()
		i, err := s.Press(m, User{ID: "60"}, "Go")
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	check("an update", press(), `{"type":7,"data":{"content":"y"}}`, 204)
	later := press()
	check("a deferred update", later, `{"type":6}`, 204)
	if status, _ := do("PATCH", "webhooks/"+AppID+"/"+later.Token+"/messages/@original", `{"content":"z"}`); status != 200 {
		t.Errorf("the update: %d", status)
	}
	if now := first.Shown(); len(now) != 1 || now[0].Content != "z" || now[0].Edits != 2 || len(now[0].Components) != 1 || !now[0].Private() {
		t.Errorf("after two updates: %+v", now)
	}
	form := press()
	field := func(most string) string {
		return `{"type":9,"data":{"custom_id":"f","title":"F","components":[{"type":18,"label":"L","component":{"type":4,"style":1,"custom_id":"a","max_length":` + most + `,"required":true}}]}}`
	}
	check("a form with a field of 4,001", form, field("4001"), 400)
	check("a form", form, field("10"), 204)
	if _, err := s.Submit(form, map[string]string{"a": "more than ten"}); !errors.Is(err, errUnknown) {
		t.Errorf("a field that is too long: %v", err)
	}
	filled, err := s.Submit(form, map[string]string{"a": "ten"})
	if err != nil {
		t.Fatal(err)
	}
	check("a form after a form", filled, field("10"), 400)
	check("the answer to a form", filled, `{"type":7,"data":{"content":"done"}}`, 204)
}

func TestRefusesCommands(t *testing.T) {
	_, do := place(t, Options{})
	for name, body := range map[string]string{
		"capital letters":          `[{"name":"Ask","description":"x"}]`,
		"no description":           `[{"name":"ask"}]`,
		"required after optional":  `[{"name":"ask","description":"x","options":[{"type":3,"name":"a","description":"x"},{"type":3,"name":"b","description":"x","required":true}]}]`,
		"message command with one": `[{"name":"Save","type":3,"description":"x"}]`,
		"twice":                    `[{"name":"ask","description":"x"},{"name":"ask","description":"x"}]`,
	} {
		if status, answer := do("PUT", "applications/"+AppID+"/commands", body); status != 400 {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	if status, answer := do("PUT", "applications/"+AppID+"/commands", askCommand); status != 200 || !strings.Contains(answer, `"version"`) {
		t.Errorf("%d %s", status, answer)
	}
}

func TestOneResponsePerInteraction(t *testing.T) {
	s, do := place(t, Options{FirstReply: time.Hour})
	do("PUT", "applications/"+AppID+"/commands", askCommand)
	use := func(focused bool) *Interaction {
		i, err := s.Use(Use{Guild: "70", Channel: "80", By: User{ID: "60"}, Command: "ask", Options: []Option{{Name: "question", Value: "q", Focused: focused}}})
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	check := func(name, method, path, body string, want int, code string) {
		t.Helper()
		if status, answer := do(method, path, body); status != want || !strings.Contains(answer, code) {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	i := use(false)
	callback, hook := "interactions/"+i.ID+"/"+i.Token+"/callback", "webhooks/"+AppID+"/"+i.Token
	check("another interaction", "POST", "interactions/1/x/callback", `{"type":5}`, 404, "10062")
	check("an edit too early", "PATCH", hook+"/messages/@original", `{"content":"x"}`, 404, "10015")
	check("completions", "POST", callback, `{"type":8,"data":{"choices":[]}}`, 400, "50035")
	check("deferral", "POST", callback, `{"type":5,"data":{"flags":64}}`, 204, "")
	check("second response", "POST", callback, `{"type":4,"data":{"content":"x"}}`, 400, "40060")
	check("follow-up", "POST", hook, `{"content":"answer"}`, 200, "")
	if shown := i.Shown(); len(shown) != 1 || !shown[0].Private() {
		t.Errorf("the first follow-up does not take the deferral's place: %+v", shown)
	}
	c := use(true)
	callback = "interactions/" + c.ID + "/" + c.Token + "/callback"
	many := strings.TrimSuffix(strings.Repeat(`{"name":"x","value":"x"},`, 26), ",")
	for name, data := range map[string]string{"null": `{}`, "too many": `{"choices":[` + many + `]}`, "empty name": `{"choices":[{"name":"","value":"x"}]}`} {
		check(name, "POST", callback, `{"type":8,"data":`+data+`}`, 400, "50035")
	}
	check("a message to a completion", "POST", callback, `{"type":4,"data":{"content":"x"}}`, 400, "50035")
}

func TestInteractionExpires(t *testing.T) {
	s, do := place(t, Options{FirstReply: time.Nanosecond})
	do("PUT", "applications/"+AppID+"/commands", askCommand)
	i, err := s.Use(Use{Guild: "70", Channel: "80", By: User{ID: "60"}, Command: "ask", Options: []Option{{Name: "question", Value: "q"}}})
	if err != nil {
		t.Fatal(err)
	}
	if status, answer := do("POST", "interactions/"+i.ID+"/"+i.Token+"/callback", `{"type":5}`); status != 404 || !strings.Contains(answer, "10062") {
		t.Errorf("%d %s", status, answer)
	}
}

func TestRefusesPeopleToo(t *testing.T) {
	s, do := place(t, Options{})
	do("PUT", "applications/"+AppID+"/commands", askCommand)
	for name, u := range map[string]Use{
		"unknown command": {Command: "sing"},
		"unknown option":  {Command: "ask", Options: []Option{{Name: "verse"}}},
		"nothing asked":   {Command: "ask"},
	} {
		u.Guild, u.Channel = "70", "80"
		if _, err := s.Use(u); !errors.Is(err, errUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFaults(t *testing.T) {
	s, do := place(t, Options{})
	s.Fail(Fault{Path: "gateway", Status: 429, RetryAfter: 2 * time.Second, Global: true, Times: 2})
	for n, want := range []int{429, 429, 200} {
		if status, answer := do("GET", "gateway", ""); status != want || want == 429 && !strings.Contains(answer, `"retry_after":2.000`) {
			t.Errorf("request %d: %d %s", n+1, status, answer)
		}
	}
	if n := len(s.Requests()); n != 3 {
		t.Errorf("%d requests are recorded", n)
	}
}

func TestWantsTheToken(t *testing.T) {
	s, _ := place(t, Options{})
	resp, err := http.Get(s.URL() + "/api/v9/gateway/bot")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 401 {
		t.Error(resp.Status)
	}
}

func TestWaitGivesUp(t *testing.T) {
	s, _ := place(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Wait(ctx, func() bool { return false }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestTranscriptHoldsNoToken(t *testing.T) {
	var log bytes.Buffer
	_, do := place(t, Options{Token: "sesame", Transcript: &log})
	do("GET", "gateway", "")
	if text := log.String(); !strings.Contains(text, "GET gateway") || strings.Contains(text, "sesame") {
		t.Errorf("%q", text)
	}
}
