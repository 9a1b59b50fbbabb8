-- Retrieval: one embedder's vectors and the full text, fused. Exact where a tenant is small, bounded
-- where it is large.
--
-- Comparing a tenant's few thousand vectors one by one is faster than an index over everybody's
-- vectors, and exact. A larger tenant uses the index, scanned until it has found enough of the
-- tenant's. Full-text ranking reads a bounded number of chunks: those with all the words, or with
-- a number or code of the question, come first. Equal text in several documents is found once, in
-- the newest of them.
--
-- Runs as the owner of the tables, because row-level security keeps PostgreSQL from using the
-- full-text index. It checks the tenant itself: only chunks of the workspaces in scope are read.
CREATE OR REPLACE FUNCTION search_chunks(
    question vector, question_words text, question_names text, wanted bigint[], made_by text,
    most int
)
RETURNS TABLE (chunk_id bigint, document_id bigint, document_uuid uuid, version_id bigint,
               title varchar, headings text, page int, body text,
               cosine double precision, text_rank double precision,
               updated_at timestamptz, opens_section boolean, text_before text, text_after text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
SET hnsw.iterative_scan = strict_order
SET hnsw.ef_search = 500
SET hnsw.max_scan_tuples = 40000
SET jit = off
AS $$
DECLARE
    few CONSTANT int := 12000;      -- vectors that are compared one by one
    candidates CONSTANT int := 60;  -- of each list
    ranked CONSTANT int := 600;     -- chunks whose words are ranked
    short CONSTANT int := 60;       -- tokens below which a chunk comes with its neighbors
    scope bigint[] := string_to_array(nullif(current_setting('app.workspaces', true), ''), ',');
    configs regconfig[];
    query tsquery := '';
    together tsquery := '';
    names tsquery := '';
    config regconfig;
    is_small boolean;
    near bigint[];
    worded bigint[];
BEGIN
    -- Words are stemmed as in the languages that the documents are in.
    SELECT array_agg(DISTINCT l.config) INTO configs
    FROM (SELECT DISTINCT d.language FROM knowledge_document d
          WHERE d.workspace_id = ANY (scope)) used
    JOIN (VALUES ('ar', 'arabic'::regconfig), ('da', 'danish'), ('de', 'german'), ('es', 'spanish'),
                 ('fi', 'finnish'), ('fr', 'french'), ('hu', 'hungarian'), ('it', 'italian'),
                 ('nl', 'dutch'), ('no', 'norwegian'), ('pt', 'portuguese'), ('ro', 'romanian'),
                 ('ru', 'russian'), ('sv', 'swedish'), ('tr', 'turkish')) AS l (code, config)
      ON l.code = used.language;
    FOREACH config IN ARRAY 'english'::regconfig || coalesce(configs, '{}') LOOP
        query := query || to_tsquery(config, question_words);
        together := together || to_tsquery(config, replace(question_words, '|', '&'));
        names := names || to_tsquery(config, question_names);
    END LOOP;

    -- From the versions: counting the chunks themselves takes longer than searching them.
    SELECT coalesce(sum(v.chunk_count), 0) <= few INTO is_small
    FROM knowledge_document d
    JOIN knowledge_documentversion v ON v.id = d.live_version_id
    WHERE d.workspace_id = ANY (scope)
      AND (wanted IS NULL OR d.collection_id = ANY (wanted));
    IF is_small THEN
        near := ARRAY(
            SELECT c.id FROM knowledge_chunk c
            WHERE c.is_live AND c.workspace_id = ANY (scope) AND c.embedder = made_by
              AND (wanted IS NULL OR c.collection_id = ANY (wanted))
            ORDER BY (c.embedding <=> question) + 0, c.id LIMIT candidates);
    ELSE
        near := ARRAY(
            SELECT c.id FROM knowledge_chunk c
            WHERE c.is_live AND c.workspace_id = ANY (scope) AND c.embedder = made_by
              AND (wanted IS NULL OR c.collection_id = ANY (wanted))
            ORDER BY c.embedding <=> question LIMIT candidates);
    END IF;

    worded := ARRAY(
        SELECT f.id FROM (
            (SELECT c.id, c.words FROM knowledge_chunk c
             WHERE c.is_live AND c.workspace_id = ANY (scope) AND c.embedder = made_by
               AND (wanted IS NULL OR c.collection_id = ANY (wanted))
               AND c.words @@ (together || names) LIMIT ranked)
            UNION ALL
            (SELECT c.id, c.words FROM knowledge_chunk c
             WHERE c.is_live AND c.workspace_id = ANY (scope) AND c.embedder = made_by
               AND (wanted IS NULL OR c.collection_id = ANY (wanted))
               AND c.words @@ query LIMIT ranked)
        ) f
        GROUP BY f.id, f.words
        ORDER BY ts_rank_cd(f.words, query) DESC, f.id LIMIT candidates);

    RETURN QUERY
    WITH found AS (
        SELECT c.*, d.uuid AS named_uuid, d.title AS named, d.updated_at AS dated,
               1 - (c.embedding <=> question) AS nearness,
               ts_rank_cd(c.words, query)::double precision
                   * CASE WHEN c.words @@ names THEN 2 ELSE 1 END AS rank
        FROM knowledge_chunk c
        JOIN knowledge_document d ON d.id = c.document_id
        WHERE c.id = ANY (near || worded)
    ), scored AS (
        SELECT f.*, coalesce(f.rank / nullif(max(f.rank) OVER (), 0), 0) AS share,
               row_number() OVER (
                   PARTITION BY f.content_hash ORDER BY f.dated DESC, f.document_id DESC, f.id
               ) AS copy
        FROM found f
    ), best AS (
        SELECT s.* FROM scored s WHERE s.copy = 1
        ORDER BY s.nearness + 0.1 * s.share DESC, s.id
        LIMIT most
    )
    SELECT b.id, b.document_id, b.named_uuid, b.version_id, b.named, b.headings, b.page, b.text,
           b.nearness, b.share, b.dated, p.id IS NULL,
           CASE WHEN b.token_count < short THEN coalesce(p.text, '') ELSE '' END,
           CASE WHEN b.token_count < short THEN coalesce(n.text, '') ELSE '' END
    FROM best b
    LEFT JOIN knowledge_chunk p
      ON p.version_id = b.version_id AND p.index = b.index - 1 AND p.headings = b.headings
    LEFT JOIN knowledge_chunk n
      ON n.version_id = b.version_id AND n.index = b.index + 1 AND n.headings = b.headings
    ORDER BY b.nearness + 0.1 * b.share DESC, b.id;
END $$;
