"""Memory that is free, back to the system."""

import ctypes


def give_back() -> None:
    """Return what is free to the system, where the C library can (glibc).

    It keeps what large arrays have left, and what the next step of a run needs comes on top.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return
    trim(0)
