"""The pages of matches: what is read, by whom, and what an empty list teaches."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from organizations.enums import Audience, LegalStatus, Status
from organizations.models import Membership, Organization
from partnerships.enums import Adjustment, PartnerType, Verification
from partnerships.models import MatchList, MatchRun, Partner, Representative
from tests.factories import UserFactory, make_listing, make_partner, make_public_body

Run = Callable[[], MatchRun]
URL = "/matches/"


@pytest.fixture
def leader(db: None) -> User:
    return UserFactory()


@pytest.fixture
def own(leader: User) -> Organization:
    return make_listing(
        name="Own group", owner=leader, heritage=["SO"], residence=["KE"], sectors=["education"],
        needs=["mentoring"], offers=["volunteers"], made_of=["second"], languages=["en"],
        legal_status=LegalStatus.NONE,
    )  # fmt: skip


@pytest.fixture
def signed_in(client: Client, leader: User) -> Client:
    client.force_login(leader)
    return client


def page(client: Client, query: str = "") -> str:
    response = client.get(f"{URL}{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_signs_in_first(client: Client, db: None) -> None:
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/matches/"


def test_a_match_says_who_and_why(signed_in: Client, own: Organization, run_matching: Run) -> None:
    make_partner(
        name="Helping hands", type=PartnerType.FOUNDATION, heritage=["SO"], residence=["KE"],
        sectors=["education"], offers=["mentoring"], needs=["volunteers"],
        generations=["second"], languages=["en", "sw"],
    )  # fmt: skip
    run_matching()
    text = page(signed_in, "?channel=private")
    for words in (
        "Own group",
        "Helping hands",
        "Foundation",
        "Somalia",
        "7 of 7 facts known",
        "Very good fit",
        "You both work on Education and skills.",
        "You both care for Somalia.",
        "Your members live in Kenya, where they work with diasporas.",
        "“Grass-roots group” and “Foundation” often suit each other.",
        "They offer what you need: Mentoring.",
        "You offer what they need: Volunteers.",
        "You share a generation: Second generation.",
        "You share a language: English.",
        "They work with groups that are not registered too.",
        "22.0 of 22 points",
        "Measured on real partnerships",
        "Set by judgement, not yet measured",
    ):
        assert words in text, words


def test_what_is_not_known_is_said_for_each_side(
    signed_in: Client, leader: User, run_matching: Run
) -> None:
    make_listing(name="Terse", owner=leader, sectors=[], heritage=["SO"], residence=[])
    make_partner(name="Terse too", heritage=[], residence=[], accepts="")
    run_matching()
    text = page(signed_in, "?channel=private")
    for words in (
        "1 of 7 facts known",
        "Not known: you have not said what you work on.",
        "Not known: they have not said which places they care for.",
        "Not known: you have not said where people live.",
        "Not known: they have not said where people live.",
        "Not known: you have not said what you need.",
        "Not known: they have not said what they offer.",
        "Not known: they have not said which generations.",
        "Not known: you have not said which languages you use.",
        "Not known: they have not said whom they work with.",
        "11.0 of 22 points, the average",
    ):
        assert words in text, words
    assert "You both work on" not in text


def test_channels_are_tabs_with_counts(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    make_partner(name="Company")
    make_public_body("FR", name="City")
    make_public_body("FR", name="Town")
    make_listing(name="Host", legal_status=LegalStatus.REGISTERED, offers=["fiscal-hosting"])
    run_matching()
    tabs = signed_in.get(URL).context["tabs"]
    assert [(str(label), count) for _, label, count in tabs] == [
        ("Public partners", 2),
        ("Private partners", 1),
        ("Diaspora organizations", 1),
        ("Possible hosts", 1),
    ]
    assert "City" in page(signed_in)
    assert "Company" not in page(signed_in)
    assert "Company" in page(signed_in, "?channel=private")
    assert "Host" in page(signed_in, "?channel=host")
    assert "City" in page(signed_in, "?channel=nonsense")


def test_a_registered_group_needs_no_hosts(signed_in: Client, leader: User) -> None:
    make_listing(owner=leader, legal_status=LegalStatus.REGISTERED)
    channels = [channel for channel, *_ in signed_in.get(URL).context["tabs"]]
    assert channels == ["public", "private", "diaspora"]


def test_sorting_by_name_leaves_our_order(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    for name, sectors in (("Zebra", ["education"]), ("apple", ["culture"]), ("Mango", ["youth"])):
        make_listing(name=name, sectors=sectors)
    run_matching()

    def shown(query: str) -> list[str]:
        found = signed_in.get(f"{URL}?channel=diaspora{query}").context["suggestions"]
        return [suggestion.target.name for suggestion in found]

    assert shown("")[0] == "Zebra"
    assert shown("&sort=name") == ["apple", "Mango", "Zebra"]


@pytest.mark.parametrize(
    ("adjustment", "words"),
    [
        (Adjustment.TIE, "Moved from place 4: it fits nearly as well as its neighbours"),
        (Adjustment.FLOOR, "so that grass-roots groups and others are suggested as often"),
        (Adjustment.CAP, "others before it are suggested to many groups already."),
        (Adjustment.NONE, None),
    ],
)
def test_an_adjustment_is_said(
    adjustment: Adjustment,
    words: str | None,
    signed_in: Client,
    own: Organization,
    run_matching: Run,
) -> None:
    make_partner(name="Company")
    run_matching()
    position = Adjustment.values.index(adjustment)
    MatchList.objects.filter(channel="private").update(ranks_before=[4], adjustments=[position])
    text = page(signed_in, "?channel=private")
    assert (words in text) if words else ("Moved from" not in text)


def test_somebody_with_two_listings_chooses(
    signed_in: Client, leader: User, own: Organization, run_matching: Run
) -> None:
    body = make_partner(name="Own company", representative=leader)
    make_listing(name="Other group")
    run_matching()
    text = page(signed_in)
    assert f'<option value="{own.uuid}" selected>Own group' in text
    text = page(signed_in, f"?for={body.uuid}")
    assert "Other group" in text
    assert "Own group" in text  # to choose, not as a match
    found = signed_in.get(f"{URL}?for={body.uuid}").context["suggestions"]
    assert [suggestion.target.name for suggestion in found] == ["Other group"]


@pytest.mark.parametrize("wanted", ["somebody else's", "nonsense", "' OR 1=1"])
def test_nobody_reads_anothers_matches(wanted: str, signed_in: Client, own: Organization) -> None:
    other = make_listing(owner=UserFactory())
    value = str(other.uuid) if wanted == "somebody else's" else wanted
    assert signed_in.get(URL, {"for": value}).status_code == 404


def test_what_the_reader_may_no_longer_see_is_neither_shown_nor_counted(
    signed_in: Client, leader: User, own: Organization, run_matching: Run
) -> None:
    other = make_listing(name="Other group", audience=Audience.MEMBERS)
    body = make_partner(name="Company")
    run_matching()
    assert "Other group" in page(signed_in, "?channel=diaspora")
    # Since the run, the leader has come to work for a state that the other group hides from.
    Organization.objects.filter(pk=other.pk).unrecorded(because="arranged").update(
        hidden_from=["KE"]
    )
    Representative.objects.create(
        user=leader, partner=make_public_body("KE", verification=Verification.PENDING,
                                              verified_at=None),
    )  # fmt: skip
    Partner.objects.filter(pk=body.pk).update(verification=Verification.DECLINED)
    response = signed_in.get(f"{URL}?for={own.uuid}&channel=diaspora")
    assert [count for *_, count in response.context["tabs"]] == [0, 0, 0, 0]
    assert "Other group" not in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": Status.SUBMITTED}, "Your listing is not published yet"),
        ({"audience": Audience.IOM}, "Only IOM sees your listing"),
        ({"is_open_to_matching": False}, "Matching is switched off for this listing"),
        ({}, "Matches have not been computed yet"),
    ],
)
def test_an_empty_list_says_what_is_in_the_way(
    fields: dict[str, Any], words: str, signed_in: Client, leader: User
) -> None:
    make_listing(owner=leader, **fields)
    assert words in page(signed_in)


def test_an_empty_list_after_a_run_says_what_would_help(
    signed_in: Client, leader: User, run_matching: Run
) -> None:
    make_listing(name="Other")
    run_matching()
    listing = make_listing(
        owner=leader, heritage=[], legal_status=LegalStatus.NONE, audience=Audience.PARTNERS
    )
    assert "Your listing is being compared with all others" in page(signed_in)
    run_matching()
    assert "Say where your people come from" in page(signed_in)
    assert "Nobody is found yet" in page(signed_in, "?channel=diaspora")
    assert "No host is found yet" in page(signed_in, "?channel=host")
    assert f"/organizations/register/{listing.uuid}/people/" in page(signed_in)


def test_a_person_without_listing_is_invited_to_register(signed_in: Client) -> None:
    text = page(signed_in)
    assert "You have no listing yet" in text
    assert "/organizations/register/" in text


def test_an_unverified_partner_is_told_to_wait(signed_in: Client, leader: User) -> None:
    make_partner(representative=leader, verification=Verification.PENDING, verified_at=None)
    assert "This partner is not verified yet" in page(signed_in)


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_takes_as_many_queries_for_any_number_of_matches(
    count: int,
    signed_in: Client,
    own: Organization,
    run_matching: Run,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        make_listing()
        make_partner()
    run_matching()
    page(signed_in)
    # Session, person, two for the viewer, own groups, matches, two for the targets.
    with django_assert_num_queries(8):
        response = signed_in.get(f"{URL}?channel=diaspora")
    assert response.context["total"] == count
    assert len(response.context["suggestions"]) == min(count, 10)


def test_a_representatives_page_takes_fewer(
    client: Client,
    leader: User,
    run_matching: Run,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_partner(representative=leader)
    for _ in range(12):
        make_listing()
    run_matching()
    client.force_login(leader)
    client.get(URL)
    with django_assert_num_queries(7):
        response = client.get(URL)
    assert response.context["total"] == 12


def test_a_list_has_pages(signed_in: Client, own: Organization, run_matching: Run) -> None:
    for number in range(12):
        make_listing(name=f"Group {number:02}")
    run_matching()

    def names(page: str) -> list[str]:
        found = signed_in.get(f"{URL}?channel=diaspora&sort=name&page={page}")
        return [suggestion.target.name for suggestion in found.context["suggestions"]]

    assert names("1") == [f"Group {number:02}" for number in range(10)]
    for page in ("2", "999999999", "-1"):
        assert names(page) == ["Group 10", "Group 11"]
    assert names("nonsense") == names("1")


def test_each_side_is_told_what_it_brings(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    make_partner(
        name="Helping hands", offers=["mentoring"], needs=["volunteers", "research"],
        heritage=["KE"], residence=["FR"],
    )  # fmt: skip
    run_matching()
    [suggestion] = signed_in.get(f"{URL}?channel=private").context["suggestions"]
    sides = suggestion.sides
    assert [(line.text, line.speaks_for) for line in sides.for_you] == [
        ("They offer what you need: Mentoring.", True),
        ("You need no papers to work with them.", True),
    ]
    assert [(line.text, line.speaks_for) for line in sides.for_them] == [
        ("You offer what they need: Volunteers.", True),
        ("Not among your offers: Research and data, which they need.", False),
    ]
    assert "You both work on Education and skills." in [line.text for line in sides.common]
    assert suggestion.circle.label == "Wider circle: Eastern Africa"
    assert "Few of these share a country with you." in page(signed_in, "?channel=private")


def test_places_that_are_far_apart_are_not_common_ground(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    make_partner(heritage=["SO"], residence=["FR"])
    run_matching()
    [suggestion] = signed_in.get(f"{URL}?channel=private").context["suggestions"]
    common = [line.text for line in suggestion.sides.common]
    assert "You both care for Somalia." in common
    assert not any("far apart" in text for text in common)
    assert "far apart" in page(signed_in, "?channel=private")  # point by point


def test_what_is_unknown_is_one_click_away(
    signed_in: Client, leader: User, run_matching: Run
) -> None:
    terse = make_listing(name="Terse", owner=leader, sectors=[], needs=[])
    body = make_partner(name="Company", sectors=[], needs=[])
    run_matching()
    text = page(signed_in, "?channel=private")
    start = f"/organizations/register/{terse.uuid}/"
    for field in ("work/#id_primary_sectors", "work/#id_needs", "people/#id_languages"):
        assert f'<a href="{start}{field}">Say it</a>' in text, field
        assert f'href="{start}{field}"' in text
    assert "facts of yours are not known" in text
    work = signed_in.get(f"{start}work/").content.decode()
    for anchor in ("id_primary_sectors", "id_needs", "id_offers"):
        assert f'id="{anchor}"' in work, anchor
    Representative.objects.create(user=leader, partner=body)
    text = page(signed_in, f"?for={body.uuid}")
    facts = f"/partners/{body.slug}/facts/"
    for field in ("sectors", "needs", "languages"):
        assert f'<a href="{facts}#id_{field}">Say it</a>' in text, field


def test_an_editor_reads_the_matches_too(
    client: Client, own: Organization, run_matching: Run
) -> None:
    make_partner(name="Company")
    run_matching()
    editor = UserFactory()
    Membership.objects.create(organization=own, user=editor)
    client.force_login(editor)
    assert "Company" in page(client, "?channel=private")


def test_the_page_never_loads_the_compiled_kernels() -> None:
    """Whoever reads scores nothing: the modules that pages import stay clear of numba."""
    code = (
        "import django; django.setup(); import gdve_portal.urls, partnerships.views.matches, sys;"
        "print([name for name in ('numba', 'partnerships.matching.engine') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_how_we_match_is_public_and_has_the_weights(client: Client, db: None) -> None:
    text = client.get("/matches/how/").content.decode()
    assert text.count("Measured on real partnerships") == 3
    assert text.count("Set by judgement, not yet measured") == 4
    for points in ("22", "25", "18", "20", "8", "4", "3", "29", "12", "5"):
        assert f">{points}</td>" in text, points
    assert 'dir="rtl"' in client.get("/ar/matches/how/").content.decode()
