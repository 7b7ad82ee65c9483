# `make tables` and `make test` do everything from an empty clone. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
REQUIREMENTS ?= requirements.txt
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

# what `make tables SOURCE=licensed PROFILE=paper` changes in params.yaml; without them the file stays as it is
SETTINGS := $(if $(SOURCE),source=$(SOURCE)) $(if $(PROFILE),profile=$(PROFILE))

.DEFAULT_GOAL := help
.PHONY: help setup tables report plots controls tuning test lint published check clean clean-folds

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.installed ## install the pinned packages into .venv (REQUIREMENTS=requirements-gpu.txt for CUDA)

$(VENV)/.installed: $(REQUIREMENTS) requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if (3, 11) <= v < (3, 14) else \
	f"error: Python 3.11 to 3.13 is needed, {sys.executable} is {v.major}.{v.minor}; try make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@echo "installing the pinned packages into $(VENV) (about 3 GB, a few minutes)"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r $(REQUIREMENTS) -c constraints.txt
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

tables: setup ## run the whole pipeline and print Tables 1-4 (SOURCE=licensed PROFILE=paper for the real thing)
	@mer params $(SETTINGS)
	@mer grid
	@dvc repro headline tables printed ledger leakage reforms figures final report
	@cat metrics/tables/*.md

report: setup ## make metrics/report.html from the results that are there, and open it
	@dvc repro --single-item --quiet report
	@mer report

plots: setup ## open the page of `dvc plots`, with its scripts, so that it works without a net
	@mer plots

controls: setup ## train every cell until it fits, on true and on shuffled labels (half an hour on 2 idle cores), print metrics/leakage.md
	@mer params $(SETTINGS)
	@mer grid
	@dvc repro headline tables printed leakage
	@mer controls
	@dvc repro leakage
	@dvc repro --single-item report
	@cat metrics/leakage.md

tuning: setup ## tune batch size and epochs by validation subjects, under loso, print metrics/tuning.md, draw Figures 6 and 7
	@mer params $(SETTINGS)
	@mer grid
	@mer tune
	@dvc repro tuning figures report
	@cat metrics/tuning.md

test: setup lint ## lint, then run all tests
	@python -m pytest -n 2 --dist loadgroup --cov --cov-fail-under=90

lint: setup ## style (ruff), imports between the rooms (import-linter), types (mypy)
	@ruff check .
	@ruff format --check .
	@lint-imports --no-logo
	@mypy

.PHONY: bench
bench: setup ## measure speed and memory against the usual way (half an hour on 2 idle cores, 9 GB of disk meanwhile)
	@python -m benchmarks.preprocessing
	@python -m pytest benchmarks --benchmark-columns=median,min,max,rounds -p no:cacheprovider
	@python -m benchmarks.peak
	@python -m benchmarks.paper_size
	@python -m benchmarks.workers
	@python -m benchmarks.memory

check: setup ## check whether your copy of the licensed data is complete
	@mer check

published: setup ## make the git tag `published`, for `dvc metrics diff published`
	@mer published

clean-folds: ## forget the finished folds, so that `train` trains every one again
	@rm -rf .folds

clean: ## remove what the pipeline made; the licensed data and the results in git stay
	@rm -rf data/standin data/frames data/masked data/clips data/windows data/splits data/augmented data/plans data/predictions data/validation data/history data/controls data/tuning data/figures data/models data/seconds data/errors
