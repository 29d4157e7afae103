package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWatchCommand adds a page, changes it at its server, and reads it again two days later.
func TestWatchCommand(t *testing.T) {
	const page = `<html lang="en"><title>Old bridge to close</title><body><article><h1>Old bridge to close</h1>
		<p>PORT ELLERY — The old iron bridge over the Tarn will close on Monday for at least two years, the town council decided.</p>
		<p>“We can mend it now or we can fish it out of the river later,” Mayor Ada Brook told reporters on Tuesday.</p>
		<p>“Two years is a long time to wait for a customer,” said Tomas Reyle, who has sold bread beside the bridge since 1998.</p>
		</article></body></html>`
	now := page
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		io.WriteString(w, now)
	}))
	defer server.Close()
	env := map[string]string{"QUOTEBOT_DB": filepath.Join(t.TempDir(), "quotes.db"), "QUOTEBOT_FETCH_ALLOW": "127.0.0.0/8"}
	at := time.Date(2024, time.March, 13, 9, 0, 0, 0, time.UTC)
	run := func(want string, args ...string) {
		t.Helper()
		var out, errw bytes.Buffer
		a := &app{getenv: func(name string) string { return env[name] }, in: strings.NewReader(""), out: &out, errw: &errw, now: func() time.Time { return at }}
		root := a.root()
		root.SetArgs(args)
		if err := root.ExecuteContext(t.Context()); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, errw.String())
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%v wrote\n%s\nwithout %q", args, out.String(), want)
		}
	}
	run("quotes added", "add", server.URL+"/bridge")
	run("No source was ever read again", "watch", "--list")
	run("No source is to be read again now", "watch")
	run("as it was, seen 2024-03-13", "watch", "--now")
	run("still in the source on Wed 13 Mar 2024", "ask", "mend it or fish it out of the river")

	now = strings.NewReplacer("fish it out", "pull it out", "<p>“Two years is a long time to wait for a customer,” said Tomas", "<p>Not amused was Tomas",
		"</article>", "<p>Correction: The mayor's words were given wrongly at first.</p></article>").Replace(page)
	at = at.Add(48 * time.Hour)
	run("a quote was taken out, seen 2024-03-15\n  correction: Correction: The mayor's words", "watch")
	run("next on ", "watch", "--list")
	run("[-fish-] {+pull+} it out of the river", "watch", "--list")
	run("the source has changed since: seen Fri 15 Mar 2024", "ask", "mend it or fish it out of the river")
	run(`"source":{"page":"missing","quote":"changed","since":"2024-03-15","seen":"2024-03-15","now":"We can mend it now or we can pull it out of the river later,"`,
		"ask", "--json", "mend it or fish it out of the river")
	run("the source has taken these words out since", "ask", "two years is a long time to wait for a customer")
	run("We can mend it now or we can fish it out of the river later", "export")
}
