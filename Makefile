# The commands of OKRio's developers. `make` alone lists them.
SHELL := /bin/bash
export PATH := $(HOME)/.cargo/bin:$(PATH)
# Settings of your own: copy .env.example to .env.
WITH_ENV := set -a; if [ -f .env ]; then . ./.env; fi; set +a;

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing, start OKRio with a private PostgreSQL and the demo organization
	@$(WITH_ENV) .ci/setup run && exec cargo run --

test: setup ## Install what the tests need and run all of them
	@if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --no-fail-fast; else cargo test --no-fail-fast; fi

test-unit: ## The tests that need nothing but the compiler
	cargo test --lib

test-suite: setup ## The tests over stores, row security, HTTP and the worker, with their own PostgreSQL and Redis
	cargo test --test suite

test-browser: setup ## The tests in a real Chromium
	cargo test --test browser

coverage: setup ## Fail when fewer than 80 % of the lines are run by the fast tests
	@.ci/coverage

setup: ## Install what the commands here need, and nothing else
	@.ci/setup test

bench: ## Measure speed and memory in an organization of 100,000 objectives; takes some minutes and a quiet machine
	@.ci/setup run
	cargo build --release
	ulimit -n 16384 2>/dev/null; cargo bench --bench bench

lint: ## Formatting and clippy, as the CI checks them
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings

format: ## Format the Rust sources
	cargo fmt

sqlx: ## Write .sqlx anew after a change of SQL or of a migration
	.ci/sqlx-prepare

sqlx-db: ## Leave a migrated database running, to check SQL while writing it
	@mkdir -p target && .ci/sqlx-prepare --keep target/sqlx-db.url

sqlx-db-stop: ## End the database of sqlx-db
	@.ci/sqlx-prepare --stop target/sqlx-db.url

.PHONY: help run test test-unit test-suite test-browser coverage setup bench lint format sqlx sqlx-db sqlx-db-stop
