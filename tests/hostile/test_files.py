"""H26 to H31: files that are not what they say."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageFile

from organizations.actions import imports
from organizations.actions.imports import WrongStateError, start_import
from organizations.enums import ImportState
from organizations.models import ListingImport, Organization
from organizations.tables import files as tables
from organizations.tables.files import UnreadableTableError
from partnerships.attachments import RefusedFileError, checked, safe_name
from partnerships.models import Attachment
from tests.access.world import World
from tests.factories import StaffFactory, UserFactory, make_conversation, make_listing
from tests.hostile.log import events

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 4), **saved: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **saved)
    return out.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A PNG of a few bytes whose header promises side x side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 1_000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def located() -> bytes:
    """A photograph that says where, by whom and with what it was taken, in all the usual ways."""
    exif = Image.Exif()
    exif[0x010F] = "SPYCAMERA"
    exif[0x013B] = "SPYCAMERA"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (46.0, 12.0, 4.0)
    return picture("JPEG", exif=exif, comment=b"SPYCAMERA", dpi=(96, 96))


def give_logo(name: str, content: bytes, media_type: str = "image/png") -> tuple[Any, Any]:
    """Upload a logo as staff do; return the answer and the listing as it is then."""
    listing = Organization.objects.filter(slug="ring").first()
    listing = listing or make_listing(slug="ring", name="Ring", description="We meet.")
    client = Client()
    client.force_login(StaffFactory())
    path = f"/admin/organizations/organization/{listing.pk}/change/"
    form = client.get(path).context["adminform"].form
    data: dict[str, Any] = {
        name: value
        for name, value in form.initial.items()
        if name in form.fields and value not in (None, "") and name != "logo"
    }
    data |= {key: [getattr(row, "pk", row) for row in value] for key, value in data.items()
             if isinstance(value, list)}  # fmt: skip
    for inline in client.get(path).context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    data["logo"] = SimpleUploadedFile(name, content, content_type=media_type)
    response = client.post(path, data)
    listing.refresh_from_db()
    return response, listing


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", SVG),
        ("logo.svg", SVG),
        ("logo.png", HTML),
        ("logo.gif", b"GIF89a/*" + HTML),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + HTML),
        ("logo.png", b"%PDF-1.4\n" + HTML),
        ("logo.png", b"PK\x03\x04" + HTML),
        ("logo.png", b""),
    ],
)
def test_h26_what_is_no_picture_is_no_logo(
    name: str, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    response, listing = give_logo(name, content)
    assert response.status_code == 200
    assert "logo" in response.context["adminform"].form.errors
    assert not listing.logo
    assert stored() == []


def test_h26_a_picture_that_is_a_page_too_is_drawn_anew() -> None:
    response, listing = give_logo("logo.png", picture() + HTML)
    assert response.status_code == 302
    content = listing.logo.read()
    assert b"script" not in content
    assert listing.logo.name.endswith(".png")
    answer = Client().get("/organizations/ring/logo/")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    # What is stored has no address of its own.
    assert Client().get(f"/media/{listing.logo.name}").status_code == 404
    assert Client().get(f"/{listing.logo.name}").status_code == 404


def test_h27_a_pixel_bomb_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    unpacked: list[Any] = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: unpacked.append(self.size))
    response, listing = give_logo("logo.png", bomb())
    assert response.status_code == 200
    assert not listing.logo
    with pytest.raises(RefusedFileError) as refused:
        checked("a.png", BytesIO(bomb(10_000)))
    assert refused.value.code == "pixels"
    with pytest.raises(RefusedFileError):
        checked("a.png", BytesIO(bomb()))
    assert unpacked == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.pdf", HTML, "kind"),
        ("plan.pdf", b"MZ\x90\x00", "kind"),
        ("photo.jpg", SVG, "kind"),
        ("photo.png", picture("GIF"), "kind"),
        ("table.xlsx", b"PK\x03\x04rest", "kind"),
        ("plan.docx", b"", "empty"),
        ("large.pdf", b"%PDF-" + b"x" * 5_000_000, "too_large"),
    ],
)
def test_h28_the_content_decides_and_not_the_name(
    name: str, content: bytes, code: str, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RefusedFileError) as refused:
        checked(name, BytesIO(content))
    assert refused.value.code == code
    client = Client()
    client.force_login(world.people["owner"])  # type: ignore[arg-type]
    before = Attachment.objects.count()
    path = f"/introductions/{world.clusters['own'].talk.uuid}/"
    form = client.get(path).context["form"]
    caplog.clear()
    answer = client.post(
        path,
        {
            "key": form["key"].value(),
            "text": "These words stay",
            "attachments": SimpleUploadedFile(name, content, content_type="application/pdf"),
        },
    )
    assert answer.status_code == 400
    assert "These words stay" in answer.content.decode()
    assert Attachment.objects.count() == before
    assert events(caplog) == ["file refused", "malformed request"]


def test_h28_a_right_file_under_a_wrong_name_gets_the_right_one() -> None:
    file = checked("photo.exe", BytesIO(picture("JPEG")))
    assert (file.name, file.media_type) == ("photo.jpg", "image/jpeg")


def test_h29_no_place_camera_or_comment_travels_with_a_picture() -> None:
    assert b"SPYCAMERA" in located()
    _response, listing = give_logo("logo.jpg", located(), "image/jpeg")
    for content in (checked("a.jpg", BytesIO(located())).content, listing.logo.read()):
        assert b"SPYCAMERA" not in content
        with Image.open(BytesIO(content)) as kept:
            assert dict(kept.getexif()) == {}
            assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    chunks = BytesIO()
    info = Image.new("RGB", (8, 4))
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_text("Author", "SPYCAMERA")
    info.save(chunks, "PNG", pnginfo=texts)
    assert b"SPYCAMERA" in chunks.getvalue()
    assert b"SPYCAMERA" not in checked("a.png", BytesIO(chunks.getvalue())).content


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "a/../../b.png", "\u202egnp.exe"],
)
def test_h30_a_name_leads_nowhere(name: str, files: Path) -> None:
    shown = safe_name(name)
    assert not set(shown) & set('/\\:"<>|\u202e')
    assert not shown.startswith(".")
    _response, listing = give_logo(f"{name}.png", picture())
    assert Path(listing.logo.name).parent == Path("logos")
    assert len(Path(listing.logo.name).stem) == 24
    owner, other = UserFactory(), UserFactory()
    talk = make_conversation(by=owner, answers=other)
    client = Client()
    client.force_login(owner)
    path = f"/introductions/{talk.uuid}/"
    key = client.get(path).context["form"]["key"].value()
    upload = SimpleUploadedFile("x", b"%PDF-1")
    upload.name = name
    client.post(path, {"key": key, "text": "Hello", "attachments": upload})
    attachment = Attachment.objects.get()
    assert Path(attachment.file.path).parent == Path(settings.PRIVATE_ROOT) / "conversations"
    assert Path(attachment.file.name).suffix == ""
    answer = client.get(f"{path}files/{attachment.uuid}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "/" not in answer["Content-Disposition"].partition("filename")[2].replace("''", "")
    assert all(files in path.parents for path in files.rglob("*"))


def test_h31_a_table_that_is_too_large_or_in_another_encoding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    staff = StaffFactory()
    client = Client()
    client.force_login(staff)
    path = "/admin/organizations/listingimport/add/"
    for content, words in (
        (b"name\n" + b"x" * tables.LARGEST_FILE, "at most 10 MB"),
        ("name,kind\nGroup \u00e9,formal\n".encode("latin-1"), "UTF-8"),
    ):
        upload = SimpleUploadedFile("a.csv", content, content_type="text/csv")
        answer = client.post(path, {"file": upload, "citation": "A list"})
        found = ListingImport.objects.first()
        if found is None:
            assert words in answer.content.decode()
        else:
            imports.check(found.pk)
            found.refresh_from_db()
            assert words in found.message
    assert Organization.objects.count() == 0


def test_h31_one_bad_row_in_five_thousand_is_named_and_nothing_written() -> None:
    rows = ["name,kind", *["Group,formal"] * tables.MOST_ROWS]
    rows[4_321] = "Group,club"
    found = start_import(
        file_name="a.csv", content="\n".join(rows).encode(), citation="A", by=StaffFactory()
    )
    imports.check(found.pk)
    found.refresh_from_db()
    assert (found.state, found.counts["wrong"]) == (ImportState.WRONG, 1)
    assert [row["line"] for row in found.rows if row["errors"]] == [4_322]
    with pytest.raises(WrongStateError):
        imports.write_plan(import_id=found.pk, by=found.by, digest=found.digest)
    assert Organization.objects.count() == 0
    with pytest.raises(UnreadableTableError):
        list(tables.rows_of("\n".join([*rows, "One,formal"]).encode()))


def stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
