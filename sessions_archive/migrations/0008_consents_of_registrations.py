"""What people allowed so far is in the record of consents, too."""

from django.db import migrations


def record(apps, schema_editor):
    registrations = apps.get_model("sessions_archive", "SessionRegistration")
    consents = apps.get_model("accounts", "Consent")
    for column, purpose in (("photos_allowed", "photos"), ("recording_allowed", "recording")):
        rows = registrations.objects.filter(**{column: True}).exclude(state="cancelled")
        consents.objects.bulk_create(
            (
                consents(
                    user_id=user,
                    purpose=purpose,
                    text_version="2026-11",
                    about=session,
                    given_at=asked_at,
                )
                for user, session, asked_at in rows.values_list(
                    "user_id", "session__uuid", "asked_at"
                )
            ),
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_consents_about_one"),
        ("sessions_archive", "0007_needs_arranged"),
    ]

    operations = [migrations.RunPython(record, migrations.RunPython.noop, elidable=True)]
