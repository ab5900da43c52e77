"""An invented archive of any size: exchanges of a hundred sessions, ten people at each.

Everything is drawn from one seed; words are invented, the first ones common as in any language.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.directory_data import vocabulary

OF_AN_EXCHANGE = 100
AT_A_SESSION = 10
FIRST_YEAR = 2000
ZONES = ("Europe/Zurich", "Africa/Nairobi", "Asia/Manila", "America/Bogota")
ROLES = ("speaker", "speaker", "speaker", "moderator", "opening")

Question = Callable[[random.Random], dict[str, Any]]


class Archive:
    def __init__(self, sessions: int) -> None:
        self.size = sessions
        self.people = sessions * 2
        self.appearances = sessions * AT_A_SESSION
        self.words = vocabulary(20_000)
        self._chance = random.Random(8)

    def fill(self) -> None:
        from organizations.codelists import load_codelists
        from organizations.models import Place, Sector

        load_codelists()
        self._empty()
        self.sectors = list(Sector.objects.order_by("pk").values_list("pk", flat=True))
        countries = Place.objects.filter(level="country").order_by("pk")
        self.countries = list(countries.values_list("pk", flat=True)[:25])
        self._editions()
        self._sessions()
        self._texts()
        self._tags()
        self._people()
        self._words_and_statistics()

    # What is asked.

    def questions(self) -> dict[str, Question]:
        return {
            "a rare word": lambda c: {"q": self.words[c.randrange(2_000, 15_000)]},
            "a common word": lambda c: {"q": self.common(c)},
            "two words": lambda c: {"q": f"{self.common(c)} {self.words[c.randrange(20, 400)]}"},
            "a word, one exchange": lambda c: {"q": self.common(c), "edition": self.year(c)},
            "a speaker's name": lambda c: {"q": self.name(c)},
            "a person": lambda c: {"person": self.person(c)},
            "a sector": lambda c: {"sector": c.choice(self.sectors)},
            "a sector and a word": lambda c: {
                "sector": c.choice(self.sectors),
                "q": self.common(c),
            },
            "a place": lambda c: {"place": c.choice(self.countries)},
        }

    def common(self, chance: random.Random) -> str:
        return self.words[chance.randrange(5)]

    def name(self, chance: random.Random) -> str:
        return f"surname{self.person(chance).removeprefix('person-')}x"

    def person(self, chance: random.Random) -> str:
        return chance.choice(self.shown)

    def year(self, chance: random.Random) -> int:
        return FIRST_YEAR + chance.randrange(max(1, self.size // OF_AN_EXCHANGE))

    def session(self, chance: random.Random) -> str:
        number = chance.randrange(self.size) // 50 * 50 + 7  # one that is published
        year = FIRST_YEAR + number // OF_AN_EXCHANGE
        return f"/sessions/{year}/session-{number % OF_AN_EXCHANGE + 1}/"

    # What it is asked of.

    def _text(self, many: int) -> dict[str, str]:
        """Words in two languages, common ones often."""
        draw = self._chance.paretovariate
        return {
            code: " ".join(
                self.words[min(int(draw(0.6)) - 1, len(self.words) - 1)] for _ in range(many)
            )
            for code in ("en", "fr")
        }

    def _empty(self) -> None:
        from organizations.models import Organization
        from sessions_archive.models import Edition, ExchangeSession, Person

        for model in (ExchangeSession, Edition, Person):
            model._default_manager.all().delete()
        Organization.objects.all().delete()

    def _editions(self) -> None:
        from sessions_archive.models import Edition

        self.editions = Edition.objects.bulk_create(
            Edition(year=FIRST_YEAR + n, order=n + 1, topics=self._text(5), outputs=self._text(3))
            for n in range(max(1, self.size // OF_AN_EXCHANGE))
        )

    def _sessions(self) -> None:
        from sessions_archive.models import ExchangeSession

        def row(number: int) -> ExchangeSession:
            edition = self.editions[number // OF_AN_EXCHANGE]
            nth = number % OF_AN_EXCHANGE
            start = datetime(edition.year, 2, 1, 13, tzinfo=UTC) + timedelta(days=3 * nth)
            return ExchangeSession(
                edition=edition,
                number=nth + 1,
                slug=f"session-{nth + 1}",
                themes=self._text(4),
                starts_at=start,
                ends_at=start + timedelta(hours=2),
                zone=ZONES[number % len(ZONES)],
                language_id="en",
                is_published=number % 50 > 0,
            )

        self.sessions = ExchangeSession.objects.bulk_create(
            (row(number) for number in range(self.size)), batch_size=1_000
        )

    def _texts(self) -> None:
        from sessions_archive.models import GuidingQuestion, Insight, InsightSection

        GuidingQuestion.objects.bulk_create(
            (
                GuidingQuestion(session=session, texts=self._text(12), position=n)
                for session in self.sessions
                for n in range(4)
            ),
            batch_size=2_000,
        )
        sections = InsightSection.objects.bulk_create(
            (
                InsightSection(session=session, code=f"1.{n}", titles=self._text(4), position=n)
                for session in self.sessions
                for n in range(3)
            ),
            batch_size=2_000,
        )
        Insight.objects.bulk_create(
            (
                Insight(section=section, texts=self._text(18), position=n)
                for section in sections
                for n in range(3)
            ),
            batch_size=2_000,
        )

    def _tags(self) -> None:
        from sessions_archive.models import ExchangeSession

        for relation, key, codes in (
            ("sectors", "sector_id", self.sectors),
            ("places", "place_id", self.countries),
        ):
            through: Any = getattr(ExchangeSession, relation).through
            through.objects.bulk_create(
                (
                    through(exchangesession_id=session.pk, **{key: code})
                    for session in self.sessions
                    for code in self._chance.sample(codes, 2)
                ),
                batch_size=2_000,
            )

    def _people(self) -> None:
        """One in fifty is hidden; the first one spoke at a hundred sessions."""
        from django.utils import timezone

        from organizations.models import Organization
        from organizations.models.history import store_together
        from organizations.search.normalize import fold
        from sessions_archive.models import Appearance, Person

        now = timezone.now()
        listings = [
            Organization(
                name=f"Group {n}",
                slug=f"group-{n}",
                status="published",
                kind="formal",
                published_at=now,
                consented_at=now,
            )
            for n in range(self.people // 5)
        ]
        store_together(Organization, listings, with_history=False)
        groups = list(Organization.objects.order_by("pk"))
        people = [
            Person(
                name=f"Given{n % 300} Surname{n}x",
                folded_name=fold(f"Given{n % 300} Surname{n}x"),
                slug=f"person-{n}",
                is_public=n % 50 != 1,
                basis="record",
            )
            for n in range(self.people)
        ]
        people = Person.objects.bulk_create(people, batch_size=2_000)

        def at(number: int, session: Any) -> list[Appearance]:
            there = self._chance.sample(range(1, self.people), AT_A_SESSION)
            if number < 100:
                there[0] = 0
            rows = []
            for place, who in enumerate(there):
                group = groups[who % len(groups)]
                rows.append(
                    Appearance(
                        session=session,
                        person=people[who],
                        role=ROLES[place % len(ROLES)],
                        capacity="Coordinator",
                        organization_name=group.name,
                        folded_organization=fold(group.name),
                        organization=group if who % 2 else None,
                        position=place,
                    )
                )
            return rows

        Appearance.objects.bulk_create(
            (row for number, session in enumerate(self.sessions) for row in at(number, session)),
            batch_size=2_000,
        )

    def _words_and_statistics(self) -> None:
        from django.db import connection

        from organizations.viewers import ANONYMOUS
        from sessions_archive.models import Appearance
        from sessions_archive.search import refresh_words

        seen = Appearance.objects.visible_to(ANONYMOUS).order_by("person__slug")
        self.shown = list(seen.values_list("person__slug", flat=True).distinct())

        keys = [session.pk for session in self.sessions]
        for start in range(0, len(keys), 500):
            refresh_words(keys[start : start + 500])
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
