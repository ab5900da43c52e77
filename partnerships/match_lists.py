"""What a process remembers of the current run's lists: whom they hold, and who would enter them.

Read once; afterwards only the lists that were stored anew since. A list that is gone may stay: its
source is no longer among the listings, or its targets are asked about once too often.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from django.db import connection

from partnerships.copying import read_rows
from partnerships.match_arrays import Flags, Ids, Standing, positions, unpack
from partnerships.match_routes import LENGTH, ROUTES, Route
from partnerships.models import MatchList, MatchRun

# Numbers of listings, in as few bytes as they need: a million lists are kept.
Targets = npt.NDArray[np.int32] | npt.NDArray[np.int64]
# A row as it comes: the ids of an array, after the bytes that tell its shape.
ITEM = np.dtype([("size", ">i4"), ("id", ">i8")])
ROW: dict[str, npt.DTypeLike] = {
    "source": ">i8",
    "open": ">i4",
    "closed": ">i4",
    "targets": np.dtype([("shape", "V20"), ("items", ITEM, (LENGTH,))]),
}


@dataclass(frozen=True, eq=False)
class Remembered:
    """The lists of a route, ascending by source."""

    sources: Ids  # [n]
    cutoffs: Ids  # [n, 2] what an open and a closed target must score to be a candidate
    targets: Targets  # [n, length], -1 where there are fewer
    standing: Standing | None  # how often the run showed each target, if it had any

    def holders(self, targets: Ids) -> Ids:
        """Whose lists hold one of these."""
        return self.sources[np.isin(self.targets, targets).any(axis=1)]

    def cutoffs_of(self, sources: Ids) -> Ids:
        """[sources, 2]; 0, so that everything reaches it, for a source without a list."""
        if np.array_equal(self.sources, sources):
            return self.cutoffs.copy()
        # The last row is of whoever has none.
        return np.append(self.cutoffs, [[0, 0]], axis=0)[positions(self.sources, sources)]

    def renewed(self, newer: "Remembered") -> "Remembered":
        place = positions(self.sources, newer.sources)
        known: Flags = place >= 0
        wider = np.promote_types(self.targets.dtype, newer.targets.dtype)
        targets = self.targets.astype(wider, copy=False)
        self.cutoffs[place[known]] = newer.cutoffs[known]
        targets[place[known]] = newer.targets[known]
        if known.all():
            # Nearly always: nothing is copied.
            return replace(self, targets=targets)
        sources = np.concatenate([self.sources, newer.sources[~known]])
        order = np.argsort(sources, kind="stable")
        return replace(
            self,
            sources=sources[order],
            cutoffs=np.concatenate([self.cutoffs, newer.cutoffs[~known]])[order],
            targets=np.concatenate([targets, newer.targets[~known]])[order],
        )


# (run, edit, lists by route) of the run that this process last changed.
_kept: tuple[int, int, dict[str, Remembered]] | None = None


def remembered(run: MatchRun) -> dict[str, Remembered]:
    """The lists of a run as they are stored, by route."""
    global _kept
    if _kept is None or _kept[0] != run.pk or _kept[1] > run.edits:
        _kept = run.pk, run.edits, {route.name: _read(run, route, -1) for route in ROUTES}
    elif _kept[1] < run.edits:
        _, edit, lists = _kept
        newer = {route.name: _read(run, route, edit) for route in ROUTES}
        _kept = run.pk, run.edits, {name: lists[name].renewed(newer[name]) for name in lists}
    return _kept[2]


def _read(run: MatchRun, route: Route, since: int) -> Remembered:
    """Those stored after an edit; all, with what the run left behind, after the edit -1.

    Every list is filled up to the same length, so that numpy takes them as they come.
    """
    table = connection.ops.quote_name(MatchList._meta.db_table)
    source = "source_partner_id" if route.from_partners else "source_organization_id"
    stored = read_rows(
        f"SELECT {source}, open_cutoff, closed_cutoff, targets"  # noqa: S608 - our names
        f" || array_fill(-1::bigint, ARRAY[{LENGTH} - cardinality(targets)])"
        f" FROM {table} WHERE run_id = %s AND channel = %s AND {source} IS NOT NULL AND edit > %s",
        [run.pk, route.channel.value, since],
        ROW,
    )
    order = np.argsort(stored["source"], kind="stable")
    ids = stored["targets"]["items"]["id"][order]
    narrow = int(ids.max(initial=0)) <= np.iinfo(np.int32).max
    standing = None
    if since < 0:
        exposure = run.exposures.filter(route=route.name).values_list("standing", flat=True).first()
        standing = unpack(Standing, exposure)[route.name] if exposure is not None else None
    return Remembered(
        sources=stored["source"][order].astype(np.int64),
        cutoffs=np.stack([stored["open"][order], stored["closed"][order]], axis=1).astype(np.int64),
        targets=ids.astype(np.int32) if narrow else ids.astype(np.int64),
        standing=standing,
    )
