"""Which other groups come to a session, and why they might talk; for those only who asked for it.

Both sides have said so with their registrations. What keeps two groups apart elsewhere does so here
as well, both ways: audiences, states that one of them hides from, what they said of each other.
Loads the compiled kernels: import it where it is used.
"""

from dataclasses import dataclass
from typing import Any

from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.coalition_rules import SEEN_BY_GROUPS
from partnerships.enums import Channel, RunState
from partnerships.match_routes import routes_of
from partnerships.matching.statistics import PoolStatistics
from partnerships.models import MatchRun
from partnerships.opinions import Opinions, people_states, with_opinions
from partnerships.opportunity_matches import Fit, described
from partnerships.profiles import organization_profile
from sessions_archive.models import ExchangeSession, SessionRegistration

# Of more, the first by name are looked at.
MOST = 200


@dataclass(frozen=True, slots=True)
class Others:
    """The other groups with their reasons, best first; without reasons by name."""

    groups: list[Organization]
    fits: list[Fit] | None


def others_at(session: ExchangeSession, subject: Organization, viewer: Viewer) -> Others:
    """Return the groups that `subject`, which carries `with_opinions`, may meet at a session.

    In the eyes of `viewer`, somebody of the group.
    """
    groups = _who_may_meet(session, subject, viewer)
    run = MatchRun.objects.filter(state=RunState.CURRENT).first()
    if run is None:
        return Others(groups, None)
    route = next(
        route
        for route in routes_of(run)
        if route.channel == Channel.DIASPORA and not route.from_partners
    )
    fits = described(
        subject,
        organization_profile(subject),
        groups,
        route.weights,
        PoolStatistics.from_json(run.statistics),
    )
    return Others(groups, sorted(fits, key=lambda fit: (-fit.value, fit.target.name)))


def _who_may_meet(
    session: ExchangeSession, subject: Organization, viewer: Viewer
) -> list[Organization]:
    if subject.audience not in SEEN_BY_GROUPS:
        return []
    coming = SessionRegistration.objects.meeting().filter(session=session)
    found: Any = (
        Organization.objects.visible_to(viewer)
        .published()
        .filter(pk__in=coming.values("organization"), audience__in=SEEN_BY_GROUPS)
        .exclude(pk=subject.pk)
        .with_tags()
        .order_by("name", "pk")
    )
    closed = {number for is_partner, number in Opinions(subject).closed if not is_partner}
    own_states, hides_from = people_states(subject), set(subject.hidden_from)
    return [
        group
        for group in with_opinions(found)[:MOST]
        if group.pk not in closed
        and not own_states & set(group.hidden_from)
        and not people_states(group) & hides_from
    ]
