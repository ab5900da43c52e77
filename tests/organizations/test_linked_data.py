"""What search engines are told: public facts of public listings, in a script nobody can end."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from organizations.enums import Audience, ContactKind, Source, Status
from tests.factories import StaffFactory, make_listing

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def data_of(client: Client, slug: str) -> dict[str, Any] | None:
    page = client.get(f"/organizations/{slug}/").content.decode()
    found = SCRIPT.findall(page)
    assert len(found) < 2
    return json.loads(found[0]) if found else None


def test_public_facts(client: Client) -> None:
    listing = make_listing(
        slug="circle",
        name="Circle & Friends",
        legal_status="registered",
        founded_year=2014,
        website="https://circle.example/",
        works_in=["SO"],
        languages=["so"],
        description="We teach.",
        secondary_sectors=["health"],
    )
    listing.names.create(name="CF", type="acronym")
    listing.identifiers.create(scheme="GB-CHC", number="1")
    for audience in Audience.values:
        listing.contacts.create(
            kind=ContactKind.EMAIL, value=f"{audience}@example.org", audience=audience
        )
    assert data_of(client, "circle") == {
        "@context": "https://schema.org",
        "@type": "NGO",
        "name": "Circle & Friends",
        "alternateName": ["CF"],
        "description": "We teach.",
        "url": "http://testserver/organizations/circle/",
        "sameAs": "https://circle.example/",
        "foundingDate": "2014",
        "areaServed": ["Somalia"],
        "knowsAbout": ["Education and skills", "Health and well-being"],
        "knowsLanguage": ["so"],
        "identifier": ["GB-CHC-1"],
    }


def test_what_is_unknown_is_left_out(client: Client) -> None:
    make_listing(slug="circle", name="Circle", sectors=[])
    assert data_of(client, "circle") == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Circle",
        "url": "http://testserver/organizations/circle/",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": Audience.MEMBERS},
        {"audience": Audience.PARTNERS},
        {"audience": Audience.IOM},
        {"status": Status.DRAFT},
        {"status": Status.SUSPENDED},
        {"source": Source.SAMPLE},
    ],
)
def test_no_others_are_told_of(client: Client, fields: dict[str, str]) -> None:
    make_listing(slug="circle", **fields)
    client.force_login(StaffFactory())
    assert data_of(client, "circle") is None
    page = client.get("/organizations/circle/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "wa.me" not in page


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>",
        '"},{"',
        "a\u2028b\u2029c",
        "&lt;/script&gt;",
        "{{ 7|add:7 }}",
    ],
)
def test_no_text_ends_the_script(client: Client, text: str) -> None:
    make_listing(slug="circle", name=text, description=text)
    page = client.get("/organizations/circle/").content.decode()
    script = SCRIPT.findall(page)[0]
    assert not re.search("[<>&\u2028\u2029]", script)
    assert json.loads(script)["description"] == text
    assert "<script>alert" not in page
