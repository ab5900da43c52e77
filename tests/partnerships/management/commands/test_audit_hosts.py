"""Three hosts with reasons for every group that needs one, or why not: over the sample."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.enums import Audience
from organizations.models import Organization
from organizations.sample import load_organizations
from organizations.viewers import Viewer
from partnerships.host_rules import UNREGISTERED
from partnerships.host_search import LEAST, HostCandidates
from partnerships.models import MatchFeedback, MatchRun
from partnerships.opinions import with_opinions
from tests.factories.hosting import make_group, make_host

pytestmark = pytest.mark.django_db
Run = Callable[[], MatchRun]


def audit() -> dict[str, Any]:
    out = StringIO()
    call_command("audit_hosts", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_without_a_run_it_says_how_to_make_one() -> None:
    with pytest.raises(CommandError, match="rescore"):
        audit()


def test_over_the_sample_everybody_has_three_or_a_reason(run_matching: Run) -> None:
    load_organizations(120, seed=1)
    run_matching()
    found = audit()
    needing = Organization.objects.published().filter(legal_status__in=UNREGISTERED)
    assert found["groups"] == needing.count() > 40
    assert found["explained"] == found["groups"]
    assert found["unexplained"] == 0
    # Those that may be matched all have three; the others have chosen not to be.
    assert set(found["fewer"]) <= {"closed", "iom_only", "partners_only"}
    assert found["with_three_or_more"] == (
        needing.filter(
            is_open_to_matching=True, audience__in=(Audience.PUBLIC, Audience.MEMBERS)
        ).count()
    )


def test_the_page_says_the_same_of_each_group(run_matching: Run) -> None:
    load_organizations(60, seed=1)
    run_matching()
    rows = Organization.objects.published().filter(legal_status__in=UNREGISTERED).with_tags()
    enough = 0
    for group in with_opinions(rows):
        viewer = Viewer(user_id=1, is_member=True, organization_ids=frozenset({group.pk}))
        candidates = HostCandidates(group, viewer)
        told = candidates.told()
        assert all(any(r.found for r in suggestion.reasons) for suggestion, _ in told)
        assert (len(told) >= LEAST) is (candidates.why_few == "")
        enough += len(told) >= LEAST
    assert audit()["with_three_or_more"] == enough > 20


def test_each_reason_is_counted(run_matching: Run) -> None:
    groups = [make_group(name=f"Circle {n}") for n in range(5)]
    Organization.objects.unrecorded(because="a test").filter(pk=groups[1].pk).update(
        is_open_to_matching=False
    )
    Organization.objects.unrecorded(because="a test").filter(pk=groups[2].pk).update(audience="iom")
    Organization.objects.unrecorded(because="a test").filter(pk=groups[4].pk).update(
        audience="partners"
    )
    hosts = [make_host(name=f"Host {n}") for n in range(2)]
    MatchFeedback.objects.create(
        source_organization=groups[3], target_organization=hosts[0], verdict="hidden"
    )
    run_matching()
    found = audit()
    assert (found["groups"], found["with_three_or_more"]) == (5, 0)
    assert found["fewer"] == {
        "closed": 1, "few_offer": 1, "iom_only": 1, "partners_only": 1, "some_set_aside": 1,
    }  # fmt: skip
    assert found["unexplained"] == 0
