# Needs Python 3.10 to 3.13 and make; everything else goes into .venv. `make clients` needs Node.
PYTHON ?= python3
BIN := .venv/bin
PROJECT := setup.cfg setup.py pyproject.toml

.PHONY: serve test lint clients bench docs format clean

serve: .venv/serve ; $(BIN)/mocktr serve --seed fixtures/support.yaml
test: .venv/test
	$(BIN)/python -m pytest -n auto --cov --cov-report=
	$(BIN)/python -m coverage report --include='mocktr/core/*,mocktr/expressions/*' --fail-under=100
lint: .venv/lint ; $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
clients: .venv/test tests/clients/node_modules ; $(BIN)/python -m pytest -rs tests/clients
bench: .venv/test ; for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done
docs: .venv/test ; $(BIN)/python docs/generate.py
format: .venv/lint ; $(BIN)/ruff check --fix . ; $(BIN)/ruff format .
clean: ; rm -rf .venv tests/clients/node_modules build dist *.egg-info .coverage .pytest_cache .mypy_cache .ruff_cache

.venv/bin/python: ; $(PYTHON) -m venv .venv

.venv/serve: .venv/bin/python $(PROJECT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . && touch $@

.venv/test: .venv/bin/python $(PROJECT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' && touch $@

.venv/lint: .venv/bin/python $(PROJECT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]' && touch $@

tests/clients/node_modules: tests/clients/package.json
	npm install --prefix tests/clients --no-package-lock --no-audit --no-fund --silent --ignore-scripts && touch $@
