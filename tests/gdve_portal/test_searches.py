"""The searches of docs/searches.md find what they should on the record and the sample."""

import pytest
from django.core.management import call_command

from bench.searches import SEARCHES, answer
from organizations.models import SearchDocument
from organizations.search.live import live_index


@pytest.mark.django_db
def test_what_comes_first_is_what_was_asked_for() -> None:
    for command in ("load_gdve", "load_sample"):
        call_command(command, verbosity=0)
    live_index.forget()
    for asked in SEARCHES:
        context = answer(asked)
        if not (asked.tag or asked.word):
            # Nothing can be promised of searches for several things: but never nothing at all.
            assert context["cards"] or context["droppable"], asked.query
            continue
        first = context["cards"][0].organization
        document = SearchDocument.objects.get(pk=first.pk)
        tags = {token.split(":")[1] for token in document.tokens}
        assert not asked.tag or asked.tag in tags, asked.query
        assert asked.word in document.sort_name, asked.query
