"""Files are what is in them."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from partnerships.evidence_files import LARGEST_FILE, checked

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, kind, **more)
    return out.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_pdf_is_kept_as_it_is() -> None:
    found = checked(upload("Attendance list.pdf", PDF))
    assert (found.name, found.content_type) == ("Attendance list.pdf", "application/pdf")
    assert found.content == PDF


def test_a_picture_is_drawn_anew_without_its_place_and_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    found = checked(upload("photo.jpeg", picture(exif=exif)))
    assert (found.name, found.content_type) == ("photo.jpg", "image/jpeg")
    with Image.open(BytesIO(found.content)) as drawn:
        assert drawn.size == (30, 40)
        assert not drawn.getexif()


def test_what_is_in_it_names_it() -> None:
    assert checked(upload("list.pdf", picture("PNG"))).name == "list.png"
    assert checked(upload("list.exe", picture("WEBP"))).name == "list.jpg"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\list.pdf", "list.pdf"),
        ("صور.pdf", "صور.pdf"),
        ("a\r\nb;\"'<x>.pdf", "abx.pdf"),
        ("...", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_names_are_safe(given: str, kept: str) -> None:
    file = upload("x", PDF)
    file._name = given
    assert checked(file).name == kept


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ\x90 a program", "wrong_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "wrong_kind"),
        (b"<html><script>1</script></html>", "wrong_kind"),
        (b"", "wrong_kind"),
        (b"\xff\xd8\xff\xe0 cut off", "wrong_kind"),
        (b"%PDF-1.4 cut off", "active_pdf"),
        (PDF.replace(b"<<>>", b"<</S/JavaScript>>"), "active_pdf"),
        (PDF.replace(b"<<>>", b"<</S/Launch>>"), "active_pdf"),
        (b"%PDF-" + b"x" * LARGEST_FILE, "too_large"),
    ],
)
def test_other_kinds_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as error:
        checked(upload("list.pdf", content))
    assert error.value.code == code


def test_a_pixel_bomb_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    with pytest.raises(ValidationError) as error:
        checked(upload("bomb.png", out.getvalue()))
    assert error.value.code == "too_many_pixels"
