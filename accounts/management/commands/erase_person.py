"""Erase a person's account, for one who asks IOM for it and cannot sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.rights.erasure import BY_OPERATOR, erase_account


class Command(BaseCommand):
    help = "Erase the account of an e-mail address, and whatever names the person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        erase_account(user_id=user.pk, reason=BY_OPERATOR)
        self.stdout.write("The account is erased.")
