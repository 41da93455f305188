"""Requests that no page expects: real forms with wrong values, other people's rows, broken bodies, odd headers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.conftest import Browser, Cast

VALUES = (
    "", " ", "0", "-1", "1e400", "-1e400", "NaN", "Infinity", "9" * 20, "9" * 399, "9" * 5000, "1." + "0" * 300,
    str(2**63), str(-(2**63) - 1), "0x10", "²", "١٢٣", "1,5", "1 1/2", "yes", "no", "true", "None", "null", "not known",
    "[]", "{}", '{"a": [}', "[" * 100_000, '{"a":' * 5_000, "[" * 30 + "]" * 30, "\x00", "a\x00b", "\ufeff", "\u202e",
    "x" * 50_000, "é" * 3_000, "\U0001f474" * 300, "Ada\r\nBcc: all@example.org", "line\nbreak", "\x1b[31m",
    "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7 * 7 }}", "../../etc/passwd", "%00", "%s%n", "C:\\con",
    "0001-01-01", "0002-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01", "24:61", "soon",
    "ada@example.org", "cleo@example.org", "nobody@example.org", "a@b", "x" * 300 + "@example.org", "@", "a@b\nc",
    "Mars/Phobos", "../UTC", "ZZ", "zz-ZZ", "00000000-0000-0000-0000-000000000000", "f" * 32,
    "temple_anterior", "temple_anterior left", "left", "both", "main", "em_gca", "nausea", "owner", "intake", "self",
    '{"format": "nuchal.drawing/1", "strokes": []}',
    '{"format": "nuchal.drawing/1", "strokes": [{"view": "front", "points": [[1e999, null]]}]}',
    '{"format": "nuchal.drawing/1", "strokes": {"0": 1}, "chosen": [{"zone": [], "side": {}}]}',
    '{"format": "nuchal.drawing/1", "strokes": [[["x"]]], "chosen": "temple"}',
    '{"id": "x", "rawId": 5, "response": {"clientDataJSON": "!", "attestationObject": null}, "type": "public-key"}',
)  # fmt: skip
NAMES = (
    "value", "finding", "key", "profile", "side", "state", "section", "unit", "least", "most", "replaces", "since",
    "strokes", "marks", "drawing", "medicines", "name", "class", "days", "months", "step", "id", "sign", "by", "on",
    "excluded", "structure", "tenderness", "familiar_pain", "test", "reading", "email", "roles", "purpose", "agree",
    "page", "search", "archived", "next", "seen", "submission", "tick", "none", "place", "credential", "initial-name",
    "initial-time_zone", "initial-roles", "x" * 300, "a\x00", "photo", "marks-ear",
)  # fmt: skip
HEADERS = (
    {"HTTP_HX_REQUEST": "true"}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "::::"}, {"HTTP_REFERER": "\x7f"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 5_000}, {"HTTP_ACCEPT_LANGUAGE": "de;q=1e999"}, {"HTTP_X_FORWARDED_FOR": "nobody"},
    {"HTTP_USER_AGENT": "\u00e9" * 2_000}, {"HTTP_HOST": "evil.example.org"}, {"HTTP_HOST": "::::"}, {"HTTP_RANGE": "bytes=9-1"},
    {"HTTP_IF_MODIFIED_SINCE": "yesterday"}, {"HTTP_COOKIE": 'nuchal_staff="a\\000bcdefgh"; nuchal_client="\\000"'},
    {"HTTP_COOKIE": "nuchal_client=" + "x" * 4_000}, {"HTTP_COOKIE": "nuchal_staff=; csrftoken=!; messages=garbage"},
    {"CONTENT_LENGTH": "-5"}, {"CONTENT_LENGTH": "x"}, {"CONTENT_LENGTH": "400000000"}, {"HTTP_EXPECT": "100-continue"},
)  # fmt: skip
BODIES = (
    (b"\xff\xfe{broken", "application/json"), (b"[" * 100_000, "application/json"), (b"a=1&" * 2_000, "application/x-www-form-urlencoded"),
    (b"%", "application/x-www-form-urlencoded"), (b"a=%ff%fe", "application/x-www-form-urlencoded; charset=utf-16"),
    (b"x", "application/x-www-form-urlencoded; charset=nonsense"), (b"--x\r\n", "multipart/form-data; boundary=x"),
    (b"x", "multipart/form-data"), (b"x", "multipart/form-data; boundary=" + "b" * 300), (b"\x89PNG", "image/png"),
    (b'--x\r\nContent-Disposition: form-data; name="a"; filename="\x00"\r\n\r\nb\r\n--x--\r\n', "multipart/form-data; boundary=x"),
    (b"", "text/plain"), (b"{}", "application/json; charset=nonsense"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request: to which address, how, by which of the cast, and with what."""

    place: str
    by: str
    how: str = "get"
    sent: Any = None
    more: dict[str, Any] = field(default_factory=dict)

    def answered(self, browsers: dict[str, Browser]) -> int:
        """The status of the answer."""
        browser = browsers[self.by]
        if self.how == "body":
            answer = browser.generic("POST", self.place, self.sent, **self.more)
        else:
            answer = getattr(browser, self.how)(self.place, self.sent, **self.more)
        if getattr(answer, "streaming", False):
            b"".join(answer.streaming_content)
        status: int = answer.status_code
        return status

    def __str__(self) -> str:
        sent = repr(self.sent)
        return f"{self.by}: {self.how} {self.place[:120]} {sent[:300]} {self.more}"[:600]


class Nonsense:
    """Requests by one source of chance; the forms of a page are read once for each of the cast."""

    def __init__(self, seed: int, cast: Cast, browsers: dict[str, Browser], places: dict[str, str]) -> None:
        self.chance, self.cast, self.browsers, self.places = Random(seed), cast, browsers, places
        self._forms: dict[tuple[str, str], list[Form]] = {}

    def request(self) -> Request:
        """The next one."""
        chance = self.chance
        name = chance.choice(sorted(self.places))
        place, by = self.places[name], chance.choice(sorted(self.browsers))
        kind = chance.random()
        if kind < 0.50:
            return self._of_a_form(place, by)
        if kind < 0.70:
            sent = {chance.choice(NAMES): self._value() for _ in range(chance.randint(1, 4))}
            return Request(place=place, by=by, how=chance.choice(["get", "post"]), sent=sent)
        if kind < 0.80:
            return Request(place=self._other_place(place), by=by, how=chance.choice(["get", "post"]), sent={})
        if kind < 0.90:
            body, content_type = chance.choice(BODIES)
            return Request(place=place, by=by, how="body", sent=body, more={"content_type": content_type})
        headers = dict(chance.choice(HEADERS))
        return Request(place=place, by=by, how=chance.choice(["get", "post"]), sent={}, more=headers)

    def _of_a_form(self, place: str, by: str) -> Request:
        forms = self.forms_of(place, by)
        if not forms:
            return Request(place=place, by=by, how="post", sent={self.chance.choice(NAMES): self._value()})
        form = self.chance.choice(forms)
        sent: dict[str, Any] = {name: self.chance.choice(values) for name, values in form.fields.items()}
        for name in self.chance.sample(sorted(sent), k=min(len(sent), self.chance.randint(0, 2))):
            sent[name] = self._value()
        for name in [one for one in sent if one in form.files]:
            sent[name] = SimpleUploadedFile("x.png", self.chance.choice(BODIES)[0], "image/png")
        return Request(place=form.action or place, by=by, how=form.how, sent=sent)

    def forms_of(self, place: str, by: str) -> list[Form]:
        """The forms that somebody sees at an address."""
        key = (place, by)
        if key not in self._forms:
            answer = self.browsers[by].get(place)
            html = answer.status_code == 200 and "html" in answer.headers.get("Content-Type", "")
            self._forms[key] = forms_in(answer.content.decode()) if html else []
        return self._forms[key]

    def _value(self) -> Any:
        if self.chance.random() < 0.1:
            return [self.chance.choice(VALUES) for _ in range(3)]
        if self.chance.random() < 0.1:
            return "".join(
                chr(self.chance.choice((0, 9, 10, 34, 38, 60, 127, 233, 0x3042, 0x1F600))) for _ in range(8)
            )
        return self.chance.choice(VALUES)

    def _other_place(self, place: str) -> str:
        """An address with one part replaced."""
        parts = place.strip("/").split("/")
        at = self.chance.randrange(len(parts))
        other = (
            *("%00", "x" * 3_000, "..", "'", "<b>", "%ff", "0", "9" * 30, "9" * 500, "é", "list:no_such_list", "a b"),
            str(self.cast.cleos_client.pk), str(self.cast.dov.pk), str(uuid.UUID(int=0)), str(self.cast.episode.pk),
        )  # fmt: skip
        parts[at] = self.chance.choice(other)
        return "/" + "/".join(parts) + "/"


@dataclass(slots=True)
class Form:
    """One form of a page: where it goes, and which values its fields offer."""

    action: str
    how: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = has.get("action") or has.get("hx-post") or has.get("hx-get") or ""
            posts = has.get("method", "").lower() == "post" or "hx-post" in has
            self.found.append(Form(action=action.split("#")[0], how="post" if posts else "get"))
        if not self.found:
            return
        fields = self.found[-1].fields
        name = has.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            fields.setdefault(self.select, []).append(has.get("value", ""))
        elif tag in ("input", "textarea", "button") and name:
            fields.setdefault(name, []).append(has.get("value", ""))
            if has.get("type") == "file":
                self.found[-1].files.add(name)


def forms_in(page: str) -> list[Form]:
    """Every form of a page."""
    parser = _Forms()
    parser.feed(page)
    return [form for form in parser.found if form.fields]
