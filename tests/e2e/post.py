"""The letters of a journey: each is checked as it arrives, and read by the person it is for."""

import re
from collections.abc import Iterable, Mapping
from html import unescape

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import get_language_bidi, gettext, override

from accounts.models import User
from accounts.outbox import sweep

ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
# Where an answer goes, and who answers for the portal.
OUR_OWN = re.compile(r"^(reply\+[\w.-]+|webmaster|noreply|no-reply)@")


class Post:
    """Collects what is sent to the people of a journey.

    `hush` are words that no subject may hold: names, titles, and what people wrote.
    """

    def __init__(
        self,
        sent: list[EmailMultiAlternatives],
        people: Mapping[str, User],
        *,
        site: str,
        hush: Iterable[str],
    ) -> None:
        self.sent, self.people, self.site = sent, people, site
        self.hush = [word.lower() for word in hush]
        self.names = {user.email: name for name, user in people.items()}
        self.read = 0

    def arrives(self, *expected: tuple[str, str]) -> None:
        """These letters, as (person, subject in English), have come since, and no others.

        A subject is in the language of the person.
        """
        sweep(60)
        new = self.sent[self.read :]
        self.read = len(self.sent)
        for letter in new:
            self._check(letter)
        assert sorted((self._to(letter), letter.subject) for letter in new) == sorted(
            (name, self._subject(name, subject)) for name, subject in expected
        )

    def last(self, name: str) -> EmailMultiAlternatives:
        return next(row for row in reversed(self.sent) if self._to(row) == name)

    def link(self, name: str) -> str:
        """The page that the last letter to this person leads to, as a path."""
        return self._links(self.last(name))[0].removeprefix(self.site)

    def _subject(self, name: str, subject: str) -> str:
        with override(self.people[name].language):
            return gettext(subject)

    def _to(self, letter: EmailMultiAlternatives) -> str:
        [address] = letter.recipients()
        return self.names[address]

    def _links(self, letter: EmailMultiAlternatives) -> list[str]:
        return re.findall(rf"{re.escape(self.site)}/\S*", str(letter.body))

    def _check(self, letter: EmailMultiAlternatives) -> None:
        reader = self.people[self._to(letter)]
        [(html, _kind)] = letter.alternatives
        prefix = "" if reader.language == "en" else f"/{reader.language}"
        for form in (str(letter.body), unescape(str(html))):
            # Nobody's address stands in it, her own neither.
            assert {a for a in ADDRESS.findall(form) if not OUR_OWN.match(a)} == set(), form
        for link in self._links(letter):
            assert link.startswith(f"{self.site}{prefix}/"), link
            assert link in unescape(str(html)), link
        with override(reader.language):
            direction = "rtl" if get_language_bidi() else "ltr"
        assert f'lang="{reader.language}" dir="{direction}"' in str(html)
        assert "{" not in letter.subject
        assert not [word for word in self.hush if word in letter.subject.lower()], letter.subject
        assert not [word for word in ("None", "{{", "{%") if word in str(letter.body)]
