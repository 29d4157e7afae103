//go:build !sqlite_fts5 && !fts5

package db

// SQLite's full-text index is compiled in only on demand; without it the first search would fail at run time. The name
// below is undefined on purpose: it is the sentence that the compiler prints.
var _ = build_with_the_tag_sqlite_fts5__export_GOFLAGS_equals_dash_tags_equals_sqlite_fts5__or_use_make
