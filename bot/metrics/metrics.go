// Package metrics counts what the bot does, in the form that Prometheus reads (https://prometheus.io/docs/concepts). It
// stands between the mouths and the brain and looks at requests and replies as they pass; of their words it keeps nothing.
// Names follow https://prometheus.io/docs/practices/naming. deploy/ has a dashboard and alert rules that use them.
package metrics

import (
	"context"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"quotebot/bot"
)

// fresh is how long the library's figures are shown before they are counted anew: counting reads every quote.
const fresh = time.Minute

// Library is what the library holds.
type Library struct {
	Quotes      int64
	WithSpeaker int64 // quotes whose speaker is known
	WithDate    int64 // quotes whose day, or at least year, is known
	WithSource  int64 // quotes with an address to read on
	Checked     int64 // quotes whose source was read again since
	Live        int64 // of these, quotes whose words still stood there
	Articles    int64
	Bytes       int64 // of the file
}

// Metrics are the figures of one running bot. It is safe for use by several goroutines, and is the meter of the Discord
// mouth.
type Metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec
	seconds    *prometheus.HistogramVec
	working    prometheus.Gauge
	gateway    prometheus.Gauge
	lost       prometheus.Counter
	queue      prometheus.Gauge
	overloaded prometheus.Counter
	limited    prometheus.Counter
	backup     prometheus.Gauge
	failures   prometheus.Counter
}

// New makes the figures. count counts what is in the library; it is asked when somebody looks, at most once a minute.
func New(version string, count func(context.Context) (Library, error)) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "quotebot_requests_total", Help: "Requests answered, by what was wanted and what came of it.",
		}, []string{"act", "outcome"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "quotebot_request_seconds", Help: "Time from a request to its reply, without the way to and from Discord.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"act"}),
		working:    gauge("quotebot_requests_in_progress", "Requests being worked on."),
		gateway:    gauge("quotebot_gateway_up", "1 while every shard is connected to Discord's gateway."),
		lost:       counter("quotebot_gateway_lost_total", "How often the connection to the gateway was lost."),
		queue:      gauge("quotebot_queue_jobs", "Jobs in hand and waiting."),
		overloaded: counter("quotebot_overloaded_total", "Requests turned away because the queue was full."),
		limited:    counter("quotebot_rate_limited_total", "Answers of Discord that say we ask too often (status 429)."),
		backup:     gauge("quotebot_backup_last_success_timestamp_seconds", "When the last scheduled backup succeeded; 0 before the first."),
		failures:   counter("quotebot_backup_failures_total", "Scheduled backups that failed."),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "quotebot_build_info", Help: "Always 1; the labels tell what runs.",
		ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.seconds, m.working, m.gateway, m.lost, m.queue, m.overloaded, m.limited, m.backup, m.failures, build,
		newLibrary(count), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, outcome := range []bot.Outcome{bot.Found, bot.Nearest, bot.Nothing} { // there from the start, so that rates are right
		m.requests.WithLabelValues(string(bot.Ask), string(outcome))
	}
	return m
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
}

func counter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
}

// Handler counts what next answers.
func (m *Metrics) Handler(next bot.Handler) bot.Handler { return &handler{m, next} }

type handler struct {
	m    *Metrics
	next bot.Handler
}

// Handle implements bot.Handler.
func (h *handler) Handle(ctx context.Context, r bot.Request) bot.Reply {
	start := time.Now()
	h.m.working.Inc()
	defer h.m.working.Dec()
	reply := h.next.Handle(ctx, r)
	h.m.seconds.WithLabelValues(string(r.Act)).Observe(time.Since(start).Seconds())
	h.m.requests.WithLabelValues(string(r.Act), string(reply.Outcome)).Inc()
	return reply
}

// Gateway tells whether every shard is connected.
func (m *Metrics) Gateway(live bool) {
	if live {
		m.gateway.Set(1)
		return
	}
	m.gateway.Set(0)
	m.lost.Inc()
}

// Queued tells that so many more jobs are in hand or waiting.
func (m *Metrics) Queued(by int) { m.queue.Add(float64(by)) }

// Overloaded tells that somebody was turned away.
func (m *Metrics) Overloaded() { m.overloaded.Inc() }

// Limited tells that Discord wants us to ask less.
func (m *Metrics) Limited() { m.limited.Inc() }

// BackedUp tells that a backup succeeded.
func (m *Metrics) BackedUp(at time.Time) { m.backup.Set(float64(at.Unix())) }

// BackupFailed tells that one did not.
func (m *Metrics) BackupFailed() { m.failures.Inc() }

// Page shows the figures.
func (m *Metrics) Page() http.Handler {
	// A library that can't be counted must not hide the other figures.
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// library counts what is in the library when somebody looks.
type library struct {
	count func(context.Context) (Library, error)
	gauge []*prometheus.Desc

	mu   sync.Mutex
	at   time.Time
	last Library
}

func newLibrary(count func(context.Context) (Library, error)) *library {
	l := &library{count: count}
	for _, d := range [][2]string{
		{"quotebot_library_quotes", "Quotes in the library, of every scope."},
		{"quotebot_library_quotes_with_speaker", "Quotes whose speaker is known."},
		{"quotebot_library_quotes_with_date", "Quotes whose day, or at least year, is known."},
		{"quotebot_library_quotes_with_source", "Quotes with an address to read on."},
		{"quotebot_library_quotes_source_checked", "Quotes whose source was read again since they were added."},
		{"quotebot_library_quotes_source_live", "Of these, quotes whose words still stood in their source."},
		{"quotebot_library_articles", "Articles that quotes come from."},
		{"quotebot_library_bytes", "Size of the library's file."},
	} {
		l.gauge = append(l.gauge, prometheus.NewDesc(d[0], d[1], nil, nil))
	}
	return l
}

// Describe implements prometheus.Collector.
func (l *library) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range l.gauge {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (l *library) Collect(ch chan<- prometheus.Metric) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); l.at.IsZero() || now.Sub(l.at) >= fresh {
		ctx, cancel := context.WithTimeout(context.Background(), fresh/4) // the interface gives no context
		defer cancel()
		counted, err := l.count(ctx)
		if err != nil {
			ch <- prometheus.NewInvalidMetric(l.gauge[0], err)
			return
		}
		l.last, l.at = counted, now
	}
	c := l.last
	for i, v := range []int64{c.Quotes, c.WithSpeaker, c.WithDate, c.WithSource, c.Checked, c.Live, c.Articles, c.Bytes} {
		ch <- prometheus.MustNewConstMetric(l.gauge[i], prometheus.GaugeValue, float64(v))
	}
}
