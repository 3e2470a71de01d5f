# What people and CI run. `make` alone lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
PREFIX ?= /usr/local
RELEASE := .build/release/infracc
DEBUG := .build/debug/infracc
# Types are looked up through their symbols, not by name at run time (a tenth of a small run's instructions), and
# exclusive access, which the tests watch, is not watched once more. The program offers no symbols to the libraries that
# it loads, which would look for theirs among them, and Swift's runtime would search them all: 0.4 ms of each start.
RELEASE_FLAGS := -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors \
  -Xswiftc -enforce-exclusivity=unchecked -Xlinker --no-export-dynamic
EXAMPLES := $(patsubst %/topology.yaml,%,$(sort $(wildcard examples/*/topology.yaml)))
E2E := Tests/EndToEnd
PYTHON := $(E2E) Tests/Fuzz Tests/Load Tests/Tours Tests/Stages Tests/Fixtures/oracles Tests/Fixtures/processes \
  Benchmarks
# Of the benchmark: OUTPUT=Benchmarks/RESULTS.md writes the tables there as well.
SIZES_ ?= 5,50,500,5000,10000
# How long `make fuzz` goes on. The seed is a new one each time unless it is given.
SECONDS_ ?= 300
DEMO := examples/gayed-signals/topology.yaml

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

.PHONY: demo
demo: ## Install what is missing, build, and compile the Gayed Signals topology
	@.ci/setup
	@echo "building infracc (release; some minutes the first time)"
	@$(MAKE) --no-print-directory release
	@echo
	$(RELEASE) build $(DEMO)
	@echo
	@echo "Once more with a typo in a reference; it must be refused:"
	sed 's/<<postgres\./<<postgress./' $(DEMO) | $(RELEASE) check --no-fs - || test $$? = 1
	@echo
	@echo "What next:"
	@echo "  the files:   ls examples/gayed-signals/infra/*; they are committed, so nothing had to be written anew"
	@echo "  change it:   edit examples/gayed-signals/topology.yaml and build again"
	@echo "  run it:      cd examples/gayed-signals/infra/staging/compose"
	@echo "               cp .env.example .env     # then fill in the empty values"
	@echo "               docker compose up -d --build --wait"
	@echo "  a finding:   $(RELEASE) explain E0301"
	@echo "  read on:     README.md, examples/gayed-signals/README.md"

.PHONY: test
test: ## Install what is missing, then run every test with its real tools
	@.ci/setup --tests
	swift build --build-tests
	swift test --skip-build --disable-xctest 2>&1 | .ci/test-names
	@$(MAKE) --no-print-directory tours
	@$(MAKE) --no-print-directory growth

.PHONY: growth
growth: ## Count instructions at several sizes: the work may grow as its input does, times 1.15; ONLY=
	@.ci/setup --tests
	@$(MAKE) --no-print-directory release
	@PYTHONPATH=Benchmarks PYTHONDONTWRITEBYTECODE=1 .build/tools/venv/bin/python -m bench.growth --program $(RELEASE) \
	  $(if $(ONLY),--only "$(ONLY)")

.PHONY: tours
tours: ## Do what the tours of CONTRIBUTING.md say in a copy of the sources, and use the result
	@PYTHONPATH=Tests/Tours PYTHONDONTWRITEBYTECODE=1 .build/tools/venv/bin/python -m tours

.PHONY: e2e-fast
e2e-fast: ## Run what the examples emit as plain processes: real servers, real applications (seconds)
	@.ci/setup --tests
	swift build --product infracc
	@Tests/EndToEnd/run.sh fast

.PHONY: e2e
e2e: ## The same in containers: images built, compose started, faults made (minutes)
	@.ci/setup --e2e
	swift build --product infracc
	@Tests/EndToEnd/run.sh docker

.PHONY: e2e-demo
e2e-demo: ## Do what a new user does: the demo, then what it says comes next
	@.ci/setup --e2e
	swift build --product infracc
	@Tests/EndToEnd/run.sh demo

.PHONY: fuzz
fuzz: ## Feed infracc mutated and hostile input; SECONDS_=300 SEED= ONLY= CASE=
	@.ci/setup --tests
	swift build --product infracc
	@PYTHONPATH=Tests/Fuzz PYTHONDONTWRITEBYTECODE=1 .build/tools/venv/bin/python -m fuzz --program $(DEBUG) \
	  --seconds $(SECONDS_) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY)) $(if $(CASE),--case $(CASE))

.PHONY: corpus
corpus: ## Check the deployment files of others below DIR=, and compare with the judged list and with compose
	@test -n "$(DIR)" || { echo "make corpus DIR=a directory of repositories or of compose files" >&2; exit 2; }
	@.ci/setup --tests
	swift build --build-tests
	INFRACC_CORPUS="$(abspath $(DIR))" swift test --skip-build --disable-xctest --filter ForeignCorpus

.PHONY: load
load: ## Load real servers with what is emitted, and compare with the budgets; ONLY= SIZES=
	@.ci/setup --tests
	swift build --product infracc
	@PYTHONPATH=Tests/Load PYTHONDONTWRITEBYTECODE=1 .build/tools/venv/bin/python -m load --program $(DEBUG) \
	  $(if $(ONLY),--only $(ONLY)) $(if $(SIZES),--sizes $(SIZES))

.PHONY: record
record: ## Write the recorded results anew; fails and names what it wrote
	@.ci/setup --tests
	swift build --build-tests
	INFRACC_RECORD=1 swift test --skip-build --disable-xctest

.PHONY: release
release: ## Build .build/release/infracc with all of its libraries inside, where Debian has them
	flags=$$(.ci/static) && swift build -c release --static-swift-stdlib --product infracc $(RELEASE_FLAGS) $$flags

.PHONY: install
install: release ## Install the program and its shell completions below PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/infracc
	$(RELEASE) --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/infracc
	$(RELEASE) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_infracc
	$(RELEASE) --generate-completion-script fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/infracc.fish

.PHONY: lint
lint: ## Check the format of the Swift code, every shell script, and the Python of the tests
	@.ci/setup --tests
	swift format lint --strict -r Sources Tests Package.swift
	.build/tools/venv/bin/shellcheck -x $$(.ci/scripts)
	.build/tools/venv/bin/ruff format --check --quiet --no-cache --config $(E2E)/pyproject.toml $(PYTHON)
	.build/tools/venv/bin/ruff check --quiet --no-cache --config $(E2E)/pyproject.toml $(PYTHON)
	.build/tools/venv/bin/mypy --config-file $(E2E)/pyproject.toml --cache-dir .build/mypy $(E2E)/e2e
	.build/tools/venv/bin/mypy --config-file $(E2E)/pyproject.toml --cache-dir .build/mypy Tests/Fuzz/fuzz
	.build/tools/venv/bin/mypy --config-file $(E2E)/pyproject.toml --cache-dir .build/mypy Tests/Load/load
	.build/tools/venv/bin/mypy --config-file $(E2E)/pyproject.toml --cache-dir .build/mypy Tests/Tours/tours
	.build/tools/venv/bin/mypy --config-file $(E2E)/pyproject.toml --cache-dir .build/mypy Tests/Stages/stages.py
	.build/tools/venv/bin/mypy --config-file $(E2E)/pyproject.toml --cache-dir .build/mypy Benchmarks/bench
	.build/tools/venv/bin/mypy --config-file $(E2E)/pyproject.toml --cache-dir .build/mypy Tests/Fixtures/oracles/manifests

.PHONY: format
format: ## Format the Swift code
	swift format -i -r Sources Tests Package.swift

.PHONY: generate
generate: ## Write the generated files: the registries of rules, schemas/ and docs/reference/
	.ci/registry
	swift build --product infracc
	swift run infracc-dev

.PHONY: fresh
fresh: ## Fail when a generated file that is committed is not what is generated now
	swift build --product infracc
	for example in $(EXAMPLES); do \
	  $(DEBUG) fmt --check "$$example/topology.yaml" && $(DEBUG) build --check "$$example/topology.yaml"; done
	@$(MAKE) --no-print-directory generate
	@stale=$$(git status --porcelain -- schemas docs/reference examples Sources/*/Registry.swift); if [ -n "$$stale" ]; then \
	  git --no-pager diff -- schemas docs/reference examples Sources/*/Registry.swift; \
	  printf 'not fresh, or not committed:\n%s\n' "$$stale" >&2; exit 1; fi

.PHONY: bench
bench: ## Measure check and build from 5 to 10,000 services, beside other tools; SIZES_= OUTPUT= MACHINE=
	@.ci/setup --bench
	@$(MAKE) --no-print-directory release
	@PYTHONPATH=Benchmarks PYTHONDONTWRITEBYTECODE=1 .build/tools/bench/bin/python -m bench --program $(RELEASE) \
	  --sizes $(SIZES_) $(if $(OUTPUT),--output $(OUTPUT)) $(if $(MACHINE),--machine "$(MACHINE)")

.PHONY: clean
clean: ## Remove what was built; installed tools stay
	swift package clean
	rm -rf .build/bench
