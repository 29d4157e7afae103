package watch

import (
	"encoding/binary"
	"hash/fnv"
	"time"
)

const day = 24 * time.Hour

// ages are how old, in days since adding, an article is when it is read again. Most changes come on the first day; after
// two years it is left alone.
var ages = [...]int{1, 3, 7, 21, 60, 120, 240, 365, 540, 730}

const (
	leastGap  = day / 2 // between two readings that gave a verdict
	firstWait = 6 * time.Hour
	longest   = 7 * day // a page that gives no verdict is asked for again after this at the latest
	mostTries = 5       // then it waits for its next age
)

// First is when an article is read for the first time: at its first age or, when that is over because it was not watched
// until now, within a day. The zero time means never: it is too old.
func First(article int64, added, now time.Time) time.Time {
	if at := due(article, added, 0); at.After(now) {
		return at
	}
	if next(article, added, now).IsZero() {
		return time.Time{}
	}
	return now.Add(time.Duration(share(article, len(ages)) * float64(day)).Truncate(time.Second))
}

// next is the first of an article's times that is not too soon after now, or zero.
func next(article int64, added, now time.Time) time.Time {
	for i := range ages {
		if at := due(article, added, i); at.After(now.Add(leastGap)) {
			return at
		}
	}
	return time.Time{}
}

// again is when to ask again for a page that gave no verdict: after twice as long each time, not sooner than the server
// asks for, and after a few times only at the article's next age.
func again(r Record, wait time.Duration, now time.Time) time.Time {
	if r.Tries > mostTries {
		return next(r.Article, r.Added, now.Add(wait))
	}
	own := jittered(r.Article, r.Tries, min(firstWait<<(r.Tries-1), longest))
	return now.Add(max(own, wait))
}

// due is about when an article reaches its i-th age: sources that were added together are not all read together.
func due(article int64, added time.Time, i int) time.Time {
	return added.Add(jittered(article, i, time.Duration(ages[i])*day))
}

// jittered makes a time up to a tenth, and up to three days, shorter or longer.
func jittered(article int64, i int, d time.Duration) time.Duration {
	return d + time.Duration((2*share(article, i)-1)*float64(min(d/10, 3*day))).Truncate(time.Second)
}

// share is a number from 0 to 1 that looks random and is always the same for the same article and turn.
func share(article int64, turn int) float64 {
	h := fnv.New64a()
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], uint64(article))
	binary.LittleEndian.PutUint64(b[8:], uint64(turn))
	_, _ = h.Write(b[:]) // a hash never fails
	x := h.Sum64()
	x ^= x >> 33 // the low bits of FNV are better mixed than the high ones
	x *= 0xff51afd7ed558ccd
	return float64((x^x>>33)>>11) / (1 << 53)
}
