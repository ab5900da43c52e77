"""The one place that knows numba.

Kernels release the GIL and are run on plain threads: no threading layer of numba is started, so
none can die in a forked Celery child. Compiled code is kept on disk, so only the first run on a
machine compiles.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

HERE = Path(__file__).parent


def _folder() -> Path | None:
    """Where compiled code is kept: NUMBA_CACHE_DIR, else beside the source, else in the user's
    cache; None if none of them can be written.

    One folder for each state of the source: numba alone would go on using a kernel after a
    function that it calls from another file has changed.
    """
    digest = blake2b(digest_size=8)
    for source in sorted(HERE.glob("*.py")):
        digest.update(source.read_bytes())
    given = os.environ.get("NUMBA_CACHE_DIR")
    bases = [Path(given)] if given else [HERE / "__pycache__", Path.home() / ".cache" / "gdve"]
    for base in bases:
        folder = base / f"kernels-{digest.hexdigest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


_KEPT = _folder()
if _KEPT is not None:
    cast(Any, numba.config).CACHE_DIR = str(_KEPT)

# Python's own division raises on 0; the kernels guard every division themselves. Floating point
# stays strict IEEE (no fastmath): the same bits on every machine, thread and shard.
_OPTIONS: dict[str, Any] = {
    "cache": _KEPT is not None,
    "nogil": True,
    "error_model": "numpy",
    # No reference counting, which would cost more than scoring a pair does. So a kernel makes no
    # array: it is given the room it works in.
    "_nrt": False,
}


def compiled(function: Function) -> Function:
    """Compile to machine code at the first call; usable from Python and from other kernels."""
    return cast(Function, numba.njit(**_OPTIONS)(function))


def inlined(function: Function) -> Function:
    """The same, put into each kernel that calls it: handing columns over costs more than a pair."""
    return cast(Function, numba.njit(forceinline=True, **_OPTIONS)(function))
