"""Start throwaway services before pytest-django reads the settings.

Loaded by name (`-p gdve_portal.pytest_services`), as a conftest.py would be too late.
"""

import os
from collections.abc import Generator

import pytest

from gdve_portal.catalogues import compile_stale_catalogues
from gdve_portal.local_services import ServiceError, throwaway_services

# Whatever the shell was set to: tests never run on settings with real addresses in them.
os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    services = throwaway_services()
    try:
        os.environ.update(services.__enter__())
    except ServiceError as error:
        raise pytest.UsageError(str(error)) from None
    early_config.add_cleanup(lambda: services.__exit__(None, None, None))
    compile_stale_catalogues()
    return (yield)
