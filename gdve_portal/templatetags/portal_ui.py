"""Small visual parts that templates need often: icons, avatars, bars, language links, menu."""

from typing import Any, NamedTuple
from zlib import crc32

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse, translate_url
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from gdve_portal.icons import ICONS, MIRRORED

register = template.Library()

AVATAR_COLOURS = 5


class LanguageLink(NamedTuple):
    code: str
    name: str
    url: str
    is_current: bool
    direction: str


class MenuItem(NamedTuple):
    label: str | Promise
    url: str
    is_current: bool


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        " icon--mirrored" if name in MIRRORED else "",
        ICONS[name],
    )


@register.simple_tag
def avatar(name: str) -> SafeString:
    """Initials in a circle. The colour follows from the name, so a person keeps it."""
    return format_html(
        '<svg class="avatar avatar--{}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        '<circle cx="24" cy="24" r="24"/><text x="24" y="24">{}</text></svg>',
        crc32(name.encode()) % AVATAR_COLOURS + 1,
        initials(name),
    )


@register.simple_tag
def bar(value: float | None, kind: str = "") -> SafeString:
    """A share between 0 and 1 as a bar; None draws an empty, hatched one."""
    modifier = "unknown" if value is None else kind
    width = round(100 * min(max(value or 0.0, 0.0), 1.0), 1)
    return format_html(
        '<svg class="bar{}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><rect class="bar__track" width="100" height="8"/>'
        '<rect class="bar__value" width="{}" height="8"/></svg>',
        f" bar--{modifier}" if modifier else "",
        f"{width:g}",
    )


@register.filter
def percent(value: float | None) -> int:
    """0.724 → 72, for a text beside a bar."""
    return round(100 * (value or 0.0))


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """This page in every interface language; the home page where it has no other address."""
    request = context.get("request")
    here = request.get_full_path() if request is not None else "/"
    current = get_language()
    links = []
    for code, _name in settings.LANGUAGES:
        info = get_language_info(code)
        url = here if code == current else translate_url(here, code)
        if url == here and code != current:
            url = translate_url(reverse("home"), code)
        links.append(
            LanguageLink(
                code=code,
                name=info["name_local"].capitalize(),
                url=url,
                is_current=code == current,
                direction="rtl" if info["bidi"] else "ltr",
            )
        )
    return links


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[MenuItem]:
    """The header's sections. Matches appear once somebody is signed in."""
    request = context.get("request")
    user: Any = context.get("user")
    match = request.resolver_match if request is not None else None
    namespace = match.namespace if match is not None else ""
    view = match.url_name if match is not None else ""
    items = [
        MenuItem(
            _("Organizations"),
            reverse("organizations:organization_list"),
            namespace == "organizations" and view != "register",
        ),
        MenuItem(
            _("Partners"),
            reverse("partnerships:partner_list"),
            namespace == "partnerships" and view in {"partner_list", "partner_detail"},
        ),
        MenuItem(
            _("Opportunities"),
            reverse("partnerships:opportunity_list"),
            namespace == "partnerships" and view.startswith(("opportunity", "expression")),
        ),
        MenuItem(
            _("Exchanges"),
            reverse("sessions_archive:session_list"),
            namespace == "sessions_archive",
        ),
    ]
    if user is not None and user.is_authenticated:
        items.append(
            MenuItem(
                _("Matches"),
                reverse("partnerships:match_list"),
                namespace == "partnerships" and view == "match_list",
            )
        )
    return items


def initials(name: str) -> str:
    """First letters of the first and last word; one letter where letters would join (Arabic)."""
    words = [word for word in name.split() if word[0].isalpha()]
    if not words:
        return "·"
    first, last = words[0][0], words[-1][0]
    if len(words) == 1 or (not first.isascii() and "\u0590" <= first <= "\u08ff"):
        return first.upper()
    return (first + last).upper()
