"""Suspending, going on, ending early, looking back, completing; and what everybody may read."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from organizations.viewers import ANONYMOUS, Viewer
from partnerships import actions
from partnerships.match_people import already_partners
from partnerships.models import (
    AgreementDraft,
    Partnership,
    PublicSummary,
    Reflection,
    Representative,
)
from partnerships.partnership_enums import PartnershipState as State
from partnerships.partnership_workflow import (
    NotPossibleError,
    NotProposedError,
    SamePersonError,
    WaitingForError,
)
from tests.factories import UserFactory, make_listing, make_partner
from tests.factories.agreed import accept_all, act, amend, make_partnership, party_of, speaker

SAID = {"worked": "We met weekly.", "did_not": "Money came late.", "goals": "most", "again": "yes"}


@pytest.fixture
def group(db: None) -> Any:
    return make_listing(name="Group", owner=UserFactory())


@pytest.fixture
def city(db: None) -> Any:
    return make_partner(name="City of X", representative=UserFactory())


@pytest.fixture
def partnership(group: Any, city: Any) -> Partnership:
    made = make_partnership(group, city)
    Notification.objects.all().delete()
    return made


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.select_related("recipient").order_by("pk")
    return [(row.template.rpartition("/partnership_")[2], row.recipient.email) for row in rows]


def state_of(partnership: Partnership) -> str:
    partnership.refresh_from_db()
    return partnership.state


def test_one_suspends_and_all_go_on(partnership: Partnership, group: Any, city: Any) -> None:
    act("suspend", partnership, city, reason="money", words="From May on.")
    assert state_of(partnership) == State.SUSPENDED
    assert told() == [("suspended", speaker(group).email)]
    with pytest.raises(NotPossibleError):
        act("suspend", partnership, group, reason="money")
    for _ in range(2):
        act("agree_to_resume", partnership, city)
    assert state_of(partnership) == State.SUSPENDED
    act("agree_to_resume", partnership, group)
    assert state_of(partnership) == State.ACTIVE
    assert partnership.suspension is None
    assert partnership.events.filter(kind="resume_agreed").count() == 2
    # The next time it is asked anew.
    act("suspend", partnership, group, reason="people")
    act("agree_to_resume", partnership, group)
    assert state_of(partnership) == State.SUSPENDED


def test_nobody_goes_on_with_herself(partnership: Partnership, group: Any, city: Any) -> None:
    both = speaker(group)
    Representative.objects.create(partner=city, user=both)
    act("suspend", partnership, city, reason="money")
    act("agree_to_resume", partnership, group, by=both)
    with pytest.raises(SamePersonError):
        act("agree_to_resume", partnership, city, by=both)


def test_an_early_end_is_told_to_all(partnership: Partnership, group: Any, city: Any) -> None:
    amend(partnership, city, title="Other")
    Notification.objects.all().delete()
    for _ in range(2):
        act("end_early", partnership, group, reason="people", words="We moved.")
    assert state_of(partnership) == State.ENDED_EARLY
    assert told() == [("ended_early", speaker(city).email)]
    # What waited for answers does so no more; its words are kept.
    assert partnership.proposal is None
    assert AgreementDraft.objects.get().text.title == "Other"
    act("reflect", partnership, city, **SAID)
    assert Reflection.objects.count() == 1
    with pytest.raises(NotPossibleError):
        act("ask_to_close", partnership, group)


def test_it_is_completed_when_all_have_looked_back(
    partnership: Partnership, group: Any, city: Any
) -> None:
    with pytest.raises(NotPossibleError):
        act("reflect", partnership, group, **SAID)
    for _ in range(2):
        act("ask_to_close", partnership, group)
    assert partnership.events.filter(kind="closing_asked").count() == 1
    act("reflect", partnership, group, **SAID, helped=["trust"])
    with pytest.raises(WaitingForError) as caught:
        act("complete", partnership, group)
    assert caught.value.parties == (party_of(partnership, city).pk,)
    assert state_of(partnership) == State.ACTIVE
    act("reflect", partnership, city, **SAID)
    assert state_of(partnership) == State.COMPLETED
    assert partnership.ended_at is not None
    # What was said at the end stays said.
    act("reflect", partnership, city, **{**SAID, "worked": "Nothing."})
    assert Reflection.objects.get(party=party_of(partnership, city)).worked == "We met weekly."
    assert act("complete", partnership, city).state == State.COMPLETED


def test_after_the_day_one_party_completes_it(
    partnership: Partnership, group: Any, city: Any
) -> None:
    act("ask_to_close", partnership, group)
    Partnership.objects.update(closing_due=timezone.localdate() - timedelta(days=1))
    act("complete", partnership, group)
    assert state_of(partnership) == State.COMPLETED


def test_what_is_not_finished_goes_on(partnership: Partnership, group: Any, city: Any) -> None:
    act("ask_to_close", partnership, group)
    act("put_off_closing", partnership, city, words="One course is left.")
    partnership.refresh_from_db()
    assert (partnership.state, partnership.closing_due) == (State.ACTIVE, None)
    with pytest.raises(NotPossibleError):
        act("complete", partnership, group)


def test_who_is_only_invited_steers_nothing(
    partnership: Partnership, group: Any, city: Any
) -> None:
    bank = make_partner(representative=UserFactory())
    act("add_party", partnership, group, listing=bank)
    amend(partnership, group)
    for step, fields in (
        ("suspend", {"reason": "money"}),
        ("end_early", {"reason": "money", "words": "No."}),
        ("ask_to_close", {}),
    ):
        with pytest.raises(NotPossibleError):
            act(step, partnership, bank, **fields)
    with pytest.raises(NotPossibleError):
        act("propose_summary", partnership, bank, words="We do.")


def test_a_summary_is_public_while_all_agree(
    partnership: Partnership, group: Any, city: Any
) -> None:
    for _ in range(2):
        act("propose_summary", partnership, group, words="We teach.")
    summary = PublicSummary.objects.get()
    shown = Partnership.objects.published_to(ANONYMOUS)
    assert not shown.exists()
    with pytest.raises(NotProposedError):
        act("agree_to_summary", partnership, city, summary_id=summary.pk + 1)
    for _ in range(2):
        act("agree_to_summary", partnership, city, summary_id=summary.pk)
    assert shown.get() == partnership
    assert [stem for stem, _ in told()] == ["summary_proposed", "published", "published"]
    # New words are not public before all agree to them, too.
    act("propose_summary", partnership, city, words="We teach much.")
    assert shown.get().summary == summary
    act("take_back_summary", partnership, group)
    assert not shown.exists()
    with pytest.raises(NotProposedError):
        act("agree_to_summary", partnership, group, summary_id=summary.pk)


def test_nobody_publishes_with_herself(partnership: Partnership, group: Any, city: Any) -> None:
    both = speaker(group)
    Representative.objects.create(partner=city, user=both)
    act("propose_summary", partnership, group, words="We teach.", by=both)
    summary = PublicSummary.objects.get()
    with pytest.raises(SamePersonError):
        act("agree_to_summary", partnership, city, summary_id=summary.pk, by=both)


def test_a_new_party_has_not_agreed_to_the_old_summary(
    partnership: Partnership, group: Any, city: Any
) -> None:
    act("propose_summary", partnership, group, words="We teach.")
    act("agree_to_summary", partnership, city, summary_id=PublicSummary.objects.get().pk)
    bank = make_partner(representative=UserFactory())
    act("add_party", partnership, group, listing=bank)
    accept_all(amend(partnership, group), [city, bank])
    assert not Partnership.objects.published_to(ANONYMOUS).exists()


def test_one_hidden_party_hides_the_public_partnership(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    act("propose_summary", partnership, group, words="We teach.")
    act("agree_to_summary", partnership, city, summary_id=PublicSummary.objects.get().pk)
    group.audience, group.hidden_from = "members", ["KE"]
    group.save()
    for viewer, sees in (
        (ANONYMOUS, False),
        (Viewer(user_id=1, is_member=True), True),
        (Viewer(user_id=1, is_member=True, state_countries=frozenset({"KE"})), False),
    ):
        assert Partnership.objects.published_to(viewer).exists() is sees


def test_partners_are_not_suggested_to_each_other_while_they_work(
    partnership: Partnership, group: Any, city: Any
) -> None:
    assert already_partners() == {(group.pk, -city.pk)}
    act("end_early", partnership, group, reason="people", words="We moved.")
    assert already_partners() == frozenset()
    assert actions.start_partnership(own=group, others=[city], by=speaker(group)) != partnership
