-- Care for what is kept: edits and repairs with their history, the trash, the rights of people who are quoted, settings of
-- guilds, and what replies have handed tokens out for. Times are whole seconds since 1970 (UTC), people and guilds are ids.

ALTER TABLE quotes ADD COLUMN edited_at INTEGER NOT NULL DEFAULT 0;  -- when a person last changed it; 0: never
ALTER TABLE quotes ADD COLUMN original  TEXT    NOT NULL DEFAULT '' CHECK (original IN ('', 'edited', 'deleted'));
ALTER TABLE quotes ADD COLUMN named_id  INTEGER REFERENCES speakers (id);  -- the speaker under the name before merging; NULL: the same

CREATE INDEX quotes_message ON quotes (message) WHERE message <> '';
CREATE INDEX quotes_adder ON quotes (added_by) WHERE added_by <> '';
CREATE INDEX quotes_named ON quotes (named_id) WHERE named_id IS NOT NULL;

ALTER TABLE speakers ADD COLUMN merged_into INTEGER REFERENCES speakers (id);  -- another name of the same person
ALTER TABLE aliases  ADD COLUMN merged_id   INTEGER REFERENCES speakers (id);  -- the merged speaker that the alias came with

CREATE INDEX speakers_merged ON speakers (merged_into) WHERE merged_into IS NOT NULL;

-- Everybody whom an article names, to choose the right speaker from.
CREATE TABLE article_people (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,  -- from 0
  name       TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

-- Quotes that are not among the quotes any more, so that no list, count, index or completion can show them. The number
-- stays taken.
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

CREATE INDEX removed_state ON removed (state, removed_at);
CREATE INDEX removed_author ON removed (author) WHERE author <> '';
CREATE INDEX removed_adder ON removed (added_by) WHERE added_by <> '';
CREATE INDEX removed_message ON removed (message) WHERE message <> '';
CREATE INDEX removed_article ON removed (article_id) WHERE article_id IS NOT NULL;

-- Words that people said are no quote, by a hash of the page and the words: they are not taken from there again.
CREATE TABLE not_quotes (
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  mark     INTEGER NOT NULL,
  PRIMARY KEY (scope_id, mark)
) STRICT, WITHOUT ROWID;

-- What was done to quotes, also to those that are removed.
CREATE TABLE history (
  id       INTEGER PRIMARY KEY,
  scope_id INTEGER NOT NULL REFERENCES scopes (id),
  number   INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  by_id    TEXT    NOT NULL DEFAULT '',
  what     TEXT    NOT NULL,
  fields   TEXT    NOT NULL DEFAULT '[]'  -- a JSON array of {Field, Before, After}
) STRICT;

CREATE INDEX history_quote ON history (scope_id, number, id);
CREATE INDEX history_person ON history (by_id) WHERE by_id <> '';

-- What replies have handed tokens out for: drafts, undos, pages of lists.
CREATE TABLE slips (
  token    TEXT    PRIMARY KEY,
  kind     TEXT    NOT NULL,
  owner    TEXT    NOT NULL,  -- who may use it; '' is the operator
  scope    TEXT    NOT NULL DEFAULT '',
  until    INTEGER NOT NULL,
  body     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX slips_until ON slips (until);
CREATE INDEX slips_owner ON slips (owner, kind, until);

CREATE TABLE settings (
  guild TEXT NOT NULL,
  name  TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (guild, name)
) STRICT, WITHOUT ROWID;

-- Guilds that the bot was taken out of. Their data is removed after a time.
CREATE TABLE gone_guilds (
  guild   TEXT    PRIMARY KEY,
  gone_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- People who do not want their messages kept.
CREATE TABLE opted_out (
  person TEXT    PRIMARY KEY,
  at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Quotes of the day that were posted, so that none comes twice before all others came once.
CREATE TABLE posted (
  guild    TEXT    NOT NULL,
  field    TEXT    NOT NULL,  -- which of the guild's quotes of the day
  day      TEXT    NOT NULL,  -- local date
  scope_id INTEGER,           -- NULL: there was none to post that day
  number   INTEGER,
  speaker  INTEGER,           -- speakers.id
  PRIMARY KEY (guild, field, day)
) STRICT, WITHOUT ROWID;
