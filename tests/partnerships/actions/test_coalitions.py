"""Coalitions: asked one by one, free to leave, and one answer in the end."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import Notification, User
from organizations.models import Organization
from partnerships import actions
from partnerships.coalition_workflow import (
    CallClosedError,
    CoalitionState,
    LeadsAnswerError,
    NotTogetherError,
    OverError,
    Say,
    TooFewError,
    TooManyError,
)
from partnerships.models import Coalition, ExpressionOfInterest, MatchFeedback, Opportunity
from tests.factories import UserFactory, make_listing, make_public_body
from tests.factories.hosting import owner_of
from tests.factories.opportunities import DAY, make_opportunity

pytestmark = pytest.mark.django_db


def make(name: str, **fields: Any) -> Organization:
    return make_listing(**({"owner": UserFactory(), "name": name} | fields))


@pytest.fixture
def call() -> Opportunity:
    return make_opportunity(representative=UserFactory())


@pytest.fixture
def groups() -> list[Organization]:
    return [make("Own"), make("Nurses"), make("Youth")]


@pytest.fixture
def coalition(call: Opportunity, groups: list[Organization]) -> Coalition:
    return start(call, groups)


def start(call: Opportunity, groups: list[Organization]) -> Coalition:
    return actions.start_coalition(
        opportunity_id=call.pk, lead=groups[0], groups=groups[1:], by=owner_of(groups[0])
    )


def say(coalition: Coalition, group: Organization, word: str) -> Any:
    return actions.answer_coalition(
        coalition=coalition, organization=group, word=word, by=owner_of(group)
    )


def letters(group: Organization) -> list[str]:
    rows = Notification.objects.filter(recipient=owner_of(group)).order_by("pk")
    return [row.template.removeprefix("partnerships/emails/") for row in rows]


def states(coalition: Coalition) -> dict[str, str]:
    return dict(coalition.members.values_list("organization__name", "state"))


def representative(call: Opportunity) -> User:
    return User.objects.get(representations__partner=call.partner)


def test_the_group_that_asks_takes_part_and_the_others_decide(
    coalition: Coalition, groups: list[Organization]
) -> None:
    own, nurses, youth = groups
    assert states(coalition) == {"Own": "agreed", "Nurses": "asked", "Youth": "asked"}
    assert letters(nurses) == letters(youth) == ["coalition_asked"]
    say(coalition, nurses, "agree")
    say(coalition, youth, "refuse")
    assert states(coalition) == {"Own": "agreed", "Nurses": "agreed", "Youth": "refused"}
    assert letters(own) == ["coalition_agreed", "coalition_refused"]


def test_letters_name_the_call_and_the_readers_own_group(coalition: Coalition) -> None:
    for row in Notification.objects.all():
        assert coalition.opportunity.title == row.context["title"]
        assert "Own" not in str(row.context)


def test_said_twice_it_counts_once(coalition: Coalition, groups: list[Organization]) -> None:
    for word in ("agree", "agree", "leave", "leave"):
        say(coalition, groups[1], word)
    assert letters(groups[0]) == ["coalition_agreed", "coalition_left"]
    with pytest.raises(OverError):
        say(coalition, groups[1], "agree")


def test_nobody_speaks_for_another_group(
    coalition: Coalition, groups: list[Organization], call: Opportunity
) -> None:
    others = [owner_of(groups[0]), UserFactory(), representative(call)]
    for person in others:
        with pytest.raises(PermissionDenied):
            actions.answer_coalition(
                coalition=coalition, organization=groups[1], word="agree", by=person
            )
        with pytest.raises(PermissionDenied):
            actions.start_joint_answer(coalition=coalition, lead=groups[1], by=person)
    stranger = make("Stranger")
    with pytest.raises(PermissionDenied):
        say(coalition, stranger, "agree")
    for person in (owner_of(groups[1]), representative(call)):
        with pytest.raises(PermissionDenied):
            actions.end_coalition(coalition=coalition, by=person)
    with pytest.raises(PermissionDenied):
        actions.start_coalition(
            opportunity_id=call.pk, lead=stranger, groups=[], by=owner_of(groups[0])
        )


def test_a_group_leads_one_for_a_call_and_asks_nobody_twice(
    coalition: Coalition, groups: list[Organization], call: Opportunity
) -> None:
    assert start(call, groups) == coalition
    say(coalition, groups[1], "refuse")
    with pytest.raises(NotTogetherError):
        actions.ask_into_coalition(coalition=coalition, groups=groups[1:2], by=owner_of(groups[0]))
    fourth = make("Fourth")
    actions.ask_into_coalition(coalition=coalition, groups=[fourth], by=owner_of(groups[0]))
    assert states(coalition)["Fourth"] == "asked"


def test_twelve_at_most(call: Opportunity, groups: list[Organization]) -> None:
    many = [make(f"Group {number}") for number in range(12)]
    with pytest.raises(TooManyError):
        start(call, [groups[0], *many])
    assert not Coalition.objects.exists()
    assert not Notification.objects.exists()


def test_a_closed_call_takes_nothing_but_a_goodbye(
    coalition: Coalition, groups: list[Organization], call: Opportunity
) -> None:
    say(coalition, groups[1], "agree")
    past = call.published_at
    assert past is not None
    Opportunity.objects.filter(pk=call.pk).update(
        published_at=past - 30 * DAY, questions_until=past - 9 * DAY, deadline=past - DAY
    )
    with pytest.raises(CallClosedError):
        start(call, [make("Late"), groups[2]])
    with pytest.raises(CallClosedError):
        say(coalition, groups[2], "agree")
    with pytest.raises(CallClosedError):
        actions.start_joint_answer(coalition=coalition, lead=groups[0], by=owner_of(groups[0]))
    say(coalition, groups[1], "leave")
    say(coalition, groups[2], "refuse")


# Who may learn of whom ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": "partners"},
        {"audience": "iom"},
        {"status": "suspended"},
        {"audience": "members", "hidden_from": ["SO"]},
    ],
)
def test_groups_that_may_not_learn_of_each_other_are_not_asked_together(
    fields: dict[str, Any], call: Opportunity, groups: list[Organization]
) -> None:
    make_public_body("SO", representative=owner_of(groups[1]))
    hiding = make("Hiding", **fields)
    with pytest.raises(NotTogetherError):
        start(call, [groups[0], groups[1], hiding])
    assert not Coalition.objects.exists()
    assert not Notification.objects.exists()


def test_neither_are_those_of_which_one_blocked_the_other(
    call: Opportunity, groups: list[Organization]
) -> None:
    MatchFeedback.objects.create(
        source_organization=groups[2], target_organization=groups[1], verdict="blocked"
    )
    with pytest.raises(NotTogetherError):
        start(call, groups)


def test_nor_those_who_may_not_see_the_call_or_whom_its_publisher_may_not(
    groups: list[Organization],
) -> None:
    invited = make_opportunity(audience="invited")
    for group in groups[:2]:
        invited.invitations.create(organization=group)
    with pytest.raises(NotTogetherError):
        start(invited, groups)
    assert start(invited, groups[:2])
    body = make_opportunity(publisher=make_public_body("SO"))
    hiding = make("Hiding", audience="members", hidden_from=["SO"])
    with pytest.raises(NotTogetherError):
        start(body, [groups[0], hiding])


def test_whoever_hides_later_is_left_out_without_a_word(
    coalition: Coalition, groups: list[Organization]
) -> None:
    for group in groups[1:]:
        say(coalition, group, "agree")
    groups[2].audience = "iom"
    groups[2].save()
    expression = actions.start_joint_answer(
        coalition=coalition, lead=groups[0], by=owner_of(groups[0])
    )
    names = set(expression.members.values_list("organization__name", flat=True))
    assert names == {"Own", "Nurses"}


# One answer --------------------------------------------------------------------------------------


def test_three_groups_answer_together_and_each_agrees_to_the_text(
    coalition: Coalition, groups: list[Organization]
) -> None:
    for group in groups[1:]:
        say(coalition, group, "agree")
    own = owner_of(groups[0])
    expression = actions.start_joint_answer(coalition=coalition, lead=groups[0], by=own)
    assert actions.start_joint_answer(coalition=coalition, lead=groups[0], by=own) == expression
    coalition.refresh_from_db()
    assert (coalition.state, coalition.expression) == (CoalitionState.APPLYING, expression)
    members = dict(expression.members.values_list("organization__name", "state"))
    assert members == {"Own": "agreed", "Nurses": "asked", "Youth": "asked"}
    expression = actions.save_expression(
        expression_id=expression.pk, by=own, form="light",
        texts={"plan": "A class.", "people": "Children.", "need": "A room."},
    )  # fmt: skip
    for group in groups[1:]:
        actions.answer_request(
            expression_id=expression.pk, organization=group, by=owner_of(group), agrees=True,
            version=expression.version,
        )  # fmt: skip
    sent = actions.submit_expression(expression_id=expression.pk, by=own)
    assert sent.state == "under_review"
    # One leaves after it was sent: it leaves both, and the others go on.
    say(coalition, groups[2], "leave")
    assert expression.members.get(organization=groups[2]).state == "left"
    assert states(coalition)["Youth"] == Say.LEFT
    with pytest.raises(LeadsAnswerError):
        say(coalition, groups[0], "leave")


def test_alone_there_is_no_joint_answer(coalition: Coalition, groups: list[Organization]) -> None:
    with pytest.raises(TooFewError):
        actions.start_joint_answer(coalition=coalition, lead=groups[0], by=owner_of(groups[0]))
    assert not ExpressionOfInterest.objects.exists()


def test_another_may_lead_once_the_lead_has_left(
    coalition: Coalition, groups: list[Organization]
) -> None:
    for group in groups[1:]:
        say(coalition, group, "agree")
    with pytest.raises(PermissionDenied):
        actions.start_joint_answer(coalition=coalition, lead=groups[1], by=owner_of(groups[1]))
    say(coalition, groups[0], "leave")
    expression = actions.start_joint_answer(
        coalition=coalition, lead=groups[1], by=owner_of(groups[1])
    )
    assert expression.members.get(is_lead=True).organization == groups[1]


def test_when_all_have_left_it_is_over(coalition: Coalition, groups: list[Organization]) -> None:
    for group in groups:
        say(coalition, group, "leave")
    coalition.refresh_from_db()
    assert coalition.state == CoalitionState.ENDED
    assert states(coalition) == {"Own": "left", "Nurses": "refused", "Youth": "refused"}


def test_given_up_everybody_is_told_and_free(
    coalition: Coalition, groups: list[Organization]
) -> None:
    for _ in range(2):
        actions.end_coalition(coalition=coalition, by=owner_of(groups[0]))
    assert letters(groups[1]) == ["coalition_asked", "coalition_ended"]
    assert letters(groups[0]) == []
    with pytest.raises(OverError):
        say(coalition, groups[1], "agree")
    assert start(coalition.opportunity, groups) != coalition


# Proposed by the publisher -----------------------------------------------------------------------


def test_the_publisher_brings_groups_together_and_one_of_them_leads(
    call: Opportunity, groups: list[Organization]
) -> None:
    person = representative(call)
    for _ in range(2):
        coalition = actions.propose_coalition(opportunity_id=call.pk, groups=groups, by=person)
    assert Coalition.objects.count() == 1
    assert (coalition.by_publisher, coalition.lead) == (True, None)
    assert set(states(coalition).values()) == {"asked"}
    for group in groups[:2]:
        say(coalition, group, "agree")
    actions.start_joint_answer(coalition=coalition, lead=groups[1], by=owner_of(groups[1]))
    coalition.refresh_from_db()
    assert coalition.lead == groups[1]
    with pytest.raises(OverError):
        actions.end_coalition(coalition=coalition, by=person)


def test_only_the_publisher_proposes_and_not_without_end(call: Opportunity) -> None:
    with pytest.raises(PermissionDenied):
        actions.propose_coalition(
            opportunity_id=call.pk, groups=[make("A"), make("B")], by=UserFactory()
        )
    person = representative(call)
    with pytest.raises(TooFewError):
        actions.propose_coalition(opportunity_id=call.pk, groups=[make("A")], by=person)
    for number in range(5):
        pair = [make(f"A{number}"), make(f"B{number}")]
        actions.propose_coalition(opportunity_id=call.pk, groups=pair, by=person)
    with pytest.raises(TooManyError):
        actions.propose_coalition(opportunity_id=call.pk, groups=[make("A"), make("B")], by=person)


@pytest.mark.parametrize("values", [{"state": "ended"}, {"state": "applying"}, {"state": "eaten"}])
def test_the_database_refuses_what_cannot_be(values: dict[str, Any], coalition: Coalition) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Coalition.objects.update(**values)
