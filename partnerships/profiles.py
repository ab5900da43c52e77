"""A listing as the matching engine sees it, from a row that carries `with_tags`."""

from functools import lru_cache

from organizations import codebook
from organizations.enums import LegalStatus
from organizations.models import Generation, Language, Organization, Place, Sector, SupportType
from partnerships.matching.profiles import Profile, Vocabulary
from partnerships.matching.taxonomy import Taxonomy
from partnerships.models import Partner

HOSTING = "fiscal-hosting"
INFORMAL = "informal"

Parents = tuple[tuple[str, str | None], ...]


def organization_profile(row: Organization) -> Profile:
    return Profile(
        key=str(row.uuid),
        kind=row.kind,
        sectors={
            **dict.fromkeys(row.secondary_sector_codes, 0.5),
            **dict.fromkeys(row.primary_sector_codes, 1),
        },
        heritage=frozenset(row.heritage_codes),
        residence=frozenset(row.residence_codes),
        works_in=frozenset(row.works_in_codes),
        made_of=frozenset(row.made_of_codes),
        serves=frozenset(row.serves_codes),
        youth_led=row.is_youth_led,
        offers=frozenset(row.offer_codes),
        needs=frozenset(row.need_codes),
        languages=frozenset(row.language_codes),
        legal_status=row.legal_status,
        # To host is to work with groups that are not registered.
        accepts=INFORMAL if HOSTING in row.offer_codes else "",
    )


def partner_profile(row: Partner) -> Profile:
    return Profile(
        key=str(row.uuid),
        is_partner=True,
        kind=row.type,
        sectors=dict.fromkeys(row.sector_codes, 1),
        heritage=frozenset(row.heritage_codes),
        residence=frozenset(row.residence_codes),
        works_in=frozenset(row.works_in_codes),
        serves=frozenset(row.generation_codes),
        offers=frozenset(row.offer_codes),
        needs=frozenset(row.need_codes),
        languages=frozenset(row.language_codes),
        accepts=row.accepts,
    )


def profile_of(row: Organization | Partner) -> Profile:
    return partner_profile(row) if isinstance(row, Partner) else organization_profile(row)


def needs_host(row: Organization) -> bool:
    """Whether a registered host could help: the group says that it is not registered itself."""
    return row.legal_status in (LegalStatus.NONE, LegalStatus.IN_FORMATION)


def can_host(row: Organization) -> bool:
    return row.legal_status == LegalStatus.REGISTERED and HOSTING in row.offer_codes


def vocabulary() -> Vocabulary:
    """The code lists that profiles are written in; the same object while they stay the same."""
    return _vocabulary(
        _parents(Sector),
        _parents(Place),
        tuple(codebook.entries(SupportType)),
        tuple(codebook.entries(Generation)),
        tuple(codebook.entries(Language)),
    )


def _parents(model: type[Sector] | type[Place]) -> Parents:
    return tuple((code, entry.parent_id) for code, entry in codebook.entries(model).items())


@lru_cache(maxsize=2)
def _vocabulary(
    sectors: Parents,
    places: Parents,
    supports: tuple[str, ...],
    generations: tuple[str, ...],
    languages: tuple[str, ...],
) -> Vocabulary:
    return Vocabulary(
        sectors=Taxonomy(dict(sectors)),
        places=Taxonomy(dict(places)),
        supports=supports,
        generations=generations,
        languages=languages,
    )
