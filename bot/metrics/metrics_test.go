package metrics

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quotebot/bot"
)

// brain answers as it is told.
type brain struct{ outcome bot.Outcome }

func (b *brain) Handle(context.Context, bot.Request) bot.Reply { return bot.Reply{Outcome: b.outcome} }

func counted(context.Context) (Library, error) {
	return Library{Quotes: 4, WithSpeaker: 3, WithDate: 2, WithSource: 1, Checked: 8, Live: 7, Articles: 5, Bytes: 4096}, nil
}

// page is what Prometheus would read.
func page(t *testing.T, m *Metrics) string {
	t.Helper()
	s := httptest.NewServer(m.Page())
	defer s.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v\n%s", resp.StatusCode, err, text)
	}
	return string(text)
}

func TestPage(t *testing.T) {
	m := New("v9", counted)
	b := &brain{}
	h := m.Handler(b)
	for _, o := range []bot.Outcome{bot.Found, bot.Found, bot.Nothing} {
		b.outcome = o
		if got := h.Handle(t.Context(), bot.Request{Act: bot.Ask, Text: "secret words"}); got.Outcome != o {
			t.Errorf("the reply became %q", got.Outcome)
		}
	}
	m.Queued(3)
	m.Queued(-1)
	m.Limited()
	m.Overloaded()
	m.Gateway(true)
	m.BackedUp(time.Unix(1700000000, 0))
	m.BackupFailed()
	text := page(t, m)
	for _, want := range []string{
		`quotebot_requests_total{act="ask",outcome="found"} 2`,
		`quotebot_requests_total{act="ask",outcome="nothing"} 1`,
		`quotebot_requests_total{act="ask",outcome="nearest"} 0`,
		`quotebot_request_seconds_count{act="ask"} 3`,
		`quotebot_requests_in_progress 0`,
		`quotebot_queue_jobs 2`,
		`quotebot_rate_limited_total 1`,
		`quotebot_overloaded_total 1`,
		`quotebot_gateway_up 1`,
		`quotebot_gateway_lost_total 0`,
		`quotebot_backup_last_success_timestamp_seconds 1.7e+09`,
		`quotebot_backup_failures_total 1`,
		`quotebot_library_quotes 4`,
		`quotebot_library_quotes_with_speaker 3`,
		`quotebot_library_quotes_with_date 2`,
		`quotebot_library_quotes_with_source 1`,
		`quotebot_library_quotes_source_checked 8`,
		`quotebot_library_quotes_source_live 7`,
		`quotebot_library_articles 5`,
		`quotebot_library_bytes 4096`,
		`version="v9"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(text, "secret words") {
		t.Error("the page shows words")
	}
	m.Gateway(false)
	if text := page(t, m); !strings.Contains(text, "quotebot_gateway_up 0") || !strings.Contains(text, "quotebot_gateway_lost_total 1") {
		t.Error("a lost connection does not show")
	}
}

// A library that can't be counted takes no other figure along.
func TestPageWithoutLibrary(t *testing.T) {
	m := New("v9", func(context.Context) (Library, error) { return Library{}, errors.New("damaged") })
	text := page(t, m)
	if strings.Contains(text, "quotebot_library_quotes ") || !strings.Contains(text, "quotebot_gateway_up 0") {
		t.Errorf("the page is\n%s", text)
	}
}

// The dashboard and the alert rules use only figures that there are, and every figure of ours is on the dashboard.
func TestDashboardAndRules(t *testing.T) {
	m := New("v9", counted)
	m.Handler(&brain{}).Handle(t.Context(), bot.Request{Act: bot.Ask})
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range families {
		names = append(names, f.GetName())
	}
	name := regexp.MustCompile(`\b(quotebot|process|go)_[a-z_]+`)
	used := map[string]bool{}
	for _, file := range []string{"grafana.json", "alerts.yml"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "deploy", file))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, ".json") && !json.Valid(text) {
			t.Error("the dashboard is no JSON")
		}
		found := name.FindAllString(string(text), -1)
		if len(found) == 0 {
			t.Errorf("%s uses no figures", file)
		}
		for _, n := range found {
			family := n
			for _, end := range []string{"_bucket", "_count", "_sum"} {
				if base, ok := strings.CutSuffix(n, end); ok && slices.Contains(names, base) {
					family = base
				}
			}
			used[family] = true
			if !slices.Contains(names, family) {
				t.Errorf("%s uses %s, which there is not", file, n)
			}
		}
	}
	for _, n := range names {
		if strings.HasPrefix(n, "quotebot_") && !used[n] {
			t.Errorf("neither the dashboard nor a rule uses %s", n)
		}
	}
}
