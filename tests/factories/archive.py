"""The archive of the exchanges."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone

from sessions_archive.enums import AppearanceRole, Basis
from sessions_archive.models import (
    AgendaItem,
    Appearance,
    Edition,
    ExchangeSession,
    GuidingQuestion,
    Insight,
    InsightSection,
    Participation,
    Person,
    Recommendation,
    RecommendationItem,
    Resource,
)


class EditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Edition

    year = factory.Sequence(lambda n: 2031 + n % 165)  # tests name earlier ones themselves
    order = factory.Sequence(lambda n: 5 + n)
    topics = factory.Sequence(lambda n: {"en": f"Topic {n}"})


class ExchangeSessionFactory(factory.django.DjangoModelFactory):
    """A published session of the past, 13:00 to 15:00 on the clocks of Geneva."""

    class Meta:
        model = ExchangeSession

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: 1 + n % 30_000)
    slug = factory.Sequence(lambda n: f"session-{n}")
    themes = factory.Sequence(lambda n: {"en": f"Theme {n}"})
    starts_at = datetime(2025, 5, 6, 11, tzinfo=UTC)
    ends_at = datetime(2025, 5, 6, 13, tzinfo=UTC)
    zone = "Europe/Zurich"
    is_published = True


def make_upcoming(*, days: float = 30, capacity: int | None = 2, **fields: Any) -> ExchangeSession:
    """A published session in `days` from now that one can register for."""
    starts_at = timezone.now() + timedelta(days=days)
    session: ExchangeSession = ExchangeSessionFactory.create(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=capacity, **fields
    )
    return session


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    slug = factory.Sequence(lambda n: f"person-{n}")
    name = factory.Sequence(lambda n: f"Person {n} Surname")
    is_public = True
    basis = Basis.RECORD


class AppearanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appearance

    session = factory.SubFactory(ExchangeSessionFactory)
    person = factory.SubFactory(PersonFactory)
    role = AppearanceRole.SPEAKER
    capacity = "President"
    organization_name = factory.Sequence(lambda n: f"Organization {n}")


class ParticipationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participation

    edition = factory.SubFactory(EditionFactory)
    name = factory.Sequence(lambda n: f"Participant {n}")


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    session = factory.SubFactory(ExchangeSessionFactory)
    minutes_in = factory.Sequence(lambda n: n % 120)
    titles = factory.Sequence(lambda n: {"en": f"Item {n}"})


class ResourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Resource

    edition = factory.SubFactory(EditionFactory)
    title = factory.Sequence(lambda n: f"Resource {n}")


class GuidingQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuidingQuestion

    session = factory.SubFactory(ExchangeSessionFactory)
    texts = factory.Sequence(lambda n: {"en": f"Question {n}"})


class InsightSectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InsightSection

    session = factory.SubFactory(ExchangeSessionFactory)
    code = factory.Sequence(lambda n: f"1.{n}")
    titles = factory.Sequence(lambda n: {"en": f"Section {n}"})


class InsightFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Insight

    section = factory.SubFactory(InsightSectionFactory)
    texts = factory.Sequence(lambda n: {"en": f"Insight {n}"})


class RecommendationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recommendation

    edition = factory.SubFactory(EditionFactory)
    code = factory.Sequence(lambda n: f"R{n}")
    titles = factory.Sequence(lambda n: {"en": f"Recommendation {n}"})


class RecommendationItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecommendationItem

    recommendation = factory.SubFactory(RecommendationFactory)
    texts = factory.Sequence(lambda n: {"en": f"Step {n}"})


def full_session(**fields: Any) -> ExchangeSession:
    """A session with a row in each of its lists."""
    session: ExchangeSession = ExchangeSessionFactory.create(
        **{"themes": {"en": "A theme"}, **fields}
    )
    edition = session.edition
    AppearanceFactory(session=session, position=1)
    AgendaItemFactory(session=session, minutes_in=15)
    GuidingQuestionFactory(session=session, position=1)
    InsightFactory(
        section=InsightSectionFactory(session=session, code="1.1", position=1), position=1
    )
    RecommendationItemFactory(recommendation__edition=edition, session=session, position=1)
    ResourceFactory(session=session, edition=edition, authors=["A. Obi"], position=1)
    ParticipationFactory(edition=edition, position=1).sessions.add(session)
    return session
