-- The word '#<workspace id>', which no text contains, is part of every message's words, so that the
-- index itself finds one tenant's messages only.
CREATE INDEX IF NOT EXISTS message_words ON conversations_message USING gin ((to_tsvector('simple'::regconfig, content) || array_to_tsvector(ARRAY['#' || workspace_id::text])))
