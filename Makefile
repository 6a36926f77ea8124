# What one does with a checkout. Needs Python 3.11 or newer, with venv, and git; nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
EXTRAS ?= dev

.PHONY: help run test test-slow readers fuzz lint format shots bench registry catalogues schemas wheel hashes sbom clean additions signal-docs

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

# The constraints file pins what was tested; pyproject.toml says what is allowed. Python compiles what is imported.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@

run: $(STAMP) ## the demo dashboard
	$(BIN)/civitop demo

test: $(STAMP) ## the tests, in about five minutes
	$(BIN)/python -m pytest

test-slow: $(STAMP) ## the tests that drive whole screens and processes, in about ten
	$(BIN)/python -m pytest -m slow

# A browser and readers of other forms' own; Chromium itself is Debian's.
readers: $(STAMP) ## what reads the report and its tables as others would, for tests that are left out without
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[readers]'

# Input that was found worth keeping stays in .fuzz and is where the next run begins.
fuzz: $(STAMP) ## fuzz all targets by coverage, SECONDS (60) each; TARGETS="config headers" names some
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60) $(TARGETS)

lint: $(STAMP) ## style, types, import borders, security
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive civitop collectors tui tools

format: $(STAMP) ## put code into the one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

registry: $(STAMP) ## check the registry of municipalities, public bodies and vendors
	$(BIN)/python -m tools.registry_check

catalogues: $(STAMP) ## extract the messages, bring the translations up to date and compile them
	$(BIN)/python -m tools.catalogues $(LANGUAGES)

signal-docs: $(STAMP) ## write docs/signals anew, a page for each signal
	$(BIN)/python -m tools.signal_docs

additions: $(STAMP) ## make a signal, a forge, a panel and an export in a copy, and count what each touches
	$(BIN)/python -m tools.additions

shots: $(STAMP) ## draw the pictures in docs/screens anew
	$(BIN)/python -m benchmarks.pictures.shots

bench: $(STAMP) ## measure, and write benchmarks/README.md anew
	$(BIN)/python -m benchmarks.run

wheel: $(STAMP) ## build the wheel and try it in an environment of its own
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt build
	$(BIN)/python -m build --wheel

# What a release has beside the wheel. An environment of its own, so that what is listed is what users get.
dist/requirements.txt: pyproject.toml constraints.txt $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt '.[release]'
	mkdir -p dist
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --constraint constraints.txt --output-file $@ pyproject.toml

hashes: dist/requirements.txt ## the pinned packages with their hashes, for pip install --require-hashes

sbom: dist/requirements.txt ## the software bill of materials of a release (CycloneDX), dist/civitop.cdx.json
	rm -rf build/release
	$(PYTHON) -m venv build/release
	build/release/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
	  --requirement dist/requirements.txt
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-format JSON \
	  --output-file dist/civitop.cdx.json build/release/bin/python

clean: ## remove what was built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache
