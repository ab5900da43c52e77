"""One row a list with its matches as arrays, in place of one row a match."""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


def retire_runs(apps: Any, schema_editor: Any) -> None:
    """What was found goes with its tables; the next run finds it again."""
    runs = apps.get_model("partnerships", "MatchRun")
    runs.objects.filter(state="running").update(state="cancelled")
    runs.objects.filter(state="current").update(state="superseded")


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_collections"),
        ("partnerships", "0002_match_lists"),
    ]

    operations = [
        migrations.RunPython(retire_runs, migrations.RunPython.noop),
        migrations.DeleteModel("Match"),
        migrations.DeleteModel("MatchList"),
        migrations.CreateModel(
            name="MatchList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("public", "Public partners"),
                            ("private", "Private partners"),
                            ("diaspora", "Diaspora organizations"),
                            ("host", "Possible hosts"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                ("open_cutoff", models.PositiveIntegerField()),
                ("closed_cutoff", models.PositiveIntegerField()),
                (
                    "targets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "contributions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
                (
                    "known",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                (
                    "ranks_before",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                (
                    "adjustments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lists",
                        to="partnerships.matchrun",
                    ),
                ),
                (
                    "source_organization",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "source_partner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="partnerships.partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "list of matches",
                "verbose_name_plural": "lists of matches",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("source_organization__isnull", False), ("source_partner", None)
                            ),
                            models.Q(
                                ("source_organization", None), ("source_partner__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="match_list_one_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["public", "private", "diaspora", "host"]),
                            models.Q(
                                ("source_partner", None), ("channel", "diaspora"), _connector="OR"
                            ),
                        ),
                        name="match_list_channel_fits_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "contributions__len",
                                django.db.models.expressions.CombinedExpression(
                                    models.Value(7), "*", models.F("targets__len")
                                ),
                            ),
                            ("known__len", models.F("targets__len")),
                            ("ranks_before__len", models.F("targets__len")),
                            ("adjustments__len", models.F("targets__len")),
                        ),
                        name="match_list_arrays_fit",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_organization__isnull", False)),
                        fields=("source_organization", "run", "channel"),
                        name="match_list_once_organization",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_partner__isnull", False)),
                        fields=("source_partner", "run", "channel"),
                        name="match_list_once_partner",
                    ),
                ],
            },
        ),
    ]
