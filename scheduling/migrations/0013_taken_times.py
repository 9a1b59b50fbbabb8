from django.db import migrations

from core.db.sql_files import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0012_appointments_that_end")]

    operations = [run_sql_file(__file__, "0013_taken_times")]
