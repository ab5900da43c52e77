"""What readers find: in spite of spelling, script and language, and only what they may see."""

from typing import Any

import pytest
from django.utils.translation import override

from organizations.enums import Audience
from organizations.models import Organization, SearchDocument
from organizations.search import live
from organizations.search.engine import CONFIRMED, NAME, NEWEST, Criteria, search
from organizations.viewers import ANONYMOUS, Viewer
from tests.factories import make_listing

pytestmark = pytest.mark.django_db

MEMBER = Viewer(user_id=1, is_member=True)


def found(text: str, viewer: Viewer = ANONYMOUS, **chosen: list[str]) -> set[str]:
    answer = search(Criteria(text, chosen), viewer, limit=100)
    assert answer.total == len(answer.numbers)
    return {Organization.objects.get(pk=number).slug for number in answer.numbers}


@pytest.fixture
def listings() -> None:
    make_listing(
        slug="casa",
        name="Casa Perú Lyon",
        heritage=["PE"],
        residence=["FR"],
        sectors=["culture"],
        description="We dance the marinera on Sundays.",
    )
    make_listing(
        slug="darfur",
        name="حلقة نساء دارفور",
        heritage=["SD"],
        residence=["EG"],
        sectors=["women"],
        description="A circle of women.",
    )
    make_listing(
        slug="danaker", name="Danaker", heritage=["KG"], residence=["DE"], sectors=["education"]
    )
    make_listing(
        slug="dom",
        name="Дом Кыргызстана",
        heritage=["KG"],
        residence=["RU"],
        sectors=["housing-infrastructure"],
    )
    venezuela = make_listing(
        slug="coalicion",
        name="Coalición por Venezuela",
        heritage=["VE"],
        residence=["CO"],
        sectors=["migrant-rights"],
        kind="network",
    )
    venezuela.names.create(name="CPV", type="acronym")
    venezuela.names.create(name="Red Venezuela Libre", type="former")
    from organizations.search.documents import refresh

    refresh([venezuela.pk])


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("peru", {"casa"}),
        ("PERÚ", {"casa"}),
        ("marinera", {"casa"}),
        ("dancing", {"casa"}),  # the stem of another form
        ("نساء", {"darfur"}),
        ("نِساء", {"darfur"}),
        ("دارفور", {"darfur"}),
        ("Судан", {"darfur"}),
        ("women", {"darfur"}),
        ("school", {"danaker"}),
        ("escuelas", {"danaker"}),
        ("مدرسة", {"danaker"}),
        ("Kirghizistan", {"danaker", "dom"}),
        ("Kyrgyzstan", {"danaker", "dom"}),
        ("Кыргызстан", {"danaker", "dom"}),
        ("dom", {"dom"}),
        ("Венесуэла", {"coalicion"}),
        ("venezuela", {"coalicion"}),
        ("Venezuella", {"coalicion"}),
        ("Venezeula", {"coalicion"}),
        ("coalicion", {"coalicion"}),
        ("CPV", {"coalicion"}),
        ("libre", {"coalicion"}),
        ("Venezuelans", {"coalicion"}),
        ("venezolanas", {"coalicion"}),
        ("Vénézuélienne", {"coalicion"}),
        ("femmes soudanaises", {"darfur"}),
        ("سودانيين", {"darfur"}),
        ("السودانية", {"darfur"}),
        ("Peruvian diaspora", {"casa"}),
        ("diaspora", set()),
        ("teachers", {"danaker"}),
        ("education", {"danaker"}),
        ("تعليم", {"danaker"}),
        ("Amérique du Sud", {"casa", "coalicion"}),
        ("d'Amérique du Sud", {"casa", "coalicion"}),
        ("latin america", {"casa", "coalicion"}),
        ("Amérique latine", {"casa", "coalicion"}),
        ("peru OR sudan", {"casa", "darfur"}),
        ("latin america -peru", {"coalicion"}),
        ('"casa peru"', {"casa"}),
        ('"peru casa"', set()),
        ('"circle of women"', {"darfur"}),
        ("the circle of women", {"darfur"}),
        ("peru women", set()),
        ("nothingness", set()),
        ("%", set()),
        (" ", {"casa", "darfur", "danaker", "dom", "coalicion"}),
        ("'; DROP TABLE", set()),
    ],
)
def test_found_in_spite_of_everything(listings: None, text: str, slugs: set[str]) -> None:
    assert found(text) == slugs


def test_typed_wrongly_and_understood(listings: None) -> None:
    answer = search(Criteria("Venezeula"), ANONYMOUS)
    assert answer.understood.corrected == (("venezeula", "venezuela"),)


def test_the_more_certain_come_first() -> None:
    text = make_listing(slug="text", name="Friends", description="We remember Lima.")
    tag = make_listing(slug="tag", name="Circle", heritage=["PE"])
    name = make_listing(slug="name", name="Lima Choir")
    exact = make_listing(slug="exact", name="Lima")
    assert search(Criteria("lima"), ANONYMOUS).numbers == [exact.pk, name.pk, text.pk]
    assert search(Criteria("peru"), ANONYMOUS).numbers == [tag.pk]


def test_facets_and_text_together(listings: None) -> None:
    assert found("", heritage=["KG"]) == {"danaker", "dom"}
    assert found("", heritage=["143"], residence=["DE", "FR"]) == {"danaker"}
    assert found("kyrgyzstan", residence=["RU"]) == {"dom"}
    assert found("", sector=["inclusion-rights"]) == {"darfur", "coalicion"}


def test_counts(listings: None) -> None:
    answer = search(
        Criteria("", {"kind": ["network"]}),
        ANONYMOUS,
        count={"kind": ["grassroots", "network"], "heritage": ["VE", "KG", "419"]},
    )
    assert answer.total == 1
    assert answer.counts == {
        "kind": {"grassroots": 4, "network": 1},
        "heritage": {"VE": 1, "KG": 0, "419": 1},
    }


def test_what_to_leave_out_when_nothing_fits(listings: None) -> None:
    answer = search(Criteria("danaker", {"kind": ["network"], "heritage": ["KG"]}), ANONYMOUS)
    assert answer.total == 0
    assert answer.without == {"kind": 1}


def test_which_word_to_leave_out_when_nothing_fits(listings: None) -> None:
    def left_out(text: str, **chosen: list[str]) -> list[tuple[str, str, int]]:
        answer = search(Criteria(text, chosen), ANONYMOUS)
        return [(word.dropped, word.rest, word.count) for word in answer.without_words]

    assert left_out("peru women") == [("peru", "women", 1), ("women", "peru", 1)]
    assert left_out("danaker -germany") == [("danaker", "-germany", 4), ("-germany", "danaker", 1)]
    assert left_out('"casa peru" unheard', residence=["FR"]) == [("unheard", '"casa peru"', 1)]
    assert left_out("peru") == []
    assert left_out("unheard") == []
    assert left_out("unheard of words that no group here ever wrote") == []


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_the_index_is_read_in_batches(
    listings: None, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    everything = live._EVERYTHING.replace(f"LIMIT {live.BATCH}", f"LIMIT {batch}")
    monkeypatch.setattr(live, "_EVERYTHING", everything)
    live.live_index.forget()
    assert search(Criteria("peru OR kyrgyzstan"), ANONYMOUS).total == 3
    assert search(Criteria(), ANONYMOUS).total == 5


@pytest.mark.parametrize("sort", [NEWEST, CONFIRMED, NAME])
def test_other_orders(sort: str) -> None:
    b = make_listing(
        name="Beta", published_at="2026-01-02T00:00Z", last_confirmed_at="2026-03-01T00:00Z"
    )
    a = make_listing(name="Alpha", published_at="2026-01-01T00:00Z")
    c = make_listing(
        name="دار", published_at="2026-01-03T00:00Z", last_confirmed_at="2026-02-01T00:00Z"
    )
    expected = {NEWEST: [c, b, a], CONFIRMED: [b, c, a], NAME: [a, b, c]}[sort]
    answer = search(Criteria(sort=sort), ANONYMOUS)
    assert answer.numbers == [listing.pk for listing in expected]
    if sort == NAME:
        with override("ar"):
            assert search(Criteria(sort=sort), ANONYMOUS).numbers == [c.pk, a.pk, b.pk]


def test_relevance_rotates_by_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    for number in range(12):
        make_listing(name=f"Group {number}")
    orders = set()
    for day in (1, 2, 3):
        now = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
        monkeypatch.setattr("organizations.search.engine.timezone.now", lambda now=now: now)
        orders.add(tuple(search(Criteria(), ANONYMOUS).numbers))
    assert len(orders) == 3


def test_hidden_listings_change_nothing() -> None:
    make_listing(slug="seen", name="Kivu Circle", description="maize farming")
    criteria = Criteria("kivuu", {})
    count = {"heritage": ["SO", "KE"], "kind": ["grassroots"]}

    def answers(viewer: Viewer) -> Any:
        return [
            (a.numbers, a.total, a.counts, a.understood.corrected, a.without)
            for text in ("kivuu", "kivu", "", "zanzibarians", "farming", '"kivu circle"')
            for a in [search(Criteria(text), viewer, count=count)]
        ]

    before, before_member = answers(ANONYMOUS), answers(MEMBER)
    make_listing(
        slug="hidden",
        name="Kivuu Zanzibarian Circle",
        audience=Audience.MEMBERS,
        hidden_from=["SO"],
        description="farming zanzibarians",
    )
    assert answers(ANONYMOUS) == before
    assert answers(MEMBER) != before_member
    official = Viewer(
        user_id=2, is_member=True, is_verified_partner=True, state_countries=frozenset({"SO"})
    )
    assert answers(official) == before
    assert criteria.text == "kivuu"


def test_changes_are_seen_at_once() -> None:
    from organizations.search.documents import refresh

    listing = make_listing(name="Before")
    assert search(Criteria("before"), ANONYMOUS).total == 1
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(name="After")
    refresh([listing.pk])
    assert search(Criteria("before"), ANONYMOUS).total == 0
    assert search(Criteria("after"), ANONYMOUS).total == 1
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        status="suspended"
    )
    refresh([listing.pk])
    assert search(Criteria(), ANONYMOUS).total == 0


def test_a_deleted_listing_leaves_nothing() -> None:
    listing = make_listing(name="Gone", description="secret words")
    number = listing.pk
    assert search(Criteria("gone"), ANONYMOUS).total == 1
    listing.delete()
    assert search(Criteria(), ANONYMOUS).total == 0
    document = SearchDocument.objects.get(pk=number)
    assert (document.is_listed, document.tokens, document.text, document.sort_name) == (
        False,
        [],
        None,
        "",
    )
