# The two commands of the README are `make demo` and `make test`; `make` alone lists all targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -ec
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
KMN := $(VENV)/bin/kmn
STAMP := $(VENV)/.installed

.PHONY: help setup demo test lint servers bench sweep fuzz corpus docs agree mutants lock clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP)  ## create .venv with the pinned, hash-checked packages

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || bash tools/debian.sh python3-venv
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup  ## run an invented office for three days: mail in, checks, letters, releases
	@$(KMN) demo --dir demo

servers: setup  ## install the Debian packages that the tests start on loopback
	@bash tools/validator/install.sh $(VENV)/validator || \
	  echo "make: ohne npm wird die Prüfung mit dem Open XML SDK übersprungen"
	@bash tools/debian.sh dovecot-imapd dovecot-lmtpd postfix postgresql libreoffice-writer-nogui \
	  libreoffice-calc-nogui poppler-utils fonts-liberation2 fonts-crosextra-carlito || \
	  echo "make: ohne diese Pakete werden die zugehörigen Tests übersprungen"

lint: setup  ## ruff, mypy strict, import layers
	@$(VENV)/bin/ruff format --check --quiet . && $(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy --no-error-summary
	@$(VENV)/bin/lint-imports --no-logo 2>&1 | tail -n 12

test: setup servers lint  ## everything: linters, unit tests, real servers, coverage
	@$(PY) -m pytest --numprocesses 2 --dist loadfile --cov --cov-report=
	@$(VENV)/bin/coverage report --fail-under=95 --skip-covered --skip-empty | tail -n 40
	@$(VENV)/bin/coverage report --fail-under=100 --include='kmn_automation/model/*,kmn_automation/rules/*' --skip-covered | tail -n 4

BENCHES := bench.rooms bench.letters bench.rules bench.rule_effect bench.history bench.reading bench

bench: setup servers  ## speed and memory beside peers and the limits; all of it, even after a missed figure
	@missed=0; for each in $(BENCHES); do echo "== $$each"; $(PY) -m $$each || missed=1; done; exit $$missed

sweep: setup servers  ## kill the run at every point, full counts
	@KMN_SWEEP=full $(PY) -m pytest -q tests/app/test_kill_sweep.py -s

fuzz: setup  ## 60 seconds of atheris on the reader of workbooks
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tools/fuzz.lock
	@$(PY) -m tests.forms.fuzz_reader -max_total_time=60 -rss_limit_mb=2048

corpus: setup  ## read every workbook below a folder: make corpus DIR=folder
	@$(PY) -m bench.corpus $(DIR)

docs: setup  ## write the pages of docs/ that come from the program
	@$(PY) -m tools.generate_docs

mutants: setup  ## plant mistakes in the rules and count what the tests notice (MUTANTS=--all: every one)
	@nice -n 15 $(PY) -m tools.mutants $(MUTANTS)

agree: setup servers  ## forms and server: 2,000 random forms, recalculated by LibreOffice
	@KMN_AGREE=full $(PY) -m pytest -q tests/agreement -s

lock:  ## pin all packages anew (hashes only)
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet uv
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --all-extras pyproject.toml -o requirements.lock

clean:  ## remove what can be made again
	@rm -rf $(VENV) demo dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants
