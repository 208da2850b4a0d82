# `make demo` shows what the model says, `make test` checks the whole project. `make` lists the rest.

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
PYTHON  ?= $(PYTHONS)
PORT    ?= 8765
WORKERS ?= auto
VENV    := .venv
BIN     := $(VENV)/bin
PYTEST  := $(BIN)/python -m pytest
FITS    := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))

# pip of the environment; one that uv has made has none
INSTALL := if $(BIN)/python -m pip --version >/dev/null 2>&1; \
	then set -- $(BIN)/python -m pip install --disable-pip-version-check; \
	else set -- uv pip install --python $(BIN)/python; fi; "$$@" --quiet -c constraints.txt

EXPORT  := uv export --quiet --locked --no-emit-project --no-header

built = @test -e $(1) || { echo "make $@: not built yet ($(1) is missing)" >&2; exit 1; }

.PHONY: help demo test lint browser compiled app bench campaign screens golden replicate lock docs clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.core  ## compare three policies on the regions of Russia and of Europe
	@for world in russia europe; do \
	  $(BIN)/interhelix compare conferences digital_platform platform_and_specialisation \
	    --world $$world --replicates 30 --seed 1 --out demo/$$world --overwrite || exit $$?; \
	done
	@echo "The pictures:" && find demo -name '*.png' | sort | sed 's/^/  /'

test:  ## lint, then every test, those in a browser too, with line coverage
	@$(MAKE) --no-print-directory -j3 lint browser compiled
	@echo "== the model as plain Python, where coverage can see it"
	@rm -f .coverage .coverage.*
	NUMBA_DISABLE_JIT=1 $(PYTEST) -n $(WORKERS) -m "not slow and not campaign" --cov --cov-report= \
	  tests/model tests/laws/test_each_mechanism.py
	@echo "== every test, compiled"
	$(PYTEST) -n $(WORKERS) --cov --cov-append --cov-report=term --cov-fail-under=90

lint: $(VENV)/.test typings/interhelix  ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd typings && ../$(BIN)/lint-imports --config ../pyproject.toml --no-cache --no-logo

compiled: $(VENV)/.test
	@echo "Compiling the model, for all that follows"
	@$(BIN)/interhelix run conferences --world synthetic:4 --quarters 1 --json >/dev/null

browser:  ## install Chromium for the tests of the app, where this is root on Debian
	@for name in chromium chromium-browser google-chrome; do ! command -v $$name >/dev/null || exit 0; done; \
	if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the tests of the app"; \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null || \
	    echo "It could not be installed" >&2; \
	else echo "No Chromium here (apt-get install chromium), so the tests of the app in a browser are left out" >&2; fi

app:  ## the pages in a browser, on this machine only
	$(call built,app)
	@$(MAKE) --no-print-directory '$(VENV)/.app,offline'
	$(BIN)/interhelix app --port $(PORT)

bench: $(VENV)/.bench  ## measure the speed of the model, beside C, NumPy, Mesa and AgentPy
	$(BIN)/python benchmarks/bench.py

campaign: $(VENV)/.test browser docs  ## the tests that take many minutes, with a browser, and the site
	@$(PYTEST) -m campaign || { code=$$?; \
	  test $$code -ne 5 || echo "make campaign: not built yet (no test is marked so)" >&2; exit $$code; }

screens: $(VENV)/.test browser  ## renew the screenshots in docs/screens, and say how long people wait
	SCREENSHOTS=docs/screens $(PYTEST) -m campaign -s tests/app/test_screens.py

golden: $(VENV)/.test  ## renew the golden runs; the changelog must say why
	$(BIN)/python -m tests.golden.renew

replicate: $(VENV)/.core  ## make every figure of the documents again and compare, in about an hour
	$(BIN)/python docs/replicate.py

lock:  ## write the exact versions anew, with uv; UPGRADE=1 takes the newest that there are
	uv lock $(if $(UPGRADE),--upgrade)
	{ echo "# The exact versions that the tests ran with, on Python 3.11 to 3.14, for every extra; from uv.lock, by \`make lock\`."; \
	  echo "# Use them with \`pip install -c constraints.txt -e '.[test]'\`; CONTRIBUTING.md says how to renew them."; \
	  $(EXPORT) --all-extras --no-hashes --no-annotate; } >constraints.txt
	$(EXPORT) --format pylock.toml >pylock.toml

docs: $(VENV)/.docs  ## the documentation as a site in docs/_build/html, with its notebooks run, without a warning
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

clean:  ## remove all that make and the tools have made, .venv too
	rm -rf $(VENV) build dist demo docs/_build htmlcov .coverage .coverage.* *.egg-info
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed is stamped, and installed again only when these two files change.

$(BIN)/python:
	@for python in $(PYTHON); do if "$$python" -c '$(FITS)' 2>/dev/null; then \
	  echo "Making $(VENV) with $$python"; \
	  "$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; exit; fi; done; \
	way="install one, or have uv do it: uv venv --python 3.13 $(VENV)"; \
	for python in $(PYTHONS); do \
	  "$$python" -c '$(FITS)' 2>/dev/null && { way="try: make PYTHON=$$python"; break; }; done; \
	echo "interhelix needs Python 3.11 to 3.14, and $(firstword $(PYTHON)) is not; $$way" >&2; exit 1

typings/interhelix:  # a source archive has no links
	@mkdir -p $@ && cd $@ && ln -s ../../agents ../../app ../../experiments ../../model ../../scenarios \
	  ../../interhelix/*.py ../../interhelix/commands ../../interhelix/py.typed .

$(VENV)/.core: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing interhelix into $(VENV) (some minutes the first time)"
	@$(INSTALL) -e .
	@touch $@

$(VENV)/.%: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing interhelix with the extras [$*] into $(VENV) (some minutes the first time)"
	@$(INSTALL) -e '.[$*]'
	@touch $(VENV)/.core $@
