"""Expressions of interest in their groups' hands, alone and together."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import Notification, User
from organizations.enums import Audience, LegalStatus
from partnerships import actions
from partnerships.actions import expression_groups
from partnerships.models import ExpressionMember, ExpressionOfInterest, Opportunity
from partnerships.opportunity_enums import FormKind
from partnerships.opportunity_errors import (
    AnsweredAlreadyError,
    HiddenFromPublisherError,
    IncompleteError,
    LateError,
    NotAgreedError,
    NotEligibleError,
    OwnCallError,
    TooManyGroupsError,
)
from partnerships.opportunity_workflow import IllegalStepError
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

TEXTS = {"plan": "A class.", "people": "Thirty children.", "need": "Books."}


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def call() -> Opportunity:
    return make_opportunity()


def told(user: User) -> list[str]:
    rows = Notification.objects.filter(recipient=user).order_by("pk")
    return [row.template.rpartition("/")[2] for row in rows]


def begin(call: Opportunity, owner: User, **fields: Any) -> ExpressionOfInterest:
    """A complete draft of a new group of this person's."""
    group = make_listing(owner=owner, **fields)
    draft = actions.start_expression(opportunity_id=call.pk, organization=group, by=owner)
    return actions.save_expression(
        expression_id=draft.pk, by=owner, form=FormKind.LIGHT, texts=TEXTS
    )


def send(draft: ExpressionOfInterest, by: User) -> ExpressionOfInterest:
    return actions.submit_expression(expression_id=draft.pk, by=by)


def state(expression: ExpressionOfInterest) -> str:
    expression.refresh_from_db()
    return expression.state


def test_a_group_has_one_draft_for_a_call(call: Opportunity, owner: User) -> None:
    group = make_listing(owner=owner)
    start = {"opportunity_id": call.pk, "organization": group, "by": owner}
    assert actions.start_expression(**start) == actions.start_expression(**start)
    with pytest.raises(PermissionDenied):
        actions.start_expression(opportunity_id=call.pk, organization=make_listing(), by=owner)
    assert ExpressionOfInterest.objects.count() == 1


def test_a_group_does_not_answer_its_own_call(owner: User) -> None:
    group = make_listing(owner=owner)
    with pytest.raises(OwnCallError):
        actions.start_expression(
            opportunity_id=make_opportunity(publisher=group).pk, organization=group, by=owner
        )


def test_nothing_is_begun_after_the_deadline(call: Opportunity, owner: User) -> None:
    close(call, "published")
    with pytest.raises(LateError):
        actions.start_expression(
            opportunity_id=call.pk, organization=make_listing(owner=owner), by=owner
        )


def test_it_is_sent_once_and_all_its_people_are_told(call: Opportunity, owner: User) -> None:
    draft = begin(call, owner)
    sent = send(draft, owner)
    assert (sent.state, sent.submitted_by) == ("under_review", owner)
    with pytest.raises(IllegalStepError):
        send(draft, owner)
    with pytest.raises(IllegalStepError):
        actions.save_expression(
            expression_id=draft.pk, by=owner, form=FormKind.LIGHT, texts={"plan": "Another."}
        )
    assert told(owner) == ["expression_under_review"]


def test_late_it_is_refused_and_the_text_stays(call: Opportunity, owner: User) -> None:
    draft = begin(call, owner)
    close(call, "published")
    actions.save_expression(
        expression_id=draft.pk, by=owner, form=FormKind.LIGHT, texts={"plan": "Two classes."}
    )
    with pytest.raises(LateError):
        send(draft, owner)
    assert state(draft) == "draft"
    assert (draft.plan, draft.people) == ("Two classes.", "Thirty children.")


@pytest.mark.parametrize(
    ("form", "missing"),
    [("light", ["need"]), ("full", ["need", "experience", "steps", "results", "costs"])],
)
def test_each_form_asks_its_questions(
    call: Opportunity, owner: User, form: str, missing: list[str]
) -> None:
    draft = begin(call, owner)
    actions.save_expression(
        expression_id=draft.pk, by=owner, form=form, texts={**TEXTS, "need": " "}
    )
    with pytest.raises(IncompleteError) as error:
        send(draft, owner)
    assert error.value.missing == missing


def test_only_the_leading_group_acts(call: Opportunity, owner: User) -> None:
    other = UserFactory()
    expression = make_expression(
        call, make_listing(owner=owner), make_listing(owner=other), state="draft"
    )
    for person in (other, UserFactory()):
        for step in (
            lambda by: actions.save_expression(
                expression_id=expression.pk, by=by, form="light", texts=TEXTS
            ),
            lambda by: send(expression, by),
            lambda by: actions.take_back_expression(expression_id=expression.pk, by=by),
            lambda by: actions.withdraw_expression(expression_id=expression.pk, by=by),
            lambda by: actions.resume_expression(expression_id=expression.pk, by=by),
            lambda by: actions.decline_outcome(expression_id=expression.pk, by=by),
            lambda by: actions.ask_groups(expression_id=expression.pk, by=by, groups=[]),
        ):
            with pytest.raises(PermissionDenied):
                step(person)


@pytest.mark.parametrize(
    ("terms", "group", "condition"),
    [
        ({"registration": "needed"}, {"legal_status": LegalStatus.NONE}, "registration"),
        ({"kinds": ["network"]}, {}, "kind"),
        ({"residence": ["IT"], "only_these_places": True}, {}, "residence"),
        (
            {"generations": ["second"], "only_these_generations": True},
            {"made_of": ["first"]},
            "generation",
        ),
    ],
)
def test_conditions_are_held(owner: User, terms: Any, group: Any, condition: str) -> None:
    draft = begin(make_opportunity(**terms), owner, **group)
    with pytest.raises(NotEligibleError) as error:
        send(draft, owner)
    assert error.value.conditions == [condition]
    assert state(draft) == "draft"


def test_places_that_are_no_condition_keep_nobody_out(owner: User) -> None:
    assert send(begin(make_opportunity(residence=["IT"]), owner), owner).state == "under_review"


def test_a_group_is_never_shown_to_a_publisher_that_may_not_see_it(owner: User) -> None:
    ministry = make_public_body("SO")
    hidden = {"audience": Audience.MEMBERS, "hidden_from": ["SO"]}
    with pytest.raises(HiddenFromPublisherError):
        send(begin(make_opportunity(publisher=ministry), owner, **hidden), owner)
    foundation = make_partner()
    call = make_opportunity(publisher=foundation)
    draft = begin(call, owner, **hidden)
    # One of the foundation's people works for the state, too.
    person = UserFactory()
    foundation.representatives.create(user=person)
    ministry.representatives.create(user=person)
    with pytest.raises(HiddenFromPublisherError):
        send(draft, owner)
    ministry.representatives.all().delete()
    assert send(draft, owner).state == "under_review"


def test_a_group_for_iom_only_is_shown_to_no_publisher(call: Opportunity, owner: User) -> None:
    with pytest.raises(HiddenFromPublisherError):
        send(begin(call, owner, audience=Audience.IOM), owner)


def test_it_is_taken_back_while_the_call_is_open(call: Opportunity, owner: User) -> None:
    sent = send(begin(call, owner), owner)
    actions.take_back_expression(expression_id=sent.pk, by=owner)
    assert state(sent) == "draft"
    send(sent, owner)
    close(call, "published")
    with pytest.raises(LateError):
        actions.take_back_expression(expression_id=sent.pk, by=owner)
    assert state(sent) == "under_review"


def test_withdrawing_frees_all_groups(call: Opportunity, owner: User) -> None:
    other = UserFactory()
    second = make_listing(owner=other)
    expression = make_expression(call, make_listing(owner=owner), second)
    actions.withdraw_expression(expression_id=expression.pk, by=owner)
    assert state(expression) == "withdrawn"
    assert told(other) == ["expression_withdrawn"]
    own = actions.start_expression(opportunity_id=call.pk, organization=second, by=other)
    assert own != expression
    resumed = actions.resume_expression(expression_id=expression.pk, by=owner)
    assert resumed.state == "draft"
    states = expression.members.values_list("is_lead", "state")
    assert list(states) == [(True, "agreed"), (False, "left")]


def test_the_publisher_hears_of_what_leaves_its_table(owner: User) -> None:
    representative = UserFactory()
    call = make_opportunity(representative=representative)
    expression = make_expression(call, make_listing(owner=owner))
    close(call, "assessing")
    actions.withdraw_expression(expression_id=expression.pk, by=owner)
    assert told(representative) == ["publisher_withdrawn"]
    with pytest.raises(LateError):
        actions.resume_expression(expression_id=expression.pk, by=owner)


def test_what_was_offered_can_be_declined(owner: User) -> None:
    representative = UserFactory()
    call = make_opportunity(representative=representative, state="decided")
    expression = make_expression(
        call,
        make_listing(owner=owner),
        state="successful",
        outcome="successful",
        reason="fits",
        feedback="Yes.",
        decided_at=call.decided_at,
    )
    actions.decline_outcome(expression_id=expression.pk, by=owner)
    assert state(expression) == "declined"
    assert told(representative) == ["publisher_declined"]
    with pytest.raises(IllegalStepError):
        actions.decline_outcome(expression_id=expression.pk, by=owner)


# --- together -----------------------------------------------------------------------------------


def member(expression: ExpressionOfInterest, group: Any) -> ExpressionMember:
    return expression.members.get(organization=group)


def test_a_group_takes_part_by_its_own_word(call: Opportunity, owner: User) -> None:
    draft, other = begin(call, owner), UserFactory()
    group, silent = make_listing(owner=other), make_listing()
    asked = actions.ask_groups(expression_id=draft.pk, by=owner, groups=[group, silent])
    assert [row.state for row in asked] == ["asked", "asked"]
    assert actions.ask_groups(expression_id=draft.pk, by=owner, groups=[group]) == []
    assert told(other) == ["expression_asked"]
    answer = {"expression_id": draft.pk, "organization": group, "agrees": True}
    with pytest.raises(PermissionDenied):
        actions.answer_request(**answer, by=owner, version=draft.version)
    with pytest.raises(IllegalStepError):
        actions.answer_request(**answer, by=other, version=draft.version - 1)
    actions.answer_request(**answer, by=other, version=draft.version)
    assert told(owner) == ["expression_agreed"]
    send(draft, owner)
    assert (member(draft, group).state, member(draft, silent).state) == ("agreed", "left")
    assert told(other) == ["expression_asked", "expression_under_review"]


def test_a_changed_text_is_agreed_to_anew(call: Opportunity, owner: User) -> None:
    other = UserFactory()
    group = make_listing(owner=other)
    draft = make_expression(call, make_listing(owner=owner), group, state="draft")
    save = {"expression_id": draft.pk, "by": owner, "form": "light"}
    actions.save_expression(**save, texts={"plan": draft.plan})
    assert told(other) == []
    for plan in ("Ours, and more.", "Ours, and less."):
        actions.save_expression(**save, texts={"plan": plan})
    assert told(other) == ["expression_changed"]
    with pytest.raises(NotAgreedError):
        send(draft, owner)
    draft.refresh_from_db()
    actions.answer_request(
        expression_id=draft.pk, organization=group, by=other, agrees=True, version=draft.version
    )
    assert send(draft, owner).state == "under_review"


def test_a_group_agrees_to_one_answer_only(call: Opportunity, owner: User) -> None:
    other = UserFactory()
    group = make_listing(owner=other)
    make_expression(call, make_listing(), group)
    draft = begin(call, owner)
    actions.ask_groups(expression_id=draft.pk, by=owner, groups=[group])
    with pytest.raises(AnsweredAlreadyError):
        actions.answer_request(
            expression_id=draft.pk,
            organization=group,
            by=other,
            agrees=True,
            version=draft.version,
        )
    with pytest.raises(AnsweredAlreadyError):
        actions.start_expression(opportunity_id=call.pk, organization=group, by=other)


def test_groups_say_no_and_leave(call: Opportunity, owner: User) -> None:
    other = UserFactory()
    group = make_listing(owner=other)
    draft = begin(call, owner)
    actions.ask_groups(expression_id=draft.pk, by=owner, groups=[group])
    say = {"expression_id": draft.pk, "organization": group, "by": other}
    actions.answer_request(**say, agrees=False, version=draft.version)
    with pytest.raises(IllegalStepError):
        actions.answer_request(**say, agrees=True, version=draft.version)
    actions.ask_groups(expression_id=draft.pk, by=owner, groups=[group])
    actions.answer_request(**say, agrees=True, version=draft.version)
    send(draft, owner)
    actions.leave_expression(**say)
    assert member(draft, group).state == "left"
    assert state(draft) == "under_review"
    with pytest.raises(IllegalStepError):
        actions.leave_expression(**say)
    lead = draft.members.get(is_lead=True).organization
    with pytest.raises(IllegalStepError):
        actions.leave_expression(expression_id=draft.pk, organization=lead, by=owner)


def test_the_lead_goes_on_without_a_group(call: Opportunity, owner: User) -> None:
    other = UserFactory()
    group = make_listing(owner=other)
    draft = make_expression(call, make_listing(owner=owner), group, state="draft")
    actions.go_on_without(expression_id=draft.pk, organization=group, by=owner)
    assert member(draft, group).state == "left"
    assert told(other) == ["expression_removed"]
    assert actions.start_expression(opportunity_id=call.pk, organization=group, by=other)


def test_not_too_many_groups(
    call: Opportunity, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expression_groups, "MOST_GROUPS", 2)
    draft = begin(call, owner)
    with pytest.raises(TooManyGroupsError):
        actions.ask_groups(
            expression_id=draft.pk, by=owner, groups=[make_listing(), make_listing()]
        )


def test_one_hidden_group_hides_all_from_the_publisher(call: Opportunity, owner: User) -> None:
    draft = make_expression(
        call, make_listing(owner=owner), make_listing(audience=Audience.IOM), state="draft"
    )
    with pytest.raises(HiddenFromPublisherError):
        send(draft, owner)


def test_whoever_may_not_see_the_lead_is_not_told_that_it_asks(call: Opportunity) -> None:
    owner, of_the_state = UserFactory(), UserFactory()
    make_public_body("SO", representative=of_the_state)
    draft = begin(call, owner, audience=Audience.MEMBERS, hidden_from=["SO"])
    group = make_listing(owner=of_the_state)
    actions.ask_groups(expression_id=draft.pk, by=owner, groups=[group])
    assert told(of_the_state) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_agree_at_once_in_two_places_one_does() -> None:
    call, person = make_opportunity(), UserFactory()
    group = make_listing(owner=person)
    drafts = []
    for _ in range(2):
        owner = UserFactory()
        draft = begin(call, owner)
        actions.ask_groups(expression_id=draft.pk, by=owner, groups=[group])
        drafts.append(draft)

    def agree(draft: ExpressionOfInterest) -> None:
        actions.answer_request(
            expression_id=draft.pk,
            organization=group,
            by=person,
            agrees=True,
            version=draft.version,
        )

    assert at_once(agree, drafts) == ["AnsweredAlreadyError", "done"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_does() -> None:
    call, owner = make_opportunity(), UserFactory()
    draft = begin(call, owner)
    assert at_once(lambda row: send(row, owner), [draft, draft]) == ["IllegalStepError", "done"]
    assert told(owner) == ["expression_under_review"]


def at_once(act: Callable[[Any], Any], things: list[Any]) -> list[str]:
    """What becomes of each of several acts that begin together."""
    start, results = threading.Barrier(len(things)), []

    def run(thing: Any) -> None:
        start.wait()
        try:
            act(thing)
            results.append("done")
        except (AnsweredAlreadyError, IllegalStepError) as error:
            results.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(thing,)) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)
