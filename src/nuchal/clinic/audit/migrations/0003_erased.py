"""An erasure is an action of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="action",
            field=models.CharField(
                choices=[
                    ("read", "read"),
                    ("write", "wrote"),
                    ("override", "overrode"),
                    ("export", "exported"),
                    ("erase", "erased"),
                    ("sign-in", "signed in"),
                    ("sign-out", "signed out"),
                    ("refused", "was refused"),
                    ("send", "sent"),
                    ("open", "opened a link"),
                ],
                max_length=8,
            ),
        ),
    ]
