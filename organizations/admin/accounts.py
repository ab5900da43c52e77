"""Choosing an account by its address: staff of the directory may not leaf through all people."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AccountField(forms.ModelChoiceField):
    """One account, named by its e-mail address; whoever types it knows it already."""

    widget = forms.EmailInput

    def __init__(self, queryset: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(queryset, to_field_name="email", **kwargs)
        self.error_messages["invalid_choice"] = _("No account has this address.")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("email", flat=True).first()
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().lower() if isinstance(value, str) else value)


class MemberForm(forms.ModelForm):
    user = AccountField(
        User.objects.filter(is_active=True), label=_("E-mail address of the account")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # An account that is closed by now stays a member until somebody says otherwise.
            self.fields["user"].queryset |= User.objects.filter(pk=self.instance.user_id)  # type: ignore[attr-defined]


class CuratorCountryForm(forms.ModelForm):
    user = AccountField(
        User.objects.filter(is_active=True, is_staff=True),
        label=_("E-mail address of the curator"),
    )
