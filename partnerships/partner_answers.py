"""What IOM writes to whoever asks to speak for a partner: a letter a reason, in her language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partnerships.enums import RequestReason

_LETTERS: dict[str, Promise] = {
    RequestReason.CONTACT: _(
        "Thank you for registering. We wrote to the address that you gave for the body, and nobody "
        "answered. Please give us another way to reach it that is published by the body itself: "
        "the number of its switchboard, or an address on its website."
    ),
    RequestReason.ROLE: _(
        "Thank you for writing to us. From what you told us we could not see that you speak for "
        "this body. A page that names you, a message from an address at the body, or a line from "
        "your superior would help."
    ),
    RequestReason.BODY: _(
        "Thank you for registering. We could not find this body anywhere but here. Please tell us "
        "where it is published that it exists: a register, its own website, an official list."
    ),
    RequestReason.DUPLICATE: _(
        "This body is listed already, so we did not list it a second time. Please open its page, "
        "and ask there to speak for it."
    ),
    RequestReason.UNFIT: _(
        "This part of the portal is for public bodies and businesses that work with diaspora "
        "groups. If you speak for a group of people, please register it as a group: it needs no "
        "papers. If we misunderstood, tell us more about your work."
    ),
}


def answer_letter(reason: str, language: str) -> str:
    """Return the text that goes with `reason`, in `language`; '' where it must be written."""
    text = _LETTERS.get(reason)
    with override(language):
        return str(text) if text else ""
