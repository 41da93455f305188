"""The command line: `nuchal COMMAND`. Heavy parts are imported only by the command that needs them."""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import import_module
from typing import Any

import click

from nuchal import __version__
from nuchal.errors import NuchalError, Problems

_COMMANDS = {
    "assess": ("nuchal.cli.assess", "Assess a person from a case file."),
    "interview": ("nuchal.cli.interview", "Ask the questions in the terminal, save, resume, assess."),
    "plan": ("nuchal.cli.plan", "Propose a plan within a system of care, or say what holds it."),
    "session": ("nuchal.cli.session", "Today's visit: what to ask again, the steps, when to stop."),
    "programme": ("nuchal.cli.programme", "The home programme as a sheet with drawings."),
    "letter": ("nuchal.cli.letter", "The letter to the physician, or the referral at once."),
    "technique": ("nuchal.cli.technique", "A technique: for what, how, how sure, and when not."),
    "claims": ("nuchal.cli.claims", "What articles claim, what trials found, and what we say instead."),
    "zones": ("nuchal.cli.zones", "Where does it hurt? The body map, and which structures refer there."),
    "structures": ("nuchal.cli.structures", "Muscles, joints and nerves, and where each one's pain is felt."),
    "knowledge": ("nuchal.cli.knowledge", "Check, list, show and compare the knowledge base."),
    "cases": ("nuchal.cli.cases", "Does the engine agree with the clinicians' cases?"),
    "simulate": ("nuchal.cli.simulate", "Invent clients whose true cause is known."),
    "serve": ("nuchal.cli.serve", "Start the web clinic; --demo for an invented one."),
    "worker": ("nuchal.cli.worker", "Send what is in the outbox; the server runs one already."),
    "doctor": ("nuchal.cli.doctor", "Is everything in place to run the web clinic?"),
    "clinic": ("nuchal.cli.clinic", "Found a clinic, make its key."),
    "demo": ("nuchal.cli.demo", "Load the invented clinic, or begin it anew."),
    "audit": ("nuchal.cli.audit", "Does the chain of audit events hold?"),
    "accuracy": ("nuchal.cli.accuracy", "Measure calibration and accuracy; write them down."),
}
"""Command -> module that holds a command of the same name, and its one-line help."""


class _Lazy(click.Group):
    """Imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="nuchal")
def nuchal() -> None:
    """
    Clinical reasoning for headaches that come with neck pain.

    Start with `nuchal assess CASE.yaml`; `nuchal interview` asks the questions for you.
    """


def main(arguments: list[str] | None = None) -> Any:
    """
    Run the command line; what the user or the machine can mend ends with a sentence and its own exit code.

    141 where the reader of a pipe has left, 130 where it was interrupted, 1 where the machine does not let it go on.
    """
    _refuse_closed_output(sys.argv[1:] if arguments is None else arguments)
    try:
        nuchal.main(args=arguments, prog_name="nuchal", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped.", err=True)
        sys.exit(130)
    except NuchalError as error:
        show_error(error)
        sys.exit(error.exit_code)
    except SystemExit as stop:
        # Click and rich end like this where the reader of a pipe has left.
        if isinstance(stop.__context__, BrokenPipeError) or "PacifyFlush" in type(sys.stdout).__name__:
            _end_unread(141)
        raise
    except BrokenPipeError:
        _end_unread(141)
    except (OSError, RecursionError, MemoryError, OverflowError) as problem:
        show_error(_of_the_machine(problem))
        _end_unread(1)
    except Exception as problem:
        told = _of_the_database(problem)
        if told is None:
            raise
        show_error(told)
        sys.exit(told.exit_code)


def _refuse_closed_output(arguments: list[str]) -> None:
    """A result that nobody gets is none; a server may have been started without an output."""
    if sys.stdout is None and arguments[:1] != ["serve"]:
        click.echo("error: standard output is closed", err=True)
        sys.exit(1)


def _of_the_machine(problem: BaseException) -> NuchalError:
    """What the machine refused, as a sentence."""
    if isinstance(problem, OSError):
        what = str(problem.filename) if problem.filename else "the output"
        return NuchalError(
            f"{what}: {problem.strerror or problem}",
            remedy="Check the disk, the folder and who may write there.",
        )
    if isinstance(problem, MemoryError):
        return NuchalError("there is not enough memory for this")
    return NuchalError("this is too large or nested too deeply to be read")


def _of_the_database(problem: Exception) -> NuchalError | None:
    """A database that is down, locked, full or broken, as a sentence; None for any other error."""
    if "django.db" not in sys.modules:
        return None
    from nuchal.clinic.operations.interruptions import told_of

    return told_of(problem)


def _end_unread(code: int) -> None:
    """End without Python's own complaint that the output cannot be flushed."""
    silent = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(silent, 1)
    sys.exit(code)


def show_error(error: NuchalError) -> None:
    """Tell one error, or each of several, on standard error."""
    for one in error.errors if isinstance(error, Problems) else [error]:
        head = f"{one.place}: " if one.place else ""
        click.echo(click.style("error: ", fg="red", bold=True) + head + one.message, err=True)
        if one.remedy:
            click.echo(f"       {one.remedy}", err=True)
    if isinstance(error, Problems) and len(error.errors) > 1:
        click.echo(f"{len(error.errors)} errors", err=True)
