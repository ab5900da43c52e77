"""`make run`: everything on this computer, mail written to a folder."""

import os

os.environ.setdefault("SECRET_KEY", "development-only-not-a-secret")
os.environ.setdefault("SITE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")

from gdve_portal.settings.base import *  # noqa: F403
from gdve_portal.settings.base import DATA_DIR, env

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DEBUG = env.bool("DEBUG", default=False)

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
REPLY_ADDRESS = env.str("REPLY_ADDRESS", default="reply@portal.test")
DEV_PAGES = True
SAMPLE_LOGINS_ALLOWED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
SECOND_FACTOR_EXEMPT = frozenset({"curator@sample.test", "government@sample.test"})
