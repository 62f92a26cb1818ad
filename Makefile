# The two commands that matter: `make demo` and `make test`. Both make what they need.

ifeq ($(OS),Windows_NT)
$(error modtui does not run on native Windows. Use WSL: https://learn.microsoft.com/windows/wsl/install)
endif

BIN = .venv/bin
ARGS =

.DEFAULT_GOAL := help
.PHONY: help demo test test-quick test-crowd torture bench words reference keys contrasts plain \
        pictures random-keys backends clean run-env dev-env

help:
	@echo 'make demo        open the desk on a made-up community (make demo ARGS="--seed 7")'
	@echo 'make test        check everything: style, types, layers, tests'
	@echo 'make test-quick  the tests without those that take seconds'
	@echo 'make test-crowd  5,000 decisions at once over HTTP (about a minute)'
	@echo 'make torture     kill, break and race it for ten minutes, and count what was lost'
	@echo 'make bench       measure, and print the figures'
	@echo 'make words       collect the words of the interface for translators'
	@echo 'make contrasts  compute the table of contrasts in the page on themes'
	@echo 'make reference   write the reference of rulesets from their schema'
	@echo 'make backends    write the table of what each backend can do'
	@echo 'make plain       write down the session in plain mode for the documentation anew'
	@echo 'make keys        write the tables of keys in docs/keys.md'
	@echo 'make random-keys ten thousand keys at random for each preset, which takes minutes'
	@echo 'make pictures    draw the pictures of the documentation, and record its session, anew'
	@echo 'make clean       remove the environment and what tools left behind'
	@echo
	@echo 'Each makes its own Python environment in .venv first. PYTHON=... picks the Python.'

run-env:
	@sh .make/setup.sh run

dev-env:
	@sh .make/setup.sh dev

demo: run-env
	@$(BIN)/modtui demo $(ARGS)

test: dev-env
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(ARGS)

test-quick: dev-env
	$(BIN)/python -m pytest -q -m 'not slow and not live' $(ARGS)

test-crowd: dev-env
	MODTUI_TEST_CROWD=5000 $(BIN)/python -m pytest -q -s tests/triage/test_bulk_over_http.py $(ARGS)

torture: dev-env
	$(BIN)/python -m tests.torture $(ARGS)

bench: dev-env
	$(BIN)/python -m benchmarks $(ARGS)

words: dev-env
	$(BIN)/python .make/words.py

contrasts: dev-env
	$(BIN)/python .make/contrast.py

reference: dev-env
	$(BIN)/python .make/reference.py

backends: dev-env
	$(BIN)/python .make/backends.py

plain: dev-env
	$(BIN)/python .make/plain.py

keys: dev-env
	$(BIN)/python .make/keys.py

random-keys: dev-env
	MODTUI_RANDOM_KEYS=10000 $(BIN)/python -m pytest -q -s tests/tui/test_random_keys.py

pictures: dev-env
	$(BIN)/python .make/pictures.py
	$(BIN)/python .make/session.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
