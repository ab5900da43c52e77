"""What a file holds decides, not how it is called; pictures carry nothing along."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from partnerships.attachments import (
    LARGEST_FILE,
    OOXML,
    RefusedFileError,
    checked,
    safe_name,
)


def picture(kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(out, kind, **options)
    return out.getvalue()


def archive(*parts: str, mimetype: str = "") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for part in parts:
            file.writestr(part, "<x/>")
    return out.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
ODT = archive("content.xml", mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "content", "kept", "media_type"),
    [
        ("plan.pdf", b"%PDF-1.7 x", "plan.pdf", "application/pdf"),
        ("plan.exe", b"%PDF-1.7 x", "plan.pdf", "application/pdf"),
        ("a.docx", DOCX, "a.docx", f"{OOXML}.wordprocessingml.document"),
        ("a.docx", XLSX, "a.xlsx", f"{OOXML}.spreadsheetml.sheet"),
        ("a", ODT, "a.odt", "application/vnd.oasis.opendocument.text"),
        ("photo.png", picture("JPEG"), "photo.jpg", "image/jpeg"),
        ("../../etc/خطة.jpg", picture("PNG"), "خطة.png", "image/png"),
    ],
)
def test_the_content_names_the_kind(name: str, content: bytes, kept: str, media_type: str) -> None:
    file = checked(name, BytesIO(content))
    assert (file.name, file.media_type) == (kept, media_type)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"x" * (LARGEST_FILE + 1), "too_large"),
        (b"<html><script>alert(1)</script>", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"MZ\x90\x00", "kind"),
        (b"GIF89a" + b"\0" * 40, "kind"),
        (b"PK\x03\x04broken", "kind"),
        (archive("evil.js"), "kind"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "active"),
        (archive("[Content_Types].xml", "xl/workbook.xml", "xl/embeddings/a.bin"), "active"),
        (archive("content.xml", "Basic/script.xml",
                 mimetype="application/vnd.oasis.opendocument.text"), "active"),
        (archive("content.xml", mimetype="application/x-evil"), "kind"),
        (picture()[:200], "kind"),
    ],
)  # fmt: skip
def test_everything_else_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(RefusedFileError) as caught:
        checked("plan.pdf", BytesIO(content))
    assert (caught.value.code, caught.value.name) == (code, "plan.pdf")


def test_a_picture_loses_where_it_was_taken_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", exif=exif)
    assert b"Exif" in content
    file = checked("photo.jpg", BytesIO(content))
    assert b"Exif" not in file.content
    with Image.open(BytesIO(file.content)) as drawn:
        assert drawn.size == (20, 40)
        assert not dict(drawn.getexif())


def test_a_pixel_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = bytearray(picture("PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    bomb[29:33] = __import__("zlib").crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    with pytest.raises(RefusedFileError) as caught:
        checked("a.png", BytesIO(bytes(bomb)))
    assert caught.value.code in {"pixels", "kind"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.pdf", "plan.pdf"),
        ('a";\r\nX: y.pdf', "aX y.pdf"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("...", "file"),
        ("", "file"),
        ("خطة العمل.pdf", "خطة العمل.pdf"),
    ],
)
def test_a_name_says_no_more_than_a_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe
