"""Number the conclusions of each episode, in the order of the findings that they knew, then of their moment."""

from typing import Any

from django.db import migrations, models


def number(apps: Any, _schema: Any) -> None:
    conclusions = apps.get_model("record", "Conclusion").objects
    counts: dict[Any, int] = {}
    for pk, episode in conclusions.order_by("episode", "as_of", "at", "pk").values_list("pk", "episode"):
        counts[episode] = counts.get(episode, 0) + 1
        conclusions.filter(pk=pk).update(number=counts[episode])


class Migration(migrations.Migration):
    dependencies = [("record", "0005_closures")]

    operations = [
        migrations.AddField(
            model_name="conclusion",
            name="number",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.RunPython(number, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="conclusion",
            name="number",
            field=models.PositiveIntegerField(),
        ),
        migrations.AddConstraint(
            model_name="conclusion",
            constraint=models.UniqueConstraint(
                fields=("episode", "number"), name="one_conclusion_per_number"
            ),
        ),
        migrations.AlterModelOptions(name="conclusion", options={"ordering": ("-number",)}),
        migrations.AlterModelOptions(name="drawing", options={"ordering": ("-finding__sequence", "-at")}),
    ]
