-- A row with its vector, text and words takes 2.5 kB: three to a page, with nothing stored elsewhere.
-- docs/decisions/0021 has the figures.
ALTER TABLE knowledge_chunk ALTER COLUMN embedding SET STORAGE PLAIN;
ALTER TABLE knowledge_chunk SET (toast_tuple_target = 4080);
