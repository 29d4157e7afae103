PRAGMA foreign_keys = OFF;
PRAGMA user_version = 8;
CREATE TABLE aliases (
  speaker_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
  name       TEXT    NOT NULL,
  folded     TEXT    NOT NULL, merged_id   INTEGER REFERENCES speakers (id),
  PRIMARY KEY (speaker_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO aliases (speaker_id, name, folded, merged_id) VALUES (1, 'I. Marrow', 'i marrow', NULL);
INSERT INTO aliases (speaker_id, name, folded, merged_id) VALUES (1, 'Marrow', 'marrow', NULL);
CREATE TABLE article_people (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,  -- from 0
  name       TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
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
INSERT INTO articles (id, scope_id, source_id, facts_hash, url, page_key, agency, title, byline, dateline, published, published_words, updated, updated_words, language, text_hash, text) VALUES (1, 1, 1, 3406064110452041688, 'https://example.org/bridge', 'example.org/bridge', 'Wire', 'Bridge opens', 'Ann Onym, Bo Ring', '', '2021-12-03T09:30:00+01:00', 'datePublished', '2021-12-04', 'updated', 'en', NULL, NULL);
CREATE TABLE audiences (
  id       INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  channel  TEXT    NOT NULL,            -- '' for quotes that are bound to no channel
  quotes   INTEGER NOT NULL DEFAULT 0,  -- how many there are
  UNIQUE (scope_id, channel)
) STRICT;
INSERT INTO audiences (id, scope_id, channel, quotes) VALUES (1, 1, '55', 1);
INSERT INTO audiences (id, scope_id, channel, quotes) VALUES (2, 1, '', 1);
INSERT INTO audiences (id, scope_id, channel, quotes) VALUES (3, 2, '', 1);
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
CREATE TABLE findings (
  quote_id   INTEGER PRIMARY KEY REFERENCES quotes (id) ON DELETE CASCADE,
  state      TEXT    NOT NULL,
  since      INTEGER NOT NULL,
  start_byte INTEGER NOT NULL DEFAULT 0,  -- of the changed sentence, in quotes.words
  end_byte   INTEGER NOT NULL DEFAULT 0,
  now        TEXT    NOT NULL DEFAULT ''  -- what the page has in its place
) STRICT;
CREATE TABLE gone_guilds (
  guild   TEXT    PRIMARY KEY,
  gone_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE held_hosts (
  host  TEXT    PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE history (
  id       INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  number   INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  by_id    TEXT    NOT NULL DEFAULT '',
  what     TEXT    NOT NULL,
  fields   TEXT    NOT NULL DEFAULT '[]'  -- a JSON array of {Field, Before, After}
) STRICT;
CREATE TABLE indexed (last_id INTEGER NOT NULL) STRICT;
INSERT INTO indexed (last_id) VALUES (3);
CREATE TABLE names (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  kind        TEXT    NOT NULL CHECK (kind IN ('speaker', 'outlet')),
  name        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  UNIQUE (audience_id, kind, name)
) STRICT;
INSERT INTO names (id, audience_id, kind, name, quotes) VALUES (1, 1, 'outlet', 'The Daily Example', 1);
INSERT INTO names (id, audience_id, kind, name, quotes) VALUES (2, 1, 'speaker', 'Ida Marrow', 1);
CREATE TABLE not_quotes (
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  mark     INTEGER NOT NULL,
  PRIMARY KEY (scope_id, mark)
) STRICT, WITHOUT ROWID;
CREATE TABLE opted_out (
  person TEXT    PRIMARY KEY,
  at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE parts (
  id        INTEGER PRIMARY KEY,     -- 64 times the quote's id, plus the number of the sentence
  speaker   INTEGER NOT NULL,        -- hash of the audience and of the last word of the speaker's name; 0: nobody
  day       INTEGER,                 -- since 1970, said or else published; NULL when the day is not known
  utterance INTEGER,                 -- the smallest part of its utterance; NULL: an utterance by itself
  hangs     INTEGER,                 -- the smallest part that it hangs together with, also across utterances; NULL: none
  place     INTEGER NOT NULL DEFAULT 0,  -- in its utterance; 0 is the original
  wording   TEXT    NOT NULL DEFAULT ''  -- how its words relate to those of the original
) STRICT;
INSERT INTO parts (id, speaker, day, utterance, hangs, place, wording) VALUES (64, 1028897215, 18964, NULL, NULL, 0, '');
INSERT INTO parts (id, speaker, day, utterance, hangs, place, wording) VALUES (128, 0, NULL, NULL, NULL, 0, '');
INSERT INTO parts (id, speaker, day, utterance, hangs, place, wording) VALUES (192, 0, NULL, NULL, NULL, 0, '');
CREATE TABLE passages (
  id         INTEGER PRIMARY KEY,
  article_id INTEGER REFERENCES articles (id) ON DELETE CASCADE,
  hash       INTEGER NOT NULL,  -- of text
  start_byte INTEGER,           -- in articles.text; NULL when that is not kept
  text       TEXT    NOT NULL
) STRICT;
INSERT INTO passages (id, article_id, hash, start_byte, text) VALUES (1, 1, 1503494880000222053, NULL, '“The bridge,” she said, “will stand.”');
CREATE TABLE posted (
  guild    TEXT    NOT NULL,
  field    TEXT    NOT NULL,  -- which of the guild's quotes of the day
  day      TEXT    NOT NULL,  -- local date
  scope_id INTEGER,           -- NULL: there was none to post that day
  number   INTEGER,
  speaker  INTEGER,           -- speakers.id
  PRIMARY KEY (guild, field, day)
) STRICT, WITHOUT ROWID;
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
  cue_end        INTEGER, edited_at INTEGER NOT NULL DEFAULT 0, original  TEXT    NOT NULL DEFAULT '' CHECK (original IN ('', 'edited', 'deleted')), named_id  INTEGER REFERENCES speakers (id),
  UNIQUE (scope_id, number),
  UNIQUE (scope_id, fingerprint)
) STRICT;
INSERT INTO quotes (id, scope_id, number, fingerprint, kind, words, article_id, passage_id, own_context, speaker_id, mention, role, via, cue, rule, confidence, said, said_words, since, until, channel, message, author, added_by, added_at, reported_start, reported_end, mention_start, mention_end, cue_start, cue_end, edited_at, original, named_id) VALUES (1, 1, 7, 171934439277559056, 'mixed', 'The bridge … will stand.', 1, 1, 0, 1, 'she', 'bridge keeper', 'Tom Oake', 'said', 'after', 0.75, '2021-11', 'in November', 1635724800, 1638316800, '55', '66', '88', '77', 1714979289, NULL, NULL, NULL, NULL, NULL, NULL, 0, '', NULL);
INSERT INTO quotes (id, scope_id, number, fingerprint, kind, words, article_id, passage_id, own_context, speaker_id, mention, role, via, cue, rule, confidence, said, said_words, since, until, channel, message, author, added_by, added_at, reported_start, reported_end, mention_start, mention_end, cue_start, cue_end, edited_at, original, named_id) VALUES (2, 1, 8, 3447655659984079381, 'entered', 'Undated.', NULL, NULL, 0, NULL, '', '', '', '', '', 0.0, '', '', -62135596800, -62135596800, '', '', '', '', 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, '', NULL);
INSERT INTO quotes (id, scope_id, number, fingerprint, kind, words, article_id, passage_id, own_context, speaker_id, mention, role, via, cue, rule, confidence, said, said_words, since, until, channel, message, author, added_by, added_at, reported_start, reported_end, mention_start, mention_end, cue_start, cue_end, edited_at, original, named_id) VALUES (3, 2, 1, 5226165704893800338, 'entered', 'A guild''s own.', NULL, NULL, 0, NULL, '', '', '', '', '', 0.0, '2020', '', 1577836800, 1609459200, '', '', '', '', 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, '', NULL);
CREATE TABLE regroup (
  id       INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL,
  scope_id INTEGER,
  channel  TEXT,
  words    TEXT
) STRICT;
CREATE TABLE removed (
  scope_id   INTEGER NOT NULL REFERENCES scopes (id),
  number     INTEGER NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN ('trash', 'hidden', 'forgotten')),
  cause      TEXT    NOT NULL DEFAULT '',
  removed_by TEXT    NOT NULL DEFAULT '',
  removed_at INTEGER NOT NULL,
  author     TEXT    NOT NULL DEFAULT '',                  -- the person who said it
  channel    TEXT    NOT NULL DEFAULT '',
  message    TEXT    NOT NULL DEFAULT '',
  added_by   TEXT    NOT NULL DEFAULT '',
  article_id INTEGER REFERENCES articles (id),
  kept       TEXT,                                         -- the quote as JSON; NULL when it is forgotten
  PRIMARY KEY (scope_id, number),
  CHECK ((kept IS NULL) = (state = 'forgotten'))
) STRICT, WITHOUT ROWID;
CREATE TABLE rulings (
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  number   INTEGER NOT NULL,  -- the smaller number
  other    INTEGER NOT NULL,
  joined   INTEGER NOT NULL CHECK (joined IN (0, 1)),
  PRIMARY KEY (scope_id, number, other),
  CHECK (number < other)
) STRICT, WITHOUT ROWID;
CREATE TABLE scopes (
  id          INTEGER PRIMARY KEY,
  name        TEXT    NOT NULL UNIQUE CHECK (name <> ''),  -- 'library', 'guild:ID' or 'private:ID'
  last_number INTEGER NOT NULL DEFAULT 0                   -- the highest number ever given: numbers are not reused
) STRICT;
INSERT INTO scopes (id, name, last_number) VALUES (1, 'library', 8);
INSERT INTO scopes (id, name, last_number) VALUES (2, 'guild:1', 8);
CREATE VIRTUAL TABLE search USING fts5 (
  words, context, title, speaker,
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
INSERT INTO segments (quote_id, position, words, start_byte, end_byte) VALUES (1, 0, 'The bridge', NULL, NULL);
INSERT INTO segments (quote_id, position, words, start_byte, end_byte) VALUES (1, 1, 'will stand.', NULL, NULL);
CREATE TABLE settings (
  guild TEXT NOT NULL,
  name  TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (guild, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE shingles (
  hash    INTEGER NOT NULL,
  part_id INTEGER NOT NULL,
  PRIMARY KEY (hash, part_id)
) STRICT, WITHOUT ROWID;
INSERT INTO shingles (hash, part_id) VALUES (-1156381009, 64);
INSERT INTO shingles (hash, part_id) VALUES (585726429, 192);
CREATE TABLE sketches (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  sketch     BLOB    NOT NULL
) STRICT;
CREATE TABLE slips (
  token    TEXT    PRIMARY KEY,
  kind     TEXT    NOT NULL,
  owner    TEXT    NOT NULL,  -- who may use it; '' is the operator
  scope    TEXT    NOT NULL DEFAULT '',
  until    INTEGER NOT NULL,
  body     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sources (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL,  -- as it calls itself
  host TEXT NOT NULL,  -- without www.
  UNIQUE (name, host)
) STRICT;
INSERT INTO sources (id, name, host) VALUES (1, 'The Daily Example', 'example.org');
CREATE TABLE speakers (
  id       INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  name     TEXT    NOT NULL,
  kind     TEXT    NOT NULL DEFAULT '' CHECK (kind IN ('', 'person', 'org', 'document', 'unnamed')),
  folded   TEXT    NOT NULL, merged_into INTEGER REFERENCES speakers (id),  -- the name in lower case without accents and marks, words parted by one blank
  UNIQUE (scope_id, name, kind)
) STRICT;
INSERT INTO speakers (id, scope_id, name, kind, folded, merged_into) VALUES (1, 1, 'Ida Marrow', 'person', 'ida marrow', NULL);
CREATE TABLE utterances (
  id      INTEGER PRIMARY KEY,  -- parts.utterance
  why     TEXT    NOT NULL,     -- why the original is the original, a reason a line
  reports INTEGER NOT NULL      -- how many independent reports print it
) STRICT;
CREATE TABLE vectors (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- grows, so that a reader can ask for what is new
  quote_id    INTEGER NOT NULL UNIQUE REFERENCES quotes (id) ON DELETE CASCADE,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  model       TEXT    NOT NULL,  -- beginning of the SHA-256 of the model's files: only vectors of one model compare
  code        BLOB    NOT NULL,  -- a signed byte for each part
  sketch      BLOB    NOT NULL   -- a bit for each part: its sign
) STRICT;
CREATE TABLE vocabulary (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  word        TEXT    NOT NULL,
  term        TEXT    NOT NULL,
  quotes      INTEGER NOT NULL,
  UNIQUE (audience_id, word)
) STRICT;
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (1, 1, 'bridge', 'bridg', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (2, 1, 'ida', 'ida', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (3, 1, 'keeper', 'keeper', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (4, 1, 'marrow', 'marrow', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (5, 1, 'opens', 'open', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (6, 1, 'said', 'said', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (7, 1, 'she', 'she', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (8, 1, 'stand', 'stand', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (9, 1, 'the', 'the', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (10, 1, 'will', 'will', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (11, 2, 'undated', 'undat', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (12, 3, 'a', 'a', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (13, 3, 'guild', 'guild', 1);
INSERT INTO vocabulary (id, audience_id, word, term, quotes) VALUES (14, 3, 'own', 'own', 1);
CREATE TABLE watches (
  article_id    INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  host          TEXT    NOT NULL,             -- of its address, with a port where it has one
  added_at      INTEGER NOT NULL,             -- of its first quote: the plan counts from there
  next_at       INTEGER,                      -- when to ask for it again; NULL: not any more
  tries         INTEGER NOT NULL DEFAULT 0,   -- since the last verdict
  etag          TEXT    NOT NULL DEFAULT '',
  last_modified TEXT    NOT NULL DEFAULT '',
  state         TEXT    NOT NULL DEFAULT '',
  since         INTEGER NOT NULL DEFAULT 0,   -- when the state was first seen
  checked_at    INTEGER NOT NULL DEFAULT 0,   -- and last
  asked_at      INTEGER NOT NULL DEFAULT 0,
  correction    TEXT    NOT NULL DEFAULT '',  -- a note on the page that was not there at first
  problem       TEXT    NOT NULL DEFAULT ''   -- why the last time asked gave no verdict
) STRICT;
CREATE INDEX aliases_folded ON aliases (folded);
CREATE INDEX aliases_merged ON aliases (merged_id) WHERE merged_id IS NOT NULL;
CREATE INDEX articles_facts ON articles (scope_id, facts_hash);
CREATE INDEX articles_hash ON articles (scope_id, text_hash) WHERE text IS NOT NULL;
CREATE UNIQUE INDEX articles_page ON articles (scope_id, page_key) WHERE text IS NOT NULL AND page_key <> '';
CREATE INDEX articles_source ON articles (source_id);
CREATE UNIQUE INDEX articles_text ON articles (scope_id, text_hash) WHERE text IS NOT NULL AND page_key = '';
CREATE INDEX history_person ON history (by_id) WHERE by_id <> '';
CREATE INDEX history_quote ON history (scope_id, number, id);
CREATE INDEX parts_hangs ON parts (hangs) WHERE hangs IS NOT NULL;
CREATE INDEX parts_speaker ON parts (speaker, day) WHERE speaker <> 0;
CREATE INDEX parts_utterance ON parts (utterance, place) WHERE utterance IS NOT NULL;
CREATE INDEX passages_article ON passages (article_id, hash);
CREATE INDEX quotes_added ON quotes (scope_id, added_at);
CREATE INDEX quotes_adder ON quotes (added_by) WHERE added_by <> '';
CREATE INDEX quotes_article ON quotes (article_id);
CREATE INDEX quotes_author ON quotes (author) WHERE author <> '';
CREATE INDEX quotes_channel ON quotes (scope_id, channel) WHERE channel <> '';
CREATE INDEX quotes_message ON quotes (message) WHERE message <> '';
CREATE INDEX quotes_named ON quotes (named_id) WHERE named_id IS NOT NULL;
CREATE INDEX quotes_passage ON quotes (passage_id) WHERE passage_id IS NOT NULL;
CREATE INDEX quotes_since ON quotes (scope_id, since);
CREATE INDEX quotes_speaker ON quotes (speaker_id);
CREATE INDEX removed_adder ON removed (added_by) WHERE added_by <> '';
CREATE INDEX removed_article ON removed (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX removed_author ON removed (author) WHERE author <> '';
CREATE INDEX removed_message ON removed (message) WHERE message <> '';
CREATE INDEX removed_state ON removed (state, removed_at);
CREATE INDEX rulings_other ON rulings (scope_id, other);
CREATE INDEX slips_owner ON slips (owner, kind, until);
CREATE INDEX slips_until ON slips (until);
CREATE INDEX sources_host ON sources (host);
CREATE INDEX speakers_folded ON speakers (folded);
CREATE INDEX speakers_merged ON speakers (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX vectors_sketch ON vectors (model, id, audience_id, quote_id, sketch);
CREATE INDEX vocabulary_term ON vocabulary (term, audience_id);
CREATE INDEX watches_next ON watches (next_at) WHERE next_at IS NOT NULL;
CREATE TRIGGER findings_quote_edited AFTER UPDATE OF words, article_id ON quotes BEGIN
  DELETE FROM findings WHERE quote_id = new.id;
END;
CREATE TRIGGER quotes_edited BEFORE UPDATE OF scope_id, channel, words, article_id, passage_id, speaker_id, role ON quotes
WHEN old.id <= (SELECT last_id FROM indexed) BEGIN
  INSERT OR IGNORE INTO changed SELECT * FROM indexed_form WHERE quote_id = old.id;
END;
CREATE TRIGGER quotes_last AFTER DELETE ON quotes WHEN old.id <= (SELECT last_id FROM indexed) BEGIN
  UPDATE indexed SET last_id = min(last_id, coalesce((SELECT max(id) FROM quotes), 0));
END;
CREATE TRIGGER quotes_removed BEFORE DELETE ON quotes WHEN old.id <= (SELECT last_id FROM indexed) BEGIN
  INSERT OR IGNORE INTO changed SELECT * FROM indexed_form WHERE quote_id = old.id;
END;
CREATE TRIGGER speakers_renamed BEFORE UPDATE OF name ON speakers WHEN new.name <> old.name BEGIN
  INSERT OR IGNORE INTO changed
  SELECT f.*
  FROM quotes AS q
  JOIN indexed_form AS f ON f.quote_id = q.id
  WHERE q.speaker_id = old.id AND q.id <= (SELECT last_id FROM indexed);
END;
CREATE TRIGGER utterances_article_edited AFTER UPDATE OF published, agency, source_id ON articles BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words)
  SELECT q.id, q.scope_id, q.channel, q.words
  FROM quotes AS q WHERE q.article_id = new.id;
  INSERT INTO regroup (quote_id) SELECT id FROM quotes WHERE article_id = new.id ORDER BY id;
END;
CREATE TRIGGER utterances_quote_edited BEFORE UPDATE OF scope_id, channel, words, article_id, speaker_id, said ON quotes BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words)
  VALUES (old.id, old.scope_id, old.channel, old.words);
  INSERT INTO regroup (quote_id) VALUES (new.id);
END;
CREATE TRIGGER utterances_quote_removed BEFORE DELETE ON quotes BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words)
  VALUES (old.id, old.scope_id, old.channel, old.words);
END;
CREATE TRIGGER utterances_speaker_renamed AFTER UPDATE OF name, kind ON speakers BEGIN
  INSERT INTO regroup (quote_id, scope_id, channel, words)
  SELECT q.id, q.scope_id, q.channel, q.words
  FROM quotes AS q WHERE q.speaker_id = new.id;
  INSERT INTO regroup (quote_id) SELECT id FROM quotes WHERE speaker_id = new.id ORDER BY id;
END;
CREATE TRIGGER vectors_edited AFTER UPDATE OF words, scope_id, channel ON quotes BEGIN
  DELETE FROM vectors WHERE quote_id = old.id;
END;
CREATE TRIGGER watches_article_edited AFTER UPDATE OF url ON articles WHEN new.url <> old.url BEGIN
  DELETE FROM findings WHERE quote_id IN (SELECT id FROM quotes WHERE article_id = new.id);
  DELETE FROM watches WHERE article_id = new.id;
END;
CREATE VIEW indexed_form AS
SELECT
  q.id AS quote_id, q.scope_id AS scope_id, q.channel AS channel, q.words AS words, q.role || ' ' || coalesce(p.text, '') AS context,
  coalesce(a.title, '') AS title, coalesce(s.name, '') AS speaker, coalesce(o.name, '') AS outlet
FROM quotes AS q
LEFT JOIN passages AS p ON p.id = q.passage_id
LEFT JOIN articles AS a ON a.id = q.article_id
LEFT JOIN sources AS o ON o.id = a.source_id
LEFT JOIN speakers AS s ON s.id = q.speaker_id;
