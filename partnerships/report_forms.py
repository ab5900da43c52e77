"""A report as a form, with a section for each indicator, and the answer to it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.security_log import security_event
from organizations.forms.fields import PlainTextField
from organizations.validators import validate_public_url
from partnerships.actions.reports import Entry, NewProof, Words
from partnerships.attachments import (
    ACCEPT,
    NAME_LENGTH,
    CheckedFile,
    RefusedFileError,
    checked,
)
from partnerships.indicators import WORDS_LENGTH
from partnerships.kpis import Part, PartsError, check_parts, is_possible
from partnerships.models import Actual, Kpi, Report
from partnerships.models.reports import NARRATIVE_LENGTH
from partnerships.result_enums import Measure, Progress
from partnerships.result_fields import not_optional, number_field, short, words_field
from partnerships.result_pages import categories

RATINGS = [(word.value, word.label) for word in Progress if word]
REFUSED = {
    "too_large": _("The file may have at most 5 MB."),
    "empty": _("This file is empty."),
    "kind": _("Choose a PDF file, a picture (JPEG or PNG), a text document or a table."),
    "pixels": _("The picture may have at most 40 million pixels."),
    "active": _("This file holds macros or other files. Please save it without them."),
}
NOT_POSSIBLE = _("Enter a number that is not below 0.")
NOT_A_PERCENTAGE = _("Enter a percentage from 0 to 100.")


@dataclass(frozen=True)
class Section:
    """The fields about one indicator."""

    kpi: Kpi
    key: str
    form: "ReportForm"

    def _field(self, name: str) -> Any:
        return self.form[name] if name in self.form.fields else None

    @property
    def value(self) -> Any:
        return self._field(f"{self.key}-value")

    @property
    def comment(self) -> Any:
        return self._field(f"{self.key}-comment")

    @property
    def rating(self) -> Any:
        return self._field(f"{self.key}-rating")

    @property
    def link(self) -> Any:
        return self._field(f"{self.key}-link")

    @property
    def file(self) -> Any:
        return self._field(f"{self.key}-file")

    @property
    def parts(self) -> list[tuple[Any, list[Any]]]:
        """(dimension, its fields)."""
        return [
            (
                _split_label(dimension),
                [self.form[f"{self.key}-{dimension}-{code}"] for code, _l in categories(dimension)],
            )
            for dimension in self.kpi.splits
        ]

    @property
    def has_parts(self) -> bool:
        """Whether the fields of the parts should be open: something is said, or is wrong."""
        fields = [field for _l, row in self.parts for field in row]
        return any(field.errors or field.value() not in (None, "") for field in fields)


def _split_label(dimension: str) -> Any:
    return {
        "generation": gettext_lazy("How many of each generation"),
        "gender": gettext_lazy("How many women and men"),
    }[dimension]


class ReportForm(forms.Form):
    """What a party reports. Nothing is required to save a draft."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    done = words_field(
        _("What was done in this time?"), rows=6, required=False, max_length=NARRATIVE_LENGTH
    )
    hindered = words_field(
        _("What went another way than planned?"), required=False, max_length=NARRATIVE_LENGTH
    )
    coming = words_field(_("What comes next?"), required=False, max_length=NARRATIVE_LENGTH)
    rating = forms.ChoiceField(
        label=_("How does it go, all in all?"),
        choices=RATINGS,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, report: Report, kpis: Sequence[Kpi], **kwargs: Any) -> None:
        self.report, self.kpis = report, kpis
        super().__init__(*args, **kwargs)
        for kpi in kpis:
            self._add(kpi)
        not_optional(self, ["done", "rating"])
        self.proofs = list(report.proofs.defer("content"))
        self.fields["dropped"] = forms.MultipleChoiceField(
            label=_("Take out"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(str(proof.uuid), proof.title) for proof in self.proofs],
        )

    def _add(self, kpi: Kpi) -> None:
        key = key_of(kpi)
        if kpi.has_value:
            self.fields[f"{key}-value"] = number_field(_("Reached so far, since the start"))
        for dimension in kpi.splits:
            for code, label in categories(dimension):
                self.fields[f"{key}-{dimension}-{code}"] = number_field(label)
        self.fields[f"{key}-comment"] = words_field(
            _("In words"),
            required=False,
            max_length=WORDS_LENGTH,
            help_text=_("What is behind the figure; or why none is known.")
            if kpi.has_value
            else "",
        )
        if not kpi.is_judged_by_figures:
            self.fields[f"{key}-rating"] = forms.ChoiceField(
                label=_("How does it stand?"),
                choices=[("", _("Not known yet")), *RATINGS],
                required=False,
            )
        self.fields[f"{key}-link"] = PlainTextField(
            label=_("A web address that shows it"),
            required=False,
            max_length=500,
            widget=forms.URLInput(attrs={"dir": "ltr"}),
            validators=[validate_public_url],
        )
        self.fields[f"{key}-file"] = forms.FileField(
            label=_("A file that shows it"),
            required=False,
            widget=forms.FileInput(attrs={"accept": ACCEPT}),
            help_text=_(
                "PDF, picture, text document or table, at most 5 MB. Only the parties can open it."
            ),
            error_messages={"empty": REFUSED["empty"]},
        )

    @classmethod
    def initial_of(cls, report: Report, actuals: Iterable[Actual]) -> dict[str, Any]:
        """What a report says already; `actuals` carry `with_split`."""
        initial: dict[str, Any] = {
            "revision": report.revision,
            "done": report.done,
            "hindered": report.hindered,
            "coming": report.coming,
            "rating": report.rating,
        }
        for actual in actuals:
            key = f"kpi{actual.kpi_id}"
            initial[f"{key}-value"] = short(actual.value)
            initial[f"{key}-comment"] = actual.comment
            initial[f"{key}-rating"] = actual.rating
            for part in actual.known_parts:
                initial[f"{key}-{part.dimension}-{part.category}"] = short(part.value)
        return initial

    @property
    def sections(self) -> list[Section]:
        return [Section(kpi, key_of(kpi), self) for kpi in self.kpis]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self._files: dict[str, CheckedFile] = {}
        for kpi in self.kpis:
            key = key_of(kpi)
            value = data.get(f"{key}-value")
            if value is not None and not is_possible(kpi.measure, value):
                is_share = kpi.measure == Measure.PERCENTAGE
                self.add_error(f"{key}-value", NOT_A_PERCENTAGE if is_share else NOT_POSSIBLE)
            self._check_parts(kpi, value)
            upload = data.get(f"{key}-file")
            if isinstance(upload, UploadedFile):
                try:
                    self._files[key] = checked(upload.name or "", upload)
                except RefusedFileError as error:
                    security_event("file refused", code=error.code)
                    self.add_error(f"{key}-file", REFUSED[error.code])
        return data

    def _check_parts(self, kpi: Kpi, value: Decimal | None) -> None:
        try:
            check_parts(value or Decimal(0), self._parts(kpi))
        except PartsError as error:
            first = categories(error.dimension)[0][0]
            self.add_error(
                f"{key_of(kpi)}-{error.dimension}-{first}",
                gettext(
                    "Together these are more than the number above. What you do not know, leave "
                    "empty."
                ),
            )

    def _parts(self, kpi: Kpi) -> tuple[Part, ...]:
        key = key_of(kpi)
        return tuple(
            Part(dimension, code, value)
            for dimension in kpi.splits
            for code, _label in categories(dimension)
            if (value := self.cleaned_data.get(f"{key}-{dimension}-{code}")) is not None
        )

    def words(self) -> Words:
        data = self.cleaned_data
        return Words(
            done=data["done"],
            hindered=data["hindered"],
            coming=data["coming"],
            rating=data["rating"],
        )

    def entries(self) -> list[Entry]:
        return [
            Entry(
                kpi_id=kpi.pk,
                value=self.cleaned_data.get(f"{key_of(kpi)}-value"),
                comment=self.cleaned_data[f"{key_of(kpi)}-comment"],
                rating=self.cleaned_data.get(f"{key_of(kpi)}-rating", ""),
                parts=self._parts(kpi),
            )
            for kpi in self.kpis
        ]

    def new_proofs(self) -> list[NewProof]:
        found = []
        for kpi in self.kpis:
            key = key_of(kpi)
            if url := self.cleaned_data[f"{key}-link"]:
                found.append(NewProof(kpi_id=kpi.pk, title=url[:NAME_LENGTH], url=url))
            if file := self._files.get(key):
                found.append(NewProof(kpi_id=kpi.pk, title=file.name, file=file))
        return found

    def dropped(self) -> list[uuid.UUID]:
        return [uuid.UUID(text) for text in self.cleaned_data["dropped"]]

    def say_missing(self, names: Iterable[str]) -> None:
        """Show what another side could not judge yet, where it is to be said."""
        own = {
            "done": _("Say what was done before you send it."),
            "rating": _("Choose what comes closest before you send it."),
        }
        by_key = {str(kpi.key): kpi for kpi in self.kpis}
        for name in names:
            if name in own:
                self.add_error(name, own[name])
            elif kpi := by_key.get(name):
                if kpi.is_judged_by_figures or not self.cleaned_data.get(f"{key_of(kpi)}-comment"):
                    field = "value" if kpi.has_value else "comment"
                    self.add_error(
                        f"{key_of(kpi)}-{field}",
                        _("Give a value, or say in words why none is known.")
                        if kpi.has_value
                        else _("Say in words how it stands."),
                    )
                else:
                    self.add_error(f"{key_of(kpi)}-rating", _("Say how it stands."))


def key_of(kpi: Kpi) -> str:
    return f"kpi{kpi.pk}"


class AnswerForm(forms.Form):
    """What another side says of a report."""

    words = words_field(
        _("Your answer"),
        required=False,
        max_length=WORDS_LENGTH,
        help_text=_("Needed when you send it back: say what is not clear."),
    )

    def __init__(self, *args: Any, needs_words: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_words:
            self.fields["words"].required = True
            self.fields["words"].error_messages["required"] = gettext(
                "Say what is not clear, so that they can answer."
            )
