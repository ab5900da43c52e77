"""People in the admin. Consents and notifications are records: seen, never edited."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, Erasure, Notification, Transfer, User
from accounts.rights import transfers
from accounts.staff_log import in_words

# Staff sign in where everybody does: the same limits, mails and (later) second factor hold.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language")


class UserEditForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = UserEditForm
    add_form = UserCreationForm
    ordering = ("email",)
    search_fields = ("email", "name")
    list_display = ("email", "name", "language", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active", "language", "groups")
    readonly_fields = ("date_joined", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("name", "language")}),
        (
            _("Rights"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "email",
                    "name",
                    "language",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only a superuser gives rights: whoever edits accounts must not raise her own."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fields
        return (*fields, "is_staff", "is_superuser", "groups", "user_permissions")


class RecordAdmin(admin.ModelAdmin):
    """Looked at, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Consent)
class ConsentAdmin(RecordAdmin):
    list_display = ("user", "purpose", "text_version", "about", "given_at", "withdrawn_at")
    list_filter = ("purpose", "text_version")
    search_fields = ("user__email",)
    list_select_related = ("user",)


@admin.register(Notification)
class NotificationAdmin(RecordAdmin):
    """The state of the outbox. What was written to a person stays hers: it is not shown."""

    fields = (
        "recipient",
        "template",
        "topic",
        "created_at",
        "read_at",
        "mail_state",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "last_error",
    )
    list_display = ("recipient", "template", "created_at", "mail_state", "attempts", "last_error")
    list_filter = ("mail_state", "topic", "template")
    search_fields = ("recipient__email",)
    list_select_related = ("recipient",)
    date_hierarchy = "created_at"


@admin.register(LogEntry)
class StaffLogAdmin(RecordAdmin):
    """Everything that staff did, in one place."""

    list_display = ("action_time", "user", "what", "content_type", "object_repr")
    list_display_links = ("action_time",)
    list_filter = ("action_flag", ("content_type", admin.RelatedOnlyFieldListFilter))
    search_fields = ("user__email", "user__name", "object_repr", "change_message")
    search_help_text = _("Search by person, record or action")
    date_hierarchy = "action_time"
    list_select_related = ("user", "content_type")
    list_per_page = 50
    # Keys grow with time and have an index; the time has none.
    ordering = ("-pk",)
    fields = ("action_time", "user", "what", "content_type", "object_id", "object_repr")

    @admin.display(description=_("action"))
    def what(self, entry: LogEntry) -> str:
        return in_words(entry)


@admin.register(Transfer)
class TransferAdmin(RecordAdmin):
    """Who took which data out of the portal."""

    list_display = ("at", "by", "words", "rows", "asked")
    list_filter = ("what",)
    search_fields = ("by__email", "by__name")
    list_select_related = ("by",)
    date_hierarchy = "at"
    fields = ("at", "by", "words", "rows", "asked")

    @admin.display(description=_("what"), ordering="what")
    def words(self, transfer: Transfer) -> str:
        return transfers.in_words(transfer)

    @admin.display(description=_("filters"))
    def asked(self, transfer: Transfer) -> str:
        return "; ".join(
            f"{name}: {', '.join(values)}" for name, values in transfer.filters.items()
        )


@admin.register(Erasure)
class ErasureAdmin(RecordAdmin):
    """What was erased: kind, moment and reason; nothing says whose it was."""

    list_display = ("at", "kind", "reason", "uuid_hash")
    list_filter = ("kind", "reason")
