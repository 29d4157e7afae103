package discord

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// wire is a connection that has received some bytes and then ends.
type wire struct {
	net.Conn // nil: what is not below is not called
	in       io.Reader
	sent     bytes.Buffer
}

func (w *wire) Read(p []byte) (int, error)         { return w.in.Read(p) }
func (w *wire) Write(p []byte) (int, error)        { return w.sent.Write(p) }
func (w *wire) Close() error                       { return nil }
func (w *wire) SetReadDeadline(time.Time) error    { return nil }
func (w *wire) SetWriteDeadline(t time.Time) error { return nil }

const switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"

// through sends bytes through a guard, and gives what the library would read, what the sink got and why it ended.
func through(t *testing.T, received []byte) (library []byte, events []string, end *ending, w *wire) {
	t.Helper()
	w = &wire{in: bytes.NewReader(received)}
	g := newGuard(w, time.Second, time.Now, func(event string, _ json.RawMessage) { events = append(events, event) })
	library, err := io.ReadAll(g)
	if err == nil {
		t.Fatal("the guard ends without a reason")
	}
	if n, err := g.Write([]byte("late")); n != 4 || err != nil {
		t.Errorf("a write after the end: %d, %v", n, err)
	}
	return library, events, g.ending(), w
}

func TestGuardEndings(t *testing.T) {
	hello := `{"op":10,"d":{"heartbeat_interval":41250}}`
	closing := func(code uint16) []byte { return frame(frameClose, binary.BigEndian.AppendUint16(nil, code)) }
	message := func(s string) []byte { return frame(frameText, []byte(s)) }
	tests := []struct {
		name   string
		frames []byte
		want   ending
	}{
		{"op 7", message(`{"op":7,"d":null}`), ending{reconnect: true}},
		{"op 9", message(`{"op":9,"d":false}`), ending{lost: true}},
		{"op 9, resumable", message(`{"op":9,"d":true}`), ending{}},
		{"close 4004", closing(4004), ending{code: 4004}},
		{"close 4009", closing(4009), ending{code: 4009, lost: true}},
		{"close 1000", closing(1000), ending{code: 1000, lost: true}},
		{"close without a code", frame(frameClose, nil), ending{code: 1005}},
		{"READY without a session", message(`{"op":0,"t":"READY","s":1,"d":{}}`), ending{lost: true}},
		{"hello without an interval", message(`{"op":10,"d":{}}`), ending{}},
		{"a mask", []byte{0x81, 0x80, 0, 0, 0, 0}, ending{}},
		{"a frame of 2^63 bytes", []byte{0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0}, ending{}},
		{"a cut frame", message(hello)[:9], ending{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, end, w := through(t, append([]byte(switched), tt.frames...))
			if end.code != tt.want.code || end.lost != tt.want.lost || end.reconnect != tt.want.reconnect {
				t.Errorf("%+v, want %+v", *end, tt.want)
			}
			if !bytes.Equal(w.sent.Bytes(), closeFrame(4000)) { // not 1000, which would end the session
				t.Errorf("sent %x", w.sent.Bytes())
			}
		})
	}
}

// TestGuardKeepsTheSession: the library's close frame, with code 1000, does not go out before the bot leaves.
func TestGuardKeepsTheSession(t *testing.T) {
	closing := closeFrame(1000)
	for _, leaving := range []bool{false, true} {
		w := &wire{in: bytes.NewReader([]byte(switched))}
		g := newGuard(w, time.Second, time.Now, nil)
		if _, err := io.ReadFull(g, make([]byte, len(switched))); err != nil {
			t.Fatal(err)
		}
		if leaving {
			g.leave()
		}
		if _, err := g.Write(closing); err != nil {
			t.Fatal(err)
		}
		want := closeFrame(4000)
		if leaving {
			want = closing
		}
		if !bytes.Equal(w.sent.Bytes(), want) {
			t.Errorf("leaving %v: sent %x", leaving, w.sent.Bytes())
		}
	}
}

func TestGuardPassesEvents(t *testing.T) {
	var in []byte
	for _, s := range []string{
		`{"op":10,"d":{"heartbeat_interval":41250}}`, `{"op":11}`, `{"op":0,"t":"READY","s":1,"d":{"session_id":"a","user":{"id":"1"},"guilds":[null]}}`,
		`{"op":0,"t":"GUILD_CREATE","s":2,"d":{"channels":[null]}}`, `null`, `{"op":11}`,
	} {
		in = append(in, frame(frameText, []byte(s))...)
	}
	in = append(in, 0x01, 7)
	in = append(in, `{"op":1`...)
	in = append(in, frame(framePing, []byte("hi"))...) // between two fragments
	in = append(in, 0x80, 1, '}')
	library, events, _, _ := through(t, append([]byte(switched), in...))
	var want bytes.Buffer
	want.WriteString(switched)
	for _, s := range []string{
		`{"d":{"heartbeat_interval":41250},"op":10}`, `{"d":{"resume_gateway_url":"","session_id":"a"},"op":0,"s":1,"t":"READY"}`,
		`{"op":0,"s":2}`, `{"op":11}`,
	} {
		want.Write(frame(frameText, []byte(s)))
	}
	want.Write(frame(framePing, []byte("hi")))
	want.Write(frame(frameText, []byte(`{"op":1}`)))
	if !bytes.Equal(library, want.Bytes()) {
		t.Errorf("the library reads\n%q\nwant\n%q", library, want.Bytes())
	}
	if len(events) != 2 || events[0] != "READY" || events[1] != "GUILD_CREATE" {
		t.Errorf("events: %v", events)
	}
}

func TestGuardLetsARefusalThrough(t *testing.T) {
	const answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy"
	library, _, end, _ := through(t, []byte(answer))
	if string(library) != answer || !errors.Is(end, io.EOF) {
		t.Errorf("%q, %v", library, end)
	}
}

// FuzzGuard: whatever the gateway sends, the library reads only whole frames that it survives.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{`{"op":10,"d":{"heartbeat_interval":1}}`, `{"op":0,"t":"READY","s":1,"d":{"session_id":"a","user":{}}}`, `{"op":9}`, "null", `{"op":0}`} {
		f.Add(append(frame(frameText, []byte(s)), frame(framePing, nil)...))
	}
	f.Add(frame(frameText, bytes.Repeat([]byte("x"), 70_000)))
	f.Fuzz(func(t *testing.T, sent []byte) {
		library, _, _, _ := through(t, append([]byte(switched), sent...))
		rest, ok := bytes.CutPrefix(library, []byte(switched))
		if !ok {
			t.Fatalf("the handshake was changed: %q", library)
		}
		for len(rest) > 0 {
			kind, size, head := rest[0], int(rest[1]), 2
			switch size {
			case 126:
				size, head = int(binary.BigEndian.Uint16(rest[2:])), 4
			case 127:
				size, head = int(binary.BigEndian.Uint64(rest[2:])), 10
			}
			payload := rest[head : head+size]
			rest = rest[head+size:]
			if kind == 0x80|framePing {
				continue
			}
			var m struct {
				Op int
				D  struct {
					Interval int64 `json:"heartbeat_interval"`
				}
			}
			if err := json.Unmarshal(payload, &m); kind != 0x80|frameText || err != nil || payload[0] != '{' {
				t.Fatalf("the library reads a frame of kind %x: %q", kind, payload)
			}
			if m.Op != opDispatch && m.Op != opHeartbeat && m.Op != opHello && m.Op != opHeartbeatAck || m.Op == opHello && m.D.Interval < 1 {
				t.Fatalf("the library reads %q", payload)
			}
		}
	})
}
