package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// call is one REST request being answered.
type call struct {
	method string
	parts  []string // of the path, without /api/v9
	raw    []byte   // JSON
	files  []File
	auth   bool
}

var version = regexp.MustCompile(`^/api(/v[0-9]+)?/`)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/gateway/", s.serveGateway)
	mux.HandleFunc("/gateway", s.serveGateway)
	mux.HandleFunc("GET /attachments/", s.serveUpload)
	mux.HandleFunc("/", s.serveREST)
	return mux
}

func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	data, ok := s.uploads[r.URL.Path]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write(data)
}

// serveREST reads a request, lets a fault or the rules answer it, and records it.
func (s *Server) serveREST(w http.ResponseWriter, r *http.Request) {
	path := version.ReplaceAllString(r.URL.Path, "")
	c := &call{method: r.Method, parts: strings.Split(strings.Trim(path, "/"), "/"), auth: r.Header.Get("Authorization") == "Bot "+s.o.Token}
	bad := c.read(r)
	s.mu.Lock()
	latency := s.latency
	s.mu.Unlock()
	if latency > 0 {
		time.Sleep(latency)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	status, answer := 0, any(nil)
	if f := s.fault(r.Method, path); f != nil {
		status, answer = f.Status, map[string]any{"message": "told to", "code": f.Code}
		if f.Status == http.StatusTooManyRequests {
			after := strconv.FormatFloat(f.RetryAfter.Seconds(), 'f', 3, 64)
			w.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter.Round(time.Second).Seconds())))
			w.Header().Set("X-RateLimit-Reset-After", after)
			w.Header().Set("X-RateLimit-Scope", map[bool]string{true: "global", false: "user"}[f.Global])
			if f.Global {
				w.Header().Set("X-RateLimit-Global", "true")
			}
			answer = map[string]any{"message": "You are being rate limited.", "retry_after": json.Number(after), "global": f.Global}
		}
	} else if version.MatchString(r.URL.Path) && bad == nil {
		status, answer = s.answer(c)
	} else {
		status, answer = 400, map[string]any{"message": "400: Bad Request", "code": 0}
	}
	if s.o.Forget {
		s.requests, s.messages = nil, nil
		if c.is("POST interactions/*/*/callback") {
			delete(s.interactions, c.parts[2])
		}
	}
	s.requests = append(s.requests, Request{Method: r.Method, Path: path, Body: c.raw, Files: c.files, Status: status, At: time.Now()})
	s.say("bot", r.Method+" "+path, json.RawMessage(cmpRaw(c.raw)))
	s.say("rest", strconv.Itoa(status), answer)
	s.did()
	if answer == nil {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

func cmpRaw(raw []byte) []byte {
	if !json.Valid(raw) {
		return []byte("null")
	}
	return raw
}

// fault takes the first fault that fits. It needs the lock.
func (s *Server) fault(method, path string) *Fault {
	for i, f := range s.faults {
		if f.Method != "" && f.Method != method || !strings.Contains(path, f.Path) {
			continue
		}
		if f.Times--; f.Times <= 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return f
	}
	return nil
}

// read takes the body apart: JSON, or a form with payload_json and files.
func (c *call) read(r *http.Request) error {
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		raw, err := io.ReadAll(io.LimitReader(r.Body, 32<<20))
		c.raw = raw
		if err == nil && len(raw) > 0 && (kind != "application/json" || !json.Valid(raw)) {
			err = errors.New("not JSON")
		}
		return err
	}
	form := multipart.NewReader(r.Body, params["boundary"])
	for {
		p, err := form.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return err
		}
		if p.FormName() == "payload_json" {
			c.raw = data
		} else if strings.HasPrefix(p.FormName(), "files[") {
			c.files = append(c.files, File{Name: p.FileName(), Data: data})
		}
	}
}

// is matches the request with a route such as "POST channels/*/messages".
func (c *call) is(route string) bool {
	method, path, _ := strings.Cut(route, " ")
	want := strings.Split(path, "/")
	if c.method != method || len(want) != len(c.parts) {
		return false
	}
	for i, w := range want {
		if w != "*" && w != c.parts[i] {
			return false
		}
	}
	return true
}

// answer finds the answer to a request. It needs the lock.
func (s *Server) answer(c *call) (int, any) {
	status, answer, err := s.route(c)
	if err != nil {
		return err.status, map[string]any{"message": err.message, "code": err.code}
	}
	return status, answer
}

func (s *Server) route(c *call) (int, any, *refusal) {
	// These need no token of the bot: an interaction's own token is in the path.
	switch {
	case c.is("GET gateway"):
		return 200, map[string]any{"url": "ws://" + s.addr + "/gateway"}, nil
	case c.is("POST interactions/*/*/callback"):
		return s.callback(c)
	case c.is("PATCH webhooks/*/*/messages/@original"), c.is("DELETE webhooks/*/*/messages/@original"), c.is("POST webhooks/*/*"):
		return s.webhook(c)
	}
	if !c.auth {
		return 0, nil, &refusal{401, 0, "401: Unauthorized"}
	}
	if answer, ok := s.self(c); ok {
		return 200, answer, nil
	}
	p := func(i int) string { return c.parts[i] }
	switch {
	case c.is("GET gateway/bot"):
		limit := map[string]any{"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 1}
		return 200, map[string]any{"url": "ws://" + s.addr + "/gateway", "shards": s.o.Shards, "session_start_limit": limit}, nil
	case c.is("GET applications/*/commands"):
		return s.listed("")
	case c.is("PUT applications/*/commands"):
		return s.register(c, "")
	case c.is("GET applications/*/guilds/*/commands"):
		return s.listed(p(3))
	case c.is("PUT applications/*/guilds/*/commands"):
		return s.register(c, p(3))
	case c.is("POST channels/*/messages"):
		return s.create(c, p(1))
	case c.is("PATCH channels/*/messages/*"):
		return s.change(c, p(1), p(3))
	case c.is("POST channels/*/typing"):
		if s.place(p(1)) == nil && !s.isDirect(p(1)) {
			return 0, nil, &refusal{404, 10003, "Unknown Channel"}
		}
		return 204, nil, nil
	case c.is("POST users/@me/channels"):
		var d struct {
			User string `json:"recipient_id"`
		}
		if json.Unmarshal(c.raw, &d) != nil || d.User == "" {
			return 0, nil, invalid("recipient_id")
		}
		return 200, map[string]any{"id": s.directChannel(d.User), "type": 1}, nil
	case c.is("GET guilds/*"), c.is("GET guilds/*/channels"), c.is("GET guilds/*/members/*"):
		return s.guildFacts(c)
	case c.is("GET channels/*"):
		if ch := s.place(p(1)); ch != nil {
			return 200, ch, nil
		}
		return 0, nil, &refusal{404, 10003, "Unknown Channel"}
	case c.is("GET channels/*/thread-members/*"):
		if ch := s.place(p(1)); ch != nil && slices.Contains(ch.ThreadMembers, p(3)) {
			return 200, map[string]any{"id": ch.ID, "user_id": p(3), "join_timestamp": time.Now(), "flags": 0}, nil
		}
		return 0, nil, &refusal{404, 10007, "Unknown Member"}
	}
	return 0, nil, &refusal{404, 0, "404: Not Found"}
}

func (s *Server) listed(guild string) (int, any, *refusal) {
	if raw := s.commands[guild]; raw != nil {
		return 200, raw, nil
	}
	return 200, []any{}, nil
}

// register keeps command definitions the way Discord gives them back: with ids and defaults filled in.
func (s *Server) register(c *call, guild string) (int, any, *refusal) {
	var defs []definition
	var kept []map[string]any
	if json.Unmarshal(c.raw, &defs) != nil || json.Unmarshal(c.raw, &kept) != nil {
		return 0, nil, invalid("commands")
	}
	if err := checkCommands(defs); err != nil {
		return 0, nil, err
	}
	for _, k := range kept {
		k["id"], k["application_id"], k["version"] = s.id(), AppID, s.id()
		k["default_member_permissions"], k["nsfw"] = nil, false
		if k["type"] == nil {
			k["type"] = 1
		}
		if k["description"] == nil {
			k["description"] = ""
		}
	}
	raw, err := json.Marshal(kept)
	if err != nil {
		panic(err)
	}
	s.commands[guild] = raw
	return 200, json.RawMessage(raw), nil
}

// callback is the first response to an interaction.
func (s *Server) callback(c *call) (int, any, *refusal) {
	i := s.interactions[c.parts[2]]
	if i == nil || i.ID != c.parts[1] || i.state == waiting && time.Since(i.at) > s.o.FirstReply {
		return 0, nil, &refusal{404, 10062, "Unknown interaction"}
	}
	if i.state != waiting {
		return 0, nil, &refusal{400, 40060, "Interaction has already been acknowledged."}
	}
	var r struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(c.raw, &r) != nil {
		return 0, nil, invalid("type")
	}
	component := i.into != nil
	switch {
	case i.completion && r.Type == 8:
		choices, err := checkChoices(r.Data)
		if err != nil {
			return 0, nil, err
		}
		i.choices = choices
	case i.completion:
		return 0, nil, invalid("type: %d does not fit a completion", r.Type)
	case r.Type == 5, r.Type == 6 && component:
		b := body{}
		if len(r.Data) > 0 && json.Unmarshal(r.Data, &b) != nil {
			return 0, nil, invalid("data")
		}
		i.state, i.deferredFlags, i.responded = thinking, b.Flags&ephemeral, time.Now()
		if r.Type == 6 {
			i.original, i.state, i.pending = i.into, shown, true
		}
		return 204, nil, nil
	case r.Type == 4:
		m, err := s.message(c.files, r.Data, i.Channel, false)
		if err != nil {
			return 0, nil, err
		}
		m.of = i
		i.original = m
	case r.Type == 7 && component:
		m, err := s.message(c.files, r.Data, i.Channel, true)
		if err != nil {
			return 0, nil, err
		}
		s.replace(i.into, m, r.Data)
		i.original = i.into
	case r.Type == 9 && !i.fromForm:
		var f Form
		if json.Unmarshal(r.Data, &f) != nil {
			return 0, nil, invalid("data")
		}
		if err := checkForm(&f); err != nil {
			return 0, nil, err
		}
		i.form = &f
	default:
		return 0, nil, invalid("type: %d does not fit", r.Type)
	}
	i.state, i.responded = shown, time.Now()
	return 204, nil, nil
}

// replace changes a message as an edit does: what the edit does not name stays. It needs the lock.
func (s *Server) replace(m, by *Message, raw json.RawMessage) {
	var named map[string]json.RawMessage
	_ = json.Unmarshal(raw, &named) // was decoded before
	if _, ok := named["content"]; !ok {
		by.Content = m.Content
	}
	if _, ok := named["embeds"]; !ok {
		by.Embeds = m.Embeds
	}
	if _, ok := named["components"]; !ok {
		by.Components = m.Components
	}
	if _, ok := named["attachments"]; !ok && len(by.Files) == 0 {
		by.Files = m.Files
	}
	by.Flags, by.Edits, by.ReplyTo = m.Flags, m.Edits+1, m.ReplyTo
	if _, ok := named["allowed_mentions"]; !ok {
		by.Pings = m.Pings
	}
	m.replaced(by)
	s.messages = slices.DeleteFunc(s.messages, func(x *Message) bool { return x == by })
}

// webhook changes the first response, or adds a message after it.
func (s *Server) webhook(c *call) (int, any, *refusal) {
	i := s.interactions[c.parts[2]]
	switch {
	case i == nil || c.parts[1] != AppID:
		return 0, nil, &refusal{404, 10015, "Unknown Webhook"}
	case time.Since(i.at) > 15*time.Minute:
		return 0, nil, &refusal{401, 50027, "Invalid Webhook Token"}
	case i.state == waiting:
		return 0, nil, &refusal{404, 10015, "Unknown Webhook"}
	}
	if c.method == "DELETE" {
		if i.original == nil || i.state != shown || i.original.Deleted {
			return 0, nil, &refusal{404, 10008, "Unknown Message"}
		}
		i.original.Deleted = true
		return 204, nil, nil
	}
	edit := c.method == "PATCH"
	if edit && i.state == shown && (i.original == nil || i.original.Deleted) {
		return 0, nil, &refusal{404, 10008, "Unknown Message"}
	}
	m, err := s.message(c.files, c.raw, i.Channel, edit && i.original != nil)
	if err != nil {
		return 0, nil, err
	}
	i.pending = false
	switch {
	case i.state == thinking: // an edit or the first message after a deferral: both take the deferral's place
		m.Flags = m.Flags&^ephemeral | i.deferredFlags
		m.of = i
		i.original, i.state = m, shown
	case edit:
		s.replace(i.original, m, c.raw)
	default:
		m.of = i
		i.followUps = append(i.followUps, m)
	}
	return 200, m, nil
}

// message checks and keeps what the bot shows.
func (s *Server) message(files []File, raw json.RawMessage, channel string, edit bool) (*Message, *refusal) {
	var b body
	if json.Unmarshal(raw, &b) != nil {
		return nil, invalid("message")
	}
	if err := checkMessage(&b, files, edit); err != nil {
		return nil, err
	}
	m := &Message{ID: s.id(), Channel: channel, Content: b.Content, Embeds: b.Embeds, Components: b.Components, Files: files, Flags: b.Flags, raw: bytes.Clone(raw)}
	m.Pings = b.Mentions == nil || len(b.Mentions.Parse) > 0
	if b.Reference != nil {
		m.ReplyTo = b.Reference.MessageID
	}
	s.messages = append(s.messages, m)
	return m, nil
}

// create puts a message into a channel.
func (s *Server) create(c *call, channel string) (int, any, *refusal) {
	if s.place(channel) == nil && !s.isDirect(channel) {
		return 0, nil, &refusal{404, 10003, "Unknown Channel"}
	}
	m, err := s.message(c.files, c.raw, channel, false)
	if err != nil {
		return 0, nil, err
	}
	if m.Flags&ephemeral != 0 {
		return 0, nil, invalid("flags: only answers to interactions are ephemeral")
	}
	return 200, m, nil
}

// change edits a message of the bot's in a channel.
func (s *Server) change(c *call, channel, id string) (int, any, *refusal) {
	for _, old := range s.messages {
		if old.ID != id || old.Channel != channel || old.Deleted {
			continue
		}
		m, err := s.message(c.files, c.raw, channel, true)
		if err != nil {
			return 0, nil, err
		}
		s.replace(old, m, c.raw)
		return 200, old, nil
	}
	return 0, nil, &refusal{404, 10008, "Unknown Message"}
}

func (s *Server) guildFacts(c *call) (int, any, *refusal) {
	g := s.guilds[c.parts[1]]
	if g == nil {
		return 0, nil, &refusal{404, 10004, "Unknown Guild"}
	}
	switch len(c.parts) {
	case 2:
		return 200, map[string]any{"id": g.ID, "owner_id": g.Owner, "roles": g.Roles, "name": g.ID}, nil
	case 3:
		list := []Channel{}
		for _, ch := range g.Channels {
			if ch.Type < 10 || ch.Type > 12 { // threads are not in the list
				list = append(list, ch)
			}
		}
		return 200, list, nil
	default:
		for _, m := range g.Members {
			if m.User.ID == c.parts[3] {
				return 200, m, nil
			}
		}
		return 0, nil, &refusal{404, 10007, "Unknown Member"}
	}
}
