"""Links inside e-mails."""

from django import template
from django.utils.translation import get_language

from accounts.links import absolute

register = template.Library()


@register.filter(name="absolute")
def absolute_filter(path: str) -> str:
    """`/organizations/` → `https://portal/fr/organizations/` while French is spoken."""
    return absolute(path, get_language() or "")
