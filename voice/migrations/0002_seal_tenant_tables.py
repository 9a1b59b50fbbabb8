"""Row-level security on every table of a tenant, and foreign keys that stay inside one."""

from django.db import migrations

from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("voice", "0001_initial"),
        ("knowledge", "0002_seal_tenant_tables"),
    ]
    operations = [
        SealTenantTables(
            "Provider",
            "Agent",
            "AgentCollection",
            "AgentVersion",
            "Conversation",
            "Message",
            "Evidence",
        ),
    ]
