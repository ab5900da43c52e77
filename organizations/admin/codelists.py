"""Code lists: labels may be corrected here; codes come from the standards and stay."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from organizations import codebook
from organizations.models import Generation, Language, Place, Role, Sector, SupportType
from organizations.models.codelists import CodeList


class CodeListForm(forms.ModelForm):
    """Words in several languages keep their shape: what reads them relies on it."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in self.changed_data:
            if isinstance(self.fields[name], forms.JSONField) and name in data:
                before = getattr(type(self.instance).objects.get(pk=self.instance.pk), name)
                if not is_shaped_like(data[name], before):
                    self.add_error(name, _("Keep the shape: a text, or a list, as it stands now."))
        return data


def is_shaped_like(value: Any, before: Any) -> bool:
    """Return whether `value` holds texts, or lists of texts, in the same way as `before`."""
    if isinstance(before, dict):
        kinds = {type(one) for one in before.values()} or {str}
        return isinstance(value, dict) and all(
            type(one) in kinds and is_shaped_like(one, next(iter(before.values()), ""))
            for one in value.values()
        )
    if isinstance(before, list):
        kinds = {type(one) for one in before} or {str}
        return isinstance(value, list) and all(type(one) in kinds for one in value)
    return type(value) is type(before)


@admin.register(Place, Sector, Role, Generation, SupportType, Language)
class CodeListAdmin(admin.ModelAdmin):
    list_display = ("label", "code", "vocabulary")
    form = CodeListForm
    search_fields = ("code", "labels")
    readonly_fields = ("code", "vocabulary")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: CodeList, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        codebook.forget()
