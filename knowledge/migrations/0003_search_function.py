"""Retrieval as one function: vector and full-text candidates, fused as measured.

It runs as the tables' owner, because row-level security keeps PostgreSQL from using the full-text
index (its operator is not leakproof). It keeps the lock itself: only chunks of the workspaces that
the scope has set are ever looked at, and without a scope there are none.
"""

from django.db import migrations

SEARCH_CHUNKS = """
CREATE FUNCTION search_chunks(question vector, question_words text, wanted bigint[], most int)
RETURNS TABLE (chunk_id bigint, document_id bigint, document_uuid uuid, version_id bigint,
               title varchar, headings text, page int, body text,
               cosine double precision, text_rank double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
SET hnsw.iterative_scan = strict_order
SET hnsw.ef_search = 80
AS $$
DECLARE
    scope bigint[] := string_to_array(nullif(current_setting('app.workspaces', true), ''), ',');
    query tsquery := to_tsquery('english', question_words);
BEGIN
    RETURN QUERY
    WITH by_meaning AS (
        SELECT c.id FROM knowledge_chunk c
        WHERE c.is_live AND c.workspace_id = ANY (scope)
          AND (wanted IS NULL OR c.collection_id = ANY (wanted))
        ORDER BY c.embedding <=> question LIMIT 40
    ), by_words AS (
        SELECT c.id, ts_rank_cd(c.words, query)::double precision AS rank FROM knowledge_chunk c
        WHERE c.is_live AND c.workspace_id = ANY (scope)
          AND (wanted IS NULL OR c.collection_id = ANY (wanted))
          AND c.words @@ query
        ORDER BY rank DESC LIMIT 40
    ), scored AS (
        SELECT c.id, 1 - (c.embedding <=> question) AS cosine,
               coalesce(w.rank / nullif(max(w.rank) OVER (), 0), 0) AS text_rank
        FROM (SELECT id FROM by_meaning UNION SELECT id FROM by_words) found
        JOIN knowledge_chunk c ON c.id = found.id
        LEFT JOIN by_words w ON w.id = found.id
    )
    SELECT c.id, c.document_id, d.public_id, c.version_id, d.title, c.headings, c.page, c.text,
           s.cosine, s.text_rank
    FROM scored s
    JOIN knowledge_chunk c ON c.id = s.id
    JOIN knowledge_document d ON d.id = c.document_id
    ORDER BY s.cosine + 0.1 * s.text_rank DESC, c.id
    LIMIT most;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0002_seal_tenant_tables")]
    operations = [
        migrations.RunSQL(SEARCH_CHUNKS, "DROP FUNCTION search_chunks(vector, text, bigint[], int)")
    ]
