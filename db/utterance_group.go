package db

import (
	"database/sql"
	"maps"
	"slices"
	"strings"

	"quotebot/quotes/utterance"
)

// This file works out the utterances of parts that hang together, and writes them.

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
