# Two commands do all the set-up: `make app` and `make test`. Both work after nothing but a clone.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PORT ?= 8501

.PHONY: app test e2e check format wheel-test bench docs train evaluate evaluation clean
.DEFAULT_GOAL := help

help:  ## Show the targets
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(VENV)/.app: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -q -c constraints.txt -e '.[app,ocr]'
	@touch $@

$(VENV)/.dev: $(VENV)/.app requirements-dev.txt
	$(PIP) install -q -c constraints.txt -e '.[app,ocr,train]' -r requirements-dev.txt
	@touch $@

app: $(VENV)/.app  ## Serve the inspector at http://localhost:8501
	$(BIN)/smallprint app --port $(PORT)

test: $(VENV)/.dev  ## Run the whole test suite
	$(BIN)/python -m pytest

check: $(VENV)/.dev  ## Lint code and indicator files, check types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/smallprint indicators lint
	$(BIN)/smallprint annotate check

format: $(VENV)/.dev  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

wheel-test: $(VENV)/.dev  ## Build the wheel, install it into a clean environment, scan all samples
	rm -rf build/wheel && $(BIN)/python -m build -q --wheel --outdir build/wheel
	rm -rf build/wheel-venv && $(PYTHON) -m venv build/wheel-venv
	build/wheel-venv/bin/python -m pip --disable-pip-version-check install -q -c constraints.txt build/wheel/*.whl
	cd build && wheel-venv/bin/smallprint scan ../corpora_samples --format jsonl > wheel-test.jsonl
	$(BIN)/python tests/check_wheel.py build/wheel-test.jsonl

bench: $(VENV)/.dev  ## Measure paste-to-highlights, cold start, memory and the encoder's throughput
	$(BIN)/python benchmarks/latency.py
	$(BIN)/python benchmarks/encoder.py

train: $(VENV)/.dev  ## Retrain both models from ../shared/data (where present) and the project's own texts; about an hour on 2 cores
	$(BIN)/smallprint model train models/configs/linear.toml
	$(BIN)/smallprint model train models/configs/encoder.toml

evaluate: $(VENV)/.dev  ## Print the figures on the labelled real texts
	$(BIN)/smallprint evaluate

evaluation: $(VENV)/.dev  ## Run every suite of the evaluation and write docs/evaluation.md
	$(BIN)/python docs/make_evaluation.py

docs: $(VENV)/.dev  ## Regenerate the generated pages (command line, indicators, corpus)
	$(BIN)/python docs/make_cli.py
	$(BIN)/python docs/make_indicators.py
	$(BIN)/python docs/make_wire_example.py
	$(BIN)/python docs/make_corpus.py

clean:  ## Remove what the targets built
	rm -rf build dist $(VENV)
