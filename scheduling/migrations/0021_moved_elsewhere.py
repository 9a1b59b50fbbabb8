from django.db import migrations

from core.db.sql_files import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0020_host_sessions")]

    operations = [run_sql_file(__file__, "0021_moved_elsewhere")]
