"""The directory as its readers see it, and as they must not."""

import re
from typing import Any

import pytest
from django.test import Client

from organizations.enums import Audience, ContactKind, Source, Status
from organizations.search.documents import refresh
from tests.factories import (
    OrganizationFactory,
    StaffFactory,
    UserFactory,
    make_known,
    make_listing,
    speak_for,
)

pytestmark = pytest.mark.django_db


def names(response: Any) -> list[str]:
    return [card.organization.name for card in response.context["cards"]]


def test_newest_first_with_total(client: Client) -> None:
    make_listing(name="Older")
    make_listing(name="Newer", description="We teach mathematics.")
    response = client.get("/organizations/?sort=newest")
    assert names(response) == ["Newer", "Older"]
    assert "2 groups" in response.content.decode()
    assert "We teach mathematics." in response.content.decode()


def test_a_list_in_which_nothing_can_be_chosen_is_scrolled_by_keyboard(client: Client) -> None:
    make_listing(name="A", is_women_led=True)

    def scrolled(query: str) -> list[str]:
        page = client.get(f"/organizations/{query}").content.decode()
        lists = r'<fieldset class="filters__scroll" tabindex="0">\s*<legend[^>]*>(.*?)</legend>'
        return re.findall(lists, page)

    assert "Leadership" not in scrolled("")
    assert "Leadership" in scrolled("?q=zzzzz")


def test_levels_are_a_facet_like_the_others(client: Client) -> None:
    make_listing(name="A")
    make_known(make_listing(name="B", kind="network"))
    speak_for(make_listing(name="C"), "contact")
    response = client.get("/organizations/?level=1&level=2")
    assert set(names(response)) == {"B", "C"}
    (facet,) = [facet for facet in response.context["facets"] if facet.name == "level"]
    counts = {option.value: option.count for option in facet.options}
    assert counts == {"3": 0, "2": 1, "1": 1, "0": 1}
    assert "Trust: Known" in [chip.label for chip in response.context["chips"]]
    assert names(client.get("/organizations/?level=2&kind=network")) == ["B"]
    assert client.get("/organizations/?level=4").status_code == 400
    (card,) = client.get("/organizations/?level=2").context["cards"]
    assert card.trust == "Known"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=network", {"B"}),
        ("kind=network&kind=grassroots", {"A", "B"}),
        ("sector=health", {"B"}),
        ("heritage=SO", {"A"}),
        ("heritage=002", {"A"}),
        ("heritage=419", {"B"}),
        ("residence=KE&residence=ES", {"A", "B"}),
        ("works_in=VE", {"B"}),
        ("generation=second", {"B"}),
        ("leadership=youth", {"A"}),
        ("leadership=women", set()),
        ("offers=mentoring", {"B"}),
        ("needs=funding", {"A"}),
        ("language=es", {"B"}),
        ("legal_status=registered", {"B"}),
        ("q=perú", {"B"}),
        ("q=PERU", {"B"}),
        ("q=dignity", {"A"}),
        ("q=dignity+nothing", set()),
        ("q=Casita", {"B"}),
        ("kind=network&heritage=SO", set()),
        ("q=%27%3B+DROP+TABLE+--", set()),
        ("q=%25", set()),
    ],
)
def test_filters(client: Client, query: str, found: set[str]) -> None:
    make_listing(name="A", is_youth_led=True, needs=["funding"], description="For dignity.")
    b = make_listing(
        name="B Perú",
        kind="network",
        legal_status="registered",
        sectors=["health"],
        heritage=["VE"],
        residence=["ES"],
        works_in=["VE"],
        made_of=["second"],
        offers=["mentoring"],
        languages=["es"],
    )
    b.names.create(name="Casita", type="acronym")
    refresh([b.pk])
    response = client.get(f"/organizations/?{query}")
    assert response.status_code == 200
    assert {name[0] for name in names(response)} == found


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_of_the_list(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    for _ in range(rows):
        make_listing(description="Text", languages=["en"])
    client.get("/organizations/")  # fills the codebook
    with django_assert_num_queries(3):
        client.get("/organizations/")


def test_a_listing_says_what_is_known_and_what_is_not(client: Client) -> None:
    make_listing(slug="circle", name="Circle", needs=["funding"], is_women_led=True)
    page = client.get("/organizations/circle/").content.decode()
    for text in ("Circle", "Somalia", "Kenya", "Education", "Funding", "Led by women"):
        assert text in page
    assert "Not known yet" in page


def test_a_hidden_listing_answers_like_an_absent_one(client: Client) -> None:
    OrganizationFactory(slug="hidden", audience=Audience.IOM)
    OrganizationFactory(slug="draft", status=Status.DRAFT)
    answers = {
        re.sub(b"<code>[0-9a-f]{12}</code>", b"", client.get(f"/organizations/{slug}/").content)
        for slug in ("hidden", "draft", "absent")
    }
    assert len(answers) == 1
    assert client.get("/organizations/hidden/").status_code == 404


def test_a_hidden_listing_changes_nothing_in_the_list(client: Client) -> None:
    make_listing(name="Seen", published_at="2026-01-01T00:00Z")
    before = client.get("/organizations/?q=e").content
    make_listing(name="Secret", audience=Audience.IOM)
    assert client.get("/organizations/?q=e").content == before


def test_contacts_are_shown_to_their_circle_only(client: Client) -> None:
    listing = make_listing(slug="circle")
    for audience in Audience.values:
        listing.contacts.create(
            kind=ContactKind.EMAIL, value=f"{audience}@example.org", audience=audience
        )

    def shown() -> set[str]:
        page = client.get("/organizations/circle/").content.decode()
        return {a for a in Audience.values if f"{a}@example.org" in page}

    assert shown() == {"public"}
    client.force_login(UserFactory())
    assert shown() == {"public"}
    client.force_login(StaffFactory())
    assert shown() == set(Audience.values)


def test_markup_of_members_is_inert(client: Client) -> None:
    make_listing(
        slug="x", name='<script>alert("x")</script>', description="{{ 7|add:7 }}<img onerror=x>"
    )
    for url in ("/organizations/", "/organizations/x/"):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img onerror" not in page
        assert "{{ 7|add:7 }}" in page


def test_the_sample_and_the_record_are_labelled(client: Client) -> None:
    OrganizationFactory(slug="sample", source=Source.SAMPLE)
    OrganizationFactory(slug="record", source=Source.RECORD, source_citation="PUB2024/040/R")
    assert "Fictional sample" in client.get("/organizations/sample/").content.decode()
    page = client.get("/organizations/record/").content.decode()
    assert "PUB2024/040/R" in page
    assert "has not confirmed it yet" in page


def test_arabic_reads_from_the_right(client: Client) -> None:
    make_listing(slug="circle")
    page = client.get("/ar/organizations/circle/").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert "الصومال" in page


def test_an_unknown_language_prefix_is_a_styled_404(client: Client) -> None:
    response = client.get("/xx/organizations/")
    assert response.status_code == 404
    assert b"<h1" in response.content


def test_the_button_counts_while_filters_are_chosen(client: Client) -> None:
    make_listing(kind="network")
    make_listing(kind="network")
    make_listing(kind="network", audience=Audience.IOM)
    response = client.get("/organizations/count/?kind=network")
    assert response.content.decode() == "Show 2 results"
    assert client.get("/organizations/count/?kind=club").status_code == 400


def test_what_was_searched_for_is_marked(client: Client) -> None:
    make_listing(name="Kivu Schools", sectors=["education", "health"], description="For pupils.")
    page = client.get("/organizations/?q=school").content.decode()
    assert "Kivu <mark>Schools</mark>" in page
    assert "<mark>Education and skills</mark>" in page
    assert "<mark>Health" not in page


def test_nothing_found_tells_what_to_leave_out_and_what_is_near(client: Client) -> None:
    make_listing(name="Danaker", kind="network", slug="danaker")
    page = client.get("/organizations/?q=danakir&kind=formal").content.decode()
    assert "No group fits all of this" in page
    assert '<a class="button button--secondary button--small" href="?q=danakir">' in page
    assert "Without <bdi>Kind: Organization</bdi>: 1 group<" in page
    assert 'href="/organizations/danaker/"' in page
    page = client.get("/organizations/?q=danaker+unheard&kind=network&page=3").content.decode()
    assert 'href="?kind=network&amp;q=danaker"><span>Without <bdi>“unheard”</bdi>: 1 group<' in page


def test_signs_alone_find_nothing_and_it_is_said(client: Client) -> None:
    make_listing()
    response = client.get("/organizations/?q=%25+_+.*")
    assert response.context["total"] == 0
    assert "Signs alone cannot be searched for" in response.content.decode()
    assert response.context["droppable"][0].query == ""


def test_shares_of_a_result(client: Client) -> None:
    for _ in range(3):
        make_listing(kind="grassroots", is_women_led=True)
    for _ in range(3):
        make_listing(kind="network")
    response = client.get("/organizations/?leadership=women")
    assert response.context["shares"] == []  # too few to compare
    for _ in range(3):
        make_listing(kind="grassroots", is_women_led=True)
    shares = client.get("/organizations/?leadership=women").context["shares"]
    assert [(s.here_percent, s.overall_percent) for s in shares][:3] == [
        (100, 67),
        (0, 0),
        (100, 67),
    ]
