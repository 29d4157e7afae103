package search

import (
	"context"
	"slices"
	"sync"

	"quotebot/quotes"
)

// The limits of what is kept in memory, over all audiences.
const (
	keptNames = 200_000 // at some 350 bytes a name that is about 70 MB
	keptWords = 500_000 // at some 60 bytes a word that is about 30 MB
)

// few is how many names an audience may have for all of them to be read again when there is a new one. With more, new
// ones are put beside the others until they are a sixteenth of them.
const few = 2000

// roster has the names of one audience.
type roster struct {
	mu     sync.Mutex // held while it is brought up to date
	bulk   nameLists  // all names when they were last read
	recent nameLists  // those that came since
	last   int64      // id of the newest name of the whole library when it was
}

// nameLists are the names of an audience or of a part of it. They are never changed once made.
type nameLists struct {
	speakers, outlets             *nameList
	speakerChoices, outletChoices *completables
	last                          int64 // id of the newest of them
}

func (l nameLists) size() int {
	if l.speakers == nil {
		return 0
	}
	return len(l.speakers.all) + len(l.outlets.all)
}

// rostersFor gives the names of audiences, as they are now.
func (e *Engine) rostersFor(ctx context.Context, audiences []int64) ([]nameLists, error) {
	newest, err := e.index.NewestName(ctx)
	if err != nil {
		return nil, err
	}
	var lists []nameLists
	for _, a := range audiences {
		r := e.rosters.get(a, func() *roster { return &roster{last: -1} })
		bulk, recent, err := r.now(ctx, e.index, a, newest)
		if err != nil {
			return nil, err
		}
		e.rosters.resize(a, 1+bulk.size()+recent.size())
		for _, l := range []nameLists{bulk, recent} {
			if l.size() > 0 {
				lists = append(lists, l)
			}
		}
	}
	return lists, nil
}

// now gives the names of the audience, brought up to date when the library has newer ones.
func (r *roster) now(ctx context.Context, ix Index, audience, newest int64) (bulk, recent nameLists, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if newest == r.last {
		return r.bulk, r.recent, nil
	}
	added, err := readNames(ctx, ix, audience, r.bulk.last)
	if err != nil {
		return nameLists{}, nameLists{}, err
	}
	switch {
	case added.last == max(r.bulk.last, r.recent.last): // the new ones are others'
	case r.bulk.size() == 0:
		r.bulk = added
	case added.size() > max(r.bulk.size(), few)/16 || r.bulk.size() < few:
		if r.bulk, err = readNames(ctx, ix, audience, 0); err != nil {
			return nameLists{}, nameLists{}, err
		}
		r.recent = nameLists{}
	default:
		r.recent = added
	}
	r.last = newest
	return r.bulk, r.recent, nil
}

// readNames reads the names of an audience that are newer than one of them.
func readNames(ctx context.Context, ix Index, audience, after int64) (nameLists, error) {
	l := nameLists{last: after}
	read := func(kind string) ([]Name, error) {
		es, err := ix.Names(ctx, audience, kind, after)
		if err != nil {
			return nil, err
		}
		names := make([]Name, len(es))
		for i, entry := range es {
			l.last = max(l.last, entry.ID)
			names[i] = Name{Text: entry.Name, Quotes: entry.Quotes}
		}
		return names, nil
	}
	speakers, err := read("speaker")
	if err != nil {
		return l, err
	}
	outlets, err := read("outlet")
	if err != nil || len(speakers)+len(outlets) == 0 {
		return l, err
	}
	pairs, err := ix.Aliases(ctx, audience, after)
	if err != nil {
		return l, err
	}
	place := make(map[string]int, len(speakers))
	for i, s := range speakers {
		place[s.Text] = i
	}
	for _, p := range pairs {
		if i, ok := place[p[1]]; ok {
			speakers[i].Aliases = append(speakers[i].Aliases, p[0])
		}
	}
	l.speakers, l.outlets = newNameList(speakers), newNameList(outlets)
	l.speakerChoices, l.outletChoices = newCompletables(speakers), newCompletables(outlets)
	return l, nil
}

// namesFor gives the names that a question with this view may mean, and the audiences that the view belongs to.
func (e *Engine) namesFor(ctx context.Context, v quotes.View) (n Names, audiences []int64, err error) {
	if audiences, err = e.index.Audiences(ctx, v); err != nil {
		return Names{}, nil, err
	}
	lists, err := e.rostersFor(ctx, audiences)
	if err != nil {
		return Names{}, nil, err
	}
	for _, l := range lists {
		n.speakers, n.outlets = append(n.speakers, l.speakers), append(n.outlets, l.outlets)
	}
	return n, audiences, nil
}

// cache keeps what was made for some audiences. When all of it together is larger than most, that goes first which was
// not asked for the longest time. It is safe for use by several goroutines.
type cache[V any] struct {
	most int

	mu      sync.Mutex
	entries map[int64]*kept[V]
	size    int
	clock   int64
}

type kept[V any] struct {
	value V
	size  int
	used  int64
}

// get gives what is kept for an audience, or keeps what is made for it now.
func (c *cache[V]) get(audience int64, make func() V) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock++
	k := c.entries[audience]
	if k == nil {
		if c.entries == nil {
			c.entries = map[int64]*kept[V]{}
		}
		k = &kept[V]{value: make()}
		c.entries[audience] = k
	}
	k.used = c.clock
	return k.value
}

// resize says how large it has become, and makes room.
func (c *cache[V]) resize(audience int64, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.entries[audience]
	if k == nil || k.size == size {
		return
	}
	c.size += size - k.size
	k.size = size
	if c.size <= c.most {
		return
	}
	oldest := make([]int64, 0, len(c.entries))
	for a := range c.entries {
		oldest = append(oldest, a)
	}
	slices.SortFunc(oldest, func(a, b int64) int { return int(c.entries[a].used - c.entries[b].used) })
	for _, a := range oldest {
		if a != audience && c.size > c.most*3/4 { // a quarter at once, or it would be done for every question
			c.size -= c.entries[a].size
			delete(c.entries, a)
		}
	}
}
