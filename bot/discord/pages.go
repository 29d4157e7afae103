package discord

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// timedOut is the label of a button that can't be pressed, beside those that could.
const timedOut = "Timed out. Ask again"

// lapses switches off, after a while, what can be pressed for a while only. It remembers a bounded number of messages; one
// that it has forgotten, by a restart too, keeps its buttons until somebody presses one whose time is over.
type lapses struct {
	mu     sync.Mutex
	timers map[string]*time.Timer
	closed bool
}

// mostLapses bounds the memory.
const mostLapses = 2000

func newLapses() *lapses { return &lapses{timers: map[string]*time.Timer{}} }

// set has off called after a while, instead of what was set for the key before.
func (l *lapses) set(key string, after time.Duration, off func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.timers[key]; t != nil {
		t.Stop()
		delete(l.timers, key)
	}
	if off == nil || l.closed || len(l.timers) >= mostLapses {
		return
	}
	var t *time.Timer
	t = time.AfterFunc(after, func() {
		l.mu.Lock()
		mine := l.timers[key] == t
		if mine {
			delete(l.timers, key)
		}
		l.mu.Unlock()
		if mine {
			off()
		}
	})
	l.timers[key] = t
}

// close forgets everything.
func (l *lapses) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, t := range l.timers {
		t.Stop()
	}
	clear(l.timers)
}

// watch has what lapses of an answer switched off in time: before the interaction's token ends, after which nothing of
// its message can be changed any more.
func (m *mouth) watch(j *job, answer message) {
	key, off := j.to.lapsing()
	components, any := lapse(answer.Components, j.scene.say(timedOut))
	if key == "" || answer.apart {
		return
	}
	if !any {
		m.lapses.set(key, 0, nil)
		return
	}
	m.lapses.set(key, m.o.Timing.Pages, func() {
		defer m.caught("lapse")
		ctx, cancel := context.WithTimeout(m.base, m.o.Timing.Job)
		defer cancel()
		if err := off(ctx, lapsed{components}); err != nil {
			m.o.Log.LogAttrs(ctx, slog.LevelDebug, "components not switched off", slog.Any("err", err))
		}
	})
}
