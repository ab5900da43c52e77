from accounts.models.choices import Digest, NotificationChoice
from accounts.models.consent import Consent
from accounts.models.device import DeviceSession
from accounts.models.notification import Notification
from accounts.models.rights import Erasure, PersonalCopy, Transfer
from accounts.models.user import User

__all__ = [
    "Consent",
    "DeviceSession",
    "Digest",
    "Erasure",
    "Notification",
    "NotificationChoice",
    "PersonalCopy",
    "Transfer",
    "User",
]
