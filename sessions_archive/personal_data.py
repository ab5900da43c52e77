"""What the archive keeps of a person, for the copy that she may take."""

from django.utils.translation import gettext_lazy as _

from accounts.rights.sections import sections, table


def register() -> None:
    sections.begin()
    table(
        "session_registrations",
        _("Registrations for sessions"),
        _("Sessions that you asked to come to, what you told us for it, and what you allowed."),
        model="sessions_archive.SessionRegistration",
        person=("user",),
        fields=(
            *(
                "session__edition__year",
                "session__slug",
                "state",
                "asked_at",
                "placed_at",
                "cancelled_at",
                "zone",
            ),
            *("question", "access_needs", "photos_allowed", "recording_allowed", "attended"),
        ),
    )
    table(
        "removal_requests",
        _("Requests to be removed from the archive"),
        _("What you asked, the address that you gave for an answer, and what was decided."),
        model="sessions_archive.RemovalRequest",
        person=("asked_by",),
        fields=("words", "answer_to", "asked_at", "state", "decided_at"),
        also=("answer_to",),
    )
