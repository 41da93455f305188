"""The knowledge base of this process: read once, and shared by every request."""

from __future__ import annotations

from functools import lru_cache

from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The knowledge that this clinic runs with."""
    return load()
