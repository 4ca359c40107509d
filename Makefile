# Two commands do everything: `make demo` and `make test`. Both set up .venv first, from the hashed lock.
SHELL := bash
BIN := .venv/bin
DEMO := univbct-3066 univbct-1022 univbct-4042 univbct-4 univbct-299 lq2002 \
	demo-waterschap demo-gemeente demo-rijksdienst demo-zorg demo-bouwbedrijf

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types docs notebooks lab lock clean

help:  ## show what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 16

setup:  ## build .venv from the lock (once per lock)
	@bash scripts/setup.sh

demo: setup  ## make the reports of the organisations that ship with evaluatie, and what they say together
	$(BIN)/evaluatie report $(DEMO)
	$(BIN)/evaluatie synthesis $(DEMO)

test: setup lint  ## check and test everything
	@bash scripts/get-chromium.sh
	@# three workers on two cores, since they wait for kernels and browsers, and types are checked meanwhile; threads of
	@# numpy's own would be in their way
	$(BIN)/mypy & types=$$!; OMP_NUM_THREADS=1 $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder && wait $$types
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile --nbval-lax notebooks -p no:cacheprovider

lint: setup
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check --no-cache .
	$(BIN)/lint-imports

types: setup
	$(BIN)/mypy

docs: setup  ## write the references of the study folder and of findings anew from the models
	$(BIN)/python scripts/study_reference.py
	$(BIN)/python scripts/instruments_reference.py
	$(BIN)/python scripts/finding_reference.py

lab: setup  ## open the notebooks in JupyterLab
	$(BIN)/evaluatie lab

lock: setup  ## resolve the dependencies anew, and write environment.yml and the bill of materials
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra lab --upgrade --universal --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --python-version 3.11 --quiet -o requirements/lock.txt
	$(BIN)/uv pip compile requirements/uv.in --upgrade --universal --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --python-version 3.11 --quiet -o requirements/uv.txt
	@bash scripts/setup.sh
	$(BIN)/python scripts/environment.py
	$(BIN)/python scripts/sbom.py

clean:  ## remove what was made: processed data, reports, caches
	rm -rf data/processed data/sections reports build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
