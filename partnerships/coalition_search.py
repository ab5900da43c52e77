"""Which groups could answer a call together, in one reader's eyes, and who covers what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone

from organizations import codebook
from organizations.enums import LegalStatus
from organizations.models import Organization, Sector
from organizations.models.queries import OrganizationQuerySet
from organizations.viewers import Viewer
from partnerships.coalition_cover import Bools, Problem, Solution, explain, smallest_sets
from partnerships.coalition_needs import PLACES, Facet, Requirement, coverage, requirements
from partnerships.coalition_rules import SEEN_BY_GROUPS, blocks_among, set_aside_by
from partnerships.models import HostAgreement, Opportunity
from partnerships.official_states import OF_GROUP, states_of_people
from partnerships.opportunity_enums import OpportunityAudience, Registration
from partnerships.opportunity_rules import publisher_eyes

MOST_CANDIDATES = 4_000
KIND, REGISTERED, HOSTED = "kind", "registered", "hosted"


@dataclass(frozen=True, slots=True)
class Seat:
    """One group of a proposed set: what it covers, and what nobody else of the set does."""

    group: Organization
    covers: list[Requirement]
    alone: list[Requirement]
    is_member: bool


@dataclass(frozen=True, slots=True)
class Proposals:
    """The smallest sets that were found; `missing` is what no group covers."""

    wanted: list[Requirement]
    missing: list[Requirement]
    sets: list[list[Seat]]
    candidates: int
    looked_at_all: bool
    solution: Solution | None


def propose(
    opportunity: Opportunity,
    viewer: Viewer,
    members: Sequence[Organization] = (),
    without: Iterable[int] = (),
) -> Proposals:
    """Propose sets for a call that carries `with_tags`.

    `members`, read through `as_members`, are in each set; the first of them is who asks. The ids
    `without` are in none: those that have said no.
    """
    wanted = requirements(_asked(opportunity))
    if not wanted:
        return Proposals([], [], [], 0, True, None)
    found = _candidates(opportunity, viewer, members, wanted).exclude(pk__in=list(without))
    pool = list(found[: MOST_CANDIDATES + 1])
    looked_at_all = len(pool) <= MOST_CANDIDATES
    groups: list[Any] = [*members, *pool[:MOST_CANDIDATES]]
    states = {group.pk: frozenset(group.people_states) for group in groups if group.people_states}
    hiding = _publisher_hides_from(opportunity)
    groups = [
        group
        for n, group in enumerate(groups)
        if n < len(members) or not states.get(group.pk, frozenset()) & hiding
    ]
    covers = _coverage(opportunity, wanted, groups)
    solution = smallest_sets(
        Problem(
            covers=covers,
            keys=[str(group.uuid) for group in groups],
            rotation=_key(opportunity).encode(),
            members=range(len(members)),
            apart=_apart(groups, states),
        )
    )
    return Proposals(
        wanted=wanted,
        missing=[wanted[n] for n in solution.impossible],
        sets=[_seats(groups, covers, one, wanted, len(members)) for one in solution.sets],
        candidates=len(groups) - len(members),
        looked_at_all=looked_at_all,
        solution=solution,
    )


def as_members(groups: OrganizationQuerySet) -> OrganizationQuerySet:
    """Annotate groups with all that a call may ask of them, in their one query.

    Beside their tags: whether a host acts for them now, and for which states their people act.
    """
    hosted = HostAgreement.objects.in_force().filter(group=OuterRef("pk"))
    return groups.with_tags().annotate(
        is_hosted=Exists(hosted), people_states=states_of_people(OF_GROUP, "pk")
    )


def covered(
    opportunity: Opportunity, groups: Sequence[Organization]
) -> tuple[list[Requirement], list[list[Requirement]]]:
    """Return what none of these groups covers, and what each does.

    The call carries `with_tags`, the groups are read through `as_members`.
    """
    wanted = requirements(_asked(opportunity))
    covers = _coverage(opportunity, wanted, groups)
    there = [bool(column.any()) for column in covers.T]
    missing = [wanted[n] for n in range(len(wanted)) if not there[n]]
    return missing, [[wanted[n] for n in range(len(wanted)) if row[n]] for row in covers]


def _asked(opportunity: Opportunity) -> dict[Facet, list[str]]:
    conditions = [KIND] if opportunity.kinds else []
    if opportunity.registration != Registration.NOT_NEEDED:
        is_strict = opportunity.registration == Registration.NEEDED
        conditions.append(REGISTERED if is_strict else HOSTED)
    return {
        Facet.SECTOR: opportunity.sector_codes,
        Facet.HERITAGE: opportunity.heritage_codes,
        Facet.RESIDENCE: opportunity.residence_codes,
        Facet.WORKS_IN: opportunity.works_in_codes,
        Facet.GENERATION: opportunity.generation_codes,
        Facet.LANGUAGE: opportunity.language_codes,
        Facet.CONDITION: conditions,
    }


def _candidates(
    opportunity: Opportunity,
    viewer: Viewer,
    members: Sequence[Organization],
    wanted: Sequence[Requirement],
) -> OrganizationQuerySet:
    """Groups that cover something and that everybody concerned may see, in the day's order."""
    found = (
        Organization.objects.visible_to(viewer)
        .visible_to(publisher_eyes(opportunity))
        .published()
        .filter(_covers_something(wanted), audience__in=SEEN_BY_GROUPS, is_open_to_matching=True)
        .exclude(pk__in=[group.pk for group in members])
    )
    if opportunity.organization_id:
        found = found.exclude(pk=opportunity.organization_id)
    if members:
        found = found.exclude(set_aside_by(members[0].pk))
    if opportunity.audience == OpportunityAudience.INVITED:
        found = found.filter(pk__in=opportunity.invitations.values("organization"))
    drawn = MD5(Concat(Cast("uuid", CharField()), Value(_key(opportunity))))
    return as_members(found).order_by(drawn, "pk")


def _covers_something(wanted: Sequence[Requirement]) -> Q:
    """Whatever a group names that could cover a requirement; the rest is left to the coverage."""
    asked = {facet: [r.code for r in wanted if r.facet == facet] for facet in Facet}
    places = {code for facet in PLACES for place in asked[facet] for code in codebook.within(place)}
    sectors = {code for sector in asked[Facet.SECTOR] for code in _sectors_within(sector)}
    links = {
        "sector_links": ("sector", sectors),
        "place_links": ("place", places),
        "generation_links": ("generation", asked[Facet.GENERATION]),
    }
    found = Q()
    for relation, (column, codes) in links.items():
        if codes:
            rows: Any = Organization._meta.get_field(relation).related_model
            mine = rows._default_manager.filter(organization=OuterRef("pk"))
            found |= Q(Exists(mine.filter(**{f"{column}__in": codes})))
    if asked[Facet.LANGUAGE]:
        spoken = Organization.languages.through._default_manager.filter(
            organization=OuterRef("pk"), language__in=asked[Facet.LANGUAGE]
        )
        found |= Q(Exists(spoken))
    if asked[Facet.CONDITION]:
        found |= Q(legal_status=LegalStatus.REGISTERED)
    return found


def _coverage(
    opportunity: Opportunity, wanted: Sequence[Requirement], groups: Sequence[Organization]
) -> Bools:
    said = [_said(group, opportunity) for group in groups]
    return coverage(
        wanted,
        said,
        sectors=_sectors_within,
        places=lambda code: frozenset(codebook.within(code)),
    )


def _said(group: Any, opportunity: Opportunity) -> Mapping[Facet, Iterable[str]]:
    """What a group says of itself, and an agreement of it."""
    is_registered = group.legal_status == LegalStatus.REGISTERED
    conditions = [KIND] if group.kind in opportunity.kinds else []
    conditions += [REGISTERED, HOSTED] if is_registered else [HOSTED] if group.is_hosted else []
    return {
        Facet.SECTOR: [*group.primary_sector_codes, *group.secondary_sector_codes],
        Facet.HERITAGE: group.heritage_codes,
        Facet.RESIDENCE: group.residence_codes,
        Facet.WORKS_IN: group.works_in_codes,
        Facet.GENERATION: [*group.made_of_codes, *group.serves_codes],
        Facet.LANGUAGE: group.language_codes,
        Facet.CONDITION: conditions,
    }


def _apart(
    groups: Sequence[Organization], states: Mapping[int, frozenset[str]]
) -> set[tuple[int, int]]:
    """Pairs of which one must not learn of the other, or wants to be left alone, by position."""
    place = {group.pk: n for n, group in enumerate(groups)}
    pairs = {(place[a], place[b]) for a, b in blocks_among(list(place))}
    officials = [(place[pk], codes) for pk, codes in states.items() if pk in place]
    for n, group in enumerate(groups):
        hidden_from = frozenset(group.hidden_from)
        if hidden_from:
            officials_there = [other for other, codes in officials if codes & hidden_from]
            pairs |= {(n, other) for other in officials_there if other != n}
    return pairs


def _publisher_hides_from(opportunity: Opportunity) -> frozenset[str]:
    publisher = opportunity.organization
    return frozenset(publisher.hidden_from) if publisher else frozenset()


def _sectors_within(code: str) -> frozenset[str]:
    below = [pk for pk, row in codebook.entries(Sector).items() if row.parent_id == code]
    return frozenset({code, *below})


def _key(opportunity: Opportunity) -> str:
    """Whose turn it is changes with the call and the day, and nobody can compute it."""
    turn = f"{opportunity.uuid}/{timezone.now().date()}".encode()
    return blake2b(turn, key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()


def _seats(
    groups: Sequence[Organization],
    covers: Bools,
    chosen: Sequence[int],
    wanted: Sequence[Requirement],
    members: int,
) -> list[Seat]:
    return [
        Seat(
            groups[n],
            [wanted[m] for m in all_of_it],
            [wanted[m] for m in alone],
            n < members,
        )
        for n, (all_of_it, alone) in zip(chosen, explain(covers, chosen), strict=True)
    ]
