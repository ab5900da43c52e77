"""A field to choose a session by, and what may be chosen."""

from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.viewers import ANONYMOUS
from sessions_archive.models import ExchangeSession

MOST = 60


class SessionField(forms.ChoiceField):
    """One of the last sessions that have begun, as everybody may read of them; or none.

    Its value is the row. The sessions are read once a form.
    """

    _rows: dict[str, ExchangeSession]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def __deepcopy__(self, memo: Any) -> Self:
        field: Self = super().__deepcopy__(memo)
        field._rows = {str(row.uuid): row for row in latest_sessions()}
        field.choices = [
            ("", _("No, or at none of these")),
            *((uuid, f"{row.edition.year}: {row.theme}") for uuid, row in field._rows.items()),
        ]
        return field

    def clean(self, value: Any) -> ExchangeSession | None:
        return self._rows.get(super().clean(value))


def latest_sessions() -> list[ExchangeSession]:
    sessions = ExchangeSession.objects.visible_to(ANONYMOUS).select_related("edition")
    begun = sessions.filter(starts_at__lte=timezone.now(), cancelled_at=None)
    return list(begun.order_by("-starts_at", "-pk")[:MOST])
