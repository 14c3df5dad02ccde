# Worked Papers. `make book` and `make test` set up what they need; `make help` lists everything.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
HTML := _build/html
LIVE ?= 1
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup book test check-site serve notebooks chapter bench gpu lint clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

# pip and npm are asked again only when what they install has changed
$(BIN)/.python-ready: requirements.txt requirements-data.txt pyproject.toml
	@echo "setting up Python packages in $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# torch first and by itself: later requirements then find it there
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep '^torch==' requirements.txt)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-data.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.ready: package.json package-lock.json
	@echo "setting up the site's scripts and fonts"
	@npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

setup: $(BIN)/.python-ready node_modules/.ready ## install everything into .venv and node_modules

book: setup ## build the whole book to _build/html; LIVE=0 leaves out the cells that run in the browser
	@if [ "$(LIVE)" != 0 ]; then $(BIN)/python -m tools.live; fi
	@# pages are always written afresh (seconds); what takes minutes, running the chapters, is cached beside them
	@rm -rf $(HTML)
	$(BIN)/jupyter-book build -W -n --keep-going .
	@echo "open $(HTML)/index.html, or: make serve"

test: setup ## run the whole test suite: examples, claims, tests, linters
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not gpu and not site and not slow" --cov=lib --cov-fail-under=95 --cov-report=

check-site: book ## read the built site in a real browser, and run every notebook in an environment of its own
	$(BIN)/python -m pytest tests -n 2 --dist worksteal -m "site or slow"

serve: setup ## show the built book on localhost
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(HTML) $(PORT)

notebooks: setup ## write every chapter as a Jupyter notebook to notebooks/
	$(BIN)/python -m tools.notebooks

chapter: setup ## scaffold a chapter: make chapter PART=networks SLUG=my_paper TITLE="..."
	$(BIN)/python -m tools.new_chapter --part "$(PART)" --slug "$(SLUG)" --title "$(TITLE)"

bench: setup ## time the book's algorithms beside their peers
	$(BIN)/python -m benchmarks

gpu: ## on a machine with CUDA: the numerics' GPU tests and the device benchmark, with no network
	$(PYTHON) -m pytest -m gpu tests
	$(PYTHON) -m benchmarks.gpu

lint: setup ## ruff, mypy and the import contracts
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

clean: ## remove what was built, not what was installed
	rm -rf _build notebooks dist
