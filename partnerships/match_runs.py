"""Who may be matched with whom in a run: its listings, and the people behind them.

Loads the compiled kernels, so only workers and commands import it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from organizations import codebook
from organizations.models import Organization
from partnerships.match_arrays import Ids
from partnerships.match_listings import (
    ORGANIZATION_COLUMNS,
    PARTNER_COLUMNS,
    read_organizations,
    read_partners,
    rows_of,
)
from partnerships.match_marks import count_marked, left, marked, read_now
from partnerships.match_people import already_partners, eyes, refusals, same_people
from partnerships.match_sides import Side, Words, spread
from partnerships.matching.gate import NO_OWNER, Access
from partnerships.matching.pool import Pool
from partnerships.matching.profiles import Vocabulary
from partnerships.matching.statistics import PoolStatistics, measure
from partnerships.models import MatchRun, Partner
from partnerships.profiles import vocabulary

NOBODY: Ids = np.zeros(0, np.int64)
# With more changed listings than this, what was sorted is sorted anew.
MOST_MOVED = 1_000


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The published listings and verified partners, and who must not meet."""

    organizations: Side
    partners: Side
    # Countries whose public bodies somebody of this listing works for: her eyes are its eyes.
    organization_states: Mapping[int, set[str]]
    partner_states: Mapping[int, set[str]]
    forbidden: frozenset[tuple[int, int]]
    set_aside: frozenset[tuple[int, int]]
    # The targets of each route, cut from the above when they are first asked for.
    cut: dict[Any, Any] = field(default_factory=dict)
    # What has been cut and sorted already, and the organizations and partners that are others by
    # now: sorting a hundred thousand listings takes longer than all the rest of an edit.
    base: "Snapshot | None" = None
    moved: tuple[Ids, Ids] = (NOBODY, NOBODY)

    @property
    def vocabulary(self) -> Vocabulary:
        return self.organizations.pool.vocabulary

    @cached_property
    def between_groups(self) -> Access:
        """The access of groups towards each other."""
        groups = self.organizations
        return self._access(groups, self.organization_states, groups.hidden_from)

    @cached_property
    def towards_partners(self) -> Access:
        """The access of groups towards partners: heritage states need the group's opt-in."""
        groups = self.organizations
        return replace(self.between_groups, hides_from=groups.hidden_from | groups.unmatched)

    @cached_property
    def of_partners(self) -> Access:
        return self._access(self.partners, self.partner_states, self.partners.hidden_from)

    def _access(self, side: Side, people: Mapping[int, set[str]], hides_from: Words) -> Access:
        states = side.states.copy()
        rows, bits = spread(side, self.vocabulary, people)
        states[rows] = bits
        return Access(
            matchable=side.flags("is_open"),
            circle=side.circle,
            states=states,
            hides_from=hides_from,
            owner=np.full(len(side), NO_OWNER, np.int64),
        )

    def statistics(self) -> PoolStatistics:
        """Counted over what everyone can see, so that nothing hidden moves a score."""
        both = Pool.concat([self.organizations.pool, self.partners.pool])
        return measure(both, np.concatenate([self.organizations.public, self.partners.public]))


def snapshot_now() -> Snapshot:
    """The listings as they are."""
    codebook.forget()
    return snapshot(read_now(vocabulary()))


def snapshot_of(organization_ids: Collection[int], partner_ids: Collection[int]) -> Snapshot:
    """These listings as they are, published or not: to look at single pairs."""
    codebook.forget()
    words = vocabulary()
    groups = Organization.objects.filter(pk__in=organization_ids)
    bodies = Partner.objects.filter(pk__in=partner_ids)
    return snapshot(
        (
            read_organizations(rows_of(groups, ORGANIZATION_COLUMNS), words),
            read_partners(rows_of(bodies, PARTNER_COLUMNS), words),
        )
    )


def snapshot(sides: tuple[Side, Side]) -> Snapshot:
    """These listings, with the people behind them as they are."""
    organizations, partners = sides
    organization_states, partner_states = eyes()
    blocked, set_aside = refusals()
    return Snapshot(
        organizations=organizations,
        partners=partners,
        organization_states=organization_states,
        partner_states=partner_states,
        forbidden=same_people() | already_partners() | blocked,
        set_aside=set_aside,
    )


# What this process has last read, of one run: (run, edit, listings). A worker scores block after
# block of a run, and then one changed listing after the other.
_kept: tuple[int, int, Snapshot] | None = None


def keep(run: MatchRun, listings: Snapshot) -> None:
    """Remember the listings of a run as they are after its last edit."""
    global _kept
    _kept = (run.pk, run.edits, listings)


def snapshot_for(run: MatchRun) -> Snapshot:
    """What a run scores, or has scored: read once, and afterwards what was stored anew."""
    found = None
    if _kept is not None and _kept[0] == run.pk and _kept[1] <= run.edits:
        _, edit, found = _kept
        if edit < run.edits:
            after = marked(run, found.vocabulary, since=edit)
            found = renewed(found, after, left(run, since=edit))
    # What was erased altogether left no row behind that says so.
    if found is None or count_marked(run) != (len(found.organizations), len(found.partners)):
        codebook.forget()
        found = snapshot(marked(run, vocabulary()))
    keep(run, found)
    return found


def renewed(before: Snapshot, after: tuple[Side, Side], ids: tuple[Ids, Ids]) -> Snapshot:
    """With the listings of these ids as they are in `after`, or gone."""
    organizations, partners = (
        side.renewed(changed, new) if changed.size else side
        for side, new, changed in zip(
            (before.organizations, before.partners), after, ids, strict=True
        )
    )
    now, base = snapshot((organizations, partners)), before.base or before
    moved = np.union1d(before.moved[0], ids[0]), np.union1d(before.moved[1], ids[1])
    # Who works for which state decides about all of a listing's pairs.
    same_eyes = (now.organization_states, now.partner_states) == (
        base.organization_states,
        base.partner_states,
    )
    if moved[0].size + moved[1].size > MOST_MOVED or not same_eyes:
        return now
    return replace(now, base=base, moved=moved)
