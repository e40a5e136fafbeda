# FineCover's commands; `make` alone lists them.

# Debian's Python, which sees Debian's QGIS; the first python3 of PATH may be another.
PYTHON ?= /usr/bin/python3
SCENE ?= landscape
SUITE ?= trixie
PROFILE ?= $(HOME)/.local/share/QGIS/QGIS3/profiles/default
TESTS ?= tests
PYTEST = $(PYTHON) -m pytest $(PYTEST_OPTIONS)
# All tests are shared among processes by whole files, which make much for their tests once.
WORKERS ?= 2
SHARED = $(if $(filter tests,$(TESTS)),--numprocesses=$(WORKERS) --dist=loadfile)
VENV = .venv
FUZZ_VENV = .venv-fuzz
FUZZ_SECONDS ?= 600
NODE = tests/report/node_modules
LANGUAGES = it fr es
# What the plugin repository scans of a plugin, and the scripts.
SCANNED = __init__.py plugin.py algorithms core gui scripts
TRANSLATIONS = $(LANGUAGES:%=i18n/finecover_%.qm)

export QT_QPA_PLATFORM ?= offscreen
export PYTHONDONTWRITEBYTECODE = 1

.DEFAULT_GOAL := help
.PHONY: help demo test test-core test-gui test-qgis test-qgis-gui fuzz lint audit format models bench bench-quality bench-ablation \
	bench-ideas bench-settings bench-tradeoff bench-accuracy bench-series bench-speed bench-memory bench-fractions bench-cluster \
	bench-downscaling \
	package check-package deploy translations screenshots clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What looks at the report in a browser; those tests are skipped where it cannot be had.
$(NODE)/ready: tests/report/package-lock.json
	@{ scripts/setup_system.sh browser && npm ci --silent --ignore-scripts --prefix tests/report && \
		touch $@; } || echo "make: no browser, so the tests of the report's page are skipped" >&2

demo: ## run the whole chain on a made landscape, or on SCENE=capelookout
	@scripts/setup_system.sh demo
	@$(PYTHON) scripts/demo.py $(SCENE)

test: $(NODE)/ready ## run all tests on this machine's QGIS (TESTS=folder for a part)
	@scripts/setup_system.sh test
	$(PYTEST) $(SHARED) $(TESTS) $(if $(filter tests,$(TESTS)),--ignore=tests/gui)
	$(if $(filter tests,$(TESTS)),@$(MAKE) --no-print-directory test-gui)

# QGIS starts once in a process: what needs a window has a process of its own.
test-gui: ## run the tests of the main window, on a screen nobody sees
	@scripts/setup_system.sh test
	scripts/with_screen.sh $(PYTEST) tests/gui

test-core: ## run the tests that need no QGIS
	@scripts/setup_system.sh test
	$(PYTEST) tests/core

test-qgis: ## run all tests on another QGIS: SUITE=trixie (3.40) or sid (3.44), as root
	@scripts/setup_system.sh chroots
	scripts/qgis_chroot.sh $(SUITE) $(PYTEST) -p no:cacheprovider $(TESTS) \
		$(if $(filter tests,$(TESTS)),--ignore=tests/gui)
	$(if $(filter tests,$(TESTS)),@$(MAKE) --no-print-directory test-qgis-gui)

test-qgis-gui: ## run the tests of the main window on another QGIS (SUITE), as root
	@scripts/setup_system.sh chroots
	scripts/qgis_chroot.sh $(SUITE) scripts/with_screen.sh $(PYTEST) -p no:cacheprovider tests/gui

fuzz: $(FUZZ_VENV)/ready ## look for inputs that break reading, FUZZ_SECONDS=600 per format (TARGET=format for one)
	$(FUZZ_VENV)/bin/python tests/fuzz $(if $(FUZZ_TOTAL),--total $(FUZZ_TOTAL),--seconds $(FUZZ_SECONDS)) $(TARGET)

$(FUZZ_VENV)/ready: scripts/fuzz-requirements.txt
	@scripts/setup_system.sh test lint
	$(PYTHON) -m venv --clear --system-site-packages $(FUZZ_VENV)
	$(FUZZ_VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

lint: $(VENV)/ready ## check style, types, readiness for Qt 6, and that nothing is unsafe or secret
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/python scripts/check_qt6.py
	$(VENV)/bin/bandit --quiet --recursive --configfile pyproject.toml $(SCANNED)
	git ls-files -z $(SCANNED) resources docs '*.md' | xargs -0 $(VENV)/bin/detect-secrets-hook

audit: $(VENV)/ready ## look the packages that are asked for up in a database of vulnerabilities
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r scripts/audit-requirements.txt
	$(VENV)/bin/pip-audit --strict $(addprefix --requirement ,$(filter-out scripts/qt6%,$(wildcard requirements.txt scripts/*requirements.txt)))
	$(VENV)/bin/pip-audit --strict --no-deps --disable-pip --requirement scripts/qt6-requirements.txt

format: $(VENV)/ready ## lay the code out as lint wants it
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .

$(VENV)/ready: scripts/lint-requirements.txt scripts/qt6-requirements.txt
	@scripts/setup_system.sh lint
	$(PYTHON) -m venv --clear --system-site-packages $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps -r scripts/qt6-requirements.txt
	@touch $@

bench: bench-quality bench-series ## run the benchmarks

bench-quality: ## compare with the plain copy, the usual recipe and the ceiling on real scenes
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/quality

bench-ablation: ## measure what each part of the method contributes, on the same scenes
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/quality --ablation

bench-ideas: ## measure what was tried and left out, on the same scenes
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/quality --ideas

bench-settings: ## measure how well settings are chosen and the gain is foretold
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/quality --settings

bench-tradeoff: ## measure what the forest's settings cost in time and bring in quality
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/quality --tradeoff

bench-accuracy: ## measure time and memory of comparing 100 million pixels
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/accuracy

bench-series: ## measure how well and how fast series are filled, and what they are worth
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/series

bench-speed: ## measure how fast forests, whole runs and the start are, beside scikit-learn and Orfeo ToolBox
	@scripts/setup_system.sh demo
	@missed=0; $(PYTHON) benchmarks/speed || missed=1; \
	$(PYTHON) benchmarks/speed --profile || missed=1; exit $$missed

bench-memory: ## map a repeated real scene of 10 million to 1000 million pixels: peak memory, time of a pixel
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/memory

bench-cluster: ## measure classify with one and two Dask workers, and simulate up to 64
	@scripts/setup_system.sh test
	$(PYTHON) benchmarks/cluster

bench-fractions: ## compare predicted shares of classes with the mean and with a hard map on real scenes
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/fractions

bench-downscaling: ## compare shares of coarse cells brought to fine pixels with a copy and with the forest alone
	@scripts/setup_system.sh demo
	$(PYTHON) benchmarks/downscaling

package: ## write dist/finecover.zip from the last commit
	@scripts/setup_system.sh package
	@git diff --quiet HEAD || echo "package: uncommitted changes are left out" >&2
	@rm -rf build/package && mkdir -p build/package/finecover/i18n dist
	git archive --format=zip --prefix=finecover/ --output=dist/finecover.zip HEAD
	@for language in $(LANGUAGES); do \
		git show "HEAD:i18n/finecover_$$language.ts" >"build/package/$$language.ts" && \
		lrelease -silent "build/package/$$language.ts" \
			-qm "build/package/finecover/i18n/finecover_$$language.qm" || exit 1; \
	done
	@cd build/package && zip --quiet --recurse-paths ../../dist/finecover.zip finecover
	$(PYTHON) scripts/check_package.py --rules-only dist/finecover.zip

check-package: package ## install dist/finecover.zip in an empty QGIS profile and run it there
	@scripts/setup_system.sh demo
	$(PYTHON) scripts/check_package.py dist/finecover.zip

deploy: ## link this checkout into your own QGIS profile (PROFILE=folder for another)
	@mkdir -p "$(PROFILE)/python/plugins"
	@target="$(PROFILE)/python/plugins/finecover"; \
	if [ -e "$$target" ] && [ ! -L "$$target" ]; then \
		echo "deploy: $$target is not a link; remove the installed plugin first" >&2; exit 1; fi; \
	ln -sfn "$(CURDIR)" "$$target" && echo "$$target -> $(CURDIR)"
	@$(MAKE) --silent --no-print-directory $(TRANSLATIONS) || \
		echo "deploy: the translations are not compiled, so FineCover speaks English" >&2

translations: ## bring i18n/*.ts up to date with the code and compile them
	@scripts/setup_system.sh package
	$(PYTHON) scripts/translations.py $(LANGUAGES)
	@$(MAKE) --silent --no-print-directory $(TRANSLATIONS)

i18n/%.qm: i18n/%.ts
	@command -v lrelease >/dev/null || scripts/setup_system.sh package
	lrelease -silent $< -qm $@

models: ## write resources/models anew from the algorithms, on QGIS 3.22
	@scripts/setup_system.sh demo
	$(PYTHON) scripts/make_models.py

screenshots: ## take the pictures of the user guide from a running QGIS (STORY=name for a part)
	@scripts/setup_system.sh demo test browser
	$(PYTHON) scripts/screenshots.py $(STORY)

clean: ## delete what the other commands wrote here
	rm -rf build dist demo $(VENV) $(FUZZ_VENV) $(NODE) .pytest_cache .ruff_cache .mypy_cache .hypothesis i18n/*.qm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
