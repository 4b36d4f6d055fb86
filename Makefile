# Needs Python 3.10 to 3.13 and make; everything else goes into .venv. `make clients` needs Node, `make browser`
# Node and Chromium.
PYTHON ?= python3
BIN := .venv/bin
PROJECT := setup.cfg setup.py pyproject.toml

TESTS := $(BIN)/python -m pytest -n auto --dist worksteal
# Held to full coverage by their own tests; to trace the others too would take half as long again.
PURE := tests/core tests/expressions
# One more than there are cores: some tests wait for processes and sockets.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

BENCHMARKS := engine expressions cumulative inprocess fixtures callbacks bridge console
# Run as modules: as a script, benchmarks/http.py would hide the standard library's http.
SPEC ?=
BEFORE ?=
SECONDS ?= 600

# Tests and benchmarks start many processes, which would compile everything anew each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve test lint lint-console vendor clients browser screenshots bench bench-http turns peers soak month docs format clean

serve: .venv/serve ; $(BIN)/mocktr serve --seed fixtures/support.yaml
test: .venv/test
	$(TESTS) -n $(WORKERS) $(PURE) --cov --cov-report=
	$(BIN)/python -m coverage report --fail-under=100
	$(TESTS) -n $(WORKERS) $(PURE:%=--ignore=%) --ignore=tests/browser
lint: .venv/lint $(if $(shell command -v npm),lint-console)
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
lint-console: tools/vendor/node_modules
	cd tools/vendor && npm run --silent lint
vendor: tools/vendor/node_modules ; cd tools/vendor && node build.js
clients: .venv/test tests/clients/node_modules tests/clients/.libraries examples/node/node_modules ; MOCKTR_EVERY_CLIENT=1 $(BIN)/python -m pytest -rs tests/clients
browser: .venv/browser tests/clients/node_modules ; MOCKTR_EVERY_BROWSER=1 $(TESTS) --maxprocesses 4 -rs tests/browser
screenshots: .venv/browser ; $(BIN)/python -m docs.screenshots docs/_build/screenshots
bench: .venv/test ; for name in $(BENCHMARKS); do $(BIN)/python -m benchmarks.$$name || exit 1; done
bench-http: .venv/test ; $(BIN)/python -m benchmarks.http $(if $(SPEC),--spec $(SPEC))
turns: .venv/test ; $(BIN)/python -m benchmarks.turns $(BEFORE)
peers: .peers/node_modules
soak: .venv/test ; $(BIN)/python -m benchmarks.soak $(SECONDS)
month: .venv/test ; $(BIN)/python -m benchmarks.month $(DAYS)
docs: .venv/docs
	$(BIN)/python -m docs.generate
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs docs/_build
format: .venv/lint ; $(BIN)/ruff check --fix . ; $(BIN)/ruff format . ; if [ -d tools/vendor/node_modules ]; then npm run --silent --prefix tools/vendor format; fi
clean: ; rm -rf .venv .peers tools/vendor/node_modules tests/clients/node_modules examples/node/node_modules tests/clients/.libraries docs/_build build dist *.egg-info .coverage .pytest_cache .mypy_cache .ruff_cache

.venv/bin/python: ; $(PYTHON) -m venv .venv

.venv/serve: .venv/bin/python $(PROJECT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . && touch $@

.venv/test: .venv/bin/python $(PROJECT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' && touch $@

.venv/lint: .venv/bin/python $(PROJECT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]' && touch $@

.venv/browser: .venv/bin/python $(PROJECT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,browser]' && touch $@

.venv/docs: .venv/bin/python $(PROJECT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,docs]' && touch $@

%/node_modules: %/package.json
	npm install --prefix $* --no-package-lock --no-audit --no-fund --silent --ignore-scripts && touch $@

tools/vendor/node_modules: tools/vendor/package-lock.json
	npm ci --prefix tools/vendor --no-audit --no-fund --silent --ignore-scripts && touch $@

tests/clients/.libraries: tests/clients/test_older_libraries.py .venv/test
	for version in $$($(BIN)/python -c 'from tests.clients.test_older_libraries import VERSIONS; print(*VERSIONS)'); do \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $@/$$version twilio==$$version || exit 1; \
	done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target $@/needed pytz six && touch $@

.peers/bin/python:
	$(PYTHON) -m venv .peers
	.peers/bin/python -m pip install --quiet --disable-pip-version-check 'moto[server]' pytest-httpserver ciw simpy

.peers/node_modules: .peers/bin/python
	npm install --prefix .peers --no-audit --no-fund --silent --ignore-scripts @stoplight/prism-cli && touch $@
