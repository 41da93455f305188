"""How many years a clinic keeps its records."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_client_passkeys"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="keep_years",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="years that records are kept"
            ),
        ),
    ]
