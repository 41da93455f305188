"""Start the server: bring the database and the static files up to date, then let granian answer."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from nuchal import __version__
from nuchal.clinic.operations import reserve
from nuchal.clinic.operations.front import Front
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

LOG = logging.getLogger("nuchal.serving")
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


def refuse_taken(host: str, port: int) -> str:
    """The number of an address; refused at once where another program listens there, before anything is changed."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as problem:
        raise UsageError(
            f"{host} is no address of this machine ({problem})", remedy="Use --host 127.0.0.1."
        ) from None
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(place)
        except OSError as problem:
            raise UsageError(
                f"port {port} on {host} cannot be used ({problem.strerror})",
                remedy="Choose another with --port.",
            ) from None
    return str(place[0])


def prepare() -> None:
    """Bring database and static files up to date, and see that the knowledge can be read, before the first request."""
    migrate()
    collect_static_files()
    knowledge()
    if not reserve.prepare():
        LOG.warning("there is no room for the reserve: records cannot be read while nothing can be written")


def collect_static_files() -> None:
    """Collect what changed; nothing is thrown away before the new files are there."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    mark, now = settings.STATIC_ROOT / "collected", _static_digest()
    if mark.is_file() and mark.read_text(encoding="utf-8") == now:
        return
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now, encoding="utf-8")


def _static_digest() -> str:
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=itemgetter(0)):
            with storage.open(name) as file:
                digest.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def migrate() -> None:
    """Bring the database up to date."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def serve(
    *,
    host: str,
    port: int,
    workers: int,
    before: Callable[[], None],
    ready: Callable[[], None],
    beside: Sequence[Child] = (),
) -> None:
    """
    Answer until this process is asked to stop; `ready` is called once it answers. `beside` run as long as the server.

    The first start of everything that opens the database (`prepare`, then `before`) runs apart and ends; this process
    then only watches over its children, so that nothing is open when they are forked.
    """
    if not settings.HTTPS and f"http://{settings.ALLOWED_HOSTS[0]}" == settings.ADDRESS:
        settings.ADDRESS = f"http://{host}:{port}"  # a letter written by this server links to it
    with server_lock(settings.DATA):
        host = refuse_taken(host, port)
        run_apart(lambda: _first(before))
        supervise(
            [
                Child(name="web", run=partial(answer, host=host, port=port, workers=workers, ready=ready)),
                *beside,
            ]
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
        interface=Interfaces.RSGI,
        workers=workers,
        log_level=LogLevels.warning,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=LEAVE_WITHIN_SECONDS,
    )
    try:
        server.serve(target_loader=load_application)
    except SystemExit as stop:  # granian gives up when one worker dies twice within five seconds
        raise SystemExit(START_AGAIN if answered.is_set() else stop.code) from None


def load_application(_target: str) -> Any:
    """Load the clinic in a worker, which ends when the process that started it does."""
    refuse_open_connections()
    follow_parent()
    module, name = APPLICATION.split(":")
    return Front(getattr(import_module(module), name))


def _when_it_answers(host: str, port: int, answered: threading.Event, ready: Callable[[], None]) -> None:
    while True:
        try:
            with socket.create_connection((host, port), timeout=1):
                answered.set()
                return ready()
        except OSError:
            time.sleep(0.1)
