# The verbs of this course. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
HW ?= hw1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help env notebooks assignments wheels site demo grade feedback report doctor gate prove lab test claims bench format clean

help:  ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

env: $(READY)  ## set everything up: .venv with pinned packages, and bubblewrap
	@tools/install-bubblewrap

$(READY): requirements.txt pyproject.toml byhand/pyproject.toml
	@tools/check-python $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable ./byhand --editable .
	$(BIN)/python -m compileall -q autograder byhand
	@touch $@

notebooks: $(READY)  ## build and run the lectures' notebooks
	$(BIN)/autograder lectures

assignments: $(READY)  ## build solution notebooks and student versions
	$(BIN)/autograder build

wheels: $(READY)  ## the wheels, in dist/: byhand, which students install, and yours with solutions
	cd byhand && ../$(BIN)/python -m hatchling build -t wheel -d ../dist
	$(BIN)/python -m hatchling build -t wheel -d dist

site: $(READY)  ## the book, in docs/_build/html (SOLUTIONS=no leaves worked solutions out)
	$(BIN)/python docs/build.py $(if $(filter no,$(SOLUTIONS)),--no-solutions)

demo: env  ## a class of 24 sample notebooks: built, graded, with feedback and class table
	@$(BIN)/autograder demo $(HW)

grade: env  ## grade what was handed in (HW=hw1)
	$(BIN)/autograder grade $(HW)

feedback: $(READY)  ## write the feedback pages (HW=hw1)
	$(BIN)/autograder feedback $(HW)

report: $(READY)  ## the class table (HW=hw1)
	$(BIN)/autograder report $(HW)

doctor: $(READY)  ## whether this machine, the course and its gradebook are fit for grading
	$(BIN)/autograder doctor

gate: env  ## prove every assignment's tests on right and wrong answers
	$(BIN)/autograder gate

prove: gate  ## the gate, and every small change of the reference solutions, however long it takes
	$(BIN)/python benchmarks/tests_of_tests.py

lab: $(READY)  ## open JupyterLab with formgrader
	$(BIN)/jupyter lab

test: env  ## run all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

claims: $(READY)  ## run every experiment behind a claim again (SEEDS=1000: other seeds)
	$(BIN)/python -m benchmarks.claims $(if $(SEEDS),--seeds $(SEEDS))

bench: env  ## measure the grader beside stock nbgrader
	$(BIN)/python benchmarks/grading.py

format: $(READY)  ## format and check the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

clean:  ## remove what was made at run time (grades too: asks first)
	@if [ -d course ]; then read -r -p "Remove course/ with all submissions and grades? [y/N] " answer && [ "$$answer" = y ] && rm -rf course || echo "kept course/"; fi
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis docs/_build
