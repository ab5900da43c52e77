"""Host agreements: both accept one text, either ends it, and nobody is left in the dark."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Notification, User
from organizations.actions import save_people, save_visibility, save_work
from organizations.enums import (
    Audience,
    EvidenceEnd,
    LegalStatus,
    MembershipRole,
    Status,
    TrustLevel,
)
from organizations.models import Evidence, Membership, Organization
from partnerships import actions
from partnerships.actions.hosting import (
    BothSidesError,
    NobodyAnswersError,
    NotEligibleError,
    TermsMovedOnError,
    TooManyProposalsError,
)
from partnerships.host_rules import may_act_for
from partnerships.host_workflow import (
    Answer,
    IllegalHostStepError,
    InvalidTermsError,
    Power,
    Side,
    State,
)
from partnerships.models import HostAgreement, HostTerms, MatchFeedback
from tests.factories import (
    StaffFactory,
    UserFactory,
    make_known,
    make_listing,
    make_public_body,
    speak_for,
)
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


def letters(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [row.template.removeprefix("partnerships/emails/") for row in rows]


def answer(agreement: HostAgreement, step: str, by: User, number: int = 1) -> HostAgreement:
    return actions.answer_terms(agreement=agreement, number=number, answer=step, by=by)


def is_in_force(agreement: HostAgreement) -> bool:
    return HostAgreement.objects.in_force().filter(pk=agreement.pk).exists()


def test_nothing_holds_before_the_other_side_accepts_the_same_text() -> None:
    agreement = make_proposal()
    host_owner = owner_of(agreement.host)
    assert (agreement.state, is_in_force(agreement)) == (State.PROPOSED, False)
    assert not may_act_for(host_owner, agreement.group, Power.EDIT_FACTS)
    assert letters(host_owner) == ["host_proposed"]
    agreement = answer(agreement, "accept", host_owner)
    assert (agreement.state, is_in_force(agreement)) == (State.AGREED, True)
    assert agreement.current == agreement.terms.get()
    assert may_act_for(host_owner, agreement.group, Power.EDIT_FACTS)
    assert letters(owner_of(agreement.group)) == ["host_accepted"]


def test_letters_name_the_readers_own_listing_alone() -> None:
    agreement = make_agreement()
    contexts = {n.recipient: str(n.context) for n in Notification.objects.all()}
    assert "Carrier" in contexts[owner_of(agreement.host)]
    assert "Circle" not in contexts[owner_of(agreement.host)]
    assert "Circle" in contexts[owner_of(agreement.group)]
    assert "Carrier" not in contexts[owner_of(agreement.group)]


@pytest.mark.parametrize("step", ["accept", "decline"])
def test_nobody_answers_her_own_proposal(step: str) -> None:
    agreement = make_proposal()
    with pytest.raises(PermissionDenied):
        answer(agreement, step, owner_of(agreement.group))
    with pytest.raises(PermissionDenied):
        answer(agreement, "withdraw", owner_of(agreement.host))
    assert agreement.terms.get().answer == Answer.WAITING


def test_strangers_and_editors_decide_nothing() -> None:
    agreement = make_proposal()
    editor = UserFactory()
    Membership.objects.create(organization=agreement.host, user=editor, role=MembershipRole.EDITOR)
    for person in (editor, UserFactory(), StaffFactory()):
        with pytest.raises(PermissionDenied):
            answer(agreement, "accept", person)
        with pytest.raises(PermissionDenied):
            actions.suggest_terms(agreement=agreement, by=person, terms=make_terms())
    for person in (editor, UserFactory()):
        with pytest.raises(PermissionDenied):
            actions.end_hosting(agreement=agreement, by=person)
    with pytest.raises(PermissionDenied):
        actions.propose_hosting(
            group=agreement.group, host=make_host(), by=editor, terms=make_terms()
        )


def test_one_person_does_not_agree_with_herself() -> None:
    both = UserFactory()
    group, host = make_group(owner=both), make_host(owner=both)
    with pytest.raises(BothSidesError):
        actions.propose_hosting(group=group, host=host, by=both, terms=make_terms())
    agreement = make_proposal()
    Membership.objects.create(
        organization=agreement.host, user=owner_of(agreement.group), role=MembershipRole.OWNER
    )
    with pytest.raises(BothSidesError):
        answer(agreement, "accept", owner_of(agreement.group))


@pytest.mark.parametrize(
    ("side", "fields"),
    [
        (Side.GROUP, {"legal_status": LegalStatus.REGISTERED}),
        (Side.GROUP, {"legal_status": LegalStatus.UNKNOWN}),
        (Side.GROUP, {"audience": Audience.IOM}),
        (Side.GROUP, {"audience": Audience.PARTNERS}),
        (Side.GROUP, {"status": Status.SUSPENDED}),
        (Side.HOST, {"legal_status": LegalStatus.NONE}),
        (Side.HOST, {"offers": ["mentoring"]}),
        (Side.HOST, {"status": Status.DRAFT}),
    ],
)
def test_only_a_group_without_papers_and_a_registered_host_agree(
    side: Side, fields: dict[str, Any]
) -> None:
    group = make_group(**(fields if side == Side.GROUP else {}))
    host = make_host(**(fields if side == Side.HOST else {}))
    with pytest.raises(NotEligibleError) as raised:
        make_proposal(group, host)
    assert raised.value.side == side
    assert not HostAgreement.objects.exists()


def test_a_host_that_ceased_to_be_one_cannot_accept() -> None:
    agreement = make_proposal()
    agreement.host.support_links.all().delete()
    with pytest.raises(NotEligibleError):
        answer(agreement, "accept", owner_of(agreement.host))


def test_sent_twice_it_is_one_and_accepted_twice_it_counts_once() -> None:
    first = make_proposal()
    again = make_proposal(first.group, first.host, make_terms(text="Other words."))
    assert again == first
    answer(first, "accept", owner_of(first.host))
    answer(first, "accept", owner_of(first.host))
    assert letters(owner_of(first.group)) == ["host_accepted"]
    assert HostTerms.objects.count() == 1


def test_a_group_asks_five_at_a_time() -> None:
    group = make_group()
    proposals = [make_proposal(group, make_host(name=f"Host {n}")) for n in range(5)]
    with pytest.raises(TooManyProposalsError):
        make_proposal(group, make_host())
    answer(proposals[0], "withdraw", owner_of(group))
    assert make_proposal(group, make_host()).state == State.PROPOSED


@pytest.mark.parametrize("blocks", [Side.GROUP, Side.HOST])
def test_who_wants_to_be_left_alone_is(blocks: Side) -> None:
    group, host = make_group(), make_host()
    source, target = (group, host) if blocks == Side.GROUP else (host, group)
    MatchFeedback.objects.create(
        source_organization=source, target_organization=target, verdict="blocked"
    )
    with pytest.raises(NobodyAnswersError):
        make_proposal(group, host)


def test_an_owner_who_may_not_see_the_group_is_not_asked() -> None:
    group, host = make_group(audience="members", hidden_from=["SO"]), make_host()
    make_public_body("SO", representative=owner_of(host))
    with pytest.raises(NobodyAnswersError):
        make_proposal(group, host)
    assert not Notification.objects.exists()


def test_other_terms_replace_those_that_wait_and_the_replaced_cannot_be_accepted() -> None:
    agreement = make_proposal()
    host_owner, group_owner = owner_of(agreement.host), owner_of(agreement.group)
    wanted = make_terms("report", days=30, text="Less.")
    for _ in range(2):
        actions.suggest_terms(agreement=agreement, by=host_owner, terms=wanted)
    assert [(t.number, t.answer) for t in agreement.terms.order_by("number")] == [
        (1, Answer.REPLACED),
        (2, Answer.WAITING),
    ]
    with pytest.raises(TermsMovedOnError):
        answer(agreement, "accept", host_owner, 1)
    with pytest.raises(PermissionDenied):
        answer(agreement, "accept", host_owner, 2)
    with pytest.raises(PermissionDenied):
        answer(agreement, "accept", group_owner, 3)
    agreement = answer(agreement, "accept", group_owner, 2)
    assert agreement.current is not None
    assert agreement.current.as_terms() == wanted
    assert letters(group_owner) == ["host_terms"]


def test_an_extension_holds_once_both_have_accepted_it_and_until_then_the_old_end_does() -> None:
    agreement = make_agreement(terms=make_terms(days=10))
    longer = make_terms(days=400)
    actions.suggest_terms(agreement=agreement, by=owner_of(agreement.host), terms=longer)
    agreement.refresh_from_db()
    assert agreement.current is not None
    assert agreement.current.ends_on == timezone.now().date() + timedelta(days=10)
    agreement = answer(agreement, "accept", owner_of(agreement.group), 2)
    assert agreement.current is not None
    assert agreement.current.ends_on == longer.ends_on


def test_declined_terms_leave_what_holds() -> None:
    agreement = make_agreement()
    actions.suggest_terms(
        agreement=agreement, by=owner_of(agreement.host), terms=make_terms("report")
    )
    agreement = answer(agreement, "decline", owner_of(agreement.group), 2)
    assert (agreement.state, is_in_force(agreement)) == (State.AGREED, True)
    assert agreement.current is not None
    assert agreement.current.powers == ["edit_facts"]


@pytest.mark.parametrize(
    ("step", "by", "state"),
    [("decline", Side.HOST, State.DECLINED), ("withdraw", Side.GROUP, State.WITHDRAWN)],
)
def test_a_proposal_that_is_not_accepted_ends(step: str, by: Side, state: State) -> None:
    agreement = make_proposal()
    people = {Side.HOST: owner_of(agreement.host), Side.GROUP: owner_of(agreement.group)}
    agreement = answer(agreement, step, people[by])
    assert (agreement.state, agreement.ended_by_side) == (state, by)
    with pytest.raises(IllegalHostStepError):
        actions.suggest_terms(agreement=agreement, by=people[by], terms=make_terms())
    assert make_proposal(agreement.group, agreement.host).pk != agreement.pk


def test_terms_whose_last_day_has_come_cannot_be_accepted() -> None:
    agreement = make_proposal()
    agreement.terms.update(ends_on=timezone.now().date())
    with pytest.raises(InvalidTermsError):
        answer(agreement, "accept", owner_of(agreement.host))


@pytest.mark.parametrize("by", [Side.GROUP, Side.HOST])
def test_either_side_ends_it_at_once_and_the_other_is_told(by: Side) -> None:
    agreement = make_agreement()
    group_owner, host_owner = owner_of(agreement.group), owner_of(agreement.host)
    Notification.objects.all().delete()
    person, other = (group_owner, host_owner) if by == Side.GROUP else (host_owner, group_owner)
    for _ in range(2):
        agreement = actions.end_hosting(agreement=agreement, by=person, reason="Enough.")
    assert (agreement.state, agreement.ended_by_side) == (State.REVOKED, by)
    assert not may_act_for(host_owner, agreement.group, Power.EDIT_FACTS)
    assert (letters(person), letters(other)) == ([], ["host_revoked"])


def test_iom_ends_it_for_both_but_not_for_a_group_of_its_own() -> None:
    agreement, staff = make_agreement(), StaffFactory()
    Notification.objects.all().delete()
    agreement = actions.end_hosting(agreement=agreement, by=staff, reason="Danger.")
    assert agreement.ended_by_side == Side.IOM
    assert (
        letters(owner_of(agreement.group)) == letters(owner_of(agreement.host)) == ["host_revoked"]
    )
    own = make_agreement(make_group(name="Own"))
    Membership.objects.create(organization=own.group, user=staff, role=MembershipRole.EDITOR)
    with pytest.raises(PermissionDenied):
        actions.end_hosting(agreement=own, by=staff)


WORK: dict[str, Any] = {
    "primary_sectors": ["health"], "secondary_sectors": [], "roles": [], "offers": [],
    "needs": [], "description": "", "description_language": "en",
}  # fmt: skip
PEOPLE: dict[str, Any] = {
    "heritage": ["SO"], "residence": ["IT"], "works_in": [], "made_of": [], "serves": [],
    "languages": [], "is_youth_led": None, "is_women_led": None, "is_refugee_led": None,
}  # fmt: skip
SAFETY: dict[str, Any] = {
    "audience": "public", "hidden_from": [], "is_open_to_matching": True,
    "matches_heritage_state": True, "website": "", "contacts": {}, "consent": True,
}  # fmt: skip


def test_a_host_keeps_the_facts_right_and_nothing_else() -> None:
    agreement = make_agreement()
    group, host_owner = agreement.group, owner_of(agreement.host)
    save_work(organization=group, by=host_owner, **WORK)
    save_people(organization=group, by=host_owner, **PEOPLE)
    with pytest.raises(PermissionDenied):
        save_visibility(organization=group, by=host_owner, **SAFETY)
    codes = Organization.objects.filter(pk=group.pk).with_tags().get()
    assert (codes.primary_sector_codes, codes.residence_codes) == (["health"], ["IT"])


def test_the_group_is_told_of_what_changed_and_of_nothing_else() -> None:
    agreement = make_agreement()
    host_owner, group_owner = owner_of(agreement.host), owner_of(agreement.group)
    Notification.objects.all().delete()
    for _ in range(2):
        actions.edit_as_host(agreement=agreement, by=host_owner, step="work", changes=WORK)
    assert letters(group_owner) == ["host_edited"]
    # Where its people come from waits for IOM, and is a change too.
    people = PEOPLE | {"heritage": ["ET"], "residence": ["KE"]}
    actions.edit_as_host(agreement=agreement, by=host_owner, step="people", changes=people)
    assert letters(group_owner) == ["host_edited", "host_edited"]


def no_power(agreement: HostAgreement) -> None:
    HostTerms.objects.filter(agreement=agreement).update(powers=["report"])


def revoke(agreement: HostAgreement) -> None:
    actions.end_hosting(agreement=agreement, by=owner_of(agreement.group))


def suspend_host(agreement: HostAgreement) -> None:
    agreement.host.status = Status.SUSPENDED
    agreement.host.save()


def suspend_group(agreement: HostAgreement) -> None:
    agreement.group.status = Status.SUSPENDED
    agreement.group.save()


@pytest.mark.parametrize("stop", [no_power, revoke, let_pass, suspend_host, suspend_group])
def test_what_stops_the_agreement_stops_the_host(stop: Callable[[HostAgreement], Any]) -> None:
    agreement = make_agreement()
    host_owner = owner_of(agreement.host)
    assert may_act_for(host_owner, agreement.group, Power.EDIT_FACTS)
    stop(agreement)
    assert not may_act_for(host_owner, agreement.group, Power.EDIT_FACTS)
    with pytest.raises(PermissionDenied):
        save_work(organization=agreement.group, by=host_owner, **WORK)
    with pytest.raises(PermissionDenied):
        actions.edit_as_host(agreement=agreement, by=host_owner, step="work", changes=WORK)


def test_a_host_known_itself_speaks_for_the_group_as_long_as_it_holds() -> None:
    group, host = make_group(), make_known(make_host())
    agreement = make_agreement(group, host, make_terms(days=50))
    evidence = Evidence.objects.get(organization=group)
    assert (evidence.kind, evidence.other, evidence.counts) == ("host", host, True)
    last = agreement.current and agreement.current.ends_on
    assert evidence.expires_at.date() - timedelta(days=1) == last
    # A longer term: one row more, with the later end.
    longer = make_terms(days=90)
    actions.suggest_terms(agreement=agreement, by=owner_of(host), terms=longer)
    agreement = answer(agreement, "accept", owner_of(group), 2)
    assert group.evidence.not_ended().get().expires_at.date() == longer.ends_on + timedelta(days=1)
    actions.end_hosting(agreement=agreement, by=owner_of(group))
    assert not group.evidence.not_ended().exists()
    assert list(group.evidence.order_by("pk").values_list("end", flat=True)) == [
        EvidenceEnd.RENEWED,
        EvidenceEnd.OVER,
    ]


def test_a_host_of_which_nothing_is_known_speaks_for_nobody_until_it_is() -> None:
    group, host = make_group(), make_host()
    make_agreement(group, host)
    assert not Evidence.objects.filter(organization=group).exists()
    make_known(host)
    assert actions.tend_agreements() == 1
    assert group.evidence.not_ended().get().other == host
    host.evidence.filter(kind="document").update(
        ended_at=timezone.now(), end="renewed", counts=False
    )
    assert actions.tend_agreements() == 1
    assert not group.evidence.not_ended().exists()
    assert actions.tend_agreements() == 0


def test_a_ring_in_the_hands_of_one_host_does_not_lift_itself_to_the_top() -> None:
    host = make_known(make_host())
    ring = [make_group(name=f"Circle {n}") for n in range(4)]
    for group in ring:
        speak_for(group, "contact")
        make_agreement(group, host)
    for group in ring:
        for other in ring:
            if other != group:
                speak_for(group, "vouch", other=other)
    for group in ring:
        group.refresh_from_db()
        assert group.trust == TrustLevel.KNOWN
    # Two groups beside the ring are two voices.
    for other in (make_known(make_listing()), make_known(make_listing())):
        speak_for(ring[0], "vouch", other=other)
    ring[0].refresh_from_db()
    assert ring[0].trust == TrustLevel.WELL_KNOWN


def test_what_iom_took_back_does_not_come_again() -> None:
    group, host = make_group(), make_known(make_host())
    agreement = make_agreement(group, host)
    group.evidence.update(ended_at=timezone.now(), end="revoked", end_reason="No such host.")
    actions.suggest_terms(agreement=agreement, by=owner_of(host), terms=make_terms(days=300))
    answer(agreement, "accept", owner_of(group), 2)
    actions.tend_agreements()
    assert not group.evidence.not_ended().exists()


def test_the_clock_only_writes_down_what_the_date_has_done() -> None:
    group, host = make_group(), make_known(make_host())
    agreement = let_pass(make_agreement(group, host))
    Notification.objects.all().delete()
    assert not is_in_force(agreement)
    with pytest.raises(IllegalHostStepError) as raised:
        actions.suggest_terms(agreement=agreement, by=owner_of(group), terms=make_terms())
    assert raised.value.state == State.RUN_OUT
    for _ in range(2):
        actions.tend_agreements()
    agreement.refresh_from_db()
    assert agreement.state == State.RUN_OUT
    assert letters(owner_of(group)) == letters(owner_of(host)) == ["host_run_out"]
    assert not group.evidence.not_ended().exists()


def test_one_can_agree_anew_before_the_clock_has_come_round() -> None:
    agreement = let_pass(make_agreement())
    again = make_proposal(agreement.group, agreement.host)
    assert again.pk != agreement.pk
    agreement.refresh_from_db()
    assert agreement.state == State.RUN_OUT


def test_both_are_reminded_once_of_a_last_day_and_again_of_another() -> None:
    agreement = make_agreement(terms=make_terms(days=29))
    people = [owner_of(agreement.group), owner_of(agreement.host)]
    Notification.objects.all().delete()
    for _ in range(2):
        actions.tend_agreements()
    assert [letters(person) for person in people] == [["host_ending"]] * 2
    actions.suggest_terms(agreement=agreement, by=people[0], terms=make_terms(days=30))
    answer(agreement, "accept", people[1], 2)
    Notification.objects.all().delete()
    actions.tend_agreements()
    assert [letters(person) for person in people] == [["host_ending"]] * 2


@pytest.mark.parametrize(
    "values",
    [
        {"state": State.AGREED},
        {"state": State.REVOKED, "ended_at": timezone.now()},
        {"state": State.DECLINED},
        {"state": "eaten"},
    ],
)
def test_the_database_refuses_an_agreement_that_cannot_be(values: dict[str, Any]) -> None:
    agreement = make_proposal()
    with pytest.raises(IntegrityError), transaction.atomic():
        HostAgreement.objects.filter(pk=agreement.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"powers": []},
        {"powers": ["eat"]},
        {"powers": ["hold_funds"]},
        {"powers": ["hold_funds"], "hold_up_to": Decimal(0), "currency": "EUR"},
        {"hold_up_to": Decimal(5), "currency": "EUR"},
        {"text": " "},
        {"answer": "accepted"},
        {"proposed_by_side": "iom"},
    ],
)
def test_the_database_refuses_terms_that_cannot_be(values: dict[str, Any]) -> None:
    make_proposal()
    with pytest.raises(IntegrityError), transaction.atomic():
        HostTerms.objects.update(**values)


@pytest.mark.django_db(transaction=True)
def test_accepted_and_ended_at_once_one_comes_after_the_other() -> None:
    agreement = make_proposal()
    host_owner, group_owner = owner_of(agreement.host), owner_of(agreement.group)
    found: list[Any] = []

    def take(act: Callable[[], Any]) -> None:
        try:
            found.append(act())
        except (IllegalHostStepError, TermsMovedOnError) as error:
            found.append(error)
        finally:
            connection.close()

    acts: list[Callable[[], Any]] = [
        lambda: answer(agreement, "accept", host_owner),
        lambda: answer(agreement, "withdraw", group_owner),
    ]
    threads = [Thread(target=take, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    agreement.refresh_from_db()
    assert len([one for one in found if isinstance(one, HostAgreement)]) == 1
    assert agreement.state in (State.AGREED, State.WITHDRAWN)
    assert agreement.terms.get().answer != Answer.WAITING
