"""H37 to H40: the browser turned against its user."""

from typing import Any

import pytest
from django.test import Client

from accounts.unsubscribing import token
from tests.access.addresses import names, paths
from tests.access.asking import watched
from tests.access.world import World
from tests.factories import StaffFactory, UserFactory
from tests.factories.people import verified
from tests.hostile.conftest import Server
from tests.hostile.log import events

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://testserver@evil.example/",
    "/\t/evil.example",
    "\t//evil.example/",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_h37_nobody_is_led_away(target: str) -> None:
    user = verified(UserFactory())
    client = Client()
    answers: list[Any] = [
        client.post(
            f"/accounts/login/?next={target}",
            {"login": user.email, "password": "a long passphrase", "next": target},
        ),
        client.post("/i18n/setlang/", {"language": "fr", "next": target}),
        client.post("/organizations/shortlist/keep/nothing/", {"next": target}),
        client.post("/accounts/logout/", {"next": target}),
    ]
    staff = Client()
    staff.force_login(StaffFactory())
    answers += [
        staff.post("/admin/organizations/organization/queue/publish/", {"back": target}),
        staff.get(f"/admin/login/?next={target}"),
    ]
    for answer in answers:
        place = answer.headers.get("Location", "/")
        assert place.startswith("/"), (answer.request["PATH_INFO"], place)
        assert place[1:2] not in ("/", "\\", "\t"), place
        assert "evil" not in place.split("?")[0], place


def test_h38_no_form_is_taken_without_its_token(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Every address, as who may most: without the token, and with somebody else's."""
    taken, refused = [], 0
    for role in ("owner", "lead"):
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.people[role])  # type: ignore[arg-type]
        client.cookies["csrftoken"] = "a" * 32
        for name in names():
            if name.startswith("admin:") != (role == "lead"):
                continue
            for _scope, path in list(paths(name, world))[:1]:
                with watched() as written:
                    answer = client.post(path, {"csrfmiddlewaretoken": "b" * 32})
                refused += answer.status_code == 403
                if answer.status_code not in (403, 405) or written:
                    taken.append(f"{name}: {answer.status_code}")
    # One click in a mail program: the signed link is the proof.
    assert taken == ["accounts:notification_unsubscribe: 404"]
    assert refused > 150
    assert set(events(caplog)) <= {
        "refused",
        "method refused",
        "not there, or not for this reader",
    }
    user = UserFactory()
    client = Client(enforce_csrf_checks=True)
    path = f"/accounts/notifications/unsubscribe/{token(user.uuid, 'digest')}/"
    assert client.post(path, headers={"origin": "https://evil.example"}).status_code != 403


def test_h38_a_foreign_origin_is_refused_even_with_the_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    page = client.get("/accounts/profile/")
    data = {
        "csrfmiddlewaretoken": str(page.context["csrf_token"]),
        "name": "New",
        "language": "en",
    }
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        answer = client.post("/accounts/profile/", data, headers={"origin": origin})
        assert answer.status_code == 403, origin
    assert client.post("/accounts/profile/", data).status_code == 302


def test_h39_no_page_can_be_framed(world: World) -> None:
    """Every page, the admin's too, in two headers; and none is taken for what it is not."""
    wrong, pages = [], 0
    for role in ("owner", "lead"):
        client = Client()
        client.force_login(world.people[role])  # type: ignore[arg-type]
        for name in names():
            # The mailbox of development shows letters in a frame of its own.
            if name.startswith("admin:") != (role == "lead") or name == "dev_mail:mail_html":
                continue
            for _scope, path in list(paths(name, world))[:1]:
                answer = client.get(path)
                b"".join(answer)  # a file is read to its end, which gives its place back
                policy = answer.headers.get("Content-Security-Policy", "")
                pages += 1
                sandboxed = "sandbox" in policy and "default-src 'none'" in policy
                if answer.headers.get("X-Frame-Options") != "DENY" or not (
                    sandboxed or "frame-ancestors 'none'" in policy
                ):
                    wrong.append(f"{name}: {answer.status_code} {policy}")
                if "unsafe" in policy or answer.headers.get("X-Content-Type-Options") != "nosniff":
                    wrong.append(f"{name}: {policy}")
                kind = answer.headers.get("Content-Type", "")
                if not kind or (
                    kind.startswith("text/") and "charset=utf-8" not in kind.replace('"', "")
                ):
                    wrong.append(f"{name}: {kind}")
                if "Access-Control-Allow-Origin" in answer.headers:
                    wrong.append(f"{name}: shared with other sites")
    assert wrong == []
    assert pages > 350


@pytest.mark.parametrize(
    "host",
    [
        b"evil.example",
        b"localhost.evil.example",
        b"evil.example@localhost",
        b"localhost\tevil.example",
        b"localhost:80@evil.example",
        b"",
    ],
)
def test_h40_another_host_is_refused(host: bytes, server: Server) -> None:
    status, rest = server.get(b"/accounts/password/reset/", host=host)
    assert status == 400
    assert b"evil" not in rest.partition(b"\r\n\r\n")[2]
    assert server.get(b"/", b"X-Forwarded-Host: evil.example")[0] == 200
    assert b"evil" not in server.get(b"/", b"X-Forwarded-Host: evil.example")[1]
    assert server.get(b"http://evil.example/", host=b"localhost")[0] in (200, 400, 404)


@pytest.mark.parametrize("method", [b"TRACE", b"TRACK", b"PUT", b"DELETE", b"PATCH", b"DEBUG"])
def test_methods_that_no_page_has(method: bytes, server: Server) -> None:
    for path in (b"/", b"/organizations/", b"/sessions/"):
        request = method + b" " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        assert server.answer(request + b"\r\n")[0] in (400, 403, 405), path
    # A folder is no page.
    assert server.get(b"/static/")[0] == 404
    assert server.get(b"/static/css/")[0] == 404
    assert server.get(b"/.git/config")[0] == 404
