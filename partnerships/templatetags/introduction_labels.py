"""Words for the codes that letters of introductions carry."""

from django import template

from partnerships.enums import DeclineReason

register = template.Library()


@register.filter
def decline_reason(code: str) -> str:
    """Return why an introduction was declined, in the reader's language."""
    return str(DeclineReason(code).label)
