package db

import "github.com/greatroar/blobloom"

// bloom tells of most quotes and articles that are not in the library that they are not there, without a look at it: at a
// million quotes a look costs more than a tenth of adding one. It takes 2 bytes for each; one in some thousands that is not
// there it takes to be there. What is taken out of the library stays in it.
type bloom struct {
	layers []*blobloom.Filter // none: nothing is known, so all may be there. Each holds twice as many keys as the one before it
	most   int                // how many keys the last one is made for
	has    int                // and how many are in it
	asked  int                // how many quotes were looked up since nothing is known
}

// Bounds of a filter: it is made for at least leastBloom keys, and once a bloomShare of what the library holds was
// looked up, since reading the keys of a library takes as long as looking up a small part of it.
const (
	leastBloom = 1_000_000
	bloomShare = 20
)

// What one key costs: with these figures one in some thousands is taken for another.
const (
	bloomBits   = 16
	bloomHashes = 6
)

// Keys of a quote and of an article of which the same is known. The two factors only have to be odd and of many bits.
func quoteKey(scope, fingerprint int64) uint64 {
	return uint64(fingerprint) ^ uint64(scope)*0x9e3779b97f4a7c15
}
func articleKey(scope, facts int64) uint64 { return uint64(facts) ^ uint64(scope)*0xc2b2ae3d27d4eb4f }

// mayHave says whether the library may have what has the key.
func (f *bloom) mayHave(key uint64) bool {
	if f == nil || len(f.layers) == 0 {
		return true
	}
	for _, l := range f.layers {
		if l.Has(key) {
			return true
		}
	}
	return false
}

// add notes what was added to the library.
func (f *bloom) add(key uint64) {
	if f == nil || len(f.layers) == 0 {
		return
	}
	if f.has == f.most {
		f.grow(2 * f.most)
	}
	f.layers[len(f.layers)-1].Add(key)
	f.has++
}

func (f *bloom) grow(most int) {
	f.layers = append(f.layers, blobloom.New(uint64(bloomBits*most), bloomHashes))
	f.most, f.has = most, 0
}

// fill makes the filter when it pays to, for an import that is about to add some quotes.
func (b *batch) fill(more int) error {
	if b.bloom == nil {
		b.bloom = &bloom{}
	}
	f := b.bloom
	if len(f.layers) > 0 {
		return nil
	}
	n, err := b.fast.id(`SELECT (SELECT coalesce(max(id), 0) FROM quotes) + (SELECT coalesce(max(id), 0) FROM articles)`)
	if err != nil {
		return err
	}
	if int64(f.asked)*bloomShare < n {
		f.asked += more
		return nil
	}
	f.grow(max(leastBloom, int(n)))
	for _, keys := range []struct {
		query string
		key   func(scope, hash int64) uint64
	}{
		{`SELECT scope_id, fingerprint FROM quotes`, quoteKey},
		{`SELECT scope_id, facts_hash FROM articles`, articleKey},
	} {
		rows, err := b.tx.QueryContext(b.ctx, keys.query)
		if err != nil {
			return err
		}
		if err := each(rows, func(scan func(...any) error) (p [2]int64, err error) { return p, scan(&p[0], &p[1]) }, func(p [2]int64) error {
			f.add(keys.key(p[0], p[1]))
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}
