"""The small visual parts: they must be safe, stable and keep the reader's place."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from gdve_portal.icons import ICONS
from gdve_portal.templatetags import portal_ui

CSS = Path(settings.BASE_DIR) / "static" / "css"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def render(source: str, **context: object) -> str:
    return Template("{% load portal_ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Paddy Siyanga Knudsen", "PK"),
        ("Ambi", "A"),
        ("élan vital", "ÉV"),
        ("Łucja Ąbc", "ŁĄ"),
        ("ليلى حداد", "ل"),
        ("  ", "·"),
        ("3 & 4", "·"),
        ("<script> x", "X"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert portal_ui.initials(name) == expected


def test_avatar_escapes_and_keeps_its_colour() -> None:
    once = portal_ui.avatar("Paddy Knudsen")
    assert once == portal_ui.avatar("Paddy Knudsen")
    assert ">PK</text>" in once


@pytest.mark.parametrize(
    ("value", "width"), [(0.0, "0"), (0.724, "72.4"), (1.0, "100"), (3.0, "100"), (-1.0, "0")]
)
def test_bar_stays_inside_its_track(value: float, width: str) -> None:
    assert f'class="bar__value" width="{width}"' in portal_ui.bar(value)


def test_bar_of_the_unknown_is_hatched_not_zero() -> None:
    assert 'class="bar bar--unknown"' in portal_ui.bar(None)


def test_icon_that_points_along_the_line_is_mirrored() -> None:
    assert "icon--mirrored" in portal_ui.icon("arrow")
    assert "icon--mirrored" not in portal_ui.icon("check")


def test_language_links_keep_the_page_and_its_query() -> None:
    request = RequestFactory().get("/sessions/?page=2")
    with override("en"):
        links = {
            link.code: link for link in portal_ui.language_links(Context({"request": request}))
        }
    assert links["ar"].url == "/ar/sessions/?page=2"
    assert links["ar"].direction == "rtl"
    assert links["en"].is_current
    assert [link.name for link in links.values()] == [
        "English",
        "Français",
        "Español",
        "العربيّة",
        "Português",
    ]


def test_language_links_of_an_unknown_address_lead_home() -> None:
    request = RequestFactory().get("/no/such/page/")
    with override("en"):
        links = {
            link.code: link for link in portal_ui.language_links(Context({"request": request}))
        }
    assert links["fr"].url == "/fr/"


def test_icons_named_in_templates_exist() -> None:
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text())
    }
    assert used - ICONS.keys() == set()


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_styles_use_logical_properties_only(path: Path) -> None:
    physical = re.findall(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right"
        r"|text-align:\s*(?:left|right)|float:\s*(?:left|right))\s*[:;]",
        path.read_text(),
    )
    assert physical == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_obey_the_content_security_policy(path: Path) -> None:
    """No inline style, handler or script. E-mails are exempt: no policy reaches an inbox."""
    if "emails" in path.parts or "email" in path.parts:
        return
    source = path.read_text()
    assert re.findall(r'\sstyle="', source) == []
    assert re.findall(r'\son[a-z]+="', source) == []
    # Linked data is a data block: nothing runs it, and no policy is asked.
    inline = re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*nonce=)[^>]*>", source)
    assert [tag for tag in inline if tag != '<script type="application/ld+json">'] == []


def test_search_box_escapes_what_was_typed() -> None:
    html = render(
        '{% include "components/search_box.html" with action="/x/" value=value %}',
        value='"><script>alert(1)</script>',
    )
    assert "<script>" not in html
