"""How often one account or one address may ask (H2 and H3 beside them)."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from gdve_portal import limits
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SEARCH = "/organizations/"


@pytest.fixture(autouse=True)
def _three_a_minute(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "rl"}
    }
    cache.clear()
    settings.ASKING_LIMITS = {"organizations:organization_list": [(3, 60)]}
    settings.SENDING_LIMITS = {"accounts:profile": [(2, 60), (4, 600)]}
    at(monkeypatch, 1_000_020.0)


def at(monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    monkeypatch.setattr(limits.time, "time", lambda: moment)


def statuses(client: Client, times: int, **headers: str) -> list[int]:
    return [client.get(SEARCH, headers=headers).status_code for _ in range(times)]


def test_the_fourth_is_refused_until_the_window_is_over(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert statuses(client, 3) == [200] * 3
    response = client.get(SEARCH)
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    body = response.content.decode()
    assert "Too many attempts" in body
    assert response["X-Request-ID"] in body
    at(monkeypatch, 1_000_079.5)
    assert client.get(SEARCH)["Retry-After"] == "1"
    at(monkeypatch, 1_000_080.0)
    assert client.get(SEARCH).status_code == 200


def test_other_pages_stay_open(client: Client) -> None:
    assert statuses(client, 4)[-1] == 429
    assert client.get("/").status_code == 200
    assert client.get("/sessions/").status_code == 200


def test_the_page_is_in_the_readers_language(client: Client) -> None:
    statuses(client, 3)
    body = client.get("/ar/organizations/").content.decode()
    assert '<html lang="ar" dir="rtl">' in body


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [
        (0, [200, 200, 200, 429]),  # nobody's word is taken
        (1, [200, 200, 200, 200]),  # the one proxy wrote these itself
    ],
)
def test_only_a_known_proxy_says_where_somebody_is(
    client: Client, settings, proxies: int, expected: list[int]
) -> None:
    """H3."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    said = [statuses(client, 1, **{"x-forwarded-for": f"192.0.2.{n}"})[0] for n in range(4)]
    assert said == expected


def test_what_comes_before_the_proxys_word_is_not_believed(client: Client, settings) -> None:
    """H3: the forged part is in front; the last entry is the proxy's."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    said = [
        statuses(client, 1, **{"x-forwarded-for": f"192.0.2.{n}, 198.51.100.7"})[0]
        for n in range(4)
    ]
    assert said == [200, 200, 200, 429]


def test_the_neighbours_of_an_ipv6_address_count_as_one(client: Client, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    said = [statuses(client, 1, **{"x-forwarded-for": f"2001:db8::{n}"})[0] for n in range(4)]
    assert said == [200, 200, 200, 429]


def test_who_is_signed_in_counts_by_account_wherever_she_is(settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    first, second = UserFactory(), UserFactory()
    said = []
    for number, person in enumerate([first, first, first, second, first]):
        client = Client(headers={"x-forwarded-for": f"192.0.2.{number}"})
        client.force_login(person)
        said += statuses(client, 1)
    assert said == [200, 200, 200, 200, 429]


def test_reading_a_form_counts_nothing_and_each_window_holds(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(UserFactory())

    def send() -> Any:
        return client.post("/accounts/profile/", {"name": "N", "language": "en"})

    assert [client.get("/accounts/profile/").status_code for _ in range(5)] == [200] * 5
    assert [send().status_code for _ in range(3)] == [302, 302, 429]
    at(monkeypatch, 1_000_080.0)
    assert send().status_code == 302
    refused = send()
    assert (refused.status_code, refused["Retry-After"]) == (429, "120")


def test_without_the_cache_pages_stand(client: Client, settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere.sock?db=1",
        }
    }
    assert statuses(client, 5) == [200] * 5


def test_the_cache_holds_no_address(client: Client) -> None:
    statuses(client, 1)
    assert "127.0.0.1" not in str(list(cache._cache))  # type: ignore[attr-defined]


def test_allauths_own_refusal_says_when_to_come_back(client: Client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    answers = [client.post("/accounts/signup/", {"email": "x", "password1": "y"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["Retry-After"] == "300"
    assert "<h1>Too many attempts</h1>" in answers[1].content.decode()


def test_every_limit_names_an_address_that_there_is() -> None:
    from django.urls import get_resolver

    from gdve_portal.settings import base
    from tests.visibility.test_registry import names

    asked = set(base.ASKING_LIMITS) | set(base.SENDING_LIMITS)
    assert asked - names(get_resolver()) == set()
    assert {"organizations:contact", "partnerships:introduction_ask"} <= set(base.SENDING_LIMITS)
