"""A search as a query string that can be kept."""

import pytest

from organizations.search.engine import Criteria
from organizations.search.saved import criteria_of, query_of


@pytest.mark.parametrize(
    ("criteria", "query"),
    [
        (Criteria(), ""),
        (Criteria(text="  two \n words "), "q=two+words"),
        (
            Criteria(text="école & co", chosen={"sector": ["health", "education", "health"]}),
            "q=%C3%A9cole+%26+co&sector=education&sector=health",
        ),
        (
            Criteria(chosen={"residence": ["KE"], "kind": ["network"], "heritage": []}),
            "kind=network&residence=KE",
        ),
        (Criteria(sort="newest"), "sort=newest"),
        (Criteria(sort="relevance"), ""),
        (Criteria(chosen={"unknown": ["x"]}), ""),
    ],
)
def test_one_search_has_one_query(criteria: Criteria, query: str) -> None:
    assert query_of(criteria) == query
    assert query_of(criteria_of(query)) == query


def test_what_was_written_is_read_back() -> None:
    criteria = Criteria(
        text='مدرسة "a b" -c', chosen={"kind": ["formal"], "heritage": ["ER", "SO"]}, sort="name"
    )
    assert criteria_of(query_of(criteria)) == criteria
