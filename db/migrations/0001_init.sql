-- The first schema: whose quotes (scopes), who printed them (sources), where (articles, passages), who spoke
-- (speakers, aliases) and the quotes themselves. Byte offsets are into articles.text. Dates are ISO 8601 cut to what is
-- known ("2023", "2023-01", "2023-01-20", or a time with its zone), so the form is the precision; the empty text is no
-- date. Times of our own are whole seconds since 1970 (UTC), 0 when not known.

CREATE TABLE scopes (
  id          INTEGER PRIMARY KEY,
  name        TEXT    NOT NULL UNIQUE CHECK (name <> ''),  -- 'library', 'guild:ID' or 'private:ID'
  last_number INTEGER NOT NULL DEFAULT 0                   -- the highest number ever given: numbers are not reused
) STRICT;

INSERT INTO scopes (name) VALUES ('library');

-- The publication, never the speaker. The row with empty name and host stands for "not known".
CREATE TABLE sources (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL,  -- as it calls itself
  host TEXT NOT NULL,  -- without www.
  UNIQUE (name, host)
) STRICT;

CREATE INDEX sources_host ON sources (host);

-- One printed text, or as much as is known of one: quotes that were imported bring its facts without its text.
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

-- A page is kept once in a scope, and so is a text without an address.
CREATE UNIQUE INDEX articles_page ON articles (scope_id, page_key) WHERE text IS NOT NULL AND page_key <> '';
CREATE UNIQUE INDEX articles_text ON articles (scope_id, text_hash) WHERE text IS NOT NULL AND page_key = '';
CREATE INDEX articles_hash ON articles (scope_id, text_hash) WHERE text IS NOT NULL;
CREATE INDEX articles_facts ON articles (scope_id, facts_hash);
CREATE INDEX articles_source ON articles (source_id);

-- The paragraph or paragraphs that quotes stand in, kept once for all quotes of the paragraph.
CREATE TABLE passages (
  id         INTEGER PRIMARY KEY,
  article_id INTEGER REFERENCES articles (id) ON DELETE CASCADE,
  hash       INTEGER NOT NULL,  -- of text
  start_byte INTEGER,           -- in articles.text; NULL when that is not kept
  text       TEXT    NOT NULL
) STRICT;

CREATE INDEX passages_article ON passages (article_id, hash);

-- Who spoke, under the fullest name printed; known in one scope only.
CREATE TABLE speakers (
  id       INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  name     TEXT    NOT NULL,
  kind     TEXT    NOT NULL DEFAULT '' CHECK (kind IN ('', 'person', 'org', 'document', 'unnamed')),
  folded   TEXT    NOT NULL,  -- the name in lower case without accents and marks, words parted by one blank
  UNIQUE (scope_id, name, kind)
) STRICT;

CREATE INDEX speakers_folded ON speakers (folded);

-- The other names under which a speaker was printed.
CREATE TABLE aliases (
  speaker_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
  name       TEXT    NOT NULL,
  folded     TEXT    NOT NULL,
  PRIMARY KEY (speaker_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX aliases_folded ON aliases (folded);

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

CREATE INDEX quotes_since ON quotes (scope_id, since);
CREATE INDEX quotes_added ON quotes (scope_id, added_at);
CREATE INDEX quotes_speaker ON quotes (speaker_id);
CREATE INDEX quotes_article ON quotes (article_id);
CREATE INDEX quotes_passage ON quotes (passage_id) WHERE passage_id IS NOT NULL;
CREATE INDEX quotes_channel ON quotes (scope_id, channel) WHERE channel <> '';
CREATE INDEX quotes_author ON quotes (author) WHERE author <> '';

-- The pieces of a quote that is split or that has its place in a kept text. A quote in one piece has its words in
-- quotes.words alone.
CREATE TABLE segments (
  quote_id   INTEGER NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,  -- from 0
  words      TEXT,              -- as printed; NULL for the only piece
  start_byte INTEGER,           -- in articles.text; NULL when that is not kept
  end_byte   INTEGER,
  PRIMARY KEY (quote_id, position)
) STRICT, WITHOUT ROWID;
