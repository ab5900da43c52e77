"""What the mail server hands every letter to the reply address to, one a call.

Postfix, in master.cf: a pipe to `manage.py receive_mail --recipient ${recipient}`. The exit status
tells the mail server what to do (sysexits.h): 0 done, 75 try again later, else give it back.
"""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError

from partnerships.actions.inbound import (
    LARGEST_LETTER,
    AutomaticLetterError,
    NotPassedOnError,
    RefusedLetterError,
    UnknownAddressError,
    WrongSenderError,
    receive_letter,
)

TOO_LARGE = os.EX_DATAERR
STATUS: dict[type[RefusedLetterError], int] = {
    # Told in a letter already, or nobody to be told.
    AutomaticLetterError: os.EX_OK,
    NotPassedOnError: os.EX_OK,
    UnknownAddressError: os.EX_NOUSER,
    WrongSenderError: os.EX_NOPERM,
}


class Command(BaseCommand):
    help = "Passes on an answer by e-mail, read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--recipient", default="", help="the address it was received for")

    def handle(self, *args: Any, recipient: str, **options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST_LETTER + 1)
        if len(raw) > LARGEST_LETTER:
            self._end("The letter is too large.", TOO_LARGE)
        try:
            receive_letter(raw=raw, recipient=recipient)
        except RefusedLetterError as error:
            self._end(f"Not passed on: {error}.", STATUS[type(error)])
        except (InterfaceError, OperationalError, OSError):
            self._end("Please try again later.", os.EX_TEMPFAIL)

    def _end(self, words: str, status: int) -> None:
        self.stderr.write(words)
        sys.exit(status)
