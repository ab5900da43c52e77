"""The life of a call, from its draft to its outcome."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Notification, User
from organizations.enums import Audience
from partnerships import actions
from partnerships.models import ExpressionOfInterest, Opportunity, OpportunityStep
from partnerships.opportunity_errors import (
    ConflictError,
    DeadlineError,
    IncompleteError,
    NotPublishableError,
    OutcomesMissingError,
)
from partnerships.opportunity_workflow import IllegalStepError
from partnerships.tasks import tend_opportunities
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

TAGS = {
    "sectors": ["education", "health"],
    "heritage": ["SO"],
    "works_in": ["SO", "KE"],
    "generations": ["second"],
    "offers": ["funding"],
    "needs": ["volunteers"],
    "languages": ["so", "en"],
}


def columns(**fields: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "title": "Evening schools",
        "description": "Why.",
        "offered": "Money.",
        "asked": "A class.",
        "language_id": "en",
        "zone": "Africa/Nairobi",
        "deadline": now + 9 * DAY,
        "questions_until": now + 4 * DAY,
        **fields,
    }


@pytest.fixture
def representative() -> User:
    return UserFactory()


@pytest.fixture
def call(representative: User) -> Opportunity:
    return make_opportunity(representative=representative)


def draft(by: User, **fields: Any) -> Opportunity:
    return actions.draft_opportunity(
        publisher=make_partner(representative=by),
        by=by,
        columns=columns(**fields),
        tags=TAGS,
        criteria=[("Reach", 70), ("Cost", 30)],
    )


def letters(user: User) -> list[str]:
    rows = Notification.objects.filter(recipient=user).order_by("pk")
    return [row.template.rpartition("/")[2] for row in rows]


def test_a_draft_is_written_with_all_it_says(representative: User) -> None:
    made = draft(representative)
    assert made.slug.startswith("evening-schools-")
    read = Opportunity.objects.with_tags().get(pk=made.pk)
    assert {
        "sectors": sorted(read.sector_codes),
        "heritage": read.heritage_codes,
        "works_in": read.works_in_codes,
        "generations": read.generation_codes,
        "offers": read.offer_codes,
        "needs": read.need_codes,
        "languages": sorted(read.language_codes, reverse=True),
    } == TAGS
    assert read.residence_codes == []
    assert list(read.criteria.values_list("text", "weight")) == [("Reach", 70), ("Cost", 30)]


def test_a_draft_is_written_anew_until_it_is_published(representative: User) -> None:
    made = draft(representative)
    write: dict[str, Any] = {
        "opportunity_id": made.pk,
        "by": representative,
        "columns": columns(title="Morning schools"),
        "tags": {"sectors": ["education"], "offers": ["space"]},
        "criteria": [("Only this", 100)],
    }
    actions.save_opportunity(**write)
    read = Opportunity.objects.with_tags().get(pk=made.pk)
    assert (read.title, read.slug, read.sector_codes, read.offer_codes, read.works_in_codes) == (
        "Morning schools",
        made.slug,
        ["education"],
        ["space"],
        [],
    )
    actions.publish_opportunity(opportunity_id=made.pk, by=representative)
    with pytest.raises(IllegalStepError):
        actions.save_opportunity(**write)
    with pytest.raises(IllegalStepError):
        actions.discard_opportunity(opportunity_id=made.pk, by=representative)


def test_who_may_draft(representative: User) -> None:
    pending = make_partner(representative=representative, verification="pending", verified_at=None)
    with pytest.raises(NotPublishableError):
        actions.draft_opportunity(
            publisher=pending, by=representative, columns=columns(), tags={}, criteria=[]
        )
    with pytest.raises(PermissionDenied):
        actions.draft_opportunity(
            publisher=make_partner(), by=representative, columns=columns(), tags={}, criteria=[]
        )
    group = make_listing(owner=representative)
    made = actions.draft_opportunity(
        publisher=group, by=representative, columns=columns(), tags={}, criteria=[]
    )
    assert made.listing == group
    actions.discard_opportunity(opportunity_id=made.pk, by=representative)
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(
    ("fields", "tags", "weights", "missing"),
    [
        ({"description": " "}, TAGS, (70, 30), ["description"]),
        ({"offered": "", "asked": ""}, TAGS, (70, 30), ["offered", "asked"]),
        ({"deadline": None, "questions_until": None}, TAGS, (70, 30), ["deadline"]),
        ({}, {"sectors": ["health"]}, (70, 30), ["offers"]),
        ({}, {"offers": ["funding"]}, (70, 30), ["sectors"]),
        ({}, TAGS, (70, 20), ["criteria"]),
        ({}, TAGS, (), ["criteria"]),
    ],
)
def test_nothing_incomplete_is_published(
    representative: User, fields: Any, tags: Any, weights: Any, missing: list[str]
) -> None:
    made = actions.draft_opportunity(
        publisher=make_partner(representative=representative),
        by=representative,
        columns=columns(**fields),
        tags=tags,
        criteria=[(f"Number {n}", weight) for n, weight in enumerate(weights)],
    )
    with pytest.raises(IncompleteError) as error:
        actions.publish_opportunity(opportunity_id=made.pk, by=representative)
    assert error.value.missing == missing
    made.refresh_from_db()
    assert made.state == "draft"


def test_publishing_twice_publishes_once(representative: User) -> None:
    made = draft(representative, questions_until=None)
    published = actions.publish_opportunity(opportunity_id=made.pk, by=representative)
    assert published.is_open
    assert published.questions_until == published.deadline
    with pytest.raises(IllegalStepError):
        actions.publish_opportunity(opportunity_id=made.pk, by=representative)
    assert list(OpportunityStep.objects.values_list("step", "from_state", "to_state", "by")) == [
        ("publish", "draft", "published", representative.pk)
    ]


def test_a_partner_that_lost_its_verification_publishes_nothing(representative: User) -> None:
    made = draft(representative)
    made.partner.verification, made.partner.verified_at = "pending", None
    made.partner.save()
    with pytest.raises(NotPublishableError):
        actions.publish_opportunity(opportunity_id=made.pk, by=representative)


def test_nobody_else_takes_a_step(call: Opportunity) -> None:
    stranger = StaffFactory()
    for step in (
        lambda: actions.publish_opportunity(opportunity_id=call.pk, by=stranger),
        lambda: actions.extend_deadline(
            opportunity_id=call.pk, by=stranger, deadline=timezone.now() + 99 * DAY
        ),
        lambda: actions.start_assessment(opportunity_id=call.pk, by=stranger),
        lambda: actions.decide_opportunity(opportunity_id=call.pk, by=stranger),
        lambda: actions.cancel_opportunity(opportunity_id=call.pk, by=stranger, reason="few"),
    ):
        with pytest.raises(PermissionDenied):
            step()


def test_a_later_deadline_moves_the_time_for_questions_along(
    call: Opportunity, representative: User
) -> None:
    owner, invited = UserFactory(), UserFactory()
    expression = make_expression(call, make_listing(owner=owner), state="draft")
    ExpressionOfInterest.objects.update(reminded_at=timezone.now())
    call.invitations.create(organization=make_listing(owner=invited))
    gap = call.deadline - call.questions_until
    with pytest.raises(DeadlineError):
        actions.extend_deadline(opportunity_id=call.pk, by=representative, deadline=call.deadline)
    later = call.deadline + 5 * DAY
    actions.extend_deadline(opportunity_id=call.pk, by=representative, deadline=later)
    call.refresh_from_db()
    expression.refresh_from_db()
    assert (call.deadline, call.questions_until) == (later, later - gap)
    assert expression.reminded_at is None
    assert letters(owner) == letters(invited) == ["opportunity_extended"]


def test_a_closed_call_opens_again_with_a_later_deadline(
    call: Opportunity, representative: User
) -> None:
    close(call)
    with pytest.raises(DeadlineError):
        actions.extend_deadline(
            opportunity_id=call.pk, by=representative, deadline=timezone.now() - timedelta(hours=1)
        )
    actions.extend_deadline(
        opportunity_id=call.pk, by=representative, deadline=timezone.now() + DAY
    )
    call.refresh_from_db()
    assert call.is_open
    close(call, "assessing")
    with pytest.raises(IllegalStepError):
        actions.extend_deadline(
            opportunity_id=call.pk, by=representative, deadline=timezone.now() + DAY
        )


def test_the_clock_closes_what_is_over_once(call: Opportunity, representative: User) -> None:
    still_open = make_opportunity()
    make_expression(call, make_listing())
    close(call, "published")
    tend_opportunities()
    tend_opportunities()
    call.refresh_from_db()
    still_open.refresh_from_db()
    assert (call.state, still_open.state) == ("closed", "published")
    assert letters(representative) == ["opportunity_closed"]
    assert Notification.objects.get().context["count"] == 1


def test_each_of_the_publisher_hears_of_what_she_may_read(
    call: Opportunity, representative: User
) -> None:
    of_the_state = UserFactory()
    call.partner.representatives.create(user=of_the_state)
    make_public_body("SO", representative=of_the_state)
    make_expression(call, make_listing(audience=Audience.MEMBERS, hidden_from=["SO"]))
    close(call, "published")
    actions.close_opportunity(opportunity_id=call.pk)
    told = dict(Notification.objects.values_list("recipient", "context__count"))
    assert told == {representative.pk: 1, of_the_state.pk: 0}


def test_groups_with_a_draft_are_reminded_once(call: Opportunity) -> None:
    owner, sender = UserFactory(), UserFactory()
    make_expression(call, make_listing(owner=owner), state="draft")
    make_expression(call, make_listing(owner=sender))
    assert actions.remind_of_deadlines() == 0
    Opportunity.objects.update(
        deadline=timezone.now() + 2 * DAY, questions_until=timezone.now() + DAY
    )
    assert actions.remind_of_deadlines() == 1
    assert actions.remind_of_deadlines() == 0
    assert (letters(owner), letters(sender)) == (["expression_due"], [])


def test_outcomes_reach_everybody_at_once_with_their_feedback(
    call: Opportunity, representative: User
) -> None:
    people = [UserFactory() for _ in range(3)]
    one, two = (make_listing(owner=person) for person in people[:2])
    partner_group = make_listing(owner=people[2])
    chosen = make_expression(call, one, partner_group)
    other = make_expression(call, two)
    close(call, "assessing")
    for expression, outcome, reason in (
        (chosen, "successful", "fits"),
        (other, "unsuccessful", "means"),
    ):
        with pytest.raises(OutcomesMissingError):
            actions.decide_opportunity(opportunity_id=call.pk, by=representative)
        expression.outcome, expression.reason = outcome, reason
        expression.feedback = "Clear and kind."
        expression.save()
        assert Notification.objects.count() == 0
    actions.decide_opportunity(opportunity_id=call.pk, by=representative, words="Thank you all.")
    call.refresh_from_db()
    chosen.refresh_from_db()
    other.refresh_from_db()
    assert (call.state, call.closing_words) == ("decided", "Thank you all.")
    assert (chosen.state, other.state) == ("successful", "unsuccessful")
    assert [letters(person) for person in people] == [
        ["expression_successful"],
        ["expression_unsuccessful"],
        ["expression_successful"],
    ]
    context = Notification.objects.get(recipient=people[1]).context
    assert (context["reason"], context["feedback"]) == ("means", "Clear and kind.")
    with pytest.raises(IllegalStepError):
        actions.decide_opportunity(opportunity_id=call.pk, by=representative)


def test_what_the_decider_may_not_see_keeps_nobody_waiting(
    call: Opportunity, representative: User
) -> None:
    owner = UserFactory()
    group = make_listing(owner=owner)
    hidden = make_expression(call, group)
    group.audience = Audience.IOM
    group.save()
    close(call, "assessing")
    actions.decide_opportunity(opportunity_id=call.pk, by=representative)
    hidden.refresh_from_db()
    assert (hidden.state, hidden.reason, hidden.feedback) == ("unsuccessful", "not_read", "")
    assert letters(owner) == ["expression_unsuccessful"]


def test_whoever_takes_part_neither_opens_nor_decides(
    call: Opportunity, representative: User
) -> None:
    make_expression(call, make_listing(owner=representative))
    close(call)
    with pytest.raises(ConflictError):
        actions.start_assessment(opportunity_id=call.pk, by=representative)
    close(call, "assessing")
    with pytest.raises(ConflictError):
        actions.decide_opportunity(opportunity_id=call.pk, by=representative)


def test_a_cancelled_call_tells_all_who_were_at_work(
    call: Opportunity, representative: User
) -> None:
    writer, sender, invited, gone = (UserFactory() for _ in range(4))
    make_expression(call, make_listing(owner=writer), state="draft")
    sent = make_expression(call, make_listing(owner=sender))
    call.invitations.create(organization=make_listing(owner=invited))
    make_expression(call, make_listing(owner=gone), state="withdrawn").members.update(state="left")
    actions.cancel_opportunity(
        opportunity_id=call.pk, by=representative, reason="means", words="We are sorry."
    )
    call.refresh_from_db()
    sent.refresh_from_db()
    assert (call.state, call.cancel_reason, sent.state) == ("cancelled", "means", "under_review")
    told = ["opportunity_cancelled"]
    assert [letters(p) for p in (writer, sender, invited, gone)] == [told, told, told, []]
    with pytest.raises(IllegalStepError):
        actions.cancel_opportunity(opportunity_id=call.pk, by=representative, reason="few")


def test_only_iom_takes_a_call_down(call: Opportunity, representative: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.cancel_opportunity(opportunity_id=call.pk, by=representative, reason="iom")
    actions.cancel_opportunity(opportunity_id=call.pk, by=StaffFactory(), reason="iom")
    assert letters(representative) == ["opportunity_cancelled"]
