from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0013_taken_times")]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="customer_mailbox",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    "customer_email",
                    models.Value(r"\+[^@]*@"),
                    models.Value("@"),
                    function="regexp_replace",
                ),
                output_field=models.CharField(max_length=254),
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("customer_email", ""), _negated=True),
                fields=["calendar", "customer_mailbox", "starts_at"],
                name="appointment_by_mailbox",
            ),
        ),
    ]
