-- Deleting a speaker asks for the aliases that came with it.
CREATE INDEX aliases_merged ON aliases (merged_id) WHERE merged_id IS NOT NULL;
