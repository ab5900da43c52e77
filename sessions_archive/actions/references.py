"""Whom and what the rows of a document mean: people by name, listings by name or address."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from organizations.enums import Status
from organizations.models import Organization
from organizations.search.normalize import fold
from sessions_archive.models import Person


def people_called(names: Iterable[str]) -> dict[str, list[Person]]:
    """Return the people whom each name may mean: whoever has that address, else that name."""
    wanted = {name: fold(name)[:240] for name in names}
    found = Person.objects.filter(
        Q(slug__in=list(wanted)) | Q(folded_name__in=set(wanted.values()))
    ).order_by("pk")
    by_slug: dict[str, Person] = {}
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in found:
        by_slug[person.slug] = person
        by_name[person.folded_name].append(person)
    return {
        name: [by_slug[name]] if name in by_slug else by_name[folded]
        for name, folded in wanted.items()
    }


def listings_called(words: Iterable[str]) -> dict[str, list[Organization]]:
    """Return the published listings that each of these names or addresses may mean."""
    slugs = {word: word.rstrip("/").rpartition("/")[2] for word in words if word}
    found = Organization.objects.filter(
        Q(slug__in=set(slugs.values())) | Q(name__in=list(slugs)), status=Status.PUBLISHED
    ).order_by("pk")
    by_slug: dict[str, Organization] = {}
    by_name: dict[str, list[Organization]] = defaultdict(list)
    for listing in found:
        by_slug[listing.slug] = listing
        by_name[listing.name].append(listing)
    return {
        word: [by_slug[slug]] if slug in by_slug else by_name[word] for word, slug in slugs.items()
    }
