"""Logos: whatever is uploaded, what is kept is a small PNG that we drew ourselves."""

from io import BytesIO
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from accounts.security_log import security_event

LARGEST_FILE = 2_000_000
LARGEST_PIXELS = 16_000_000
SIDE = 512
FORMATS = ("PNG", "JPEG", "WEBP")


def reencoded(upload: UploadedFile) -> ContentFile:
    """Return the picture as a PNG within SIDE x SIDE, without metadata, under a random name.

    Raises ValidationError for a file that is too large or no picture of FORMATS.
    """
    if (upload.size or 0) > LARGEST_FILE:
        raise forms.ValidationError(_("The file may have at most 2 MB."), code="too_large")
    upload.seek(0)
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            # The header tells the size: a pixel bomb is refused before it is unpacked.
            if picture.width * picture.height > LARGEST_PIXELS:
                raise forms.ValidationError(
                    _("The picture may have at most 16 million pixels."), code="too_many_pixels"
                )
            # The turn that a camera notes is drawn, as the note itself goes.
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE, SIDE))
            out = BytesIO()
            drawn = upright.convert("RGBA")
            drawn.info = {}  # a colour profile or a comment would be written again
            drawn.save(out, "PNG", optimize=True)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise forms.ValidationError(
            _("Choose a PNG, JPEG or WebP picture."), code="not_a_picture"
        ) from error
    return ContentFile(out.getvalue(), name=f"{get_random_string(24)}.png")


class ReencodedLogoMixin:
    """A form whose field `logo` keeps only pictures of our own making."""

    cleaned_data: dict[str, Any]

    def clean_logo(self) -> Any:
        logo = self.cleaned_data.get("logo")
        if not isinstance(logo, UploadedFile):
            return logo
        try:
            return reencoded(logo)
        except forms.ValidationError as error:
            security_event("file refused", code=str(error.code))
            raise
