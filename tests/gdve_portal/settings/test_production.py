"""Production settings, as an operator would start them."""

import os
import subprocess
import sys

import pytest

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "gdve_portal.settings.production",
    "SECRET_KEY": "k7-9vQe2TzR4mXw8Lp1Ns6Yb3Hc5Jd0Fg7Ua2Io4Es8Rk6Wt-xYq3",
    "SITE_URL": "https://gdve.example",
    "ALLOWED_HOSTS": "gdve.example",
    "EMAIL_URL": "smtp+tls://user:secret@mail.gdve.example:587",
}


# A browser test of the same process allows itself what no deployment may.
def _bare() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        env={**_bare(), **ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_own_check_finds_nothing() -> None:
    checked = manage("manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL"])
def test_it_does_not_start_without_a_secret_or_an_address(missing: str) -> None:
    environment = {k: v for k, v in {**os.environ, **ENVIRONMENT}.items() if k != missing}
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert missing in started.stderr


def test_cookies_and_transport() -> None:
    shown = manage(
        "-c",
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.DEV_PAGES, s.SAMPLE_LOGINS_ALLOWED,"
        " s.DEBUG)",
    )
    assert shown.stdout.split() == [
        *("__Host-session", "__Host-csrf", "True", "True", "/", "None"),
        *("True", "31536000", "False", "False", "False"),
    ]
