# Two commands do all the set-up by themselves: `make sandbox` and `make test`.
# They need Python 3.11 or newer with its venv module, git and make; no root, no account, no key.

# The first Python that is new enough and can make virtual environments. Choose another: make test PYTHON=python3.12
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Python keeps what it has compiled, also where the environment says that it should not: the tests start many processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: sandbox play test long browser bench chaos soak lock clean

# A page in the browser that behaves like Slack, with the real bot in it, until Ctrl-C.
sandbox: .venv/.installed
	$(BIN)/label-bot sandbox

# The main job in the terminal, played from the command to the PDF.
play: .venv/.installed
	$(BIN)/label-bot sandbox --play

test: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 3 --dist worksteal

# What takes longer: the real process killed, paused, two at once and run after run, and plans of thousands of orders.
long: .venv/.installed-dev
	$(BIN)/python -m pytest -n 4 --dist worksteal tests/long

# What a person does in that page, in a real Chromium (chromium in PATH; skipped without one). About four minutes.
# LABEL_BOT_ARTEFACTS names a folder for the screenshots of each step.
browser: .venv/.installed-dev
	$(BIN)/python -m pytest -n 4 --dist worksteal tests/browser

bench: .venv/.installed-dev
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_plan
	$(BIN)/python -m tests.bench_told

# At least 10,000 orders and 2,000 faults against the real process, killed again and again; the table goes into docs/.
chaos: .venv/.installed-dev
	$(BIN)/python -m tests.chaos --orders 10000 --faults 2000 --seed 1 --table docs/chaos.md

# An hour of work; is anything growing? Shorter: make soak MINUTES=3
MINUTES ?= 60
soak: .venv/.installed-dev
	$(BIN)/python -m tests.soak --minutes $(MINUTES)

.venv/.installed: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet --require-hashes -r requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	touch $@

# Writes both locks anew, in an environment of its own and past any local package source.
# Run it with the oldest Python that the bot supports. UPGRADE=--upgrade takes newer releases.
LOCK := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" \
	.venv-lock/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --build-deps-for editable \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(UPGRADE)

lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip --disable-pip-version-check install --quiet "pip-tools>=7.6,<8"
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	rm -rf .venv-lock

clean:
	rm -rf .venv .venv-lock build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
