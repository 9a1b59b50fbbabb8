-- Conversations with every word of the query (a prefix of each is enough), or whose
-- visitor has that name or address. If there are too many, the latest.
--
-- Runs as the owner of the tables, because row-level security keeps PostgreSQL from using the
-- full-text index. It checks the tenant itself: only rows of the workspaces in scope are read.
CREATE OR REPLACE FUNCTION search_conversations(wanted text) RETURNS TABLE (conversation_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    scope bigint[] := string_to_array(nullif(current_setting('app.workspaces', true), ''), ',');
    query tsquery := to_tsquery('simple', (
        SELECT string_agg(quote_literal(replace(word, '\', '')) || ':*', ' & ')
        FROM regexp_split_to_table(wanted, '\s+') word WHERE word ~ '\w'
    ));
    ours tsquery := (
        SELECT string_agg(quote_literal('#' || each), ' | ')::tsquery FROM unnest(scope) each
    );
    pattern text := '%' || replace(replace(replace(
        lower(wanted), '\', '\\'), '%', '\%'), '_', '\_') || '%';
BEGIN
    RETURN QUERY
    SELECT found.id FROM (
        SELECT said.conversation_id AS id FROM (
            SELECT m.id, m.conversation_id FROM conversations_message m
            WHERE numnode(query) > 0 AND m.workspace_id = ANY (scope) AND (to_tsvector('simple'::regconfig, content) || array_to_tsvector(ARRAY['#' || workspace_id::text])) @@ (ours && query)
            ORDER BY m.id DESC LIMIT 5000
        ) said
        UNION
        SELECT c.id FROM conversations_conversation c
        WHERE c.workspace_id = ANY (scope)
          AND NOT (c.visitor_email = '' AND c.visitor_name = '')
          AND (lower(c.visitor_name) LIKE pattern OR lower(c.visitor_email) LIKE pattern)
    ) found
    ORDER BY found.id DESC LIMIT 2000;
END $$;
