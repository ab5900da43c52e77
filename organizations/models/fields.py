"""Model fields of our own."""

from typing import Any

from django.db import models
from django.forms import Field

from organizations.validators import validate_public_url


class WebAddressField(models.URLField):
    """The address of a public web page; `https` where the scheme is left out."""

    default_validators = [*models.URLField.default_validators, validate_public_url]

    def formfield(self, **kwargs: Any) -> Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
