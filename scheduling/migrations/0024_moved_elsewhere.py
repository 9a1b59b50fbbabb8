from django.db import migrations

from core.db.sql_files import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0023_requests_that_nobody_answered")]

    operations = [run_sql_file(__file__, "0024_moved_elsewhere")]
