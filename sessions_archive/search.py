"""Finding sessions: by words in any language, by exchange, sector, place, person, organization."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from organizations import codebook
from organizations.models import Organization, Sector
from organizations.search.normalize import words
from organizations.viewers import Viewer
from sessions_archive.models import Appearance, ExchangeSession, Person, SessionWords
from sessions_archive.models.session import ExchangeSessionQuerySet

MOST_WORDS = 8
AT_ONCE = 500
# One more whenever `refresh_words` writes something else than before.
WORDS_VERSION = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for; empty means anything."""

    q: str = ""
    edition: int | None = None
    sector: str = ""
    place: str = ""
    person: str = ""
    organization: str = ""

    def __bool__(self) -> bool:
        return self != Wanted()


def find(wanted: Wanted, viewer: Viewer) -> ExchangeSessionQuerySet:
    """Return the sessions that `viewer` may see and that fit, newest first.

    Whom or what she may not see finds nothing, as if it did not exist.
    """
    found = ExchangeSession.objects.visible_to(viewer).order_by("-starts_at", "-pk")
    seen = Appearance.objects.visible_to(viewer)
    if wanted.edition:
        found = found.filter(edition__year=wanted.edition)
    if wanted.sector:
        found = found.filter(
            pk__in=ExchangeSession.sectors.through.objects.filter(
                sector__in=_with_children(wanted.sector)
            ).values("exchangesession")
        )
    if wanted.place:
        found = found.filter(
            pk__in=ExchangeSession.places.through.objects.filter(
                place__in=codebook.within(wanted.place)
            ).values("exchangesession")
        )
    if wanted.person:
        people = Person.objects.visible_to(viewer).filter(slug=wanted.person)
        found = found.filter(pk__in=seen.filter(person__in=people).values("session"))
    if wanted.organization:
        listings = Organization.objects.visible_to(viewer).filter(slug=wanted.organization)
        found = found.filter(pk__in=seen.filter(organization__in=listings).values("session"))
    for word in words(wanted.q)[:MOST_WORDS]:
        written = SessionWords.objects.filter(text__contains=word).values("session")
        named = seen.filter(person__folded_name__contains=word).values("session")
        of_body = seen.filter(folded_organization__contains=word).values("session")
        found = found.filter(pk__in=written.union(named, of_body, all=True))
    return found


def _with_children(code: str) -> set[str]:
    sectors = codebook.entries(Sector).values()
    return {code} | {row.pk for row in sectors if row.parent_id == code}


@transaction.atomic
def refresh_words(session_ids: Iterable[int]) -> None:
    """Write anew what these sessions are found by."""
    sessions = ExchangeSession.objects.filter(pk__in=list(session_ids)).prefetch_related(
        "questions", "sections__insights"
    )
    SessionWords.objects.bulk_create(
        [
            # Each word once: what is compared stays short.
            SessionWords(
                session=session,
                text=" ".join(dict.fromkeys(words(" ".join(_texts(session))))),
                version=WORDS_VERSION,
            )
            for session in sessions
        ],
        update_conflicts=True,
        unique_fields=["session"],
        update_fields=["text", "version"],
    )


def refresh_old_words() -> int:
    """Write anew what older code wrote, or none did; return for how many sessions."""
    current = SessionWords.objects.filter(version=WORDS_VERSION)
    old = ExchangeSession.objects.exclude(pk__in=current.values("session")).order_by("pk")
    keys = list(old.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        refresh_words(keys[start : start + AT_ONCE])
    return len(keys)


def _texts(session: ExchangeSession) -> Iterator[str]:
    yield from session.themes.values()
    for question in session.questions.all():
        yield from question.texts.values()
    for section in session.sections.all():
        yield from section.titles.values()
        for insight in section.insights.all():
            yield from insight.texts.values()
