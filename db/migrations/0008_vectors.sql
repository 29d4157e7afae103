-- The meaning of the words of quotes as an optional model has it (quotes/meaning), for questions in other words. Rows are
-- made only where a model is set, and can be made again at any time.
CREATE TABLE vectors (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- grows, so that a reader can ask for what is new
  quote_id    INTEGER NOT NULL UNIQUE REFERENCES quotes (id) ON DELETE CASCADE,
  audience_id INTEGER NOT NULL REFERENCES audiences (id),
  model       TEXT    NOT NULL,  -- beginning of the SHA-256 of the model's files: only vectors of one model compare
  code        BLOB    NOT NULL,  -- a signed byte for each part
  sketch      BLOB    NOT NULL   -- a bit for each part: its sign
) STRICT;

-- Sketches are read from this index alone, without the eight times larger vectors.
CREATE INDEX vectors_sketch ON vectors (model, id, audience_id, quote_id, sketch);

-- Other words, or other readers: the vector is made anew.
CREATE TRIGGER vectors_edited AFTER UPDATE OF words, scope_id, channel ON quotes BEGIN
  DELETE FROM vectors WHERE quote_id = old.id;
END;
