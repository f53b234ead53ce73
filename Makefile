# Two commands do everything: `make run` and `make test`. The rest is for working on Habitro.
.PHONY: run demo-ai test setup check fmt walkthrough screenshots lighthouse fuzz soak bench

run: setup ## build, start with the embedded defaults, print the address
	@cargo run --release --quiet --bin habitro -- serve

demo-ai: setup ## an AI that is none on port 8090: planning by AI without a key (docs/planner.md)
	@cargo run --quiet -p habitro-testkit --bin fake-ai

setup: ## install what is missing; quiet when nothing is
	@scripts/setup

test: ## install what is missing, check the style, run every test
	@scripts/test

check: setup ## formatting, lints, wording, spelling, licences
	@scripts/check

fmt: ## format everything
	@cargo fmt --all

walkthrough: setup ## the README's walk through the loop, against a server of its own
	@scripts/walkthrough

screenshots: ## every screen, both themes, phone and desktop, into docs/screenshots
	@scripts/setup-tests
	@cargo build --quiet --bin habitro --bin fake-ai
	@node web/tests/screens.mjs

lighthouse: ## Lighthouse on Welcome and Today; at least 95 in all four, on a machine that does nothing else
	@scripts/setup-tests
	@scripts/web
	@cargo build --quiet --bin habitro
	@node web/tests/lighthouse.mjs

fuzz: setup ## the bounded run of Schemathesis that `make test` makes
	@scripts/schemathesis 60

soak: setup ## long runs: Schemathesis for half an hour, 100 crashes (docs/operations.md)
	@scripts/soak

bench: setup ## how fast it is on this machine: make bench ARGS="--db postgres --users 100000 --compare old.json"
	@scripts/bench $(ARGS)
