"""What every answer tells the browser that it may do, pages of staff and errors included."""

import pytest
from django.test import Client

from tests.factories import StaffFactory, make_listing

pytestmark = pytest.mark.django_db

PATHS = (
    "/",
    "/ar/organizations/",
    "/organizations/circle/",
    "/organizations/nobody/",
    "/accounts/login/",
    "/admin/login/",
    "/admin/",
    "/admin/organizations/organization/",
    "/admin/organizations/queue/",
    "/no-such-page/",
    "/livez",
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def staff(client: Client) -> Client:
    make_listing(slug="circle")
    client.force_login(StaffFactory())
    return client


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_closes_what_it_does_not_need(staff: Client, path: str) -> None:
    answer = staff.get(path)
    assert {name: answer.get(name) for name in ALWAYS} == ALWAYS
    policy = answer["Permissions-Policy"].split(", ")
    assert {"camera=()", "geolocation=()", "microphone=()", "payment=()", "usb=()"} <= set(policy)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_runs_what_is_not_ours(staff: Client, path: str) -> None:
    policy = staff.get(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'self'"


@pytest.mark.parametrize("path", PATHS)
def test_no_page_holds_a_script_or_style_of_its_own(staff: Client, path: str) -> None:
    page = staff.get(path).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    scripts = [tag.partition(">")[0] for tag in page.split("<script")[1:]]
    assert [tag for tag in scripts if "src=" not in tag and "application/" not in tag] == []
