"""What is typed, and what is understood."""

import pytest

from organizations.search.grammar import MOST_TERMS, Query, Term, parse


def word(text: str) -> Term:
    return Term((text,))


def phrase(*words: str) -> Term:
    return Term(words, is_quoted=True)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("   ", Query()),
        ("Women health", Query(((word("women"),), (word("health"),)))),
        ('"food bridge" brussels', Query(((phrase("food", "bridge"),), (word("brussels"),)))),
        ("«pont alimentaire»", Query(((phrase("pont", "alimentaire"),),))),
        ('"never closed', Query(((phrase("never", "closed"),),))),
        ("mali OR niger school", Query(((word("mali"), word("niger")), (word("school"),)))),
        ("mali OR niger OR chad", Query(((word("mali"), word("niger"), word("chad")),))),
        ("OR mali", Query(((word("mali"),),))),
        ("mali OR", Query(((word("mali"),),))),
        ("mali or niger", Query(((word("mali"),), (word("or"),), (word("niger"),)))),
        ("school -music", Query(((word("school"),),), (word("music"),))),
        ('-"dance group"', Query((), (phrase("dance", "group"),))),
        ("co-creation", Query(((phrase("co", "creation"),),))),
        ("-", Query()),
        ('""', Query()),
        ("'; DROP TABLE x; --", Query(((word("drop"),), (word("table"),), (word("x"),)))),
        (".* (a+)+$ [", Query(((word("a"),),))),
        ("مدارس OR تعليم", Query(((word("مدارس"), word("تعليم")),))),
    ],
)
def test_parse(text: str, query: Query) -> None:
    assert parse(text) == query


def test_the_rest_of_an_endless_query_is_left_out() -> None:
    assert len(parse(" ".join(f"w{n}" for n in range(1_000))).groups) == MOST_TERMS


@pytest.mark.parametrize(
    ("hostile", "groups"),
    [('"' * 10_000, 0), ("-" * 10_000, 0), ("a" * 10_000, 1), ('-"' * 5_000, 0)],
)
def test_hostile_input_is_read_as_far_as_it_means_something(hostile: str, groups: int) -> None:
    assert len(parse(hostile).groups) == groups


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("d'argent", [("argent",)]),
        ("l’Ouest", [("ouest",)]),
        ("qu'elle", [("elle",)]),
        ("o'brien", [("o", "brien")]),
        ('"d\'argent"', [("d", "argent")]),
        ("d'", [("d",)]),
    ],
)
def test_what_is_elided_says_nothing(typed: str, groups: list[tuple[str, ...]]) -> None:
    assert [group[0].words for group in parse(typed).groups] == groups


@pytest.mark.parametrize(
    "text",
    ["a b", "a OR b c", '"two words" -c', "-a", '-"a b" c', "l'eau", "x-y OR z", ""],
)
def test_a_query_in_words_reads_as_itself(text: str) -> None:
    assert parse(str(parse(text))) == parse(text)
