from accounts.models.consent import Consent
from accounts.models.notification import Notification
from accounts.models.user import User

__all__ = ["Consent", "Notification", "User"]
