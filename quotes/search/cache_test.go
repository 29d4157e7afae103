package search

import "testing"

func TestCacheForgetsWhatWasUsedLongestAgo(t *testing.T) {
	c := cache[int]{most: 100}
	made := 0
	get := func(audience int64) {
		c.get(audience, func() int { made++; return 0 })
		c.resize(audience, 10)
	}
	for audience := range int64(10) {
		get(audience)
	}
	get(0) // the others are older now
	get(10)
	if c.size > c.most || c.size != 10*len(c.entries) {
		t.Errorf("%d entries of 10 count as %d", len(c.entries), c.size)
	}
	made = 0
	get(0)
	get(10)
	get(9)
	if made != 0 {
		t.Errorf("%d of those used last were forgotten", made)
	}
	get(1)
	if made != 1 {
		t.Error("the one that was not used is still there")
	}
	c.resize(1, 1000)
	if c.size != 1000 || len(c.entries) != 1 {
		t.Errorf("what is too large by itself stands beside %d others", len(c.entries)-1)
	}
}
