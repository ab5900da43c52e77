"""The one place that knows numba.

Kernels release the GIL and are run on plain threads: no threading layer of numba is started, so
none can die in a forked Celery child. Compiled code is kept beside the source (or where
NUMBA_CACHE_DIR says), so only the first run on a machine compiles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

# Python's own division raises on 0; the kernels guard every division themselves. Floating point
# stays strict IEEE (no fastmath): the same bits on every machine, thread and shard.
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}


def compiled(function: Function) -> Function:
    """Compile to machine code at the first call; usable from Python and from other kernels."""
    return cast(Function, numba.njit(**_OPTIONS)(function))


def borrowing(function: Function) -> Function:
    """The same for a function that makes no array, without counting references to its arguments,
    which costs more than scoring a pair does. Every kernel's inner loop is one of these.
    """
    options: dict[str, Any] = {"_nrt": False, **_OPTIONS}
    return cast(Function, numba.njit(**options)(function))
