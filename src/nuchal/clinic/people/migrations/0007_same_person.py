"""One person is found in every spelling, and two records of one person can be united."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nuchal.clinic.people.clients
from nuchal.clinic.people.spellings import digits_of, letters_of, sorted_as, spelt_for_search


def derive(apps: Any, schema_editor: Any) -> None:
    """Fill what follows from names and telephone numbers."""
    table = apps.get_model("people", "Client")
    for row in table.objects.only("given_name", "family_name", "phone").iterator():
        names = row.given_name, row.family_name
        table.objects.filter(pk=row.pk).update(
            spelt=spelt_for_search(*names),
            letters=letters_of(*names)[:400],
            sorted_as=sorted_as(*names)[:400],
            phone_digits=digits_of(row.phone),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_absences"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordUnion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "because",
                    models.CharField(max_length=400, verbose_name="how you know that this is one person"),
                ),
                ("moved", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("separated_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-at",),
            },
        ),
        migrations.AlterModelOptions(
            name="client",
            options={"ordering": ("sorted_as", "id")},
        ),
        migrations.RemoveIndex(
            model_name="client",
            name="client_by_name",
        ),
        migrations.AddField(
            model_name="client",
            name="letters",
            field=nuchal.clinic.people.clients.Derived(default="", editable=False),
        ),
        migrations.AddField(
            model_name="client",
            name="phone_digits",
            field=nuchal.clinic.people.clients.Derived(default="", editable=False),
        ),
        migrations.AddField(
            model_name="client",
            name="sorted_as",
            field=nuchal.clinic.people.clients.Derived(default="", editable=False),
        ),
        migrations.AddField(
            model_name="client",
            name="spelt",
            field=nuchal.clinic.people.clients.Derived(default="", editable=False),
        ),
        migrations.AddField(
            model_name="client",
            name="united_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="united",
                to="people.client",
            ),
        ),
        migrations.AlterField(
            model_name="client",
            name="family_name",
            field=models.CharField(blank=True, max_length=80, verbose_name="family name"),
        ),
        migrations.AlterField(
            model_name="client",
            name="given_name",
            field=models.CharField(blank=True, max_length=80, verbose_name="given name"),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["clinic", "sorted_as"], name="client_by_name"),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["clinic", "letters"], name="client_by_letters"),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("family_name", ""), ("given_name", ""), _negated=True),
                name="a_client_has_a_name",
            ),
        ),
        migrations.AddField(
            model_name="recordunion",
            name="by_user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recordunion",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="unions", to="people.client"
            ),
        ),
        migrations.AddField(
            model_name="recordunion",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="unions_into", to="people.client"
            ),
        ),
        migrations.AddField(
            model_name="recordunion",
            name="separated_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="recordunion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("separated_at", None)), fields=("other",), name="united_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordunion",
            constraint=models.CheckConstraint(
                condition=models.Q(("client", models.F("other")), _negated=True), name="no_union_with_itself"
            ),
        ),
        migrations.RunPython(derive, migrations.RunPython.noop),
    ]
