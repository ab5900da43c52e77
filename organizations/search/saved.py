"""A search as a query string that can be kept: known parameters only, always in one order. Pure."""

from urllib.parse import parse_qs, urlencode

from organizations.search.engine import RELEVANCE, Criteria
from organizations.search.index import FACETS


def query_of(criteria: Criteria) -> str:
    """Return the query string of `criteria`; two ways to ask for the same give the same."""
    parameters = [("q", text)] if (text := " ".join(criteria.text.split())) else []
    for facet in FACETS:
        parameters += [(facet, value) for value in sorted(set(criteria.chosen.get(facet, ())))]
    if criteria.sort != RELEVANCE:
        parameters.append(("sort", criteria.sort))
    return urlencode(parameters)


def criteria_of(query: str) -> Criteria:
    """Read back what `query_of` wrote."""
    parameters = parse_qs(query)
    return Criteria(
        text=parameters.get("q", [""])[0],
        chosen={facet: parameters[facet] for facet in FACETS if facet in parameters},
        sort=parameters.get("sort", [RELEVANCE])[0],
    )
