"""Where the anchor of a clinic's audit is mailed each day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_link_proof"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="anchor_address",
            field=models.EmailField(
                blank=True, max_length=254, verbose_name="mail the anchor of the audit to"
            ),
        ),
    ]
