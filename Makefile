# Each target is one line into scripts/. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: run build test watch lint bench e2e image setup help

run: ## install what is missing, build, start: http://127.0.0.1:3000
	@exec scripts/run.sh

build: ## the release binary and the site files, nothing started
	@scripts/setup.sh && scripts/build.sh

test: ## install what is missing and run all tests, the browser ones too
	@exec scripts/test.sh

watch: ## build for development, start, and do both again after every change
	@exec scripts/watch.sh

lint: ## formatting, clippy, direction of dependencies, licences
	@exec scripts/lint.sh

bench: ## figures beside their baselines
	@exec scripts/bench.sh

e2e: ## the browser tests alone
	@exec scripts/e2e.sh

image: ## the container image, built and tried; without an engine its steps are
	@exec scripts/image.sh

setup: ## install what building and testing need
	@scripts/setup.sh test

help: ## this list
	@sed -n 's/^\([a-z0-9]*\): ## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-7s %s\n' "$$name" "$$what"; done
