"""Calls as everybody reads them, and as their publishers work with them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from organizations.enums import Audience
from partnerships import actions
from partnerships.models import MatchRun, Opportunity, OpportunityQuestion
from partnerships.opportunity_enums import OpportunityAudience
from tests.factories import (
    StaffFactory,
    UserFactory,
    make_expression,
    make_listing,
    make_opportunity,
    make_partner,
    make_public_body,
)
from tests.factories.opportunities import DAY, close

pytestmark = pytest.mark.django_db

LIST = "/opportunities/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def titles(client: Client, query: str = "") -> list[str]:
    body = client.get(f"{LIST}{query}").content.decode()
    return re.findall(r'card__title"><a[^>]*><bdi>([^<]+)</bdi>', body)


# --- the list -------------------------------------------------------------------------------------


def test_open_calls_come_first_by_their_deadline(client: Client) -> None:
    now = timezone.now()
    make_opportunity(title="Late", deadline=now + 20 * DAY)
    make_opportunity(title="Soon", deadline=now + 2 * DAY, questions_until=now + DAY)
    make_opportunity(title="Over", state="closed")
    make_opportunity(title="Draft", state="draft")
    make_opportunity(title="Invited", audience=OpportunityAudience.INVITED)
    assert titles(client) == ["Soon", "Late", "Over"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=open", ["Money"]),
        ("?state=closed", ["Space"]),
        ("?state=open&state=closed", ["Money", "Space"]),
        ("?offers=space", ["Space"]),
        ("?sector=health", ["Money"]),
        ("?place=014", ["Money"]),
        ("?registration=needed", ["Space"]),
        ("?q=mon", ["Money"]),
        ("?q=nothing", []),
    ],
)
def test_what_narrows_the_list(client: Client, query: str, found: list[str]) -> None:
    make_opportunity(title="Money", sectors=["health"], works_in=["SO"])
    make_opportunity(title="Space", offers=["space"], registration="needed", state="closed")
    assert titles(client, query) == found


def test_facets_count_what_they_would_show(client: Client) -> None:
    make_opportunity(offers=["space", "funding"])
    make_opportunity(offers=["funding"], state="closed")
    facets = {
        facet.name: {option.value: option.count for option in facet.options if option.count}
        for facet in client.get(f"{LIST}?offers=space").context["facets"]
    }
    assert facets == {
        "state": {"open": 1},
        "offers": {"funding": 2, "space": 1},
        "sector": {"education": 1},
        "registration": {"not_needed": 1},
    }


@pytest.mark.parametrize("query", ["?sector=magic", "?state=half", "?offers=gold", "?place=XX"])
def test_an_unknown_choice_is_said(client: Client, query: str) -> None:
    assert client.get(f"{LIST}{query}").status_code == 400


def test_a_page_that_does_not_exist(client: Client) -> None:
    make_opportunity()
    response = client.get(f"{LIST}?page=99")
    assert (response.status_code, b"There is no such page" in response.content) == (200, True)


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_asks_few_questions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_opportunity(sectors=["health", "education"], works_in=["SO"])
    client.get(LIST)
    # How many, the page, the facets.
    with django_assert_num_queries(3):
        client.get(LIST)


# --- the page -------------------------------------------------------------------------------------


def test_the_page_says_all_that_counts(client: Client) -> None:
    call = make_opportunity(title="Evening schools", works_in=["SO"], needs=["volunteers"])
    body = client.get(call.get_absolute_url()).content.decode()
    for text in (
        *("Evening schools", call.partner.name, "We want to help evening schools."),
        *("Up to 5,000 US dollars for a year.", "A class for thirty children."),
        *("Funding", "Volunteers", "Somalia", "Fits the need", "60 of 100", "Sign in to answer"),
        "No registration needed",
    ):
        assert text in body


def test_the_deadline_is_on_the_readers_clock_where_it_is_known(client: Client) -> None:
    noon = timezone.now().replace(year=2099, month=1, day=5, hour=12, minute=0)
    call = make_opportunity(deadline=noon, questions_until=noon)
    body = client.get(call.get_absolute_url()).content.decode()
    assert "13:00 (\u200eEurope/Zurich, UTC+01:00\u200e)" in body
    client.cookies["zone"] = "Africa/Nairobi"
    body = client.get(call.get_absolute_url()).content.decode()
    assert "15:00 (\u200eAfrica/Nairobi, UTC+03:00\u200e)" in body
    assert "Europe/Zurich" not in body
    client.cookies["zone"] = "Nowhere/<b>"
    assert "Europe/Zurich" in client.get(call.get_absolute_url()).content.decode()


def test_answers_are_for_all_and_open_questions_for_two() -> None:
    asker, representative = UserFactory(), UserFactory()
    call = make_opportunity(representative=representative)
    call.questions.create(text="Answered?", answer="Yes.", answered_at=timezone.now())
    call.questions.create(text="Still open?", asked_by=asker)

    def seen(client: Client) -> list[bool]:
        body = client.get(call.get_absolute_url()).content.decode()
        return ["Answered?" in body, "Still open?" in body]

    assert seen(Client()) == seen(signed_in(UserFactory())) == [True, False]
    assert seen(signed_in(asker)) == seen(signed_in(representative)) == [True, True]


def test_a_group_reads_which_conditions_it_meets() -> None:
    owner = UserFactory()
    make_listing(owner=owner, legal_status="none", residence=["IT"])
    call = make_opportunity(registration="needed", residence=["150"], only_these_places=True)
    response = signed_in(owner).get(call.get_absolute_url())
    assert [answer for _label, answer in response.context["conditions"]] == ["unmet", "met"]


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_few_questions(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    owner = UserFactory()
    call = make_opportunity(registration="hosted", criteria=[("One", 100)])
    for number in range(count):
        group = make_listing(owner=owner)
        call.questions.create(text=f"Question {number}")
        call.invitations.create(organization=group)
        make_expression(call, group, state="draft")
    client = signed_in(owner)
    client.get(call.get_absolute_url())
    # Session, person, her groups, her bodies, the call, her groups' facts, their hosts.
    with django_assert_num_queries(7):
        client.get(call.get_absolute_url())


def test_who_gets_to_see_a_draft() -> None:
    representative = UserFactory()
    draft = make_opportunity(representative=representative, state="draft")
    assert signed_in(representative).get(draft.get_absolute_url()).status_code == 200
    for reader in (Client(), signed_in(UserFactory())):
        assert reader.get(draft.get_absolute_url()).status_code == 404
        assert draft.title not in reader.get(LIST).content.decode()


# --- questions ------------------------------------------------------------------------------------


def test_a_question_is_asked_and_answered() -> None:
    representative, asker = UserFactory(), UserFactory()
    call = make_opportunity(representative=representative)
    response = signed_in(asker).post(f"{call.get_absolute_url()}ask/", {"text": "May we?"})
    assert response.status_code == 302
    question = OpportunityQuestion.objects.get()
    page = f"{call.get_absolute_url()}questions/{question.uuid}/"
    assert signed_in(asker).post(page, {"answer": "Yes."}).status_code == 404
    assert signed_in(representative).post(page, {"answer": "Yes."}).status_code == 302
    assert "Yes." in Client().get(call.get_absolute_url()).content.decode()


def test_a_late_question_is_refused_and_kept_in_the_form() -> None:
    now = timezone.now()
    call = make_opportunity(questions_until=now - DAY, published_at=now - 9 * DAY)
    response = signed_in(UserFactory()).post(f"{call.get_absolute_url()}ask/", {"text": "May we?"})
    assert response.status_code == 409
    assert "May we?" in response.content.decode()


# --- the publisher's pages ------------------------------------------------------------------------


def form_data(**changes: Any) -> dict[str, Any]:
    day = timezone.now().date()
    return {
        "title": "Evening schools",
        "description": "Why.",
        "offered": "Money.",
        "asked": "A class.",
        "sectors": ["education"],
        "offers": ["funding"],
        "deadline_day": (day + timedelta(days=20)).isoformat(),
        "end_time": "17:00",
        "questions_day": (day + timedelta(days=10)).isoformat(),
        "zone": "Africa/Nairobi",
        "registration": "not_needed",
        "takes_short_form": "on",
        "audience": "public",
        "criterion_0": "Reach",
        "weight_0": "70",
        "criterion_1": "Cost",
        "weight_1": "30",
        **changes,
    }


def test_a_call_is_written_and_published_in_the_browser() -> None:
    representative = UserFactory()
    partner = make_partner(representative=representative)
    client = signed_in(representative)
    response = client.post(f"{LIST}new/", form_data())
    call = Opportunity.objects.get()
    assert response.url == call.get_absolute_url()
    assert (call.listing, call.state) == (partner, "draft")
    assert call.deadline.strftime("%H:%M") == "14:00"
    assert list(call.criteria.values_list("weight", flat=True)) == [70, 30]
    edit = f"{call.get_absolute_url()}edit/"
    page = client.get(edit)
    assert page.context["form"].initial["end_time"].isoformat() == "17:00:00"
    client.post(edit, form_data(title="Morning schools"))
    response = client.post(f"{call.get_absolute_url()}step/", {"step": "publish"}, follow=True)
    assert "Your call is published." in response.content.decode()
    assert titles(Client()) == ["Morning schools"]
    again = client.post(f"{call.get_absolute_url()}step/", {"step": "publish"})
    assert again.status_code == 409
    assert "already in the state “Open”" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"deadline_day": "soon"}, "deadline_day"),
        ({"zone": "Moon/Sea"}, "zone"),
        ({"deadline_day": ""}, "deadline_day"),
        ({"questions_day": "2099-01-01"}, "questions_day"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "ends_on"),
        ({"weight_1": ""}, "weight_1"),
        ({"weight_1": "0"}, "weight_1"),
        ({"criterion_1": ""}, "criterion_1"),
        ({"sectors": ["magic"]}, "sectors"),
        ({"audience": "friends"}, "audience"),
        ({"kinds": ["club"]}, "kinds"),
        (
            {
                "deadline_day": "2027-03-28",
                "questions_day": "",
                "zone": "Europe/Zurich",
                "end_time": "02:30",
            },
            "deadline_day",
        ),
    ],
)
def test_what_the_form_refuses_it_keeps(changes: dict[str, Any], field: str) -> None:
    representative = UserFactory()
    make_partner(representative=representative)
    response = signed_in(representative).post(f"{LIST}new/", form_data(**changes))
    assert field in response.context["form"].errors
    assert "A class." in response.content.decode()
    assert not Opportunity.objects.exists()


def test_publishing_waits_for_weights_that_sum_to_100() -> None:
    representative = UserFactory()
    make_partner(representative=representative)
    client = signed_in(representative)
    client.post(f"{LIST}new/", form_data(weight_1="20"))
    call = Opportunity.objects.get()
    body = client.get(call.get_absolute_url()).content.decode()
    assert "Criteria whose weights sum to 100" in body
    response = client.post(f"{call.get_absolute_url()}step/", {"step": "publish"})
    assert response.status_code == 409


def test_who_may_begin_a_call() -> None:
    representative = UserFactory()
    make_partner(representative=representative, verification="pending", verified_at=None)
    body = signed_in(representative).get(f"{LIST}new/").content.decode()
    assert "You cannot publish a call yet" in body
    other = make_partner()
    assert signed_in(representative).get(f"{LIST}new/?for={other.uuid}").status_code == 404


PUBLISHER_PAGES = ("edit", "step", "deadline", "cancel", "decide", "invite", "received")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", PUBLISHER_PAGES)
def test_a_publishers_pages_are_for_its_people(name: str, method: str) -> None:
    call = make_opportunity()
    member = UserFactory()
    make_expression(call, make_listing(owner=member))
    path = f"{call.get_absolute_url()}{name}/"
    assert getattr(Client(), method)(path).status_code in (302, 405)
    for reader in (UserFactory(), member, StaffFactory()):
        response = getattr(signed_in(reader), method)(path)
        assert response.status_code in (404, 405)


def test_a_deadline_is_set_later_on_the_calls_own_clock() -> None:
    representative = UserFactory()
    call = make_opportunity(representative=representative)
    path = f"{call.get_absolute_url()}deadline/"
    client = signed_in(representative)
    early = client.post(path, {"day": "2020-01-01", "clock": "12:00"})
    assert early.status_code == 409
    assert "2020-01-01" in early.content.decode()
    assert client.post(path, {"day": "2099-01-05", "clock": "12:00"}).status_code == 302
    call.refresh_from_db()
    assert call.deadline.isoformat() == "2099-01-05T11:00:00+00:00"


def test_a_call_is_cancelled_with_a_reason() -> None:
    representative = UserFactory()
    call = make_opportunity(representative=representative)
    client, path = signed_in(representative), f"{call.get_absolute_url()}cancel/"
    assert client.post(path, {"reason": "iom"}).status_code == 200
    client.post(path, {"reason": "plans", "words": "We are sorry."})
    body = Client().get(call.get_absolute_url()).content.decode()
    assert "Our plans have changed." in body
    assert "We are sorry." in body
    assert client.post(path, {"reason": "plans"}).status_code == 409


def test_a_draft_is_thrown_away() -> None:
    representative = UserFactory()
    draft = make_opportunity(representative=representative, state="draft")
    signed_in(representative).post(f"{draft.get_absolute_url()}step/", {"step": "discard"})
    assert not Opportunity.objects.exists()


# --- whom a call suits ----------------------------------------------------------------------------


def test_open_calls_that_suit_a_group(run_matching: Callable[[], MatchRun]) -> None:
    owner = UserFactory()
    group = make_listing(owner=owner, sectors=["health"], needs=["funding"], heritage=["SO"])
    make_opportunity(title="Near", sectors=["health"], heritage=["SO"])
    make_opportunity(title="Far", sectors=["tourism"], offers=["space"], heritage=["IT"])
    make_opportunity(title="Needs papers", registration="needed", kinds=["network"])
    make_opportunity(title="Over", state="closed")
    answered = make_opportunity(title="Answered")
    make_expression(answered, group)
    client = signed_in(owner)
    assert client.get(f"{LIST}suggested/").context["fits"] is None
    run_matching()
    fits = client.get(f"{LIST}suggested/").context["fits"]
    assert [fit.target.title for fit in fits] == ["Near", "Far"]
    assert fits[0].value > fits[1].value
    assert "They offer what you need: Funding." in " ".join(
        text for reason in fits[0].reasons for text in reason.found
    )
    assert client.get(f"{LIST}suggested/?for={make_listing().uuid}").status_code == 404


def test_no_group_is_led_to_a_publisher_that_must_not_learn_of_it(
    run_matching: Callable[[], MatchRun],
) -> None:
    owner = UserFactory()
    group = make_listing(
        owner=owner, audience=Audience.MEMBERS, hidden_from=["KE"], heritage=["SO"]
    )
    make_opportunity(title="Hidden from", publisher=make_public_body("KE"))
    make_opportunity(title="Own state", publisher=make_public_body("SO"))
    make_opportunity(title="Elsewhere", publisher=make_public_body("IT"))
    between = make_partner()
    person = UserFactory()
    between.representatives.create(user=person)
    make_public_body("KE", representative=person)
    make_opportunity(title="By way of a person", publisher=between)
    run_matching()

    def suggested() -> list[str]:
        fits = signed_in(owner).get(f"{LIST}suggested/").context["fits"]
        return sorted(fit.target.title for fit in fits)

    assert suggested() == ["Elsewhere"]
    group.matches_heritage_state = True
    group.save()
    assert suggested() == ["Elsewhere", "Own state"]


@pytest.mark.parametrize("count", [1, 20])
def test_suggestions_ask_few_questions(
    run_matching: Callable[[], MatchRun],
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    owner = UserFactory()
    make_listing(owner=owner)
    make_partner(representative=owner)
    for _ in range(count):
        make_opportunity()
        make_opportunity(publisher=make_listing())
    run_matching()
    client = signed_in(owner)
    assert client.get(f"{LIST}suggested/").context["fits"]
    with django_assert_num_queries(8):
        client.get(f"{LIST}suggested/")


def test_groups_that_suit_a_call_are_invited(run_matching: Callable[[], MatchRun]) -> None:
    representative = UserFactory()
    partner = make_partner(representative=representative)
    call = make_opportunity(publisher=partner, sectors=["health"], kinds=["grassroots"])
    near = make_listing(sectors=["health"], needs=["funding"])
    far = make_listing(sectors=["tourism"])
    make_listing(sectors=["health"], kind="network")
    make_listing(sectors=["health"], audience=Audience.IOM)
    run_matching()
    client, path = signed_in(representative), f"{call.get_absolute_url()}invite/"
    assert [fit.target for fit in client.get(path).context["fits"]] == [near, far]
    assert client.post(path, {"group": [str(near.uuid)]}).status_code == 302
    assert [row.organization for row in call.invitations.all()] == [near]
    page = client.get(path)
    assert [fit.target for fit in page.context["fits"]] == [far]
    assert near.name in page.content.decode()


def test_groups_are_invited_by_name_and_from_the_shortlist() -> None:
    representative = UserFactory()
    call = make_opportunity(representative=representative)
    kept, found = make_listing(name="Kept one"), make_listing(name="Found one")
    hidden = make_listing(name="Hidden one", audience=Audience.IOM)
    representative.shortlist_entries.create(organization=kept)
    client, path = signed_in(representative), f"{call.get_absolute_url()}invite/?q=one"
    body = client.get(path).content.decode()
    assert ["Kept one" in body, "Found one" in body, "Hidden one" in body] == [True, True, False]
    refused = client.post(path, {"group": [str(hidden.uuid)]})
    assert refused.context["form"].errors
    client.post(path, {"group": [str(kept.uuid), str(found.uuid)]})
    assert {row.organization for row in call.invitations.all()} == {kept, found}
    close(call)
    assert client.get(path).status_code == 200


def test_an_invitation_is_declined() -> None:
    owner = UserFactory()
    group = make_listing(owner=owner)
    call = make_opportunity(audience=OpportunityAudience.INVITED)
    actions.invite_groups(
        opportunity_id=call.pk,
        by=call.partner.representatives.create(user=UserFactory()).user,
        groups=[group],
    )
    client = signed_in(owner)
    assert call.title in client.get(f"{LIST}own/").content.decode()
    path = f"{call.get_absolute_url()}no-thanks/{group.uuid}/"
    assert signed_in(UserFactory()).post(path).status_code == 404
    assert client.post(path).status_code == 302
    assert call.title not in client.get(f"{LIST}own/").content.decode()
