"""The row that an address of the admin names."""


def number_in(text: str) -> int | None:
    """Return its number; None, which no row has, where the address holds something else."""
    return int(text) if text.isdecimal() else None
