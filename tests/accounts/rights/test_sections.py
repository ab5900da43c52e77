"""Nothing that names a person is forgotten."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from accounts.models import User
from accounts.rights.sections import Section, Sections, sections


def naming() -> Iterator[str]:
    """Yield each column that names a person or holds an address."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.related_model is User or isinstance(field, models.EmailField):
                yield f"{model._meta.label}.{field.name}"


def test_every_column_that_names_a_person_is_in_the_copy_or_excused() -> None:
    told = sections.covered | set(sections.excused)
    assert set(naming()) - told == set(), "add it to a section, or excuse it: personal_data.py"


def test_no_section_or_excuse_is_left_over() -> None:
    told = sections.covered | set(sections.excused)
    assert told - set(naming()) == set()
    assert sections.covered & set(sections.excused) == set()


def test_the_walk_finds_much() -> None:
    assert len(set(naming())) > 70


def test_every_section_says_what_it_is() -> None:
    for section in sections:
        assert str(section.title)
        assert str(section.about).endswith(".")


def test_a_section_is_registered_once() -> None:
    own = Sections()
    section = Section("one", "One", "One.", lambda user: [], frozenset())
    own.register(section)
    with pytest.raises(ValueError, match="twice"):
        own.register(section)
