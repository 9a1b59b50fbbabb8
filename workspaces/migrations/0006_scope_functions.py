"""The doors into a scope know suspension, allowed networks, own limits, keys' scopes and expiry;
new ones: by default workspace, and by invitation.

They run with the rights of the tables' owner, since before a scope exists nothing else can be seen.
"""

import importlib

from django.db import migrations

_before = importlib.import_module("workspaces.migrations.0003_scope_functions")

_ACCESS = (
    "workspace_id bigint, public_id uuid, role varchar, plan varchar, is_suspended boolean,"
    " allowed_ips varchar[], own_requests_per_minute integer"
)
_FACTS = (
    "w.id, w.public_id, m.role, w.plan, w.suspended_at IS NOT NULL, w.allowed_ips,"
    " w.own_requests_per_minute"
)
_NAMES = "workspace_id, public_id, role, plan, is_suspended, allowed_ips, own_requests_per_minute"
_AS_OWNER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"

OPEN_WORKSPACE = f"""
CREATE FUNCTION open_workspace(member bigint, wanted uuid) RETURNS TABLE ({_ACCESS})
{_AS_OWNER} AS $$
BEGIN
    SELECT {_FACTS} INTO {_NAMES}
    FROM workspaces_workspace w
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE w.public_id = wanted AND m.user_id = member AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
"""

# Where the path names no workspace: the one that a header names, else the person's default, else
# the first that they made or joined.
OPEN_HOME_WORKSPACE = f"""
CREATE FUNCTION open_home_workspace(member bigint, wanted uuid) RETURNS TABLE ({_ACCESS})
{_AS_OWNER} AS $$
BEGIN
    SELECT {_FACTS} INTO {_NAMES}
    FROM workspaces_workspace w
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE m.user_id = member AND w.deleted_at IS NULL
      AND (wanted IS NULL OR w.public_id = wanted)
    ORDER BY m.is_default DESC, m.id LIMIT 1;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
"""

OPEN_WORKSPACE_BY_KEY = f"""
CREATE FUNCTION open_workspace_by_key(wanted bytea)
RETURNS TABLE (workspace_id bigint, plan varchar, key_id bigint, allowed_domains varchar[],
               scopes varchar[], last_used_at timestamptz, is_suspended boolean,
               own_requests_per_minute integer, own_messages_per_month integer)
{_AS_OWNER} AS $$
BEGIN
    SELECT w.id, w.plan, k.id, k.allowed_domains, k.scopes, k.last_used_at,
           w.suspended_at IS NOT NULL, w.own_requests_per_minute, w.own_messages_per_month
    INTO workspace_id, plan, key_id, allowed_domains, scopes, last_used_at, is_suspended,
         own_requests_per_minute, own_messages_per_month
    FROM workspaces_apikey k
    JOIN workspaces_workspace w ON w.id = k.workspace_id
    WHERE k.key_hash = wanted AND k.revoked_at IS NULL AND w.deleted_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > now());
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
"""

SOME_KEY_ALLOWS = """
CREATE OR REPLACE FUNCTION some_key_allows(patterns varchar[], is_local boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM workspaces_apikey k
        JOIN workspaces_workspace w ON w.id = k.workspace_id
        WHERE k.revoked_at IS NULL AND w.deleted_at IS NULL AND w.suspended_at IS NULL
          AND (k.expires_at IS NULL OR k.expires_at > now())
          AND (k.allowed_domains && patterns OR (is_local AND k.allowed_domains = '{}'))
    )
$$;
"""

# By its public id, or by the nonce that its tokens name. Whether the caller may answer it is
# decided by who asks (workspaces.services.invitations).
OPEN_WORKSPACE_BY_INVITATION = f"""
CREATE FUNCTION open_workspace_by_invitation(wanted uuid)
RETURNS TABLE (workspace_id bigint, invitation_id bigint)
{_AS_OWNER} AS $$
BEGIN
    SELECT i.workspace_id, i.id INTO workspace_id, invitation_id
    FROM workspaces_invitation i
    JOIN workspaces_workspace w ON w.id = i.workspace_id
    WHERE (i.public_id = wanted OR i.nonce = wanted) AND i.status = 'PENDING'
      AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
"""

PENDING_INVITATIONS_OF = """
CREATE FUNCTION pending_invitations_of(wanted varchar)
RETURNS TABLE (public_id uuid, workspace_public_id uuid, workspace_name varchar,
               email varchar, role varchar, invited_by varchar,
               created_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.public_id, w.public_id, w.name, i.email, i.role, u.full_name,
           i.created_at, i.expires_at
    FROM workspaces_invitation i
    JOIN workspaces_workspace w ON w.id = i.workspace_id
    LEFT JOIN accounts_user u ON u.id = i.invited_by_id
    WHERE i.email = $1 AND i.status = 'PENDING' AND i.expires_at > now()
      AND w.deleted_at IS NULL
    ORDER BY i.created_at DESC, i.id DESC
$$;
"""

# For the one contract that tells a foreign workspace from one that does not exist.
WORKSPACE_EXISTS = """
CREATE FUNCTION workspace_exists(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM workspaces_workspace WHERE public_id = wanted AND deleted_at IS NULL
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0005_seal_people")]
    operations = [
        migrations.RunSQL(
            f"DROP FUNCTION open_workspace(bigint, uuid); {OPEN_WORKSPACE}",
            f"DROP FUNCTION open_workspace(bigint, uuid); {_before.OPEN_WORKSPACE}",
        ),
        migrations.RunSQL(
            f"DROP FUNCTION open_workspace_by_key(bytea); {OPEN_WORKSPACE_BY_KEY}",
            f"DROP FUNCTION open_workspace_by_key(bytea); {_before.OPEN_WORKSPACE_BY_KEY}",
        ),
        migrations.RunSQL(
            SOME_KEY_ALLOWS,
            _before.SOME_KEY_ALLOWS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        ),
        migrations.RunSQL(OPEN_HOME_WORKSPACE, "DROP FUNCTION open_home_workspace(bigint, uuid)"),
        migrations.RunSQL(
            OPEN_WORKSPACE_BY_INVITATION, "DROP FUNCTION open_workspace_by_invitation(uuid)"
        ),
        migrations.RunSQL(PENDING_INVITATIONS_OF, "DROP FUNCTION pending_invitations_of(varchar)"),
        migrations.RunSQL(WORKSPACE_EXISTS, "DROP FUNCTION workspace_exists(uuid)"),
    ]
