"""What a call asks and what groups say, as the check of eligibility reads it."""

from collections.abc import Iterable

from organizations import codebook
from organizations.enums import EvidenceKind
from organizations.models import Evidence, Organization
from partnerships.eligibility import Answer, Applicant, Condition, Terms, check
from partnerships.models import Opportunity


def terms_of(opportunity: Opportunity) -> Terms:
    """Of a call that carries `with_tags`."""
    places = opportunity.only_these_places
    return Terms(
        kinds=frozenset(opportunity.kinds),
        registration=opportunity.registration,
        heritage=frozenset(opportunity.heritage_codes if places else ()),
        residence=frozenset(opportunity.residence_codes if places else ()),
        works_in=frozenset(opportunity.works_in_codes if places else ()),
        generations=frozenset(
            opportunity.generation_codes if opportunity.only_these_generations else ()
        ),
    )


def applicants_of(groups: Iterable[Organization]) -> list[Applicant]:
    """Of groups that carry `with_tags`."""
    groups = list(groups)
    hosted = set(
        Evidence.objects.filter(kind=EvidenceKind.HOST, organization__in=groups)
        .standing()
        .values_list("organization_id", flat=True)
    )
    return [
        Applicant(
            kind=group.kind,
            legal_status=group.legal_status,
            has_host=group.pk in hosted,
            heritage=frozenset(group.heritage_codes),
            residence=frozenset(group.residence_codes),
            works_in=frozenset(group.works_in_codes),
            generations=frozenset([*group.made_of_codes, *group.serves_codes]),
        )
        for group in groups
    ]


def eligibility(
    opportunity: Opportunity, groups: Iterable[Organization]
) -> dict[Condition, Answer]:
    """How these groups together answer the call's conditions."""
    return check(terms_of(opportunity), applicants_of(groups), codebook.within)
