"""Around every request: an id, a viewer, nothing that no database could hold."""

import pytest
from django.test import Client

from organizations.viewers import Viewer
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db


def test_each_answer_carries_its_own_id(client: Client) -> None:
    first, second = client.get("/livez"), client.get("/livez")
    assert len(first["X-Request-ID"]) == 12
    assert first["X-Request-ID"] != second["X-Request-ID"]


@pytest.mark.parametrize(
    "url", ["/organizations/?q=%00", "/organizations/?%00=1", "/organizations/%00/"]
)
def test_nul_is_refused_before_any_query(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code in (400, 404)
    assert b"<h1" in response.content


def test_lone_surrogates_in_a_form_are_refused(client: Client) -> None:
    client.force_login(UserFactory())
    response = client.post("/organizations/register/", {"name": "a\x00b"})
    assert response.status_code == 400


def test_the_viewer_of_a_request(client: Client) -> None:
    user = UserFactory()
    listing = make_listing(owner=user)
    assert client.get("/").wsgi_request.viewer == Viewer()  # type: ignore[attr-defined]
    client.force_login(user)
    viewer = client.get("/").wsgi_request.viewer  # type: ignore[attr-defined]
    assert viewer == Viewer(
        user_id=user.pk, is_member=True, organization_ids=frozenset({listing.pk})
    )
    staff = StaffFactory()
    client.force_login(staff)
    viewer = client.get("/").wsgi_request.viewer  # type: ignore[attr-defined]
    assert viewer == Viewer(user_id=staff.pk, is_curator=True)


@pytest.mark.parametrize("location", ["unix:///nowhere.sock?db=1", "redis://127.0.0.1:1/1"])
def test_while_redis_is_away_pages_stand_and_signing_in_waits(
    client: Client, settings, location: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": location,
        }
    }
    for page in ("/", "/accounts/login/", "/accounts/signup/"):
        assert client.get(page).status_code == 200
    response = client.post("/accounts/login/", {"login": "amal@example.org", "password": "x"})
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "away for a moment" in response.content.decode()


def test_what_a_signed_in_person_saw_is_kept_nowhere(client: Client) -> None:
    pages = ["/", "/organizations/", "/accounts/profile/", "/organizations/nothing-here/"]
    for page in pages:
        assert "no-store" not in client.get(page).get("Cache-Control", "")  # may be kept
    client.force_login(UserFactory())
    for page in [*pages, "/sessions/calendar.ics", "/organizations/export.csv"]:
        answer = client.get(page)
        b"".join(answer)  # a file is read to its end, which gives its place back
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", ")), page
