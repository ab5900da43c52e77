"""The pages of host agreements."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from organizations.enums import LegalStatus, MembershipRole
from organizations.models import Membership, Organization
from partnerships import actions
from partnerships.host_workflow import State
from partnerships.models import HostAgreement, MatchFeedback, MatchRun
from tests.factories import StaffFactory, UserFactory, make_listing, make_partner, make_public_body
from tests.factories.hosting import (
    let_pass,
    make_agreement,
    make_group,
    make_host,
    make_proposal,
    make_terms,
    owner_of,
)

pytestmark = pytest.mark.django_db
Run = Callable[[], MatchRun]


def sign_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(response: Any) -> str:
    text: str = response.content.decode()
    return text


def data(**values: Any) -> dict[str, Any]:
    later = timezone.now().date() + timedelta(days=60)
    return {"powers": ["edit_facts"], "ends_on": later.isoformat(), "text": "Agreed."} | values


@pytest.fixture
def group() -> Organization:
    return make_group(needs=["fiscal-hosting"])


@pytest.fixture
def leader(group: Organization) -> Client:
    return sign_in(owner_of(group))


# Finding -----------------------------------------------------------------------------------------


def test_three_hosts_are_told_with_their_reasons(
    group: Organization, leader: Client, run_matching: Run
) -> None:
    for number in range(3):
        make_host(name=f"Carrier {number}", slug=f"carrier-{number}")
    run_matching()
    response = leader.get("/hosting/find/")
    page = read(response)
    for number in range(3):
        assert f"/hosting/propose/carrier-{number}/?for={group.uuid}" in page
    for suggestion, agreed in response.context["candidates"]:
        assert agreed is None
        assert any(reason.found for reason in suggestion.reasons)
    assert response.context["why_nothing"] == ""
    assert "fewer than" not in page


@pytest.mark.parametrize("hosts", [0, 2])
def test_where_there_are_fewer_the_page_says_why(
    hosts: int, group: Organization, leader: Client, run_matching: Run
) -> None:
    for _ in range(hosts):
        make_host()
    make_host(audience="iom")
    run_matching()
    response = leader.get("/hosting/find/")
    assert len(response.context["candidates"]) == hosts
    assert response.context["why_nothing"] == ("few_offer" if hosts else "none_host")
    assert ("fewer than 3" if hosts else "No host is found yet") in read(response)


def test_who_set_some_aside_is_reminded_of_it(
    group: Organization, leader: Client, run_matching: Run
) -> None:
    hosts = [make_host() for _ in range(3)]
    run_matching()
    MatchFeedback.objects.create(
        source_organization=group, target_organization=hosts[0], verdict="hidden"
    )
    response = leader.get("/hosting/find/")
    assert response.context["why_nothing"] == "some_set_aside"
    assert "because you have set some aside" in read(response)


def test_before_the_first_run_and_without_a_group_the_page_says_so(
    group: Organization, leader: Client
) -> None:
    assert "Matches have not been computed yet" in read(leader.get("/hosting/find/"))
    assert "None of your groups needs a host" in read(sign_in(UserFactory()).get("/hosting/find/"))
    registered = make_host()
    page = read(sign_in(owner_of(registered)).get("/hosting/find/"))
    assert "None of your groups needs a host" in page
    assert leader.get(f"/hosting/find/?for={registered.uuid}").status_code == 404


def test_an_agreement_that_lives_is_linked_and_an_editor_is_told_who_may(
    group: Organization, leader: Client, run_matching: Run
) -> None:
    agreement = make_proposal(group, make_host())
    run_matching()
    assert f"/hosting/{agreement.uuid}/" in read(leader.get("/hosting/find/"))
    make_host(slug="second")
    run_matching()
    editor = UserFactory()
    Membership.objects.create(organization=group, user=editor, role=MembershipRole.EDITOR)
    page = read(sign_in(editor).get("/hosting/find/"))
    assert "An owner of your group can propose an agreement." in page
    assert "/hosting/propose/" not in page


# Proposing ---------------------------------------------------------------------------------------


def test_a_proposal_is_sent_and_its_page_says_who_must_answer(
    group: Organization, leader: Client
) -> None:
    host = make_host(slug="carrier")
    page = read(leader.get("/hosting/propose/carrier/"))
    assert "Either of you can end it at any time" in page
    response = leader.post("/hosting/propose/carrier/", data(group=str(group.uuid)))
    agreement = HostAgreement.objects.get(group=group, host=host)
    assert response.url == f"/hosting/{agreement.uuid}/"
    assert "Your side proposed this" in read(leader.get(response.url))
    page = read(sign_in(owner_of(host)).get(response.url))
    assert "It is for you to answer" in page
    assert "Accept these terms" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"powers": []}, "Choose at least one thing"),
        ({"powers": ["eat"]}, "Select a valid choice"),
        ({"text": " "}, "Write down what the two sides agree"),
        ({"ends_on": "2020-01-01"}, "The last day must lie ahead"),
        ({"ends_on": "2120-01-01"}, "two years at most"),
        ({"ends_on": "soon"}, "Enter a valid date"),
        ({"powers": ["hold_funds"]}, "Say up to which amount"),
        (
            {"powers": ["hold_funds"], "hold_up_to": "5", "currency": "XQQ"},
            "not the code of a currency",
        ),
        ({"hold_up_to": "5", "currency": "EUR"}, "only where the host may keep money"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    group: Organization, leader: Client, values: dict[str, Any], words: str
) -> None:
    make_host(slug="carrier")
    given = data(group=str(group.uuid), text="Typed with care.") | values
    page = read(leader.post("/hosting/propose/carrier/", given))
    assert words in page
    assert ("Typed with care." in page) is ("text" not in values)
    assert not HostAgreement.objects.exists()


def test_a_refused_step_is_a_conflict_that_the_page_explains(
    group: Organization, leader: Client
) -> None:
    for number in range(5):
        make_proposal(group, make_host(name=f"Host {number}"))
    make_host(slug="sixth")
    response = leader.post("/hosting/propose/sixth/", data(group=str(group.uuid)))
    assert response.status_code == 409
    assert "waits for the answers of 5 organizations already" in read(response)


def test_who_cannot_host_or_be_hosted_is_told(group: Organization, leader: Client) -> None:
    make_listing(slug="other", legal_status=LegalStatus.REGISTERED)
    assert "does not offer to host others" in read(leader.get("/hosting/propose/other/"))
    leader.post("/hosting/propose/other/", data(group=str(group.uuid)))
    make_host(slug="carrier")
    stranger = sign_in(UserFactory())
    assert "None of your groups can be hosted" in read(stranger.get("/hosting/propose/carrier/"))
    stranger.post("/hosting/propose/carrier/", data(group=str(group.uuid)))
    assert not HostAgreement.objects.exists()


def test_hidden_missing_and_own_hosts_are_not_there(group: Organization, leader: Client) -> None:
    make_host(slug="hidden", audience="iom")
    make_host(slug="own", owner=owner_of(group))
    for slug in ("hidden", "own", "missing"):
        assert leader.get(f"/hosting/propose/{slug}/").status_code == 404
        given = data(group=str(group.uuid))
        assert leader.post(f"/hosting/propose/{slug}/", given).status_code == 404


# An agreement ------------------------------------------------------------------------------------


def addresses(agreement: HostAgreement) -> dict[str, str]:
    base = f"/hosting/{agreement.uuid}/"
    return {
        "host_agreement": base,
        "host_answer": f"{base}answer/",
        "host_terms": f"{base}terms/",
        "host_end": f"{base}end/",
        "host_edit": f"{base}listing/work/",
    }


def test_for_everybody_else_there_is_none() -> None:
    agreement = make_agreement()
    others = [
        UserFactory(),
        owner_of(make_group(name="Third")),
        StaffFactory(),
    ]
    partner = UserFactory()
    make_partner(representative=partner)
    for person in [*others, partner]:
        client = sign_in(person)
        for name, address in addresses(agreement).items():
            for method in (client.get, client.post):
                wrong = {"host_answer": client.get, "host_agreement": client.post}.get(name)
                wanted = 405 if method == wrong else 404
                assert method(address).status_code == wanted, address
        assert "No agreement yet" in read(client.get("/hosting/"))
    for address in ["/hosting/", "/hosting/find/", *addresses(agreement).values()]:
        response = Client().post(address) if address.endswith("answer/") else Client().get(address)
        assert response.status_code == 302
        assert "/accounts/login/" in response.url
    agreement.refresh_from_db()
    assert agreement.state == State.AGREED


def test_accepting_on_the_page_binds_the_version_that_was_read() -> None:
    agreement = make_proposal()
    host = sign_in(owner_of(agreement.host))
    leader = sign_in(owner_of(agreement.group))
    where = addresses(agreement)
    # The group changes its mind while the host reads.
    assert leader.post(where["host_terms"], data(text="Less.")).status_code == 302
    response = host.post(where["host_answer"], {"number": "1", "answer": "accept"})
    assert response.status_code == 409
    assert "these terms do not wait for an answer any more" in read(response)
    assert host.post(where["host_answer"], {"number": "2", "answer": "accept"}).status_code == 302
    page = read(leader.get(where["host_agreement"]))
    assert "What holds now" in page
    assert "Version 2, accepted by both sides" in page
    assert "Agree to a partnership, or to another host, in the group’s name" in page


@pytest.mark.parametrize("given", [{}, {"number": "1"}, {"number": "٣", "answer": "accept"},
                                   {"number": "1", "answer": "eat"},
                                   {"number": "99999999999", "answer": "accept"}])  # fmt: skip
def test_an_answer_that_is_none_is_not_there(given: dict[str, str]) -> None:
    agreement = make_proposal()
    response = sign_in(owner_of(agreement.host)).post(addresses(agreement)["host_answer"], given)
    assert response.status_code == 404


def test_the_proposer_cannot_accept_and_words_of_a_refusal_are_told() -> None:
    agreement = make_proposal()
    leader, host = sign_in(owner_of(agreement.group)), sign_in(owner_of(agreement.host))
    where = addresses(agreement)
    accept = {"number": "1", "answer": "accept"}
    assert leader.post(where["host_answer"], accept).status_code == 404
    given = {"number": "1", "answer": "decline", "words": "We have no room this year."}
    assert host.post(where["host_answer"], given).status_code == 302
    assert "We have no room this year." in read(leader.get(where["host_agreement"]))
    response = host.post(where["host_answer"], accept)
    assert response.status_code == 409
    assert "the agreement is in the state “Declined” already" in read(response)


def test_revocation_cuts_access_within_one_request() -> None:
    agreement = make_agreement()
    leader, host = sign_in(owner_of(agreement.group)), sign_in(owner_of(agreement.host))
    where = addresses(agreement)
    work = {"primary_sectors": ["health"], "description": "New.", "description_language": "en"}
    assert host.get(where["host_edit"]).status_code == 200
    assert "Nothing changes" not in read(leader.get(where["host_end"]))
    agreement.refresh_from_db()
    assert agreement.state == State.AGREED
    assert leader.post(where["host_end"], {"words": ""}).status_code == 302
    assert host.get(where["host_edit"]).status_code == 404
    assert host.post(where["host_edit"], work).status_code == 404
    assert not agreement.group.descriptions.exists()
    page = read(host.get(where["host_agreement"]))
    assert "It has no effect any more." in page
    assert "/listing/work/" not in page
    # Again: one effect.
    assert host.post(where["host_end"], {"words": "Me too"}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.ended_by_side, agreement.end_reason) == ("group", "")


def test_one_agreement_lends_no_right_to_another() -> None:
    group, person = make_group(), UserFactory()
    ended = make_agreement(group, make_host(owner=person))
    other = make_agreement(group, make_host(owner=person))
    actions.end_hosting(agreement=ended, by=owner_of(group))
    client = sign_in(person)
    assert client.get(addresses(ended)["host_edit"]).status_code == 404
    assert client.get(addresses(other)["host_edit"]).status_code == 200


def test_the_host_edits_what_it_may_through_its_own_page() -> None:
    agreement = make_agreement()
    host = sign_in(owner_of(agreement.host))
    where = addresses(agreement)
    page = read(host.get(where["host_agreement"]))
    assert where["host_edit"] in page
    work = {"primary_sectors": ["health"], "description": "New.", "description_language": "en"}
    assert host.post(where["host_edit"], work).url == where["host_agreement"]
    assert agreement.group.descriptions.get().text == "New."
    base = f"/hosting/{agreement.uuid}/listing/"
    assert host.get(f"{base}people/").status_code == 200
    for step in ("basics", "safety", "anything"):
        assert host.get(f"{base}{step}/").status_code == 404
    registration = f"/organizations/register/{agreement.group.uuid}/"
    for address in (registration, f"{registration}work/", f"{registration}safety/"):
        assert host.get(address).status_code == 404
    # The group edits its own listing where it always did.
    assert sign_in(owner_of(agreement.group)).get(where["host_edit"]).status_code == 404


def test_a_run_out_agreement_lets_nobody_in_though_no_clock_came_round() -> None:
    agreement = let_pass(make_agreement())
    host = sign_in(owner_of(agreement.host))
    where = addresses(agreement)
    assert host.get(where["host_edit"]).status_code == 404
    page = read(host.get(where["host_agreement"]))
    assert "Run out" in page
    response = host.post(where["host_terms"], data())
    assert response.status_code == 409
    assert "in the state “Run out” already" in read(response)


def test_whoever_hides_since_is_no_longer_named_but_the_agreement_stays() -> None:
    agreement = make_agreement(make_group(audience="members"))
    where, first = addresses(agreement)["host_agreement"], owner_of(agreement.host)
    dual = UserFactory()
    Membership.objects.create(organization=agreement.host, user=dual, role=MembershipRole.OWNER)
    make_public_body("SO", representative=dual)
    assert "Circle" in read(sign_in(dual).get(where))
    agreement.group.hidden_from = ["SO"]
    agreement.group.save()
    for page in (read(sign_in(dual).get(where)), read(sign_in(dual).get("/hosting/"))):
        assert "Circle" not in page
        assert agreement.group.slug not in page
        assert "A group that you cannot see at present" in page
    assert sign_in(dual).get(f"{where}listing/work/").status_code == 404
    assert "Circle" in read(sign_in(first).get(where))
    assert sign_in(dual).post(f"{where}end/").status_code == 302


def test_who_decides_for_both_sides_is_told_and_can_end_it() -> None:
    agreement = make_proposal()
    person = owner_of(agreement.group)
    Membership.objects.create(organization=agreement.host, user=person, role=MembershipRole.OWNER)
    client, where = sign_in(person), addresses(agreement)
    assert "You decide for both sides" in read(client.get(where["host_agreement"]))
    response = client.post(where["host_answer"], {"number": "1", "answer": "accept"})
    assert response.status_code == 409
    assert client.post(where["host_end"]).status_code == 302


@pytest.mark.parametrize("many", [1, 20])
def test_the_list_asks_as_much_for_twenty_as_for_one(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    host = make_host()
    for number in range(many):
        make_agreement(make_group(name=f"Circle {number}"), host)
    client = sign_in(owner_of(host))
    client.get("/hosting/")
    with django_assert_num_queries(7):
        assert len(client.get("/hosting/").context["rows"]) == many


@pytest.mark.parametrize("many", [1, 20])
def test_the_page_asks_as_much_for_twenty_versions_as_for_one(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agreement = make_agreement()
    client = sign_in(owner_of(agreement.host))
    for number in range(2, many + 1):
        actions.suggest_terms(
            agreement=agreement, by=owner_of(agreement.group), terms=make_terms(days=number)
        )
        actions.answer_terms(
            agreement=agreement, number=number, answer="accept", by=owner_of(agreement.host)
        )
    client.get(agreement.get_absolute_url())
    with django_assert_num_queries(9):
        client.get(agreement.get_absolute_url())
