"""What every environment shares. Each reader names a type; a missing value fails at start."""

import os
from pathlib import Path

import environ
import structlog
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from gdve_portal.settings.readers import cache_url

# openpyxl reads spreadsheets with defusedxml, which refuses entities, only where lxml is not found.
os.environ["OPENPYXL_LXML"] = "False"

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data")))

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
# The address that links in e-mails start with: never taken from a request's Host header.
SITE_URL = env.str("SITE_URL")

INSTALLED_APPS = [
    "gdve_portal",
    "partnerships",
    "sessions_archive",
    "organizations",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "simple_history",
]

MIDDLEWARE = [
    "gdve_portal.middleware.RequestIdMiddleware",
    "gdve_portal.middleware.IsolationMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "gdve_portal.middleware.SecurityLogMiddleware",
    "gdve_portal.middleware.AwayMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gdve_portal.middleware.MalformedInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gdve_portal.middleware.NoStoreMiddleware",
    "accounts.devices.LastSeenMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csp.middleware.CSPMiddleware",
    "gdve_portal.middleware.ViewerMiddleware",
    "gdve_portal.limits.RateLimitMiddleware",
    "gdve_portal.second_factor.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "gdve_portal.urls"
WSGI_APPLICATION = "gdve_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gdve_portal.context_processors.portal",
            ],
        },
    },
]
FORM_RENDERER = "gdve_portal.forms.PortalRenderer"

DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits and short-lived counts; whatever must last is in PostgreSQL.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", default="") or cache_url(env.str("REDIS_URL")),
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    },
}

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.validators.GuessablePasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "signup": "accounts.forms.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
MFA_ADAPTER = "accounts.second_steps.SecondStepAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.second_steps.ActivateTOTPForm",
    "add_webauthn": "accounts.second_steps.AddWebAuthnForm",
    "authenticate": "accounts.second_steps.AuthenticateForm",
    "authenticate_webauthn": "accounts.second_steps.AuthenticateWebAuthnForm",
    "edit_webauthn": "accounts.second_steps.EditWebAuthnForm",
    "login_webauthn": "accounts.second_steps.LoginWebAuthnForm",
    "reauthenticate": "accounts.second_steps.ReauthenticateForm",
    "reauthenticate_webauthn": "accounts.second_steps.ReauthenticateWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "GDVE Portal"
# A clock that is half a minute off; `OneUse` lets no code in twice all the same.
MFA_TOTP_TOLERANCE = 1
# Nobody signs in with an address that she has not confirmed; without this, whoever has a second
# step could never change her address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Staff and who speaks for a public body sign in with two steps. No environment turns it off.
SECOND_FACTOR_REQUIRED = True
SECOND_FACTOR_EXEMPT: frozenset[str] = frozenset()
# How many reverse proxies stand before us: only their entries of X-Forwarded-For are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# How often one account, or one address that is not signed in, may ask: (requests, seconds) each.
# Generous, since a whole camp or university may share an address; forms have finer limits of their
# own in their actions, and signing in has allauth's.
ASKING_LIMITS = {
    "organizations:organization_list": [(120, 60), (2000, 3600)],
    "organizations:organization_count": [(240, 60)],
    "organizations:organization_map": [(60, 60)],
    "organizations:export_csv": [(10, 600)],
    "organizations:shortlist_csv": [(10, 600)],
    "organizations:register_similar": [(60, 60)],
    "partnerships:partner_list": [(120, 60), (2000, 3600)],
    "partnerships:opportunity_list": [(120, 60)],
    "partnerships:host_find": [(60, 60)],
    "partnerships:coalition_find": [(60, 60)],
    "sessions_archive:session_list": [(120, 60)],
    "sessions_archive:person_list": [(120, 60)],
}
SENDING_LIMITS = {
    "organizations:contact": [(10, 600), (30, 86400)],
    "organizations:report": [(10, 600), (30, 86400)],
    "organizations:claim": [(10, 600), (30, 86400)],
    "organizations:contact_answer": [(20, 600)],
    "organizations:register": [(20, 600)],
    "organizations:vouch": [(20, 600)],
    "organizations:vouch_ask": [(20, 600)],
    "organizations:saved_search_new": [(20, 600)],
    "partnerships:introduction_ask": [(20, 600), (60, 86400)],
    "partnerships:introduction_detail": [(60, 600)],
    "partnerships:introduction_report": [(10, 600)],
    "partnerships:partner_register": [(10, 600)],
    "partnerships:partner_represent": [(10, 600)],
    "partnerships:opportunity_ask": [(20, 600)],
    "sessions_archive:session_register": [(20, 600)],
    "sessions_archive:person_remove": [(10, 600)],
    "accounts:notification_unsubscribe": [(30, 600)],
}

# Who a person is in the eyes of visibility: known above the directory, needed inside it.
VIEWER_FACTORY = "partnerships.viewers.viewer_for"
# Who may keep a listing's facts right without belonging to the group: a host, by agreement.
FACTS_EDITOR_RULE = "partnerships.host_rules.edits_facts"

# --- Languages --------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("pt", "Português"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "gdve_portal.formats"
TIME_ZONE = "UTC"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
# Files of conversations, and the copies that people take of their data: no web server looks here.
PRIVATE_ROOT = DATA_DIR / "private"
# What was erased, to be kept apart from the backups of the database: after one is restored,
# `manage.py replay_erasures` erases it again.
ERASURE_LEDGER = env.str("ERASURE_LEDGER", default=str(DATA_DIR / "erasures.jsonl"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- Worker -----------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 270
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A task that a killed worker held comes back after the visibility timeout at the latest;
# the short restore interval makes that seconds once the lease is over.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    # A page must not hang when the broker is away: the sweeper delivers what was committed.
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {
    "make-digests": {"task": "accounts.tasks.make_digests", "schedule": 600.0},
    "clear-sessions": {
        "task": "accounts.tasks.clear_sessions",
        "schedule": crontab(hour=3, minute=50),
    },
    "make-copies": {"task": "accounts.rights.tasks.make_waiting_copies", "schedule": 60.0},
    "end-what-is-over": {
        "task": "accounts.rights.tasks.end_what_is_over",
        "schedule": crontab(hour=4, minute=10),
    },
    "deliver-outbox": {"task": "accounts.tasks.sweep_outbox", "schedule": 60.0},
    "finish-match-runs": {"task": "partnerships.tasks.sweep_match_runs", "schedule": 60.0},
    "tend-opportunities": {"task": "partnerships.tasks.tend_opportunities", "schedule": 60.0},
    "nightly-match-run": {
        "task": "partnerships.tasks.start_match_run",
        "schedule": crontab(hour=2, minute=30),
    },
    "tend-host-agreements": {
        "task": "partnerships.tasks.tend_host_agreements",
        "schedule": crontab(minute=35),
    },
    "expire-introductions": {
        "task": "partnerships.tasks.expire_introductions",
        "schedule": crontab(minute=15),
    },
    "tend-session-registrations": {
        "task": "sessions_archive.tasks.tend_registrations",
        "schedule": 300.0,
    },
    "keep-results-going": {
        "task": "partnerships.tasks.keep_results_going",
        "schedule": crontab(minute=50),
    },
    "send-contact-links": {"task": "organizations.tasks.send_contact_links", "schedule": 60.0},
    "remind-of-ends": {
        "task": "organizations.tasks.remind_of_ends",
        "schedule": crontab(hour=6, minute=20),
    },
    "review-trust": {"task": "organizations.tasks.review_trust", "schedule": 600.0},
    "refresh-trust": {
        "task": "organizations.tasks.refresh_trust",
        "schedule": crontab(hour=1, minute=40),
    },
    "find-duplicates": {
        "task": "organizations.tasks.find_duplicates",
        "schedule": crontab(hour=3, minute=30),
    },
    "send-search-digests": {
        "task": "organizations.tasks.send_search_digests",
        "schedule": crontab(minute=5),
    },
    "finish-imports": {"task": "organizations.tasks.sweep_imports", "schedule": 60.0},
    "keep-listings-fresh": {
        "task": "organizations.tasks.keep_listings_fresh",
        "schedule": crontab(minute=35),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# Sources scored in one task: small enough to be redone cheaply when a worker dies.
MATCHING_BLOCK_SIZE = env.int("MATCHING_BLOCK_SIZE", default=2000)

# --- Mail -------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="GDVE Portal <portal@gdve.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
# Where answers to letters arrive: "reply" takes "reply+<token>" too, and hands each letter to
# `manage.py receive_mail`. Left empty, letters ask to be answered on the portal.
REPLY_ADDRESS = env.str("REPLY_ADDRESS", default="")

# --- Security ---------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# No page needs a device of the reader's, and none is lent to a frame. Passkeys are our own.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
}
PERMISSIONS_POLICY |= {
    "fullscreen": ["self"],
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gdve_portal.views.csrf_failure"

# --- Logs: structured, with the request's id, without personal data -----------------------------
SECURITY_FACTS = ("route", "method", "status", "code", "account", "source")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                # Of a record's own facts only these: others hold requests, addresses, people.
                structlog.stdlib.ExtraAdder(allow=SECURITY_FACTS),
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
            ],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"level": "WARNING"},
        "security": {"level": "INFO"},
        "accounts": {"level": "INFO"},
        "organizations": {"level": "INFO"},
        "partnerships": {"level": "INFO"},
        "sessions_archive": {"level": "INFO"},
    },
}

SAMPLE_LOGINS_ALLOWED = False
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
