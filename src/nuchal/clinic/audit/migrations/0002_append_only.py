"""From here on the database itself refuses to change or delete an event."""

from typing import Any

from django.db import migrations

from nuchal.clinic.audit.protection import EVENTS, protect, unprotect


def forwards(apps: Any, schema_editor: Any) -> None:
    """Protect."""
    protect(schema_editor.connection, EVENTS)


def backwards(apps: Any, schema_editor: Any) -> None:
    """Unprotect."""
    unprotect(schema_editor.connection, EVENTS)


class Migration(migrations.Migration):
    """Triggers, on SQLite and on PostgreSQL."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
