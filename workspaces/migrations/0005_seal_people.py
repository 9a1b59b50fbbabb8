"""The new tables are sealed like the others; the audit log can only grow."""

from django.db import migrations

from core.db.tenancy import SealTenantTables

CREATED_BY = """
UPDATE workspaces_workspace w SET created_by_id = m.user_id
FROM workspaces_membership m WHERE m.workspace_id = w.id AND m.role = 'OWNER'
"""

# The owner of the tables may: purging a workspace removes its log with it.
AUDIT_ONLY_GROWS = """
CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'frontdesk_app' THEN
        RAISE EXCEPTION 'the audit log can only grow' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON workspaces_auditentry
FOR EACH ROW EXECUTE FUNCTION audit_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0004_people")]
    operations = [
        migrations.RunSQL(CREATED_BY, migrations.RunSQL.noop),
        SealTenantTables("Invitation", "AuditEntry"),
        migrations.RunSQL(
            AUDIT_ONLY_GROWS,
            "DROP TRIGGER audit_only_grows ON workspaces_auditentry;"
            " DROP FUNCTION audit_only_grows()",
        ),
    ]
