"""Codes of a partnership in the reader's words, for pages and letters."""

from collections.abc import Iterable

from django import template

from partnerships.partnership_enums import Condition, EndReason, PauseReason

register = template.Library()


@register.filter
def why_paused(code: str) -> str:
    return str(PauseReason(code).label)


@register.filter
def why_ended(code: str) -> str:
    return str(EndReason(code).label)


@register.filter
def condition_labels(codes: Iterable[str]) -> str:
    return ", ".join(str(Condition(code).label) for code in codes)
