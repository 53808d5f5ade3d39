# One command runs it, one tests it. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run test pages reliability bench bench-knowledge check audit fmt lock
BIN := .venv/bin
SANTAI := $(BIN)/santai
COMMANDS := src/santai/project/commands
# For the proofs that take hours: no end to a single test.
UNBOUNDED := -o faulthandler_timeout=0

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

setup: ## prepare everything (again and again, if you like)
	@PYTHON="$(PYTHON)" tools/setup

run: setup ## the whole system on http://127.0.0.1:8000; Ctrl-C stops it
	@exec $(SANTAI) run

check: setup ## lint, types, contracts, catalogue: everything but the tests
	@echo "check: format and lint (ruff)"
	@$(BIN)/ruff format --check --quiet src tests verify || { echo "run: make fmt"; exit 1; }
	@$(BIN)/ruff check --quiet src tests verify
	@echo "check: types (mypy; a minute the first time)"
	@$(BIN)/mypy
	@cd verify && ../$(BIN)/mypy --strict --config-file= --cache-dir ../.mypy_cache/verify *.py
	@echo "check: imports go down only (import-linter)"
	@$(BIN)/lint-imports --no-logo
ifneq (,$(wildcard $(COMMANDS)/catalogue.py))
	@echo "check: the catalogue"
	@$(SANTAI) catalogue check
endif

test: check ## check, then every test
	@tools/setup browser
	@echo "test: pytest, on two cores and in the pauses of who waits"
	@$(BIN)/pytest -q -n 3 --dist loadgroup --max-worker-restart=0 --durations=40 --durations-min=3

pages: setup ## every page in every look in Chromium; minutes, where make test takes a sample
	@tools/setup browser
	@EVERY_PAGE=all $(BIN)/pytest $(UNBOUNDED) -q -s -n 2 tests/pages/test_every_page.py tests/browser/test_every_page.py

reliability: setup ## the long proofs, hours; make reliability-kill: those of one folder of tests/reliability
	@tools/setup browser
	@RELIABILITY=long $(BIN)/pytest $(UNBOUNDED) -q -n 2 --dist worksteal --durations=0 --durations-min=10 \
		--ignore tests/reliability/load tests/reliability
	@echo "reliability: what is served under load, alone on the machine"
	@RELIABILITY=long $(BIN)/pytest $(UNBOUNDED) -q -s tests/reliability/load

reliability-%: setup
	@RELIABILITY=long $(BIN)/pytest $(UNBOUNDED) -q -s tests/reliability/$*

bench: setup ## how fast it is, over HTTP on a durable database; writes build/bench.json
	@$(SANTAI) bench

bench-knowledge: setup ## how well articles are found: KNOWLEDGE_DATA=folder with the corpus and questions
	@$(SANTAI) bench-knowledge

audit: setup ## ask the advisory database about every locked library (needs the network)
	@$(BIN)/uv tool run pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

fmt: setup ## put the code into shape
	@$(BIN)/ruff check --fix --quiet src tests verify || true
	@$(BIN)/ruff format --quiet src tests verify

# Without addresses of registries or paths of machines, so that the locks are the same everywhere.
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-header --no-emit-index-url --no-emit-find-links

lock: ## new lock files after a change of the dependencies
	@$(COMPILE) pyproject.toml --output-file requirements.lock
	@$(COMPILE) pyproject.toml --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock
	@$(COMPILE) --group node --output-file requirements-node.lock
	@npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --loglevel=error
