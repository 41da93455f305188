"""Chains get a seal, and rows of the record their digests, which the database keeps append-only."""

from typing import Any

from django.db import migrations, models

from nuchal.clinic.audit.protection import DIGESTS, protect, unprotect


def forwards(apps: Any, schema_editor: Any) -> None:
    """Protect."""
    protect(schema_editor.connection, DIGESTS)


def backwards(apps: Any, schema_editor: Any) -> None:
    """Unprotect."""
    unprotect(schema_editor.connection, DIGESTS)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_erased")]
    operations = [
        migrations.CreateModel(
            name="RowDigest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("clinic_id", models.UUIDField()),
                ("number", models.PositiveBigIntegerField()),
                ("table", models.CharField(max_length=64)),
                ("row_id", models.CharField(max_length=64)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("key", models.CharField(max_length=8)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "digest of a row",
                "verbose_name_plural": "digests of rows",
                "ordering": ("clinic_id", "number"),
                "indexes": [models.Index(fields=["table", "row_id"], name="digest_by_row")],
                "constraints": [
                    models.UniqueConstraint(fields=("clinic_id", "number"), name="one_digest_per_place")
                ],
            },
        ),
        migrations.AddField("chain", "digests", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("chain", "digests_hash", models.CharField(default="0" * 64, max_length=64)),
        migrations.AddField("chain", "key", models.CharField(default="", max_length=8)),
        migrations.AddField("chain", "seal", models.CharField(default="", max_length=64)),
        migrations.RunPython(forwards, backwards),
    ]
