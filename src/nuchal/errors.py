"""The errors of Nuchal, named by whose promise was broken; each family has its exit code."""

from __future__ import annotations

from pathlib import Path


class NuchalError(Exception):
    """A broken promise: what is wrong, where, and what to do next."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        path: Path | None = None,
        line: int | None = None,
        remedy: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.remedy = remedy

    @property
    def place(self) -> str:
        """Where it went wrong, as `file:line`, or an empty string."""
        if self.path is None:
            return ""
        return f"{self.path}:{self.line}" if self.line else str(self.path)

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place else self.message
        return f"{head}\n  {self.remedy}" if self.remedy else head


class UsageError(NuchalError):
    """The call itself is wrong: an unknown option, a file that is not there."""

    exit_code = 2


class OverrideRefused(UsageError):
    """A gate cannot be overridden like this: a name, a reason or the safety for it is missing."""


class FindingError(NuchalError):
    """What was entered about a person cannot be understood or contradicts itself."""

    exit_code = 3


class KnowledgeError(NuchalError):
    """An item of the knowledge base is wrong; its author can mend it."""

    exit_code = 4


class CaseFailure(NuchalError):
    """The engine and a clinician's case disagree."""

    exit_code = 5


class CareHeld(NuchalError):
    """A paper was asked for that only exists where nothing holds care."""

    exit_code = 6


class BackupFailed(NuchalError):
    """A backup could not be made, is not whole, or does not fit here."""

    exit_code = 7


class Problems(NuchalError):
    """Several errors of one reading, told together so that one pass mends them all."""

    def __init__(self, errors: list[NuchalError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors
        self.exit_code = errors[0].exit_code

    def __reduce__(self) -> tuple[type[Problems], tuple[list[NuchalError]]]:
        return type(self), (self.errors,)
