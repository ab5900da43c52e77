"""Points in time on pages and in letters."""

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from partnerships import clocks

register = template.Library()
register.filter(clocks.in_zone)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], value: dt.datetime | None, zone: str) -> SafeString | str:
    """A time on the reader's clock where it is known, else on that of `zone`; always named."""
    if not value:
        return ""
    own = clocks.zone_of(context.get("request")) or zone
    return format_html(
        '<time datetime="{}">{}</time>',
        value.astimezone(dt.UTC).isoformat(timespec="seconds"),
        clocks.in_zone(value, own),
    )
