"""Two sessions that are still to come, invented and labelled: to register for, and to wait for."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from organizations.models import Language, Place, Sector
from organizations.sample.chance import sample_uuid
from sessions_archive.enums import AppearanceRole, Basis, RegistrationState
from sessions_archive.models import Edition, ExchangeSession, Person
from sessions_archive.search import refresh_words

# Far enough for both reminders, near enough to stand out in a calendar.
AHEAD = timedelta(days=20)
TOPIC = {
    "en": "A sample exchange (fictional)",
    "fr": "Un échange d’exemple (fictif)",
    "es": "Un intercambio de muestra (ficticio)",
    "ar": "لقاء نموذجي (خيالي)",
    "pt": "Um intercâmbio de amostra (fictício)",
}
NOTE = {
    "en": "This session is fictional. It shows how the portal works.",
    "fr": "Cette session est fictive. Elle montre comment le portail fonctionne.",
    "es": "Esta sesión es ficticia. Muestra cómo funciona el portal.",
    "ar": "هذه الجلسة خيالية. وهي تُظهر كيف تعمل المنصة.",
    "pt": "Esta sessão é fictícia. Mostra como o portal funciona.",
}
THEMES = (
    {
        "en": "Diaspora groups and city halls (fictional)",
        "fr": "Groupes de la diaspora et mairies (fictif)",
        "es": "Grupos de la diáspora y ayuntamientos (ficticio)",
        "ar": "مجموعات الشتات والبلديات (خيالي)",
        "pt": "Grupos da diáspora e câmaras municipais (fictício)",
    },
    {
        "en": "Mentoring in small rooms (fictional)",
        "fr": "Le mentorat en petit comité (fictif)",
        "es": "Mentoría en grupos pequeños (ficticio)",
        "ar": "الإرشاد في مجموعات صغيرة (خيالي)",
        "pt": "Mentoria em grupos pequenos (fictício)",
    },
)
CAPACITIES = (40, 1)
PEOPLE = (
    ("Amara Example", AppearanceRole.MODERATOR, "Moderator"),
    ("Rui Example", AppearanceRole.SPEAKER, "City councillor"),
    ("Salma Example", AppearanceRole.SPEAKER, "Coordinator"),
)
AGENDA = (
    (0, {"en": "Welcome", "fr": "Accueil", "es": "Bienvenida", "ar": "ترحيب", "pt": "Boas-vindas"}),
    (
        10,
        {
            "en": "Three stories",
            "fr": "Trois récits",
            "es": "Tres historias",
            "ar": "ثلاث قصص",
            "pt": "Três histórias",
        },
    ),
    (
        55,
        {
            "en": "Your questions",
            "fr": "Vos questions",
            "es": "Sus preguntas",
            "ar": "أسئلتكم",
            "pt": "As suas perguntas",
        },
    ),
)
QUESTION = {
    "en": "What made the first meeting with a city hall useful?",
    "fr": "Qu’est-ce qui a rendu utile la première rencontre avec une mairie ?",
    "es": "¿Qué hizo útil la primera reunión con un ayuntamiento?",
    "ar": "ما الذي جعل اللقاء الأول مع البلدية مفيداً؟",
    "pt": "O que tornou útil a primeira reunião com uma câmara municipal?",
}


@transaction.atomic
def load_sessions(*, seed: int, waits_behind: User) -> int:
    """Create the two unless they are still to come; return how many were created.

    `waits_behind` holds the only place of the second, so that it has a waiting list.
    """
    # Once those of an earlier run are over, the next two take their turn.
    start = (timezone.now() + AHEAD).replace(hour=14, minute=0, second=0, microsecond=0)
    there = ExchangeSession.objects.filter(uuid__in=_uuids(seed))
    coming = there.upcoming(timezone.now() + timedelta(days=2)).count()
    if coming:
        return 0
    turn = there.count() // len(THEMES)
    edition = _edition(start.year)
    last = edition.sessions.aggregate(last=Max("number"))["last"] or 0
    made = [
        _session(
            edition,
            uuid=sample_uuid("session", seed, turn * len(THEMES) + index),
            number=last + 1 + index,
            index=index,
            start=start + timedelta(days=7 * index),
        )
        for index in range(len(THEMES))
    ]
    made[1].registrations.create(
        user=waits_behind, state=RegistrationState.REGISTERED, placed_at=timezone.now()
    )
    refresh_words([session.pk for session in made])
    return len(made)


def _uuids(seed: int) -> list[UUID]:
    # One turn a month for sixteen years.
    return [sample_uuid("session", seed, number) for number in range(400)]


def _edition(year: int) -> Edition:
    order = (Edition.objects.aggregate(last=Max("order"))["last"] or 0) + 1
    return Edition.objects.get_or_create(
        year=year, defaults={"order": order, "topics": TOPIC, "notes": NOTE}
    )[0]


def _session(
    edition: Edition, *, uuid: UUID, number: int, index: int, start: datetime
) -> ExchangeSession:
    themes = THEMES[index]
    session = ExchangeSession.objects.create(
        uuid=uuid,
        edition=edition,
        number=number,
        slug=f"sample-{slugify(themes['en'])}-{number}",
        themes=themes,
        starts_at=start.astimezone(UTC),
        ends_at=start.astimezone(UTC) + timedelta(minutes=90),
        zone="Africa/Dakar" if index else "Europe/Lisbon",
        language_id="en",
        notes=NOTE,
        is_published=True,
        capacity=CAPACITIES[index],
        join_url="https://meet.example.org/sample",
    )
    session.interpretation.set(Language.objects.filter(pk__in=["ar", "fr"]))
    session.sectors.set(Sector.objects.filter(parent__isnull=False)[index * 3 : index * 3 + 2])
    session.places.set(Place.objects.filter(pk__in=["PT", "SN"]))
    session.questions.create(texts=QUESTION, position=1)
    for minutes, titles in AGENDA:
        session.agenda.create(minutes_in=minutes, titles=titles)
    for position, (name, role, capacity) in enumerate(PEOPLE, start=1):
        person, _made = Person.objects.get_or_create(
            slug=f"sample-{slugify(name)}",
            defaults={"name": name, "is_public": True, "basis": Basis.CONSENT},
        )
        session.appearances.create(person=person, role=role, capacity=capacity, position=position)
    return session
