"""The sample's host agreements."""

import pytest

from organizations.models import Organization
from organizations.sample import load_organizations
from organizations.sample.chance import sample_uuid
from partnerships.host_workflow import Side, State
from partnerships.models import HostAgreement
from partnerships.sample_hosts import load_host_agreements

pytestmark = pytest.mark.django_db


def test_the_leader_has_one_that_holds_and_one_to_answer_once() -> None:
    load_organizations(60, seed=1)
    assert load_host_agreements(seed=1) == 2
    assert load_host_agreements(seed=1) == 0
    leader = Organization.objects.get(uuid=sample_uuid("organization", 1, 0))
    agreed, proposed = HostAgreement.objects.filter(group=leader).order_by("pk")
    assert (agreed.state, proposed.state) == (State.AGREED, State.PROPOSED)
    assert list(HostAgreement.objects.in_force()) == [agreed]
    assert proposed.terms.get().proposed_by_side == Side.HOST
    assert agreed.current is not None
    for text in (agreed.current.text, proposed.terms.get().text):
        assert "fictional" in text


def test_a_sample_without_hosts_has_none() -> None:
    load_organizations(1, seed=1)
    assert load_host_agreements(seed=1) == 0
