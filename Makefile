# `make tables` and `make test` do everything from an empty clone. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
# requirements.lock or requirements-gpu.lock; empty: the one that was named last
LOCK ?=
INSTALLER ?= uv
# macOS has make 3.81, which looks for programs in this PATH only where it starts a shell that is not /bin/sh
SHELL := /bin/bash
export PATH := $(abspath $(VENV))/bin:$(PATH)

# of `make test`: one more than cores, since a third of the time goes by in waiting for disks, signals and queues
PROCESSES ?= 3

# what `make tables SOURCE=licensed PROFILE=paper` changes in params.yaml; without them the file stays as it is
SETTINGS := $(if $(SOURCE),source=$(SOURCE)) $(if $(PROFILE),profile=$(PROFILE))

.DEFAULT_GOAL := help
.PHONY: help setup lock tables experiments report plots controls tuning test test-fast lint published check clean clean-folds

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*##/ {printf "%-14s%s\n", $$1, $$2}' Makefile

setup: ## install the pinned packages into .venv (LOCK=requirements-gpu.lock for CUDA, INSTALLER=pip for pip)
	@$(PYTHON) scripts/install.py --venv $(VENV) $(if $(LOCK),--lock $(LOCK)) --installer $(INSTALLER)

lock: setup ## write requirements.lock and requirements-gpu.lock anew after a change of requirements.txt
	@for name in requirements requirements-gpu; do \
	uv pip compile $$name.txt -o $$name.lock --universal --python-version 3.11 --generate-hashes --quiet \
	--override scripts/overrides.txt --no-emit-package opencv-python --no-header --no-annotate; done

tables: setup ## run all, print Tables 1-4 in short (SOURCE=licensed PROFILE=paper for the real thing)
	@python -m mer params $(SETTINGS)
	@python -m mer run
	@python -m mer tables

experiments: setup ## list the experiments of DVC, the best by validation first
	@python -m mer experiments

report: setup ## make metrics/report.html from the results that are there, and open it
	@dvc repro --single-item --quiet report
	@python -m mer report

plots: setup ## open the page of `dvc plots`, with its scripts, so that it works without a net
	@python -m mer plots

controls: setup ## train every cell until it fits, on true and on shuffled labels (half an hour on 2 idle cores)
	@python -m mer params $(SETTINGS)
	@python -m mer run
	@python -m mer controls
	@python -m mer run leakage report
	@python -m mer tables leakage

tuning: setup ## tune batch size and epochs by validation subjects, under loso
	@python -m mer params $(SETTINGS)
	@python -m mer run
	@python -m mer tune
	@python -m mer run tuning figures report
	@python -m mer tables tuning

test: setup lint ## lint, then run all tests
	@python -m pytest -n $(PROCESSES) --dist loadfile --cov --cov-fail-under=95

test-fast: setup lint ## lint, and the tests of files that take seconds: two minutes
	@python -m pytest -n 2 --dist loadfile -m "not slow" -q

lint: setup ## style (ruff), imports between the rooms (import-linter), types (mypy), workflows (zizmor, check-jsonschema)
	@ruff check .
	@ruff format --check .
	@lint-imports --no-logo
	@mypy
	@zizmor --offline --quiet --no-progress .github
	@check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/bug.yml .github/ISSUE_TEMPLATE/data_set.yml
	@check-jsonschema --quiet --builtin-schema vendor.citation-file-format CITATION.cff

.PHONY: site links
site: setup ## make the site of docs/ in site/, strictly: a link that leads nowhere is an error
	@python -m sphinx -W --keep-going -q -E -b html -c docs -d build/site . site
	@echo "site/index.html: open it in a browser; it needs no net"

links: setup ## ask the net whether the addresses that the pages link to are there
	@python -m sphinx -q -b linkcheck -c docs -d build/site . build/links

.PHONY: bench
bench: setup ## measure speed and memory against the usual way (half an hour on 2 idle cores, 9 GB of disk meanwhile)
	@python -m benchmarks.preprocessing
	@python -m pytest benchmarks --benchmark-columns=median,min,max,rounds -p no:cacheprovider
	@python -m benchmarks.peak
	@python -m benchmarks.paper_size
	@python -m benchmarks.workers
	@python -m benchmarks.memory

check: setup ## check whether your copy of the licensed data is complete
	@python -m mer check --tolerant

published: setup ## make the git tag `published`, for `dvc metrics diff published`
	@python -m mer published

clean-folds: ## forget the finished folds, so that `train` trains every one again
	@rm -rf .folds

clean: ## remove what the pipeline made; the licensed data and the results in git stay
	@rm -rf data/standin data/frames data/masked data/clips data/windows data/splits data/augmented data/plans data/predictions data/validation data/history data/controls data/tuning data/figures data/models data/maps data/seconds data/errors
