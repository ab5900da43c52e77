"""What travels between the tasks of a run, as arrays of ids and as bytes for the database.

Ids, never positions: processes with snapshots of different moments hand these on.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Scores = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, kw_only=True)
class Candidates:
    """The best targets of each source [n], best first, -1 where there are fewer.

    Those that everyone can see and those that only some can are apart, so that the one choice
    does not depend on the other.
    """

    sources: Ids  # [n]
    open_targets: Ids  # [n, deep]
    open_scores: Scores
    closed_targets: Ids  # [n, length]
    closed_scores: Scores


@dataclass(frozen=True, eq=False, kw_only=True)
class Lists:
    """What each source [n] is shown, in order; -1 where there is less."""

    sources: Ids  # [n]
    targets: Ids  # [n, length]
    rank_before: npt.NDArray[np.int16]
    adjustment: npt.NDArray[np.int8]  # positions in Adjustment.values
    open_cutoff: Scores  # [n] what an open target must score to be a candidate, 0 if all are
    closed_cutoff: Scores  # [n]


@dataclass(frozen=True, eq=False, kw_only=True)
class Standing:
    """How often a route shows each public target [m], as it stands until the next run."""

    targets: Ids  # [m] ascending
    merit: Floats
    past_exposure: Floats
    exposure: Floats
    lists: Ids
    cap: Ids  # [1] the number of lists that nobody is in more of
    floor: Floats  # [1] added for grass-roots groups
    ratio: Floats  # [1] NaN where there is nobody to compare


# Up to so many times more ids than listings, looking them up in a table is worth it; not for a
# few among many.
SPARSE, FEW = 8, 64


def cutoff(targets: Ids, scores: Scores) -> Scores:
    """The score of the last candidate where there are as many as fit, else 0."""
    if not targets.shape[1]:
        return np.zeros(len(targets), np.int32)
    full: Scores = np.where(targets[:, -1] >= 0, scores[:, -1], 0).astype(np.int32)
    return full


Part = TypeVar("Part", Candidates, Lists, Standing)


def positions(ascending: Ids, ids: Ids) -> Ids:
    """Where `ids` stand in `ascending`, -1 for those that do not."""
    if not ascending.size:
        return np.full(ids.shape, -1, np.int64)
    few = ids.size * FEW < ascending.size
    if not few and int(ascending[-1]) < SPARSE * (ascending.size + ids.size):
        # Ids count up, so a table of all of them is small, and quicker than looking for each.
        table = np.full(int(ascending[-1]) + 2, -1, np.int64)
        table[ascending] = np.arange(ascending.size)
        return table[np.minimum(ids, ascending[-1] + 1)]
    found = np.minimum(np.searchsorted(ascending, ids), ascending.size - 1)
    return np.where(ascending[found] == ids, found, -1)


def take(part: Part, rows: Any) -> Part:
    """The sources at these positions, or where a mask is true."""
    return type(part)(**{name: array[rows] for name, array in _arrays(part).items()})


def pack(parts: Mapping[str, Part]) -> bytes:
    arrays: dict[str, Any] = {
        f"{route}.{name}": array
        for route, part in parts.items()
        for name, array in _arrays(part).items()
    }
    file = io.BytesIO()
    # Not compressed: that takes longer than the database takes to store it.
    np.savez(file, **arrays)
    return file.getvalue()


def unpack(cls: type[Part], stored: bytes | memoryview) -> dict[str, Part]:
    """By route."""
    with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
        routes = dict.fromkeys(key.partition(".")[0] for key in arrays.files)
        return {
            route: cls(**{field.name: arrays[f"{route}.{field.name}"] for field in fields(cls)})
            for route in routes
        }


def _arrays(part: Candidates | Lists | Standing) -> dict[str, npt.NDArray[Any]]:
    return {field.name: getattr(part, field.name) for field in fields(part)}
