-- Notes of new quotes are written by the program once a transaction (batch.finish): a trigger makes SQLite keep, for every
-- row, a copy of each page that it changes, in case the row is refused, and that took most of the time of an import.
DROP TRIGGER utterances_quote_added;
