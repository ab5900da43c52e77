"""Indicators and milestones as parties agree on them, and as the agreed text keeps them. Pure.

The text that all sides accept holds these as plain values (`to_json`), so that its fingerprint
covers them: they change as the text does, by an amendment that all accept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from partnerships.iati import plain
from partnerships.kpis import WITH_VALUE, Reading, Terms, TermsError, check_terms

MOST_INDICATORS, MOST_TARGETS, MOST_MILESTONES = 12, 12, 12
TITLE_LENGTH, WORDS_LENGTH = 150, 600
# Every so many months; 0 is once, at the end.
RHYTHMS = (1, 3, 6, 12, 0)
USUAL_RHYTHM = 6


@dataclass(frozen=True, slots=True)
class Target:
    """What is agreed for a day: a value, or words where the measure has none."""

    on: date
    value: Decimal | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedIndicator:
    """An indicator with what is agreed of it. `key` stays the same from version to version."""

    key: str
    title: str
    description: str
    result_type: str
    measure: str
    is_ascending: bool
    baseline_year: int | None
    baseline_value: Decimal | None
    baseline_comment: str
    verification: str
    splits: tuple[str, ...]
    targets: tuple[Target, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": self.title,
            "description": self.description,
            "result_type": self.result_type,
            "measure": self.measure,
            "is_ascending": self.is_ascending,
            "baseline_year": self.baseline_year,
            "baseline_value": _written(self.baseline_value),
            "baseline_comment": self.baseline_comment,
            "verification": self.verification,
            "splits": list(self.splits),
            "targets": [
                {"on": row.on.isoformat(), "value": _written(row.value), "comment": row.comment}
                for row in self.targets
            ],
        }

    def terms(self, starts_on: date) -> Terms:
        """What its values are held against, for a work that begins on this day."""
        return Terms(
            measure=self.measure,
            is_ascending=self.is_ascending,
            starts_on=starts_on,
            baseline=self.baseline_value,
            targets=tuple(
                Reading(row.on, row.value) for row in self.targets if row.value is not None
            ),
        )

    def check(self, starts_on: date, ends_on: date) -> None:
        """Raise TermsError where what is agreed contradicts itself, or the work's own dates."""
        if not self.targets:
            raise TermsError("no_target")
        if any(not starts_on < row.on <= ends_on for row in self.targets):
            raise TermsError("outside")
        if self.measure in WITH_VALUE:
            if any(row.value is None for row in self.targets):
                raise TermsError("no_value")
            check_terms(self.terms(starts_on))


def indicator_of(content: Mapping[str, Any]) -> AgreedIndicator:
    """Return the indicator that `to_json` has stored."""
    return AgreedIndicator(
        **{
            **content,
            "baseline_value": _read(content["baseline_value"]),
            "splits": tuple(content["splits"]),
            "targets": tuple(
                Target(date.fromisoformat(row["on"]), _read(row["value"]), row["comment"])
                for row in content["targets"]
            ),
        }
    )


@dataclass(frozen=True, slots=True)
class AgreedMilestone:
    """A step on the way that is done or not."""

    key: str
    title: str
    due_on: date

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "title": self.title, "due_on": self.due_on.isoformat()}


def milestone_of(content: Mapping[str, Any]) -> AgreedMilestone:
    return AgreedMilestone(content["key"], content["title"], date.fromisoformat(content["due_on"]))


def replaced(
    rows: Sequence[Mapping[str, Any]], changed: Mapping[str, Any]
) -> tuple[Mapping[str, Any], ...]:
    """Return the rows with the one of the same key changed, or added at the end."""
    if any(row["key"] == changed["key"] for row in rows):
        return tuple(changed if row["key"] == changed["key"] else row for row in rows)
    return (*rows, changed)


def without(rows: Sequence[Mapping[str, Any]], key: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(row for row in rows if row["key"] != key)


def _written(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _read(text: str) -> Decimal | None:
    return Decimal(text) if text else None
