# make run    set up, then the sample campaign from end to end
# make test   set up, then everything that must hold
# make test-team   the store and the jobs on PostgreSQL; fails where there is none
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# One more than there are processors: tests of screens wait more than they compute.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)
# Else each worker, and each process that a test starts, would compile everything for itself.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-team tests check format setup clean picture
.DEFAULT_GOAL := run

run: $(READY)
	@$(BIN)/askwatch demo

# Side by side, for mypy keeps one processor busy and no more.
test: $(READY)
	@$(MAKE) --no-print-directory --jobs=2 check tests

tests: $(READY)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --include='tracker/*' --fail-under=100
	$(BIN)/coverage report --include='db/*' --omit='db/postgres*,db/migrations/versions/*' --fail-under=95
	$(BIN)/coverage report --include='jobs/*' --omit='jobs/queue/*' --fail-under=90
	$(BIN)/coverage report --include='tui/*' --fail-under=85

# The programs of a PostgreSQL server must be installed (Debian: apt install postgresql); a server
# of the tests' own is started and thrown away.
test-team: $(READY)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --postgres --cov=db --cov=jobs --cov-report= tests/db tests/jobs
	$(BIN)/coverage report --include='db/postgres*' --fail-under=95
	$(BIN)/coverage report --include='jobs/queue/*' --fail-under=90

# What the pre-commit hooks run, too.
check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: $(READY)

# A virtual environment of its own; made anew when pyproject.toml changes.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "askwatch needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@echo "setting up .venv (a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade -e '.[dev]'
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .coverage

# The picture in README, drawn by the dashboard over the sample campaign.
picture: $(READY)
	$(BIN)/askwatch demo --picture docs/board.svg
