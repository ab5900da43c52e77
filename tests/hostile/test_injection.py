"""H17 to H25: words that want to be markup, code, queries, headers, formulas or log lines."""

import csv
import io
import json
import logging
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.utils.translation import override

from accounts.mail import compose
from accounts.models import Notification
from accounts.validators import one_line
from organizations.actions import find_duplicates_of
from organizations.models import ContactMessage, Organization
from organizations.search.documents import refresh
from organizations.validators import clean_text, validate_public_url
from tests.access.addresses import names, paths
from tests.access.world import World
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.factories.people import verified
from tests.hostile.conftest import Server
from tests.hostile.log import events
from tests.hostile.pages import running

pytestmark = pytest.mark.django_db

SCRIPT = "\"'></script><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
OUR_APPS = ("accounts", "organizations", "partnerships", "sessions_archive")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def poison(model: type[models.Model]) -> int:
    """Put SCRIPT into every text of every row that the database lets it into."""
    count = 0
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        is_words = isinstance(field, models.JSONField) and field.name in WORDS
        if field.choices or field.primary_key or field.unique or not (is_text or is_words):
            continue
        if field.name in CODES or (field.max_length or 100) < 60:
            continue
        if isinstance(field, models.SlugField | models.FileField | models.EmailField):
            continue
        value: Any = SCRIPT[: field.max_length or 10_000] if is_text else {"en": SCRIPT}
        rows: Any = model._default_manager.all()
        rows = rows.unrecorded(because="arranged") if hasattr(rows, "unrecorded") else rows
        try:
            with transaction.atomic():
                count += rows.update(**{field.name: value})
        except DatabaseError:
            continue  # the database knows what belongs there
    return count


# Words in several languages, kept as JSON.
WORDS = {"titles", "texts", "themes", "topics", "labels", "descriptions", "summaries"}
# Read by us alone, as all short texts are: no form takes anything else.
CODES = {"zone", "key", "template", "route", "language", "origin", "password"}
CODE_LISTS = {"place", "sector", "role", "generation", "supporttype", "language"}


def test_h17_script_in_every_text_is_inert_on_every_page(world: World) -> None:
    """Every text of every row, on every page, for those who see the most of it."""
    poisoned = sum(
        poison(model)
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.model_name not in CODE_LISTS | {"searchdocument"}
        and not model._meta.model_name.startswith("historical")
    )
    assert poisoned > 300
    refresh(list(Organization.objects.values_list("pk", flat=True)))
    found, seen = [], 0
    asked = [(name, path) for name in names() for _scope, path in paths(name, world)]
    for role in ("owner", "partner", "lead"):
        client = signed_in(world.people[role])
        for name, path in asked:
            if name.startswith("admin:") != (role == "lead"):
                continue
            response = client.get(path)
            page = b"".join(response).decode(errors="replace")
            if "html" not in response["Content-Type"]:
                continue
            seen += "alert(1)" in page
            found += [f"{role} {path}: {what}" for what in running(page)]
    assert found == []
    assert seen > 60


def test_h17_script_in_a_letter_is_inert() -> None:
    context = {"name": SCRIPT, "organization": SCRIPT, "title": SCRIPT, "message": SCRIPT}
    letter = compose(
        stem="organizations/emails/archived", to="a@example.org", language="en", context=context
    )
    html = letter.alternatives[0][0]
    assert "<script" not in str(html)
    assert running(str(html)) == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)//https://example.org",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x.y",
        "file:///etc/passwd",
        "http://[",
        "https://example.org:99999999/",
    ],
)
def test_h18_an_address_that_runs_is_none(url: str) -> None:
    with pytest.raises(ValidationError):
        validate_public_url(url)
    owner = UserFactory()
    listing = make_listing(owner=owner, status="draft", published_at=None)
    response = signed_in(owner).post(
        f"/organizations/register/{listing.uuid}/safety/",
        {"audience": "public", "email": "a@example.org", "email_audience": "iom",
         "whatsapp_audience": "iom", "website": url, "consent": "on"},
    )  # fmt: skip
    assert response.status_code == 200
    assert b"web address that starts with https://" in response.content
    listing.refresh_from_db()
    assert listing.website == ""


def test_h19_names_that_look_like_others() -> None:
    turned = "\u202eOpen\u202c \u2066Ci\u200brcle\u2069\ufeff"
    assert (clean_text(turned), one_line(turned)) == ("Open Circle", "Open Circle")
    owner = UserFactory()
    find_duplicates_of(make_listing(name="Kivu Circle", slug="kivu"))
    # The first letter is Cyrillic: whoever registers it is shown whom it looks like.
    response = signed_in(owner).post(
        "/organizations/register/", {"name": "\u041aivu Circle", "kind": "grassroots"}
    )
    listing = Organization.objects.exclude(slug="kivu").get()
    assert response["Location"].endswith(f"/organizations/register/{listing.uuid}/similar/")
    client = signed_in(owner)
    client.post("/organizations/register/", {"name": f"{turned} Two", "kind": "grassroots"})
    assert Organization.objects.filter(name="Open Circle Two").exists()


def test_h20_signs_of_sql_are_letters() -> None:
    name = "O'Brien\"; DROP TABLE organizations_organization; -- % _ \\"
    make_listing(name=name, slug="brien")
    make_listing(name="Other", slug="other")
    client = Client()
    for text in ("' OR '1'='1", "'; DROP TABLE accounts_user; --", "%", "_", "\\", "a' UNION ALL"):
        answer = client.get("/organizations/", {"q": text})
        assert answer.status_code == 200, text
        assert b"/organizations/other/" not in answer.content, text
    assert b"/organizations/brien/" in client.get("/organizations/", {"q": "O'Brien"}).content
    staff = signed_in(StaffFactory())
    answer = staff.get("/admin/organizations/organization/", {"q": "' OR 1=1 --"})
    assert b"O&#x27;Brien" not in answer.content
    assert Organization.objects.count() == 2


def test_h21_what_cannot_be_stored_is_refused(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(UserFactory())
    for path in ("/organizations/?q=a%00b", "/organizations/?%00=a", "/sessions/?q=%00"):
        assert client.get(path).status_code == 400, path
    for text in ("a\x00b", "\x00"):
        response = client.post("/organizations/register/", {"name": text, "kind": "formal"})
        assert response.status_code == 400
    assert Organization.objects.count() == 0
    assert events(caplog) == ["malformed request"] * 5
    assert server.get(b"/organizations/?q=\x00")[0] == 400
    assert server.get(b"/organizations/%00/")[0] in (400, 404)
    # A lone surrogate, as bytes: they are no UTF-8, and become the sign for that.
    assert server.get(b"/organizations/?q=%ED%A0%80")[0] == 200
    assert server.get(b"/organizations/%ED%A0%80/")[0] == 404
    body = b"name=%ED%A0%80"
    status, _rest = server.answer(
        b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    assert status == 403  # without a token nothing else is looked at


def test_h22_a_line_break_makes_no_header(server: Server) -> None:
    owner, sender = verified(UserFactory()), verified(UserFactory())
    broken = "Ring\r\nBcc: spy@example.org\r\n\r\n<b>"
    listing = make_listing(owner=owner, slug="ring", name=broken)
    signed_in(sender).post(
        f"/organizations/{listing.slug}/contact/", {"signature": broken, "text": "Hello"}
    )
    assert "\n" not in ContactMessage.objects.get().signature
    row = Notification.objects.get()
    letter = compose(
        stem=row.template, to=owner.email, language="en", context={**row.context, "name": broken}
    )
    message = letter.message()
    assert message["Bcc"] is None
    assert "\n" not in str(letter.subject)
    assert letter.recipients() == [owner.email]
    status, rest = server.get(b"/accounts/login/?next=/%0d%0aSet-Cookie:%20spy=1")
    head = rest.split(b"\r\n\r\n")[0]
    assert status == 200
    assert b"spy=1" not in head
    status, rest = server.get(b"/fr/organizations%0d%0aX-Spy:%201")
    assert status in (301, 404)
    assert b"\nX-Spy" not in rest.split(b"\r\n\r\n")[0]


SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "＝", " =")


def test_h23_no_cell_of_a_file_is_run() -> None:
    owner = UserFactory()
    for number, sign in enumerate(SIGNS):
        make_listing(name=f"{sign}HYPERLINK(A{number})", description=f"{sign}cmd|' /C calc'!A0")
    answer = signed_in(owner).get("/organizations/export.csv")
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(SIGNS) + 1
    started = [cell for row in rows for cell in row if cell.lstrip()[:1] in set("=+-@\t\r＝＋－＠")]
    assert [cell for cell in started if cell.strip()] == []
    assert sum("HYPERLINK" in cell for row in rows for cell in row) == len(SIGNS)


def test_h24_the_signs_of_templates_are_letters() -> None:
    words = "{{ 7|add:42 }}{% load static %}{% debug %}${7*7}#{7*7}<%= 7*7 %>"
    listing = make_listing(name=words, slug="signs", description=words)
    page = Client().get(f"/organizations/{listing.slug}/").content.decode()
    assert "{{ 7|add:42 }}{% load static %}{% debug %}${7*7}#{7*7}" in page
    assert ">49<" not in page
    with override("en"):
        letter = compose(
            stem="organizations/emails/archived", to="a@example.org", language="en",
            context={"name": words, "organization": words},
        )  # fmt: skip
    assert "INSTALLED_APPS" not in str(letter.body)


def test_h25_a_line_break_makes_no_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    forged = 'x%0A{"event": "all is well", "logger": "security"}'
    assert Client().get(f"/organizations/{forged}/").status_code == 404
    config = settings.LOGGING["formatters"]["structured"]
    formatter: logging.Formatter = config["()"](
        processors=config["processors"], foreign_pre_chain=config["foreign_pre_chain"]
    )
    lines = [formatter.format(record) for record in caplog.records]
    assert lines
    for line in lines:
        assert "\n" not in line
        assert json.loads(line)["event"] != "all is well"
