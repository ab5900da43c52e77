"""Start throwaway services before pytest-django reads the settings.

Loaded by name (`-p gdve_portal.pytest_services`), as a conftest.py would be too late. Each process
of a run in several (`-n 2`) has its own.
"""

import os
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from gdve_portal.catalogues import compile_stale_catalogues
from gdve_portal.local_services import ServiceError, throwaway_services

# Whatever the shell was set to: tests never run on settings with real addresses in them.
os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    services = ExitStack()
    early_config.add_cleanup(services.close)
    try:
        os.environ.update(services.enter_context(throwaway_services()))
    except ServiceError as error:
        raise pytest.UsageError(str(error)) from None
    compile_stale_catalogues()
    return (yield)
