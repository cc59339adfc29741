# Two commands: `make run` and `make test`. Everything else is for developers.
.DELETE_ON_ERROR:
.SUFFIXES:
SHELL := /bin/bash

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := src app pages tests benchmarks scripts demo_model_system.py

export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: run setup test check bench demo screenshots lock format clean help

help: ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## Start the worker and the dashboard, and print the address
	@$(BIN)/bancada up

setup: $(READY) ## Create .venv and install the locked dependencies

$(READY): requirements/lock.txt requirements/bootstrap.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Bancada needs Python 3.11, 3.12 or 3.13; set one with: make PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements/lock.txt
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

test: setup ## Run all tests
	$(BIN)/python scripts/staged.py "tests" -- $(BIN)/pytest -n 2 --dist loadgroup -q

check: setup ## Format, lint, types, import rules, then all tests: what CI runs
	$(BIN)/python scripts/staged.py "format" -- $(BIN)/ruff format --check .
	$(BIN)/python scripts/staged.py "lint" -- $(BIN)/ruff check .
	$(BIN)/python scripts/staged.py "types" -- $(BIN)/mypy
	$(BIN)/python scripts/staged.py "import rules" -- $(BIN)/lint-imports
	$(BIN)/python scripts/staged.py "smoke on other Pythons" -- $(BIN)/python scripts/smoke.py
	@$(MAKE) --no-print-directory test

bench: setup ## Run the benchmarks against their peers
	@for script in $(wildcard benchmarks/*.py); do $(BIN)/python $$script || exit 1; done

demo: setup ## Guided demo of the model store, no browser needed
	$(BIN)/python demo_model_system.py

screenshots: setup ## Take screenshots of each page into docs/images
	$(BIN)/python scripts/screenshots.py

format: setup ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Resolve the dependencies anew (developers)
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --prerelease=if-necessary-or-explicit --quiet --output-file requirements/lock.txt
	echo uv | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet \
		--output-file requirements/bootstrap.txt

clean: ## Remove the environment and caches; data and models stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
