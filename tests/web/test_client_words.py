"""No page for clients promises a cure, repeats a refused claim, or gives an order about medicines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nuchal.clinic
from nuchal.bodymap.web.words import WORDS
from nuchal.clinic.record import consenting
from nuchal.knowledge.client_words import contradictions
from nuchal.letters import phrases

CLINIC = Path(nuchal.clinic.__file__).parent
FOR_CLIENTS = ("intake", "people", "design")
"""Parts of the clinic with pages or messages that a client opens."""
PAGES = sorted(
    path for part in FOR_CLIENTS for path in (CLINIC / part).rglob("templates/**/*") if path.is_file()
)
MODULES = sorted(path for part in ("intake", "record") for path in (CLINIC / part).rglob("*.py"))
TEXTS = sorted(path for part in ("intake", "record") for path in (CLINIC / part).rglob("*.yaml"))
TAG = re.compile(r"{%[^%]*%}|{{[^}]*}}|<[^>]+>")
QUOTED = re.compile(r"\"([^\"\n]{12,})\"")


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(CLINIC)) for path in paths]


def test_there_is_something_to_read():
    assert len(PAGES) > 20
    assert MODULES
    assert consenting.__file__


@pytest.mark.parametrize("path", PAGES, ids=names(PAGES))
def test_a_page_for_clients_keeps_to_the_claims(path, knowledge):
    text = path.read_text(encoding="utf-8")
    translated = " ".join(re.findall(r"{%\s*translate\s+[\"']([^\"']+)[\"']", text))
    assert contradictions(f"{TAG.sub(' ', text)} {translated}", knowledge) == []


@pytest.mark.parametrize("path", [*MODULES, *TEXTS], ids=names([*MODULES, *TEXTS]))
def test_a_sentence_of_the_program_keeps_to_the_claims(path, knowledge):
    for said in QUOTED.findall(path.read_text(encoding="utf-8")):
        assert contradictions(said, knowledge) == [], said


def test_the_words_of_the_pad_and_of_papers_keep_to_the_claims(knowledge):
    said = [word for word in WORDS.values() if isinstance(word, str)]
    said += [word for name, word in vars(phrases).items() if name.isupper() and isinstance(word, str)]
    assert len(said) > 80
    for word in said:
        assert contradictions(word, knowledge) == [], word


def test_a_promise_on_a_page_would_be_found(knowledge):
    assert contradictions("This will cure your headache.", knowledge)
