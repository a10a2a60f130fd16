# Ventanilla: everything starts here. A bare machine needs only Python >= 3.11, pip and make.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
UV := uv==0.13.8
BIN := .venv/bin

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/runtime ## start everything on http://127.0.0.1:8000 (PORT, DATA_DIR, DATABASE_URL, REDIS_URL, DEMO=0)
	@exec $(BIN)/python manage.py run

test: .venv/complete ## the whole suite on every database there is, and in a browser
	@exec $(BIN)/python -m tests.run

check: .venv/complete ## style, types, layers, templates, migrations, deployment, catalogue
	@exec $(BIN)/python -m tests.check

fix: .venv/complete ## put style right where it can be done by machine
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .
	$(BIN)/python manage.py check_catalogue --fix

bench: .venv/complete ## timings (tests/bench)
	@exec $(BIN)/python -m tests.run bench

drill: .venv/complete ## kill private servers and see that nothing is lost (tests/drill)
	@CLOCK_CASES=10000 $(BIN)/python -m pytest -q -n 0 tests/procedures/requests/test_clock_oracle.py
	@exec $(BIN)/python -m tests.run drill

assets: ## compile the styles and scripts (needs npm); the results are committed
	cd frontend/assets-src && npm ci --no-fund --no-audit && npm run build

words: .venv/complete ## find what the pages say and bring each language up to date (needs gettext); ADD=pt adds one
	@$(BIN)/python -m tests.words.extraction $(ADD)

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed (PYTHON=... names another one)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check $(UV)

.venv/runtime: .venv/bin/uv pyproject.toml uv.lock
	@$(BIN)/uv sync --frozen --inexact --quiet --no-dev --group demo
	@touch $@

.venv/complete: .venv/bin/uv pyproject.toml uv.lock
	@$(BIN)/uv sync --frozen --inexact --quiet
	@touch $@ .venv/runtime

.PHONY: help run test check fix bench drill assets words
