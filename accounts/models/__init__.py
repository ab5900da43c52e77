from accounts.models.choices import Digest, NotificationChoice
from accounts.models.consent import Consent
from accounts.models.notification import Notification
from accounts.models.user import User

__all__ = ["Consent", "Digest", "Notification", "NotificationChoice", "User"]
