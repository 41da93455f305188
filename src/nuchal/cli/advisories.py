"""Compare what is installed with a list of published weaknesses in the format of OSV (osv.dev), without network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from nuchal.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """One weakness that an installed package has."""

    id: str
    package: str
    version: str
    summary: str
    fixed: str


def read_advisories(path: Path) -> list[dict[str, Any]]:
    """
    The entries of a file: one entry, a list of them, `{"vulns": [...]}`, or one entry per line.

    Raises UsageError where the file cannot be read or holds something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
        try:
            found = json.loads(text)
        except ValueError:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, ValueError, RecursionError) as problem:
        raise UsageError(f"{path} cannot be read as a list of advisories ({problem})") from None
    entries = found.get("vulns", [found]) if isinstance(found, dict) else found
    if not isinstance(entries, list) or not all(isinstance(one, dict) and "id" in one for one in entries):
        raise UsageError(
            f"{path} holds no advisories",
            remedy="A list of OSV entries is read: https://ossf.github.io/osv-schema",
        )
    return entries


def installed() -> dict[str, str]:
    """Name, as the package index writes it, and version of every package in this environment."""
    return {_plain(one.metadata["Name"]): one.version for one in distributions() if one.metadata["Name"]}


def matching(entries: list[dict[str, Any]], packages: dict[str, str]) -> Iterator[Advisory]:
    """Every advisory about the version of a package that is installed, unless it was withdrawn."""
    for entry in entries:
        if entry.get("withdrawn"):
            continue
        for affected in entry.get("affected", []):
            package = affected.get("package", {})
            name = _plain(str(package.get("name", "")))
            version = packages.get(name)
            if package.get("ecosystem") != "PyPI" or version is None:
                continue
            hit, fixed = _affects(affected, version)
            if hit:
                summary = str(entry.get("summary", "")).strip()
                yield Advisory(
                    id=str(entry["id"]), package=name, version=version, summary=summary, fixed=fixed
                )


def _affects(affected: dict[str, Any], version: str) -> tuple[bool, str]:
    """Whether a version is affected, and the first version after it that is not."""
    try:
        from packaging.version import InvalidVersion, Version
    except ImportError:
        raise UsageError("advisories need the package `packaging`", remedy="pip install packaging") from None
    if version in affected.get("versions", []):
        return True, ""
    for span in affected.get("ranges", []):
        if span.get("type") != "ECOSYSTEM":
            continue
        inside, fixed = False, ""
        try:
            here = Version(version)
            for event in span.get("events", []):
                if "introduced" in event and (
                    event["introduced"] == "0" or here >= Version(event["introduced"])
                ):
                    inside, fixed = True, ""
                if "fixed" in event and inside:
                    fixed = event["fixed"]
                    inside = here < Version(fixed)
                if "last_affected" in event and inside:
                    inside = here <= Version(event["last_affected"])
                if inside and fixed:
                    break
        except InvalidVersion:
            continue
        if inside:
            return True, fixed
    return False, ""


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
