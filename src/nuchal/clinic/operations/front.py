"""
The front of the server: read a request with its headers as they were sent, and hand it to the clinic.

A header name may contain `-` and `_`, and WSGI writes both as `_`. So a browser that sends `X_Forwarded_For` could
replace the `X-Forwarded-For` of a proxy. Requests with such names are refused here, where the two still differ.
"""

from __future__ import annotations

import io
import sys
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from nuchal.clinic.operations.incoming import MOST_BYTES

THREADS = 4
"""How many requests one process works at; the others wait. Each thread has its own connection to the database."""
ONCE = ("CONTENT_TYPE", "CONTENT_LENGTH")
"""Headers whose variables have no `HTTP_` before them."""
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Headers(Protocol):
    """The headers of a request: lower case names with their values, as many as were sent."""

    def keys(self) -> list[str]: ...  # noqa: D102
    def items(self) -> list[tuple[str, str]]: ...  # noqa: D102


class Scope(Protocol):
    """What granian tells of a request."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None

    @property
    def headers(self) -> Headers: ...  # noqa: D102


class Exchange(Protocol):
    """Granian's end of a request: awaited, it gives the body."""

    async def __call__(self) -> bytes: ...  # noqa: D102
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A complete response."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Front:
    """Serves a WSGI application through granian's own interface (RSGI)."""

    def __init__(self, application: Application, *, threads: int = THREADS) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self.loop: AbstractEventLoop

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        """Keep the loop of this process."""
        self.loop = loop

    def __rsgi_del__(self, _loop: AbstractEventLoop) -> None:
        """Finish what is being answered."""
        self.pool.shutdown()

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        if ambiguous(scope.headers.keys()):
            answer = _refusal("A header name contains an underscore.")
        else:
            variables = variables_of(scope)
            body = await exchange() if _is_wanted(variables.get("CONTENT_LENGTH", "")) else b""
            variables["wsgi.input"] = io.BytesIO(body)
            answer = await self.loop.run_in_executor(self.pool, _call, self.application, variables)
        exchange.response_bytes(answer.status, answer.headers, answer.body)


def ambiguous(names: Iterable[str]) -> bool:
    """Whether a name of a header would read like another one, once `-` is written as `_`."""
    return any("_" in name for name in names)


def variables_of(scope: Scope) -> dict[str, Any]:
    """The WSGI variables of a request (PEP 3333), without its body; a header that was sent twice has both values."""
    server, _, port = scope.server.rpartition(":")
    variables = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode(errors="replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "HTTP_HOST": scope.authority or "",
    }
    return variables | _headers(scope.headers.items())


def _headers(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for name, value in items:
        values.setdefault(name.upper().replace("-", "_"), []).append(value)
    return {
        name if name in ONCE else f"HTTP_{name}": ("; " if name == "COOKIE" else ",").join(held)
        for name, held in values.items()
    }


def _is_wanted(length: str) -> bool:
    """Whether the clinic reads the body; one without a length, or that is too large, is refused unread."""
    return length.isascii() and length.isdigit() and len(length) < 20 and 0 < int(length) <= MOST_BYTES


def _call(application: Application, variables: dict[str, Any]) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    parts = application(variables, lambda status, headers, _error=None: started.append((status, headers)))
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    status, headers = started[-1]
    return Answer(status=int(status.split(" ", 1)[0]), headers=headers, body=body)


def _refusal(why: str) -> Answer:
    return Answer(
        status=HTTPStatus.BAD_REQUEST,
        headers=[("content-type", "text/plain; charset=utf-8"), ("connection", "close")],
        body=why.encode(),
    )
