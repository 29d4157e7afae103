package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quotebot/quotes"
)

// beside is what a term counts that stands beside a quote's words only, against one in them. Between .3 and .7 answers
// hardly differ; .7 loses none that bm25 with like weights found.
const beside = .7

// worthy is a quote with what the wanted terms that it holds are worth together.
type worthy struct {
	id    int64
	worth float64
}

// bestIDs gives the quotes, up to limit and the best first, that hold some of w.Any and that the condition allows. Among
// equals the newest come first. FTS5's own bm25 costs fifteen times as much: it reads the length of every quote that has
// one of the terms, and the ranking that follows reads the best ones anyway (docs/performance.md).
func bestIDs(ctx context.Context, tx *sql.Tx, w quotes.Wanted, condition string, args []any, limit int) ([]int64, error) {
	found, err := worthOf(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for size := 2 * limit; len(found) > 0 && len(ids) < limit; size *= 4 { // most views see most of what there is
		var best []worthy
		best, found = split(found, size)
		wanted := make([]int64, len(best))
		for i, b := range best {
			wanted[i] = b.id
		}
		more, err := idsOf(tx.QueryContext(ctx, `
			SELECT q.id
			FROM json_each(:wanted) AS w
			CROSS JOIN quotes AS q ON q.id = w.value
			WHERE `+condition+`
			ORDER BY w.key LIMIT :limit`, append(slices.Clone(args), sql.Named("wanted", jsonOf(wanted)))...))
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return ids[:min(len(ids), limit)], nil
}

// worthOf gives every quote, by id, that holds one of w.Any and the rest of what is wanted.
func worthOf(ctx context.Context, tx *sql.Tx, w quotes.Wanted) ([]worthy, error) {
	var found []worthy
	for i, term := range w.Any {
		match := quoted([]string{term}, "")
		if match == "" {
			continue
		}
		worth := 1.0
		if i < len(w.Worth) {
			worth = w.Worth[i]
		}
		anywhere, err := holding(ctx, tx, match)
		if err != nil {
			return nil, err
		}
		within, err := holding(ctx, tx, `words : `+match)
		if err != nil {
			return nil, err
		}
		found = merge(merge(found, anywhere, beside*worth), within, (1-beside)*worth)
	}
	rest := expression(w)
	if rest == "" || len(found) == 0 {
		return found, nil
	}
	// Asked for once and not with every term: the rest may be a name that stands in very many quotes.
	allowed, err := holding(ctx, tx, `(`+quoted(w.Any, " OR ")+`) AND `+rest)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(f worthy) bool {
		_, ok := slices.BinarySearch(allowed, f.id)
		return !ok
	}), nil
}

// holding gives the quotes that match, by id. They come as one text, because a row costs more to hand over than to find.
func holding(ctx context.Context, tx *sql.Tx, match string) ([]int64, error) {
	var text sql.NullString
	if err := tx.QueryRowContext(ctx, `SELECT group_concat(rowid) FROM search WHERE search MATCH ?`, match).Scan(&text); err != nil || !text.Valid {
		return nil, err
	}
	return idsIn(text.String)
}

// idsIn reads ids as group_concat writes them.
func idsIn(text string) ([]int64, error) {
	if text == "" {
		return nil, nil
	}
	ids := make([]int64, 0, 1+strings.Count(text, ","))
	for s := range strings.SplitSeq(text, ",") {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read ids: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// merge adds to what is found, which is ordered by id, quotes in the same order that are worth so much more.
func merge(found []worthy, ids []int64, worth float64) []worthy {
	merged := make([]worthy, 0, len(found)+len(ids))
	for _, f := range found {
		for len(ids) > 0 && ids[0] < f.id {
			merged = append(merged, worthy{ids[0], worth})
			ids = ids[1:]
		}
		if len(ids) > 0 && ids[0] == f.id {
			f.worth += worth
			ids = ids[1:]
		}
		merged = append(merged, f)
	}
	for _, id := range ids {
		merged = append(merged, worthy{id, worth})
	}
	return merged
}

// split takes the n best, the best first, and leaves the rest.
func split(found []worthy, n int) (best, rest []worthy) {
	order := func(a, b worthy) int { return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(b.id, a.id)) }
	if len(found) > 2*n { // sorting numbers and then a few quotes is quicker than sorting all of them
		worths := make([]float64, len(found))
		for i, f := range found {
			worths[i] = f.worth
		}
		slices.Sort(worths)
		least := worths[len(worths)-n]
		for _, f := range found {
			if f.worth >= least {
				best = append(best, f)
			} else {
				rest = append(rest, f)
			}
		}
	} else {
		best = found
	}
	slices.SortFunc(best, order)
	if len(best) > n {
		rest, best = append(rest, best[n:]...), best[:n]
	}
	return best, rest
}
