"""The plates, the drawing pad and its style are files of the body map; this finder serves them as static files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX = "bodymap"
SCRIPTS = ("pad.js", "pad.css")


class BodyMapFinder(BaseFinder):
    """`bodymap/pad.js`, `bodymap/pad.css` and `bodymap/plates/front-light.webp` and its like."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        bodymap = Path(str(files("nuchal.bodymap")))
        self.web = _storage(bodymap / "web", PREFIX)
        self.plates = _storage(bodymap / "data" / "plates", f"{PREFIX}/plates")
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Where a static file lies, or nothing."""
        for name, storage in self.list(()):
            if f"{storage.prefix}/{name}" == path:
                place = storage.path(name)
                return [place] if find_all else place
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Every file with the folder it lies in."""
        for name in SCRIPTS:
            yield name, self.web
        for name in sorted(self.plates.listdir("")[1]):
            if name.endswith(".webp"):
                yield name, self.plates


def _storage(folder: Path, prefix: str) -> Any:
    storage = FileSystemStorage(location=folder)
    storage.prefix = prefix  # type: ignore[attr-defined]
    return storage
