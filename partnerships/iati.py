"""Results in the shape of the IATI activity standard 2.03, as JSON. Pure.

IATI is XML and has no JSON of its own: elements keep their names and nest as in the schema,
attributes carry an `@`, and texts stand in `narrative` with `@xml:lang`. What the standard has no
element for (milestones, reports) is left out rather than renamed.
https://iatistandard.org/en/iati-standard/203/activity-standard/iati-activities/iati-activity/result/
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from partnerships.kpis import SPLITS, WITH_VALUE, Part, not_known
from partnerships.reporting import Period

VERSION = "2.03"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual:
    """What was reached in a period; `document_url` is evidence that everybody may open."""

    value: Decimal | None
    comment: str = ""
    parts: tuple[Part, ...] = ()
    document_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator with its periods: (period, target, actual)."""

    result_type: str
    measure: str
    is_ascending: bool
    title: str
    description: str
    baseline_year: int | None
    baseline_value: Decimal | None
    baseline_comment: str
    periods: Sequence[tuple[Period, Decimal | None, str, Actual | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One partnership; `organizations` are (name, OrganisationRole, OrganisationType)."""

    identifier: str
    title: str
    description: str
    language: str
    status: str
    starts_on: date | None
    ends_on: date | None
    organizations: Sequence[tuple[str, str, str]]
    indicators: Sequence[Indicator]
    changed_at: datetime


def document(activity: Activity, generated_at: datetime) -> Json:
    """Return what `iati-activities` holds of one partnership."""
    lang = activity.language
    body: Json = {
        "@xml:lang": lang,
        "@last-updated-datetime": activity.changed_at.isoformat(),
        "iati-identifier": activity.identifier,
        "title": _texts(activity.title, lang),
        "description": _texts(activity.description, lang),
        "participating-org": [
            {"@role": role, "@type": kind, **_texts(name, lang)}
            for name, role, kind in activity.organizations
        ],
        "activity-status": {"@code": activity.status},
        "activity-date": [
            {"@type": kind, "@iso-date": day.isoformat()}
            # ActivityDateType: 2 actual start, 3 planned end.
            for kind, day in (("2", activity.starts_on), ("3", activity.ends_on))
            if day is not None
        ],
        "result": [_result(indicator, lang) for indicator in activity.indicators],
    }
    return {
        "iati-activities": {
            "@version": VERSION,
            "@generated-datetime": generated_at.isoformat(),
            "iati-activity": [_without_empty(body)],
        }
    }


def _result(indicator: Indicator, lang: str) -> Json:
    """One result an indicator: parties agree on indicators, not on a framework above them."""
    has_value = indicator.measure in WITH_VALUE
    baseline: Json = {}
    if indicator.baseline_year is not None:
        baseline = {
            "@year": str(indicator.baseline_year),
            **_value(indicator.baseline_value if has_value else None),
            **_comment(indicator.baseline_comment, lang),
        }
    return _without_empty(
        {
            "@type": indicator.result_type,
            # Sums over partnerships make sense for what is counted only.
            "@aggregation-status": "1" if indicator.measure in SPLITS else "0",
            "title": _texts(indicator.title, lang),
            "indicator": [
                _without_empty(
                    {
                        "@measure": indicator.measure,
                        "@ascending": "1" if indicator.is_ascending else "0",
                        "title": _texts(indicator.title, lang),
                        "description": _texts(indicator.description, lang),
                        "baseline": [baseline] if baseline else [],
                        "period": [
                            _period(period, target, words, actual, lang)
                            for period, target, words, actual in indicator.periods
                        ],
                    }
                )
            ],
        }
    )


def _period(
    period: Period, target: Decimal | None, words: str, actual: Actual | None, lang: str
) -> Json:
    goal = {**_value(target), **_comment(words, lang)}
    return _without_empty(
        {
            "period-start": {"@iso-date": period.starts_on.isoformat()},
            "period-end": {"@iso-date": period.ends_on.isoformat()},
            "target": [goal] if goal else [],
            "actual": _actuals(actual, lang) if actual else [],
        }
    )


def _actuals(actual: Actual, lang: str) -> list[Json]:
    """The whole, then each part of it with its dimension; what nobody knows is a part, too."""
    whole = {**_value(actual.value), **_comment(actual.comment, lang)}
    if actual.document_url:
        whole["document-link"] = [{"@url": actual.document_url}]
    parts = list(actual.parts)
    if actual.value is not None:
        rest = not_known(actual.value, parts)
        parts += [Part(name, "not known", value) for name, value in rest.items() if value]
    return [
        whole,
        *(
            {
                **_value(part.value),
                "dimension": [{"@name": part.dimension, "@value": part.category}],
            }
            for part in parts
        ),
    ]


def _texts(text: str, lang: str) -> Json:
    return {"narrative": [{"@xml:lang": lang, "text()": text}]} if text else {}


def _comment(text: str, lang: str) -> Json:
    return {"comment": [_texts(text, lang)]} if text else {}


def _value(value: Decimal | None) -> Json:
    return {} if value is None else {"@value": plain(value)}


def plain(value: Decimal) -> str:
    """Return a number as it is written, without an exponent or zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _without_empty(fields: Json) -> Json:
    empty: Iterable[Any] = ({}, [], "")
    return {name: value for name, value in fields.items() if value not in empty}
