"""The sample's coalitions."""

import pytest

from organizations.models import Organization
from organizations.sample import load_organizations
from organizations.sample.chance import sample_uuid
from partnerships.coalition_rules import may_be_together
from partnerships.coalition_workflow import Say
from partnerships.models import Coalition
from partnerships.sample import load_partners
from partnerships.sample_coalitions import load_coalitions
from partnerships.sample_opportunities import load_opportunities

pytestmark = pytest.mark.django_db


def test_the_leader_leads_one_and_is_asked_into_another_once() -> None:
    load_organizations(120, seed=1)
    load_partners(2, seed=1)
    load_opportunities(seed=1)
    assert load_coalitions(seed=1) == 3
    assert load_coalitions(seed=1) == 0
    leader = Organization.objects.get(uuid=sample_uuid("organization", 1, 0))
    led, asked, proposed = (
        Coalition.objects.get(uuid=sample_uuid("coalition", 1, number)) for number in (1, 2, 0)
    )
    assert led.lead == leader
    assert led.members.filter(state=Say.AGREED).count() == 2
    assert asked.members.get(organization=leader).state == Say.ASKED
    assert (proposed.by_publisher, proposed.lead) == (True, None)
    for coalition in (led, asked, proposed):
        groups = list(coalition.members.values_list("organization", flat=True))
        assert may_be_together(coalition.opportunity, groups)


def test_a_sample_without_calls_has_none() -> None:
    load_organizations(1, seed=1)
    assert load_coalitions(seed=1) == 0
