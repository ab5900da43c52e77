"""The pages of partners."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organizations import codebook
from organizations.enums import Source
from organizations.models import Place, Sector
from partnerships.enums import Accepts, Level, PartnerType, Verification
from partnerships.models import Partner
from tests.factories import (
    PartnerFactory,
    StaffFactory,
    UserFactory,
    make_partner,
    make_public_body,
)

LIST = "/partners/"


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return [card.partner.name for card in response.context["cards"]]


@pytest.fixture
def three(db: None) -> None:
    make_partner(
        name="Fundación Ceiba", acronym="FC", sectors=["health"], heritage=["CO"], residence=["ES"],
        accepts=Accepts.INFORMAL,
    )  # fmt: skip
    make_public_body(
        "KE", name="Ministry of Bridges", sectors=["education"], heritage=[], residence=[],
        works_in=["014"], level=Level.NATIONAL, accepts=Accepts.REGISTERED,
    )  # fmt: skip
    make_partner(
        name="Zephyr Bank", type=PartnerType.BANK, sectors=["economy"], heritage=["SO"],
        residence=["KE"], accepts="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Fundación Ceiba", "Ministry of Bridges", "Zephyr Bank"]),
        ("?q=fundacion", ["Fundación Ceiba"]),
        ("?q=FC", ["Fundación Ceiba"]),
        ("?q=bank+zeph", ["Zephyr Bank"]),
        ("?q=%25", []),
        ("?kind=public", ["Ministry of Bridges"]),
        ("?kind=private", ["Fundación Ceiba", "Zephyr Bank"]),
        (
            "?kind=private&kind=public&type=bank&type=ministry",
            ["Ministry of Bridges", "Zephyr Bank"],
        ),
        ("?sector=health", ["Fundación Ceiba"]),
        # The bank works on the whole group that investment belongs to.
        ("?sector=investment", ["Zephyr Bank"]),
        ("?place=SO", ["Ministry of Bridges", "Zephyr Bank"]),
        ("?place=014", ["Ministry of Bridges", "Zephyr Bank"]),
        ("?place=002", ["Ministry of Bridges", "Zephyr Bank"]),
        ("?place=CO", ["Fundación Ceiba"]),
        ("?level=national", ["Ministry of Bridges"]),
        ("?accepts=informal&accepts=registered", ["Fundación Ceiba", "Ministry of Bridges"]),
        ("?kind=public&sector=health", []),
    ],
)
def test_the_list_narrows(query: str, expected: list[str], three: None, client: Client) -> None:
    assert names(client, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?kind=martian",
        "?sector=economy",  # a heading, not a choice
        "?place=XX",
        "?type=bank&type=nobody",
        f"?q={'x' * 201}",
    ],
)
def test_an_unknown_choice_is_refused_with_the_form(
    query: str, three: None, client: Client
) -> None:
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()


def test_five_hundred_choices_are_refused(client: Client, db: None) -> None:
    assert client.get(LIST + "?" + "&".join(["type=bank"] * 500)).status_code == 400


@pytest.mark.parametrize("page", ["2", "1000000000", "9" * 400, "0", "-3", "x", "1.5"])
def test_a_page_that_is_not_there_gets_a_clear_answer(
    page: str, three: None, client: Client
) -> None:
    response = client.get(f"{LIST}?page={page}")
    assert response.status_code == 200
    text = response.content.decode()
    assert "There is no such page" in text
    assert 'href="/partners/"' in text


def test_pages_of_twenty_keep_the_filters(client: Client, db: None) -> None:
    for number in range(45):
        make_partner(name=f"Partner {number:02}")
    assert names(client) == [f"Partner {number:02}" for number in range(20)]
    assert names(client, "?page=3&kind=private") == [f"Partner {n:02}" for n in range(40, 45)]
    text = client.get(f"{LIST}?page=2&kind=private").content.decode()
    assert "page=3&amp;kind=private" in text or "kind=private&amp;page=3" in text


def test_an_empty_portal_says_so(client: Client, db: None) -> None:
    assert "No partner is listed yet" in client.get(LIST).content.decode()
    assert "No partner fits all of these" in client.get(f"{LIST}?kind=public").content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_takes_as_many_queries_at_any_length(
    count: int, db: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make_partner()
    client.get(LIST)
    with django_assert_num_queries(3):  # the count, the rows, the facets
        client.get(LIST)
    client.force_login(UserFactory())
    client.get(LIST)
    with django_assert_num_queries(7):  # session, person, her groups, her partners
        client.get(LIST)


FACTS: dict[str, Any] = {
    "name": "مؤسسة الجسر",
    "name_language": "ar",
    "acronym": "JF",
    "description": "We open doors.",
    "description_language_id": "en",
    "sectors": ["education", "youth"],
    "heritage": ["SO"],
    "residence": ["KE"],
    "works_in": ["014"],
    "generations": ["second"],
    "offers": ["mentoring"],
    "needs": ["volunteers"],
    "languages": ["ar", "en"],
    "level": Level.REGIONAL,
    "website": "https://bridge.example/",
    "source": Source.RECORD,
    "source_citation": "The report, section 2",
}


def test_the_page_says_what_is_known(client: Client, db: None) -> None:
    partner = make_partner(**FACTS)
    text = client.get(partner.get_absolute_url()).content.decode()
    for words in (
        'lang="ar" dir="auto">مؤسسة الجسر',
        "We open doors.",
        "Education and skills",
        "Youth",
        "Somalia",
        "Kenya",
        "Eastern Africa",
        "Second generation",
        "Mentoring",
        "Volunteers",
        "Arabic",
        "Talks with informal groups. You need no registration to start.",
        "Verified by IOM",
        "It is no promise about the quality of its work.",
        "Foundation",
        "Regional",
        'href="https://bridge.example/"',
        "Taken from the published record of an exchange",
        "The report, section 2",
    ):
        assert words in text, words
    assert "Not known yet" not in text


def test_what_is_not_known_is_said(client: Client, db: None) -> None:
    partner = PartnerFactory(accepts="")
    text = client.get(partner.get_absolute_url()).content.decode()
    assert text.count("Not known yet") == 10
    assert "It has not said whether a group needs to be registered." in text
    assert "This partner has not described its work yet." in text
    assert "Registered by the partner itself" in text


def test_a_sample_is_labelled(client: Client, db: None) -> None:
    partner = PartnerFactory(source=Source.SAMPLE)
    assert "Fictional sample" in client.get(LIST).content.decode()
    text = client.get(partner.get_absolute_url()).content.decode()
    assert "This partner does not exist." in text


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"verification": Verification.PENDING}, False),
        ({"verification": Verification.PENDING, "source": Source.RECORD}, True),
        ({"verification": Verification.DECLINED, "source": Source.RECORD}, False),
    ],
)
def test_an_unverified_partner_is_its_own_peoples_and_the_curators(
    fields: dict[str, Any], shown: bool, client: Client, db: None
) -> None:
    own = UserFactory()
    partner = make_partner(verified_at=None, representative=own, **fields)
    url = partner.get_absolute_url()
    assert client.get(url).status_code == (200 if shown else 404)
    assert names(client) == ([partner.name] if shown else [])
    assert client.get(f"{LIST}?q={partner.name}").context["total"] == int(shown)
    for person in (own, StaffFactory()):
        client.force_login(person)
        assert client.get(url).status_code == 200
        assert names(client) == [partner.name]


def test_an_unknown_partner_is_a_styled_404(client: Client, db: None) -> None:
    response = client.get("/partners/nobody/")
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_the_page_takes_one_query(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    partner = make_partner(**FACTS)
    client.get(partner.get_absolute_url())
    with django_assert_num_queries(1):
        client.get(partner.get_absolute_url())


def test_the_pages_speak_the_readers_language(client: Client, db: None) -> None:
    partner = make_partner(**FACTS)
    text = client.get(f"/ar{partner.get_absolute_url()}").content.decode()
    assert 'dir="rtl"' in text
    assert codebook.entries(Sector)["education"].labels["ar"] in text
    assert codebook.entries(Place)["SO"].labels["ar"] in text


def test_markup_in_a_partners_words_stays_text(client: Client, db: None) -> None:
    partner = PartnerFactory(name="<script>1</script>", description="<img src=x onerror=1>")
    for url in (LIST, partner.get_absolute_url()):
        text = client.get(url).content.decode()
        assert "<script>1" not in text
        assert "<img src=x" not in text
    assert Partner.objects.count() == 1


def test_a_representative_says_what_the_partner_works_on(client: Client, db: None) -> None:
    user = UserFactory()
    body = make_partner(name="Company", representative=user, offers=["space"], accepts="")
    client.force_login(user)
    url = f"/partners/{body.slug}/facts/"
    page = client.get(url).content.decode()
    for anchor in ("sectors", "heritage", "residence", "needs", "offers", "generations",
                   "languages", "accepts"):  # fmt: skip
        assert f'id="id_{anchor}"' in page, anchor
    response = client.post(
        url,
        {
            "sectors": ["health"], "heritage": ["SO", "KE", ""], "residence": ["FR"],
            "offers": ["mentoring"], "needs": ["volunteers"], "generations": ["second"],
            "languages": ["so"], "accepts": "registered",
        },
    )  # fmt: skip
    assert response["Location"] == body.get_absolute_url()
    row = Partner.objects.with_tags().get(pk=body.pk)
    assert (row.sector_codes, row.heritage_codes, row.residence_codes) == (
        ["health"], ["SO", "KE"], ["FR"],
    )  # fmt: skip
    assert (row.offer_codes, row.need_codes, row.works_in_codes) == (
        ["mentoring"], ["volunteers"], [],
    )  # fmt: skip
    assert (row.generation_codes, row.language_codes, row.accepts) == (
        ["second"], ["so"], "registered",
    )  # fmt: skip
    assert row.updated_at > body.updated_at
    assert row.is_verified


def test_nobody_else_says_it(client: Client, db: None) -> None:
    body = make_partner()
    url = f"/partners/{body.slug}/facts/"
    assert "/accounts/login/" in client.get(url)["Location"]
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404
    assert client.post(url, {"sectors": ["health"]}).status_code == 404


def test_an_unknown_code_is_refused(client: Client, db: None) -> None:
    user = UserFactory()
    body = make_partner(representative=user)
    client.force_login(user)
    response = client.post(f"/partners/{body.slug}/facts/", {"sectors": ["alchemy"]})
    assert response.status_code == 200
    assert Partner.objects.with_tags().get(pk=body.pk).sector_codes == ["education"]
