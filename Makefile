# Kernels & Gates. `make` sets up, builds the site, releases the assignments and grades the sample class; `make test`
# runs every test. What is up to date is passed over: every target below names what it is made from.

PYTHON ?= python3
COURSE ?= sample
ASSIGNMENT ?= a02_convolution
JOBS ?= 3
MESSAGE ?= Publish the notebooks

BIN := .venv/bin
SETUP := .setup/python .setup/system
SITE := _build/html/index.html
DATA := .setup/data

ours = $(shell find $(1) -type f -not -path '*/__pycache__/*' 2>/dev/null)
PROSE := $(wildcard notebooks/*.md)
NOTEBOOKS := $(PROSE:.md=.ipynb)
TABLES := $(PROSE:notebooks/%.md=sample/%.txt)
MAKES_SITE := $(call ours,book course) $(NOTEBOOKS) $(wildcard notebooks/zh/*.ipynb) _config.yml _toc.yml package-lock.json
MAKES_NOTEBOOKS := $(PROSE) $(wildcard notebooks/zh/*.md) $(call ours,solutions autograder)
MAKES_TABLE := $(MAKES_NOTEBOOKS)

.PHONY: all setup site serve release students sample grade new test check bench clean chosen
.DEFAULT_GOAL := all

all: $(SITE) $(NOTEBOOKS) $(TABLES) ## everything that a first look needs
	@echo "Site:         $(SITE)  (make serve)"
	@cat $(TABLES)

setup: $(SETUP) ## the environment, once; TORCH=cpu, TORCH=cuda or TORCH=<index> chooses a build of PyTorch

.setup/python: requirements.txt scripts/setup.py $(if $(TORCH),chosen)
	@TORCH=$(TORCH) $(PYTHON) scripts/setup.py python

.setup/system: scripts/setup.py
	@$(PYTHON) scripts/setup.py system

# The texts of course.data, which git does not have.
$(DATA): book/course_data.py requirements.txt package-lock.json | $(SETUP)
	@$(BIN)/python -m book.course_data
	@touch $@

site: $(SITE) ## the book, in _build/html

$(SITE): $(MAKES_SITE) | $(SETUP)
	@$(BIN)/python book/build_site.py build
	@touch $@

serve: site ## the site on http://127.0.0.1:8000
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

release: $(NOTEBOOKS) ## the students' notebooks

notebooks/%.ipynb: $(MAKES_NOTEBOOKS) | $(SETUP)
	@$(BIN)/python -m autograder release $*
	@touch $@

notebooks/zh/%.ipynb: notebooks/%.ipynb # written with its English twin
	@touch $@

students: $(NOTEBOOKS) $(DATA) ## what may be published to students: a commit in _build/students, make students MESSAGE="…"
	@$(BIN)/python -m book.lab.chapter_notebooks _build/chapters/notebooks/chapters
	@$(BIN)/python -m autograder students _build/students --also _build/chapters --commit "$(MESSAGE)"

sample: $(SETUP) ## the bundled sample course with its class, in sample/
	@$(BIN)/python -m autograder sample-class sample

sample/.written: $(MAKES_TABLE) | $(SETUP)
	@$(BIN)/python -m autograder sample-class sample
	@touch $@

sample/%.txt: sample/.written
	@$(BIN)/python -m autograder grade $* --course sample > $@.part
	@mv $@.part $@

grade: $(SETUP) ## grade a class: make grade COURSE=folder ASSIGNMENT=name
	@$(BIN)/python -m autograder grade $(ASSIGNMENT) --course $(COURSE)

check: $(SETUP) ## style and types
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

new: $(SETUP) ## the skeleton of an exercise: make new ASSIGNMENT=a05_activations EXERCISE=leaky_relu
	@$(BIN)/python scripts/new_exercise.py $(ASSIGNMENT) $(EXERCISE)

# What shares something costly runs in one process (tests/conftest.py), so several processes cost it once.
test: $(SETUP) $(DATA) $(if $(ONLY),,check) ## all tests, or what one exercise needs: make test ONLY=rnn_step, SHARD="tests/site tests/book"
ifdef ONLY
	@$(BIN)/python -m autograder release >/dev/null
	@$(BIN)/python -m pytest --only $(ONLY) tests/solutions tests/autograder/release
else
	@$(BIN)/python -m pytest $(SHARD) -n $(JOBS) --dist loadgroup --no-loadscope-reorder
endif

bench: $(SETUP) ## ratios, measured side by side
	@$(BIN)/python -m benchmarks.stages
	@$(BIN)/python -m benchmarks.diagnosis
	@$(BIN)/python -m benchmarks.grading
	@$(BIN)/python -m benchmarks.similarity
	@$(BIN)/python -m benchmarks.scale
	@$(BIN)/python -m benchmarks.site
	@$(BIN)/python -m benchmarks.lighthouse

clean: ## forget everything that was generated
	@rm -rf _build .setup .venv node_modules sample
	@rm -f course/data/*.gz course/data/SOURCES.txt course/data/.made-from
