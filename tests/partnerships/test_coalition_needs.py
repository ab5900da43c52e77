"""Requirements of a call, and who covers them."""

from partnerships.coalition_needs import Facet, Requirement, coverage, requirements

TREES = {
    "work": {"work", "trade", "crafts"},
    "EAF": {"EAF", "KE", "SO"},
}


def within(code: str) -> frozenset[str]:
    return frozenset(TREES.get(code, {code}))


ASKED = {
    Facet.LANGUAGE: ["so", "en"],
    Facet.SECTOR: ["work", "health"],
    Facet.WORKS_IN: ["EAF"],
    Facet.GENERATION: ["second"],
}
WANTED = requirements(ASKED)


def covered(**said: list[str]) -> list[str]:
    groups = [{Facet(facet): codes for facet, codes in said.items()}]
    row = coverage(WANTED, groups, sectors=within, places=within)[0]
    return [str(r.code) for r, is_covered in zip(WANTED, row, strict=True) if is_covered]


def test_the_order_is_fixed_and_nothing_is_listed_twice() -> None:
    assert [
        Requirement(Facet.SECTOR, "health"),
        Requirement(Facet.SECTOR, "work"),
        Requirement(Facet.WORKS_IN, "EAF"),
        Requirement(Facet.GENERATION, "second"),
        Requirement(Facet.LANGUAGE, "en"),
        Requirement(Facet.LANGUAGE, "so"),
    ] == WANTED
    assert requirements({Facet.LANGUAGE: ["en", "en"]}) == [Requirement(Facet.LANGUAGE, "en")]


def test_what_lies_within_covers() -> None:
    assert covered(sector=["crafts"]) == ["work"]
    assert covered(works_in=["KE"]) == ["EAF"]


def test_a_wider_place_covers_no_single_one() -> None:
    wanted = requirements({Facet.WORKS_IN: ["KE"]})
    found = coverage(wanted, [{Facet.WORKS_IN: ["EAF"]}], sectors=within, places=within)
    assert not found.any()


def test_who_says_nothing_of_where_it_works_works_for_its_heritage() -> None:
    assert covered(heritage=["SO"]) == ["EAF"]
    assert covered(heritage=["SO"], works_in=["IT"]) == []


def test_each_facet_answers_its_own_requirements_only() -> None:
    assert covered(residence=["KE"], language=["health"], generation=["en"]) == []
    assert covered(generation=["second"], language=["en", "so", "fr"]) == ["second", "en", "so"]
