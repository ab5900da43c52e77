"""How allauth's second step of signing in behaves here: our words, sealed secrets, one use."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from struct import error
from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm as AllauthAuthenticateWebAuthnForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as AllauthEditWebAuthnForm
from allauth.mfa.webauthn.forms import LoginWebAuthnForm as AllauthLoginWebAuthnForm
from allauth.mfa.webauthn.forms import (
    ReauthenticateWebAuthnForm as AllauthReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, MultiFernet
from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.validators import one_line

NAME_LENGTH = 60


def _seal() -> MultiFernet:
    """The keys that seal secrets at rest; a stolen dump without SECRET_KEY opens no account."""
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(hashlib.sha256(f"second step: {key}".encode()).digest())
            )
            for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]
    )


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
        "incorrect_code": _("This code is not right, or has been used already."),
        "incorrect_passkey": _("The passkey was not accepted."),
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}


class CodeField:
    """Our label for a code, no placeholder, digits from left to right."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("Code"),
            max_length=20,
            widget=forms.TextInput(
                attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
            ),
        )


class OneUse(CodeField):
    """A code of the app is good once, and none before it afterwards (RFC 6238, 5.2).

    The counter stands in PostgreSQL, because the cache may be wiped at any time.
    """

    user: User
    authenticator: Authenticator
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            self._use_up(code)
        return code

    @transaction.atomic
    def _use_up(self, code: str) -> None:
        row = Authenticator.objects.select_for_update().get(pk=self.authenticator.pk)
        secret = decrypt(row.data["secret"])
        counter = max(
            number
            for number in yield_hotp_counters_from_time()
            if format_hotp_value(hotp_value(secret, number)) == "".join(code.split())
        )
        if counter <= row.data.get("last_counter", 0):
            raise SecondStepAdapter().validation_error("incorrect_code")
        row.data["last_counter"] = counter
        row.save(update_fields=["data"])
        self.authenticator.data = row.data


class AuthenticateForm(OneUse, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(OneUse, AllauthReauthenticateForm):
    pass


class ActivateTOTPForm(CodeField, AllauthActivateTOTPForm):
    pass


# What fido2 raises, beside ValueError, at an answer that no device would give.
MALFORMED = (AttributeError, IndexError, InvalidSignature, KeyError, TypeError, ValueError, error)


@contextmanager
def refusing_nonsense() -> Iterator[None]:
    """Turn whatever an answer breaks into a form's error."""
    try:
        yield
    except MALFORMED as problem:
        raise SecondStepAdapter().validation_error("incorrect_passkey") from problem


class Answer:
    """An answer of a device, from anybody: checked here, or the form says that it is none."""

    def clean_credential(self) -> Authenticator:
        with refusing_nonsense():
            return super().clean_credential()  # type: ignore[misc]


class AuthenticateWebAuthnForm(Answer, AllauthAuthenticateWebAuthnForm):
    pass


class LoginWebAuthnForm(Answer, AllauthLoginWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(Answer, AllauthReauthenticateWebAuthnForm):
    pass


class PasskeyName:
    """A name on one line, of a length that a page can show."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("Name of the passkey")
        name.max_length = NAME_LENGTH  # type: ignore[attr-defined]
        name.widget.attrs["maxlength"] = NAME_LENGTH

    def clean_name(self) -> str:
        self.cleaned_data["name"] = one_line(self.cleaned_data["name"])[:NAME_LENGTH]
        parent = getattr(super(), "clean_name", None)
        return parent() if parent else self.cleaned_data["name"]


class AddWebAuthnForm(PasskeyName, AllauthAddWebAuthnForm):
    passwordless = forms.BooleanField(
        label=_("Let it open my account by itself, without the password"),
        help_text=_("Your device then asks for your finger, your face or a PIN each time."),
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        with refusing_nonsense():
            return super().clean()


class EditWebAuthnForm(PasskeyName, AllauthEditWebAuthnForm):
    pass
