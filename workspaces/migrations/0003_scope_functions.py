"""The doors into a scope: each looks up what the caller may enter and sets it, in one statement.

They run with the rights of the tables' owner, since before a scope exists nothing else can be seen.
"""

from django.db import migrations

OPEN_WORKSPACE = """
CREATE FUNCTION open_workspace(member bigint, wanted uuid)
RETURNS TABLE (workspace_id bigint, role varchar, plan varchar)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, m.role, w.plan INTO workspace_id, role, plan
    FROM workspaces_workspace w
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE w.public_id = wanted AND m.user_id = member AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
"""

OPEN_WORKSPACES_OF_USER = """
CREATE FUNCTION open_workspaces_of_user(member bigint)
RETURNS TABLE (workspace_id bigint, role varchar)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('app.workspaces', coalesce(string_agg(w.id::text, ','), ''), true)
    FROM workspaces_workspace w
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE m.user_id = member AND w.deleted_at IS NULL;
    RETURN QUERY
    SELECT w.id, m.role
    FROM workspaces_workspace w
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE m.user_id = member AND w.deleted_at IS NULL;
END $$;
"""

OPEN_WORKSPACE_BY_KEY = """
CREATE FUNCTION open_workspace_by_key(wanted bytea)
RETURNS TABLE (workspace_id bigint, plan varchar, key_id bigint,
               allowed_domains varchar[], last_used_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.plan, k.id, k.allowed_domains, k.last_used_at
    INTO workspace_id, plan, key_id, allowed_domains, last_used_at
    FROM workspaces_apikey k
    JOIN workspaces_workspace w ON w.id = k.workspace_id
    WHERE k.key_hash = wanted AND k.revoked_at IS NULL AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
"""

SOME_KEY_ALLOWS = """
CREATE FUNCTION some_key_allows(patterns varchar[], is_local boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM workspaces_apikey k
        JOIN workspaces_workspace w ON w.id = k.workspace_id
        WHERE k.revoked_at IS NULL AND w.deleted_at IS NULL
          AND (k.allowed_domains && patterns OR (is_local AND k.allowed_domains = '{}'))
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0002_seal_tenant_tables")]
    operations = [
        migrations.RunSQL(OPEN_WORKSPACE, "DROP FUNCTION open_workspace(bigint, uuid)"),
        migrations.RunSQL(OPEN_WORKSPACES_OF_USER, "DROP FUNCTION open_workspaces_of_user(bigint)"),
        migrations.RunSQL(OPEN_WORKSPACE_BY_KEY, "DROP FUNCTION open_workspace_by_key(bytea)"),
        migrations.RunSQL(SOME_KEY_ALLOWS, "DROP FUNCTION some_key_allows(varchar[], boolean)"),
    ]
