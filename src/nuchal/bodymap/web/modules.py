"""The modules of the pad joined into one script, for a page that carries everything inside."""

from __future__ import annotations

import re
from importlib.resources import files

FOLDER = files("nuchal.bodymap.web") / "pad"
FIRST = "pad.js"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)


def module_names() -> tuple[str, ...]:
    """Every module that the pad needs, each after those that it imports."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        for needed in _IMPORT.findall(_text(name)):
            if needed not in found:
                visit(needed)
        found[name] = None

    visit(FIRST)
    return tuple(found)


def joined_script() -> str:
    """
    All modules as one: imports go, and `export` goes, because every name is then in one scope.

    Two modules must not give one name to different things; a browser refuses such a script as a whole.
    """
    return "\n".join(
        re.sub(r"^export ", "", _IMPORT.sub("", _text(name)), flags=re.MULTILINE) for name in module_names()
    )


def _text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")
