"""When something was last recorded in an episode, and how urgent its newest conclusion is: found without a search."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

LEVELS = ("none", "note", "modify", "refer_first", "same_day", "emergency")


def fill(apps: Any, schema_editor: Any) -> None:
    """What stands in the rows that are there already."""
    episode, finding, conclusion = (
        apps.get_model("record", name) for name in ("Episode", "Finding", "Conclusion")
    )
    newest = finding.objects.filter(episode=OuterRef("pk"), sequence=OuterRef("last_sequence"))
    stored = conclusion.objects.filter(episode=OuterRef("pk")).order_by("-at")
    told = episode.objects.annotate(
        at=Subquery(newest.values("at")[:1]), level=Subquery(stored.values("result__urgency__at_least")[:1])
    )
    for one in told.iterator():
        one.active_at, one.urgency = one.at or one.active_at, one.level or one.urgency
        one.save(update_fields=["active_at", "urgency"])


class Migration(migrations.Migration):
    dependencies = [("people", "0002_referral_contacts_licences"), ("record", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="episode",
            name="active_at",
            field=models.DateTimeField(default=timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="episode",
            name="urgency",
            field=models.CharField(
                choices=[(level, level) for level in LEVELS], default="none", editable=False, max_length=16
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="episode", index=models.Index(models.F("active_at"), name="episode_activity")
        ),
        migrations.AddIndex(
            model_name="episode", index=models.Index(models.F("urgency"), name="episode_urgency")
        ),
    ]
