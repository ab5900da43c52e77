"""How much was compared, said at the end."""

import pytest

_compared: list[int] = []


@pytest.fixture
def compared() -> list[int]:
    """Where a comparison notes how many answers it has looked at."""
    return _compared


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _compared:
        terminalreporter.write_line(f"{sum(_compared):,} answers compared byte for byte")
