"""Saying what one thinks of a match, and taking it back."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from organizations.enums import Audience
from organizations.models import Organization
from partnerships.enums import Verdict
from partnerships.models import MatchFeedback, MatchRun, Partner
from tests.factories import UserFactory, make_listing, make_partner

Run = Callable[[], MatchRun]


@pytest.fixture
def leader(db: None) -> User:
    return UserFactory()


@pytest.fixture
def own(leader: User) -> Organization:
    return make_listing(name="Own group", owner=leader, legal_status="registered")


@pytest.fixture
def body(db: None) -> Partner:
    return make_partner(name="Company")


@pytest.fixture
def signed_in(client: Client, leader: User) -> Client:
    client.force_login(leader)
    return client


def address(
    own: Organization | Partner, target: Organization | Partner, page: str = "feedback/"
) -> str:
    return f"/matches/{page}?for={own.uuid}&about={target.uuid}"


def shown(client: Client, own: Organization | Partner, channel: str = "private") -> list[str]:
    found = client.get(f"/matches/?for={own.uuid}&channel={channel}").context["suggestions"]
    return [suggestion.target.name for suggestion in found]


def test_hiding_takes_effect_at_once_and_can_be_undone(
    signed_in: Client, own: Organization, body: Partner, run_matching: Run
) -> None:
    run_matching()
    assert shown(signed_in, own) == ["Company"]
    here = f"/matches/?for={own.uuid}&channel=private"
    response = signed_in.post(address(own, body), {"verdict": "hidden", "next": here})
    assert response.status_code == 302
    assert response["Location"] == f"{here}&aside={body.uuid}"
    page = signed_in.get(response["Location"])
    assert "“<bdi>Company</bdi>” is no longer suggested to you." in page.content.decode()
    assert "You have set everybody here aside" in page.content.decode()
    assert page.context["suggestions"] == []
    undo = address(own, body, "feedback/undo/")
    assert undo.replace("&", "&amp;") in page.content.decode()
    response = signed_in.post(undo, {"next": here})
    assert response["Location"] == here
    assert shown(signed_in, own) == ["Company"]


def test_the_match_is_kept_with_the_word(
    signed_in: Client, own: Organization, body: Partner, leader: User, run_matching: Run
) -> None:
    run_matching()
    signed_in.post(f"{address(own, body)}&channel=private", {"verdict": "relevant"})
    said = MatchFeedback.objects.get()
    assert (said.verdict, said.by, said.channel) == ("relevant", leader, "private")
    assert len(said.components) == 7
    assert said.components[0] == 1  # both work on education
    page = signed_in.get(f"/matches/?for={own.uuid}&channel=private").content.decode()
    assert "You find it relevant" in page
    assert "Company" in page


def test_a_reason_is_asked_for_and_kept(
    signed_in: Client, own: Organization, body: Partner, run_matching: Run
) -> None:
    run_matching()
    page = signed_in.get(address(own, body)).content.decode()
    assert "It is not relevant because…" in page
    assert "They are not told what you say here." in page
    response = signed_in.post(address(own, body), {"verdict": "not_relevant"})
    assert "Choose what comes closest." in response.content.decode()
    assert not MatchFeedback.objects.exists()
    signed_in.post(
        address(own, body), {"verdict": "not_relevant", "reason": "known", "words": "Old friends"}
    )
    said = MatchFeedback.objects.get()
    assert (said.verdict, said.reason, said.words) == ("not_relevant", "known", "Old friends")
    assert shown(signed_in, own) == []
    aside = signed_in.get(f"/matches/set-aside/?for={own.uuid}").content.decode()
    for words in ("Company", "We know each other already", "Old friends", "Put it back"):
        assert words in aside, words


def test_hide_us_from_them_closes_both_lists_before_the_engine_has_run_again(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    representative = UserFactory()
    body = make_partner(name="Company", representative=representative)
    run_matching()
    other = Client()
    other.force_login(representative)
    assert shown(other, body, "diaspora") == ["Own group"]
    signed_in.post(address(own, body), {"verdict": "blocked"})
    assert shown(signed_in, own) == []
    assert shown(other, body, "diaspora") == []
    # They are not told, neither by words nor by what they set aside.
    page = other.get(f"/matches/?for={body.uuid}").content.decode()
    assert "Own group" not in page
    assert "aside" not in page.replace("What you set aside", "").replace("set-aside", "")
    assert "Own group" not in other.get("/matches/set-aside/").content.decode()
    assert "Own group" in other.get(own.get_absolute_url()).content.decode()


def test_hiding_leaves_the_others_list_alone(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    representative = UserFactory()
    body = make_partner(name="Company", representative=representative)
    run_matching()
    signed_in.post(address(own, body), {"verdict": "hidden"})
    other = Client()
    other.force_login(representative)
    assert shown(other, body, "diaspora") == ["Own group"]


@pytest.mark.parametrize("page", ["feedback/", "feedback/undo/"])
@pytest.mark.parametrize("what", ["hidden", "own", "nobody", "nonsense", "unverified"])
def test_nothing_is_said_of_whom_one_may_not_see(
    what: str, page: str, signed_in: Client, own: Organization
) -> None:
    targets = {
        "hidden": str(make_listing(audience=Audience.PARTNERS).uuid),
        "own": str(own.uuid),
        "nobody": "00000000-0000-4000-8000-000000000000",
        "nonsense": "' OR 1=1",
        "unverified": str(make_partner(verification="pending", verified_at=None).uuid),
    }
    url = f"/matches/{page}"
    query = {"for": str(own.uuid), "about": targets[what]}
    response = signed_in.post(url, {"verdict": "hidden"}, query_params=query)
    assert response.status_code == 404
    assert not MatchFeedback.objects.exists()


def test_nobody_speaks_for_anothers_listing(signed_in: Client, body: Partner) -> None:
    other = make_listing(owner=UserFactory())
    assert signed_in.post(address(other, body), {"verdict": "hidden"}).status_code == 404
    assert not MatchFeedback.objects.exists()


def test_an_unknown_word_and_a_mere_look_write_nothing(
    signed_in: Client, own: Organization, body: Partner
) -> None:
    assert signed_in.post(address(own, body), {"verdict": "meh"}).status_code == 404
    assert signed_in.get(address(own, body)).status_code == 200
    assert signed_in.get(address(own, body, "feedback/undo/")).status_code == 405
    assert not MatchFeedback.objects.exists()


def test_no_way_leads_to_another_site(signed_in: Client, own: Organization, body: Partner) -> None:
    response = signed_in.post(
        address(own, body), {"verdict": "relevant", "next": "https://evil.example/"}
    )
    assert response["Location"] == f"/matches/?for={own.uuid}"


def test_partners_are_not_judged_by_partners(client: Client, body: Partner) -> None:
    representative = UserFactory()
    own = make_partner(representative=representative)
    client.force_login(representative)
    assert client.post(address(own, body), {"verdict": "hidden"}).status_code == 404


def test_a_visitor_signs_in_first(client: Client, own: Organization, body: Partner) -> None:
    assert "/accounts/login/" in client.post(address(own, body))["Location"]
    assert "/accounts/login/" in client.get("/matches/set-aside/")["Location"]


def test_nothing_set_aside_says_what_would_be_there(signed_in: Client, own: Organization) -> None:
    page = signed_in.get("/matches/set-aside/").content.decode()
    assert "You have set nothing aside" in page


@pytest.mark.parametrize("count", [1, 20])
def test_queries_of_what_was_set_aside(
    count: int,
    signed_in: Client,
    own: Organization,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        target = make_listing() if number % 2 else make_partner()
        kind = "partner" if isinstance(target, Partner) else "organization"
        MatchFeedback.objects.create(
            source_organization=own, verdict=Verdict.HIDDEN, **{f"target_{kind}": target}
        )
    # Session, person, two for the viewer, own groups, how many, the rows.
    with django_assert_num_queries(7):
        page = signed_in.get("/matches/set-aside/")
    assert len(page.context["page_obj"]) == count


def test_the_list_of_what_was_set_aside_has_pages(signed_in: Client, own: Organization) -> None:
    for number in range(21):
        MatchFeedback.objects.create(
            source_organization=own, target_organization=make_listing(name=f"Group {number:02}"),
            verdict=Verdict.HIDDEN,
        )  # fmt: skip
    assert len(signed_in.get("/matches/set-aside/").context["page_obj"]) == 20
    assert len(signed_in.get("/matches/set-aside/?page=2").context["page_obj"]) == 1
    assert len(signed_in.get("/matches/set-aside/?page=999999999").context["page_obj"]) == 1
