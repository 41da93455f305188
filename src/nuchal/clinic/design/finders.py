"""
Static files that lie elsewhere in the package: the pad, the plates and the tokens of the body map, the report's fonts.

They stand once, where they are made; this finder serves them to the pages of the clinic under names of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SHARED = (
    ("bodymap", "nuchal.bodymap", "web", ("pad/*.js", "pad/pad.css")),
    ("bodymap/plates", "nuchal.bodymap", "data/plates", ("*.webp",)),
    ("design", "nuchal.bodymap", "web", ("tokens.css",)),
    ("design/fonts", "nuchal.letters", "fonts", ("*.woff2", "OFL.txt")),
)
"""(name in the address, package, folder in it, which files)."""


class SharedFinder(BaseFinder):
    """`bodymap/pad/pad.js`, `bodymap/plates/front-light.webp`, `design/tokens.css`, `design/fonts/*.woff2`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shared = tuple(_shared())

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Where a static file lies, or nothing."""
        for name, storage in self.shared:
            if f"{storage.prefix}/{name}" == path:
                place = storage.path(name)
                return [place] if find_all else place
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Every file with the folder it lies in."""
        yield from self.shared


def _shared() -> Iterator[tuple[str, Any]]:
    for prefix, package, folder, patterns in SHARED:
        place = Path(str(files(package))) / folder
        storage: Any = FileSystemStorage(location=place)
        storage.prefix = prefix
        for pattern in patterns:
            yield from (
                (found.relative_to(place).as_posix(), storage) for found in sorted(place.glob(pattern))
            )
