-- The schema of version 3, written by `go test -tags sqlite_fts5 ./db -run TestSchemaFile -update`, for reading.
-- The program makes it from db/migrations.

CREATE TABLE aliases (
  speaker_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
  name       TEXT    NOT NULL,
  folded     TEXT    NOT NULL,
  PRIMARY KEY (speaker_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX aliases_folded ON aliases (folded);

CREATE TABLE articles (
  id              INTEGER PRIMARY KEY,
  scope_id        INTEGER NOT NULL REFERENCES scopes (id),
  source_id       INTEGER NOT NULL REFERENCES sources (id),
  facts_hash      INTEGER NOT NULL,              -- of all facts below, to find the article of an imported quote again
  url             TEXT    NOT NULL DEFAULT '',
  page_key        TEXT    NOT NULL DEFAULT '',   -- one key for all forms of the url
  agency          TEXT    NOT NULL DEFAULT '',
  title           TEXT    NOT NULL DEFAULT '',
  byline          TEXT    NOT NULL DEFAULT '',   -- an author a line
  dateline        TEXT    NOT NULL DEFAULT '',
  published       TEXT    NOT NULL DEFAULT '',
  published_words TEXT    NOT NULL DEFAULT '',
  updated         TEXT    NOT NULL DEFAULT '',
  updated_words   TEXT    NOT NULL DEFAULT '',
  language        TEXT    NOT NULL DEFAULT '',
  text_hash       BLOB,                          -- SHA-256 of text
  text            TEXT,                          -- as first read, never changed; NULL when it is not kept
  CHECK ((text IS NULL) = (text_hash IS NULL))
) STRICT;

CREATE INDEX articles_facts ON articles (scope_id, facts_hash);

CREATE UNIQUE INDEX articles_page ON articles (scope_id, page_key) WHERE text IS NOT NULL AND page_key <> '';

CREATE INDEX articles_source ON articles (source_id);

CREATE UNIQUE INDEX articles_text ON articles (scope_id, text_hash) WHERE text IS NOT NULL AND page_key = '';

CREATE TRIGGER utterances_article_edited AFTER UPDATE OF published, agency, source_id ON articles BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words, segments)
  SELECT q.id, q.scope_id, q.channel, q.words,
    (SELECT json_group_array(s.words ORDER BY s.position) FROM segments AS s WHERE s.quote_id = q.id AND s.words IS NOT NULL)
  FROM quotes AS q WHERE q.article_id = new.id;
  INSERT INTO regroup (quote_id) SELECT id FROM quotes WHERE article_id = new.id ORDER BY id;
END;

CREATE TABLE audiences (
  id       INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  channel  TEXT    NOT NULL,            -- '' for quotes that are bound to no channel
  quotes   INTEGER NOT NULL DEFAULT 0,  -- how many there are
  UNIQUE (scope_id, channel)
) STRICT;

CREATE TABLE changed (
  id       INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL,
  scope_id INTEGER,
  channel  TEXT,
  words    TEXT,
  context  TEXT,
  title    TEXT,
  speaker  TEXT,
  outlet   TEXT
) STRICT;

CREATE TABLE names (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  kind        TEXT    NOT NULL CHECK (kind IN ('speaker', 'outlet')),
  name        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  UNIQUE (audience_id, kind, name)
) STRICT;

CREATE TABLE parts (
  id        INTEGER PRIMARY KEY,     -- 64 times the quote's id, plus the number of the sentence
  speaker   INTEGER NOT NULL,        -- hash of the audience and of the last word of the speaker's name; 0: nobody
  day       INTEGER,                 -- since 1970, said or else published; NULL when the day is not known
  utterance INTEGER,                 -- the smallest part of its utterance; NULL: an utterance by itself
  hangs     INTEGER,                 -- the smallest part that it hangs together with, also across utterances; NULL: none
  place     INTEGER NOT NULL DEFAULT 0,  -- in its utterance; 0 is the original
  wording   TEXT    NOT NULL DEFAULT ''  -- how its words relate to those of the original
) STRICT;

CREATE INDEX parts_hangs ON parts (hangs) WHERE hangs IS NOT NULL;

CREATE INDEX parts_speaker ON parts (speaker, day) WHERE speaker <> 0;

CREATE INDEX parts_utterance ON parts (utterance, place) WHERE utterance IS NOT NULL;

CREATE TABLE passages (
  id         INTEGER PRIMARY KEY,
  article_id INTEGER REFERENCES articles (id) ON DELETE CASCADE,
  hash       INTEGER NOT NULL,  -- of text
  start_byte INTEGER,           -- in articles.text; NULL when that is not kept
  text       TEXT    NOT NULL
) STRICT;

CREATE INDEX passages_article ON passages (article_id, hash);

CREATE TABLE quotes (
  id             INTEGER PRIMARY KEY,
  scope_id       INTEGER NOT NULL REFERENCES scopes (id),
  number         INTEGER NOT NULL CHECK (number > 0),
  fingerprint    INTEGER NOT NULL,              -- of words, speaker and place of printing: the same quote is kept once
  kind           TEXT    NOT NULL,
  words          TEXT    NOT NULL CHECK (words <> ''),  -- the segments joined with an ellipsis
  article_id     INTEGER REFERENCES articles (id),
  passage_id     INTEGER REFERENCES passages (id),
  own_context    INTEGER NOT NULL DEFAULT 0 CHECK (own_context IN (0, 1)),  -- 1: the context is the words themselves
  speaker_id     INTEGER REFERENCES speakers (id),
  mention        TEXT    NOT NULL DEFAULT '',
  role           TEXT    NOT NULL DEFAULT '',
  via            TEXT    NOT NULL DEFAULT '',
  cue            TEXT    NOT NULL DEFAULT '',
  rule           TEXT    NOT NULL DEFAULT '',
  confidence     REAL    NOT NULL DEFAULT 0,
  said           TEXT    NOT NULL DEFAULT '',
  said_words     TEXT    NOT NULL DEFAULT '',
  since          INTEGER NOT NULL,              -- first second that said (else published) may mean; year 1 when undated
  until          INTEGER NOT NULL,              -- first second after it
  channel        TEXT    NOT NULL DEFAULT '',
  message        TEXT    NOT NULL DEFAULT '',
  author         TEXT    NOT NULL DEFAULT '',   -- id of the person who wrote the message
  added_by       TEXT    NOT NULL DEFAULT '',
  added_at       INTEGER NOT NULL DEFAULT 0,
  reported_start INTEGER,
  reported_end   INTEGER,
  mention_start  INTEGER,
  mention_end    INTEGER,
  cue_start      INTEGER,
  cue_end        INTEGER,
  UNIQUE (scope_id, number),
  UNIQUE (scope_id, fingerprint)
) STRICT;

CREATE INDEX quotes_added ON quotes (scope_id, added_at);

CREATE INDEX quotes_article ON quotes (article_id);

CREATE INDEX quotes_author ON quotes (author) WHERE author <> '';

CREATE INDEX quotes_channel ON quotes (scope_id, channel) WHERE channel <> '';

CREATE INDEX quotes_passage ON quotes (passage_id) WHERE passage_id IS NOT NULL;

CREATE INDEX quotes_since ON quotes (scope_id, since);

CREATE INDEX quotes_speaker ON quotes (speaker_id);

CREATE TRIGGER quotes_added AFTER INSERT ON quotes BEGIN
  INSERT INTO changed (quote_id) VALUES (new.id);
END;

CREATE TRIGGER quotes_edited BEFORE UPDATE OF scope_id, channel, words, article_id, passage_id, speaker_id, role ON quotes BEGIN
  INSERT INTO changed (quote_id, scope_id, channel, words, context, title, speaker, outlet)
  SELECT old.id, old.scope_id, old.channel, old.words, old.role || ' ' || coalesce(p.text, ''), coalesce(a.title, ''),
         coalesce(s.name, ''), coalesce(o.name, '')
  FROM (SELECT 1)
  LEFT JOIN passages p ON p.id = old.passage_id
  LEFT JOIN articles a ON a.id = old.article_id
  LEFT JOIN sources  o ON o.id = a.source_id
  LEFT JOIN speakers s ON s.id = old.speaker_id;
  INSERT INTO changed (quote_id) VALUES (new.id);
END;

CREATE TRIGGER quotes_removed BEFORE DELETE ON quotes BEGIN
  INSERT INTO changed (quote_id, scope_id, channel, words, context, title, speaker, outlet)
  SELECT old.id, old.scope_id, old.channel, old.words, old.role || ' ' || coalesce(p.text, ''), coalesce(a.title, ''),
         coalesce(s.name, ''), coalesce(o.name, '')
  FROM (SELECT 1)
  LEFT JOIN passages p ON p.id = old.passage_id
  LEFT JOIN articles a ON a.id = old.article_id
  LEFT JOIN sources  o ON o.id = a.source_id
  LEFT JOIN speakers s ON s.id = old.speaker_id;
END;

CREATE TRIGGER utterances_quote_added AFTER INSERT ON quotes BEGIN
  INSERT INTO regroup (quote_id) VALUES (new.id);
END;

CREATE TRIGGER utterances_quote_edited BEFORE UPDATE OF scope_id, channel, words, article_id, speaker_id, said ON quotes BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words, segments)
  VALUES (old.id, old.scope_id, old.channel, old.words,
    (SELECT json_group_array(words ORDER BY position) FROM segments WHERE quote_id = old.id AND words IS NOT NULL));
  INSERT INTO regroup (quote_id) VALUES (new.id);
END;

CREATE TRIGGER utterances_quote_removed BEFORE DELETE ON quotes BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words, segments)
  VALUES (old.id, old.scope_id, old.channel, old.words,
    (SELECT json_group_array(words ORDER BY position) FROM segments WHERE quote_id = old.id AND words IS NOT NULL));
END;

CREATE TABLE regroup (
  id       INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL,
  scope_id INTEGER,
  channel  TEXT,
  words    TEXT,
  segments TEXT  -- a JSON array, as the quote had them
) STRICT;

CREATE TABLE rulings (
  quote_id INTEGER NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,  -- the smaller id
  other_id INTEGER NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
  joined   INTEGER NOT NULL CHECK (joined IN (0, 1)),
  PRIMARY KEY (quote_id, other_id),
  CHECK (quote_id < other_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX rulings_other ON rulings (other_id);

CREATE TABLE scopes (
  id          INTEGER PRIMARY KEY,
  name        TEXT    NOT NULL UNIQUE CHECK (name <> ''),  -- 'library', 'guild:ID' or 'private:ID'
  last_number INTEGER NOT NULL DEFAULT 0                   -- the highest number ever given: numbers are not reused
) STRICT;

CREATE VIRTUAL TABLE search USING fts5 (
  audience, words, context, title, speaker,
  content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'"
);

CREATE TABLE segments (
  quote_id   INTEGER NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,  -- from 0
  words      TEXT,              -- as printed; NULL for the only piece
  start_byte INTEGER,           -- in articles.text; NULL when that is not kept
  end_byte   INTEGER,
  PRIMARY KEY (quote_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE shingles (
  hash    INTEGER NOT NULL,
  part_id INTEGER NOT NULL,
  PRIMARY KEY (hash, part_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sketches (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  sketch     BLOB    NOT NULL
) STRICT;

CREATE TABLE sources (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL,  -- as it calls itself
  host TEXT NOT NULL,  -- without www.
  UNIQUE (name, host)
) STRICT;

CREATE INDEX sources_host ON sources (host);

CREATE TABLE speakers (
  id       INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  name     TEXT    NOT NULL,
  kind     TEXT    NOT NULL DEFAULT '' CHECK (kind IN ('', 'person', 'org', 'document', 'unnamed')),
  folded   TEXT    NOT NULL,  -- the name in lower case without accents and marks, words parted by one blank
  UNIQUE (scope_id, name, kind)
) STRICT;

CREATE INDEX speakers_folded ON speakers (folded);

CREATE TRIGGER speakers_renamed BEFORE UPDATE OF name ON speakers WHEN new.name <> old.name BEGIN
  INSERT INTO changed (quote_id, scope_id, channel, words, context, title, speaker, outlet)
  SELECT q.id, q.scope_id, q.channel, q.words, q.role || ' ' || coalesce(p.text, ''), coalesce(a.title, ''), old.name,
         coalesce(o.name, '')
  FROM quotes q
  LEFT JOIN passages p ON p.id = q.passage_id
  LEFT JOIN articles a ON a.id = q.article_id
  LEFT JOIN sources  o ON o.id = a.source_id
  WHERE q.speaker_id = old.id;
  INSERT INTO changed (quote_id) SELECT id FROM quotes WHERE speaker_id = old.id;
END;

CREATE TRIGGER utterances_speaker_renamed AFTER UPDATE OF name, kind ON speakers BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words, segments)
  SELECT q.id, q.scope_id, q.channel, q.words,
    (SELECT json_group_array(s.words ORDER BY s.position) FROM segments AS s WHERE s.quote_id = q.id AND s.words IS NOT NULL)
  FROM quotes AS q WHERE q.speaker_id = new.id;
  INSERT INTO regroup (quote_id) SELECT id FROM quotes WHERE speaker_id = new.id ORDER BY id;
END;

CREATE TABLE terms (
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  term        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  PRIMARY KEY (audience_id, term)
) STRICT, WITHOUT ROWID;

CREATE TABLE utterances (
  id      INTEGER PRIMARY KEY,  -- parts.utterance
  why     TEXT    NOT NULL,     -- why the original is the original, a reason a line
  reports INTEGER NOT NULL      -- how many independent reports print it
) STRICT;

CREATE TABLE vocabulary (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  word        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  UNIQUE (audience_id, word)
) STRICT;
