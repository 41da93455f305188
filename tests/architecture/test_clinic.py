"""Is the web clinic still in order? Each test is one promise of its code about itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLResolver, get_resolver

from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.clients import Client

CLINIC = Path(__file__).resolve().parents[2] / "src" / "nuchal" / "clinic"
OURS = [model for model in apps.get_models() if model.__module__.startswith("nuchal.clinic.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_field_says_whether_it_identifies_or_tells_of_health(model):
    declared = [*model.Privacy.identifies, *model.Privacy.health, *model.Privacy.operational]
    assert sorted(declared) == sorted(field.name for field in model._meta.concrete_fields)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_whatever_belongs_to_a_client_is_seen_through_the_door_only(model):
    belongs = model is Client or any(
        field.related_model in {Client, *(m for m in OURS if hasattr(m, "Visible"))}
        for field in model._meta.concrete_fields
        if field.is_relation
    )
    if belongs:
        assert isinstance(model._default_manager.all(), VisibleRows)
        assert {"permission", "to_clinic", "to_client"} <= set(vars(model.Visible))


def views_of(resolver: URLResolver):
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from views_of(one)
        else:
            yield one


OPEN = {
    "invitation", "client_link", "back", "back_challenge", "health_live", "health_ready", "intake_pad", "mode",
    "style", "screen", "end_of_use",
}  # fmt: skip
"""Pages without a door, each for its reason: a token or a passkey opens it, or it shows nothing of anybody and at most signs out."""


def test_every_page_of_ours_has_a_door():
    without = {
        pattern.name
        for pattern in views_of(get_resolver())
        if pattern.callback.__module__.startswith("nuchal.clinic.") and not hasattr(pattern.callback, "door")
    }
    assert without == OPEN


def test_addresses_are_nouns():
    verbs = r"(create|add|new|edit|update|delete|remove|close|open|do|get|set|send|save|sign)"
    for pattern in views_of(get_resolver()):
        if pattern.callback.__module__.startswith("nuchal.clinic."):
            assert not re.search(rf"(^|/){verbs}(/|$|_)", str(pattern.pattern)), pattern


def test_pages_have_no_script_and_no_style_of_their_own():
    """The content security policy refuses them; found here, it is a sentence and not a blank page."""
    wrong = [
        f"{path.relative_to(CLINIC)}:{number}"
        for path in sorted(CLINIC.rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(
            r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son\w+=|javascript:", line
        )
    ]
    assert wrong == []


def test_the_command_line_starts_without_django(root):
    import subprocess
    import sys

    program = (
        "import sys, nuchal.cli.main, nuchal.cli.assess, nuchal.cli.serve, nuchal.cli.doctor, nuchal.cli.demo, "
        "nuchal.cli.audit, nuchal.cli.clinic\n"
        "print([name for name in ('django', 'granian', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
