"""The map as its readers see it, and as they must not."""

import gzip
from typing import Any

import pytest
from django.test import Client

from organizations.enums import Audience
from organizations.map.anchors import anchors
from tests.factories import OrganizationFactory, StaffFactory, make_listing

pytestmark = pytest.mark.django_db

MAP = "/organizations/map/"


def dots(response: Any) -> list[tuple[str, int]]:
    return [(dot.code, dot.count) for dot in response.context["picture"].dots]


def links(response: Any) -> list[str]:
    return [dot.query for dot in response.context["picture"].dots]


def test_a_dot_a_country_the_largest_first(client: Client) -> None:
    make_listing(residence=["KE", "ES"])
    make_listing(residence=["ES"])
    make_listing(residence=["DE"])
    response = client.get(MAP)
    assert dots(response) == [("ES", 2), ("DE", 1), ("KE", 1)]
    page = response.content.decode()
    assert '<a href="/organizations/?residence=ES"><title>Spain: 2 groups</title>' in page
    assert '<a href="/organizations/?residence=DE"><title>Germany: 1 group</title>' in page
    assert '<a href="/organizations/?residence=DE">Germany</a></th><td class="num">1</td>' in page
    assert "3 countries and areas" in page
    assert "imply no opinion of IOM or the United Nations" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [("KE", 1), ("ES", 1)]),
        ("by=residence", [("KE", 1), ("ES", 1)]),
        ("by=heritage", [("SO", 1), ("VE", 1)]),
        ("by=works_in", [("CO", 1)]),
        ("q=dignity", [("KE", 1)]),
        ("kind=network", [("ES", 1)]),
        ("sector=education&by=heritage", [("SO", 1)]),
        ("heritage=002", [("KE", 1)]),
        ("residence=150&by=residence", [("ES", 1)]),
        ("residence=ES&residence=KE", [("KE", 1), ("ES", 1)]),
        ("heritage=SO&kind=network", []),
        ("page=7&sort=newest&unknown=1", [("KE", 1), ("ES", 1)]),
    ],
)
def test_the_filters_of_the_list(client: Client, query: str, found: list[tuple[str, int]]) -> None:
    make_listing(description="For dignity.")
    make_listing(
        kind="network", sectors=["health"], heritage=["VE"], residence=["ES"], works_in=["CO"]
    )
    assert dots(client.get(f"{MAP}?{query}")) == found


def test_a_dot_leads_to_as_many_groups_as_it_says(client: Client) -> None:
    make_listing(residence=["KE", "ES"])
    make_listing(residence=["ES"], kind="network")
    make_listing(residence=["KE"])
    make_listing(residence=["419", "ES"])
    for query in ("", "residence=150", "kind=grassroots", "residence=ES&residence=KE&q=group"):
        for dot in client.get(f"{MAP}?by=residence&{query}").context["picture"].dots:
            assert client.get(f"/organizations/?{dot.query}").context["total"] == dot.count


def test_links_keep_the_other_filters(client: Client) -> None:
    make_listing()
    response = client.get(f"{MAP}?residence=002&q=group&sector=education&page=2&by=residence")
    assert links(response) == ["residence=KE&q=group&sector=education"]
    page = response.content.decode()
    assert 'href="/organizations/?residence=KE&amp;q=group&amp;sector=education"' in page
    # From the list to the map and back.
    asked = "residence=002&amp;q=group&amp;sector=education"
    assert f'<a href="/organizations/?{asked}">' in page
    back = client.get("/organizations/?residence=002&q=group&sector=education").content.decode()
    assert f'<a href="/organizations/map/?{asked}">' in back


def test_the_form_keeps_the_other_filters(client: Client) -> None:
    make_listing(heritage=["SO"], residence=["KE"])
    make_listing(heritage=["VE"], residence=["ES"])
    page = client.get(f"{MAP}?residence=KE&residence=ES&heritage=SO&sort=name").content.decode()
    for name, value in (("residence", "KE"), ("residence", "ES"), ("sort", "name")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert '<input type="hidden" name="by" value="residence">' in page
    assert '<option value="SO" selected>Somalia</option>' in page
    assert '<option value="VE">Venezuela' in page
    assert '<option value="KE"' not in page
    several = client.get(f"{MAP}?heritage=SO&heritage=VE").content.decode()
    assert "<select" not in several
    assert '<input type="hidden" name="heritage" value="VE">' in several


def test_arcs_lead_from_the_chosen_country_of_heritage(client: Client) -> None:
    make_listing(heritage=["VE"], residence=["ES", "VE"])
    make_listing(heritage=["VE"], residence=["ES"])
    make_listing(heritage=["SO"], residence=["KE"])
    picture = client.get(f"{MAP}?heritage=VE").context["picture"]
    assert [(dot.code, dot.count) for dot in picture.dots] == [("ES", 2), ("VE", 1)]
    assert picture.centre.label == "Venezuela (Bolivarian Republic of)"
    (arc,) = picture.arcs
    ends = arc.path.removeprefix("M").replace("Q", " ").split()
    assert [float(n) for n in ends[:2]] == [round(n) for n in anchors()["VE"]]
    assert [float(n) for n in ends[-2:]] == [round(n) for n in anchors()["ES"]]


def test_arcs_lead_to_the_chosen_country_of_residence(client: Client) -> None:
    make_listing(heritage=["VE"], residence=["ES"])
    make_listing(heritage=["CO"], residence=["ES"])
    make_listing(heritage=["SO"], residence=["KE"])
    picture = client.get(f"{MAP}?residence=ES").context["picture"]
    assert picture.by == "heritage"
    assert [(dot.code, dot.count) for dot in picture.dots] == [("CO", 1), ("VE", 1)]
    assert len(picture.arcs) == 2
    assert all(arc.path.endswith(" {:.0f} {:.0f}".format(*anchors()["ES"])) for arc in picture.arcs)


@pytest.mark.parametrize(
    "query", ["", "heritage=419", "heritage=VE&heritage=CO", "heritage=VE&by=works_in"]
)
def test_no_arcs_without_one_country(client: Client, query: str) -> None:
    make_listing(heritage=["VE"], residence=["ES"], works_in=["VE"])
    assert client.get(f"{MAP}?{query}").context["picture"].arcs == []


def test_groups_without_a_country_are_counted_beside_the_map(client: Client) -> None:
    make_listing(residence=["KE"])
    make_listing(residence=["419"])
    make_listing(residence=[])
    response = client.get(MAP)
    assert dots(response) == [("KE", 1)]
    assert "2 groups are not on the map" in response.content.decode()


def test_nothing_found(client: Client) -> None:
    make_listing()
    page = client.get(f"{MAP}?kind=network&by=heritage").content.decode()
    assert "No group fits all of this" in page
    assert 'href="/organizations/?kind=network"' in page
    assert '<svg class="map__picture"' not in page


def test_nothing_listed(client: Client) -> None:
    assert "No group is listed yet" in client.get(MAP).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "by=wealth",
        "kind=club",
        "residence=XX",
        "q=%00",
        "q=" + "x" * 10_000,
        "&".join(["kind=network"] * 500),
    ],
)
def test_bad_input_is_answered_as_in_the_list(client: Client, query: str) -> None:
    response = client.get(f"{MAP}?{query}")
    assert response.status_code == 400
    assert b"<h1" in response.content


def test_post_is_refused(client: Client) -> None:
    assert client.post(MAP).status_code == 405


@pytest.mark.parametrize("rows", [1, 20])
def test_queries(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    for _ in range(rows):
        make_listing()
    client.get(MAP)  # fills the codebook
    with django_assert_num_queries(1):
        client.get(f"{MAP}?heritage=SO")


@pytest.mark.parametrize("query", ["", "by=heritage", "by=works_in", "heritage=SO", "q=group"])
def test_a_hidden_listing_changes_nothing(client: Client, query: str) -> None:
    make_listing()
    before = client.get(f"{MAP}?{query}").content
    make_listing(heritage=["SO", "VE"], residence=["FJ"], works_in=["VE"], audience=Audience.IOM)
    OrganizationFactory(audience=Audience.IOM)
    assert client.get(f"{MAP}?{query}").content == before
    client.force_login(StaffFactory())
    assert ("FJ", 1) in dots(client.get(f"{MAP}?by=residence"))


def test_a_page_of_all_countries_is_light(client: Client) -> None:
    make_listing(heritage=list(anchors()), residence=list(anchors()), works_in=list(anchors()))
    for address in (MAP, f"/ar{MAP}", f"{MAP}?heritage=VE"):
        response = client.get(address)
        assert len(response.context["picture"].dots) == 249
        assert len(gzip.compress(response.content)) <= 20_000
        assert b"style=" not in response.content


def test_text_of_readers_is_inert(client: Client) -> None:
    make_listing(name="script")
    page = client.get(f'{MAP}?q="><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page
