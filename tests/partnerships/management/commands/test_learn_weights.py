"""The guarded step from feedback to proposed weights, and to a run that uses them."""

import json
from collections.abc import Callable
from io import StringIO

import numpy as np
import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from organizations.models import Organization
from partnerships.actions.learning import decide_on_weights
from partnerships.models import LearnedWeights, MatchFeedback, MatchRun, Partner
from tests.factories import StaffFactory, UserFactory, make_listing, make_partner
from tests.partnerships.reading import matches

Run = Callable[[], MatchRun]


def told(count: int, *, accepts: float = 0.5, reason: str = "work") -> None:
    """`count` decisions of groups on partners, for whom needs alone count."""
    rng = np.random.default_rng(1)
    groups = Organization.objects.unrecorded(because="arranged").bulk_create(
        Organization(name=f"G {i}", slug=f"g-{i}") for i in range(50)
    )
    bodies = Partner.objects.bulk_create(
        Partner(name=f"P {i}", slug=f"p-{i}", sector="private", type="bank")
        for i in range(-(-count // 50))
    )
    rows = []
    for number in range(count):
        relevant = number < accepts * count
        components = rng.random(7)
        components[3] = rng.uniform(0.4, 1.0) if relevant else rng.uniform(0.0, 0.6)
        rows.append(
            MatchFeedback(
                source_organization=groups[number % 50],
                target_partner=bodies[number // 50],
                verdict="relevant" if relevant else "not_relevant",
                reason="" if relevant else reason,
                channel="private",
                components=components.tolist(),
            )
        )
    MatchFeedback.objects.bulk_create(rows)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("learn_weights", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("count", "accepts", "words"),
    [
        (0, 0, "partners: 0 decisions, 0 of them accepts"),
        (499, 0.5, "partners: 499 decisions, 250 of them accepts"),
        (600, 0.1, "partners: 600 decisions, 60 of them accepts"),
    ],
)
def test_below_its_thresholds_it_refuses(count: int, accepts: float, words: str, db: None) -> None:
    told(count, accepts=accepts)
    with pytest.raises(CommandError, match=words):
        run()
    assert not LearnedWeights.objects.exists()


def test_what_says_nothing_of_the_fit_is_no_decision(db: None) -> None:
    told(600, reason="known")
    with pytest.raises(CommandError, match="partners: 300 decisions, 300 of them accepts"):
        run("--kind", "partners")


def test_it_proposes_and_deploys_nothing(run_matching: Run) -> None:
    told(800)
    text = run()
    proposal = LearnedWeights.objects.get()
    assert (proposal.version, proposal.kind, proposal.state) == (
        "partners-2",
        "partners",
        "proposed",
    )
    assert "partners: 800 decisions of 50 listings, 400 accepts" in text
    assert "partners-1  partners-2" in text
    assert "held-out AUC" in text
    assert "diaspora: nothing is learned. 0 decisions" in text
    assert proposal.weights.needs > 0.4
    assert proposal.figures["auc_after"] > proposal.figures["auc_before"]
    assert run_matching().weights_version == "partners-1/diaspora-1"


def test_json(db: None) -> None:
    told(800)
    found = json.loads(run("--json"))
    assert set(found["proposed"]) == {"partners"}
    assert found["proposed"]["partners"]["old"]["version"] == "partners-1"
    assert found["refused"]["diaspora"].startswith("0 decisions")
    assert json.loads(run("--json"))["proposed"]["partners"]["new"]["version"] == "partners-3"


def test_what_a_person_approved_is_used_by_the_next_run(run_matching: Run) -> None:
    leader = UserFactory()
    own = make_listing(name="Own group", owner=leader, needs=["funding"])
    make_partner(name="Company", offers=["funding"])
    first = run_matching()
    told(800)
    run()
    proposal = LearnedWeights.objects.get()
    decided = decide_on_weights(weights_id=proposal.pk, by=StaffFactory(), approve=True)
    assert (decided.state, decided.decided_by is not None) == ("approved", True)
    assert first.weights_version == "partners-1/diaspora-1"
    second = run_matching()
    assert second.weights_version == "partners-2/diaspora-1"
    [match] = [
        match for match in matches() if match.of.source_organization_id == own.pk
        and match.channel == "private"
    ]  # fmt: skip
    # What they offer is what the group needs, and they have said nothing of their own needs.
    assert match.components(proposal.weights)[3] == pytest.approx(0.5 * 2 / 3 + 0.5, abs=1e-6)
    client = Client()
    client.force_login(leader)
    page = client.get("/matches/?channel=private").content.decode()
    points = f"{100 * proposal.weights.needs:.0f} points"
    assert points in page
    assert (
        f">{100 * proposal.weights.needs:.0f}</td>" in client.get("/matches/how/").content.decode()
    )
    # Taken back, the run after it is as before.
    decide_on_weights(weights_id=proposal.pk, by=StaffFactory(), approve=False)
    assert run_matching().weights_version == "partners-1/diaspora-1"


@pytest.fixture
def proposal(db: None) -> LearnedWeights:
    return LearnedWeights.objects.create(
        kind="partners", version="partners-2", values=[0.22, 0.25, 0.18, 0.2, 0.08, 0.04, 0.03]
    )


def decides(user: User, proposal: LearnedWeights) -> str:
    client = Client()
    client.force_login(user)
    client.post(
        "/admin/partnerships/learnedweights/",
        {"action": "approve_selected", "_selected_action": [proposal.pk]},
    )
    proposal.refresh_from_db()
    return proposal.state


def test_only_staff_with_the_permission_decide(proposal: LearnedWeights) -> None:
    curator = UserFactory(is_staff=True)
    curator.user_permissions.add(Permission.objects.get(codename="view_learnedweights"))
    for person in (curator, UserFactory()):
        with pytest.raises(PermissionDenied):
            decide_on_weights(weights_id=proposal.pk, by=person, approve=True)
        assert decides(person, proposal) == "proposed"
    curator.user_permissions.add(Permission.objects.get(codename="approve_weights"))
    assert decides(User.objects.get(pk=curator.pk), proposal) == "approved"
    assert proposal.decided_by == curator
    assert proposal.decided_at is not None


def test_a_run_of_an_older_time_keeps_its_own_weights(
    proposal: LearnedWeights, run_matching: Run
) -> None:
    """Between two runs a list is scored with the weights of its run, whatever is approved."""
    from partnerships.actions.rescoring import rescore_listings
    from tests.partnerships.reading import rows

    own = make_listing(needs=["funding"])
    make_partner(offers=["funding"])
    run_matching()
    before = rows()
    LearnedWeights.objects.filter(pk=proposal.pk).update(values=[0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1])
    decide_on_weights(weights_id=proposal.pk, by=StaffFactory(), approve=True)
    rescore_listings(organization_ids=[own.pk])
    assert rows() == before
