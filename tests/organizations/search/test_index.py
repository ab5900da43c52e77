"""Bitmaps that answer like plain sets."""

import random
from datetime import date

import pytest
from pyroaring import BitMap

from organizations.search.index import DirectoryIndex, Document, Found
from organizations.search.orders import Rotation


def document(
    number: int,
    *tokens: str,
    name: str = "",
    words: tuple[str, ...] = (),
    published: int = 0,
    confirmed: int | None = None,
) -> Document:
    return Document(number, tokens, tuple(name.split()), words, name, published, confirmed)


@pytest.fixture
def index() -> DirectoryIndex:
    index = DirectoryIndex()
    index.put(
        [
            document(
                1,
                "audience:public",
                "kind:network",
                "sector:health",
                name="beta",
                published=10,
                confirmed=5,
            ),
            document(
                2, "audience:public", "kind:grassroots", "sector:health", name="alpha", published=30
            ),
            document(
                5,
                "audience:members",
                "hidden_from:ER",
                "kind:grassroots",
                name="دار",
                published=20,
                confirmed=9,
            ),
        ]
    )
    return index


def test_who_sees_what(index: DirectoryIndex) -> None:
    assert list(index.visible(["public"], [], [])) == [1, 2]
    assert list(index.visible(["public", "members"], [], [])) == [1, 2, 5]
    assert list(index.visible(["public", "members"], ["ER"], [])) == [1, 2]
    assert list(index.visible(["public", "members"], ["ER"], [5, 77])) == [1, 2, 5]


def test_or_within_and_across(index: DirectoryIndex) -> None:
    everyone = index.everyone
    assert list(index.narrowed(everyone, {"kind": ["network", "grassroots"]})) == [1, 2, 5]
    chosen = {"kind": ["grassroots"], "sector": ["health"]}
    assert list(index.narrowed(everyone, chosen)) == [2]
    assert list(index.narrowed(everyone, {"kind": ["unheard"]})) == []


def test_a_facets_counts_ignore_its_own_choice(index: DirectoryIndex) -> None:
    counts = index.counts(
        index.everyone,
        {"kind": ["network"], "sector": []},
        {"kind": ["network", "grassroots", "formal"], "sector": ["health"]},
    )
    assert counts == {
        "kind": {"network": 1, "grassroots": 2, "formal": 0},
        "sector": {"health": 1},
    }


def test_large_results_count_like_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    index = DirectoryIndex()
    index.put(
        document(n, f"kind:{n % 3}", f"sector:{n % 7}", "audience:public") for n in range(1, 300)
    )
    values = {"kind": ["0", "1", "2", "absent"], "sector": ["0", "5"]}
    questions = [{}, {"kind": ["1"]}, {"kind": ["1", "2"], "sector": ["5"]}, {"kind": ["absent"]}]
    row_by_row = [index.counts(index.everyone, asked, values) for asked in questions]
    monkeypatch.setattr("organizations.search.index.SMALL", 5)
    for _ in range(2):  # the second time from memory
        assert [index.counts(index.everyone, asked, values) for asked in questions] == row_by_row
    index.put([document(1, "kind:2", "audience:public")], gone=[3])
    changed = index.counts(index.everyone, {}, values)
    assert changed["kind"] == {"0": 98, "1": 99, "2": 101, "absent": 0}


def test_the_first_of_large_results_are_forgotten_with_every_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("organizations.search.index.SMALL", 2)
    index = DirectoryIndex()
    index.put(document(n, "audience:public", name=f"{n}", published=n) for n in range(1, 9))

    def pages() -> list[list[int]]:
        found = Found((index.everyone,))
        orders = (
            index.by_published(),
            index.by_name(arabic_first=False),
            Rotation.of(date(2026, 11, 24), b"a secret"),
            Rotation.of(date(2026, 11, 25), b"a secret"),
        )
        return [index.page(found, order, start, 2) for order in orders for start in (0, 2)]

    assert pages() == pages()
    assert pages()[:4] == [[8, 7], [6, 5], [1, 2], [3, 4]]
    assert pages()[4] != pages()[6]
    index.put([document(8, "audience:public", name="0", published=0)], gone=[7])
    assert pages()[:4] == [[6, 5], [4, 3], [8, 1], [2, 3]]


def test_orders(index: DirectoryIndex) -> None:
    everyone = Found((index.everyone,))
    assert index.page(everyone, index.by_published(), 0, 10) == [2, 5, 1]
    assert index.page(everyone, index.by_confirmed(), 0, 10) == [5, 1, 2]
    assert index.page(everyone, index.by_name(arabic_first=False), 0, 10) == [2, 1, 5]
    assert index.page(everyone, index.by_name(arabic_first=True), 0, 10) == [5, 2, 1]
    tiers = Found((BitMap([5]), BitMap([1, 2])))
    assert index.page(tiers, index.by_published(), 0, 2) == [5, 2]
    assert index.page(tiers, index.by_published(), 2, 2) == [1]
    assert index.page(tiers, index.by_published(), 10**9, 2) == []


def test_pages_join_without_gap_or_repeat_in_every_order() -> None:
    index = DirectoryIndex()
    chance = random.Random(7)
    index.put(
        document(n, "audience:public", name=f"n{n % 50}", published=chance.randrange(20))
        for n in range(1, 500)
    )
    found = Found((BitMap(range(1, 100)), BitMap(range(100, 500))))
    rotation = Rotation.of(date(2026, 11, 24), b"a secret")
    for order in (index.by_published(), index.by_name(arabic_first=False), rotation):
        pages = [index.page(found, order, start, 20) for start in range(0, 500, 20)]
        joined = [number for page in pages for number in page]
        assert sorted(joined) == list(range(1, 500))
        assert set(joined[:99]) == set(range(1, 100))


def test_the_rotation_changes_with_day_and_secret() -> None:
    index = DirectoryIndex()
    index.put(document(n, "audience:public") for n in range(1, 200))
    found = Found((index.everyone,))
    orders = {
        tuple(index.page(found, Rotation.of(day, secret), 0, 20))
        for day in (date(2026, 11, 24), date(2026, 11, 25))
        for secret in (b"one secret", b"another!")
    }
    assert len(orders) == 4


def test_changes_equal_a_fresh_index() -> None:
    chance = random.Random(1)

    def invented(number: int) -> Document:
        return document(
            number,
            f"kind:{chance.randrange(3)}",
            f"audience:{chance.choice(['public', 'iom'])}",
            name=f"name{chance.randrange(9)}",
            words=(f"w{chance.randrange(5)}",),
            published=chance.randrange(99),
        )

    kept = {number: invented(number) for number in range(1, 60)}
    index = DirectoryIndex()
    index.put(kept.values())
    for _ in range(40):
        changed = [invented(chance.randrange(1, 80)) for _ in range(3)]
        changed = list({document.number: document for document in changed}.values())
        gone = {chance.randrange(1, 80)} - {document.number for document in changed}
        index.put(changed, gone)
        kept |= {document.number: document for document in changed}
        for number in gone:
            kept.pop(number, None)
    fresh = DirectoryIndex()
    fresh.put(kept[number] for number in sorted(kept))
    assert index.postings == fresh.postings
    assert index.names == fresh.names
    assert index.words == fresh.words
    assert index.everyone == fresh.everyone
    found = Found((index.everyone,))
    assert index.page(found, index.by_published(), 0, 99) == fresh.page(
        found, fresh.by_published(), 0, 99
    )
