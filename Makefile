# make run     starts everything and prints the addresses; Ctrl-C stops it
# make test    runs the test suite; `make test ARGS="-k widget"` a part of it
# make test-fast  the same without what drives a browser or is about processes
# make check   formatting, lint and types of Python and JavaScript, layers, migrations, deployment settings
# make bench   measures, and writes the figures to benchmarks/
# make eval    how well documents are read, and how well the shipped answering does
# make docs    writes docs/events.md from the code
# make fmt     formats
# make lock    pins requirements.in, requirements-dev.in and package.json anew

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := platform:.
# Where it is set, each process of the suite would compile every module anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test test-fast check bench eval docs fmt lock
.DELETE_ON_ERROR:

run: $(VENV)/.runtime
	@exec $(BIN)/python manage.py up

test: $(VENV)/.development node_modules/.package-lock.json
	$(BIN)/python -m pytest $(ARGS)

test-fast: $(VENV)/.development
	$(BIN)/python -m pytest -n 2 -m "not browser and not processes" $(ARGS)

# Production's settings insist on secrets of their own; these protect nothing. There is no database
# at that address, and neither check needs one (the first warns that it could not ask it).
CHECK_ENV := FRONTDESK_ENV=production ALLOWED_HOSTS=frontdesk.example TRUSTED_PROXIES=1 \
	SECRET_KEY=check-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ \
	JWT_KEYS=check-only-9876543210-zyxwvutsrqponmlkjihgfedcba-JIHGFEDCBA \
	FIELD_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
	DATABASE_URL=postgresql://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0

# Node comes with the development requirements: it checks the JavaScript, and serves nothing.
TSC := $(BIN)/node node_modules/.bin/tsc
BIOME := $(BIN)/node node_modules/.bin/biome

check: $(VENV)/.development node_modules/.package-lock.json
	test ! -e platform/__init__.py
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(TSC)
	$(BIOME) ci --error-on-warnings --colors=off
	$(CHECK_ENV) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(CHECK_ENV) $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: $(VENV)/.development
	$(BIN)/python -m benchmarks $(ARGS)

eval: $(VENV)/.development
	$(BIN)/python -m benchmarks.retrieval.evaluate $(ARGS)

docs: $(VENV)/.development
	$(BIN)/python manage.py event_catalog

fmt: $(VENV)/.development node_modules/.package-lock.json
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIOME) check --write --colors=off

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

lock: $(VENV)/.development
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(LOCK) --no-deps requirements-local.in -o requirements-local.txt
	$(BIN)/npm install --package-lock-only

# A stamp is newer than its requirements when they are installed. Development includes runtime.
$(VENV)/.runtime: requirements.txt | $(VENV)/pyvenv.cfg
	@echo "Installing $< into $(VENV) (the first time takes a minute or two)."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.development: requirements-dev.txt | $(VENV)/pyvenv.cfg
	@echo "Installing $< into $(VENV) (the first time takes a minute or two)."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ $(VENV)/.runtime

# npm writes this file last, into a folder that it has emptied before.
node_modules/.package-lock.json: package-lock.json | $(VENV)/.development
	@$(BIN)/npm ci --loglevel=error
	@touch $@

$(VENV)/pyvenv.cfg:
	@command -v $(PYTHON) >/dev/null || { \
		echo "Frontdesk needs Python 3.11 or later: install python3." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Frontdesk needs Python 3.11 or later; $(PYTHON) is older:" \
			"name another, as in make run PYTHON=python3.11." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module: install it (on Debian: apt install python3-venv)." >&2; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV)
