"""
How this clinic runs: the only place that reads the environment. `.env.example` explains every name.

Without `NUCHAL_DEMO=yes` there is no insecure default: a key, host names and HTTPS are asked for.
"""

from __future__ import annotations

import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.databases import database_of
from nuchal.clinic.environment import Environment, SettingError
from nuchal.clinic.folders import made, usual_folder
from nuchal.clinic.mail import mail_of

ENVIRONMENT = Environment(os.environ)
_text, _yes_no, _secret = ENVIRONMENT.text, ENVIRONMENT.yes_no, ENVIRONMENT.secret_from_file
HERE = Path(__file__).resolve().parent

# -- where and how it runs ------------------------------------------------------------------------

DEMO = _yes_no("NUCHAL_DEMO", False)
# Whatever this program writes (database, photos, messages, backups) is for its own user alone: 0600, folders 0700.
os.umask(0o077)
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA = made(Path(_text("NUCHAL_DATA", str(usual_folder(demo=DEMO)))), name="NUCHAL_DATA")
HTTPS = _yes_no("NUCHAL_HTTPS", not DEMO)
HOSTS = _text(
    "NUCHAL_HOSTS",
    "127.0.0.1,localhost,[::1]" if DEMO else None,
    why="the host names of this clinic, separated by commas, such as clinic.example.org",
)
ALLOWED_HOSTS = [host.strip() for host in HOSTS.split(",") if host.strip()]
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise SettingError(
        "NUCHAL_HOSTS names no host", remedy="Name each host: an address in a letter is built from it."
    )
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
if DEMO and not set(ALLOWED_HOSTS) <= _LOOPBACK:
    raise SettingError(
        "the demonstration answers on this machine only",
        remedy="Unset NUCHAL_HOSTS, or set NUCHAL_DEMO=no for a clinic that others reach.",
    )
ADDRESS = _text("NUCHAL_ADDRESS", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}").rstrip("/")
if not HTTPS and not set(ALLOWED_HOSTS) <= _LOOPBACK:
    raise SettingError(
        "without HTTPS a clinic may be reached from this machine only",
        remedy="Set NUCHAL_HTTPS=yes, or NUCHAL_HOSTS=localhost.",
    )


def _demo_key() -> Path:
    """A key for the demonstration, made once and kept beside its data."""
    path = DATA / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path


# The first line is the key of now, further lines are former keys (see operations/secret_keys.py).
SECRET_KEY, *SECRET_KEY_FALLBACKS = _secret(
    "NUCHAL_SECRET_KEY_FILE",
    _demo_key() if DEMO else None,
    why="a file with at least 50 random characters; `nuchal clinic key FILE` writes one",
).splitlines()
if any(len(key) < 50 for key in (SECRET_KEY, *SECRET_KEY_FALLBACKS)):
    raise SettingError("the secret key is too short", remedy="`nuchal clinic key FILE` writes a good one.")
DEBUG = False
ROOT_URLCONF = "nuchal.clinic.urls"
WSGI_APPLICATION = "nuchal.clinic.wsgi.application"
BEHIND_PROXY = _yes_no("NUCHAL_BEHIND_PROXY", False)

# -- data -----------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": database_of(
        _text("NUCHAL_DATABASE", "sqlite"),
        folder=DATA,
        password=lambda: _secret(
            "NUCHAL_DATABASE_PASSWORD_FILE", why="the file with the database's password"
        ),
        has_password=bool(_text("NUCHAL_DATABASE_PASSWORD_FILE", "")),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counts of failed codes and the like: in the database, so that every worker counts together.
# Room for many, so that nobody pushes out the counts and challenges of others.
CACHES = {
    "default": {
        "BACKEND": "nuchal.clinic.operations.shared_cache.SharedCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# -- parts ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "nuchal.clinic.design",
    "nuchal.clinic.operations",
    "nuchal.clinic.access",
    "nuchal.clinic.audit",
    "nuchal.clinic.notices",
    "nuchal.clinic.people",
    "nuchal.clinic.record",
    "nuchal.clinic.chart",
    "nuchal.clinic.intake",
    "nuchal.clinic.exam",
    "nuchal.clinic.papers",
    "nuchal.clinic.today",
    "nuchal.clinic.oversight",
    "nuchal.clinic.rights",
    "nuchal.clinic.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "nuchal.clinic.operations.logging.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "nuchal.clinic.operations.headers.Headers",
    "nuchal.clinic.operations.incoming.Incoming",
    "nuchal.clinic.people.link_address.LinkAddresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "nuchal.clinic.operations.unicode_form.NormalForm",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nuchal.clinic.access.idle.IdleSignOut",
    "nuchal.clinic.access.activity.SessionActivity",
    "nuchal.clinic.access.known_devices.KnownDevices",
    "nuchal.clinic.people.session_proof.FactorBeforeAccount",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["nuchal.clinic.people.templatetags.page_forms"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nuchal.clinic.people.context.clinic",
            ],
        },
    }
]

# -- who may come in ------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
] + [{"NAME": "nuchal.clinic.access.passwords.GuessablePasswordValidator"}]
SECOND_FACTOR = _yes_no("NUCHAL_SECOND_FACTOR", not DEMO)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "nuchal.clinic.access.adapters.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "nuchal.clinic.access.adapters.display"
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff come by an invitation that was sent to their address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True  # one address; another takes its place when the link sent to it is opened
ACCOUNT_REAUTHENTICATION_REQUIRED = (
    True  # an address, a password or a factor changes after a fresh sign-in only
)
ACCOUNT_FORMS = {"add_email": "nuchal.clinic.access.forms.NewAddressForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Wrong passwords are counted by axes, which locks first; this count also covers codes of the second factor.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "60/m/ip,12/300s/key",
    "login_failed_anywhere": "100/h/key",
    "client_passkey": "30/m/ip",
    "client_passkey_new": "10/10m/key",
    "client_proof": "10/h/key",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Nuchal"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "nuchal.clinic.access.adapters.SecondFactors"
USERSESSIONS_TRACK_ACTIVITY = True

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "email"
AXES_USERNAME_CALLABLE = "nuchal.clinic.access.known_devices.attempt_name"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "nuchal.clinic.access.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "nuchal.clinic.operations.headers.address_of"

SESSION_COOKIE_AGE = 12 * 3600
IDLE_MINUTES = ENVIRONMENT.whole_number("NUCHAL_IDLE_MINUTES", 30, most=12 * 60)
SESSION_COOKIE_NAME = "nuchal_staff"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False  # the drawing pad and htmx send it as a header
CSRF_FAILURE_VIEW = "nuchal.clinic.people.refused_forms.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

# -- what the browser is told ---------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"

# -- files, mail, words and time ------------------------------------------------------------------

STATIC_URL = "/static/"  # from the top: below a link every other address begins with the link
STATIC_ROOT = DATA / "static"
# No request is larger than `incoming.MOST_BYTES`, so that no picture waits in a file that others might find.
FILE_UPLOAD_MAX_MEMORY_SIZE = 4_000_000
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "nuchal.clinic.design.storage.ModuleStaticFilesStorage"},
}
globals().update(
    mail_of(
        _text("NUCHAL_EMAIL", "files"),
        folder=DATA,
        password=lambda: _secret(
            "NUCHAL_EMAIL_PASSWORD_FILE", why="the file with the mail account's password"
        ),
    )
)
EMAIL_BACKEND = "nuchal.clinic.notices.backend.Outbox"  # whatever sends mail, a worker hands it over
DEFAULT_FROM_EMAIL = _text(
    "NUCHAL_EMAIL_FROM", f"Nuchal <no-reply@{ALLOWED_HOSTS[0].strip('[].') or 'localhost'}>"
)
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # moments are stored in UTC; each clinic shows them in its own time zone
LANGUAGE_CODE = _text("NUCHAL_LANGUAGE", "en")
LANGUAGES = [("en", _("English"))]
FORM_RENDERER = "nuchal.clinic.design.forms.Renderer"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "nuchal.clinic.design.finders.SharedFinder",
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "nuchal.clinic.operations.logging.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "nuchal": {"level": "INFO"},
        "django.request": {"level": "CRITICAL"},  # RequestLog tells it without path and query string
        "django.security": {"level": "ERROR"},
        "psycopg.pool": {"level": "ERROR"},  # that the database is away is told once, by who asks it
        "axes": {"level": "CRITICAL"},  # its messages carry addresses and user names
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"
