"""How many words a client has to read on a page: what is visible without opening anything."""

from __future__ import annotations

from html.parser import HTMLParser

WORDS_A_MINUTE = 200
"""A usual pace of reading."""
_VOID = {"br", "hr", "img", "input", "link", "meta", "option", "path", "use", "circle", "line", "rect"}
_NEVER_SHOWN = {"datalist", "head", "noscript", "script", "style", "svg", "template", "title"}


def words_on(page: str) -> int:
    """The visible words of a page in HTML: what is asked, and the buttons below it."""
    reader = _Visible()
    reader.feed(page)
    return len(" ".join(reader.texts).split())


class _Visible(HTMLParser):
    """Gathers the text of `main` and `footer`, except what is hidden, closed or for screen readers only."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []
        """Tags that are open: name, whether it hides its content, whether it counts."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag and whether its content is seen."""
        if tag in _VOID:
            return
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        closed = bool(self._open) and self._open[-1][0] == "details" and tag != "summary"
        hidden = (
            tag in _NEVER_SHOWN
            or "hidden" in given
            or "vh" in classes
            or not {"gate-lines", "consent-about", "consent-case"}.isdisjoint(classes)
        )
        opened = tag == "details" and "open" in given
        name = "opened" if opened else tag
        self._open.append((name, hidden or closed, tag in ("main", "footer")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself holds no text."""

    def handle_endtag(self, tag: str) -> None:
        """Close a tag with everything that was left open inside it."""
        if tag in _VOID:
            return
        while self._open:
            name = self._open.pop()[0]
            if name == tag or (name == "opened" and tag == "details"):
                return

    def handle_data(self, data: str) -> None:
        """Keep a text that is seen."""
        if any(hides for _name, hides, _counts in self._open):
            return
        if any(counts for _name, _hides, counts in self._open):
            self.texts.append(data)
