"""Forms about a person. Allauth's do the work; they speak in our words here."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.actions import record_consent
from accounts.enums import Frequency, Purpose
from accounts.models import User
from accounts.topics import topics
from accounts.validators import one_line

# Changes with the text of templates/accounts/what_we_keep.html.
TERMS_VERSION = "2026-11"

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "remember": _("Keep me signed in on this device"),
}


class OurWords:
    """Our labels, no placeholders (they vanish while one types), a password typed once."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.widget.attrs["dir"] = "ltr"


class LoginForm(OurWords, allauth_forms.LoginForm):
    pass


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):
    pass


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    users: list[User]

    def clean_email(self) -> str:
        """Write to an account's own address only, not to one it merely wants to change to."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.email == email]
        return email


class ResetPasswordKeyForm(OurWords, allauth_forms.ResetPasswordKeyForm):
    pass


class SetPasswordForm(OurWords, allauth_forms.SetPasswordForm):
    pass


class ChangePasswordForm(OurWords, allauth_forms.ChangePasswordForm):
    pass


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class SignupForm(OurWords, allauth_forms.SignupForm):
    """Sign up with an e-mail address and one password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")

    def validate_unique_email(self, value: str) -> str:
        """An address that another account wants to change to is nobody's yet."""
        self.account_already_exists = User.objects.filter(email=value).exists()
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Create the account; answer alike, and in the same time, where there is one already."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            with transaction.atomic():
                user = self.save(request)
                record_consent(user=user, purpose=Purpose.TERMS, text_version=TERMS_VERSION)
                return user, None
        except IntegrityError:  # the button pressed twice: the other request was quicker
            self.account_already_exists = True
            return super().try_save(request)


class NotificationChoicesForm(forms.Form):
    """One choice a topic: how this person wants to hear of it."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = dict(user.notification_choices.values_list("topic", "frequency"))
        for topic in topics:
            self.fields[topic.code] = forms.ChoiceField(
                label=topic.label,
                help_text=topic.help,
                choices=Frequency.choices,
                initial=chosen.get(topic.code, Frequency.AT_ONCE),
                widget=forms.RadioSelect,
            )


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language")
        help_texts = {
            "name": _("As others should see it when you write to them. You may leave it empty."),
            "language": _("For these pages and for the e-mails you get."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "language": forms.RadioSelect,
        }

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])
