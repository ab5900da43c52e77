"""Rows in PostgreSQL's binary format, read back by PostgreSQL."""

import numpy as np
import pytest
from django.db import transaction
from psycopg2 import DataError

from organizations.models import Organization
from partnerships.copying import copy_rows, read_rows
from partnerships.models import MatchList, MatchRun
from tests.factories import make_listing


def columns(run: MatchRun, sources: list[Organization], length: int) -> dict[str, np.ndarray]:
    size = len(sources)
    numbers = np.arange(size * length).reshape(size, length)
    return {
        "run_id": np.full(size, run.pk, np.int64),
        "channel": np.full(size, b"diaspora"),
        "source_organization_id": np.array([source.pk for source in sources]),
        "edit": np.zeros(size, np.int32),
        "open_cutoff": np.full(size, 999_999_999, np.int32),
        "closed_cutoff": np.zeros(size, np.int32),
        "targets": numbers + 2**40,
        "contributions": np.repeat(numbers, 7, axis=1).astype(np.int32) - 1,
        "known": numbers.astype(np.int16),
        "ranks_before": numbers.astype(np.int16),
        "adjustments": numbers.astype(np.int16),
    }


def test_rows_of_several_lengths_come_back_as_they_went(db: None) -> None:
    first, second, third = (make_listing() for _ in range(3))
    run = MatchRun.objects.create()
    copy_rows(MatchList, [columns(run, [first, second], 3), columns(run, [third], 0)])
    found = MatchList.objects.order_by("source_organization_id")
    assert [one.source_organization_id for one in found] == [first.pk, second.pk, third.pk]
    assert {one.channel for one in found} == {"diaspora"}
    assert {one.source_partner_id for one in found} == {None}
    assert {one.open_cutoff for one in found} == {999_999_999}
    assert [one.targets for one in found] == [
        [2**40, 2**40 + 1, 2**40 + 2],
        [2**40 + 3, 2**40 + 4, 2**40 + 5],
        [],
    ]
    assert found[0].contributions == [-1] * 7 + [0] * 7 + [1] * 7
    assert found[1].known == [3, 4, 5]


def test_no_rows_are_no_error(db: None) -> None:
    copy_rows(MatchList, [])
    copy_rows(MatchList, [columns(MatchRun.objects.create(), [], 2)])
    assert not MatchList.objects.exists()


def test_a_width_that_the_table_does_not_have_is_refused(db: None) -> None:
    part = columns(MatchRun.objects.create(), [make_listing()], 1)
    part["open_cutoff"] = part["open_cutoff"].astype(np.int64)
    with pytest.raises(DataError), transaction.atomic():
        copy_rows(MatchList, [part])


def test_numbers_of_a_query_come_back_as_an_array(db: None) -> None:
    found = read_rows(
        "SELECT n::int8, (n %% 2)::int2, n > %s FROM generate_series(-1, 3) AS n",
        [1],
        {"number": ">i8", "odd": ">i2", "large": "?"},
    )
    assert found.tolist() == [
        (-1, -1, False),
        (0, 0, False),
        (1, 1, False),
        (2, 0, True),
        (3, 1, True),
    ]
    assert read_rows("SELECT 1::int2 WHERE false", [], {"one": ">i2"}).tolist() == []
