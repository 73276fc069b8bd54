# Keywheel's commands. `make help` lists them.

PREFIX ?= /usr/local
DESTDIR ?=
ARGS ?=
BINARY := .build/release/keywheel
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks

.DEFAULT_GOAL := help
.PHONY: help run build test check install bench fuzz sanitize format clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Install what is missing, build, and start the gateway (ARGS="--port 8080")
	exec $(BINARY) serve $(ARGS)

build: ## Build .build/release/keywheel
	scripts/setup
	swift build -c release --static-swift-stdlib --product keywheel

test: ## Run every test
	scripts/test

check: ## Run the fast part: format, warnings, unit tests
	scripts/check

install: ## Install the built binary under PREFIX (/usr/local), with DESTDIR before it
	@test -x $(BINARY) || { echo "There is no $(BINARY) yet: run make build first." >&2; exit 1; }
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/keywheel
	install -D -m 644 keywheel.example.yml $(DESTDIR)$(PREFIX)/share/doc/keywheel/keywheel.example.yml
	install -D -m 644 LICENSE $(DESTDIR)$(PREFIX)/share/doc/keywheel/LICENSE

bench: build ## Measure beside nginx and HAProxy
	scripts/setup bench
	Benchmarks/run $(ARGS)

fuzz: ## Fuzz the parsers with libFuzzer and the address sanitizer
	scripts/setup
	scripts/fuzz $(ARGS)

sanitize: ## Run the tests under the address and the thread sanitizer (half an hour)
	scripts/sanitize address
	scripts/sanitize thread

format: ## Format the Swift sources
	swift format format --in-place --parallel --recursive $(SWIFT_SOURCES)

clean: ## Remove everything that was built
	rm -rf .build
