"""The whole clinic, running for a browser: the cast of the tests of the web, and one client who has told everything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from nuchal.clinic.audit.anchors import forget_anchors
from tests.browser.looking import TABLET, complaints_of, viewport
from tests.web.conftest import Cast, browser_of, build_cast
from tests.web.test_chart import told

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser brings a loop of its own into this thread


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64

    def process_request_thread(self, request, client_address) -> None:
        """Leave no connection to the database behind: a later restore in this process must find it closed."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def running_clinic(settings) -> Iterator[tuple[Cast, str]]:
    """The cast and the address; it stops at the end."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.ALLOWED_HOSTS = ["*"]
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "whitenoise" not in one]
    cast = build_cast()
    cast.ada.system_of_care = "neuromuscular_therapy"
    cast.ada.save()
    told(cast, "jaw_headache_of_a_clencher")
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    yield cast, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    forget_anchors()  # the rows that they speak of end with the test


@contextmanager
def opened_by(who: str, clinic: tuple[Cast, str], browser, settings) -> Iterator:
    """A page on a tablet for a member of the cast who has signed in, with `home` and `complaints`."""
    cast, home = clinic
    key = browser_of(getattr(cast, who)).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport=viewport(TABLET))
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": home}])
    yield page_in(context, home)
    context.close()


def page_in(context, home: str):
    """A page that knows the clinic's address and keeps what the browser complains of."""
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.home, page.complaints = home, complaints_of(page)
    return page
