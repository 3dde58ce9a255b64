# One command each; every target brings what it needs. `make` alone lists them.
#
#   make demo PORT=9000 ARGS="--rate 2"      make test ARGS="-k router"
#   make test WORKERS=0                      make test ARGS="--pdb"
#   make test MONGODB_URI=mongodb://…        make check PYTHON=/path/to/python3.12

.DEFAULT_GOAL := help
.PHONY: help setup web models demo serve test check bench train format lock clean

WEB       := agent_console/web
BIN       := .venv/bin
ARGS      ?=
WORKERS   ?= auto

# Passed on only when given: an empty MONGODB_URI would mean a server without a name.
ifdef MONGODB_URI
export MONGODB_URI
endif
ifdef PORT
export PORT
endif
ifdef PYTHON
export PYTHON
endif

PYTHON_STAMP := .venv/.installed
NODE_STAMP   := $(WEB)/node_modules/.installed
WEB_STAMP    := $(WEB)/dist/.built
WEB_SOURCES  := $(shell find $(WEB) \( -name node_modules -o -name dist -o -name test-results \) \
                  -prune -o -type f -print 2>/dev/null)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' Makefile

setup: $(PYTHON_STAMP) ## make .venv and install the locked packages

$(PYTHON_STAMP): requirements.lock pyproject.toml scripts/install-python.sh
	@scripts/install-python.sh

$(NODE_STAMP): $(WEB)/package-lock.json $(WEB)/package.json | $(PYTHON_STAMP)
	@echo "==> installing the web app's packages"
	@cd $(WEB) && ../../scripts/with-node.sh npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(WEB_STAMP): $(NODE_STAMP) $(WEB_SOURCES)
	@echo "==> building the console and the widget"
	@cd $(WEB) && ../../scripts/with-node.sh npm run --silent build
	@touch $@

web: $(PYTHON_STAMP) $(WEB_STAMP) ## build the console and the widget

models: $(PYTHON_STAMP) ## put the built-in model together (once; the user's cache keeps it)
	@$(BIN)/parley models build

demo: web models ## start everything with simulated visitors and printed logins
	@$(BIN)/parley demo $(ARGS)

serve: web models ## start Parley for real use
	@$(BIN)/parley serve $(ARGS)

test: web models ## run all tests
	@echo "==> testing the web app"
	@cd $(WEB) && ../../scripts/with-node.sh npm run --silent --if-present test
	@echo "==> testing"
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: $(PYTHON_STAMP) $(NODE_STAMP) ## format, lint, types, import rules, web app
	@echo "==> ruff format"
	@$(BIN)/ruff format --check .
	@echo "==> ruff"
	@$(BIN)/ruff check .
	@echo "==> mypy"
	@$(BIN)/mypy
	@echo "==> import rules"
	@$(BIN)/lint-imports
	@echo "==> web app"
	@cd $(WEB) && ../../scripts/with-node.sh npm run --silent check

bench: web models ## measure (prints a table, writes benchmarks/results.json)
	@$(BIN)/python -m benchmarks $(ARGS)

train: ## make the built-in model anew and measure it (half an hour; ARGS="evaluate": measure)
	@scripts/train.sh $(ARGS)

format: $(PYTHON_STAMP) ## format the Python code and mend what can be mended
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

# requirements.lock serves the make targets, requirements-server.lock the image: the same pins,
# without the embedded database and the tools. Both hold for Python 3.11 to 3.13 on every
# platform; ARGS=--upgrade takes newer releases.
UV_LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
             --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock: $(PYTHON_STAMP) ## write the locks anew from pyproject.toml
	@$(UV_LOCK) $(ARGS) pyproject.toml --extra embedded --extra model --extra demo --extra transformers --extra dev \
	    --output-file requirements.lock
	@$(UV_LOCK) pyproject.toml --extra model --constraint requirements.lock \
	    --output-file requirements-server.lock
	@$(UV_LOCK) $(ARGS) scripts/node.in --output-file scripts/node.lock

clean: ## remove everything that the targets made, but not data/
	rm -rf .venv build dist $(WEB)/node_modules $(WEB)/dist \
	    .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
