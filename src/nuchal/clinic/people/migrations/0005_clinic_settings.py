"""What a clinic says of itself: emergency number, paper and logo."""

from django.db import migrations, models

import nuchal.clinic.people.staff


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_keep_years"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="emergency_number",
            field=models.CharField(
                blank=True,
                max_length=20,
                validators=[nuchal.clinic.people.staff.check_emergency_number],
                verbose_name="emergency number",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="logo",
            field=models.FileField(
                blank=True, upload_to=nuchal.clinic.people.staff.place_of_logo, verbose_name="logo"
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="paper",
            field=models.CharField(
                blank=True,
                choices=[("a4", "A4 (210 × 297 mm)"), ("us-letter", "US Letter (8.5 × 11 in)")],
                max_length=9,
                verbose_name="paper",
            ),
        ),
    ]
