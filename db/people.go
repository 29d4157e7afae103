package db

import (
	"context"
	"database/sql"
	"fmt"

	"quotebot/quotes"
)

// maxPeople is how many people of an article are kept. They are listed most often named first; a choice of more would be
// no help.
const maxPeople = 60

// people keeps whom an article names.
func (b *batch) people(article int64, people []quotes.Speaker) error {
	for i, p := range people[:min(len(people), maxPeople)] {
		if p.Name == "" || len(p.Name) > maxFact || len(p.Role) > maxFact {
			continue
		}
		if _, err := b.insert(`INSERT INTO article_people (article_id, position, name, kind, role) VALUES (?, ?, ?, ?, ?)`,
			article, i, p.Name, string(p.Kind), p.Role); err != nil {
			return err
		}
	}
	return nil
}

// People gives everybody whom the article of a quote names, most often named first, then other speakers of its quotes.
// A quote that the view does not allow is quotes.ErrNotFound.
func (d *DB) People(ctx context.Context, v quotes.View, citationID int64) ([]quotes.Speaker, error) {
	cs, err := d.ByID(ctx, v, []int64{citationID})
	if err == nil && len(cs) == 0 {
		err = quotes.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read the people of an article: %w", err)
	}
	rows, err := d.read.QueryContext(ctx, `
		SELECT name, kind, role, position AS place
		FROM article_people
		WHERE article_id = (SELECT article_id FROM quotes WHERE id = ?1)
		UNION ALL
		SELECT name, kind, '', 1000 + id
		FROM speakers
		WHERE name <> '' AND id IN (
			SELECT speaker_id FROM quotes WHERE article_id = (SELECT article_id FROM quotes WHERE id = ?1) AND channel = ''
		)
		ORDER BY place`, citationID)
	if err != nil {
		return nil, fmt.Errorf("read the people of an article: %w", ours(err))
	}
	seen := map[string]bool{}
	var people []quotes.Speaker
	err = each(rows, func(scan func(...any) error) (s quotes.Speaker, err error) {
		var place int64
		return s, scan(&s.Name, &s.Kind, &s.Role, &place)
	}, func(s quotes.Speaker) error {
		if !seen[s.Name] {
			seen[s.Name] = true
			people = append(people, s)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the people of an article: %w", ours(err))
	}
	return people, nil
}

// Sisters gives the quotes of the same article that have just this speaker, without the quote itself, in the order of
// their numbers, as far as the view allows them.
func (d *DB) Sisters(ctx context.Context, v quotes.View, citationID int64, speaker string) ([]quotes.Citation, error) {
	cs, err := citations(d.read.QueryContext(ctx, selectCitation+`
		WHERE q.article_id = (SELECT article_id FROM quotes WHERE id = :id) AND q.id <> :id AND q.message = ''
			AND q.scope_id = (SELECT scope_id FROM quotes WHERE id = :id)
			AND coalesce(p.name, '') = :speaker AND `+visible+`
		ORDER BY q.number`, append(viewArgs(v), sql.Named("id", citationID), sql.Named("speaker", speaker))...))
	if err != nil {
		return nil, fmt.Errorf("read the other quotes of an article: %w", ours(err))
	}
	return cs, nil
}
