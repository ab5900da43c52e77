"""Asking for an introduction, answering, writing, and telling IOM of what is wrong."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.security_log import security_event
from organizations.forms.fields import PlainTextField
from partnerships.attachments import ACCEPT, MOST_FILES, CheckedFile, RefusedFileError, checked
from partnerships.enums import AbuseKind, DeclineReason
from partnerships.models.introductions import (
    DECLINE_LENGTH,
    MESSAGE_LENGTH,
    REPORT_LENGTH,
    WORDS_LENGTH,
)
from partnerships.reasons import Listing

REFUSED = {
    "too_large": _("“%(name)s” is larger than 5 MB."),
    "empty": _("“%(name)s” is empty."),
    "kind": _("“%(name)s” is none of the kinds of file that the portal passes on."),
    "pixels": _("“%(name)s” has more than 40 million pixels."),
    "active": _("“%(name)s” holds macros or other files. Please save it without them."),
}


class AskForm(forms.Form):
    """In whose name, what for, and what is offered."""

    asker = forms.ChoiceField(label=_("In the name of"), widget=forms.RadioSelect)
    purpose = PlainTextField(
        label=_("What would you like to do together?"),
        max_length=WORDS_LENGTH,
        help_text=_("A few sentences, in a language they use. They read exactly this."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Say what you would like to do together.")},
    )
    offer = PlainTextField(
        label=_("What do you bring?"),
        max_length=WORDS_LENGTH,
        help_text=_("Experience, contacts, time, a place, languages: it need not be money."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Say what you bring.")},
    )

    def __init__(self, *args: Any, listings: list[Listing], subject: Listing, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.listings = {str(row.uuid): row for row in listings}
        field: Any = self.fields["asker"]
        field.choices = [(uuid, row.name) for uuid, row in self.listings.items()]
        field.initial = str(subject.uuid)
        if len(listings) == 1:
            field.widget = forms.HiddenInput()

    def chosen(self) -> Listing:
        return self.listings[self.cleaned_data["asker"]]


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("A reason, if you want to give one"),
        required=False,
        choices=[*DeclineReason.choices[1:], DeclineReason.choices[0]],
        initial="",
        widget=forms.RadioSelect,
    )
    words = PlainTextField(
        label=_("A word to them"),
        required=False,
        max_length=DECLINE_LENGTH,
        help_text=_("They read it. A friendly line costs little and keeps doors open."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class FilesField(forms.FileField):
    """Several files; the value is those that may be passed on, as they are kept."""

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:
        uploads = [row for row in data or [] if isinstance(row, UploadedFile)]
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(
                ngettext(
                    "Choose at most %(most)d file.", "Choose at most %(most)d files.", MOST_FILES
                )
                % {"most": MOST_FILES}
            )
        return [self._checked(upload) for upload in uploads]

    def _checked(self, upload: UploadedFile) -> CheckedFile:
        try:
            return checked(upload.name or "", upload)
        except RefusedFileError as error:
            security_event("file refused", code=error.code)
            raise forms.ValidationError(
                REFUSED[error.code], params={"name": error.name}, code=error.code
            ) from error


class MessageForm(forms.Form):
    """What to say. `key` makes sending it twice one message."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = PlainTextField(
        label=_("Your message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write your message.")},
    )
    attachments = FilesField(
        label=_("Files"),
        required=False,
        widget=SeveralFiles(attrs={"accept": ACCEPT}),
        help_text=_(
            "Up to three: PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, 5 MB each. Pictures lose the place "
            "and time they carry; other files keep what is written in them."
        ),
    )

    def __init__(self, *args: Any, key: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = key


class AbuseForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        widget=forms.RadioSelect,
        choices=AbuseKind.choices,
        error_messages={"required": _("Choose what fits best.")},
    )
    text = PlainTextField(
        label=_("What should we know?"),
        required=False,
        max_length=REPORT_LENGTH,
        help_text=_("Only IOM reads this, never the other side."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
