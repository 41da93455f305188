"""The front of the server: headers arrive as they were sent, and one that could pass for another is refused."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nuchal.clinic.operations import incoming
from nuchal.clinic.operations.front import Front
from tests.web.running_server import Server, environment_of

PROXY = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
FORGED = (
    "X_Forwarded_For", "x_forwarded_for", "X-Forwarded_For", "X_Forwarded-For", "X_Forwarded_Proto",
    "X_CSRFToken", "Content_Length", "Content_Type", "_", "Accept_",
)  # fmt: skip


@dataclass
class Headers:
    """As granian gives them: lower case, in the order sent."""

    sent: list[tuple[str, str]]

    def keys(self) -> list[str]:
        return list(dict(self.sent))

    def items(self) -> list[tuple[str, str]]:
        return self.sent


@dataclass
class Request:
    """A request as granian tells of it, and what was answered."""

    headers: Headers
    method: str = "GET"
    path: str = "/"
    query_string: str = ""
    http_version: str = "1.1"
    server: str = "[::1]:8000"
    client: str = "[2001:db8::1]:50000"
    scheme: str = "http"
    authority: str | None = None
    body: bytes = b""
    was_read: bool = False
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    async def __call__(self) -> bytes:
        self.was_read = True
        return self.body

    def response_bytes(self, status: int, _headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, body))


def seen_of(*sent: tuple[str, str], **more):
    """The environment that an application gets for these headers, and the request with its answer."""
    seen: dict[str, object] = {}

    def application(environment, start):
        seen.update(environment, body=environment["wsgi.input"].read())
        start("200 OK", [])
        return [b"one ", b"two"]

    request = Request(Headers(list(sent)), **more)

    async def answer() -> None:
        front = Front(application, threads=1)
        front.__rsgi_init__(asyncio.get_running_loop())
        await front.__rsgi__(request, request)
        front.__rsgi_del__(asyncio.get_running_loop())

    # Apart: a browser of other tests may have a loop of its own in this thread.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, answer()).result()
    return seen, request


@pytest.mark.parametrize("name", FORGED)
def test_a_header_that_could_pass_for_another_reaches_no_page(name):
    seen, request = seen_of(("x-forwarded-for", "203.0.113.7"), (name.lower(), "198.51.100.1"))
    assert not seen
    assert [status for status, _ in request.answers] == [400]


def test_a_header_sent_twice_keeps_both_values_in_order():
    seen, request = seen_of(
        ("x-forwarded-for", "198.51.100.1"),
        ("cookie", "a=1"),
        ("x-forwarded-for", "203.0.113.7"),
        ("cookie", "b=2"),
    )
    assert seen["HTTP_X_FORWARDED_FOR"] == "198.51.100.1,203.0.113.7"
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert request.answers == [(200, b"one two")]


def test_the_environment_says_who_asks_for_what():
    seen, _ = seen_of(
        ("host", "clinic.example"), ("content-type", "text/plain"), ("content-length", "5"),
        method="POST", path="/Ærø", query_string="a=%20b", body=b"12345", authority="other.example",
    )  # fmt: skip
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/Ærø"
    wanted = {
        "HTTP_HOST": "clinic.example", "CONTENT_TYPE": "text/plain", "CONTENT_LENGTH": "5", "QUERY_STRING": "a=%20b",
        "REMOTE_ADDR": "2001:db8::1", "SERVER_NAME": "::1", "SERVER_PORT": "8000", "body": b"12345",
    }  # fmt: skip
    assert {name: seen[name] for name in wanted} == wanted
    assert seen_of(authority="other.example")[0]["HTTP_HOST"] == "other.example"


@pytest.mark.parametrize("length", ["", "0", str(incoming.MOST_BYTES + 1), "9" * 40, "-1", "x", "٣"])
def test_a_body_that_no_page_reads_is_never_kept_in_memory(length):
    seen, request = seen_of(("content-length", length), method="POST", body=b"x" * 10)
    assert not request.was_read
    assert seen["body"] == b""


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("front") / "data"
    running = Server(
        environment_of(folder, "sqlite") | {"NUCHAL_HTTPS": "yes", "NUCHAL_BEHIND_PROXY": "yes"}, workers=1
    )
    try:
        yield running
    finally:
        running.kill()


def ask(server: Server, method: str = "GET", headers=(), body: str = "") -> str:
    lines = [f"{method} /account/login/ HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(("\r\n".join(lines) + f"\r\n\r\n{body}").encode())
        return b"".join(iter(lambda: wire.recv(65536), b"")).decode()


def test_the_proxy_alone_says_where_a_request_comes_from(behind_proxy):
    proxy = list(PROXY.items())
    page = ask(behind_proxy, headers=proxy)
    assert page.startswith("HTTP/1.1 200")
    assert ask(behind_proxy, headers=[("X-Forwarded-Proto", "http")]).startswith("HTTP/1.1 301")
    for name in FORGED:
        for sent in ([*proxy, (name, "https")], [(name, "https"), *proxy]):
            assert ask(behind_proxy, headers=sent).startswith("HTTP/1.1 400"), sent
    cookie = re.findall(r"set-cookie: ([^;=]*csrf[^;]+)", page)[0]
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
    body = f"csrfmiddlewaretoken={token}&login=eve%40example.org&password=wrong"
    form = [
        ("Cookie", cookie), ("Referer", "https://127.0.0.1/account/login/"), ("Content-Length", str(len(body))),
        ("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-For", "198.51.100.1"),
    ]  # fmt: skip
    assert ask(behind_proxy, "POST", [*form, *proxy], body).startswith("HTTP/1.1 200")
    path = Path(behind_proxy.environment["NUCHAL_DATA"]) / "clinic.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT ip_address FROM axes_accessattempt").fetchall() == [("203.0.113.7",)]
