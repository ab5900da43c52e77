"""Answering a call in the browser, alone and together; assessing what came in."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from organizations.enums import Audience
from partnerships.models import Assessment, ExpressionOfInterest, Opportunity
from tests.factories import (
    StaffFactory,
    UserFactory,
    make_expression,
    make_listing,
    make_opportunity,
    make_public_body,
)
from tests.factories.opportunities import close

pytestmark = pytest.mark.django_db

TEXTS = {"plan": "A class.", "people": "Thirty children.", "need": "Books."}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def call() -> Opportunity:
    return make_opportunity()


def page(expression: ExpressionOfInterest, name: str = "") -> str:
    return f"{expression.get_absolute_url()}{name}"


def test_a_group_answers_on_the_short_form(call: Opportunity, owner: User) -> None:
    group = make_listing(owner=owner)
    client = signed_in(owner)
    start = f"{call.get_absolute_url()}answer/"
    assert "three questions" in client.get(start).content.decode()
    response = client.post(start, {"group": str(group.uuid), "form": "light"})
    expression = ExpressionOfInterest.objects.get()
    assert response.url == page(expression, "edit/")
    page_ = client.get(response.url)
    assert list(page_.context["form"].fields) == ["plan", "people", "need"]
    # A draft may be incomplete, but nothing that sending needs is called optional.
    assert "(optional)" not in page_.content.decode()
    client.post(response.url, {"plan": "A class.", "save": "1"})
    missing = client.post(response.url, {"plan": "A class.", "send": "1"})
    assert sorted(missing.context["form"].errors) == ["need", "people"]
    client.post(response.url, {**TEXTS, "send": "1"})
    expression.refresh_from_db()
    assert (expression.state, expression.plan) == ("under_review", "A class.")
    body = client.get(page(expression)).content.decode()
    assert "Under review" in body
    assert "Thirty children." in body
    assert client.get(page(expression, "edit/")).status_code == 302


def test_the_full_form_keeps_what_the_short_one_held(call: Opportunity, owner: User) -> None:
    draft = make_expression(call, make_listing(owner=owner), state="draft")
    client = signed_in(owner)
    full = client.get(page(draft, "edit/?form=full"))
    assert len(full.context["form"].fields) == 7
    assert "Our plan." in full.content.decode()
    client.post(page(draft, "edit/?form=full"), {**TEXTS, "costs": "Nothing.", "save": "1"})
    draft.refresh_from_db()
    assert (draft.form, draft.costs) == ("full", "Nothing.")


def test_a_call_may_take_the_full_form_only(owner: User) -> None:
    call = make_opportunity(takes_short_form=False)
    group = make_listing(owner=owner)
    client = signed_in(owner)
    data = {"group": str(group.uuid), "form": "light"}
    response = client.post(f"{call.get_absolute_url()}answer/", data)
    assert "form" in response.context["form"].errors
    draft = make_expression(call, group, state="draft", form="full")
    assert len(client.get(page(draft, "edit/?form=light")).context["form"].fields) == 7


def test_what_is_sent_late_is_refused_kindly_and_kept(call: Opportunity, owner: User) -> None:
    draft = make_expression(call, make_listing(owner=owner), state="draft")
    close(call, "published")
    client = signed_in(owner)
    response = client.post(page(draft, "edit/"), {**TEXTS, "plan": "Two.", "send": "1"})
    assert response.status_code == 409
    body = response.content.decode()
    assert "What you wrote is kept as your draft." in body
    assert "Two." in body
    draft.refresh_from_db()
    assert (draft.state, draft.plan) == ("draft", "Two.")
    assert "It can no longer be sent." in client.get(page(draft)).content.decode()


def test_nobody_begins_in_the_name_of_another_group(call: Opportunity, owner: User) -> None:
    make_listing(owner=owner)
    foreign = make_listing()
    data = {"group": str(foreign.uuid), "form": "light"}
    response = signed_in(owner).post(f"{call.get_absolute_url()}answer/", data)
    assert "group" in response.context["form"].errors
    assert not ExpressionOfInterest.objects.exists()


def test_who_has_no_group_is_led_to_register(call: Opportunity) -> None:
    body = signed_in(UserFactory()).get(f"{call.get_absolute_url()}answer/").content.decode()
    assert "You need a group whose listing is published" in body


NAMES = ("", "edit/", "groups/", "step/", "say/", "assess/")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_for_its_groups(call: Opportunity, name: str, method: str) -> None:
    expression = make_expression(call, make_listing(), state="draft")
    path = page(expression, name)
    assert getattr(Client(), method)(path).status_code in (302, 405)
    publisher = call.partner.representatives.create(user=UserFactory()).user
    for reader in (UserFactory(), publisher, StaffFactory()):
        response = getattr(signed_in(reader), method)(path)
        assert response.status_code in (404, 405), reader


@pytest.mark.parametrize("name", ["edit/", "groups/", "step/"])
def test_a_group_that_joined_does_not_lead(call: Opportunity, name: str) -> None:
    other = UserFactory()
    expression = make_expression(call, make_listing(), make_listing(owner=other), state="draft")
    assert signed_in(other).post(page(expression, name)).status_code == 404
    assert signed_in(other).get(page(expression)).status_code == 200


def test_steps_are_taken_once(call: Opportunity, owner: User) -> None:
    expression = make_expression(call, make_listing(owner=owner))
    client = signed_in(owner)
    for step, status in (
        ("take_back", 302),
        ("take_back", 409),
        ("withdraw", 302),
        ("withdraw", 409),
        ("resume", 302),
        ("submit", 302),
        ("submit", 409),
        ("nonsense", 404),
    ):
        response = client.post(page(expression, "step/"), {"step": step})
        assert response.status_code == status, step


def test_groups_answer_together(call: Opportunity, owner: User) -> None:
    other = UserFactory()
    group = make_listing(name="Second circle", owner=other)
    hidden = make_listing(name="Hidden circle", audience=Audience.IOM)
    expression = make_expression(call, make_listing(owner=owner), state="draft")
    lead, joined = signed_in(owner), signed_in(other)
    path = page(expression, "groups/?q=circle")
    body = lead.get(path).content.decode()
    assert ["Second circle" in body, "Hidden circle" in body] == [True, False]
    assert lead.post(path, {"group": [str(hidden.uuid)]}).context["form"].errors
    assert lead.post(path, {"group": [str(group.uuid)]}).status_code == 302
    assert call.title in joined.get("/opportunities/own/").content.decode()
    body = joined.get(page(expression)).content.decode()
    assert "Does <bdi>Second circle</bdi> take part?" in body
    say = {"group": str(group.uuid), "version": str(expression.version), "say": "agree"}
    assert lead.post(page(expression, "say/"), say).status_code == 404
    assert joined.post(page(expression, "say/"), say | {"version": "7"}).status_code == 409
    assert joined.post(page(expression, "say/"), say).status_code == 302
    lead.post(page(expression, "edit/"), {**TEXTS, "save": "1"})
    refused = lead.post(page(expression, "edit/"), {**TEXTS, "send": "1"})
    assert refused.status_code == 409
    assert "Not every group has agreed" in refused.content.decode()
    body = joined.get(page(expression)).content.decode()
    version = re.search(r'name="version" value="(\d+)"', body)
    assert version
    joined.post(page(expression, "say/"), say | {"version": version[1]})
    lead.post(page(expression, "step/"), {"step": "submit"})
    expression.refresh_from_db()
    assert expression.state == "under_review"
    joined.post(page(expression, "say/"), say | {"say": "leave"})
    assert expression.members.get(organization=group).state == "left"
    assert joined.get(page(expression)).status_code == 404


def test_the_lead_goes_on_without_another(call: Opportunity, owner: User) -> None:
    other = UserFactory()
    group = make_listing(owner=other)
    expression = make_expression(call, make_listing(owner=owner), group, state="draft")
    without = {"group": str(group.uuid), "say": "without"}
    assert signed_in(other).post(page(expression, "say/"), without).status_code == 404
    signed_in(owner).post(page(expression, "say/"), without)
    assert expression.members.get(organization=group).state == "left"


def test_a_condition_that_is_not_met_is_named(owner: User) -> None:
    call = make_opportunity(registration="needed")
    draft = make_expression(call, make_listing(owner=owner, legal_status="none"), state="draft")
    response = signed_in(owner).post(page(draft, "edit/"), {**TEXTS, "send": "1"})
    assert response.status_code == 409
    assert "These conditions of the call are not met: Registration" in response.content.decode()


def test_a_reader_who_may_not_see_one_of_the_groups_reads_nothing(call: Opportunity) -> None:
    reader = UserFactory()
    make_public_body("SO", representative=reader)
    hidden = make_listing(audience=Audience.MEMBERS, hidden_from=["SO"])
    expression = make_expression(call, hidden, make_listing(owner=reader), state="draft")
    assert signed_in(reader).get(page(expression)).status_code == 404
    assert call.title not in signed_in(reader).get("/opportunities/own/").content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_the_desk_asks_few_questions(
    django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    reader = UserFactory()
    group = make_listing(owner=reader)
    partner = make_opportunity(representative=reader).partner
    for _ in range(count):
        make_opportunity(publisher=partner)
        make_expression(make_opportunity(), group)
        make_opportunity().invitations.create(organization=group)
    client = signed_in(reader)
    client.get("/opportunities/own/")
    with django_assert_max_num_queries(12):
        client.get("/opportunities/own/")


# --- assessing ------------------------------------------------------------------------------------


@pytest.fixture
def reader() -> User:
    return UserFactory()


@pytest.fixture
def received(reader: User, owner: User) -> ExpressionOfInterest:
    call = make_opportunity(representative=reader)
    sent = make_expression(call, make_listing(name="First circle", owner=owner))
    close(call)
    return sent


def scores(expression: ExpressionOfInterest, *values: int) -> dict[str, Any]:
    criteria = expression.opportunity.criteria.values_list("pk", flat=True)
    return {f"score_{pk}": value for pk, value in zip(criteria, values, strict=True)}


def test_from_closing_to_the_outcome(
    received: ExpressionOfInterest, reader: User, owner: User
) -> None:
    client, call = signed_in(reader), received.opportunity.get_absolute_url()
    body = client.get(f"{call}received/").content.decode()
    assert "They are still closed" in body
    assert "First circle" not in body
    assert client.get(page(received, "assess/")).status_code == 404
    client.post(f"{call}step/", {"step": "assess"})
    assert "First circle" in client.get(f"{call}received/").content.decode()
    assess = page(received, "assess/")
    client.post(assess, {"part": "scores", **scores(received, 8, 5), "notes": "Good."})
    assert Assessment.objects.get().total == 68
    early = client.post(f"{call}decide/", {"words": "Thanks."})
    assert early.status_code == 409
    assert "Thanks." in early.content.decode()
    words = {"outcome": "successful", "reason": "means", "feedback": "Clear."}
    assert "reason" in client.post(assess, {"part": "outcome", **words}).context["outcome"].errors
    client.post(assess, {"part": "outcome", **words, "reason": "fits"})
    assert "Clear." not in signed_in(owner).get(page(received)).content.decode()
    assert client.post(f"{call}decide/", {"words": "Thanks."}).status_code == 302
    group = received.members.get().organization
    introduce = f"/introductions/ask/?for={received.opportunity.partner.uuid}&amp;to={group.uuid}"
    assert f"{introduce}&amp;from=opportunity" in client.get(assess).content.decode()
    body = signed_in(owner).get(page(received)).content.decode()
    assert "Your answer was chosen" in body
    assert "Clear." in body
    signed_in(owner).post(page(received, "step/"), {"step": "decline"})
    assert "Declined" in client.get(f"{call}received/").content.decode()


def test_a_colleague_is_told_who_assesses(received: ExpressionOfInterest, reader: User) -> None:
    close(received.opportunity, "assessing")
    colleague = received.opportunity.partner.representatives.create(user=UserFactory()).user
    first, second = signed_in(reader), signed_in(colleague)
    assess = page(received, "assess/")
    first.post(assess, {"part": "hold"})
    assert reader.name in second.get(assess).content.decode()
    refused = second.post(assess, {"part": "scores", **scores(received, 1, 1)})
    assert refused.status_code == 409
    assert "Somebody else of yours is assessing it just now." in refused.content.decode()
    second.post(assess, {"part": "take_over"})
    second.post(assess, {"part": "let_go"})
    assert first.post(assess, {"part": "hold"}).status_code == 302
    assert first.post(assess, {"part": "nonsense"}).status_code == 404


def test_nobody_assesses_her_own(received: ExpressionOfInterest, reader: User) -> None:
    make_expression(received.opportunity, make_listing(owner=reader))
    close(received.opportunity, "assessing")
    client, call = signed_in(reader), received.opportunity.get_absolute_url()
    body = client.get(f"{call}received/").content.decode()
    assert "You do not assess this call" in body
    assert "First circle" not in body
    assert client.get(page(received, "assess/")).status_code == 409
    assert client.post(page(received, "assess/"), {"part": "hold"}).status_code == 409
    assert client.post(f"{call}decide/", {}).status_code == 409


@pytest.mark.parametrize("count", [1, 20])
def test_what_came_in_asks_few_questions(
    reader: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    call = make_opportunity(representative=reader)
    for _ in range(count):
        sent = make_expression(call, make_listing(), make_listing())
        for assessor in (reader, UserFactory()):
            said = Assessment.objects.create(expression=sent, assessor=assessor, total=50)
            for criterion in call.criteria.all():
                said.scores.create(criterion=criterion, value=3)
    close(call, "assessing")
    client = signed_in(reader)
    client.get(f"{call.get_absolute_url()}received/")
    with django_assert_max_num_queries(12):
        client.get(f"{call.get_absolute_url()}received/")
    with django_assert_num_queries(10):
        client.get(page(sent, "assess/"))
