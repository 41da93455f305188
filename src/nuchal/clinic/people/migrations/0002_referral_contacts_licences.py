"""Referral and insurance of a client, contacts that end, and the techniques that a credential lets use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="insurance_number",
            field=models.CharField(blank=True, max_length=64, verbose_name="insurance number"),
        ),
        migrations.AddField(
            model_name="client",
            name="insurer",
            field=models.CharField(blank=True, max_length=120, verbose_name="insurer"),
        ),
        migrations.AddField(
            model_name="client",
            name="insurer_wants_referral",
            field=models.CharField(
                choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")],
                default="not_known",
                max_length=9,
                verbose_name="Does the insurer want a referral?",
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="referred_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="referred by"),
        ),
        migrations.AddField(
            model_name="client",
            name="referred_on",
            field=models.DateField(blank=True, null=True, verbose_name="date of the referral"),
        ),
        migrations.AddField(
            model_name="contact",
            name="until",
            field=models.DateField(blank=True, null=True, verbose_name="until"),
        ),
        migrations.AddField(
            model_name="credential",
            name="techniques",
            field=models.JSONField(blank=True, default=list, verbose_name="lets use"),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("insurer_wants_referral__in", ["yes", "no", "not_known"])),
                name="an_answer_of_the_insurer_that_exists",
            ),
        ),
    ]
