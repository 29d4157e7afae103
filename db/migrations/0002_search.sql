-- The index of words. A text is indexed as the words that package quotes/words cuts out of it, already folded and
-- stemmed, so the index keeps no text of its own. It follows every change of quotes within the same transaction
-- (db/index.go).

-- Who may see a quote together: everybody in a scope, or the readers of one chat channel of it. Everything that is
-- counted or completed is kept by audience, so that nobody learns a word or a name from quotes that are hidden from them.
CREATE TABLE audiences (
  id       INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  channel  TEXT    NOT NULL,            -- '' for quotes that are bound to no channel
  quotes   INTEGER NOT NULL DEFAULT 0,  -- how many there are
  UNIQUE (scope_id, channel)
) STRICT;

CREATE VIRTUAL TABLE search USING fts5 (
  words, context, title, speaker,
  content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'"
);

-- The index writes what it gathered to disk in fewer and larger pieces (bytes).
INSERT INTO search (search, rank) VALUES ('hashsize', 8388608);

-- The words of an audience as they are written (folded), the term that each is indexed by, and in how many quotes it
-- stands; pairs of common words too. Ids grow, so that a reader can ask for what is new.
CREATE TABLE vocabulary (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  word        TEXT    NOT NULL,
  term        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  UNIQUE (audience_id, word)
) STRICT;

CREATE INDEX vocabulary_term ON vocabulary (term, audience_id);

-- The names of speakers and outlets that an audience has quotes of.
CREATE TABLE names (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  kind        TEXT    NOT NULL CHECK (kind IN ('speaker', 'outlet')),
  name        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  UNIQUE (audience_id, kind, name)
) STRICT;

-- The highest id of a quote that the index has taken in: those above are new.
CREATE TABLE indexed (last_id INTEGER NOT NULL) STRICT;

INSERT INTO indexed (last_id) VALUES (0);

-- Quotes that the index has in a form that they have no more: the form to take out.
CREATE TABLE changed (
  quote_id INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL,
  channel  TEXT    NOT NULL,
  words    TEXT    NOT NULL,
  context  TEXT    NOT NULL,
  title    TEXT    NOT NULL,
  speaker  TEXT    NOT NULL,
  outlet   TEXT    NOT NULL
) STRICT;

CREATE VIEW indexed_form AS
SELECT
  q.id AS quote_id, q.scope_id AS scope_id, q.channel AS channel, q.words AS words, q.role || ' ' || coalesce(p.text, '') AS context,
  coalesce(a.title, '') AS title, coalesce(s.name, '') AS speaker, coalesce(o.name, '') AS outlet
FROM quotes AS q
LEFT JOIN passages AS p ON p.id = q.passage_id
LEFT JOIN articles AS a ON a.id = q.article_id
LEFT JOIN sources AS o ON o.id = a.source_id
LEFT JOIN speakers AS s ON s.id = q.speaker_id;

CREATE TRIGGER quotes_removed BEFORE DELETE ON quotes WHEN old.id <= (SELECT last_id FROM indexed) BEGIN
  INSERT OR IGNORE INTO changed SELECT * FROM indexed_form WHERE quote_id = old.id;
END;

-- The id of the last quote is given again when that quote is gone.
CREATE TRIGGER quotes_last AFTER DELETE ON quotes WHEN old.id <= (SELECT last_id FROM indexed) BEGIN
  UPDATE indexed SET last_id = min(last_id, coalesce((SELECT max(id) FROM quotes), 0));
END;

CREATE TRIGGER quotes_edited BEFORE UPDATE OF scope_id, channel, words, article_id, passage_id, speaker_id, role ON quotes
WHEN old.id <= (SELECT last_id FROM indexed) BEGIN
  INSERT OR IGNORE INTO changed SELECT * FROM indexed_form WHERE quote_id = old.id;
END;

CREATE TRIGGER speakers_renamed BEFORE UPDATE OF name ON speakers WHEN new.name <> old.name BEGIN
  INSERT OR IGNORE INTO changed
  SELECT f.*
  FROM quotes AS q
  JOIN indexed_form AS f ON f.quote_id = q.id
  WHERE q.speaker_id = old.id AND q.id <= (SELECT last_id FROM indexed);
END;
