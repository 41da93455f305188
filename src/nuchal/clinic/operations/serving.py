"""Start the server: bring the database and the static files up to date, then let granian answer."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management import call_command

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.processes import (
    LEAVE_WITHIN_SECONDS,
    START_AGAIN,
    Child,
    follow_parent,
    refuse_open_connections,
    run_apart,
    supervise,
)
from nuchal.clinic.operations.server_lock import server_lock
from nuchal.errors import UsageError

APPLICATION = "nuchal.clinic.wsgi:application"


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
    """Bring database and static files up to date, and see that the knowledge can be read, before the first request."""
    migrate()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    knowledge()


def migrate() -> None:
    """Bring the database up to date."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def serve(
    *, host: str, port: int, workers: int, before: Callable[[], None], ready: Callable[[], None]
) -> None:
    """
    Answer until this process is asked to stop; `ready` is called once it answers.

    The first start of everything that opens the database (`prepare`, then `before`) runs apart and ends; this process
    then only watches over its children, so that nothing is open when they are forked.
    """
    with server_lock(settings.DATA):
        refuse_taken(host, port)
        run_apart(lambda: _first(before))
        supervise(
            [Child(name="web", run=partial(answer, host=host, port=port, workers=workers, ready=ready))]
        )


def _first(before: Callable[[], None]) -> None:
    prepare()
    before()


def answer(*, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Let granian answer with as many workers; one that dies is started again."""
    # granian is needed only here; a command that merely checks or tests should not wait for it.
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    answered = threading.Event()
    threading.Thread(target=_when_it_answers, args=(host, port, answered, ready), daemon=True).start()
    server = Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_level=LogLevels.warning,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=LEAVE_WITHIN_SECONDS,
    )
    try:
        server.serve(target_loader=load_application)
    except SystemExit as stop:  # granian gives up when one worker dies twice within five seconds
        raise SystemExit(START_AGAIN if answered.is_set() else stop.code) from None


def load_application(_target: str) -> Callable[..., Any]:
    """Load the clinic in a worker, which ends when the process that started it does."""
    refuse_open_connections()
    follow_parent()
    module, name = APPLICATION.split(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    return application


def _when_it_answers(host: str, port: int, answered: threading.Event, ready: Callable[[], None]) -> None:
    while True:
        try:
            with socket.create_connection((host, port), timeout=1):
                answered.set()
                return ready()
        except OSError:
            time.sleep(0.1)
