"""From a first draft to a text that every party has accepted, and changes of it."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, connections, transaction

from accounts.models import Notification
from organizations.enums import Audience
from organizations.models import Evidence
from partnerships import actions
from partnerships.actions.agreements import (
    DraftChangedError,
    IncompleteTextError,
    NothingChangedError,
    TextMovedError,
)
from partnerships.actions.partnerships import (
    NEW_A_DAY,
    CannotMeetError,
    NotOpenError,
    TooManyProposalsError,
)
from partnerships.models import (
    Acceptance,
    AgreementDraft,
    AgreementVersion,
    MatchFeedback,
    Partnership,
    PartnershipParty,
    Representative,
)
from partnerships.partnership_enums import PartnershipState as State
from partnerships.partnership_workflow import (
    NotPossibleError,
    NotProposedError,
    NotYoursError,
    ProposalOpenError,
    SamePersonError,
)
from tests.factories import UserFactory, make_listing, make_partner, make_public_body
from tests.factories.agreed import (
    accept_all,
    act,
    amend,
    make_draft,
    make_partnership,
    make_proposal,
    party_of,
    speaker,
    write,
)


@pytest.fixture
def group(db: None) -> Any:
    return make_listing(name="Group", owner=UserFactory())


@pytest.fixture
def city(db: None) -> Any:
    return make_public_body("KE", name="City of X", representative=UserFactory())


def letters() -> list[tuple[str, str]]:
    return [
        (row.template.rpartition("/")[2], row.recipient.email)
        for row in Notification.objects.select_related("recipient").order_by("pk")
    ]


def in_force(partnership: Partnership) -> int | None:
    return partnership.in_force.number if partnership.in_force else None


def standings(partnership: Partnership) -> list[str]:
    return list(partnership.parties.order_by("pk").values_list("standing", flat=True))


def test_a_draft_is_told_to_nobody(group: Any, city: Any) -> None:
    partnership = make_draft(group, city)
    assert (partnership.state, partnership.title) == (State.DRAFTED, "Evening classes")
    assert standings(partnership) == ["invited", "named"]
    assert letters() == []
    with pytest.raises(PermissionDenied):
        act("accept", partnership, city, number=1)
    # Beginning the same again goes on with it.
    assert actions.start_partnership(own=group, others=[city], by=speaker(group)) == partnership


def test_it_is_active_when_the_last_party_accepts_the_same_text(group: Any, city: Any) -> None:
    third = make_partner(name="Company", representative=UserFactory())
    partnership = make_proposal(group, city, third)
    assert partnership.state == State.PROPOSED
    act("accept", partnership, city, number=1)
    partnership.refresh_from_db()
    assert (partnership.state, partnership.in_force) == (State.PROPOSED, None)
    act("accept", partnership, third, number=1)
    partnership.refresh_from_db()
    assert partnership.state == State.ACTIVE
    assert partnership.in_force == partnership.versions.get()
    assert partnership.proposal is None
    assert standings(partnership) == ["joined"] * 3
    assert party_of(partnership, city).gives == "Two rooms"
    kinds = list(partnership.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["started", "proposed", "accepted", "accepted", "agreed"]
    emails = [speaker(listing).email for listing in (group, city, third)]
    assert letters() == [
        *[("partnership_proposed", email) for email in emails[1:]],
        *[("partnership_accepted", email) for email in (emails[0], emails[2])],
        *[("partnership_agreed", email) for email in emails],
    ]
    waiting = Notification.objects.filter(template__endswith="accepted").first()
    assert waiting is not None
    assert waiting.context["waiting"] == ["Company"]


def test_accepting_or_proposing_twice_is_doing_it_once(group: Any, city: Any) -> None:
    partnership = make_proposal(group, city)
    with pytest.raises(ProposalOpenError):
        act("propose", partnership, group, after=0)
    for _ in range(2):
        act("accept", partnership, city, number=1)
    assert Acceptance.objects.count() == 2
    assert partnership.events.filter(kind="agreed").count() == 1


def test_only_what_is_proposed_now_is_accepted(group: Any, city: Any) -> None:
    partnership = make_proposal(group, city)
    for number in (0, 2):
        with pytest.raises(NotProposedError) as caught:
            act("accept", partnership, city, number=number)
        assert caught.value.number == 1
    act("withdraw", partnership, group, number=1)
    with pytest.raises(NotPossibleError):
        act("accept", partnership, city, number=1)


def test_a_stranger_does_nothing(group: Any, city: Any) -> None:
    partnership = make_proposal(group, city)
    stranger, own = UserFactory(), party_of(partnership, group).pk
    other = make_partnership(
        make_listing(owner=UserFactory()), make_partner(representative=UserFactory())
    )
    foreign = other.parties.order_by("pk")[0]
    for party, by in ((own, stranger), (foreign.pk, speaker(foreign.listing)), (0, stranger)):
        with pytest.raises(PermissionDenied):
            actions.accept(partnership_id=partnership.pk, party_id=party, by=by, number=1)
    # And nobody of the one side for the other.
    with pytest.raises(PermissionDenied):
        act("accept", partnership, city, number=1, by=speaker(group))
    with pytest.raises(PermissionDenied):
        actions.start_partnership(own=group, others=[city], by=stranger)


def test_nobody_agrees_with_herself(group: Any, city: Any) -> None:
    both = speaker(group)
    Representative.objects.create(partner=city, user=both)
    partnership = make_proposal(group, city)
    with pytest.raises(SamePersonError):
        act("accept", partnership, city, number=1, by=both)
    partnership.refresh_from_db()
    assert partnership.state == State.PROPOSED
    # A second person of that party can.
    colleague = city.representatives.exclude(user=both).get().user
    act("accept", partnership, city, number=1, by=colleague)
    partnership.refresh_from_db()
    assert partnership.state == State.ACTIVE
    # Its agreement speaks for nobody: the two share people.
    assert not Evidence.objects.exists()


def test_the_database_holds_one_person_to_one_party(group: Any, city: Any) -> None:
    partnership = make_proposal(group, city)
    version = partnership.versions.get()
    with pytest.raises(IntegrityError, match="acceptance_once_a_person"), transaction.atomic():
        Acceptance.objects.create(
            version=version, party=party_of(partnership, city),
            content_hash=version.content_hash, by=speaker(group),
        )  # fmt: skip


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(change: Callable[[], Any]) -> None:
    def both() -> None:
        change()
        check_now()

    with pytest.raises(IntegrityError, match="not every party accepted"), transaction.atomic():
        both()


def force(partnership: Partnership, version: AgreementVersion) -> None:
    Partnership.objects.filter(pk=partnership.pk).update(
        state="active", in_force=version, proposal=None, agreed_at=version.created_at
    )


def test_the_database_refuses_a_text_that_one_party_has_not_accepted(group: Any, city: Any) -> None:
    partnership = make_proposal(group, city)
    version = partnership.versions.get()

    def join() -> None:
        partnership.parties.update(standing="joined", joined_at=version.created_at)

    refused(lambda: force(partnership, version))
    refused(lambda: (join(), force(partnership, version)))
    with pytest.raises(IntegrityError, match="active_with_a_text"), transaction.atomic():
        Partnership.objects.filter(pk=partnership.pk).update(state="active", proposal=None)


def test_the_database_refuses_a_party_that_joins_unasked(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    other = make_partner(representative=UserFactory())
    at = partnership.agreed_at
    refused(
        lambda: PartnershipParty.objects.create(
            partnership=partnership, partner=other, name="Other", standing="joined",
            told_at=at, joined_at=at,
        )
    )  # fmt: skip
    own = PartnershipParty.objects.filter(partner=city)
    refused(lambda: own.update(standing="invited", joined_at=None))


@pytest.mark.parametrize(
    "change",
    [
        lambda version: AgreementVersion.objects.filter(pk=version.pk).update(content={"a": 1}),
        lambda version: AgreementVersion.objects.filter(pk=version.pk).update(number=7),
        lambda version: version.acceptances.update(content_hash="0" * 64),
        lambda version: (version.acceptances.all().delete(), check_now()),
        lambda version: (
            Partnership.objects.update(in_force=None, state="drafted", agreed_at=None),
            version.delete(),
            check_now(),
        ),
    ],
)
def test_the_database_keeps_what_was_agreed(
    change: Callable[[AgreementVersion], Any], group: Any, city: Any
) -> None:
    version = make_partnership(group, city).versions.get()
    with (
        pytest.raises(IntegrityError, match=r"does not change|is not deleted|not every party"),
        transaction.atomic(),
    ):
        change(version)


def test_whoever_is_erased_leaves_the_agreement(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    speaker(group).delete()
    check_now()
    acceptance = Acceptance.objects.get(party=party_of(partnership, group))
    assert acceptance.by is None
    assert acceptance.version.proposed_by is None


def test_a_partnership_can_be_deleted_as_a_whole(group: Any, city: Any) -> None:
    partnership = amend(make_partnership(group, city), city, title="Other")
    partnership.delete()
    check_now()
    assert not AgreementVersion.objects.exists()


def test_an_acceptance_is_of_this_very_text(group: Any, city: Any) -> None:
    partnership = make_proposal(group, city)
    version = partnership.versions.get()
    other = make_proposal(make_listing(owner=UserFactory()), city)
    for party, read in (
        (party_of(partnership, city), "0" * 64),
        (party_of(other, city), version.content_hash),
    ):
        with pytest.raises(IntegrityError, match="no share in this text"), transaction.atomic():
            Acceptance.objects.create(version=version, party=party, content_hash=read)


def test_sent_back_it_is_written_on(group: Any, city: Any) -> None:
    partnership = make_proposal(group, city)
    with pytest.raises(NotYoursError):
        act("send_back", partnership, group, number=1, words="Mine")
    act("send_back", partnership, city, number=1, words="Ten rooms, please.")
    partnership.refresh_from_db()
    assert (partnership.state, partnership.proposal) == (State.DRAFTED, None)
    assert letters()[-1] == ("partnership_sent_back", speaker(group).email)
    # The words are the proposer's draft again, and the other may write one of its own.
    assert AgreementDraft.objects.get().party == party_of(partnership, group)
    write(partnership, city, title="Ten rooms")
    act("propose", partnership, city, after=1)
    act("accept", partnership, group, number=2)
    partnership.refresh_from_db()
    assert (partnership.state, partnership.title) == (State.ACTIVE, "Ten rooms")
    assert list(partnership.versions.values_list("number", flat=True)) == [2, 1]


def test_declined_it_is_over(group: Any, city: Any) -> None:
    partnership = make_proposal(group, city)
    for _ in range(2):
        act("decline", partnership, city, words="Not this year.")
    partnership.refresh_from_db()
    assert (partnership.state, partnership.proposal) == (State.NOT_AGREED, None)
    assert letters()[-1] == ("partnership_declined", speaker(group).email)
    assert [stem for stem, _ in letters()].count("partnership_declined") == 1
    for step, fields in (("accept", {"number": 1}), ("propose", {"after": 1})):
        with pytest.raises(NotPossibleError):
            act(step, partnership, city, **fields)


def test_the_old_text_stays_in_force_until_all_accept_the_new(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    amend(partnership, city, title="Morning classes")
    assert (partnership.state, partnership.title) == (State.ACTIVE, "Evening classes")
    assert in_force(partnership) == 1
    # One at a time; what the other has written is kept.
    write(partnership, group, title="Night classes")
    with pytest.raises(ProposalOpenError) as caught:
        act("propose", partnership, group, after=2)
    assert caught.value.number == 2
    act("accept", partnership, group, number=2)
    partnership.refresh_from_db()
    assert (partnership.title, in_force(partnership)) == ("Morning classes", 2)
    # Whoever compared her words with an older text looks again.
    with pytest.raises(TextMovedError):
        act("propose", partnership, group, after=1)
    act("propose", partnership, group, after=2)


def test_a_change_that_is_sent_back_changes_nothing(group: Any, city: Any) -> None:
    partnership = amend(make_partnership(group, city), city, title="Morning classes")
    act("send_back", partnership, group, number=2, words="No.")
    partnership.refresh_from_db()
    assert (partnership.state, partnership.title) == (State.ACTIVE, "Evening classes")
    assert in_force(partnership) == 1


def test_a_change_must_change_something(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    write(partnership, group)
    with pytest.raises(NothingChangedError):
        act("propose", partnership, group, after=1)


def test_a_new_party_comes_in_by_an_amendment(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    bank = make_partner(name="Bank", representative=UserFactory())
    act("add_party", partnership, group, listing=bank)
    assert standings(partnership) == ["joined", "joined", "named"]
    amend(partnership, group)
    assert standings(partnership) == ["joined", "joined", "invited"]
    act("accept", partnership, city, number=2)
    partnership.refresh_from_db()
    assert in_force(partnership) == 1
    act("accept", partnership, bank, number=2)
    partnership.refresh_from_db()
    check_now()
    assert in_force(partnership) == 2
    assert standings(partnership) == ["joined"] * 3


def test_a_party_whose_invitation_is_taken_back_is_told_no_more(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    bank = make_partner(name="Bank", representative=UserFactory())
    act("add_party", partnership, group, listing=bank)
    amend(partnership, group)
    act("accept", partnership, bank, number=2)
    act("send_back", partnership, city, number=2, words="No bank.")
    assert ("partnership_sent_back", speaker(bank).email) in letters()
    assert standings(partnership) == ["joined", "joined", "named"]
    with pytest.raises(PermissionDenied):
        act("accept", partnership, bank, number=2)


def test_parties_of_a_draft_come_and_go(group: Any, city: Any) -> None:
    bank = make_partner(name="Bank", representative=UserFactory())
    partnership = make_draft(group, city)
    for _ in range(2):
        act("add_party", partnership, group, listing=bank)
    draft = AgreementDraft.objects.get()
    assert [share.name for share in draft.text.shares] == ["Group", "City of X", "Bank"]
    act("remove_party", partnership, group, other_id=party_of(partnership, bank).pk)
    draft.refresh_from_db()
    assert [share.name for share in draft.text.shares] == ["Group", "City of X"]
    with pytest.raises(PermissionDenied):
        act("remove_party", partnership, group, other_id=party_of(partnership, group).pk)


def test_what_two_people_of_a_party_write_is_not_lost(group: Any, city: Any) -> None:
    partnership = make_draft(group, city)
    draft = AgreementDraft.objects.get()
    fields = {"text": replace(draft.text, title="Mine"), "revision": draft.revision}
    act("save_draft", partnership, group, **fields)
    with pytest.raises(DraftChangedError) as caught:
        act("save_draft", partnership, group, **fields)
    assert caught.value.text.title == "Mine"


def test_half_a_text_is_proposed_to_nobody(group: Any, city: Any) -> None:
    partnership = make_draft(group, city, goals=())
    with pytest.raises(IncompleteTextError) as caught:
        act("propose", partnership, group, after=0)
    assert caught.value.missing == ["goals"]
    assert letters() == []


def test_a_draft_that_nobody_knows_of_goes_without_a_trace(group: Any, city: Any) -> None:
    partnership = make_draft(group, city)
    assert act("discard_draft", partnership, group) is True
    assert not Partnership.objects.exists()
    partnership = make_partnership(group, city)
    write(partnership, group, title="Other")
    assert act("discard_draft", partnership, group) is False
    assert not AgreementDraft.objects.exists()


def test_a_state_that_a_group_hides_from_is_never_asked(city: Any) -> None:
    hiding = make_listing(
        owner=UserFactory(), audience=Audience.PARTNERS, hidden_from=["KE"], name="Hiding"
    )
    with pytest.raises(CannotMeetError):
        actions.start_partnership(own=hiding, others=[city], by=speaker(hiding))
    bank = make_partner(representative=UserFactory(), name="Bank")
    # Nor does a third party bring the two together.
    for others in ([hiding, city], [city, hiding]):
        with pytest.raises(CannotMeetError):
            actions.start_partnership(own=bank, others=others, by=speaker(bank))
    partnership = make_partnership(bank, city)
    with pytest.raises(CannotMeetError):
        act("add_party", partnership, bank, listing=hiding)


def test_who_asks_shows_itself_and_nobody_else(city: Any) -> None:
    shy = make_listing(owner=UserFactory(), audience=Audience.IOM, name="Shy")
    assert make_proposal(shy, city).state == State.PROPOSED
    bank = make_partner(representative=UserFactory())
    with pytest.raises(CannotMeetError):
        actions.start_partnership(own=bank, others=[shy, city], by=speaker(bank))


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_listing(owner=UserFactory(), status="draft"),
        lambda: make_listing(),
        lambda: make_partner(
            representative=UserFactory(), verification="pending", verified_at=None
        ),
    ],
)
def test_who_cannot_be_asked(make: Callable[[], Any], group: Any) -> None:
    with pytest.raises(CannotMeetError):
        actions.start_partnership(own=group, others=[make()], by=speaker(group))


def test_who_has_blocked_is_not_asked(group: Any, city: Any) -> None:
    MatchFeedback.objects.create(source_partner=city, target_organization=group, verdict="blocked")
    with pytest.raises(CannotMeetError):
        actions.start_partnership(own=group, others=[city], by=speaker(group))


def test_who_is_not_listed_asks_nobody(city: Any) -> None:
    group = make_listing(owner=UserFactory(), status="submitted")
    with pytest.raises(NotOpenError):
        actions.start_partnership(own=group, others=[city], by=speaker(group))


def test_nobody_asks_everybody(group: Any) -> None:
    bodies = [make_partner(representative=UserFactory()) for _ in range(NEW_A_DAY + 1)]
    for body in bodies[:-1]:
        make_proposal(group, body)
    partnership = make_draft(group, bodies[-1])
    with pytest.raises(TooManyProposalsError):
        act("propose", partnership, group, after=0)


def test_the_agreement_with_a_verified_body_speaks_for_the_group(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    row = Evidence.objects.get()
    assert (row.organization, row.kind, row.other) == (group, "partnership", None)
    # A badge names neither the other side nor the work.
    assert row.facts == str(partnership.agreed_at.year)
    accept_all(amend(partnership, city, title="Morning classes"), [group])
    assert Evidence.objects.count() == 1


@pytest.mark.django_db
def test_an_agreement_between_groups_is_no_evidence() -> None:
    make_partnership(make_listing(owner=UserFactory()), make_listing(owner=UserFactory()))
    assert not Evidence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_parties_at_once() -> None:
    """The last to accept brings the text into force, once; a withdrawal and it never both win."""
    group = make_listing(owner=UserFactory())
    bodies = [make_partner(representative=UserFactory()) for _ in range(3)]
    partnership = make_proposal(group, *bodies)
    barrier, errors = Barrier(len(bodies)), []

    def run(body: Any) -> None:
        try:
            barrier.wait(10)
            act("accept", partnership, body, number=1)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[body]) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    partnership.refresh_from_db()
    assert partnership.state == State.ACTIVE
    assert partnership.events.filter(kind="agreed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepting_while_it_is_withdrawn() -> None:
    group, body = make_listing(owner=UserFactory()), make_partner(representative=UserFactory())
    partnership = make_proposal(group, body)
    barrier, outcomes = Barrier(2), []

    def run(name: str, listing: Any) -> None:
        try:
            barrier.wait(10)
            act(name, partnership, listing, number=1)
            outcomes.append(name)
        except (NotPossibleError, NotProposedError):
            outcomes.append("late")
        finally:
            connections.close_all()

    threads = [
        Thread(target=run, args=["accept", body]),
        Thread(target=run, args=["withdraw", group]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    partnership.refresh_from_db()
    assert sorted(outcomes) in (["accept", "late"], ["late", "withdraw"])
    assert partnership.state == (State.ACTIVE if "accept" in outcomes else State.DRAFTED)
