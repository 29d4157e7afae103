package db

import (
	"database/sql"
	"fmt"

	"quotebot/quotes"
)

// batch is the work of one adding transaction: prepared statements, and the rows that were already looked up or made in
// it. Scopes' counters and the notes of new quotes are written once, by finish.
type batch struct {
	writing
	stmts    map[string]*sql.Stmt
	scopes   map[quotes.Scope]*scopeState
	sources  map[quotes.Source]int64
	speakers map[speakerKey]spoken
	articles map[hashKey]int64 // by hash of facts
	passages map[passageKey]int64
	aliases  map[aliasKey]bool
	fresh    []int64          // ids of the quotes that were written
	ids      map[string]int64 // by table: the id that was given last
	voices   voices
	bloom    *bloom // of what is there; nil: unknown
}

type scopeState struct {
	id, last int64
	changed  bool
}

type speakerKey struct {
	scope int64
	name  string
	kind  quotes.SpeakerKind
}

// voices are the speakers of the names of a lexicon, by a look into lists in place of maps by name.
type voices struct {
	lexicon *lexicon
	places  places
	list    []voice
}

// voice is a name with the kind of its speaker, in a scope.
type voice struct {
	scope int64
	kind  quotes.SpeakerKind
	spoken
}

// spoken is which row a speaker has by the name that was printed, and which one the name is known as. Both hold as long as no
// names are merged, which never is beside new quotes.
type spoken struct{ named, known int64 }

// of gives what is known of a name; nothing as yet is known of a new one.
func (v *voices) of(l *lexicon, name uint32) *voice {
	if v.lexicon != l {
		*v = voices{lexicon: l}
	}
	i := v.places.of(name)
	if i == len(v.list) {
		v.list = append(v.list, voice{})
	}
	return &v.list[i]
}

// rememberIn puts a value into a map that is bounded: a full one begins anew.
func rememberIn[K comparable, V any](m map[K]V, most int, key K, value V) {
	if len(m) >= most {
		clear(m)
	}
	m[key] = value
}

type hashKey struct{ scope, hash int64 }

type passageKey struct {
	article int64
	text    string
}

type aliasKey struct {
	speaker int64
	name    string
}

func newBatch(w writing) *batch {
	return &batch{
		writing:  w,
		ids:      map[string]int64{},
		stmts:    map[string]*sql.Stmt{},
		scopes:   map[quotes.Scope]*scopeState{},
		sources:  map[quotes.Source]int64{},
		speakers: map[speakerKey]spoken{},
		articles: map[hashKey]int64{},
		passages: map[passageKey]int64{},
		aliases:  map[aliasKey]bool{},
	}
}

// close lets go of the prepared statements. What they could still report does not matter after commit or rollback.
func (b *batch) close() {
	for _, s := range b.stmts {
		_ = s.Close()
	}
}

// prepared gives the statement for a query, prepared once a batch.
func (b *batch) prepared(query string) (*sql.Stmt, error) {
	if s, ok := b.stmts[query]; ok {
		return s, nil
	}
	s, err := b.tx.PrepareContext(b.ctx, query)
	if err != nil {
		return nil, err
	}
	b.stmts[query] = s
	return s, nil
}

// insert runs an INSERT and gives the new row's id.
func (b *batch) insert(query string, args ...any) (int64, error) {
	s, err := b.prepared(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(b.ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

// id gives the next id of a table. Ids are given here rather than by SQLite, so that they need not be asked for.
func (b *batch) id(table string) (int64, error) {
	last, ok := b.ids[table]
	if !ok {
		var err error
		if last, err = b.fast.id(`SELECT max(id) FROM ` + table); err != nil {
			return 0, err
		}
	}
	b.ids[table] = last + 1
	return last + 1, nil
}

// find gives the id that a query selects, or 0 when it selects nothing. Ids begin at 1.
func (b *batch) find(query string, args ...any) (int64, error) {
	s, err := b.prepared(query)
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.QueryRowContext(b.ctx, args...).Scan(&id)
	return id, ignore(err, sql.ErrNoRows)
}

// stored is the answer for a quote that was there before.
func (b *batch) stored(id int64) (quotes.Added, error) {
	c, err := one(b.tx.QueryContext(b.ctx, selectCitation+` WHERE q.id = ?`, id))
	return quotes.Added{Citation: c, Already: true}, err
}

// scope gives the row of a scope, made on first use.
func (b *batch) scope(name quotes.Scope) (*scopeState, error) {
	if s, ok := b.scopes[name]; ok {
		return s, nil
	}
	if err := name.Valid(); err != nil {
		return nil, err
	}
	s := &scopeState{}
	err := b.tx.QueryRowContext(b.ctx, `
		INSERT INTO scopes (name) VALUES (:name)
		ON CONFLICT (name) DO UPDATE SET last_number = last_number
		RETURNING id, last_number`, sql.Named("name", string(name))).Scan(&s.id, &s.last)
	if err != nil {
		return nil, err
	}
	b.scopes[name] = s
	return s, nil
}

// finish writes the counters of the scopes back, and notes which quotes the utterances have yet to take in.
func (b *batch) finish() error {
	// Before the notes: as a statement that writes several rows they make FTS5 write out what it has gathered, which would
	// leave a second, small piece of the index for the end of the transaction.
	if err := b.index.takeQueued(); err != nil {
		return fmt.Errorf("index quotes: %w", err)
	}
	for len(b.fresh) > 0 {
		n := 1 // ids that follow each other, as they mostly do, need no list
		for n < len(b.fresh) && b.fresh[n] == b.fresh[0]+int64(n) {
			n++
		}
		if err := b.fast.run(`
			WITH RECURSIVE ids (id) AS (SELECT ?1 UNION ALL SELECT id + 1 FROM ids WHERE id < ?2)
			INSERT INTO regroup (quote_id) SELECT id FROM ids`, b.fresh[0], b.fresh[n-1]); err != nil {
			return err
		}
		b.fresh = b.fresh[n:]
	}
	for _, s := range b.scopes {
		if !s.changed {
			continue
		}
		if _, err := b.tx.ExecContext(b.ctx, `UPDATE scopes SET last_number = ? WHERE id = ?`, s.last, s.id); err != nil {
			return err
		}
	}
	return nil
}

// source gives the id of a publication, made on first use.
func (b *batch) source(s quotes.Source) (int64, error) {
	if id, ok := b.sources[s]; ok {
		return id, nil
	}
	id, err := b.find(`SELECT id FROM sources WHERE name = ? AND host = ?`, s.Name, s.Host)
	if err == nil && id == 0 {
		id, err = b.insert(`INSERT INTO sources (name, host) VALUES (?, ?)`, s.Name, s.Host)
	}
	if err != nil {
		return 0, err
	}
	rememberIn(b.sources, mostSources, s, id)
	return id, nil
}

// speaker gives the rows of a speaker, made on first use, and adds the aliases that are new. Nobody is 0.
func (b *batch) speaker(scope *scopeState, name string, kind quotes.SpeakerKind, aliases []string) (spoken, error) {
	if name == "" && kind == quotes.Nobody {
		return spoken{}, nil
	}
	key := speakerKey{scope.id, name, kind}
	s, ok := b.speakers[key]
	if !ok {
		var err error
		if s, err = b.findSpeaker(key); err != nil {
			return spoken{}, err
		}
		rememberIn(b.speakers, mostSpeakers, key, s)
	}
	id := s.named
	for _, alias := range aliases {
		if alias == "" || alias == name || len(alias) > maxAlias || b.aliases[aliasKey{id, alias}] {
			continue
		}
		b.aliases[aliasKey{id, alias}] = true
		// Not in one statement: a statement that may write several rows makes FTS5 write out what it has gathered so far.
		n, err := b.fast.id(`SELECT count(*) FROM aliases WHERE speaker_id = ?`, id)
		if err != nil {
			return spoken{}, err
		}
		if n >= maxAliases {
			break
		}
		if err := b.fast.run(`INSERT INTO aliases (speaker_id, name, folded) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, id, alias, foldName(alias)); err != nil {
			return spoken{}, err
		}
	}
	return s, nil
}

// findSpeaker looks the rows of a speaker up, or makes one.
func (b *batch) findSpeaker(key speakerKey) (s spoken, err error) {
	s.named, err = b.fast.id(`SELECT id FROM speakers WHERE scope_id = ? AND name = ? AND kind = ?`, key.scope, key.name, string(key.kind))
	if err != nil {
		return s, err
	}
	if s.named != 0 {
		s.known, err = b.merged(s.named)
		return s, err
	}
	s.named, err = b.id("speakers")
	s.known = s.named
	if err != nil {
		return s, err
	}
	return s, b.fast.run(`INSERT INTO speakers (id, scope_id, name, kind, folded) VALUES (?, ?, ?, ?, ?)`,
		s.named, key.scope, key.name, string(key.kind), foldName(key.name))
}
