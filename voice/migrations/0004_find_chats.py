"""A member's chat is found by its id alone, and an agent that a person has in another workspace can
be copied from there; agents remember the package that they were installed from.

The functions run with the rights of the tables' owner, since no scope reaches so far.
"""

from django.db import migrations, models

_ACCESS = (
    "workspace_id bigint, public_id uuid, role varchar, plan varchar, is_suspended boolean,"
    " allowed_ips varchar[], own_requests_per_minute integer"
)

# Only for whoever began it, as long as they belong to its workspace.
OPEN_CHAT = f"""
CREATE FUNCTION open_chat(member bigint, wanted uuid) RETURNS TABLE ({_ACCESS})
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.public_id, m.role, w.plan, w.suspended_at IS NOT NULL, w.allowed_ips,
           w.own_requests_per_minute
    INTO workspace_id, public_id, role, plan, is_suspended, allowed_ips, own_requests_per_minute
    FROM voice_conversation c
    JOIN workspaces_workspace w ON w.id = c.workspace_id
    JOIN workspaces_membership m ON m.workspace_id = w.id AND m.user_id = c.started_by_id
    WHERE c.public_id = wanted AND c.channel = 'CHAT' AND c.started_by_id = member
      AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
"""

CHAT_EXISTS = """
CREATE FUNCTION chat_exists(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM voice_conversation c
        JOIN workspaces_workspace w ON w.id = c.workspace_id
        WHERE c.public_id = wanted AND c.channel = 'CHAT' AND w.deleted_at IS NULL
    )
$$;
"""

# By its own id, or by that of the agent that it is a copy of. recipe: a JSON object.
AGENT_OF_MEMBER = """
CREATE FUNCTION agent_of_member(member bigint, wanted uuid)
RETURNS TABLE (allowed_ips varchar[], recipe text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.allowed_ips,
           json_build_object(
               'name', a.name, 'description', a.description, 'agent_type', a.agent_type,
               'behavior_settings', a.behavior_settings, 'response_config', a.response_config,
               'conversation_rules', a.conversation_rules,
               'greeting_message', a.greeting_message, 'fallback_message', a.fallback_message
           )::text
    FROM voice_agent a
    JOIN workspaces_workspace w ON w.id = a.workspace_id
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE m.user_id = member AND (a.public_id = wanted OR a.copied_from = wanted)
      AND a.status <> 'ARCHIVED' AND w.deleted_at IS NULL AND w.suspended_at IS NULL
    ORDER BY a.public_id = wanted DESC, a.id LIMIT 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("voice", "0003_inbox_tests_and_fallbacks")]
    operations = [
        migrations.AddField(
            model_name="agent",
            name="package",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="The package that it was installed from, `name:version`.",
                max_length=110,
            ),
        ),
        migrations.RunSQL(OPEN_CHAT, "DROP FUNCTION open_chat(bigint, uuid)"),
        migrations.RunSQL(CHAT_EXISTS, "DROP FUNCTION chat_exists(uuid)"),
        migrations.RunSQL(AGENT_OF_MEMBER, "DROP FUNCTION agent_of_member(bigint, uuid)"),
    ]
