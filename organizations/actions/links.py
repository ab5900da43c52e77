"""Tags have rows of their own: making them what is wanted, touching no other."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models


def replace_links(
    links: models.Manager[Any], column: str, wanted: Mapping[tuple[str, object], Collection[str]]
) -> bool:
    """Make `links` hold exactly the codes `wanted` for each (field, value); return if any changed.

    Links with another value of the field stay as they are.
    """
    keys = {
        (value, code): {field: value, column: code}
        for (field, value), codes in wanted.items()
        for code in codes
    }
    (field,) = {field for field, _ in wanted}
    values = {value for _, value in wanted}
    changed = False
    for link in links.all():
        value = getattr(link, field)
        if value not in values:
            continue
        if keys.pop((value, getattr(link, column)), None) is None:
            link.delete()
            changed = True
    for row in keys.values():
        links.create(**row)
    return changed or bool(keys)
