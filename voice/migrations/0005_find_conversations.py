"""Conversations are found by words that were said in them and by who the visitor is; answers can be
dropped because a human took over.

The function runs as the tables' owner, because row-level security keeps PostgreSQL from using the
full-text index. It keeps the lock itself: only conversations of the workspaces that the scope has
set are looked at. A word that no text can hold, `#` and the workspace's key, is part of every
message's words, so that the index itself finds one tenant's messages only.
"""

from django.db import migrations, models

_WORDS = (
    "(to_tsvector('simple'::regconfig, content)"
    " || array_to_tsvector(ARRAY['#' || workspace_id::text]))"
)
WORDS_OF_MESSAGES = f"CREATE INDEX message_words ON voice_message USING gin ({_WORDS})"

# Every word of the question, the last letters of each may be missing. Of too many the latest.
SEARCH_CONVERSATIONS = f"""
CREATE FUNCTION search_conversations(wanted text) RETURNS TABLE (conversation_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    scope bigint[] := string_to_array(nullif(current_setting('app.workspaces', true), ''), ',');
    query tsquery := to_tsquery('simple', (
        SELECT string_agg(quote_literal(replace(word, '\\', '')) || ':*', ' & ')
        FROM regexp_split_to_table(wanted, '\\s+') word WHERE word ~ '\\w'
    ));
    ours tsquery := (
        SELECT string_agg(quote_literal('#' || each), ' | ')::tsquery FROM unnest(scope) each
    );
    pattern text := '%' || replace(replace(replace(
        lower(wanted), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
BEGIN
    RETURN QUERY
    SELECT found.id FROM (
        SELECT said.conversation_id AS id FROM (
            SELECT m.id, m.conversation_id FROM voice_message m
            WHERE numnode(query) > 0 AND m.workspace_id = ANY (scope) AND {_WORDS} @@ (ours && query)
            ORDER BY m.id DESC LIMIT 5000
        ) said
        UNION
        SELECT c.id FROM voice_conversation c
        WHERE c.workspace_id = ANY (scope)
          AND NOT (c.visitor_email = '' AND c.visitor_name = '')
          AND (lower(c.visitor_name) LIKE pattern OR lower(c.visitor_email) LIKE pattern)
    ) found
    ORDER BY found.id DESC LIMIT 2000;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("voice", "0004_find_chats")]
    operations = [
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("GENERATING", "Generating"),
                    ("COMPLETED", "Completed"),
                    ("FAILED", "Failed"),
                    ("DROPPED", "Dropped for a human's"),
                ],
                default="COMPLETED",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("visitor_email", ""), ("visitor_name", ""), _negated=True),
                fields=["workspace"],
                name="conversation_of_somebody_known",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("read_at", None), ("role", "USER")),
                fields=["workspace", "conversation"],
                name="message_unread_by_staff",
            ),
        ),
        migrations.RunSQL(WORDS_OF_MESSAGES, "DROP INDEX message_words"),
        migrations.RunSQL(SEARCH_CONVERSATIONS, "DROP FUNCTION search_conversations(text)"),
    ]
