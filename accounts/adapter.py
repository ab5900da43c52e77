"""How allauth behaves here: in our words, in the reader's language, with our links."""

import logging
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.links import in_language
from accounts.mail import HEADERS
from accounts.models import User

logger = logging.getLogger(__name__)


class MailServerAwayError(Exception):
    """The mail server took no letter; the reader is asked to come back in a few minutes."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is not in use at present."),
        "duplicate_email": _("This is your e-mail address already."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "email_taken": _("This e-mail address cannot be used."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("The password is not right."),
        "invalid_password_reset": _("This link has been used already or is too old."),
        "rate_limited": _("Too many attempts. Please wait a few minutes and try again."),
        "too_many_login_attempts": _("Too many attempts. Please wait a few minutes and try again."),
    }

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Ask for the second step where there is one: a password alone must not remove it."""
        words = {
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        ways = super().get_reauthentication_methods(user)
        second = [way | {"description": words[way["id"]]} for way in ways if way["id"] in words]
        return second or ways

    def new_user(self, request: HttpRequest) -> User:
        """Whoever signs up in Arabic goes on in Arabic."""
        return User(language=get_language())

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Lead on to the page in the person's own language."""
        response = super().post_login(request, user, **kwargs)
        if "Location" in response:
            response["Location"] = in_language(response["Location"], user.language)
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            logger.warning("sign-in refused: too many attempts")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        logger.warning("sign-in refused: wrong address or password")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address; who holds the mailbox outdoes an account that never confirmed it."""
        try:
            with transaction.atomic():
                if email_address.can_set_verified():
                    User.objects.unproven(email_address.email).exclude(
                        pk=email_address.user_id
                    ).delete()
                return super().confirm_email(request, email_address)
        except IntegrityError:
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Hand the person on, so that the letter finds her language even at an old address."""
        super().send_notification_mail(
            template_prefix, user, {"user": user, **(context or {})}, email
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        reader = context.get("user") or User.objects.filter(email=email.lower()).first()
        try:
            with override(reader.language if reader else get_language()):
                super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            logger.error("mail server: %s", type(error).__name__)
            raise MailServerAwayError from error

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        return super().render_mail(template_prefix, email, context, HEADERS | (headers or {}))
