# Kernels & Gates: `make` builds the site, releases the assignments and grades the sample class; `make test` tests it all.
# Every step leaves a stamp in .setup/, so that what is done already is passed over at once.

PYTHON ?= python3
BIN := .venv/bin
SETUP := .setup
COURSE ?= sample
ASSIGNMENT ?= a02_convolution

.PHONY: all setup site serve release students sample grade test check bench clean
.DEFAULT_GOAL := all

all: site release grade ## everything that a first look needs
	@echo
	@echo "Site:          _build/html/index.html   (make serve)"
	@echo "Class report:  $(COURSE)/reports/$(ASSIGNMENT).html"

setup: $(SETUP)/python $(SETUP)/node $(SETUP)/system ## the environment, once

$(SETUP)/python: requirements.txt pyproject.toml
	@$(PYTHON) scripts/setup.py python

$(SETUP)/node: package-lock.json
	@$(PYTHON) scripts/setup.py node

$(SETUP)/system: scripts/setup.py
	@$(PYTHON) scripts/setup.py system

site: setup ## build the book into _build/html
	@$(BIN)/python book/build_site.py build

serve: site ## the site on http://127.0.0.1:8000
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

release: setup ## generate the students' notebooks
	@$(BIN)/python -m autograder release

students: setup ## what may be published to students, into _build/students
	@$(BIN)/python -m autograder students _build/students

sample: setup ## the bundled sample course, with its class
	@$(BIN)/python -m autograder sample-class sample

grade: release ## grade a class: make grade COURSE=folder ASSIGNMENT=name
	@if [ "$(COURSE)" = sample ]; then $(BIN)/python -m autograder sample-class sample; fi
	@$(BIN)/python -m autograder grade $(ASSIGNMENT) --course $(COURSE)

check: setup ## style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

test: setup check ## all tests, on a fresh clone too
	@$(BIN)/python -m pytest -q

bench: setup ## ratios, measured side by side
	@$(BIN)/python benchmarks/grading.py

clean: ## forget everything that was generated
	@rm -rf _build .setup .venv node_modules sample
