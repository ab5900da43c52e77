"""Two texts of a partnership side by side, in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organizations.differences import Piece, words
from organizations.models import Place, Sector
from organizations.presentation import labels
from partnerships.agreement import AgreedText, Share
from partnerships.indicators import indicator_of, milestone_of
from partnerships.partnership_enums import PartyRole
from partnerships.result_enums import Measure, ResultType


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one part of the text."""

    label: str
    pieces: list[Piece]


def changes(before: AgreedText, after: AgreedText) -> list[Change]:
    """What differs between two texts, part by part."""
    old, new = _parts(before), _parts(after)
    return [
        Change(label, words(old.get(label, ""), new.get(label, "")))
        for label in dict.fromkeys([*new, *old])
        if old.get(label, "") != new.get(label, "")
    ]


def _parts(text: AgreedText) -> dict[str, str]:
    return {
        _("Title"): text.title,
        _("Purpose"): text.purpose,
        _("Goals"): "\n".join(text.goals),
        _("Starts"): date_format(text.starts) if text.starts else "",
        _("Ends"): date_format(text.ends) if text.ends else "",
        _("Areas of work"): ", ".join(labels(Sector, text.sectors)),
        _("Places"): ", ".join(labels(Place, text.places)),
        **{share.name: _said_of(share) for share in text.shares},
        _("Indicators"): "\n".join(_indicator(row) for row in text.kpis),
        _("Milestones"): "\n".join(_milestone(row) for row in text.milestones),
        _("Reports, every so many months"): str(text.report_every),
    }


def _indicator(content: Mapping[str, Any]) -> str:
    """All that is agreed of an indicator on one line: what is not said here is not compared."""
    row = indicator_of(content)
    targets = [f"{date_format(t.on)}: {t.comment if t.value is None else t.value}"
               for t in row.targets]  # fmt: skip
    said = [row.description, row.verification, *row.splits]
    start = [row.baseline_year, row.baseline_value, row.baseline_comment]
    marks = [ResultType(row.result_type).label, Measure(row.measure).label]
    direction = _("more is better") if row.is_ascending else _("less is better")
    parts = [row.title, *marks, direction, *said, *start, *targets]
    return "; ".join(str(part) for part in parts if part not in ("", None))


def _milestone(content: Mapping[str, Any]) -> str:
    row = milestone_of(content)
    return f"{row.title}; {date_format(row.due_on)}"


def _said_of(share: Share) -> str:
    role = str(PartyRole(share.role).label) if share.role else ""
    return "\n".join(filter(None, [role, share.gives]))
