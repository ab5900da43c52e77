"""How one's own listings stand: what would make them fuller, and how much is suggested to them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.filling_in import Question, open_questions
from partnerships.models import MatchList, Partner
from partnerships.opinions import Opinions, Target
from partnerships.profiles import profile_of
from partnerships.reasons import Listing

# What matching reads of a listing beside its name and kind.
FACTS = 8


@dataclass(frozen=True, slots=True)
class Overview:
    """One listing: `next` is the fact whose saying helps most, None when all are said."""

    listing: Listing
    next: Question | None
    stated: int
    suggested: int

    @property
    def facts(self) -> int:
        return FACTS

    @property
    def is_partner(self) -> bool:
        return isinstance(self.listing, Partner)


def overviews(listings: Sequence[Listing], viewer: Viewer) -> list[Overview]:
    """Tell of these own listings, which carry `with_opinions`. Three queries, however many."""
    suggested = _suggested(listings, viewer)
    found = []
    for listing in listings:
        # Questions come in the order of what matching weighs most.
        questions = open_questions(listing, profile_of(listing))
        found.append(
            Overview(
                listing=listing,
                next=questions[0] if questions else None,
                stated=FACTS - len(questions),
                suggested=suggested[isinstance(listing, Partner), listing.pk],
            )
        )
    return found


def _suggested(listings: Sequence[Listing], viewer: Viewer) -> Counter[Target]:
    """How many listings are suggested to each, of those that the viewer may see and left."""
    closed = {
        (isinstance(listing, Partner), listing.pk): Opinions(listing).closed for listing in listings
    }
    pairs: set[tuple[Target, Target]] = set()
    for column, is_partner in (("source_organization", False), ("source_partner", True)):
        own = [pk for kind, pk in closed if kind is is_partner]
        if not own:
            continue
        lists = MatchList.objects.current().filter(**{f"{column}__in": own})
        for one in lists.annotate(source=F(column)):
            source: Target = (is_partner, one.source)
            for match in one.matches:
                if match.target_organization_id:
                    pairs.add((source, (False, match.target_organization_id)))
                elif match.target_partner_id:
                    pairs.add((source, (True, match.target_partner_id)))
    shown = _visible({target for _, target in pairs}, viewer)
    return Counter(
        source for source, target in pairs if target in shown and target not in closed[source]
    )


def _visible(targets: set[Target], viewer: Viewer) -> set[Target]:
    groups = [pk for is_partner, pk in targets if not is_partner]
    partners = [pk for is_partner, pk in targets if is_partner]
    found: set[Target] = set()
    if groups:
        seen = Organization.objects.visible_to(viewer).published().filter(pk__in=groups)
        found |= {(False, pk) for pk in seen.values_list("pk", flat=True)}
    if partners:
        verified = Partner.objects.visible_to(viewer).verified().filter(pk__in=partners)
        found |= {(True, pk) for pk in verified.values_list("pk", flat=True)}
    return found
