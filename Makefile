# Everything starts from plain Python 3.11 or later; each target brings what it needs into .venv by itself.
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
EXAMPLE := examples/border-clash/readout.txt

.PHONY: help run test lint types docs train clean
.DEFAULT_GOAL := help

help:
	@echo "make run      code an example report and print it"
	@echo "make test     run all tests"
	@echo "make lint     style, formatting, import rules"
	@echo "make types    mypy --strict"
	@echo "make docs     write the generated parts of the documents again"
	@echo "make train SHARED=../shared   from corpora to weights and scores"
	@echo "make clean    remove .venv and caches"

# A stamp per set of extras, made again when the dependencies change.
$(VENV)/.installed: pyproject.toml tools/bootstrap.sh
	@tools/bootstrap.sh $(VENV)
	@touch $@

$(VENV)/.installed-%: pyproject.toml tools/bootstrap.sh
	@tools/bootstrap.sh $(VENV) $*
	@touch $(VENV)/.installed $@

run: $(VENV)/.installed
	@$(BIN)/according read $(EXAMPLE) --format table

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.installed-dev
	$(BIN)/mypy
	$(BIN)/mypy training tools

docs: $(VENV)/.installed-dev
	$(BIN)/python tools/cli_reference.py --write
	$(BIN)/according read $(EXAMPLE) --format jsonl | $(BIN)/python tools/picture.py > docs/coded-report.svg

train: $(VENV)/.installed-dev,train
	$(BIN)/python -m training.pipeline --shared $(SHARED) --install

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
