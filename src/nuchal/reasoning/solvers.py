"""Which posterior engine to use: NumPy always works; the compiled one needs the extra `fast`."""

from __future__ import annotations

from nuchal.reasoning.localisation import Solver
from nuchal.reasoning.posterior import solve


def best_solver(*, many: bool) -> Solver:
    """The compiled engine for many cases if it is installed; otherwise NumPy."""
    if many:
        try:
            from nuchal.reasoning.posterior_compiled import solve as compiled
        except ImportError:
            return solve
        return compiled
    return solve
