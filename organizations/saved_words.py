"""A saved search in the reader's words."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.facets import flat
from organizations.filters import OrganizationFilter
from organizations.models import Organization, SavedSearch
from organizations.presentation import labelled
from organizations.search.saved import criteria_of
from organizations.viewers import ANONYMOUS


@dataclass(frozen=True, slots=True)
class Worded:
    """A saved search, what it asks for, and where it leads."""

    saved: SavedSearch
    words: list[str]
    url: str


class SearchWords:
    """The words of filters and their values, looked up once for any number of searches."""

    def __init__(self) -> None:
        asked = OrganizationFilter(
            QueryDict(), queryset=Organization.objects.none(), viewer=ANONYMOUS
        )
        self._names = {name: str(field.label) for name, field in asked.form.fields.items()}
        self._values = {
            name: flat(getattr(field, "choices", [])) for name, field in asked.form.fields.items()
        }

    def of(self, query: str) -> list[str]:
        """Return what a saved query asks for, one phrase a choice; a phrase for everything, too."""
        asked = criteria_of(query)
        pairs = [("q", asked.text)] if asked.text else []
        pairs += [(facet, value) for facet, values in asked.chosen.items() for value in values]
        words = [
            labelled(self._names[name], self._values[name].get(value, value))
            for name, value in pairs
        ]
        return words or [_("All groups")]

    def worded(self, saved: SavedSearch) -> Worded:
        url = reverse("organizations:organization_list")
        return Worded(saved, self.of(saved.query), f"{url}?{saved.query}" if saved.query else url)
