"""Whether the letter about an alert has left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="mail_failed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="mailed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
