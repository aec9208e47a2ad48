# The developer's day. `make` lists the verbs; continuous integration calls the same ones.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# Two halves at once: the suite spends its time in Python, and machines have two cores or more.
PYTEST := $(BIN)/python -m pytest
PARALLEL ?= 2

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
TEMPLATES = $(shell find templates -name '*.html')
FRONTEND := examples/frontend/dist/server/entry.mjs
FRONTEND_SOURCES = $(wildcard clients/typescript/src/*.ts $(addprefix clients/typescript/,*.json)) \
	$(shell find examples/frontend/src examples/frontend/public -type f) $(wildcard $(addprefix examples/frontend/,*.json *.mjs))
CHROMIUM = $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

# Enough of a production environment to check its settings; it opens nothing.
THROWAWAY := DJANGO_SETTINGS_MODULE=cms.settings.production ALLOWED_HOSTS=example.org \
	SITE_URL=https://example.org DATABASE_URL=postgres://check@127.0.0.1/check \
	SECRET_KEY=a-throwaway-key-that-is-long-enough-for-the-checks-0123456789 OUTBOUND_ALLOW=

.DEFAULT_GOAL := help
.PHONY: help install develop run worker demo test coverage browser-test trials bench bench-api bench-editor bench-feeds bench-requests bench-vitals bench-web lint format \
	types check migrations-check messages openapi client frontend translations requirements clean

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

# --- Installing -----------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Kiosque needs Python 3.11 or newer: install it, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# Wheels only: nothing is compiled here. What pip says is kept, and told in one sentence.
define pip-install
	@mkdir -p var
	@echo "Installing $(1)…"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --only-binary :all: \
		-r $(1) >var/install.log 2>&1 || { echo "The packages of $(1) cannot be installed" \
		"($$(grep -m1 '^ERROR' var/install.log || tail -n1 var/install.log)): check that the package index" \
		"answers; all that pip said is in var/install.log." >&2; exit 1; }
	@touch $@
endef

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	$(call pip-install,requirements.txt)

$(VENV)/dev.stamp: requirements-dev.txt | $(VENV)/run.stamp
	$(call pip-install,requirements-dev.txt)

%.mo: %.po | $(VENV)/run.stamp
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

install: $(VENV)/run.stamp $(CATALOGUES) ## install what the site needs in .venv

# --- Running --------------------------------------------------------------------------------

run: install ## start web and worker, on a demo newsroom if the database is empty (PORT, DATABASE_URL)
	@exec $(MANAGE) serve --prepare

worker: install ## run the tasks and schedules alone
	@exec $(MANAGE) worker

demo: install ## fill in the demo newsroom (remove it: .venv/bin/python manage.py demo --remove)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) demo

# --- Testing --------------------------------------------------------------------------------

develop: $(VENV)/dev.stamp install

test: develop ## run the whole suite (DATABASE_URL chooses the database)
	@$(BIN)/python .ci/check_database.py DATABASE_URL
	@$(PYTEST) --numprocesses $(PARALLEL)

coverage: develop ## run the whole suite and fail where it leaves out branches of what comes in
	@$(PYTEST) --numprocesses $(PARALLEL) --cov=feeds --cov-branch --cov-report= --cov-fail-under=0
	@$(BIN)/python -m coverage report --skip-covered --sort=cover --fail-under=95

browser-test: develop ## run the tests that drive Chromium
	@test -n "$(CHROMIUM)" || { echo "Chromium is missing: apt install chromium" >&2; exit 1; }
	@CHROMIUM=$(CHROMIUM) $(PYTEST) --numprocesses $(PARALLEL) -m browser

trials: develop ## run the long trials, with full counts
	@$(PYTEST) -m trial -s

bench: develop ## measure the rates that the documents promise
	@for script in tests/bench/bench_*.py; do $(BIN)/python "$$script" || exit 1; done

bench-editor: develop ## measure the editor's page beside a stock one, and the choosers (PAGES, ITEMS: fewer)
	@$(BIN)/python -m tests.bench.editor

bench-api: develop ## measure what a request to the APIs costs (SIZES=1000 ROUNDS=1: quick; needs wrk)
	@$(BIN)/python -m tests.bench.api

bench-web: develop ## measure what a page costs (SIZES=1000 ROUNDS=1: quick; needs wrk)
	@$(BIN)/python -m tests.bench.web

bench-requests: develop ## both of those on one newsroom, in the time of one
	@$(BIN)/python -m tests.bench.requests

bench-vitals: develop ## measure what a telephone waits for (LOADS=1 USES=1: quick; needs Chromium, nginx)
	@test -n "$(CHROMIUM)" || { echo "Chromium is missing: apt install chromium" >&2; exit 1; }
	@CHROMIUM=$(CHROMIUM) $(BIN)/python -m tests.bench.vitals

bench-feeds: develop ## measure how fast feeds come in, beside another reader (SOURCES=200: quick)
	@mkdir -p var
	@$(BIN)/python -m tests.bench.feeds

# --- Checking -------------------------------------------------------------------------------

lint: develop ## check style, import order, complexity and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djhtml --check $(TEMPLATES)

format: develop ## write Python and templates the way that lint wants
	@$(BIN)/ruff check --fix-only --exit-zero --quiet .
	@$(BIN)/ruff format .
	@$(BIN)/djhtml $(TEMPLATES)

types: develop ## check types
	@$(BIN)/mypy . .ci/check_messages.py .ci/check_database.py

check: develop ## check settings and models, and the production settings as deployed
	@$(MANAGE) check --fail-level WARNING
	@$(THROWAWAY) $(MANAGE) check --deploy --fail-level WARNING

migrations-check: develop ## fail where a model has changed without its migration
	@DATABASE_URL=sqlite://:memory: $(MANAGE) makemigrations --check --dry-run

messages: develop ## fail where a French translation is missing, doubtful or left over
	@$(BIN)/python .ci/check_messages.py

openapi: develop ## write the contract of the content API into tests/snapshots/openapi.json
	@$(MANAGE) export_openapi_schema --api cms.api.app.api --indent 2 --sorted --output tests/snapshots/openapi.json

client: ## write the TypeScript client from the contract, check and test it (needs Node)
	@command -v npm >/dev/null || { echo "Node is missing: apt install npm" >&2; exit 1; }
	@cd clients/typescript && npm ci --silent && npm run --silent generate >/dev/null && npm run --silent check && \
		npm test --silent >/dev/null

$(FRONTEND): $(FRONTEND_SOURCES)
	@command -v npm >/dev/null || { echo "Node is missing: apt install npm" >&2; exit 1; }
	@cd clients/typescript && npm ci --silent && npm run --silent build
	@cd examples/frontend && export ASTRO_TELEMETRY_DISABLED=1 && npm ci --silent && npm run --silent build >/dev/null
	@touch $@

frontend: $(FRONTEND) ## build the example frontend and run it beside the newsroom (KIOSQUE_URL, PORT; needs Node 20)
	@cd examples/frontend && exec env HOST=$${HOST:-127.0.0.1} PORT=$${PORT:-4321} npm start --silent

translations: develop ## write new and changed strings into locale/fr, for translation (needs gettext)
	@$(BIN)/python .ci/check_messages.py --write

# --- Housekeeping ---------------------------------------------------------------------------

# With the oldest Python supported (3.11.2, Debian 12), or the pins shut it out. Without this machine's
# pip settings: no path and no index address may get into the files.
requirements: develop ## pin the newest packages that the .in files allow
	@for name in requirements requirements-dev; do \
		env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
		$(BIN)/python -m piptools compile --quiet --upgrade --generate-hashes --no-strip-extras \
		--allow-unsafe --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--output-file $$name.txt $$name.in || exit 1; done

clean: ## remove .venv and all caches; var/ with its data stays
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache $(CATALOGUES)
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
