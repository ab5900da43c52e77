"""The sitemap: what everybody may see, in every language, and nothing else."""

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from gdve_portal.sitemaps import SITEMAPS, PortalSitemap
from organizations.enums import Audience, Status
from tests.factories import StaffFactory, make_listing, make_partner
from tests.factories.archive import ExchangeSessionFactory, PersonFactory
from tests.factories.opportunities import make_opportunity

pytestmark = pytest.mark.django_db

URL = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
LANGUAGES = {"en", "fr", "es", "ar", "pt"}


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example"


def read(client: Client, path: str) -> Element:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    found: Element = fromstring(response.content)
    return found


def places(client: Client, path: str) -> list[str]:
    return [node.text or "" for node in read(client, path).iter(f"{URL}loc")]


def test_the_index_leads_to_every_section(client: Client) -> None:
    found = places(client, "/sitemap.xml")
    assert found == [f"https://portal.example/sitemap-{name}.xml" for name in SITEMAPS]
    for place in found:
        read(client, place.removeprefix("https://portal.example"))


def test_every_page_is_there_in_every_language_and_opens(client: Client) -> None:
    make_listing(slug="circle")
    make_partner(slug="city")
    make_opportunity()
    ExchangeSessionFactory(edition__year=2026, slug="one")
    count = 0
    for place in places(client, "/sitemap.xml"):
        section = read(client, place.removeprefix("https://portal.example"))
        for url in section.findall(f"{URL}url"):
            count += 1
            path = (url.findtext(f"{URL}loc") or "").removeprefix("https://portal.example")
            assert client.get(path).status_code == 200, path
            links = {link.get("hreflang"): link.get("href") for link in url.findall(LINK)}
            assert links.keys() == LANGUAGES | {"x-default"}
            assert f"https://portal.example{path}" in links.values()
            assert links["x-default"] == links["en"]
            assert links["ar"] == (links["en"] or "").replace(".example/", ".example/ar/")
    # Seven pages of the portal, one of each kind, and the partner whose call it is.
    assert count == (7 + 5 + 1) * len(LANGUAGES)


def test_nothing_that_is_not_for_everybody(client: Client) -> None:
    for fields in (
        {"audience": Audience.MEMBERS},
        {"audience": Audience.PARTNERS},
        {"audience": Audience.IOM},
        {"status": Status.SUSPENDED},
        {"status": Status.DRAFT, "published_at": None},
    ):
        make_listing(**fields)
    make_opportunity(state="draft")
    ExchangeSessionFactory(is_published=False)
    PersonFactory(slug="ada-obi")
    client.force_login(StaffFactory())
    for section in ("organizations", "sessions", "opportunities"):
        assert places(client, f"/sitemap-{section}.xml") == []
    everything = "".join(
        client.get(f"/sitemap-{section}.xml").content.decode() for section in SITEMAPS
    )
    assert "ada-obi" not in everything


def test_pages_of_a_long_section(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PortalSitemap, "limit", 2)
    for number in range(3):
        make_listing(slug=f"circle-{number}")
    found = places(client, "/sitemap.xml")
    assert "https://portal.example/sitemap-organizations.xml?p=2" in found
    assert places(client, "/sitemap-organizations.xml?p=2") == [
        f"https://portal.example{prefix}/organizations/circle-2/"
        for prefix in ("", "/fr", "/es", "/ar", "/pt")
    ]
    for path in ("/sitemap-organizations.xml?p=3", "/sitemap-organizations.xml?p=x"):
        assert client.get(path).status_code == 404
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_queries_do_not_grow(client: Client, django_assert_num_queries: Any) -> None:
    for number in (1, 20):
        for _ in range(number):
            make_listing()
            ExchangeSessionFactory()
        for section in ("organizations", "sessions", "exchanges"):
            with django_assert_num_queries(2):
                client.get(f"/sitemap-{section}.xml")
