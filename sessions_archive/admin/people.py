"""People named in the archive, and whether they may be."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sessions_archive.models import Person


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ("name", "is_public", "basis")
    list_filter = ("is_public", "basis")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    actions = ("hide", "show")

    @admin.action(description=_("Hide the chosen people everywhere"))
    def hide(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        people.update(is_public=False)

    @admin.action(description=_("Show the names of the chosen people"))
    def show(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        people.update(is_public=True)
