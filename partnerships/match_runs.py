"""Listings as the matching engine reads them: the one place between the ORM and its arrays.

Loads the compiled kernels, so only workers and commands import it.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from organizations import codebook
from organizations.enums import Audience
from organizations.models import Organization, Place
from partnerships.enums import PartnerSector
from partnerships.match_arrays import Flags, Ids, positions
from partnerships.match_people import eyes, refusals, same_people
from partnerships.matching.exposure import NO_LIMIT
from partnerships.matching.gate import Access, grant
from partnerships.matching.pool import Key, Pool, encode
from partnerships.matching.profiles import GROUP_KINDS, KINDS, Vocabulary
from partnerships.matching.statistics import PoolStatistics, measure
from partnerships.models import Partner
from partnerships.profiles import (
    can_host,
    needs_host,
    organization_profile,
    partner_profile,
    vocabulary,
)

# Who sees whom, by circle: a listing's audience, or PARTNER for a verified partner, which
# everyone sees. A group's own people are members of the portal, never verified partners.
CIRCLES = (Audience.PUBLIC, Audience.MEMBERS, Audience.PARTNERS, Audience.IOM)
PARTNER = len(CIRCLES)
SEEN_BY_GROUPS = (True, True, False, False, True)
SEEN_BY_PARTNERS = (True, True, True, False, True)
MEETS = np.array([SEEN_BY_GROUPS] * PARTNER + [SEEN_BY_PARTNERS])

LED_BY = {"youth": "is_youth_led", "women": "is_women_led", "refugees": "is_refugee_led"}

_TAGS = ("heritage", "residence", "works_in", "offer", "need", "language")
ORGANIZATION_COLUMNS = (
    *("pk", "uuid", "updated_at", "kind", "legal_status", "audience"),
    *("is_youth_led", "is_women_led", "is_refugee_led"),
    *("hidden_from", "is_open_to_matching", "matches_heritage_state", "open_to"),
    *("primary_sector_codes", "secondary_sector_codes", "made_of_codes", "serves_codes"),
    *(f"{tag}_codes" for tag in _TAGS),
)
PARTNER_COLUMNS = (
    *("pk", "uuid", "updated_at", "type", "sector", "accepts", "state_countries"),
    *("is_open_to_matching", "open_to", "sector_codes", "generation_codes"),
    *(f"{tag}_codes" for tag in _TAGS),
)


class Row(NamedTuple):
    """What a run needs of a listing beside its profile."""

    id: int
    changed_at: dt.datetime
    circle: int
    is_open: bool
    open_to: int
    needs_host: bool = False
    can_host: bool = False
    is_public_body: bool = False
    states: tuple[str, ...] = ()
    hidden_from: tuple[str, ...] = ()
    unmatched_states: tuple[str, ...] = ()
    # Counted after a run, never scored.
    led_by: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Side:
    """All organizations, or all partners, of a snapshot; ascending by id."""

    rows: tuple[Row, ...]
    pool: Pool

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def ids(self) -> Ids:
        return np.array([row.id for row in self.rows], np.int64)

    @cached_property
    def keys(self) -> dict[int, Key]:
        return dict(zip(self.ids.tolist(), self.pool.keys, strict=True))

    @cached_property
    def circle(self) -> npt.NDArray[np.int8]:
        return np.array([row.circle for row in self.rows], np.int8)

    @cached_property
    def public(self) -> Flags:
        """Seen by everyone."""
        return (self.circle == CIRCLES.index(Audience.PUBLIC)) | (self.circle == PARTNER)

    @cached_property
    def open_to(self) -> Ids:
        return np.array([row.open_to for row in self.rows], np.int64)

    @cached_property
    def grassroots(self) -> Flags:
        return self.pool.columns.kind == KINDS.index(GROUP_KINDS[0])

    def flags(self, name: str) -> Flags:
        return np.array([getattr(row, name) for row in self.rows], np.bool_)

    @property
    def everyone(self) -> Flags:
        return np.ones(len(self), np.bool_)

    def positions(self, ids: Ids) -> Ids:
        """Where these ids stand, -1 for those that are not here."""
        return positions(self.ids, ids)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The published listings and verified partners, and who must not meet."""

    organizations: Side
    partners: Side
    # Countries whose public bodies somebody of this listing works for: her eyes are its eyes.
    organization_states: dict[int, set[str]]
    partner_states: dict[int, set[str]]
    forbidden: frozenset[tuple[Key, Key]]
    set_aside: frozenset[tuple[Key, Key]]
    # The targets of each route, cut from the above when they are first asked for.
    cut: dict[tuple[str, bool], Any] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        return self.organizations.pool.vocabulary

    @cached_property
    def between_groups(self) -> Access:
        """The access of groups towards each other."""
        rows = self.organizations.rows
        return grant(
            self.organizations.pool,
            matchable=self.organizations.flags("is_open"),
            circle=self.organizations.circle,
            states=[self.organization_states.get(row.id, ()) for row in rows],
            hides_from=[row.hidden_from for row in rows],
        )

    @cached_property
    def towards_partners(self) -> Access:
        """The access of groups towards partners: heritage states need the group's opt-in."""
        rows = self.organizations.rows
        return grant(
            self.organizations.pool,
            matchable=self.organizations.flags("is_open"),
            circle=self.organizations.circle,
            states=[self.organization_states.get(row.id, ()) for row in rows],
            hides_from=[(*row.hidden_from, *row.unmatched_states) for row in rows],
        )

    @cached_property
    def of_partners(self) -> Access:
        rows = self.partners.rows
        return grant(
            self.partners.pool,
            matchable=self.partners.flags("is_open"),
            circle=self.partners.circle,
            states=[self.partner_states.get(row.id, row.states) for row in rows],
        )

    def statistics(self) -> PoolStatistics:
        """Counted over what everyone can see, so that nothing hidden moves a score."""
        both = Pool.concat([self.organizations.pool, self.partners.pool])
        return measure(both, np.concatenate([self.organizations.public, self.partners.public]))


_kept: tuple[Snapshot, int | None] | None = None


def snapshot_for(run_id: int) -> Snapshot:
    """The snapshot that this process scores a run's blocks with: read once a run.

    Processes may read at different moments. A listing that changes in between is found by its
    time of change when the run is over, and rescored.
    """
    global _kept
    if _kept is None or _kept[1] != run_id:
        _kept = (_read(_kept[0] if _kept else None), run_id)
    return _kept[0]


def snapshot_now() -> Snapshot:
    """The listings as they are; only those that changed since this process last looked are read."""
    global _kept
    snapshot = _read(_kept[0] if _kept else None)
    # A run that is being scored keeps its own snapshot until its next block asks again.
    _kept = (snapshot, None)
    return snapshot


def snapshot_of(organization_ids: Collection[int], partner_ids: Collection[int]) -> Snapshot:
    """These listings as they are, published or not: to look at single pairs."""
    codebook.forget()
    return _snapshot(
        _side(Organization.objects.filter(pk__in=organization_ids), _organizations, vocabulary()),
        _side(Partner.objects.filter(pk__in=partner_ids), _partners, vocabulary()),
    )


def _read(before: Snapshot | None) -> Snapshot:
    codebook.forget()
    words = vocabulary()
    organizations = _side(
        Organization.objects.published(), _organizations, words,
        before.organizations if before and before.vocabulary == words else None,
    )  # fmt: skip
    partners = _side(
        Partner.objects.verified(), _partners, words,
        before.partners if before and before.vocabulary == words else None,
    )  # fmt: skip
    return _snapshot(organizations, partners)


def _snapshot(organizations: Side, partners: Side) -> Snapshot:
    organization_states, partner_states = eyes()
    blocked, set_aside = refusals(organizations.keys, partners.keys)
    return Snapshot(
        organizations=organizations,
        partners=partners,
        organization_states=organization_states,
        partner_states=partner_states,
        forbidden=same_people(organizations.keys, partners.keys) | blocked,
        set_aside=set_aside,
    )


def _side(listings: Any, read: Any, words: Vocabulary, before: Side | None = None) -> Side:
    """Read `listings`, taking over from `before` the rows whose time of change is the same."""
    stamps = dict(listings.values_list("pk", "updated_at"))
    kept: list[int] = []
    if before is not None:
        kept = [i for i, row in enumerate(before.rows) if stamps.get(row.id) == row.changed_at]
    known = {before.rows[i].id for i in kept} if before else set()
    missing = [pk for pk in stamps if pk not in known]
    if before is not None and not missing and len(kept) == len(before):
        return before
    # A few are asked for by id; most of them are read in one sweep.
    wanted = listings if len(missing) == len(stamps) else listings.filter(pk__in=missing)
    rows, profiles = read(wanted.with_tags().order_by("pk"))
    pool = encode(profiles, words)
    if before is not None:
        rows = [before.rows[i] for i in kept] + rows
        pool = Pool.concat([before.pool.take(np.array(kept, np.int64)), pool])
    order = sorted(range(len(rows)), key=lambda i: rows[i].id)
    return Side(rows=tuple(rows[i] for i in order), pool=pool.take(np.array(order, np.int64)))


def _organizations(listings: Any) -> tuple[list[Row], list[Any]]:
    return read_organizations(listings.values_list(*ORGANIZATION_COLUMNS, named=True))


def _partners(partners: Any) -> tuple[list[Row], list[Any]]:
    return read_partners(partners.values_list(*PARTNER_COLUMNS, named=True))


def read_organizations(listings: Iterable[Any]) -> tuple[list[Row], list[Any]]:
    """Rows and profiles of listings that carry `with_tags`, or of rows with the same columns."""
    rows, profiles = [], []
    for listing in listings:
        profiles.append(organization_profile(listing))
        rows.append(
            Row(
                id=listing.pk,
                changed_at=listing.updated_at,
                circle=CIRCLES.index(listing.audience),
                is_open=listing.is_open_to_matching,
                open_to=listing.open_to or NO_LIMIT,
                needs_host=needs_host(listing),
                can_host=can_host(listing),
                hidden_from=tuple(listing.hidden_from),
                unmatched_states=()
                if listing.matches_heritage_state
                else _countries(tuple(listing.heritage_codes)),
                led_by=tuple(who for who, column in LED_BY.items() if getattr(listing, column)),
            )
        )
    return rows, profiles


def read_partners(partners: Iterable[Any]) -> tuple[list[Row], list[Any]]:
    rows, profiles = [], []
    for partner in partners:
        profiles.append(partner_profile(partner))
        rows.append(
            Row(
                id=partner.pk,
                changed_at=partner.updated_at,
                circle=PARTNER,
                is_open=partner.is_open_to_matching,
                open_to=partner.open_to or NO_LIMIT,
                is_public_body=partner.sector == PartnerSector.PUBLIC,
                states=tuple(partner.state_countries),
            )
        )
    return rows, profiles


@lru_cache(maxsize=4096)
def _countries(heritage: tuple[str, ...]) -> tuple[str, ...]:
    """The countries that may be meant: those inside a region, all of them where nothing is said."""
    inside = set().union(*(codebook.within(code) for code in heritage or ("001",)))
    places = codebook.entries(Place)
    return tuple(sorted(code for code in inside if places[code].level == Place.Level.COUNTRY))
