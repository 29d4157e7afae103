-- Sources that are read again to see whether they still print what was taken from them, one row an article. The article
-- itself stays as it was read first.
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

CREATE INDEX watches_next ON watches (next_at) WHERE next_at IS NOT NULL;

-- What the last reading told of each quote; one that was not looked at since it was added or edited has no row.
CREATE TABLE findings (
  quote_id   INTEGER PRIMARY KEY REFERENCES quotes (id) ON DELETE CASCADE,
  state      TEXT    NOT NULL,
  since      INTEGER NOT NULL,
  start_byte INTEGER NOT NULL DEFAULT 0,  -- of the changed sentence, in quotes.words
  end_byte   INTEGER NOT NULL DEFAULT 0,
  now        TEXT    NOT NULL DEFAULT ''  -- what the page has in its place
) STRICT;

CREATE TRIGGER findings_quote_edited AFTER UPDATE OF words, article_id ON quotes BEGIN
  DELETE FROM findings WHERE quote_id = new.id;
END;

CREATE TRIGGER watches_article_edited AFTER UPDATE OF url ON articles WHEN new.url <> old.url BEGIN
  DELETE FROM findings WHERE quote_id IN (SELECT id FROM quotes WHERE article_id = new.id);
  DELETE FROM watches WHERE article_id = new.id;
END;

-- Hosts that asked to be left alone for a time.
CREATE TABLE held_hosts (
  host  TEXT    PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
