# `make run` and `make test` are all most people need; the other targets are for development.
.PHONY: run demo-ai test setup check fmt licenses walkthrough screenshots lighthouse fuzz soak bench

run: setup ## build, start with the default configuration, print the address
	@cargo run --release --quiet --bin habitro -- serve

demo-ai: setup ## start a fake AI on port 8090, to try AI planning without a key (docs/planner.md)
	@cargo run --quiet -p habitro-testkit --bin fake-ai

setup: ## install what is missing
	@scripts/setup

test: ## install what is missing, check the style, run every test
	@scripts/test

check: setup ## formatting, lints, wording, spelling, licences
	@scripts/check

fmt: ## format the Rust code
	@cargo fmt --all

licenses: setup ## write the notices of third-party software again, after a change of dependencies
	@scripts/licenses

walkthrough: setup ## run docs/walkthrough.md against a fresh server
	@scripts/walkthrough

screenshots: ## every screen, both themes, phone and desktop, into target/screenshots; a few of them into docs/screenshots
	@scripts/setup-tests
	@cargo build --quiet --bin habitro --bin fake-ai
	@node web/tests/screens.mjs

lighthouse: ## Lighthouse on Welcome and Today, at least 95 in all categories; needs an idle machine
	@scripts/setup-tests
	@scripts/web
	@cargo build --quiet --bin habitro
	@node web/tests/lighthouse.mjs

fuzz: setup ## Schemathesis for 60 seconds, as in `make test`
	@scripts/schemathesis 60

soak: setup ## long runs: Schemathesis for 30 minutes, 100 kills and more (docs/operations.md)
	@scripts/soak

bench: setup ## benchmarks on this machine: make bench ARGS="--db postgres --users 100000 --compare old.json"
	@scripts/bench $(ARGS)
