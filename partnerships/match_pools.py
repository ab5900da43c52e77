"""The encoded listings of the current run, held by a process that answers questions about them.

A run freezes them into one row; what has changed since is read on top of that. Loads the compiled
kernels, so a page imports it only where it computes.
"""

import datetime as dt
import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from organizations.enums import Status
from organizations.models import Organization
from partnerships.copying import copy_rows
from partnerships.enums import Verification
from partnerships.match_arrays import Flags, Ids
from partnerships.match_listings import (
    ORGANIZATION_COLUMNS,
    PARTNER_COLUMNS,
    moment,
    read_organizations,
    read_partners,
)
from partnerships.match_runs import Snapshot
from partnerships.match_sides import Side
from partnerships.matching.gate import Access
from partnerships.matching.pool import Columns, Pool
from partnerships.matching.profiles import Vocabulary
from partnerships.models import MatchPool, MatchRun, Partner
from partnerships.profiles import vocabulary

ACCESSES = ("between_groups", "towards_partners", "of_partners")
PARTS = ("matchable", "circle", "states", "hides_from", "owner")
FLAGS = {"organizations": ("can_host",), "partners": ("is_public_body",)}
# A change is stored a moment after its time; what was read meanwhile is read again.
OVERLAP = dt.timedelta(minutes=2)


@dataclass(frozen=True, eq=False)
class FrozenSide:
    """What `Side` gives to a route, from stored arrays."""

    ids: Ids
    pool: Pool
    stored: dict[str, Flags]

    def __len__(self) -> int:
        return len(self.ids)

    def flags(self, name: str) -> Flags:
        return self.stored[name]

    @cached_property
    def everyone(self) -> Flags:
        return np.ones(len(self), np.bool_)


@dataclass(frozen=True, eq=False)
class Frozen:
    """What `Snapshot` gives to a route, from stored arrays."""

    organizations: FrozenSide
    partners: FrozenSide
    between_groups: Access
    towards_partners: Access
    of_partners: Access


def keep_pool(run: MatchRun, snapshot: Snapshot) -> None:
    """Store the listings beside their run."""
    data = freeze(snapshot)
    # By COPY: as a parameter of a query they would be held four times over.
    copy_rows(
        MatchPool,
        [
            {
                "run_id": np.array([run.pk]),
                "read_since": np.array([moment(run.started_at)]),
                "data": np.frombuffer(data, f"V{len(data)}"),
            }
        ],
    )


def freeze(snapshot: Snapshot) -> memoryview:
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, flags in FLAGS.items():
        side: Side = getattr(snapshot, name)
        arrays[f"{name}.ids"] = side.ids
        arrays |= {
            f"{name}.{column}": values for column, values in side.pool.columns._asdict().items()
        }
        arrays |= {f"{name}.{flag}": side.flags(flag) for flag in flags}
    for name in ACCESSES:
        access: Access = getattr(snapshot, name)
        arrays |= {f"{name}.{part}": getattr(access, part) for part in PARTS}
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getbuffer()


def thaw(data: bytes | memoryview, words: Vocabulary) -> Frozen:
    parts: dict[str, Any] = {}
    with np.load(io.BytesIO(bytes(data)), allow_pickle=False) as arrays:
        parts |= {
            name: FrozenSide(
                ids=(ids := arrays[f"{name}.ids"]),
                pool=Pool(
                    words,
                    # Whoever looks a listing up does so by its id; ties rest on a stored hash.
                    ids,
                    Columns._make(arrays[f"{name}.{column}"] for column in Columns._fields),
                ),
                stored={flag: arrays[f"{name}.{flag}"] for flag in flags},
            )
            for name, flags in FLAGS.items()
        }
        parts |= {
            name: Access(**{part: arrays[f"{name}.{part}"] for part in PARTS}) for name in ACCESSES
        }
    return Frozen(**parts)


@dataclass(eq=False)
class LivePool:
    """The listings of a run with what has changed since, as of the last `refresh`."""

    frozen: Frozen
    words: Vocabulary
    since: dict[str, dt.datetime]
    # By side and id: a listing as it is now, None where it has left.
    changed: dict[str, dict[int, Any | None]] = field(
        default_factory=lambda: {"organizations": {}, "partners": {}}
    )
    # The time of change that was read of each.
    seen: dict[str, dict[int, dt.datetime]] = field(
        default_factory=lambda: {"organizations": {}, "partners": {}}
    )
    _changes: Snapshot | None = None

    def refresh(self, *, partners: bool) -> None:
        """Read what has changed on one side: cheaply what, then only those with all they say."""
        name = "partners" if partners else "organizations"
        now = dt.datetime.now(dt.UTC)
        listed: Any = Partner.objects if partners else Organization.objects
        columns = PARTNER_COLUMNS if partners else ORGANIZATION_COLUMNS
        state, here = (
            ("verification", Verification.VERIFIED) if partners else ("status", Status.PUBLISHED)
        )
        recent = listed.filter(updated_at__gte=self.since[name] - OVERLAP)
        stamps = dict(recent.values_list("pk", "updated_at"))
        self.since[name] = now
        seen = self.seen[name]
        new = [pk for pk, changed_at in stamps.items() if seen.get(pk) != changed_at]
        if not new:
            return
        rows = listed.filter(pk__in=new).with_tags().values_list(*columns, state, named=True)
        self.changed[name] |= {row.pk: row if getattr(row, state) == here else None for row in rows}
        seen |= {pk: stamps[pk] for pk in new}
        self._changes = None

    def changes(self) -> Snapshot:
        """The changed listings alone. Whose eyes their people lend waits for the next run."""
        if self._changes is None:
            organizations, partners = (
                [row for row in self.changed[name].values() if row]
                for name in ("organizations", "partners")
            )
            self._changes = snapshot_of(
                read_organizations(organizations, self.words), read_partners(partners, self.words)
            )
        return self._changes

    def untouched(self, *, partners: bool) -> Flags:
        """Which of the frozen listings of a side have not changed."""
        name = "partners" if partners else "organizations"
        side = self.frozen.partners if partners else self.frozen.organizations
        return ~np.isin(side.ids, np.array(list(self.changed[name]), np.int64))


def snapshot_of(
    organizations: Side,
    partners: Side,
    *,
    organization_states: dict[int, set[str]] | None = None,
    partner_states: dict[int, set[str]] | None = None,
) -> Snapshot:
    """A few listings, as a run would have read them."""
    return Snapshot(
        organizations=organizations,
        partners=partners,
        organization_states=organization_states or {},
        partner_states=partner_states or {},
        forbidden=frozenset(),
        set_aside=frozenset(),
    )


_kept: tuple[UUID, LivePool] | None = None


def live_pool(run_uuid: UUID) -> LivePool | None:
    """The pool of this run, loaded once a process; None where it was not kept."""
    global _kept
    words = vocabulary()
    if _kept is None or _kept[0] != run_uuid or _kept[1].words != words:
        stored = MatchPool.objects.filter(run__uuid=run_uuid).first()
        if stored is None:
            return None
        since = dict.fromkeys(("organizations", "partners"), stored.read_since)
        _kept = run_uuid, LivePool(thaw(stored.data, words), words, since)
    return _kept[1]
