package search

import (
	"context"
	"fmt"

	"quotebot/quotes"
)

// roster has the names of the audiences of one view.
type roster struct {
	names    Names
	speakers completables
	outlets  completables
	last     int64 // id of the newest name in it
	size     int   // how many names there are
}

// keptViews bounds how many views' names and audiences' words are kept in memory.
const keptViews = 64

// keptNames bounds how many names they have together: each view has those of the library once more. At some 350 bytes a
// name that is about 70 MB.
const keptNames = 200_000

// namesFor gives the names that a view may see, as they are now.
func (e *Engine) namesFor(ctx context.Context, v quotes.View) (Names, error) {
	r, err := e.rosterFor(ctx, v)
	if err != nil {
		return Names{}, err
	}
	return r.names, nil
}

// rosterFor reads the names of a view when there are new ones.
func (e *Engine) rosterFor(ctx context.Context, v quotes.View) (*roster, error) {
	audiences, err := e.index.Audiences(ctx, v)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprint(audiences)
	e.mu.Lock()
	defer e.mu.Unlock()
	old := e.rosters[key]
	fresh := old != nil
	for _, kind := range []string{"speaker", "outlet"} {
		for i := 0; fresh && i < len(audiences); i++ {
			newer, err := e.index.Names(ctx, audiences[i], kind, old.last)
			if err != nil {
				return nil, err
			}
			fresh = len(newer) == 0
		}
	}
	if fresh {
		return old, nil
	}
	r, err := e.readRoster(ctx, audiences)
	if err != nil {
		return nil, err
	}
	kept := r.size
	for _, other := range e.rosters {
		kept += other.size
	}
	if len(e.rosters) >= keptViews || kept > keptNames {
		clear(e.rosters)
	}
	e.rosters[key] = r
	return r, nil
}

func (e *Engine) readRoster(ctx context.Context, audiences []int64) (*roster, error) {
	r := &roster{}
	merged := map[string]map[string]*Name{"speaker": {}, "outlet": {}}
	order := map[string][]string{}
	for _, a := range audiences {
		for _, kind := range []string{"speaker", "outlet"} {
			es, err := e.index.Names(ctx, a, kind, 0)
			if err != nil {
				return nil, err
			}
			for _, entry := range es {
				r.last = max(r.last, entry.ID)
				n := merged[kind][entry.Name]
				if n == nil {
					n = &Name{Text: entry.Name}
					merged[kind][entry.Name] = n
					order[kind] = append(order[kind], entry.Name)
				}
				n.Quotes += entry.Quotes
			}
		}
		pairs, err := e.index.Aliases(ctx, a)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			if n := merged["speaker"][p[1]]; n != nil {
				n.Aliases = append(n.Aliases, p[0])
			}
		}
	}
	list := func(kind string) []Name {
		names := make([]Name, 0, len(order[kind]))
		for _, text := range order[kind] {
			names = append(names, *merged[kind][text])
		}
		return names
	}
	speakers, outlets := list("speaker"), list("outlet")
	r.size = len(speakers) + len(outlets)
	r.names = NewNames(speakers, outlets)
	r.speakers, r.outlets = newCompletables(speakers), newCompletables(outlets)
	return r, nil
}
