# Everything a fresh machine needs is installed by these targets: Python packages into .venv from
# the locked, hashed versions; chromium, fonts and nginx (only for `make test`) from Debian.
PYTHON ?= python3
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE # tests start twice as fast where bytecode is kept
PIP := $(PYTHON) -m pip --disable-pip-version-check --python .venv install --quiet --no-build-isolation
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--exclude-newer "1 week" --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

help: ## show these lines
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 20

site: .venv/run ## build the demonstration site and say where to open it
	@$(BIN)/xushi build
	@echo "Open $(CURDIR)/site/public/index.html in a browser."

# The tests in a browser mostly wait; the others take both cores meanwhile.
test: lint debs .venv/node/done ## lint, types and all tests but the long ones
	@$(BIN)/pytest -n 2 --dist loadfile -m "browser and not long" >.venv/browser.log 2>&1 & browser=$$!; \
	$(BIN)/pytest -n 2 --dist worksteal -m "not browser and not long"; rest=$$?; \
	wait $$browser; seen=$$?; cat .venv/browser.log; exit $$((rest | seen))

test-long: test ## also the long fuzzing and killing runs
	$(BIN)/pytest -n 2 --dist worksteal -m long

fast: .venv/dev ## the quick tests only
	$(BIN)/pytest -n auto --dist loadfile --ignore tests/browser --ignore tests/real -m "not (slow or real or wheel or long)"

lint: .venv/dev ## ruff and mypy --strict
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

messages: .venv/dev ## collect the texts to translate in generator/locales/zh.po
	$(BIN)/python -m tests.catalogue

wheel: .venv/dev ## build dist/*.whl, which works without this tree
	rm -rf dist && $(BIN)/hatchling build -t wheel

bundle: wheel ## make dist/bundle/, which installs on Windows and Linux without network
	$(BIN)/python -m bundle.make --python $(PYTHON) --wheel dist/*.whl

lock: .venv/dev ## resolve the dependencies of pyproject.toml anew
	$(LOCK) --upgrade --group build --output-file requirements-build.lock
	$(LOCK) --upgrade --constraint requirements-build.lock pyproject.toml --output-file requirements.lock
	$(LOCK) --upgrade --constraint requirements-build.lock --constraint requirements.lock \
		pyproject.toml --group dev --output-file requirements-dev.lock

# pip works from outside, so that Debian's python3-venv, which brings pip into it, is not needed.
.venv/run: requirements-build.lock requirements.lock pyproject.toml
	@echo "Installing Python packages into .venv ..."
	$(PYTHON) -m venv --clear --without-pip .venv
	$(PIP) --require-hashes -r requirements-build.lock
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --editable . && touch $@

.venv/dev: .venv/run requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock && touch $@

# The HTML checker is a Java program that comes as an npm package; its tests say so where it is not.
.venv/node/done: .venv/dev tests/browser/package.json tests/browser/package-lock.json
	install -D -m 644 -t .venv/node tests/browser/package.json tests/browser/package-lock.json
	-$(BIN)/npm --prefix .venv/node ci --ignore-scripts --no-audit --no-fund && touch $@

# libatomic1 is for playwright's own driver; the last four try publications, queries, forms.
DEBS := chromium fonts-noto-cjk libatomic1 default-jre-headless nginx-light rsync postgresql-15 libreoffice-calc-nogui
debs:
	@dpkg -s $(DEBS) >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && $(SUDO) env \
	DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(DEBS); }

.PHONY: help site test test-long fast lint messages wheel bundle lock debs
