package bot

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits bounds how much a person and a guild may ask of the bot. The zero value is not usable; see NewLimits.
type Limits struct {
	mu     sync.Mutex
	recent map[string]*rate.Limiter
	older  map[string]*rate.Limiter
}

// pace is how much is allowed: each seconds a request, and at most burst at once.
type pace struct {
	each  float64
	burst int
}

// What a person may ask in a while, for acts that are cheap and for those that fetch, read or write much; and what all
// people of a guild may ask together.
var (
	usualPace = pace{each: 2, burst: 20}
	heavyPace = pace{each: 15, burst: 5}
	guildPace = pace{each: 0.1, burst: 150}
)

// maxLimiters bounds the memory: two generations of that many people and guilds are remembered. Whoever is forgotten
// begins anew, which needs ten thousand others to ask in between.
const maxLimiters = 10_000

// NewLimits makes limits under which nobody has asked for anything yet.
func NewLimits() *Limits { return &Limits{recent: map[string]*rate.Limiter{}} }

// wait says for how long the asker has to wait before the act; 0 means not at all. What has to wait is not counted.
func (l *Limits) wait(r Request) time.Duration {
	if l == nil || r.Asker.Operator || r.Asker.User == "" {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var longest time.Duration
	asked := []*rate.Limiter{l.limiter("user "+r.Asker.User, usualPace)}
	if heavy(r) {
		asked = append(asked, l.limiter("heavy "+r.Asker.User, heavyPace))
	}
	if r.Asker.Guild != "" {
		asked = append(asked, l.limiter("guild "+r.Asker.Guild, guildPace))
	}
	for _, a := range asked {
		if t := a.TokensAt(r.Now); t < 1 {
			longest = max(longest, time.Duration(math.Ceil((1-t)/float64(a.Limit())))*time.Second)
		}
	}
	if longest > 0 {
		return longest
	}
	for _, a := range asked {
		a.AllowN(r.Now, 1)
	}
	return 0
}

// limiter gives the limiter of a key; where too many are remembered, the generation before the last is forgotten.
func (l *Limits) limiter(key string, p pace) *rate.Limiter {
	if a, ok := l.recent[key]; ok {
		return a
	}
	a, ok := l.older[key]
	if !ok {
		a = rate.NewLimiter(rate.Limit(1/p.each), p.burst)
	}
	if len(l.recent) >= maxLimiters {
		l.older, l.recent = l.recent, map[string]*rate.Limiter{}
	}
	l.recent[key] = a
	return a
}

// heavy says whether an act costs much.
func heavy(r Request) bool {
	switch r.Act {
	case From, Import, Export, Stats, PrivacyShow, ForgetMe, OptOut, OptIn:
		return true
	}
	return r.Picture
}

// free says whether an act is not counted: what mouths report, and completions, of which typing makes many (of the trash too).
func free(a Act) bool {
	switch a {
	case Complete, Trash, Due, Daily, Guilds, GuildGone, GuildBack, Edited, Deleted:
		return true
	}
	return false
}
