"""Where a person is signed in: seen, and ended."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import devices
from accounts.device_names import device_name
from accounts.models import DeviceSession, User
from accounts.tasks import clear_sessions
from tests.factories import UserFactory
from tests.factories.people import verified

pytestmark = pytest.mark.django_db

PASSWORD = "a long passphrase"
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
LAPTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)
LIST = "/accounts/sessions/"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (PHONE, "Firefox · Android"),
        (LAPTOP, "Edge · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari · iPhone",
        ),
        ("curl/8.1", ""),
        ("<script>Linux", "Linux"),
        ("", ""),
    ],
)
def test_a_device_has_a_coarse_name(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


@pytest.fixture
def amal() -> User:
    return verified(UserFactory(email="amal@example.org"))


def signed_in(user_agent: str = PHONE) -> Client:
    client = Client(headers={"user-agent": user_agent})
    client.post("/accounts/login/", {"login": "amal@example.org", "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/accounts/profile/").status_code == 200


def shown(client: Client) -> list[tuple[str, bool]]:
    context = client.get(LIST).context
    return [(row.device, row.session_key == context["current"]) for row in context["sessions"]]


@pytest.mark.usefixtures("amal")
def test_each_session_is_listed_for_its_person() -> None:
    phone, laptop = signed_in(), signed_in(LAPTOP)
    stranger = Client()
    stranger.force_login(UserFactory())
    assert shown(phone) == [("Edge · Windows", False), ("Firefox · Android", True)]
    assert shown(laptop) == [("Edge · Windows", True), ("Firefox · Android", False)]
    assert shown(stranger) == [("", True)]
    assert Client().get(LIST)["Location"] == f"/accounts/login/?next={LIST}"


@pytest.mark.usefixtures("amal")
def test_ending_one_session_ends_no_other() -> None:
    phone, laptop, lost = signed_in(), signed_in(LAPTOP), signed_in("")
    row = DeviceSession.objects.get(device="")
    assert phone.post(f"{LIST}{row.uuid}/end/")["Location"] == LIST
    assert [is_in(client) for client in (phone, laptop, lost)] == [True, True, False]
    assert not DeviceSession.objects.filter(pk=row.pk).exists()


@pytest.mark.usefixtures("amal")
def test_ending_all_others() -> None:
    phone, laptop, lost = signed_in(), signed_in(LAPTOP), signed_in("")
    phone.post(f"{LIST}end-others/")
    assert [is_in(client) for client in (phone, laptop, lost)] == [True, False, False]
    assert shown(phone) == [("Firefox · Android", True)]


@pytest.mark.usefixtures("amal")
def test_the_session_of_another_is_not_there() -> None:
    phone, stranger = signed_in(), Client()
    stranger.force_login(UserFactory())
    uuid = DeviceSession.objects.get(device="Firefox · Android").uuid
    for number in (uuid, uuid4()):
        assert stranger.post(f"{LIST}{number}/end/").status_code == 404
        assert stranger.get(f"{LIST}{number}/end/").status_code == 405
    assert is_in(phone)


def test_a_new_password_ends_the_others(amal: User) -> None:
    """H6, and the one that stays is known by its new key."""
    phone, laptop = signed_in(), signed_in(LAPTOP)
    phone.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "three quiet rivers"},
    )
    assert shown(phone) == [("Firefox · Android", True)]
    assert not is_in(laptop)


def test_last_seen_is_written_every_ten_minutes_at_most(
    amal: User, django_assert_num_queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = signed_in()
    long_ago = timezone.now() - timedelta(days=1)
    DeviceSession.objects.update(last_seen_at=long_ago)
    with django_assert_num_queries(2):  # session, person
        phone.get("/accounts/logout/")
    assert DeviceSession.objects.get().last_seen_at == long_ago
    now = devices.time.time()
    monkeypatch.setattr(devices.time, "time", lambda: now + devices.EVERY_SECONDS + 1)
    phone.get("/accounts/logout/")
    assert DeviceSession.objects.get().last_seen_at > long_ago


def test_whoever_is_not_signed_in_leaves_nothing(client: Client) -> None:
    client.get("/")
    client.post("/accounts/login/", {"login": "x@example.org", "password": "y"})
    assert not DeviceSession.objects.exists()


def test_signing_out_and_time_clear_what_is_kept(amal: User) -> None:
    phone, _laptop = signed_in(), signed_in(LAPTOP)
    phone.post("/accounts/logout/")
    Session.objects.filter(
        session_key=DeviceSession.objects.get(device="Edge · Windows").session_key
    ).update(expire_date=timezone.now() - timedelta(seconds=1))
    stays: Any = signed_in()
    assert [row.device for row in DeviceSession.objects.all()] == ["Firefox · Android"]
    DeviceSession.objects.create(user=amal, session_key="gone")
    clear_sessions()
    assert [row.session_key for row in DeviceSession.objects.all()] == [stays.session.session_key]
    assert Session.objects.filter(expire_date__lt=timezone.now()).count() == 0
