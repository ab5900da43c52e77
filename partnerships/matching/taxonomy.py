"""A rooted tree of codes, and how close two codes are in it: sectors, and places of M49."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from partnerships.matching.errors import InvalidTaxonomy

# 27,720 is the least common multiple of 1…12: with depths up to 6, every Wu-Palmer value
# 2·d / (a + b) is a whole number of 1/27720. Sums of them are exact, in any order.
CLOSENESS_ONE = 27_720
MAX_DEPTH = 6


class Taxonomy:
    """A tree given as `{code: parent}`; a code without a parent (None or "") is the root.

    Where several codes have no parent, they get a common root that is no code of its own, so a
    two-level list of sectors is a tree of depth 3. The root has depth 1 (Wu and Palmer, 1994).
    """

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        if not parents:
            raise InvalidTaxonomy("a taxonomy needs at least one code")
        self.parents: dict[str, str] = {code: parent or "" for code, parent in parents.items()}
        if "" in self.parents:
            raise InvalidTaxonomy("the empty string is no code")
        self.codes: tuple[str, ...] = tuple(sorted(self.parents))
        self.index: dict[str, int] = {code: i for i, code in enumerate(self.codes)}
        for code, parent in self.parents.items():
            if parent and parent not in self.parents:
                raise InvalidTaxonomy(f"the parent {parent!r} of {code!r} is not in the taxonomy")
        self._several_roots = sum(not parent for parent in self.parents.values()) > 1
        self._paths = {code: self._path(code) for code in self.codes}

    def _path(self, code: str) -> tuple[str, ...]:
        """From the root down to the code; "" stands for a common root."""
        path = [code]
        while parent := self.parents[path[-1]]:
            path.append(parent)
            if len(path) > MAX_DEPTH:
                raise InvalidTaxonomy(f"{code!r} is in a cycle, or deeper than {MAX_DEPTH} levels")
        if self._several_roots:
            path.append("")
        if len(path) > MAX_DEPTH:
            raise InvalidTaxonomy(f"{code!r} is deeper than {MAX_DEPTH} levels")
        return tuple(reversed(path))

    def __len__(self) -> int:
        return len(self.codes)

    def __contains__(self, code: object) -> bool:
        return code in self.index

    def depth(self, code: str) -> int:
        """1 for the root."""
        return len(self._paths[code])

    def lca(self, a: str, b: str) -> str:
        """The lowest common ancestor; "" for a common root that is no code."""
        common = ""
        for one, other in zip(self._paths[a], self._paths[b], strict=False):
            if one != other:
                break
            common = one
        return common

    def wp(self, a: str, b: str) -> float:
        """Wu-Palmer: 2·depth(lca) / (depth a + depth b), from just above 0 to 1 (the same)."""
        return float(self.closeness[self.index[a], self.index[b]]) / CLOSENESS_ONE

    @cached_property
    def closeness(self) -> npt.NDArray[np.int16]:
        """wp of every pair in units of 1/27720, codes × codes, in the order of `codes`."""
        depths = np.array([len(self._paths[code]) for code in self.codes], dtype=np.int64)
        size = len(self.codes)
        shared = np.zeros((size, size), dtype=np.int64)
        for level in range(MAX_DEPTH):
            # Two codes share a level when their paths have the same node there; a node has one
            # path above it, so all higher levels are shared too.
            nodes = [path[level] if level < len(path) else None for path in self._paths.values()]
            ids = {node: i for i, node in enumerate(dict.fromkeys(nodes))}
            column = np.array([-1 if node is None else ids[node] for node in nodes])
            shared += (column[:, None] == column[None, :]) & (column[:, None] >= 0)
        return (2 * shared * CLOSENESS_ONE // (depths[:, None] + depths[None, :])).astype(np.int16)
