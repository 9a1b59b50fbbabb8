"""Row-level security on every table of a tenant, and foreign keys that stay inside one."""

from django.db import migrations

from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0001_initial")]
    operations = [
        SealTenantTables("Membership", "ApiKey", "UsageCounter"),
        SealTenantTables("Workspace", column="id"),
    ]
