# What can be done with a checkout; `make` alone lists it.
#
# Needs make, a POSIX shell and Python 3.11 or later with pip: everything else is installed into
# .venv/, by the hashes in requirements/, once and again when something there has changed.
# On Windows: from WSL as it is, from Git Bash as `make BIN=.venv/Scripts PYTHON=python demo`.

# The Python to make .venv/ with. Unset: the one it was made with, or else python3.
PYTHON ?=
# More arguments for what is run: make demo ARGS='--keep', make test ARGS='-k attachments'.
ARGS =
# `make lock UPGRADE=` keeps every version that still fits.
UPGRADE = --upgrade

VENV = .venv
BIN = $(VENV)/bin

# A .venv/ is of use to one minor version of Python, in one place.
WHICH = import os, sys; print(*sys.version_info[:2], os.getcwd())
# A Python without ensurepip (Debian's, unless python3-venv is there) lends its own pip.
PIP = python=$(PYTHON); pip="$(BIN)/python -m pip"; \
	$$pip --version >/dev/null 2>&1 || pip="$${python:-python3} -m pip --python $(BIN)/python"; \
	PIP_DISABLE_PIP_VERSION_CHECK=1 $$pip --quiet --quiet --no-input
INSTALL = $(PIP) install --require-hashes -r
INSTALL_SELF = $(PIP) install --no-build-isolation --no-deps --editable .
LOCK = $(BIN)/python -m uv pip compile --no-config --quiet $(UPGRADE) --universal --python-version 3.11 \
	--generate-hashes --no-annotate --custom-compile-command 'make lock' pyproject.toml

.NOTPARALLEL:
.PHONY: help demo test sdks check format docs bench growth endurance peers lock clean FORCE

help:
	@echo 'make demo    take a month of expenses through the whole flow, against a mock server of its own'
	@echo 'make test    run the tests'
	@echo 'make sdks    install the official SDKs that the tests drive; make test does so, too'
	@echo 'make check   look at style, types, direction of imports and the contract; quick'
	@echo 'make format  bring the code into the style that `make check` wants'
	@echo 'make docs    write the pages of docs/ that are made of the contract'
	@echo 'make bench   measure the server against one that does nothing, and its peers; nine rounds took 28 minutes'
	@echo 'make growth  measure how the cost of calls grows with what is in place'
	@echo 'make endurance  have the mock hold much and be asked much for long; about twenty minutes'
	@echo 'make peers   install the peers that `make bench` measures; about a minute, and they need Node, one of them Java'
	@echo 'make lock    renew the lock files in requirements/ (UPGRADE= keeps the versions that still fit)'
	@echo 'make clean   remove what was installed, built or remembered'
	@echo
	@echo "Python 3.11 or later is needed; name one by PYTHON, as in: make PYTHON=python3.12 demo"

demo: $(VENV)/run
	@$(BIN)/codat-mock demo $(ARGS)

# All of them are spread over the cores; a few that somebody names are sooner done by one process.
test: $(VENV)/dev
	@$(BIN)/python -m pytest $(or $(ARGS),--numprocesses auto --dist worksteal)

sdks: $(VENV)/dev
	@$(BIN)/python tests/sdks/environments.py

check: $(VENV)/dev
	@echo 'Style:'
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@echo 'Types:'
	@$(BIN)/python -m mypy
	@echo 'Direction of imports:'
	@$(BIN)/lint-imports
	@echo 'Contract:'
	@$(BIN)/python -m openapi_spec_validator openapi/sync-for-expenses.yaml openapi/control.yaml
	@echo 'Installed versions against pyproject.toml:'
	@$(BIN)/python -m pip check

format: $(VENV)/dev
	@$(BIN)/python -m ruff check --fix .
	@$(BIN)/python -m ruff format .

docs: $(VENV)/dev
	@$(BIN)/python docs/tables.py

bench: $(VENV)/dev
	@$(BIN)/python bench $(ARGS)

growth: $(VENV)/dev
	@$(BIN)/python bench/growth.py $(ARGS)

endurance: $(VENV)/dev
	@$(BIN)/python bench/lasting.py $(ARGS)

peers: $(VENV)/dev
	@$(BIN)/python bench/peers/installing.py

# The lock for running is a part of the one for development: same versions, so one .venv/ serves both.
lock: $(VENV)/dev
	@echo 'Resolving for Linux, macOS and Windows, Python 3.11 and later ...'
	@$(LOCK) --group dev -o requirements/dev.txt
	@$(LOCK) --group build --constraint requirements/dev.txt -o requirements/run.txt
	@$(BIN)/python tests/sdks/locks.py $(UPGRADE)
	@! grep -nE '^-|://|^[^#]*@ ' requirements/*.txt tests/sdks/*.txt || \
		{ echo 'A lock file names a place: unset your own package index and run make lock again.'; exit 1; }
	@echo 'The lock files in requirements/ and tests/sdks/ are new; make test installs what they say.'

clean:
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/run: $(VENV)/made-by requirements/run.txt pyproject.toml
	@echo 'Installing what codat-mock runs with, by hash, from requirements/run.txt (a minute or so) ...' >&2
	@$(INSTALL) requirements/run.txt
	@$(INSTALL_SELF)
	@touch $@

$(VENV)/dev: $(VENV)/made-by requirements/dev.txt pyproject.toml
	@echo 'Installing what codat-mock is developed with, by hash, from requirements/dev.txt (a minute or so) ...' >&2
	@$(INSTALL) requirements/dev.txt
	@$(INSTALL_SELF)
	@touch $@

# Looked at each time, but touched only when .venv/ has to be made: new, moved, or of another Python.
$(VENV)/made-by: FORCE
	@made=`cat $@ 2>/dev/null`; python=$(PYTHON); \
	if test "$$made" && test "$$made" = "`$(BIN)/python -c '$(WHICH)' 2>/dev/null`"; then \
		test -z "$$python" && exit 0; \
		test "$$made" = "`$$python -c '$(WHICH)' 2>/dev/null`" && exit 0; \
	fi; \
	python=$${python:-python3}; \
	if ! $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		found=`$$python --version 2>&1` || found='not to be found'; \
		echo "codat-mock needs Python 3.11 or later, and $$python is $$found." >&2; \
		echo "Name a newer one, for example: make PYTHON=python3.12 demo" >&2; \
		exit 1; \
	fi; \
	echo "Making $(VENV)/ with `$$python --version` ..." >&2; \
	rm -rf $(VENV); \
	$$python -m venv $(VENV) >/dev/null 2>&1 || $$python -m venv --clear --without-pip $(VENV) || exit 1; \
	$(BIN)/python -c '$(WHICH)' > $@

FORCE:
