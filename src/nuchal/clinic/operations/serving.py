"""Start the server: bring the database and the static files up to date, then let granian answer."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command

from nuchal.clinic.operations.knowing import knowledge
from nuchal.errors import UsageError


def refuse_strangers(host: str) -> None:
    """The demonstration, and a clinic without HTTPS, listen on this machine only."""
    if settings.HTTPS:
        return
    try:
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = host == "localhost"
    if not near:
        raise UsageError(
            f"{host} can be reached by others, and there is no HTTPS here",
            remedy="Use --host 127.0.0.1, or set NUCHAL_DEMO=no and NUCHAL_HTTPS=yes.",
        )


def refuse_taken(host: str, port: int) -> None:
    """Say at once that somebody listens there already, before anything is loaded or changed."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as problem:
            raise UsageError(
                f"port {port} is not free ({problem})", remedy="Choose another with --port."
            ) from None


def prepare() -> None:
    """Database, static files and knowledge, before the first request."""
    migrate()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    knowledge()


def migrate() -> None:
    """Bring the database up to date."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def serve(*, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Answer until somebody stops it; `ready` is called once it answers."""
    # granian is needed only here; whoever merely checks or tests should not wait for it.
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    threading.Thread(target=_when_it_answers, args=(host, port, ready), daemon=True).start()
    Server(
        "nuchal.clinic.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


def _when_it_answers(host: str, port: int, ready: Callable[[], None]) -> None:
    for _ in range(600):
        try:
            with socket.create_connection((host, port), timeout=1):
                ready()
                return
        except OSError:
            time.sleep(0.1)
