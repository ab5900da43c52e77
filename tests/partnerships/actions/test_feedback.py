"""What is said of a suggestion: kept, obeyed by the engine, taken back."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from organizations.models import Membership, Organization
from partnerships.actions import feedback, give_feedback, take_back_feedback
from partnerships.actions.rescoring import rescore_listings
from partnerships.actions.runs import stale_listings
from partnerships.enums import SETS_ASIDE, Verdict
from partnerships.models import MatchFeedback, MatchRun, Partner
from tests.factories import UserFactory, make_listing, make_partner
from tests.partnerships.reading import pairs, rows

Run = Callable[[], MatchRun]


@pytest.fixture
def leader(db: None) -> User:
    return UserFactory()


@pytest.fixture
def own(leader: User) -> Organization:
    return make_listing(name="A", owner=leader)


def test_a_second_word_replaces_the_first(own: Organization, leader: User) -> None:
    body = make_partner()
    give_feedback(
        source=own, target=body, by=leader, verdict=Verdict.NOT_RELEVANT, reason="work",
        words="Not us", channel="private", components=[0.5] * 7, weights_version="partners-1",
    )  # fmt: skip
    said = MatchFeedback.objects.get()
    assert (said.source_organization, said.target_partner, said.by) == (own, body, leader)
    assert (said.verdict, said.reason, said.words) == ("not_relevant", "work", "Not us")
    assert (said.channel, said.components, said.weights_version) == (
        "private", [0.5] * 7, "partners-1",
    )  # fmt: skip
    give_feedback(
        source=own, target=body, by=leader, verdict=Verdict.RELEVANT, reason="work", words="Yes"
    )
    said = MatchFeedback.objects.get()
    # Only "not relevant" has a because.
    assert (said.verdict, said.reason, said.words) == ("relevant", "", "")


def test_a_partner_speaks_through_its_representative(leader: User) -> None:
    body, group = make_partner(representative=leader), make_listing()
    give_feedback(source=body, target=group, by=leader, verdict=Verdict.HIDDEN)
    said = MatchFeedback.objects.get()
    assert (said.source_partner, said.target_organization) == (body, group)


def test_nobody_speaks_for_others(own: Organization) -> None:
    stranger, body = UserFactory(), make_partner()
    for source, target in ((own, body), (body, own)):
        with pytest.raises(PermissionDenied):
            give_feedback(source=source, target=target, by=stranger, verdict=Verdict.BLOCKED)
        with pytest.raises(PermissionDenied):
            take_back_feedback(source=source, target=target, by=stranger)
    assert not MatchFeedback.objects.exists()


@pytest.mark.parametrize(
    ("verdicts", "nudges"),
    [
        ([Verdict.RELEVANT], 0),
        ([Verdict.HIDDEN], 1),
        ([Verdict.HIDDEN, Verdict.NOT_RELEVANT], 1),
        ([Verdict.NOT_RELEVANT, Verdict.BLOCKED], 2),
        ([Verdict.BLOCKED, Verdict.RELEVANT], 2),
    ],
)
def test_the_engine_is_asked_only_where_the_gate_has_changed(
    verdicts: list[Verdict],
    nudges: int,
    own: Organization,
    leader: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    asked: list[dict[str, list[int]]] = []
    monkeypatch.setattr(feedback, "nudge_rescoring", lambda **ids: asked.append(ids))
    body = make_partner()
    for verdict in verdicts:
        with django_capture_on_commit_callbacks(execute=True):
            give_feedback(source=own, target=body, by=leader, verdict=verdict)
    assert asked == [{"organization_ids": [own.pk]}] * nudges


def test_a_lost_nudge_is_found_by_the_sweep(
    own: Organization, leader: User, run_matching: Run
) -> None:
    other = make_listing(name="B")
    run = run_matching()
    give_feedback(source=own, target=other, by=leader, verdict=Verdict.BLOCKED)
    assert stale_listings(run) == ([own.pk], [])
    rescore_listings(organization_ids=[own.pk])
    take_back_feedback(source=own, target=other, by=leader)
    assert stale_listings(run) == ([own.pk], [])


def touched(source: Organization | Partner) -> dict[str, list[int]]:
    if isinstance(source, Partner):
        return {"organization_ids": [], "partner_ids": [source.pk]}
    return {"organization_ids": [source.pk], "partner_ids": []}


@pytest.mark.parametrize("from_partner", [True, False])
@pytest.mark.parametrize("verdict", SETS_ASIDE)
def test_the_engine_obeys_in_full_runs_and_between_them(
    verdict: Verdict, from_partner: bool, own: Organization, leader: User, run_matching: Run
) -> None:
    make_listing(name="B")
    body = make_partner(name="Company", representative=UserFactory())
    everybody = {
        ("diaspora", "A", "B"), ("diaspora", "B", "A"), ("private", "A", "Company"),
        ("private", "B", "Company"), ("diaspora", "Company", "A"), ("diaspora", "Company", "B"),
    }  # fmt: skip
    run_matching()
    assert pairs() == everybody
    representative = body.representatives.get().user
    if from_partner:
        source, target, by = body, own, representative
        gone = {("diaspora", "Company", "A")}
        also = {("private", "A", "Company")}
    else:
        source, target, by = own, body, leader
        gone = {("private", "A", "Company")}
        also = {("diaspora", "Company", "A")}
    if verdict == Verdict.BLOCKED:
        gone |= also
    give_feedback(source=source, target=target, by=by, verdict=verdict)
    rescore_listings(**touched(source))
    assert pairs() == everybody - gone
    between = rows()
    rescore_listings(
        organization_ids=Organization.objects.values_list("pk", flat=True),
        partner_ids=Partner.objects.values_list("pk", flat=True),
    )
    assert rows() == between
    run_matching()
    assert pairs() == everybody - gone
    take_back_feedback(source=source, target=target, by=by)
    rescore_listings(**touched(source))
    assert pairs() == everybody


def test_whoever_was_behind_moves_up(own: Organization, leader: User, run_matching: Run) -> None:
    for number in range(21):
        make_listing(name=f"Group {number}")
    run_matching()
    shown = {other for channel, group, other in pairs() if (channel, group) == ("diaspora", "A")}
    assert len(shown) == 20
    hidden = Organization.objects.get(name=min(shown))
    give_feedback(source=own, target=hidden, by=leader, verdict=Verdict.HIDDEN)
    rescore_listings(organization_ids=[own.pk])
    now = {other for channel, group, other in pairs() if (channel, group) == ("diaspora", "A")}
    assert len(now) == 20
    assert shown - now == {hidden.name}


def test_it_goes_with_either_listing(own: Organization, leader: User) -> None:
    bodies = [make_partner(), make_partner()]
    for body in bodies:
        give_feedback(source=own, target=body, by=leader, verdict=Verdict.HIDDEN)
    bodies[0].delete()
    assert MatchFeedback.objects.get().target_partner == bodies[1]
    own.delete()
    assert not MatchFeedback.objects.exists()


def test_it_stays_when_the_person_leaves(own: Organization, leader: User) -> None:
    editor = UserFactory()
    Membership.objects.create(organization=own, user=editor)
    give_feedback(source=own, target=make_partner(), by=editor, verdict=Verdict.BLOCKED)
    editor.delete()
    assert MatchFeedback.objects.get().by is None


def test_taking_back_what_was_never_said_changes_nothing(own: Organization, leader: User) -> None:
    before = own.updated_at
    assert take_back_feedback(source=own, target=make_partner(), by=leader) is False
    own.refresh_from_db()
    assert own.updated_at == before
