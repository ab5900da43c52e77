"""What IOM writes to a group with a decision: a letter for each reason, which a curator may change.

A letter is written in the group's language, whatever the curator reads.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from organizations.enums import Reason

# The reasons that fit each step, the commonest first. A step that is not here owes none.
REASONS_OF: dict[str, tuple[Reason, ...]] = {
    "request_changes": (
        Reason.DESCRIPTION,
        Reason.CONTACT,
        Reason.IDENTITY,
        Reason.CONTENT,
        Reason.DUPLICATE,
        Reason.OTHER,
    ),
    "decline": (
        Reason.DUPLICATE,
        Reason.NOT_DIASPORA,
        Reason.IDENTITY,
        Reason.CONTENT,
        Reason.CONTACT,
        Reason.SAFETY,
        Reason.OTHER,
    ),
    "deny_claim": (
        Reason.NO_LINK,
        Reason.CONTACT,
        Reason.OTHER_OWNER,
        Reason.IDENTITY,
        Reason.OTHER,
    ),
    "revoke_claim": (Reason.MISTAKE, Reason.OTHER_OWNER, Reason.IDENTITY, Reason.OTHER),
    "decline_change": (Reason.IDENTITY, Reason.CONTENT, Reason.NOT_DIASPORA, Reason.OTHER),
    "suspend": (
        Reason.SAFETY,
        Reason.IDENTITY,
        Reason.CONTENT,
        Reason.NOT_DIASPORA,
        Reason.CONTACT,
        Reason.OTHER,
    ),
    "archive": (
        Reason.INACTIVE,
        Reason.ASKED,
        Reason.DUPLICATE,
        Reason.NOT_DIASPORA,
        Reason.OTHER,
    ),
}

_LETTERS: dict[Reason, Promise] = {
    Reason.NO_LINK: _(
        "Thank you for writing to us. From what you told us we could not see that you speak for "
        "this group. Somebody who knows you both, a page that names you, or a message from the "
        "group’s own address would help. No papers are needed; you may ask again at any time."
    ),
    Reason.OTHER_OWNER: _(
        "We asked the group. It told us that somebody else speaks for it. If you belong to the "
        "group, please talk to them: they can let you edit the listing, too."
    ),
    Reason.MISTAKE: _(
        "We agreed too quickly, and take it back. We are sorry. If you think that this is wrong, "
        "ask again and tell us more about your part in the group."
    ),
    Reason.DESCRIPTION: _(
        "Thank you for registering your group. Readers do not learn yet what you do. Please add "
        "two or three plain sentences: what you do, for whom and where. They may be in any "
        "language, and no papers are needed."
    ),
    Reason.DUPLICATE: _(
        "We found a listing that seems to be of the same group. If it is yours, you can ask to "
        "take it over, so that nothing is lost. If it is another group, answer this message and "
        "tell us in a few words how the two differ."
    ),
    Reason.NOT_DIASPORA: _(
        "This directory is for groups of people who live outside the country that they or their "
        "families come from. From what you entered we could not see that this is so for your "
        "group. If we misunderstood, please tell us more about your members."
    ),
    Reason.CONTACT: _(
        "We tried to reach you and could not. Please check the e-mail address and the telephone "
        "number in your listing. They may stay hidden from everybody but us."
    ),
    Reason.CONTENT: _(
        "Some of the text cannot be published here: the directory takes no party politics, no "
        "advertising and no words against other people. Please change these sentences. Everything "
        "else in your listing is fine."
    ),
    Reason.SAFETY: _(
        "We think that this listing, as it is now, might put people in danger. It is not shown to "
        "anybody for now. Please look at who may see it and which contacts it names, and answer "
        "this message if you would like to talk it over."
    ),
    Reason.IDENTITY: _(
        "The name of this listing is also the name of another group, or leads readers to think of "
        "one. Please tell us how your group is connected with that name, or choose a name that "
        "tells the two apart."
    ),
    Reason.INACTIVE: _(
        "We have not heard from your group for a long time, so its listing is no longer shown. "
        "Nothing was deleted. If you are still active, tell us, and it comes back as it was."
    ),
    Reason.ASKED: _(
        "As you asked, your listing is no longer shown. Nothing was deleted: it can come back "
        "whenever you like."
    ),
}


def letter(reason: str, language: str) -> str:
    """Return the text that goes with `reason`, in `language`; '' where it must be written."""
    text = _LETTERS.get(Reason(reason)) if reason else None
    with override(language):
        return str(text) if text else ""
