from accounts.models.choices import Digest, NotificationChoice
from accounts.models.consent import Consent
from accounts.models.device import DeviceSession
from accounts.models.notification import Notification
from accounts.models.user import User

__all__ = ["Consent", "DeviceSession", "Digest", "Notification", "NotificationChoice", "User"]
