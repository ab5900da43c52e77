"""The targets of a route: cut from the listings once, however many sources ask.

Loads the compiled kernels, so only workers and commands import it.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from partnerships.match_arrays import Flags, Ids, positions
from partnerships.match_routes import Route
from partnerships.match_runs import Snapshot
from partnerships.matching.gate import Access
from partnerships.matching.pool import Pool


@dataclass(frozen=True, eq=False)
class Targets:
    """Open targets of a route that everyone can see, or such that only some can."""

    rows: Ids  # where they stand on their side
    ids: Ids
    pool: Pool
    access: Access
    grassroots: Flags
    open_to: Ids
    facts: npt.NDArray[np.void]


def targets_of(snapshot: Snapshot, route: Route, *, public: bool) -> Targets:
    """All of them."""
    key = (route.name, public)
    if key not in snapshot.cut:
        # Groups and partners look at the same groups: sorted once for both.
        same = ("listings", route.channel, public)
        if same not in snapshot.cut:
            side = route.targets(snapshot)
            wanted = route.answers(side) & side.flags("is_open") & (side.public == public)
            snapshot.cut[same] = _cut(snapshot, route, np.flatnonzero(wanted))
        targets: Targets = snapshot.cut[same]
        access = route.access(snapshot)[1].take(targets.rows)
        snapshot.cut[key] = replace(targets, access=access)
    found: Targets = snapshot.cut[key]
    return found


def targets_among(snapshot: Snapshot, route: Route, ids: Ids, *, public: bool) -> Targets:
    """Those of these ids, ascending."""
    side = route.targets(snapshot)
    rows = side.positions(np.unique(ids))
    rows = rows[rows >= 0]
    these = side.take(rows)
    wanted = route.answers(these) & these.flags("is_open") & (these.public == public)
    return _cut(snapshot, route, rows[wanted])


def searched(snapshot: Snapshot, route: Route, *, public: bool) -> list[Targets]:
    """All of them in parts: what has been sorted already, without what is another by now, and
    that as it is.
    """
    base = snapshot.base
    if base is None:
        return [targets_of(snapshot, route, public=public)]
    key = ("searched", route.name, public)
    if key not in snapshot.cut:
        moved = snapshot.moved[int(route.to_partners)]
        old, new = (
            targets_of(base, route, public=public),
            targets_among(snapshot, route, moved, public=public),
        )
        still = old.access.matchable.copy()
        rows = positions(old.ids, moved)
        still[rows[rows >= 0]] = False
        staying = replace(old, access=replace(old.access, matchable=still))
        snapshot.cut[key] = [staying, new] if new.ids.size else [staying]
    parts: list[Targets] = snapshot.cut[key]
    return parts


def _cut(snapshot: Snapshot, route: Route, rows: Ids) -> Targets:
    cut = route.targets(snapshot).take(rows)
    return Targets(
        rows=rows,
        ids=cut.ids,
        pool=cut.pool,
        access=route.access(snapshot)[1].take(rows),
        grassroots=cut.grassroots,
        open_to=cut.open_to,
        facts=cut.facts,
    )
