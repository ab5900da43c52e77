"""Codes of a partnership in the reader's words, for pages and letters."""

from django import template

from partnerships.partnership_enums import EndReason, PauseReason

register = template.Library()


@register.filter
def why_paused(code: str) -> str:
    return str(PauseReason(code).label)


@register.filter
def why_ended(code: str) -> str:
    return str(EndReason(code).label)
