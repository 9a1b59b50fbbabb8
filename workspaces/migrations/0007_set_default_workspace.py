"""Choosing a default workspace reaches into all of a person's workspaces, and no scope does."""

from django.db import migrations

# The person's row is where parallel choices take turns; each statement sees what the one before
# it committed, so that the constraint of one default per person is never met.
SET_DEFAULT_WORKSPACE = """
CREATE FUNCTION set_default_workspace(member bigint, chosen bigint, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM accounts_user WHERE id = member FOR NO KEY UPDATE;
    PERFORM FROM workspaces_membership WHERE user_id = member AND workspace_id = chosen;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE workspaces_membership SET is_default = false, updated_at = at
    WHERE user_id = member AND is_default AND workspace_id <> chosen;
    UPDATE workspaces_membership SET is_default = true, updated_at = at
    WHERE user_id = member AND workspace_id = chosen AND NOT is_default;
    RETURN true;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0006_scope_functions")]
    operations = [
        migrations.RunSQL(
            SET_DEFAULT_WORKSPACE,
            "DROP FUNCTION set_default_workspace(bigint, bigint, timestamptz)",
        ),
    ]
