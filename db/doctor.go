package db

import (
	"context"
	"database/sql"
)

// flaws is what SQLite finds wrong with a file: damaged pages and indexes (the index of words included, since SQLite
// 3.44), and rows that refer to rows that are not there.
func flaws(ctx context.Context, p *sql.DB) ([]string, error) {
	var list []string
	for _, check := range []string{
		`SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
		`SELECT 'a row of ' || "table" || ' refers to no row of ' || parent FROM pragma_foreign_key_check`,
	} {
		rows, err := p.QueryContext(ctx, check)
		if err != nil {
			return nil, err
		}
		found, err := all(rows, func(scan func(...any) error) (s string, err error) { return s, scan(&s) })
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}
