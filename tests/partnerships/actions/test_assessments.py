"""Assessing what came in: by the publisher's people, one at a time, never oneself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from organizations.enums import Audience
from partnerships import actions
from partnerships.models import Assessment, ExpressionOfInterest
from partnerships.opportunity_errors import ConflictError, HeldError, NotAssessedError
from partnerships.opportunity_workflow import IllegalStepError
from tests.factories import UserFactory, make_expression, make_listing, make_opportunity
from tests.factories.opportunities import close

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return UserFactory()


@pytest.fixture
def expression(reader: User) -> ExpressionOfInterest:
    """What is being assessed."""
    call = make_opportunity(representative=reader)
    sent = make_expression(call, make_listing())
    close(call, "assessing")
    sent.refresh_from_db()
    return sent


def scores(expression: ExpressionOfInterest, *values: int) -> dict[int, int]:
    criteria = expression.opportunity.criteria.values_list("pk", flat=True)
    return dict(zip(criteria, values, strict=False))


def colleague(expression: ExpressionOfInterest) -> User:
    user = UserFactory()
    expression.opportunity.partner.representatives.create(user=user)
    return user


def test_scores_make_a_weighted_total(expression: ExpressionOfInterest, reader: User) -> None:
    assess = {"expression_id": expression.pk, "by": reader}
    half = actions.save_assessment(**assess, scores=scores(expression, 8))
    assert half.total is None
    whole = actions.save_assessment(**assess, scores=scores(expression, 8, 5), notes="Good.")
    assert whole == half
    assert whole.total == Decimal("68")
    assert list(whole.scores.values_list("value", flat=True)) == [8, 5]


def test_each_assessor_has_her_own_scores(expression: ExpressionOfInterest, reader: User) -> None:
    actions.save_assessment(expression_id=expression.pk, by=reader, scores=scores(expression, 8, 5))
    actions.let_go_expression(expression_id=expression.pk, by=reader)
    other = colleague(expression)
    actions.save_assessment(expression_id=expression.pk, by=other, scores=scores(expression, 2, 2))
    assert sorted(Assessment.objects.values_list("total", flat=True)) == [20, 68]


def test_it_is_held_while_somebody_assesses(expression: ExpressionOfInterest, reader: User) -> None:
    other = colleague(expression)
    hold = {"expression_id": expression.pk}
    actions.hold_expression(**hold, by=reader)
    actions.hold_expression(**hold, by=reader)
    for act in (
        lambda: actions.hold_expression(**hold, by=other),
        lambda: actions.save_assessment(**hold, by=other, scores={}),
        lambda: actions.record_outcome(
            **hold, by=other, outcome="successful", reason="fits", feedback="Yes."
        ),
    ):
        with pytest.raises(HeldError):
            act()
    actions.let_go_expression(**hold, by=other)
    with pytest.raises(HeldError):
        actions.hold_expression(**hold, by=other)
    assert actions.hold_expression(**hold, by=other, take_over=True).held_by == other
    with pytest.raises(HeldError):
        actions.hold_expression(**hold, by=reader)
    past = timezone.now() - timedelta(seconds=1)
    ExpressionOfInterest.objects.update(held_until=past)
    assert actions.hold_expression(**hold, by=reader).held_by == reader


def test_nobody_assesses_where_her_own_group_takes_part(
    expression: ExpressionOfInterest, reader: User
) -> None:
    """Neither what her group sent nor what competes with it."""
    own = make_expression(expression.opportunity, make_listing(), make_listing(owner=reader))
    for row in (own, expression):
        for act in (
            lambda pk: actions.hold_expression(expression_id=pk, by=reader),
            lambda pk: actions.save_assessment(expression_id=pk, by=reader, scores={}),
            lambda pk: actions.record_outcome(
                expression_id=pk, by=reader, outcome="successful", reason="fits", feedback="Yes."
            ),
        ):
            with pytest.raises(ConflictError):
                act(row.pk)
    assert not Assessment.objects.exists()


def test_strangers_assess_nothing(expression: ExpressionOfInterest) -> None:
    with pytest.raises(PermissionDenied):
        actions.hold_expression(expression_id=expression.pk, by=UserFactory())


def test_what_is_hidden_from_an_assessor_is_not_assessed_by_her(
    expression: ExpressionOfInterest, reader: User
) -> None:
    group = expression.members.get().organization
    group.audience = Audience.IOM
    group.save()
    with pytest.raises(PermissionDenied):
        actions.hold_expression(expression_id=expression.pk, by=reader)


def test_criteria_of_another_call_are_not_scored(
    expression: ExpressionOfInterest, reader: User
) -> None:
    foreign = make_opportunity().criteria.get(weight=60)
    with pytest.raises(PermissionDenied):
        actions.save_assessment(expression_id=expression.pk, by=reader, scores={foreign.pk: 9})


@pytest.mark.parametrize("state", ["published", "closed", "decided"])
def test_assessing_has_its_time(reader: User, state: str) -> None:
    call = make_opportunity(representative=reader, state=state)
    sent = make_expression(call, make_listing())
    with pytest.raises(IllegalStepError):
        actions.hold_expression(expression_id=sent.pk, by=reader)


def test_an_outcome_rests_on_a_whole_assessment(
    expression: ExpressionOfInterest, reader: User
) -> None:
    record = {
        "expression_id": expression.pk,
        "by": reader,
        "outcome": "unsuccessful",
        "reason": "unclear",
        "feedback": "Say who teaches.",
    }
    actions.save_assessment(expression_id=expression.pk, by=reader, scores=scores(expression, 8))
    with pytest.raises(NotAssessedError):
        actions.record_outcome(**record)
    actions.save_assessment(expression_id=expression.pk, by=reader, scores=scores(expression, 8, 1))
    actions.record_outcome(**record)
    expression.refresh_from_db()
    assert (expression.outcome, expression.feedback) == ("unsuccessful", "Say who teaches.")
    # Nobody is told before all are.
    assert (expression.state, expression.held_by) == ("under_review", None)
    with pytest.raises(PermissionDenied):
        actions.record_outcome(**record | {"reason": "fits"})
