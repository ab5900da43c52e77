"""The security log: what happened, where by name, and nobody's words, name or address."""

import json
import logging
import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from accounts.security_log import security_event
from tests.factories import UserFactory, make_listing
from tests.hostile.log import security_lines

pytestmark = pytest.mark.django_db


def formatted(record: logging.LogRecord) -> dict[str, object]:
    """The line as production writes it."""
    config = settings.LOGGING["formatters"]["structured"]
    formatter = config["()"](
        processors=config["processors"], foreign_pre_chain=config["foreign_pre_chain"]
    )
    line = formatter.format(record)
    assert "\n" not in line
    return json.loads(line)


def test_a_refusal_is_one_line_with_marks_instead_of_people(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    user = UserFactory()
    listing = make_listing(slug="hidden-one", audience="iom")
    client.force_login(user)
    client.get(f"/organizations/trust/{listing.uuid}/", headers={"user-agent": "Spy/1"})
    (line,) = [formatted(record) for record in security_lines(caplog)]
    marks = {line.pop("account"), line.pop("source")}
    assert {key: line[key] for key in ("event", "logger", "level")} == {
        "event": "not there, or not for this reader", "logger": "security", "level": "warning",
    }  # fmt: skip
    assert (line["route"], line["method"], line["status"]) == ("organizations:trust", "GET", 404)
    assert all(re.fullmatch("[0-9a-f]{12}", str(mark)) for mark in marks)
    said = json.dumps(line)
    for told in (user.email, user.name, str(listing.uuid), "hidden-one", "127.0.0.1", "Spy"):
        assert told not in said


def test_an_address_that_no_page_has_is_no_event(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/favicon.png").status_code == 404
    assert client.get("/").status_code == 200
    assert security_lines(caplog) == []


def test_only_known_facts_are_written() -> None:
    with pytest.raises(ValueError, match="email"):
        security_event("refused", email="a@example.org")


def test_more_proxies_counted_on_than_there_are(
    settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2  # type: ignore[attr-defined]
    request = RequestFactory().get("/", headers={"x-forwarded-for": "192.0.2.1"})
    security_event("refused", request)
    (record,) = security_lines(caplog)
    assert record.route == ""  # type: ignore[attr-defined]
