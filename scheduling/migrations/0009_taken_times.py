from django.db import migrations

from core.db.sql_files import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0008_calendar_feeds")]

    operations = [run_sql_file(__file__, "0009_taken_times")]
