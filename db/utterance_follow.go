package db

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

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

// root and hang keep which parts hang together, beginning with what the file says.
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
	a, err := g.rootOf(p)
	if err != nil {
		return false, err
	}
	b, err := g.rootOf(q)
	return err == nil && a != b && g.sizes[a]+g.sizes[b] <= g.most, err
}

func (g *grouper) hang(p, q int64) error {
	a, err := g.rootOf(p)
	if err != nil {
		return err
	}
	b, err := g.rootOf(q)
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

// rootOf is the root of a part, whose size is known then.
func (g *grouper) rootOf(part int64) (int64, error) {
	part, err := g.hungFrom(part)
	if err != nil {
		return 0, err
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

// meet reads for many parts at once what rootOf asks for: a query for each takes most of the time of joining.
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
		g.hangFrom(h.part, h.from)
		return nil
	})
}

// hangFrom notes what a part hung from before this transaction.
func (g *grouper) hangFrom(part, from int64) {
	g.sets[part] = from
	if _, ok := g.sets[from]; !ok {
		g.sets[from] = from
	}
}

// hungFrom is the part that another hung from before this transaction, or itself.
func (g *grouper) hungFrom(part int64) (int64, error) {
	if _, ok := g.sets[part]; ok {
		return part, nil
	}
	ids, err := g.ids(`SELECT coalesce(hangs, id) FROM parts WHERE id = ?`, part)
	if err != nil || len(ids) == 0 {
		return part, err
	}
	g.hangFrom(part, ids[0])
	return part, nil
}

// regroup groups what was touched, one set of parts that hang together after the other.
func (g *grouper) regroup() error {
	touched := make(map[int64][]int64) // by root: parts and the parts that others hang from
	for part := range g.sets {
		touched[g.root(part)] = append(touched[g.root(part)], part)
	}
	roots := make(map[int64]bool)
	for part := range g.dirty {
		roots[g.root(part)] = true
	}
	for _, root := range slices.Sorted(maps.Keys(roots)) {
		heads := append(touched[root], root)
		parts, err := g.ids(`
			SELECT id FROM parts WHERE hangs IN (SELECT value FROM json_each(:heads))
			UNION SELECT id FROM parts WHERE id IN (SELECT value FROM json_each(:heads))`, sql.Named("heads", jsonOf(heads)))
		if err != nil {
			return err
		}
		// More than may be, and more than people join by hand, hang together only in libraries from before there was a bound.
		most := len(parts)
		if most > 2*g.most {
			most = g.most
		}
		for some := range slices.Chunk(parts, max(1, most)) {
			g.compared += len(some) * (len(some) - 1) / 2
			if err := g.group(some); err != nil {
				return err
			}
		}
	}
	return nil
}

// group works out the utterances of parts that may hang together, and writes them.
func (g *grouper) group(parts []int64) error {
	found := make([]int64, 0, len(parts))
	for _, id := range parts {
		found = append(found, id/partsMost)
	}
	if err := g.load(found); err != nil {
		return err
	}
	byKey := make(map[string]*printing, len(parts))
	var ps []utterance.Printing
	var members []*printing
	for _, id := range parts {
		if p := g.part(id); p != nil {
			if err := g.surround(p); err != nil {
				return err
			}
			byKey[p.Key], members = p, append(members, p)
			ps = append(ps, *p.Printing)
		}
	}
	hand, err := g.hand(members)
	if err != nil {
		return err
	}
	if err := g.exec(`DELETE FROM utterances WHERE id IN (SELECT utterance FROM parts WHERE id IN (SELECT value FROM json_each(?)))`, jsonOf(parts)); err != nil {
		return err
	}
	us := utterance.Group(ps, hand)
	hangs, size := make(map[string]int64), make(map[string]int)
	for _, u := range us {
		for _, m := range u.Members {
			part := byKey[m.Key].part
			if first, ok := hangs[u.Hangs]; !ok || part < first {
				hangs[u.Hangs] = part
			}
			size[u.Hangs]++
		}
	}
	for _, u := range us {
		if err := g.write(u, byKey, hangs[u.Hangs], size[u.Hangs] > 1); err != nil {
			return err
		}
	}
	return nil
}

// write keeps one utterance. Of a single printing nothing needs to be kept.
func (g *grouper) write(u utterance.Utterance, byKey map[string]*printing, hangs int64, together bool) error {
	var id, from any
	if len(u.Members) > 1 {
		least := byKey[u.Members[0].Key].part
		for _, m := range u.Members {
			least = min(least, byKey[m.Key].part)
		}
		id = least
		if err := g.exec(`INSERT OR REPLACE INTO utterances (id, why, reports) VALUES (?, ?, ?)`, id, strings.Join(u.Why, "\n"), u.Reports); err != nil {
			return err
		}
	}
	if together {
		from = hangs
	}
	for i, m := range u.Members {
		wording := string(m.Wording)
		if id == nil {
			wording = ""
		}
		if err := g.exec(`UPDATE parts SET utterance = ?, hangs = ?, place = ?, wording = ? WHERE id = ?`,
			id, from, i, wording, byKey[m.Key].part); err != nil {
			return err
		}
	}
	return nil
}

// hand reads what people decided about the quotes of some parts.
func (g *grouper) hand(members []*printing) (utterance.Hand, error) {
	byQuote := make(map[int64][]*printing)
	var found []int64
	for _, p := range members {
		if len(byQuote[p.quote]) == 0 {
			found = append(found, p.quote)
		}
		byQuote[p.quote] = append(byQuote[p.quote], p)
	}
	s, err := g.prepared(`
		SELECT q.id, o.id, r.joined FROM quotes AS q
		JOIN rulings AS r ON r.scope_id = q.scope_id AND r.number = q.number
		JOIN quotes AS o ON o.scope_id = r.scope_id AND o.number = r.other
		WHERE q.id IN (SELECT value FROM json_each(:quotes)) AND o.id IN (SELECT value FROM json_each(:quotes))
		ORDER BY q.id, o.id`)
	if err != nil {
		return utterance.Hand{}, err
	}
	rows, err := s.QueryContext(g.ctx, sql.Named("quotes", jsonOf(found)))
	if err != nil {
		return utterance.Hand{}, err
	}
	var hand utterance.Hand
	type ruling struct {
		a, b   int64
		joined bool
	}
	return hand, each(rows, func(scan func(...any) error) (r ruling, err error) {
		return r, scan(&r.a, &r.b, &r.joined)
	}, func(r ruling) error {
		for i, a := range byQuote[r.a] {
			for j, b := range byQuote[r.b] {
				pair := [2]string{a.Key, b.Key}
				switch {
				case !r.joined:
					hand.Split = append(hand.Split, pair)
				case i == min(j, len(byQuote[r.a])-1) || j == min(i, len(byQuote[r.b])-1): // sentence by sentence
					hand.Joined = append(hand.Joined, pair)
				}
			}
		}
		return nil
	})
}
