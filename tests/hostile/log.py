"""What the security log holds."""

import logging

import pytest


def security_lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "security"]


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in security_lines(caplog)]
