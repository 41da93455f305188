"""Numbers on forecasts and outcomes: proportions with their interval, reliability, Brier score, calibration error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

Z95 = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """`hits` out of `total`."""

    hits: int
    total: int

    @property
    def share(self) -> float:
        """The share, or NaN of nothing."""
        return self.hits / self.total if self.total else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval after Wilson (1927); it stays inside 0 to 1 and holds for small numbers."""
        return wilson(self.hits, self.total)


def wilson(hits: int, total: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a proportion; (0, 1) of nothing."""
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return 0.0 if hits == 0 else middle - half, 1.0 if hits == total else middle + half


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Forecasts between `low` and `high`: their mean, and how often the event came."""

    low: float
    high: float
    forecast: float
    observed: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """
    How well forecasts fit what came.

    `brier` is the mean squared error; `base_brier` that of a forecaster who knows only the base rate. In the bins,
    brier = unreliability - resolution + uncertainty, up to the spread inside bins (Murphy 1973).
    """

    bins: tuple[Bin, ...]
    brier: float
    base_brier: float
    unreliability: float
    resolution: float
    calibration_error: float
    """Mean distance of forecast and observed share over the bins, weighted by their size."""

    @property
    def skill(self) -> float:
        """Share of the base-rate forecaster's error that is gone."""
        return 1.0 - self.brier / self.base_brier if self.base_brier > 0 else math.nan


def reliability(forecasts: Array, came: Array, *, bins: int = 10) -> Reliability:
    """Reliability in bins of equal width; `came` holds 0 and 1."""
    if forecasts.shape != came.shape or not forecasts.size:
        raise ValueError("as many outcomes as forecasts are needed, and at least one")
    number = np.minimum((forecasts * bins).astype(np.int64), bins - 1)
    found = tuple(
        _bin(forecasts[number == b], came[number == b], b / bins, (b + 1) / bins)
        for b in range(bins)
        if np.any(number == b)
    )
    base = float(came.mean())
    size = np.array([b.observed.total for b in found]) / forecasts.size
    gaps = np.array([b.forecast - b.observed.share for b in found])
    lifts = np.array([b.observed.share - base for b in found])
    return Reliability(
        bins=found,
        brier=float(np.mean((forecasts - came) ** 2)),
        base_brier=base * (1.0 - base),
        unreliability=float(size @ gaps**2),
        resolution=float(size @ lifts**2),
        calibration_error=float(size @ np.abs(gaps)),
    )


def _bin(forecasts: Array, came: Array, low: float, high: float) -> Bin:
    return Bin(
        low=low,
        high=high,
        forecast=float(forecasts.mean()),
        observed=Proportion(int(came.sum()), int(came.size)),
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """Mean of (came - forecast) per client, with its standard error; forecasts of one client hang together."""

    mean: float
    error: float

    @property
    def z(self) -> float:
        """How many standard errors the gap is away from none."""
        return self.mean / self.error if self.error > 0 else 0.0


def gap(per_client: Array) -> Gap:
    """The mean of one number per client with its standard error."""
    if per_client.size < 2:
        raise ValueError("at least two clients are needed")
    return Gap(float(per_client.mean()), float(per_client.std(ddof=1) / math.sqrt(per_client.size)))


def chance_of_a_hit(candidates: int, right: int, taken: int) -> float:
    """Probability that at least one of `taken` candidates, taken at random, is one of the `right` ones."""
    taken = min(taken, candidates)
    if candidates - right < taken:
        return 1.0
    return 1.0 - math.comb(candidates - right, taken) / math.comb(candidates, taken)
