package db

import "slices"

// This file keeps which parts hang together: what the library says, as far as it was asked (meet), and what this
// transaction has found since (hang).

// root is the part that stands for all that a part hangs together with.
func (g *grouper) root(part int64) int64 {
	for {
		up, ok := g.sets[part]
		if !ok || up == part {
			return part
		}
		part = up
	}
}

// fit says whether two parts may be hung together: they are not yet, and what would hang together is not too much.
func (g *grouper) fit(p, q int64) (bool, error) {
	a, b, err := g.rootsOf(p, q)
	return err == nil && a != b && g.sizes[a]+g.sizes[b] <= g.most, err
}

// hang notes that two parts hang together.
func (g *grouper) hang(p, q int64) error {
	a, b, err := g.rootsOf(p, q)
	if err != nil {
		return err
	}
	low, high := min(a, b), max(a, b)
	if low != high {
		g.sets[high] = low
		g.sets[low] = low
		g.sizes[low] += g.sizes[high]
	}
	g.dirty[low] = true
	return nil
}

// rootsOf are the roots of two parts.
func (g *grouper) rootsOf(p, q int64) (a, b int64, err error) {
	if a, err = g.rootOf(p); err == nil {
		b, err = g.rootOf(q)
	}
	return a, b, err
}

// rootOf is the root of a part, whose size is known then.
func (g *grouper) rootOf(part int64) (int64, error) {
	if _, met := g.sets[part]; !met {
		if err := g.meet([]int64{part}); err != nil {
			return 0, err
		}
	}
	root := g.root(part)
	if g.sizes[root] == 0 {
		// In the file a set is named for its smallest part, which is one of those that hang from it.
		n, err := g.ids(`SELECT count(*) FROM (SELECT 1 FROM parts WHERE hangs = ? LIMIT ?)`, root, g.most+1)
		if err != nil {
			return 0, err
		}
		g.sizes[root] = max(1, int(n[0]))
	}
	return root, nil
}

// meet reads what parts hung from before this transaction, of many at once where they are known: a query for each takes
// most of the time of joining. A part that is not there stays by itself.
func (g *grouper) meet(parts []int64) error {
	unmet := slices.DeleteFunc(slices.Clone(parts), func(id int64) bool { _, ok := g.sets[id]; return ok })
	if len(unmet) == 0 {
		return nil
	}
	s, err := g.prepared(`SELECT id, coalesce(hangs, 0) FROM parts WHERE id IN (SELECT value FROM json_each(?))`)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(g.ctx, jsonOf(unmet))
	if err != nil {
		return err
	}
	type hung struct{ part, from int64 }
	return each(rows, func(scan func(...any) error) (h hung, err error) { return h, scan(&h.part, &h.from) }, func(h hung) error {
		if h.from == 0 {
			h.from = h.part
			if !g.dirty[h.part] { // else others may still hang from what it was before an edit
				g.sizes[h.part] = max(1, g.sizes[h.part])
			}
		}
		g.sets[h.part] = h.from
		if _, ok := g.sets[h.from]; !ok {
			g.sets[h.from] = h.from
		}
		return nil
	})
}
