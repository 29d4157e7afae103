package db

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"

	"quotebot/quotes"
	"quotebot/quotes/utterance"
)

// grouper follows the changes of one transaction.
type grouper struct {
	ctx      context.Context
	tx       *sql.Tx
	stmts    map[string]*sql.Stmt
	loaded   map[int64][]*printing // by quote: its parts
	gathered map[[2]int64][]int64  // by speaker and day: the parts around
	sets     map[int64]int64       // union-find over parts and over the parts that they hang from
	dirty    map[int64]bool        // what has to be grouped again
	sizes    map[int64]int         // by root: how many parts hang together
	most     int                   // how many may
	compared int                   // pairs of parts so far
	byHand   bool                  // people have joined quotes
}

func newGrouper(ctx context.Context, tx *sql.Tx) *grouper {
	return &grouper{ctx: ctx, tx: tx, stmts: map[string]*sql.Stmt{}, loaded: map[int64][]*printing{}, gathered: map[[2]int64][]int64{},
		sets: map[int64]int64{}, dirty: map[int64]bool{}, sizes: map[int64]int{}, most: mostTogether}
}

// note is a quote that changed.
type note struct {
	id, quote int64
	gone      bool
	scope     int64
	channel   string
	words     string
}

// follow takes up to most notes in their order, and groups again what they touch.
func (g *grouper) follow(most int) error {
	defer func() {
		for _, s := range g.stmts { // what they could still report does not matter after commit or rollback
			_ = s.Close()
		}
	}()
	rows, err := g.tx.QueryContext(g.ctx, `
		SELECT id, quote_id, words IS NOT NULL, coalesce(scope_id, 0), coalesce(channel, ''), coalesce(words, '')
		FROM regroup ORDER BY id LIMIT ?`, most)
	if err != nil {
		return err
	}
	notes, err := all(rows, func(scan func(...any) error) (n note, err error) {
		return n, scan(&n.id, &n.quote, &n.gone, &n.scope, &n.channel, &n.words)
	})
	if err != nil || len(notes) == 0 {
		return err
	}
	if _, err := g.tx.ExecContext(g.ctx, `DELETE FROM regroup WHERE id <= ?`, notes[len(notes)-1].id); err != nil {
		return err
	}
	var fresh []int64
	for _, n := range notes {
		if n.gone {
			if err := g.takeOut(n); err != nil {
				return err
			}
			fresh = slices.DeleteFunc(fresh, func(q int64) bool { return q == n.quote })
		} else {
			fresh = append(fresh, n.quote)
		}
	}
	if err := g.load(fresh); err != nil {
		return err
	}
	if err := g.tx.QueryRowContext(g.ctx, `SELECT EXISTS (SELECT 1 FROM rulings WHERE joined)`).Scan(&g.byHand); err != nil {
		return err
	}
	for _, quote := range fresh {
		for _, p := range g.loaded[quote] {
			if err := g.takeIn(p); err != nil {
				return err
			}
		}
	}
	for _, quote := range fresh {
		for _, p := range g.loaded[quote] {
			if err := g.relate(p); err != nil {
				return err
			}
		}
	}
	return g.regroup()
}

// exec runs a statement, prepared once.
func (g *grouper) exec(query string, args ...any) error {
	s, err := g.prepared(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(g.ctx, args...)
	return err
}

func (g *grouper) prepared(query string) (*sql.Stmt, error) {
	if s, ok := g.stmts[query]; ok {
		return s, nil
	}
	s, err := g.tx.PrepareContext(g.ctx, query)
	if err == nil {
		g.stmts[query] = s
	}
	return s, err
}

// ids reads a column of ids.
func (g *grouper) ids(query string, args ...any) ([]int64, error) {
	s, err := g.prepared(query)
	if err != nil {
		return nil, err
	}
	return idsOf(s.QueryContext(g.ctx, args...))
}

// takeOut forgets the parts of a quote as it was. What hung together with them is grouped again.
func (g *grouper) takeOut(n note) error {
	first, last := partIDs(n.quote)
	audience := audienceHash(n.scope, n.channel)
	for i, part := range partsOf(n.words) {
		for _, key := range utterance.Shingles(part.In(n.words)) {
			if err := g.exec(`DELETE FROM shingles WHERE hash = ? AND part_id = ?`, salted(key, audience), first+int64(i)); err != nil {
				return err
			}
		}
	}
	hung, err := g.ids(`SELECT hangs FROM parts WHERE id BETWEEN ? AND ? AND hangs IS NOT NULL`, first, last)
	if err != nil {
		return err
	}
	for _, h := range hung {
		g.dirty[g.root(h)] = true
	}
	delete(g.loaded, n.quote)
	return g.exec(`DELETE FROM parts WHERE id BETWEEN ? AND ?`, first, last)
}

// takeIn writes a new part and what it is found by.
func (g *grouper) takeIn(p *printing) error {
	var day any
	if d, ok := dayOf(p); ok {
		day = d
	}
	if err := g.exec(`INSERT OR REPLACE INTO parts (id, speaker, day) VALUES (?, ?, ?)`, p.part, p.speaker(), day); err != nil {
		return err
	}
	for _, key := range utterance.Shingles(p.Text) {
		if err := g.exec(`INSERT OR IGNORE INTO shingles (hash, part_id) VALUES (?, ?)`, salted(key, p.audience), p.part); err != nil {
			return err
		}
	}
	return nil
}

// relate finds the printings that a new one may be joined with, and notes those that it is related to.
func (g *grouper) relate(p *printing) error {
	candidates, err := g.candidates(p)
	if err != nil {
		return err
	}
	found := make([]int64, 0, len(candidates))
	for _, id := range candidates {
		found = append(found, id/partsMost)
	}
	if err := g.load(found); err != nil {
		return err
	}
	if err := g.meet(append(candidates, p.part)); err != nil {
		return err
	}
	for _, id := range candidates {
		q := g.part(id)
		if q == nil || q == p {
			continue
		}
		if fit, err := g.fit(p.part, id); err != nil {
			return err
		} else if !fit {
			continue
		}
		g.compared++
		decision := p.Same(q.Prepared)
		if decision.Relation == utterance.Apart && !decision.Never && p.Undecided(q.Prepared) {
			if err := g.surround(p, q); err != nil {
				return err
			}
			decision = p.Same(q.Prepared)
		}
		if decision.Relation != utterance.Apart {
			if err := g.hang(p.part, id); err != nil {
				return err
			}
		}
	}
	return g.relateByHand(p)
}

// relateByHand notes what people joined with the quote of a part.
func (g *grouper) relateByHand(p *printing) error {
	if !g.byHand {
		return nil
	}
	others, err := g.ids(`
		SELECT o.id FROM quotes AS q
		JOIN rulings AS r ON r.scope_id = q.scope_id AND r.number = q.number AND r.joined
		JOIN quotes AS o ON o.scope_id = r.scope_id AND o.number = r.other
		WHERE q.id = :quote
		UNION
		SELECT o.id FROM quotes AS q
		JOIN rulings AS r ON r.scope_id = q.scope_id AND r.other = q.number AND r.joined
		JOIN quotes AS o ON o.scope_id = r.scope_id AND o.number = r.number
		WHERE q.id = :quote`, sql.Named("quote", p.quote))
	if err != nil || len(others) == 0 {
		return err
	}
	if err := g.load(others); err != nil {
		return err
	}
	for _, o := range others {
		for _, q := range g.loaded[o] {
			if err := g.hang(p.part, q.part); err != nil {
				return err
			}
		}
	}
	return nil
}

// candidates are the parts that share a run of words with a new one, and those of its speaker around its day; where the
// day of either is not known, of any day.
func (g *grouper) candidates(p *printing) ([]int64, error) {
	found := make(map[int64]bool)
	var keys []int64
	for _, key := range utterance.Shingles(p.Text) {
		keys = append(keys, salted(key, p.audience))
	}
	s, err := g.prepared(`
		SELECT coalesce((SELECT group_concat(part_id) FROM (SELECT part_id FROM shingles WHERE hash = k.value LIMIT :most)), '')
		FROM json_each(:keys) AS k`)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(g.ctx, sql.Named("most", stockShingle+1), sql.Named("keys", jsonOf(keys)))
	if err != nil {
		return nil, err
	}
	if err := each(rows, func(scan func(...any) error) (text string, err error) { return text, scan(&text) }, func(text string) error {
		ids, err := idsIn(text)
		if len(ids) <= stockShingle {
			for _, id := range ids {
				found[id] = true
			}
		}
		return err
	}); err != nil {
		return nil, err
	}
	if p.speaker() != 0 {
		ids, err := g.ofSpeaker(p)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			found[id] = true
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// ofSpeaker are the parts of the speaker of a part around its day. The quotes of one article mostly ask for the same.
func (g *grouper) ofSpeaker(p *printing) ([]int64, error) {
	day, known := dayOf(p)
	key := [2]int64{p.speaker(), day}
	if !known {
		key[1] = -1 << 62
	}
	if ids, ok := g.gathered[key]; ok {
		return ids, nil
	}
	var ids []int64
	var err error
	if known {
		ids, err = g.ids(`
			SELECT id FROM (SELECT id FROM parts WHERE speaker = :speaker AND speaker <> 0 AND day BETWEEN :day - :around AND :day + :around
				ORDER BY day, id LIMIT :most)
			UNION ALL
			SELECT id FROM (SELECT id FROM parts WHERE speaker = :speaker AND speaker <> 0 AND day IS NULL ORDER BY id LIMIT :most)`,
			sql.Named("speaker", key[0]), sql.Named("day", day), sql.Named("around", daysAround), sql.Named("most", mostOfSpeaker))
	} else {
		ids, err = g.ids(`SELECT id FROM parts WHERE speaker = ? AND speaker <> 0 ORDER BY day, id LIMIT ?`, key[0], mostOfSpeaker)
	}
	g.gathered[key] = ids
	return ids, err
}

func (p *printing) speaker() int64 {
	if h := utterance.SpeakerHash(p.Prepared.Speaker); h != 0 {
		return salted(h, p.audience) | 1
	}
	return 0
}

// dayOf is the day since 1970 on which a part was said or else published, when it is known to the day.
func dayOf(p *printing) (int64, bool) {
	for _, d := range []quotes.Date{p.Said, p.Article.Published} {
		if d.Precision >= quotes.Day {
			t, err := quotes.ParseDate(d.Day())
			return t.Time.Unix() / 86400, err == nil
		}
	}
	return 0, false
}

// audienceHash tells audiences apart in the hashes, so that nothing is even looked at across them.
func audienceHash(scope int64, channel string) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%s", scope, channel)
	return h.Sum64()
}

// salted is a hash of 32 bits for one audience: four bytes in the file, and of millions of keys few fall together, which
// costs a comparison and no more.
func salted(key, audience uint64) int64 {
	x := (key ^ audience) * 0x9e3779b97f4a7c15
	return int64(int32(x >> 32))
}
