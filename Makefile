# Comity, from a checkout. Two commands do what most people came for:
#
#   make demo    install, run the main job on the demonstration that ships inside, and serve it as a site
#   make test    install the test tools, check style, import laws and types, and run the tests
#
# They need Python 3.11 or newer, pip and make. Nothing is installed outside this folder.
# Name another interpreter with PYTHON=/path/to/python, and more test processes with WORKERS=4.

SHELL := /bin/sh
.DEFAULT_GOAL := help

WORKERS ?= 3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Root in a container is at home in its own folder; pip need not warn about it.
export PIP_ROOT_USER_ACTION := ignore
# Only `make locks` needs it, so only `make locks` fetches it.
COMPILER := uv==0.13.9
COMPILE := .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate $(UPGRADE)

# Sets $$python to the first interpreter that is new enough, or stops with a sentence that says what was looked for.
FIND_PYTHON = python=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3.11 python3 python3.12 python3.13 python3.14 python); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
		then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Comity needs Python 3.11 or newer, and $(if $(PYTHON),$(PYTHON) is not,found none)." >&2; \
		echo "Name one with: make $(or $(MAKECMDGOALS),demo) PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi

.PHONY: help demo test check bench simulate locks format clean

help:
	@sed -n '3,7s/^# \{0,1\}//p' Makefile
	@echo "make check, format, bench, simulate, locks and clean do what they say."

demo: .venv/.installed
	@$(BIN)/comity demo

# The site is tried on SQLite with the rest, and once more on a PostgreSQL of its own.
test: check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile
	$(BIN)/python -m tests.postgresql $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile tests/web -m "not simulation and not browser"

check: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	COMITY_HOME=.mypy_cache/home $(BIN)/mypy

format: .venv/.tested
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Experiments that repeat many times: minutes, not seconds.
simulate: .venv/.tested
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m simulation -rP

bench: .venv/.tested
	$(BIN)/python -m benchmarks

# The pinned versions stay as they are unless UPGRADE=--upgrade is given. dev.txt holds all that run.txt holds.
locks: .tools/bin/uv
	$(COMPILE) requirements/venv.in -o requirements/venv.txt
	$(COMPILE) pyproject.toml requirements/run.in -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra cluster requirements/run.in requirements/dev.in \
		--constraint requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf .venv .tools out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# Where Python came without ensurepip, as on Debian without python3-venv, virtualenv makes the environment instead.
.venv/.made:
	@$(FIND_PYTHON); \
	echo "Making .venv with $$("$$python" --version)"; \
	rm -rf .venv; \
	if "$$python" -m venv .venv >/dev/null 2>&1 && $(BIN)/python -m pip --version >/dev/null 2>&1; then :; else \
		rm -rf .venv .tools; \
		"$$python" -m pip install --quiet --disable-pip-version-check --require-hashes --target .tools \
			-r requirements/venv.txt && \
		PYTHONPATH="$(CURDIR)/.tools" "$$python" -m virtualenv --quiet .venv; \
	fi
	@touch $@

# The stamps below are older than the locks exactly when something has to be installed.
.venv/.installed: .venv/.made requirements/run.txt pyproject.toml src/comity/version.py
	@echo "Installing Comity and what it runs on"
	@$(PIP_INSTALL) --require-hashes -r requirements/run.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.tested: .venv/.made requirements/dev.txt pyproject.toml src/comity/version.py
	@echo "Installing Comity and the tools that test it"
	@$(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.tools/bin/uv:
	@$(FIND_PYTHON); "$$python" -m pip install --quiet --disable-pip-version-check --target .tools "$(COMPILER)"
