"""Secrets of authenticator apps and recovery codes were stored in the clear; from here on they are encrypted."""

from typing import Any

from django.db import migrations

from nuchal.clinic.access.factors import encrypt_plain


def forwards(apps: Any, schema_editor: Any) -> None:
    """Encrypt them."""
    encrypt_plain(apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias))


class Migration(migrations.Migration):
    """Encryption at rest; there is no way back to plain text."""

    initial = True
    dependencies = [("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
