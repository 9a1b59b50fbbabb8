"""A chat is begun before anything is said, as the older embed does; it has no key to come back with,
so the chat's own key opens the workspace."""

import django.db.models.deletion
from django.db import migrations, models

# As `open_workspace_by_key`, whose key began the chat.
OPEN_WORKSPACE_BY_CHAT = """
CREATE FUNCTION open_workspace_by_chat(wanted varchar)
RETURNS TABLE (workspace_id bigint, plan varchar, key_id bigint, allowed_domains varchar[],
               scopes varchar[], last_used_at timestamptz, is_suspended boolean,
               own_requests_per_minute integer, own_messages_per_month integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.plan, k.id, k.allowed_domains, k.scopes, k.last_used_at,
           w.suspended_at IS NOT NULL, w.own_requests_per_minute, w.own_messages_per_month
    INTO workspace_id, plan, key_id, allowed_domains, scopes, last_used_at, is_suspended,
         own_requests_per_minute, own_messages_per_month
    FROM widget_chatsession s
    JOIN workspaces_apikey k ON k.id = s.api_key_id
    JOIN workspaces_workspace w ON w.id = k.workspace_id
    WHERE s.key = wanted AND s.is_of_older_embed AND k.revoked_at IS NULL
      AND w.deleted_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("voice", "0005_find_conversations"),
        ("widget", "0003_feedback_and_escalations"),
        ("workspaces", "0008_audit_head"),
    ]
    operations = [
        migrations.AlterField(
            model_name="chatsession",
            name="conversation",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="voice.conversation",
            ),
        ),
        migrations.AddConstraint(
            model_name="chatsession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_of_older_embed", True)),
                fields=("key",),
                name="a_key_of_the_older_embed_names_one_chat",
            ),
        ),
        migrations.RunSQL(OPEN_WORKSPACE_BY_CHAT, "DROP FUNCTION open_workspace_by_chat(varchar)"),
    ]
