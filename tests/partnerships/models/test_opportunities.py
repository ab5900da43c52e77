"""Calls: what the database refuses, and who may learn of one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from organizations.enums import Audience, Status
from organizations.viewers import ANONYMOUS
from partnerships.models import ExpressionMember, ExpressionOfInterest, Opportunity
from partnerships.opportunity_enums import OpportunityAudience
from partnerships.viewers import viewer_for
from tests.factories import (
    UserFactory,
    make_expression,
    make_listing,
    make_opportunity,
    make_partner,
    make_public_body,
)
from tests.factories.opportunities import close

pytestmark = pytest.mark.django_db


def check_now() -> None:
    """What waits for the end of the transaction, at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def committed(change: Callable[[], Any]) -> None:
    """Make a change as if its transaction ended with it."""
    with transaction.atomic():
        change()
        check_now()


@pytest.mark.parametrize("weights", [(60, 39), (60, 41), ()])
def test_weights_of_a_published_call_sum_to_100(weights: tuple[int, ...]) -> None:
    criteria = [("One", weight) for weight in weights]
    with pytest.raises(IntegrityError, match="sum to 100"):
        committed(lambda: make_opportunity(criteria=criteria))


def test_weights_of_a_draft_may_sum_to_anything() -> None:
    draft = make_opportunity(state="draft", criteria=[("One", 30)])
    check_now()
    draft.state, draft.published_at = "published", timezone.now()
    with pytest.raises(IntegrityError, match="sum to 100"):
        committed(draft.save)


def test_no_criterion_of_a_published_call_changes_alone() -> None:
    call = make_opportunity()
    check_now()
    for change in (
        lambda: call.criteria.first().delete(),
        lambda: call.criteria.filter(weight=60).update(weight=59),
        lambda: call.criteria.create(position=9, text="More", weight=1),
        lambda: call.criteria.filter(weight=60).update(opportunity=make_opportunity(), position=9),
    ):
        with pytest.raises(IntegrityError, match="sum to 100"):
            committed(change)


NOW = timezone.now()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("opportunity_state_known", {"state": "paused"}),
        ("opportunity_audience_known", {"audience": "friends"}),
        ("opportunity_registration_known", {"registration": "maybe"}),
        ("opportunity_kinds_known", {"kinds": ["club"]}),
        ("opportunity_has_title", {"title": " "}),
        ("opportunity_published_has_dates", {"deadline": None, "questions_until": None}),
        ("opportunity_published_has_dates", {"published_at": None}),
        ("opportunity_published_has_dates", {"questions_until": None}),
        ("opportunity_published_has_dates", {"deadline": NOW - timedelta(days=9)}),
        ("opportunity_questions_before_deadline", {"questions_until": NOW + timedelta(days=99)}),
        ("opportunity_ends_after_start", {"starts_on": "2027-02-01", "ends_on": "2027-01-01"}),
        ("opportunity_decided_has_date", {"state": "decided"}),
        ("opportunity_cancelled_has_reason", {"state": "cancelled"}),
        ("opportunity_cancelled_has_reason", {"cancel_reason": "few"}),
        ("opportunity_of_one_listing", {"partner": None}),
    ],
)
def test_what_no_call_can_be(name: str, fields: dict[str, Any]) -> None:
    call = make_opportunity()
    if "deadline" in fields and "questions_until" not in fields:
        fields = {**fields, "questions_until": fields["deadline"]}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Opportunity.objects.filter(pk=call.pk).update(**fields)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("expression_state_known", {"state": "lost"}),
        ("expression_form_known", {"form": "long"}),
        ("expression_outcome_known", {"outcome": "draft", "reason": "fits", "feedback": "Yes."}),
        ("expression_sent_has_text", {"plan": " "}),
        ("expression_sent_has_text", {"submitted_at": None}),
        ("expression_outcome_has_reason", {"outcome": "successful", "reason": "fits"}),
        ("expression_outcome_has_reason", {"outcome": "successful", "feedback": "Yes."}),
        ("expression_decided_has_outcome", {"state": "declined"}),
        (
            "expression_state_is_outcome",
            {
                "state": "successful",
                "outcome": "unsuccessful",
                "reason": "means",
                "feedback": "No.",
                "decided_at": NOW,
            },
        ),
        (
            "expression_only_success_is_declined",
            {
                "state": "declined",
                "outcome": "unsuccessful",
                "reason": "means",
                "feedback": "No.",
                "decided_at": NOW,
            },
        ),
    ],
)
def test_what_no_expression_of_interest_can_be(name: str, fields: dict[str, Any]) -> None:
    expression = make_expression(make_opportunity(), make_listing())
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ExpressionOfInterest.objects.filter(pk=expression.pk).update(**fields)


def test_a_group_answers_a_call_once() -> None:
    call, group, other = make_opportunity(), make_listing(), make_listing()
    make_expression(call, group)
    with pytest.raises(IntegrityError, match="expression_one_a_group"), transaction.atomic():
        make_expression(call, other, group)
    make_expression(make_opportunity(), other, group)


def test_a_group_of_an_expression_of_interest_names_its_call() -> None:
    expression = make_expression(make_opportunity(), make_listing())
    rows, other = ExpressionMember.objects.filter(expression=expression), make_opportunity()
    with pytest.raises(IntegrityError, match="expression_member_of_its_call"):
        committed(lambda: rows.update(opportunity=other))


def seen_by(viewer: Any) -> list[Opportunity]:
    return list(Opportunity.objects.visible_to(viewer))


def test_who_sees_a_call_by_its_audience() -> None:
    member = UserFactory()
    group = make_listing(owner=member)
    call = make_opportunity()
    assert seen_by(ANONYMOUS) == [call]
    for audience, expected in (
        (OpportunityAudience.MEMBERS, [call]),
        (OpportunityAudience.INVITED, []),
    ):
        Opportunity.objects.update(audience=audience)
        assert seen_by(ANONYMOUS) == []
        assert seen_by(viewer_for(UserFactory())) == []
        assert seen_by(viewer_for(member)) == expected
    call.invitations.create(organization=group)
    assert seen_by(viewer_for(member)) == [call]


def test_whoever_is_asked_to_answer_together_sees_a_call_for_invited_groups() -> None:
    member = UserFactory()
    group = make_listing(owner=member)
    call = make_opportunity(audience=OpportunityAudience.INVITED)
    expression = make_expression(call, make_listing(), state="draft")
    asked = expression.members.create(opportunity=call, organization=group)
    assert seen_by(viewer_for(member)) == [call]
    asked.state = "refused"
    asked.save()
    assert seen_by(viewer_for(member)) == []


def test_only_its_publisher_sees_a_draft() -> None:
    representative = UserFactory()
    draft = make_opportunity(representative=representative, state="draft")
    assert seen_by(ANONYMOUS) == []
    assert seen_by(viewer_for(UserFactory())) == []
    assert seen_by(viewer_for(representative)) == [draft]


def test_a_call_is_as_hidden_as_its_publisher() -> None:
    of_the_state, elsewhere = UserFactory(), UserFactory()
    make_public_body("SO", representative=of_the_state)
    make_public_body("KE", representative=elsewhere)
    group = make_listing(audience=Audience.MEMBERS, hidden_from=["SO"])
    call = make_opportunity(publisher=group)
    assert seen_by(viewer_for(of_the_state)) == []
    assert seen_by(viewer_for(elsewhere)) == [call]
    group.status = Status.SUSPENDED
    group.save()
    assert seen_by(viewer_for(elsewhere)) == []


def test_the_call_of_a_partner_that_is_no_longer_verified_is_gone() -> None:
    partner = make_partner()
    make_opportunity(publisher=partner)
    partner.verification, partner.verified_at = "declined", None
    partner.save()
    assert seen_by(ANONYMOUS) == []


def test_open_ends_with_the_deadline() -> None:
    call = make_opportunity()
    assert list(Opportunity.objects.open()) == [call]
    assert call.is_open
    close(call, "published")
    assert not call.is_open
    assert call.shown_state == "closed"
    assert list(Opportunity.objects.open()) == []
    assert list(Opportunity.objects.no_longer_open()) == [call]


def test_what_was_sent_is_read_after_the_deadline_by_those_who_may_see_its_groups() -> None:
    reader, of_the_state = UserFactory(), UserFactory()
    partner = make_partner(representative=reader)
    partner.representatives.create(user=of_the_state)
    make_public_body("SO", representative=of_the_state)
    call = make_opportunity(publisher=partner)
    hidden = make_listing(audience=Audience.MEMBERS, hidden_from=["SO"])
    plain = make_expression(call, make_listing())
    both = make_expression(call, make_listing(), hidden)
    make_expression(call, make_listing(), state="draft")
    make_expression(call, make_listing(), state="withdrawn")

    def read(user: Any) -> set[ExpressionOfInterest]:
        return set(ExpressionOfInterest.objects.received_by(viewer_for(user)))

    def counted(user: Any) -> int:
        return ExpressionOfInterest.objects.sent_to(viewer_for(user)).count()

    assert (read(reader), counted(reader), counted(of_the_state)) == (set(), 2, 1)
    close(call)
    assert read(reader) == set()
    close(call, "assessing")
    assert read(reader) == {plain, both}
    assert read(of_the_state) == {plain}
    assert read(UserFactory()) == set()


def test_groups_read_their_own_while_they_may_see_one_another() -> None:
    owner, of_the_state = UserFactory(), UserFactory()
    hidden = make_listing(owner=owner, audience=Audience.MEMBERS, hidden_from=["SO"])
    make_public_body("SO", representative=of_the_state)
    other = make_listing(owner=of_the_state)
    expression = make_expression(make_opportunity(), hidden, other)

    def own(user: Any) -> list[ExpressionOfInterest]:
        return list(ExpressionOfInterest.objects.for_groups_of(viewer_for(user)))

    assert own(owner) == [expression]
    assert own(of_the_state) == []
    assert own(UserFactory()) == []
