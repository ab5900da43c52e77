"""The tests: like development, with cheap passwords and mail kept in memory."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-not-a-secret")
os.environ.setdefault("SITE_URL", "http://testserver")

from gdve_portal.settings.base import *  # noqa: F403
from gdve_portal.settings.base import DATA_DIR, env

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A worker beside the tests writes its letters where the tests can read them.
if folder := env.str("MAIL_FOLDER", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = folder or DATA_DIR / "mail"
DEV_PAGES = True
SAMPLE_LOGINS_ALLOWED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Hundreds of tests are about staff, not about how staff signs in; tests/gdve_portal asks for it.
SECOND_FACTOR_REQUIRED = False
ACCOUNT_RATE_LIMITS = False
ASKING_LIMITS = {}
SENDING_LIMITS = {}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ERASURE_LEDGER = os.devnull
REPLY_ADDRESS = "reply@portal.test"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
