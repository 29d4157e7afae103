-- One utterance, many papers (quotes/utterance, docs/utterances.md). A part is one sentence of a quote; parts that are
-- printings of one act of speaking share an utterance. All of it is worked out from the quotes and can be made anew, but
-- for rulings, which people made. Quotes are only joined within an audience: a scope and, in it, a chat channel.

CREATE TABLE parts (
  id        INTEGER PRIMARY KEY,     -- 64 times the quote's id, plus the number of the sentence
  speaker   INTEGER NOT NULL,        -- hash of the audience and of the last word of the speaker's name; 0: nobody
  day       INTEGER,                 -- since 1970, said or else published; NULL when the day is not known
  utterance INTEGER,                 -- the smallest part of its utterance; NULL: an utterance by itself
  hangs     INTEGER,                 -- the smallest part that it hangs together with, also across utterances; NULL: none
  place     INTEGER NOT NULL DEFAULT 0,  -- in its utterance; 0 is the original
  wording   TEXT    NOT NULL DEFAULT ''  -- how its words relate to those of the original
) STRICT;

CREATE INDEX parts_speaker ON parts (speaker, day) WHERE speaker <> 0;
CREATE INDEX parts_utterance ON parts (utterance, place) WHERE utterance IS NOT NULL;
CREATE INDEX parts_hangs ON parts (hangs) WHERE hangs IS NOT NULL;

-- What parts of more than a few words are found by: hashes of the audience and of runs of four words.
CREATE TABLE shingles (
  hash    INTEGER NOT NULL,
  part_id INTEGER NOT NULL,
  PRIMARY KEY (hash, part_id)
) STRICT, WITHOUT ROWID;

-- What is told of an utterance of more than one printing.
CREATE TABLE utterances (
  id      INTEGER PRIMARY KEY,  -- parts.utterance
  why     TEXT    NOT NULL,     -- why the original is the original, a reason a line
  reports INTEGER NOT NULL      -- how many independent reports print it
) STRICT;

-- The names in an article's text as a fingerprint, to recognise copies by.
CREATE TABLE sketches (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  sketch     BLOB    NOT NULL
) STRICT;

-- What people decided: these two quotes are one utterance, or are not. By number, which is never given again, so that a
-- quote that comes back from the trash is still ruled on.
CREATE TABLE rulings (
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  number   INTEGER NOT NULL,  -- the smaller number
  other    INTEGER NOT NULL,
  joined   INTEGER NOT NULL CHECK (joined IN (0, 1)),
  PRIMARY KEY (scope_id, number, other),
  CHECK (number < other)
) STRICT, WITHOUT ROWID;

CREATE INDEX rulings_other ON rulings (scope_id, other);

-- What the utterances have yet to follow: a quote to take in (words NULL), or the form of a quote to take out.
CREATE TABLE regroup (
  id       INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL,
  scope_id INTEGER,
  channel  TEXT,
  words    TEXT
) STRICT;

CREATE TRIGGER utterances_quote_added AFTER INSERT ON quotes BEGIN
  INSERT INTO regroup (quote_id) VALUES (new.id);
END;

CREATE TRIGGER utterances_quote_removed BEFORE DELETE ON quotes BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words)
  VALUES (old.id, old.scope_id, old.channel, old.words);
END;

CREATE TRIGGER utterances_quote_edited BEFORE UPDATE OF scope_id, channel, words, article_id, speaker_id, said ON quotes BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words)
  VALUES (old.id, old.scope_id, old.channel, old.words);
  INSERT INTO regroup (quote_id) VALUES (new.id);
END;

CREATE TRIGGER utterances_speaker_renamed AFTER UPDATE OF name, kind ON speakers BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words)
  SELECT q.id, q.scope_id, q.channel, q.words
  FROM quotes AS q WHERE q.speaker_id = new.id;
  INSERT INTO regroup (quote_id) SELECT id FROM quotes WHERE speaker_id = new.id ORDER BY id;
END;

CREATE TRIGGER utterances_article_edited AFTER UPDATE OF published, agency, source_id ON articles BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words)
  SELECT q.id, q.scope_id, q.channel, q.words
  FROM quotes AS q WHERE q.article_id = new.id;
  INSERT INTO regroup (quote_id) SELECT id FROM quotes WHERE article_id = new.id ORDER BY id;
END;

-- Quotes of a library that is older than this.
INSERT INTO regroup (quote_id) SELECT id FROM quotes ORDER BY id;
