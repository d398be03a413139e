# The front door: people, CI and the hosting service call the same targets.
# Needs git, make and Python 3.11 or newer; everything else goes into .venv.

# The interpreter that .venv is made with.
PYTHON ?= python3
# An interpreter that already has the requirements; if given, no .venv is made and this one is used as it is.
SITE_PYTHON ?=
# More options for pytest (make test ARGS="-k claims") and for sphinx-autobuild (make live ARGS=--open-browser).
ARGS ?=

# Names of files and what they hold are UTF-8, whatever the machine speaks.
export PYTHONUTF8 = 1

PY := $(or $(SITE_PYTHON),.venv/bin/python)
.DEFAULT_GOAL := help
.PHONY: help html pdf epub latex latexpdf offline all live livehtml serve audit bench bench-citecheck conformance linkcheck citecheck watch catalogues wheel source content test test-long test-all check lock clean distclean site-venv tests-venv python

## help       show this list
help:
	@sed -n 's/^## /make /p' $(firstword $(MAKEFILE_LIST))

## html       build the site into _build/html
html: site-venv
	@$(PY) tools/build.py html

## pdf        print the book and the leaflet into _build/pdf
pdf: site-venv
	@$(PY) tools/build.py pdf

## epub       write the e-book into _build/epub
epub: site-venv
	@$(PY) tools/build.py epub

## latex      write the source of a book for TeX into _build/latex
latex: site-venv
	@$(PY) tools/build.py latex

## latexpdf   and print it with TeX, where that is installed
latexpdf: site-venv
	@$(PY) tools/build.py latexpdf

## offline    pack the site and the books into one zip file that opens from a disk
offline: site-venv
	@$(PY) tools/build.py offline

# What Sphinx's other builders make, into folders of _build by their names.
OTHERS := dirhtml singlehtml pickle json htmlhelp qthelp devhelp applehelp text man texinfo info gettext changes xml pseudoxml \
  doctest coverage dummy latexpdfja
.PHONY: $(OTHERS)
$(OTHERS): site-venv
	@$(PY) tools/build.py $@

## all        build the site with the books and the zip file to take away
all: site-venv
	@$(PY) tools/build.py all

## live       build, serve, and build again as pages are saved
live livehtml: site-venv
	@$(PY) tools/build.py live $(ARGS)

## serve      serve _build/html on this machine, compressed and with its headers
serve: html
	@$(PY) tools/serve.py $(ARGS)

## linkcheck  try every link to the outside (FRESH=1: those that passed lately too)
linkcheck: site-venv
	@$(PY) tools/build.py linkcheck

## citecheck  compare every source with Crossref, DataCite and PubMed (FRESH=1: ask all again)
citecheck: site-venv
	@$(PY) tools/build.py citecheck

## watch      make every search again and list what is new (FRESH=1: also what a stopped run has asked)
watch: site-venv
	@$(PY) tools/build.py watch $(ARGS)

## catalogues bring the sentences of the translated pages up to date (locale/), for translators
catalogues: gettext
	@$(PY) tools/catalogues.py

## wheel      pack the extensions into _build/dist, for other projects to install
wheel: site-venv
	@$(PY) tools/wheel.py

# The number comes by the environment: no shell reads the quotation marks, "<" and ";" that old ones have.
export DOI
## source     add the source of a DOI to docs/references.bib (DOI=10.1000/xyz; ARGS for more)
source: site-venv
	@$(PY) tools/source.py $(ARGS)

## content    check what the pages say, in seconds: the build, spelling, words that we do not use
content: tests-venv
	@$(PY) tools/content.py

## test       run the tests, but for those that take long
test: tests-venv
	@# The built site is made once per worker, so the tests of a file stay together.
	@$(PY) -m pytest -n auto --dist loadfile -m "not long" $(ARGS)

## test-long  run those: walks in a browser, other formats, environments, many edits
test-long: tests-venv
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder -m long $(ARGS)

## test-all   run all tests
test-all: tests-venv
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

## audit      measure the site in a browser, with each limit (takes minutes)
audit: tests-venv html
	@$(PY) tools/audit $(ARGS)

## bench      measure how long builds take, beside other tools (ARGS="--only 10": a part)
bench: tests-venv
	@$(PY) tools/bench $(ARGS)

## bench-citecheck  what citecheck notices of thousands of faulty sources, beside a peer (ARGS="--half 0": a part)
bench-citecheck: site-venv
	@$(PY) tools/bench_citecheck $(ARGS)

## conformance  run other people's tests of what we extend, ours beside stock (fetches them)
conformance: tests-venv
	@$(PY) tools/conformance $(ARGS)

## check      lint, types, spelling and schemas of configuration files
check: tests-venv
	@$(PY) tools/check.py

## lock       write the lock files again from the .in files (UPGRADE=1: take the newest versions)
lock: python
	@$(PYTHON) tools/venv.py lock

## clean      remove what was built
clean:
	@rm -rf _build

## distclean  remove what was built and .venv
distclean: clean
	@# The stamps first: a half-removed .venv must not be trusted.
	@rm -rf .venv/.lock-* .venv

ifeq ($(SITE_PYTHON),)
site-venv: python
	@$(PYTHON) tools/venv.py site

tests-venv: python
	@$(PYTHON) tools/venv.py tests
else
site-venv tests-venv:
endif

python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "error: there is no $(PYTHON): install Python 3.11 or newer, or name one, as in make html PYTHON=python3.12" >&2; exit 1; }
