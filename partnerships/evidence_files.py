"""Files that speak for a result: what they are is read from what is in them, not from the name."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from organizations.validators import clean_text

LARGEST_FILE = 5_000_000
LARGEST_PIXELS = 40_000_000
SIDE = 2_400
NAME_LENGTH = 100
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"
# What makes a document act by itself, or carry others.
ACTIVE_PDF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
PICTURES = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    name: str
    content_type: str
    content: bytes


def checked(upload: UploadedFile) -> CheckedFile:
    """Return a PDF as it is, a picture as we drew it anew: without place or camera.

    Raises ValidationError, with a message for the person who chose it, for anything else.
    """
    if (upload.size or 0) > LARGEST_FILE:
        raise ValidationError(_("The file may have at most 5 MB."), code="too_large")
    upload.seek(0)
    content = upload.read()
    if content.startswith(b"%PDF-"):
        kind, content = PDF, _passive(content)
    else:
        kind, content = _redrawn(content)
    return CheckedFile(_name(upload.name or "", ENDINGS[kind]), kind, content)


def _passive(content: bytes) -> bytes:
    if b"%%EOF" not in content[-1024:] or any(mark in content for mark in ACTIVE_PDF):
        raise ValidationError(
            _("This PDF is damaged, or has scripts or other files in it. Save it as a plain PDF."),
            code="active_pdf",
        )
    return content


def _redrawn(content: bytes) -> tuple[str, bytes]:
    try:
        with Image.open(BytesIO(content), formats=PICTURES) as picture:
            # The header tells the size: a pixel bomb is refused before it is unpacked.
            if picture.width * picture.height > LARGEST_PIXELS:
                raise ValidationError(
                    _("The picture may have at most 40 million pixels."), code="too_many_pixels"
                )
            is_png = picture.format == "PNG"
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE, SIDE))
            out = BytesIO()
            if is_png:
                upright.convert("RGBA").save(out, "PNG", optimize=True)
            else:
                upright.convert("RGB").save(out, "JPEG", quality=85)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("Choose a PDF file, or a picture (JPEG, PNG or WebP)."), code="wrong_kind"
        ) from error
    return (PNG if is_png else JPEG), out.getvalue()


def _name(given: str, ending: str) -> str:
    """Return a name that is safe to save under, with the ending of what is in the file."""
    stem = PurePath(clean_text(given).replace("\\", "/")).stem
    kept = "".join(c for c in stem if c.isalnum() or c in " -_().").strip(" .")
    return f"{kept[: NAME_LENGTH - len(ending)] or 'file'}{ending}"
