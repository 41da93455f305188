"""The design system on its own: a small Django project for looking at it. `python -m tests.browser.design_site 8123`."""

from __future__ import annotations

import io
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.conf import settings
from django.urls import include, path

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"


def guarded(get_response):
    """The strict content security policy of the clinic."""

    def answer(request):
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return answer


def configure() -> None:
    settings.configure(
        DEBUG=True,
        SECRET_KEY="only for looking",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="tests.browser.design_site",
        INSTALLED_APPS=[
            "nuchal.clinic.design", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.humanize", "django_htmx",
            "allauth", "allauth.account", "allauth.mfa", "allauth.usersessions",
        ],
        MIDDLEWARE=[
            "tests.browser.design_site.guarded", "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware", "allauth.usersessions.middleware.UserSessionsMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        DEMO=True, DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:design?mode=memory&cache=shared", "OPTIONS": {"uri": True}}},
        SESSION_ENGINE="django.contrib.sessions.backends.db",
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*", "password2*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        MFA_SUPPORTED_TYPES=["totp", "recovery_codes"],
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        LOGIN_REDIRECT_URL="/design/style",
        STATIC_URL="/static/",
        STATICFILES_FINDERS=[
            "django.contrib.staticfiles.finders.AppDirectoriesFinder", "nuchal.clinic.design.finders.SharedFinder",
        ],
        FORM_RENDERER="nuchal.clinic.design.forms.Renderer",
        LANGUAGES=[("en", "English"), ("ar", "العربية")],
        USE_TZ=True,
    )  # fmt: skip


if settings.configured:
    urlpatterns = [
        path("design/", include("nuchal.clinic.design.urls")),
        path("accounts/", include("allauth.urls")),
    ]


class Silent(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        if "-v" in sys.argv:
            super().log_message(*args)


def serve(port: int) -> None:
    """Until it is stopped."""
    configure()
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command
    from django.db import connection

    call_command("check", fail_level="WARNING", stdout=io.StringIO())
    call_command("migrate", verbosity=0)
    connection.ensure_connection()
    get_user_model().objects.create_user("ada", "ada@example.org", "a long pass phrase")
    with make_server("127.0.0.1", port, StaticFilesHandler(WSGIHandler()), handler_class=Silent) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 0)
