-- The index of words. A text is indexed as the words that package quotes/words cuts out of it, already folded and
-- stemmed, so the index keeps no text of its own. Whatever changes a quote leaves a note in "changed", and the same
-- transaction brings the index up to date before it ends (db/index.go).

-- Who may see a quote together: everybody in a scope, or the readers of one chat channel of it. Everything that is
-- counted or completed is kept by audience, so that nobody learns a word or a name from quotes that are hidden from them.
CREATE TABLE audiences (
  id       INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  channel  TEXT    NOT NULL,            -- '' for quotes that are bound to no channel
  quotes   INTEGER NOT NULL DEFAULT 0,  -- how many there are
  UNIQUE (scope_id, channel)
) STRICT;

-- audience is 'a' and the id of the audience; the other columns are terms. The terms of words are weighed first.
CREATE VIRTUAL TABLE search USING fts5 (
  audience, words, context, title, speaker,
  content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'"
);

-- In how many quotes of an audience a term of any column stands.
CREATE TABLE terms (
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  term        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  PRIMARY KEY (audience_id, term)
) STRICT, WITHOUT ROWID;

-- The words of an audience as they are written (folded, not stemmed), to correct the spelling of questions by. Ids grow,
-- so that a reader can ask for what is new.
CREATE TABLE vocabulary (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  word        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  UNIQUE (audience_id, word)
) STRICT;

-- The names of speakers and outlets that an audience has quotes of.
CREATE TABLE names (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  kind        TEXT    NOT NULL CHECK (kind IN ('speaker', 'outlet')),
  name        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  UNIQUE (audience_id, kind, name)
) STRICT;

-- What the index has yet to follow: a quote to take in (words NULL), or the form of a quote to take out.
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

CREATE TRIGGER quotes_added AFTER INSERT ON quotes BEGIN
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

-- Quotes of a library that is older than the index.
INSERT INTO changed (quote_id) SELECT id FROM quotes ORDER BY id;
