"""Hosts for an informal group: three or more with their reasons, or why there are fewer."""

from typing import Any

from organizations.enums import Audience
from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.enums import Channel
from partnerships.host_rules import UNREGISTERED
from partnerships.models import HostAgreement
from partnerships.suggestions import Suggestion, Suggestions, own_listings

LEAST = 3

# Why a group has fewer than LEAST, beside the reasons for which it has no matches at all.
SOME_SET_ASIDE, FEW_OFFER, PARTNERS_ONLY = "some_set_aside", "few_offer", "partners_only"


def groups_to_host(viewer: Viewer) -> list[Organization]:
    """The viewer's own groups that a host could help."""
    return [
        row
        for row in own_listings(viewer)
        if isinstance(row, Organization) and row.legal_status in UNREGISTERED
    ]


class HostCandidates:
    """The possible hosts of one group that carries `with_opinions`, as one viewer may see them."""

    def __init__(self, group: Organization, viewer: Viewer) -> None:
        self.group, self.found = group, Suggestions(group, viewer)
        living = HostAgreement.objects.living().filter(group=group)
        self.agreements = dict(living.values_list("host_id", "uuid"))

    def told(self) -> list[tuple[Suggestion, Any]]:
        """Each candidate with its reasons, and the agreement with it where one lives."""
        pairs = self.found.on(Channel.HOST)
        return [
            (suggestion, self.agreements.get(suggestion.target.pk))
            for suggestion in self.found.told(pairs)
        ]

    @property
    def why_few(self) -> str:
        """A key of the page's explanations; empty where there are LEAST or more."""
        count = len(self.found.on(Channel.HOST))
        if count >= LEAST:
            return ""
        if self.group.audience == Audience.PARTNERS and not self.found.in_the_way:
            return PARTNERS_ONLY
        if not count:
            return self.found.why_nothing(Channel.HOST)
        return SOME_SET_ASIDE if Channel.HOST in self.found.set_aside_on else FEW_OFFER
