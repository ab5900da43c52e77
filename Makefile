# Everything runs in .venv, which is made here and renewed when the locks change.

PYTHON ?=
VENV := .venv
PY := $(VENV)/bin/python
SERVICES := $(PY) -m gdve_portal.local_services
UV_COMPILE := $(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header
LANGUAGES := ar es fr pt

.DEFAULT_GOAL := help
.PHONY: help run test fuzz lint lint-django format bench messages locks screenshots manage shell clean-data venv

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: venv ## Start the portal with its data on http://localhost:8000 (PORT=…, DATA_DIR=…)
	@exec $(PY) -m gdve_portal.run --stop-with-parent

test: venv ## Run the tests on throwaway servers (ARGS="tests/organizations -k slug")
	@exec $(PY) -m pytest $(or $(ARGS),-n auto --dist loadfile)

fuzz: venv ## Send random input to every form and address (EXAMPLES=…)
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),50) exec $(PY) -m pytest tests/fuzz -n auto

lint: venv ## Check style, types, imports, templates, migrations and settings
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()'
	$(PY) -m djlint --quiet --lint templates
	@$(SERVICES) --throwaway -- $(MAKE) --no-print-directory lint-django

# The settings want to know their servers, and the migrations are compared with a real database.
lint-django:
	$(VENV)/bin/mypy gdve_portal accounts organizations sessions_archive partnerships bench
	$(PY) manage.py check
	$(PY) manage.py makemigrations --check --dry-run

format: venv ## Format the code
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: venv ## Run the benchmarks (ARGS=…)
	@exec $(PY) -m bench $(ARGS)

messages: venv ## Extract the texts to translate into locale/, and compile the catalogues
	@command -v xgettext >/dev/null || { echo "gettext is needed to extract texts: apt-get install gettext, or brew install gettext."; exit 1; }
	$(SERVICES) --throwaway -- $(PY) manage.py makemessages $(LANGUAGES:%=-l %) \
		--add-location=file --no-wrap --ignore='$(VENV)' --ignore='tests'
	$(PY) -m gdve_portal.catalogues

locks: venv ## Resolve the requirements again into locks with hashes (ARGS=--upgrade)
	$(UV_COMPILE) $(ARGS) requirements.in -o requirements.txt
	$(UV_COMPILE) $(ARGS) requirements-dev.in -o requirements-dev.txt

screenshots: venv ## Photograph the main pages, narrow and wide
	@exec $(PY) -m tests.e2e.screenshots $(ARGS)

manage: venv ## Run a Django command beside the data of `make run` (ARGS="rescore")
	@exec $(SERVICES) -- $(PY) manage.py $(ARGS)

shell: venv ## Open a Python shell beside the data of `make run`
	@exec $(SERVICES) -- $(PY) manage.py shell

clean-data: venv ## Delete the data of `make run` and start afresh next time
	@exec $(SERVICES) --delete-data

venv:
	@PYTHON="$(PYTHON)" sh .ci/venv
