"""Leaving a partnership of three."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import Notification
from organizations.viewers import ANONYMOUS
from partnerships import actions
from partnerships.actions.agreements import starting_text
from partnerships.actions.partnerships import CannotMeetError
from partnerships.models import AgreementDraft, Partnership, PartnershipParty, Report
from partnerships.partnership_enums import PartnershipState as State
from partnerships.partnership_workflow import NotPossibleError
from partnerships.viewers import viewer_for
from partnerships.waiting import waiting_for
from tests.factories import UserFactory, make_listing, make_partner
from tests.factories.agreed import act, amend, make_partnership, party_of, speaker

pytestmark = pytest.mark.django_db
WHY = {"reason": "people", "words": "We move away."}


@pytest.fixture
def group() -> Any:
    return make_listing(name="Group", owner=UserFactory())


@pytest.fixture
def choir() -> Any:
    return make_listing(name="Choir", owner=UserFactory())


@pytest.fixture
def city() -> Any:
    return make_partner(name="City of X", representative=UserFactory())


@pytest.fixture
def partnership(group: Any, choir: Any, city: Any) -> Partnership:
    made = make_partnership(group, choir, city)
    Notification.objects.all().delete()
    return made


def fresh(partnership: Partnership) -> Partnership:
    return Partnership.objects.get(pk=partnership.pk)


def names(partnership: Partnership) -> set[str]:
    return {share.name for share in starting_text(fresh(partnership)).shares}


def sign_in(listing: Any) -> Client:
    client = Client()
    client.force_login(speaker(listing))
    return client


def test_who_leaves_is_out_at_once_and_the_work_rests(
    partnership: Partnership, group: Any, choir: Any, city: Any
) -> None:
    page = partnership.get_absolute_url()
    left = sign_in(choir)
    body = left.get(page).content.decode()
    assert "Leave the partnership" in body
    assert "nobody has to agree" in body
    # A reason is owed, in words.
    refused = left.post(f"{page}step/", {"step": "leave", "reason": "people", "words": ""})
    assert refused.status_code == 400
    done = left.post(f"{page}step/", {"step": "leave", **WHY})
    assert (done.status_code, done.url) == (302, "/partnerships/")
    now = fresh(partnership)
    assert (now.state, now.needs_new_text) == (State.SUSPENDED, True)
    party = party_of(partnership, choir)
    assert (party.standing, party.left_at is not None) == ("left", True)
    for address in ("", "results/", "text/", "versions/1/"):
        assert left.get(f"{page}{address}").status_code == 404
    rows = Notification.objects.filter(template__endswith="partnership_left")
    assert {row.recipient for row in rows} == {speaker(group), speaker(city)}
    assert rows[0].context["words"] == "We move away."
    stays = sign_in(group).get(page).content.decode()
    assert "Left the partnership" in stays
    assert "We move away." in stays
    assert "Agree to go on" not in stays
    assert [line.url for line in waiting_for(viewer_for(speaker(city)))] == [page]


def test_it_goes_on_once_all_who_stay_have_accepted_a_text_without_it(
    partnership: Partnership, group: Any, choir: Any, city: Any
) -> None:
    act("leave", partnership, choir, **WHY)
    for listing in (group, city):
        with pytest.raises(NotPossibleError):
            act("agree_to_resume", partnership, listing)
    assert names(partnership) == {"Group", "City of X"}
    draft = AgreementDraft.objects.get()
    assert {share.name for share in draft.text.shares} == {"Group", "City of X"}
    act("propose", partnership, draft.party.listing, after=1)
    assert fresh(partnership).state == State.SUSPENDED
    act("accept", partnership, city if draft.party.listing == group else group, number=2)
    now = fresh(partnership)
    assert (now.state, now.suspension, now.needs_new_text) == (State.ACTIVE, None, False)
    assert now.in_force is not None
    assert {share.name for share in now.in_force.text.shares} == {"Group", "City of X"}


def test_the_others_can_end_it_instead(partnership: Partnership, group: Any, choir: Any) -> None:
    act("leave", partnership, choir, **WHY)
    act("end_early", partnership, group, reason="people", words="Without them it makes no sense.")
    assert fresh(partnership).state == State.ENDED_EARLY


def test_of_two_nobody_leaves(group: Any, city: Any, choir: Any) -> None:
    two = make_partnership(group, city)
    with pytest.raises(NotPossibleError):
        act("leave", two, city, **WHY)
    three = make_partnership(group, choir, city)
    act("leave", three, choir, **WHY)
    with pytest.raises(NotPossibleError):
        act("leave", three, city, **WHY)
    assert party_of(three, city).standing == "joined"


def test_what_waits_for_answers_lapses_and_its_words_are_kept(
    partnership: Partnership, group: Any, choir: Any, city: Any
) -> None:
    amend(partnership, group, title="Other")
    act("leave", partnership, choir, **WHY)
    now = fresh(partnership)
    assert now.proposal is None
    draft = AgreementDraft.objects.get()
    assert (draft.party, draft.text.title) == (party_of(partnership, group), "Other")
    assert {share.name for share in draft.text.shares} == {"Group", "City of X"}


def test_a_pause_becomes_this_one(partnership: Partnership, group: Any, choir: Any) -> None:
    act("suspend", partnership, group, reason="money")
    act("agree_to_resume", partnership, group)
    act("leave", partnership, choir, **WHY)
    now = fresh(partnership)
    assert (now.needs_new_text, now.is_resuming) == (True, False)
    assert partnership.suspensions.filter(ended_at=None).count() == 1


def test_what_was_public_named_it_and_is_not_any_more(
    partnership: Partnership, group: Any, choir: Any, city: Any
) -> None:
    summary = act("propose_summary", partnership, group, words="We teach.")
    for listing in (choir, city):
        act("agree_to_summary", partnership, listing, summary_id=summary.pk)
    assert Partnership.objects.published_to(ANONYMOUS).exists()
    act("leave", partnership, choir, **WHY)
    assert not Partnership.objects.published_to(ANONYMOUS).exists()


def test_a_report_that_it_has_begun_is_left_to_the_others(
    partnership: Partnership, choir: Any
) -> None:
    report = partnership.reports.all()[0]
    Report.objects.filter(pk=report.pk).update(party=party_of(partnership, choir), done="We sang.")
    act("leave", partnership, choir, **WHY)
    report.refresh_from_db()
    assert (report.party, report.state, report.done) == (None, "open", "We sang.")


def test_it_may_be_asked_anew_once_a_text_holds_without_it(
    partnership: Partnership, group: Any, choir: Any, city: Any
) -> None:
    act("leave", partnership, choir, **WHY)
    with pytest.raises(CannotMeetError):
        act("add_party", partnership, group, listing=choir)
    draft = AgreementDraft.objects.get()
    act("propose", partnership, draft.party.listing, after=1)
    act("accept", partnership, city if draft.party.listing == group else group, number=2)
    act("add_party", partnership, group, listing=choir)
    assert party_of(partnership, choir).standing == "named"
    assert sign_in(choir).get(partnership.get_absolute_url()).status_code == 404
    write = AgreementDraft.objects.get(party=party_of(partnership, group))
    assert {share.name for share in write.text.shares} == {"Group", "Choir", "City of X"}


def test_nobody_else_makes_a_party_leave(partnership: Partnership, group: Any, choir: Any) -> None:
    page = f"{partnership.get_absolute_url()}step/"
    party = party_of(partnership, choir)
    asked = sign_in(group).post(page, {"step": "leave", "as": str(party.uuid), **WHY})
    assert asked.status_code == 404
    assert sign_in(make_listing(owner=UserFactory())).post(page, WHY).status_code == 404
    assert party_of(partnership, choir).standing == "joined"


@transaction.atomic
def activate(partnership: Partnership) -> None:
    Partnership.objects.filter(pk=partnership.pk).update(state="active", suspension=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_lets_nothing_be_active_with_a_text_that_names_who_left(
    partnership: Partnership, choir: Any
) -> None:
    act("leave", partnership, choir, **WHY)
    with pytest.raises(IntegrityError, match="not every party accepted"):
        activate(partnership)


def test_twice_is_once(partnership: Partnership, choir: Any) -> None:
    act("leave", partnership, choir, **WHY)
    with pytest.raises(PermissionDenied):
        actions.leave(
            partnership_id=partnership.pk,
            party_id=party_of(partnership, choir).pk,
            by=speaker(choir),
            **WHY,
        )
    assert PartnershipParty.objects.filter(standing="left").count() == 1
